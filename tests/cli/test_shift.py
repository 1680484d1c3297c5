"""Shifts from the command line: coming, closing, signing, adding; receipts and exit statuses."""

from __future__ import annotations

import pytest

from csdesk.cli.opening import open_desk
from csdesk.model.status import Tab
from csdesk.settings import read_settings
from csdesk.store import columns
from csdesk.store.engine import Store
from tests.hostile import PAYLOADS, forbidden


@pytest.fixture
def staffed(csdesk, desk):
    """The desk with two agents, a lead and somebody who only looks."""
    for login, role in (("li", "agent"), ("wang", "agent"), ("chen", "lead"), ("eye", "viewer")):
        assert csdesk("people", "add", login, login, "--role", role, desk=desk).status == 0
    return desk


@pytest.fixture
def shift(csdesk, staffed):
    """Call ``csdesk shift`` in somebody's name."""

    def call(who, *words, **more):
        return csdesk("--as", who, "shift", *words, desk=staffed, **more)

    return call


def answer(told):
    assert told.status == 0, told.err
    return told.answer


def test_a_shift_is_opened_joined_closed_received_and_signed_by_a_lead(shift):
    opened = answer(shift("li", "open", "early", "--yes", "--json"))
    assert (opened["kind"], opened["state"], opened["opened_by"]) == ("early", "open", "li")
    assert len(answer(shift("wang", "join", "晚班", "--json"))["people"]) == 2
    shown = answer(shift("eye", "--json"))
    assert (shown["shift"], shown["blocked"]) == (opened["shift"], [])
    closed = answer(shift("li", "close", "--json"))
    assert (closed["state"], closed["cutoff_seq"] > opened["after_seq"]) == ("closed", True)
    assert [each["side"] for each in closed["signed"]] == ["gives"]
    assert (
        answer(shift("wang", "open", "late", "--yes", "--json"))["after_seq"]
        == closed["cutoff_seq"]
    )
    number = str(closed["shift"])
    received = answer(shift("wang", "sign", number, "--json"))
    assert received["state"] == "received"
    noted = answer(shift("chen", "note", number, "看过了", "--json"))
    assert [(each["author"], each["text"]) for each in noted["notes"]] == [("chen", "看过了")]
    assert (noted["seal"], noted["hash"]) == ("holds", closed["hash"])
    assert noted["report"]["cutoff_seq"] == closed["cutoff_seq"]
    signed = answer(shift("chen", "sign", f"#{number}", "--side", "主管", "--json"))
    assert {each["side"] for each in signed["signed"]} == {"gives", "receives", "lead"}
    listed = answer(shift("eye", "list", "--json"))["shifts"]
    assert [each["state"] for each in listed] == ["open", "received"]


@pytest.mark.parametrize(
    ("who", "words", "status", "said"),
    [
        ("li", ["leave"], 1, "No shift is on"),
        ("li", ["close"], 1, "No shift is on"),
        ("li", ["open", "nacht"], 2, "early, late"),
        ("li", ["fly"], 2, "invalid choice"),
        ("eye", ["open"], 4, "may not"),
        ("li", ["take-over", "--reason", "x"], 4, "may not"),
        ("li", ["show", "7"], 3, "no shift 7"),
        ("li", ["sign"], 3, "No shift was closed"),
        ("li", ["sign", "1", "--side", "x"], 2, "gives, receives, lead"),
        ("li", ["sign", "one"], 2, "no number of a shift"),
        ("li", ["note"], 2, "which shift"),
    ],
)
def test_what_is_refused_says_what_to_do(shift, who, words, status, said):
    told = shift(who, *words)
    assert told.status == status
    assert said in told.err
    assert told.out == ""


