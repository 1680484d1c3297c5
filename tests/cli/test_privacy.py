"""No command shows a buyer's data whole, except the one that is for it and notes that."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from csdesk.store import columns
from csdesk.store.engine import Store

ANSWERS = (
    ["search", ""], ["search", "", "--json"], ["search", "sort:name"], ["review"],
    ["review", "--json"], ["urge"], ["urge", "--json"], ["mirror"], ["conflicts"], ["inbox"],
    ["stuck"], ["promises"], ["case"], ["account"], ["stock", "--json"], ["requests"],
    ["handover"], ["report", "--json"], ["shortages"], ["as-of", "now", "queue", "review"],
)  # fmt: skip
OF_ORDERS = (
    ["order"], ["order", "--json"], ["log"], ["can-ship"], ["account"],
)  # fmt: skip
PERSONAL = ("phone", "account", "nick", "email", "address")


@pytest.fixture(scope="module")
def buyers(taken_in):
    """Of the ordinary orders: number, and what stands in the store of each buyer."""
    store = Store(taken_in / "desk.db")
    try:
        with store.read() as c:
            o = columns.orders.c
            asked = select(o.order_no, o.name, *(o[each] for each in PERSONAL)).where(
                o.batch_id <= 2
            )
            rows = c.execute(asked).mappings().all()
    finally:
        store.close()
    assert len(rows) == 40
    return [dict(row) for row in rows]


def whole(buyers, text):
    """What of the buyers stands whole in a text."""
    return [each[name] for each in buyers for name in PERSONAL
            if len(each[name]) > 5 and each[name] in text]  # fmt: skip


@pytest.mark.parametrize("terminal", [False, True])
def test_no_list_shows_a_buyer_whole(csdesk, taken_in, buyers, terminal):
    leaked = {}
    for command in ANSWERS:
        told = csdesk(*command, desk=taken_in, terminal=terminal)
        assert told.status != 2, (command, told.err)
        if found := whole(buyers, told.out + told.err):
            leaked[" ".join(command)] = found[:3]
    assert leaked == {}


def test_no_answer_about_an_order_shows_its_buyer_whole(csdesk, taken_in, buyers):
    for buyer in buyers[:3]:
        for command, *more in OF_ORDERS:
            told = csdesk(command, buyer["order_no"], *more, desk=taken_in)
            assert told.status == 0, (command, told.err)
            assert not whole(buyers, told.out + told.err), command


def test_a_field_is_printed_whole_with_a_reason_and_counted(csdesk, desk, buyers):
    buyer = buyers[0]
    refused = csdesk("reveal", buyer["order_no"], "phone", desk=desk)
    assert refused.status == 1
    assert not whole(buyers, refused.out + refused.err)
    told = csdesk("reveal", buyer["order_no"], "电话", "--reason", "1", "--json", desk=desk)
    assert json.loads(told.out)["value"] == buyer["phone"]
    counted = json.loads(csdesk("reveal", "--json", desk=desk).out)["reveals"]
    assert [(each["fields"], each["orders"]) for each in counted] == [(1, 1)]
    assert buyer["phone"] not in csdesk("log", buyer["order_no"], desk=desk).out


@pytest.mark.parametrize("words", [["phone"], ["colour", "--reason", "x"], ["--on", "soon"]])
def test_a_wrong_wish_says_what_is_allowed(csdesk, taken_in, buyers, words):
    number = [] if words[0] == "--on" else [buyers[0]["order_no"]]
    told = csdesk("reveal", *number, *words, desk=taken_in)
    assert told.status in (1, 2)
    assert told.err.strip()
    assert not told.out


def test_a_list_is_exported_with_a_reason_and_bounded(csdesk, desk, buyers):
    told = csdesk("export", "shop:样例", "--reason", "count", "--json", desk=desk)
    assert told.status == 0
    made = desk / "exports" / told.answer["file"]
    assert not whole(buyers, made.read_text(encoding="utf-8-sig"))
    listed = csdesk("export", "--json", desk=desk).answer["exports"]
    assert [each["file"] for each in listed] == [made.name]
    (desk / "desk.toml").write_text("[privacy]\nexport_rows = 3\nexport_rows_lead = 3\n")
    for command in (["export", "", "--reason", "all"], ["search", "--limit", "4"]):
        refused = csdesk(*command, desk=desk)
        assert (refused.status, refused.out) == (1, "")
        assert "3" in refused.err
