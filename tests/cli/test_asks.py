"""Inboxes, answers, the mirror and promises from the command line."""

from __future__ import annotations

import getpass

import pytest

from tests.cli.conftest import HOSTILE
from tests.hostile import forbidden


@pytest.fixture
def number(csdesk, desk):
    """The newest order, at a desk where shipping and finance work too."""
    ours = csdesk("people", "role", getpass.getuser(), "--role", "agent,lead,admin", desk=desk)
    assert ours.status == 0, ours.err
    for login, role in (("zhou", "shipping"), ("qian", "finance"), ("li", "agent")):
        told = csdesk("people", "add", login, login, "--role", role, desk=desk)
        assert told.status == 0, told.err
    return csdesk("search", "", "--limit", "1", "--json", desk=desk).answer["orders"][0]["order_no"]


def ask(csdesk, desk, number, text="改发圆通", tab="shipping"):
    told = csdesk("remark", number, "--tab", tab, text, "--json", desk=desk)
    assert told.status == 0, told.err
    return told.answer["id"]


def inbox(csdesk, desk, which="shipping"):
    return csdesk("inbox", which, "--json", desk=desk).answer


def test_an_inbox_says_what_waits_for_whom_and_how_long(csdesk, desk, number):
    remark = ask(csdesk, desk, number)
    answer = inbox(csdesk, desk)
    (row,) = answer["asks"]
    assert (answer["inbox"], answer["total"]) == ("shipping", 1)
    assert (row["id"], row["order_no"], row["waiting_for"]) == (remark, number, "shipping")
    assert row["age"] >= 0
    assert inbox(csdesk, desk, "finance")["asks"] == []
    assert [each["id"] for each in inbox(csdesk, desk, "mine")["asks"]] == [remark]
    assert [each["id"] for each in inbox(csdesk, desk, "all")["asks"]] == [remark]


def test_the_department_answers_and_the_asker_reads_it(csdesk, desk, number):
    remark = ask(csdesk, desk, number)
    told = csdesk("--as", "zhou", "answer", str(remark), "query", "哪个颜色", "--json", desk=desk)
    assert (told.status, told.answer["state"], told.answer["version"]) == (0, "query", 2)
    (row,) = inbox(csdesk, desk)["asks"]
    assert row["waiting_for"] == getpass.getuser()
    assert csdesk("answer", str(remark), "asked", "红色", desk=desk).status == 0
    assert csdesk("--as", "zhou", "answer", str(remark), "done", "好", desk=desk).status == 0
    (call,) = inbox(csdesk, desk, "mine")["calls"]
    assert (call["answer"], call["text"]) == (True, "好")


def test_who_may_not_answer_is_told_who_may_with_status_4(csdesk, desk, number):
    remark = ask(csdesk, desk, number)
    for who in ("li", "qian"):
        told = csdesk("--as", who, "answer", str(remark), "done", desk=desk)
        assert told.status == 4
        assert "shipping" in told.err
    assert csdesk("--as", "li", "inbox", "all", desk=desk).status == 4


def test_a_stale_answer_is_refused_with_status_5(csdesk, desk, number):
    remark = ask(csdesk, desk, number)
    answer = ("--as", "zhou", "answer", str(remark))
    assert csdesk(*answer, "doing", "--version", "1", desk=desk).status == 0
    told = csdesk(*answer, "done", "--version", "1", desk=desk)
    assert told.status == 5
    assert "faster" in told.err


@pytest.mark.parametrize(
    ("call", "status"),
    [
        (("inbox", "warehouse"), 2),
        (("answer", "1", "maybe"), 2),
        (("answer", "999", "done"), 3),
        (("mirror", "290000000000000001"), 3),
        (("promises", "--settle", "1"), 2),
        (("promises", "--settle", "99", "--as-is", "kept"), 3),
    ],
)
def test_what_is_not_understood_or_not_there_has_its_status(csdesk, desk, number, call, status):
    told = csdesk(*call, desk=desk)
    assert (told.status, told.out) == (status, "")
    assert told.err


def test_a_remark_with_an_empty_slot_is_refused(csdesk, desk, number):
    told = csdesk("remark", number, "--tab", "finance", "退款 {金额} 元", desk=desk)
    assert told.status == 1
    assert "{金额}" in told.err


def test_the_mirror_lists_what_differs_and_one_order_with_what_to_paste(csdesk, desk, number):
    before = csdesk("mirror", "--json", desk=desk).answer
    ask(csdesk, desk, number)
    after = csdesk("mirror", "--json", desk=desk).answer
    assert after["counts"]["missing"] == before["counts"]["missing"] + 1
    row = next(each for each in after["orders"] if each["order_no"] == number)
    assert "missing" in row["waiting_for"]
    assert row["age"] >= 0
    one = csdesk("mirror", number, "--json", desk=desk).answer["orders"][0]
    assert one["paste"].endswith("改发圆通")
    assert "改发圆通" in csdesk("mirror", number, desk=desk, terminal=True).out


def test_promises_are_kept_listed_and_decided(csdesk, desk, number):
    made = csdesk("promises", number, "--by", "3d", "--told", "三天内发", "--json", desk=desk)
    assert (made.status, made.answer["state"]) == (0, "open")
    (row,) = csdesk("promises", "--json", desk=desk).answer["promises"]
    assert (row["order_no"], row["waiting_for"], row["text"]) == (number, "ship", "三天内发")
    settle = ("promises", "--settle", str(row["id"]), "--as-is", "kept")
    assert csdesk(*settle, "--version", "1", desk=desk).status == 0
    assert csdesk(*settle, "--version", "1", desk=desk).status == 5
    assert csdesk("promises", "--json", desk=desk).answer == {"promises": []}
    assert len(csdesk("promises", "--all", "--json", desk=desk).answer["promises"]) == 1
    assert csdesk("--as", "zhou", "promises", number, "--by", "3d", desk=desk).status == 4
    assert csdesk("promises", number, "--by", "never", desk=desk).status == 2


def test_hostile_text_reaches_no_terminal(csdesk, desk, number):
    for payload in HOSTILE:
        csdesk("remark", number, "--tab", "shipping", f"x {payload}", desk=desk)
    for call in (("inbox", "shipping"), ("inbox", "mine"), ("mirror",), ("mirror", number)):
        for terminal in (True, False):
            assert (
                forbidden(csdesk(*call, desk=desk, terminal=terminal).out.replace("\t", "")) == []
            )
