"""``csdesk split``, ``unsplit``, ``reship``, ``gift``, ``stuck``: keys, statuses, sentences."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from csdesk.store import columns
from csdesk.store.engine import Store
from tests.cli.conftest import readable
from tests.hostile import PAYLOADS, forbidden


@pytest.fixture
def order(csdesk, desk):
    """An order of that desk with at least two lines that awaits review."""
    for row in csdesk("search", "status:awaiting_review", "--json", desk=desk).answer["orders"]:
        told = csdesk("order", row["order_no"], "--json", desk=desk).answer
        if len(told["lines"]) > 1:
            return told
    raise AssertionError("the sample has no such order")


def units(lines):
    return sum(line["quantity"] for line in lines)


def test_a_split_tells_the_original_and_both_parts_and_can_be_undone(csdesk, desk, order):
    number = order["order_no"]
    told = csdesk("split", number, "--line", "2", "--json", desk=desk)
    assert told.status == 0
    answer = told.answer
    assert answer["original"] == number
    first, second = answer["children"]
    assert (first["order_no"], second["order_no"]) == (f"OSP1-{number}", f"OSP2-{number}")
    assert (first["order_status"], second["order_status"]) == ("awaiting_review", "held")
    assert units(first["lines"]) + units(second["lines"]) == units(order["lines"])
    assert [line["line_no"] for line in second["lines"]] == [2]
    assert first["total"] + second["total"] == order["total"]
    shown = csdesk("order", second["order_no"], "--json", desk=desk).answer
    assert shown["family"] == [number, f"OSP1-{number}"]
    assert shown["relatives"][0]["order_status"] == "split"
    assert csdesk("split", number, "--line", "2", desk=desk).status == 1
    told = csdesk("unsplit", second["order_no"], "--json", desk=desk)
    assert (told.status, told.answer["original"]) == (0, number)
    assert csdesk("order", number, "--json", desk=desk).answer["order_status"] == "awaiting_review"
    assert csdesk("unsplit", number, desk=desk).status == 1


def test_split_refuses_with_its_own_statuses(csdesk, desk, order):
    number, much = order["order_no"], str(order["lines"][0]["quantity"] + 1)
    for arguments, status, told in (
        (["--line", "1", "--quantity", much], 1, "pieces, not"),
        (["--line", "77"], 3, "has no line 77"),
        (["--line", "x"], 2, '"x"'),
        (["--line", "1:"], 2, "1:"),
        (["--line", "1", "--line", "2", "--quantity", "1"], 2, "--quantity"),
        ([], 2, "--line"),
        (["--line", "1", "--version", "99"], 5, "meanwhile"),
    ):
        answer = csdesk("split", number, *arguments, desk=desk)
        assert (answer.status, told in answer.err, answer.out) == (status, True, ""), answer.err
    assert csdesk("split", "TB200101-9999", "--line", "1", desk=desk).status == 3
    csdesk("people", "add", "eye", "Eye", "--role", "viewer", desk=desk)
    for command in (
        ["split", number, "--line", "1"], ["unsplit", number], ["reship", number, "--reason", "x"],
        ["gift", number, "--kind", "gift", "--sku", "1", "--quantity", "1"],
    ):  # fmt: skip
        assert csdesk("--as", "eye", *command, desk=desk).status == 4
    assert csdesk("order", number, "--json", desk=desk).answer["version"] == order["version"]


def test_a_second_reshipment_of_the_same_lines_asks(csdesk, desk, order):
    number = order["order_no"]
    told = csdesk("reship", number, "--reason", "lost", "--line", "1", "--json", desk=desk)
    assert (told.status, told.answer["order_no"]) == (0, f"RE{number}")
    assert told.answer["order_status"] == "awaiting_review"
    assert "nothing of the order has left" in told.err
    again = ("reship", number, "--reason", "lost", "--line", "1:1", "--json")
    told = csdesk(*again, desk=desk)
    assert (told.status, f"RE{number}" in told.err) == (1, True)
    assert "--again" in told.err, "how to say yes"
    assert csdesk(*again, "--again", desk=desk).answer["order_no"] == f"RE2{number}"
    listed = csdesk("search", number, "--json", desk=desk).answer["orders"]
    assert {row["order_no"] for row in listed} == {number, f"RE{number}", f"RE2{number}"}


def test_a_reason_to_send_again_is_chosen_by_its_number(csdesk, desk, order):
    number = order["order_no"]
    made = csdesk("reship", number, "--reason", "2", "--json", desk=desk).answer["order_no"]
    log = csdesk("log", made, "--json", desk=desk)
    assert "arrived broken" in log.out


def test_a_gift_and_a_rebate_tell_what_is_owed(csdesk, desk, order):
    number, sku = order["order_no"], order["lines"][0]["sku"]
    given = ("gift", number, "--sku", sku, "--quantity", "1", "--json")
    attributes = ("--attributes", order["lines"][0]["attributes"])
    told = csdesk(*given, "--kind", "礼品", *attributes, desk=desk)
    assert told.status == 0, told.err
    assert (told.answer["order_no"], told.answer["owed"]) == (f"G-{number}", 0)
    told = csdesk(*given, "--kind", "rebate", *attributes, desk=desk)
    assert told.status == 0, "who made the desk is its lead"
    assert told.answer["difference"] > 0
    csdesk("people", "add", "li", "李雷", "--role", "agent", desk=desk)
    told = csdesk("--as", "li", *given, "--kind", "返点", *attributes, desk=desk)
    assert (told.status, "is owed" in told.err) == (4, True)
    assert csdesk(*given, "--kind", "loan", desk=desk).status == 2
    told = csdesk("gift", number, "--kind", "gift", "--sku", "NOSUCH", "--quantity", "1", desk=desk)
    assert told.status == 3


def test_what_is_stuck_is_listed_and_counted_by_the_doctor(csdesk, desk, order):
    number = order["order_no"]
    assert csdesk("stuck", "--json", desk=desk).answer == {"stuck": []}
    csdesk("reship", number, "--reason", "lost", desk=desk)
    settings = desk / "desk.toml"
    text = settings.read_text().replace("# stuck_hours = 24 ", "stuck_hours = 0 ")
    settings.write_text(text)
    csdesk("split", number, "--line", "1", desk=desk)
    found = csdesk("stuck", "--json", desk=desk).answer["stuck"]
    assert {(each["order_no"], each["waiting_for"]) for each in found} == {
        (f"RE{number}", "reship"), (f"OSP2-{number}", "part"),
    }  # fmt: skip
    assert all(each["age"] >= 0 and each["parent"] == number for each in found)
    checks = csdesk("doctor", "--json", desk=desk).answer["checks"]
    assert [check["detail"] for check in checks if check["name"] == "stuck"] == ["2"]
    shown = csdesk("stuck", desk=desk, terminal=True)
    assert f"OSP2-{number}" in shown.out
    assert csdesk("--lang", "zh", "stuck", desk=desk, terminal=True).status == 0


def test_hostile_text_is_harmless_in_every_answer(csdesk, desk, order):
    number = order["order_no"]
    with Store(desk / "desk.db").change() as c:
        lines, text = columns.lines, " ".join(filter(readable, PAYLOADS))
        values = {"title": text, "sku": text[:80], "attributes": text}
        c.execute(update(lines).where(lines.c.line_no == 1).values(values))
    for case in filter(readable, PAYLOADS):
        told = csdesk("reship", number, "--reason", case, "--line", "9", desk=desk)
        assert forbidden(told.err, lines=True) == []
    for terminal in (True, False):
        for command in (
            ["split", number, "--line", "2"], ["reship", f"OSP1-{number}", "--reason", PAYLOADS[0]],
            ["stuck"], ["unsplit", number, "--json"],
        ):  # fmt: skip
            told = csdesk(*command, desk=desk, terminal=terminal)
            assert forbidden(told.out, lines=True) == []
            assert forbidden(told.err, lines=True) == []
        csdesk("unsplit", number, desk=desk)


def test_the_json_is_one_document(csdesk, desk, order):
    told = csdesk("split", order["order_no"], "--line", "2", "--json", desk=desk)
    assert json.loads(told.out)
    assert told.out.count("\n") == 1


def test_after_an_exchange_the_order_tells_what_is_owed_and_to_collect(csdesk, desk, order):
    number, line = order["order_no"], order["lines"][0]
    assert (order["owed"], order["to_collect"]) == (0, 0)
    others = csdesk("search", "is:paid", "--json", desk=desk).answer["orders"]
    goods = (
        each for other in others
        for each in csdesk("order", other["order_no"], "--json", desk=desk).answer["lines"]
    )  # fmt: skip
    other = next(
        each for each in goods
        if each["unit_price"] and each["sku"] and each["unit_price"] != line["unit_price"]
    )  # fmt: skip
    done = csdesk(
        "exchange", number, "--line", "1", "--sku", other["sku"], "--attributes",
        other["attributes"], "--json", desk=desk,
    ).answer  # fmt: skip
    assert done["difference"]
    told = csdesk("order", number, "--json", desk=desk).answer
    assert (told["owed"], told["to_collect"]) == (done["owed"], done["collect"])
    assert told["owed"] + told["to_collect"] == abs(done["difference"])
