"""Handing over from the command line: what is printed for programs and people, and refusals."""

from __future__ import annotations

import pytest

from tests.hostile import PAYLOADS, forbidden

KEYS = {
    "id", "urgency", "order_no", "summary", "action", "owner", "due", "age_shifts",
    "acknowledged_by", "acknowledged_at",
}  # fmt: skip


@pytest.fixture
def staffed(csdesk, desk):
    """The desk with two agents, a lead and somebody who only looks."""
    for login, role in (("li", "agent"), ("wang", "agent"), ("chen", "lead"), ("eye", "viewer")):
        assert csdesk("people", "add", login, login, "--role", role, desk=desk).status == 0
    return desk


@pytest.fixture
def call(csdesk, staffed):
    """Call csdesk in somebody's name."""

    def called(who, *words, **more):
        return csdesk("--as", who, *words, desk=staffed, **more)

    return called


@pytest.fixture
def number(call):
    """A number of an order that awaits review."""
    return call("li", "search", "status:awaiting_review is:paid", "--json").answer["orders"][0][
        "order_no"
    ]


def answer(told):
    assert told.status == 0, told.err
    return told.answer


def add(call, *more, urgency="critical"):
    return answer(
        call("li", "handover", "add", *more, "--summary", "拦截包裹", "--owner", "shipping",
             "--due", "3d", "--urgency", urgency, "--json")
    )  # fmt: skip


def test_an_item_goes_from_one_shift_to_the_next(call, number):
    answer(call("li", "shift", "open", "early", "--yes", "--json"))
    item = add(call, number, "--action", "打圆通", "--if", "拒收")
    assert set(item) >= KEYS
    assert (item["order_no"], item["owner"], item["age_shifts"]) == (number, "shipping", 0)
    before = answer(call("eye", "handover", "--json"))
    assert (before["cutoff"], [each["id"] for each in before["items"]]) == (None, [item["id"]])
    closed = answer(call("li", "shift", "close", "--json"))
    again = call("wang", "shift", "open", "early")
    assert again.status == 1
    assert "early shift was closed already. Open one more of it? Yes is --yes." in again.err
    answer(call("wang", "shift", "open", "late", "--yes", "--json"))
    refused = call("wang", "approve", number)
    assert refused.status == 1
    assert "critical items" in refused.err
    told = answer(call("eye", "handover", "--json"))
    assert set(told) >= {"shift", "cutoff", "counts", "items", "signed", "hash"}
    assert (told["shift"], told["cutoff"], told["hash"]) == (
        closed["shift"], closed["cutoff"], closed["hash"],
    )  # fmt: skip
    assert (told["items"][0]["age_shifts"], told["items"][0]["acknowledged_by"]) == (1, "")
    assert (told["counts"]["critical_waiting"], told["counts"]["items_added"]) == (1, 1)
    assert told["counts"]["left_drafts"] == 0
    nod = call("wang", "handover", "ack", str(item["id"]), "--read-back", "ok")
    assert (nod.status, "own words" in nod.err) == (1, True)
    known = answer(
        call("wang", "handover", "ack", f"#{item['id']}", "--read-back", "先拦件再回电", "--json")
    )
    assert (known["acknowledged_by"], known["read_back"]) == ("wang", "先拦件再回电")
    assert known["acknowledged_at"]
    assert call("wang", "approve", number).status == 0
    answer(call("wang", "shift", "sign", "--json"))
    signed = answer(call("eye", "handover", "--json"))["signed"]
    assert [each["side"] for each in signed] == ["gives", "receives"]
    done = answer(call("wang", "handover", "done", str(item["id"]), "--json"))
    assert done["state"] == "done"
    assert answer(call("eye", "handover", "open", "--json"))["items"] == []
    assert call("eye", "handover", "--shift", "99").status == 3


def test_a_lead_opens_the_queue(call, number):
    answer(call("li", "shift", "open", "early", "--yes", "--json"))
    add(call, number)
    answer(call("li", "shift", "close", "--json"))
    assert call("wang", "handover", "open-queue", "--reason", "x").status == 4
    opened = answer(call("chen", "handover", "open-queue", "--reason", "双十一", "--json"))
    assert (opened["queue_closed"], opened["counts"]["critical_waiting"]) == (False, 1)
    assert call("wang", "approve", number).status == 0


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["add", "--due", "3d", "--owner", "lead"], 1, "next shift must know"),
        (["add", "--summary", "x", "--due", "3d"], 1, "who is to act"),
        (["add", "--summary", "x", "--owner", "lead"], 1, "by when"),
        (["add", "--summary", "x", "--owner", "lead", "--due", "gestern"], 2, "not a time"),
        (["add", "--summary", "x", "--owner", "lead", "--due", "3d", "--urgency", "u"], 2,
         "routine"),
        (["add", "XX0000", "--summary", "x", "--owner", "lead", "--due", "3d"], 3, "XX0000"),
        (["ack", "7"], 1, "No shift is on"),
        (["done", "7"], 3, "7"),
        (["done", "first"], 2, "csdesk handover open"),
        (["open-queue"], 1, "why"),
        (["lose"], 2, "ack"),
    ],
)  # fmt: skip
def test_what_is_refused_says_what_to_do(call, words, status, said):
    if words == ["ack", "7"]:
        answer(
            call("li", "handover", "add", "--summary", "x", "--owner", "lead", "--due", "3d",
                 "--topic", "t", "--json")
        )  # fmt: skip
        words = ["ack", "1"]
    told = call("li", "handover", *words)
    assert (told.status, said in told.err) == (status, True), told.err
    assert told.out == ""


def test_the_same_order_again_takes_a_yes(call, number):
    add(call, number)
    again = ["handover", "add", number, "--summary", "x", "--owner", "lead", "--due", "3d"]
    told = call("li", *again)
    assert (told.status, "拦截包裹" in told.err) == (1, True)
    assert call("li", *again, "--yes").status == 0
    assert len(answer(call("li", "handover", "open", "--json"))["items"]) == 2


def test_what_the_desk_proposes_is_listed(call, number):
    assert call("li", "remark", number, "退差价", "--tab", "finance").status == 0
    proposed = answer(call("eye", "handover", "proposals", "--json"))["proposals"]
    assert [(each["origin"], each["order_no"]) for each in proposed] == [("ask", number)]
    assert number in call("eye", "handover", "proposals", terminal=True).out


def test_people_see_tables_without_anything_that_terminals_obey(call, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    answer(call("li", "shift", "open", "early", "--yes", "--json"))
    written = 0
    for n, payload in enumerate(PAYLOADS):
        words = payload[:200].replace("\0", "").encode(errors="replace").decode()
        told = call("li", "handover", "add", "--summary", f"x{words}", "--owner", "lead", "--due",
                    "3d", "--topic", f"{n}")  # fmt: skip
        written += told.status == 0
    assert written > 10
    answer(call("li", "shift", "close", "--json"))
    for which in ([], ["open"]):
        shown = call("eye", "handover", *which, terminal=True).out
        assert len(shown.splitlines()) > written
        assert [forbidden(line) for line in shown.splitlines()] == [[]] * len(shown.splitlines())
