"""A sorted list is the same from whichever side it is read, page by page, equal values included."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from csdesk.model.found import OrderRow
from csdesk.model.settings import DeskSettings
from csdesk.model.sorting import Place, Sort
from csdesk.model.status import MUST_LEAVE
from csdesk.rules.search_language import parse
from csdesk.services.orders import Orders
from csdesk.store import columns
from csdesk.store.search import Search
from tests.services.desks import bare_desk, person
from tests.store import filling

NOW = filling.NOW.astimezone(ZoneInfo("Asia/Shanghai"))
EPOCH = int(NOW.timestamp())
QUERIES = (
    "",
    "上海",
    "王",
    "-status:completed",
    "连衣裙 is:paid",
    "site:AM",
    "address:上海市浦东",
    "after:30d",
)
_o = columns.orders.c


def place_of(row, sort):
    """Where an order stands, told by its row alone: small places first."""
    newest = -row["id"]
    if sort is Sort.AMOUNT:
        return (row["total"] is None, -(row["total"] or 0), newest)
    if sort is Sort.PAID:
        return (row["paid_at"] is None, -(row["paid_at"] or 0), newest)
    if sort is Sort.DUE:
        return (row["ship_by"], newest)
    if sort is Sort.NAME:
        return (row["name"] == "", row["name"].lower().encode("gb18030"), newest)
    return (row["id"] if sort is Sort.OLDEST else newest,)


def must_leave(row):
    """Whether an order has a day by which it must leave, and has not."""
    waits = row["shipped_at"] is None and row["order_status"] in MUST_LEAVE
    return waits and row["ship_by"] is not None


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """A few hundred orders with many equal amounts, names and times; nobody writes to them."""
    store = filling.filled(tmp_path_factory.mktemp("sorted") / "desk.db", filling.mixed(900))
    with store.change() as c:
        c.execute(update(columns.orders).where(_o.id % 3 != 0).values(total=_o.total % 7 * 100))
        c.execute(update(columns.orders).where(_o.id % 5 == 0).values(name=""))
        day = _o.paid_at - _o.paid_at % 10**6
        c.execute(update(columns.orders).where(_o.id % 7 < 3).values(paid_at=day))
    with store.read() as c:
        kept = {row["id"]: dict(row) for row in c.execute(select(columns.orders)).mappings()}
    yield store, kept
    store.close()


def walk(orders, query, size, *, up=False):
    """All rows of a list, page by page from its head, or from its end upwards."""
    found: list[OrderRow] = []
    page = orders.search(query, limit=size, from_end=up)
    assert (page.more_after if up else page.more_before) is False
    while page.rows:
        found = [*page.rows, *found] if up else [*found, *page.rows]
        assert len(page.rows) <= size
        if not (page.more_before if up else page.more_after):
            break
        cut = {"above": found[0].place} if up else {"below": found[-1].place}
        page = orders.search(query, limit=size, **cut)
        assert page.rows, "more was promised"
    return [row.id for row in found]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.sampled_from(Sort), st.sampled_from(QUERIES), st.integers(15, 400))
def test_pages_forward_and_back_are_the_whole_sorted_list(rows, sort, query, size):
    store, kept = rows
    orders = Orders(store, DeskSettings(), person())
    found = {row.id for row in orders.search(query, limit=2_000).rows}
    if sort is Sort.DUE:
        found = {order for order in found if must_leave(kept[order])}
    whole = sorted(found, key=lambda order: place_of(kept[order], sort))
    asked = f"{query} sort:{sort}"
    assert walk(orders, asked, size) == whole
    assert walk(orders, asked, size, up=True) == whole


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.sampled_from(Sort), st.sampled_from(QUERIES), st.data())
def test_a_page_begins_with_the_order_it_is_asked_at(rows, sort, query, data):
    store, _ = rows
    orders = Orders(store, DeskSettings(), person())
    asked = f"sort:{sort} {query}"
    whole = orders.search(asked, limit=2_000).rows
    assume(whole)
    first = data.draw(st.integers(0, len(whole) - 1))
    assert orders.search(asked, limit=20, at=whole[first].place).rows == whole[first : first + 20]


def test_a_page_is_cut_at_its_place_also_where_that_order_is_gone(rows):
    store, _ = rows
    orders = Orders(store, DeskSettings(), person())
    whole = orders.search("sort:amount", limit=50).rows
    nobody = Place(whole[9].place.value, whole[9].id + 1)
    assert orders.search("sort:amount", limit=5, below=nobody).rows == whole[9:14]


@pytest.mark.parametrize("sort", [Sort.AMOUNT, Sort.PAID, Sort.NAME])
def test_of_more_than_can_be_sorted_the_newest_are_and_that_is_told(rows, sort):
    store, kept = rows
    search, asked = Search(), parse(f"sort:{sort}", now=NOW)
    newest = sorted(kept, reverse=True)[:100]
    whole = sorted(newest, key=lambda order: place_of(kept[order], sort))
    with store.read() as c:
        found, sorted_of = search.sorted_page(c, asked, limit=200, now=EPOCH, most=100)
        assert ([row.id for row in found], sorted_of) == (whole, 100)
        up, sorted_of = search.sorted_page(c, asked, limit=30, upwards=True, now=EPOCH, most=100)
        assert ([row.id for row in up], sorted_of) == (whole[:-31:-1], 100)
        found, sorted_of = search.sorted_page(c, asked, limit=5, now=EPOCH, most=2_000)
        assert (len(found), sorted_of) == (5, None)


def test_names_stand_as_in_a_dictionary_and_capitals_do_not_matter(tmp_path):
    desk = bare_desk(tmp_path)
    for n, name in enumerate(["张三", "bob", "李四", "", "Alice", "陈五", "安六"]):
        desk.order(f"TB261122-{n:04d}", f"12345678901234{n:05d}", name=name)
    found = desk.unmasked().service(Orders).search("sort:name").rows
    assert [row.name for row in found] == ["Alice", "bob", "安六", "陈五", "李四", "张三", ""]
    desk.store.close()


def test_orders_of_an_unfinished_import_are_not_in_any_order(tmp_path):
    desk = bare_desk(tmp_path)
    desk.order("TB261122-0001", "1234567890123401", total=5)
    desk.order("TB261122-0002", "1234567890123402", total=9, batch_id=desk.batch("importing"))
    for sort in set(Sort) - {Sort.DUE}:
        (row,) = desk.service(Orders).search(f"sort:{sort}").rows
        assert row.order_no == "TB261122-0001"
    desk.store.close()


def test_the_page_reads_what_it_sorts_by_from_the_narrow_index_alone(rows):
    store, _ = rows
    from csdesk.store import search_sorted

    with store.read() as c:
        for sort in (Sort.AMOUNT, Sort.PAID, Sort.NAME):
            keys = select(_o.id)
            made = search_sorted.page(sort, keys, _o.id, search_sorted.Cut(False, False, False))
            sql = str(made.compile(store.engine, compile_kwargs={"render_postcompile": True}))
            places = (10,) * sql.count("?")
            steps = [row[3] for row in c.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", places)]
            assert "SEARCH orders USING COVERING INDEX ix_orders_narrow (id=?)" in steps
            assert "SCAN orders" not in " ".join(steps).replace("SCAN orders USING COVERING", "")


def test_what_must_leave_stands_by_its_last_day_and_nothing_else_is_there(tmp_path):
    desk = bare_desk(tmp_path)
    for n, (status, by) in enumerate(
        [("approved", 300), ("awaiting_review", 100), ("shipped", 50), ("held", 200),
         ("approved", None), ("partly_shipped", 100)]
    ):  # fmt: skip
        desk.order(f"TB261122-{n:04d}", f"12345678901234{n:05d}", order_status=status, ship_by=by)
    orders = desk.service(Orders)
    found = [row.order_no for row in orders.search("sort:due").rows]
    assert found == [f"TB261122-{n:04d}" for n in (5, 1, 3, 0)]
    assert orders.count("sort:due").total == 4
    narrowed = orders.search("status:approved 排序:发货期限").rows
    assert [row.order_no for row in narrowed] == ["TB261122-0000"]
    desk.store.close()