def test_a_second_opening_and_a_second_signature_are_refused(shift):
    answer(shift("li", "open", "--json"))
    told = shift("wang", "open")
    assert told.status == 1
    assert "li opened it" in told.err
    closed = answer(shift("li", "close", "--json"))
    answer(shift("li", "open", "--yes", "--json"))
    told = shift("li", "sign", str(closed["shift"]), "--side", "receives")
    assert told.status == 1
    assert "somebody else receives it" in told.err


def test_a_lead_takes_over_and_closes(shift):
    answer(shift("li", "open", "--json"))
    assert shift("chen", "take-over").status == 1
    taken = answer(shift("chen", "take-over", "--reason", "人都走了", "--json"))
    assert [each["left"] is None for each in taken["people"] if each["login"] == "li"] == [False]
    assert answer(shift("chen", "close", "--json"))["closed_by"] == "chen"


def test_drafts_block_and_are_named(csdesk, staffed, shift):
    answer(shift("li", "open", "--json"))
    desk = open_desk(staffed, read_settings(staffed), joins=False, as_login="li")
    number = desk.orders.search("", limit=1).rows[0].order_no
    desk.drafts.keep(number, Tab.INTERNAL, "还没写完")
    desk.close()
    (blocked,) = answer(shift("li", "--json"))["blocked"]
    assert blocked == {"obstacle": "drafts", "count": 1, "named": [f"{number} li"]}
    assert number in shift("li", terminal=True).out
    told = shift("li", "close")
    assert told.status == 1
    assert "drafts that are not saved" in told.err
    assert shift("li", "close", "--reason", "x").status == 4
    answer(shift("chen", "take-over", "--reason", "x", "--json"))
    unnamed = shift("chen", "close", "--reason", "明天再写")
    assert unnamed.status == 1
    assert "drafts that are not saved" in unnamed.err
    assert "--over drafts" in unnamed.err
    closed = shift("chen", "close", "--over", "drafts", "--reason", "明天再写", "--json")
    assert answer(closed)["state"] == "closed"


def test_hostile_words_reach_no_terminal(shift):
    answer(shift("li", "open", "--json"))
    answer(shift("li", "close", "--json"))
    for text in PAYLOADS:
        shift("chen", "note", "1", "--", text)  # refused where nothing is left of it
    shown = shift("chen", "show", "1", terminal=True)
    assert shown.out.count("chen") > len(PAYLOADS) // 2
    assert not forbidden(shown.out.replace("\n", ""))
    assert shift("chen", "note", "1", "x" * 3_000).status == 1


def test_an_audit_names_a_report_that_is_not_what_was_signed(csdesk, staffed, shift):
    answer(shift("li", "open", "--json"))
    answer(shift("li", "close", "--json"))
    audited = answer(csdesk("audit", "verify", "--json", desk=staffed))
    assert (audited["ok"], audited["reports"]) == (True, [])
    store = Store(staffed / "desk.db")
    with store.change() as c:
        c.execute(columns.shifts.update().values(report="{}"))
    store.close()
    told = csdesk("audit", "verify", "--json", desk=staffed)
    assert (told.status, told.answer["reports"]) == (1, [{"shift": 1, "seal": "changed"}])
    assert "is not what was signed: its text was changed" in told.err
    told = csdesk("doctor", "--json", desk=staffed)
    (check,) = [each for each in told.answer["checks"] if each["name"] == "reports"]
    assert (told.status, check["ok"]) == (6, False)
    assert "#1" in check["detail"]


def test_a_note_may_come_from_standard_input(csdesk, staffed, shift):
    answer(shift("li", "open", "--json"))
    answer(shift("li", "close", "--json"))
    told = shift("chen", "note", "1", "-", "--json", given="第一行\n第二行\n")
    assert [each["text"] for each in answer(told)["notes"]] == ["第一行\n第二行"]


def test_a_lead_says_that_the_clock_is_right(shift):
    assert shift("li", "clock", "--reason", "x").status == 4
    assert shift("chen", "clock").status == 1
    assert answer(shift("chen", "clock", "--reason", "电脑日期错了", "--json"))["shifts"] == []
