"""Finding and reading orders from the command line, as people and programs need it."""

from __future__ import annotations

import pytest

from tests.cli.conftest import HOSTILE
from tests.hostile import forbidden

ORDER_KEYS = {
    "order_no", "market_no", "site", "shop", "placed_at", "paid_at", "name", "account", "phone",
    "order_status", "payment_status", "market_status", "total", "currency", "carrier",
    "tracking_no", "flag", "blacklisted", "remarks",
}  # fmt: skip


@pytest.fixture
def orders(csdesk, taken_in):
    """All orders of the desk, newest first."""
    return csdesk("search", "--json", "--limit", "1000", desk=taken_in).answer["orders"]


def test_an_empty_query_lists_all_newest_first(csdesk, taken_in):
    told = csdesk("search", "--limit", "1000", "--json", desk=taken_in)
    assert (told.status, told.err) == (0, "")
    answer = told.answer
    assert {"query", "total", "total_is_exact", "elapsed_ms", "orders"} <= set(answer)
    assert answer["total"] == len(answer["orders"]) == 40 + 2 * len(HOSTILE)
    assert answer["total_is_exact"] is True
    placed = [each["placed_at"] for each in answer["orders"]]
    assert placed == sorted(placed, reverse=True)


def test_an_order_of_a_list_has_the_keys_that_programs_rely_on(orders):
    for order in orders:
        assert set(order) >= ORDER_KEYS
        assert set(order["remarks"]) == {"internal", "finance", "shipping"}
        assert isinstance(order["total"], int)
        assert order["total_decimal"] == f"{order['total'] / 100:.2f}"
        assert order["placed_at"].endswith("+08:00")


def test_the_limit_holds_over_pages(csdesk, taken_in, orders):
    some = csdesk("search", "--limit", "7", "--json", desk=taken_in).answer
    assert [each["order_no"] for each in some["orders"]] == [o["order_no"] for o in orders[:7]]
    assert some["total"] == len(orders)


def test_words_may_stand_apart_or_come_on_standard_input(csdesk, taken_in, orders):
    one = orders[-1]
    title, tail = one["title"][:4], one["market_no"][-6:]
    by_words = csdesk("search", title, tail, "--json", desk=taken_in).answer
    assert one["order_no"] in [each["order_no"] for each in by_words["orders"]]
    given = csdesk("search", "-", "--json", desk=taken_in, given=f"{title} {tail}\n").answer
    assert given["orders"] == by_words["orders"]
    assert given["query"] == f"{title} {tail}"


def test_a_query_that_is_not_understood_is_refused_with_status_2(csdesk, taken_in):
    told = csdesk("search", "colour:red", "--json", desk=taken_in)
    assert (told.status, told.out) == (2, "")
    assert "colour" in told.err


def test_nothing_found_is_an_answer_and_no_fault(csdesk, taken_in):
    told = csdesk("search", "没有这个人的", "--json", desk=taken_in)
    assert told.status == 0
    assert told.answer["total"] == 0


def test_programs_get_tabs_with_the_json_keys_on_top(csdesk, taken_in, orders):
    head, *rows = csdesk("search", "--limit", "1000", desk=taken_in).rows
    assert head[0] == "order_no"
    assert "remarks.shipping" in head
    assert len(rows) == len(orders)
    assert {len(row) for row in rows} == {len(head)}
    assert [row[0] for row in rows] == [each["order_no"] for each in orders]


def test_people_get_a_table_with_the_count(csdesk, taken_in, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    told = csdesk("search", "--limit", "5", desk=taken_in, terminal=True)
    lines = told.out.splitlines()
    assert lines[0].startswith("order ")
    assert len(lines) == 2 + 5 + 2
    assert lines[-1] == f"{40 + 2 * len(HOSTILE)} orders"
    chinese = csdesk("--lang", "zh", "search", "--limit", "5", desk=taken_in, terminal=True)
    assert chinese.out.startswith("订单")
    assert chinese.out.rstrip().endswith(" 个订单")


def test_an_order_under_any_number(csdesk, taken_in, orders):
    for number in (orders[0]["order_no"], orders[0]["market_no"], orders[0]["order_no"].lower()):
        told = csdesk("order", number, "--json", desk=taken_in)
        assert told.status == 0
        assert told.answer["order_no"] == orders[0]["order_no"]


def test_an_order_has_the_keys_that_programs_rely_on(csdesk, taken_in, orders):
    answer = csdesk("order", orders[3]["market_no"], "--json", desk=taken_in).answer
    assert set(answer) >= ORDER_KEYS | {
        "address", "buyer_message", "market_remark", "lines", "remark_list", "history", "family",
        "conflicts", "version",
    }  # fmt: skip
    line = answer["lines"][0]
    assert set(line) >= {
        "sku", "title", "attributes", "quantity", "unit_price", "line_status", "refund_status",
    }  # fmt: skip
    assert set(answer["history"]) == {"orders", "paid_orders"}
    assert answer["history"]["orders"] >= 1
    assert answer["order_no"] in [*answer["family"], answer["order_no"]]


def test_an_order_for_people_shows_what_an_agent_reads_out(csdesk, taken_in, orders):
    one = orders[0]
    told = csdesk("order", one["order_no"], desk=taken_in, terminal=True)
    assert one["market_no"] in told.out
    assert one["phone"] in told.out
    assert "orders: " in told.out.splitlines()[0]


def test_an_order_for_programs_is_key_and_value(csdesk, taken_in, orders):
    rows = csdesk("order", orders[0]["order_no"], desk=taken_in).rows
    facts = {row[0]: row[1] for row in rows if row[0] != "lines"}
    assert facts["order_no"] == orders[0]["order_no"]
    assert facts["remarks.internal"] == "0"
    assert [row for row in rows if row[0] == "lines"]


def test_a_number_that_is_not_imported_tells_of_the_remarks_that_wait_on_it(csdesk, desk):
    number = "9876543219876543210"
    csdesk("remark", number, "--tab", "shipping", "改发圆通", desk=desk)
    told = csdesk("order", number, desk=desk)
    assert (told.status, told.out) == (3, "")
    assert "imported: 1" in told.err


@pytest.mark.parametrize("flag", [["--json"], []])
def test_an_order_that_is_not_there_is_status_3_and_no_output(csdesk, taken_in, flag):
    told = csdesk("order", "987654321987", *flag, desk=taken_in)
    assert (told.status, told.out) == (3, "")
    assert "987654321987" in told.err
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("flag", [["--json"], []])
def test_no_buyer_reaches_the_terminal(csdesk, taken_in, orders, flag, terminal):
    told = [csdesk("search", "--limit", "1000", *flag, desk=taken_in, terminal=terminal)]
    for order in orders[:: len(orders) // 12]:
        told.append(csdesk("order", order["order_no"], *flag, desk=taken_in, terminal=terminal))
    for each in told:
        assert each.status == 0
        assert forbidden(each.out.replace("\t", "")) == []


def test_what_a_hostile_query_says_back_is_harmless(csdesk, taken_in):
    for payload in HOSTILE:
        told = csdesk("search", "--json", "--", payload, desk=taken_in)
        assert told.status in (0, 2)
        assert forbidden(told.out + told.err) == []
        told = csdesk("order", "--", payload, desk=taken_in)
        assert told.status in (2, 3)
        assert forbidden(told.out + told.err) == []


@pytest.mark.parametrize("word", ["987654321987", "nothing-here", "王小明", "?"])
@pytest.mark.parametrize("command", ["order", "log"])
def test_whatever_names_no_order_is_not_found(csdesk, taken_in, command, word):
    told = csdesk(command, word, desk=taken_in)
    assert (told.status, told.out) == (3, "")
    assert word in told.err


def test_orders_stand_in_another_order_over_pages(csdesk, taken_in, orders, monkeypatch):
    monkeypatch.setattr("csdesk.cli.search.AT_A_TIME", 9)
    monkeypatch.setattr("csdesk.cli.search.AT_A_TIME_SORTED", 13)
    told = csdesk("search", "sort:amount", "--limit", "1000", "--json", desk=taken_in).answer
    totals = [each["total"] for each in told["orders"]]
    assert totals == sorted((each["total"] for each in orders), reverse=True)
    assert (told["sort"], told["sorted_of"]) == ("amount", None)
    oldest = csdesk("search", "sort:oldest", "--limit", "1000", desk=taken_in).rows[1:]
    assert [row[0] for row in oldest] == [each["order_no"] for each in orders[::-1]]


def test_of_more_than_can_be_sorted_people_and_programs_are_told(csdesk, taken_in, monkeypatch):
    monkeypatch.setattr("csdesk.store.search.MOST_OF_ALL", 20)
    told = csdesk("search", "sort:amount", "--limit", "5", "--json", desk=taken_in)
    assert told.answer["sorted_of"] == 20
    told = csdesk("search", "sort:amount", "--limit", "5", desk=taken_in)
    assert told.err == "largest amount first, of the newest 20\n"
    told = csdesk("search", "sort:amount", "--limit", "5", desk=taken_in, terminal=True)
    assert told.out.splitlines()[-1].endswith("orders   largest amount first, of the newest 20")
