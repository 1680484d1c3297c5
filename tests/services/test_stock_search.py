"""The search of the stock finds what stands in the items' words, whatever was done to them."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from csdesk.rules import stock_query
from csdesk.rules.item_codes import product_code
from csdesk.rules.item_grams import item_grams
from csdesk.services.stock import Stock
from csdesk.store import columns, stock_search
from csdesk.store.engine import Store
from csdesk.store.sqlite import item_grams as index
from tests.services.test_stock import order, take

HEAD = "sku,title,color,size,supplier,on_hand,status\n"
_i = columns.items.c


def keys_of(desk, query):
    return {row.key for row in desk.service(Stock).search(query).items}


def check_index(desk):
    """Every item is in the index with its own tokens and no others."""
    with desk.store.read() as c:
        rows = c.execute(select(_i.doc, _i.words)).all()
        docs = {row.doc for row in rows}
        assert None not in docs
        assert len(docs) == len(rows)
        held = {row.doc: item_grams(row.words) for row in rows}
        for gram in frozenset().union(*held.values()):
            having = set(c.execute(index.having([gram])).scalars())
            assert having == {doc for doc, grams in held.items() if gram in grams}


NAMES = st.sampled_from(["A-1", "A-2", "B", "B-1", "A100"])
ROWS = st.lists(
    st.tuples(
        NAMES, st.sampled_from(["连衣裙", "裙", "西装裤", ""]), st.sampled_from(["红", "蓝", ""]),
        st.sampled_from(["L", "XL", ""]), st.sampled_from(["杭州一厂", "二厂", ""]),
    ),
    min_size=1, max_size=6, unique_by=lambda row: (row[0], row[2], row[3]),
)  # fmt: skip


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(ROWS, min_size=1, max_size=3))
def test_what_files_tell_of_items_is_what_is_found(tmp_path_factory, files):
    """New items, other titles, numbers that turn out to stand for several."""
    from tests.services.desks import bare_desk

    folder = tmp_path_factory.mktemp("desk")
    desk = bare_desk(folder)
    for n, rows in enumerate(files):
        lines = "".join(f"{','.join(row)},3,\n" for row in rows)
        take(desk, folder, f"{n}.csv", HEAD + lines)
    check_index(desk)
    with desk.store.read() as c:
        words = {row.key: row.words for row in c.execute(select(_i.key, _i.words))}
    for fragment in ("a", "-1", "连衣", "裙", "连衣裙", "杭州一", "xl", "衣裙 红", "a100", "a-1"):
        parts = fragment.split()
        wanted = {key for key, text in words.items() if all(part in text for part in parts)}
        with desk.store.read() as c:
            found = stock_search.found(c, stock_query.read(fragment), 100)
        assert set(found.codes) == wanted
    desk.store.close()


def test_fields_narrow_what_words_find(desk, tmp_path):
    rows = ["A10-1,裙,红,L,杭州一厂,0,", "A10-2,裙,蓝,L,二厂,5,", "A10-3,裙,黑,L,杭州二厂,0,停产"]
    take(desk, tmp_path, "a.csv", HEAD + "\n".join(rows) + "\n")
    order(desk, 1, "A10-1", 2)
    assert keys_of(desk, "裙 short:") == {"a10-1"}
    assert keys_of(desk, "is:negative") == {"a10-1"}
    assert keys_of(desk, "status:停产") == {"a10-3"}
    assert keys_of(desk, "status:out 裙") == {"a10-1"}
    assert keys_of(desk, "supplier:杭州") == {"a10-1", "a10-3"}
    assert keys_of(desk, "supplier:二 黑") == {"a10-3"}
    assert keys_of(desk, "status:partial") == {"a10-1", "a10-2", "a10-3"}
    assert keys_of(desk, "status:partial 蓝") == {"a10-2"}
    assert keys_of(desk, "warehouse:nowhere") == set()
    take(desk, tmp_path, "b.csv", HEAD + rows[1] + "\n")
    assert keys_of(desk, "is:missing") == {"a10-1", "a10-3"}


def test_where_many_match_the_first_are_shown_and_counting_stops(desk, tmp_path):
    count = 2 * stock_search.MOST
    rows = [f"A{n // 10:04}-{n % 10},裙,红,L,厂,{n % 2}," for n in range(count)]
    take(desk, tmp_path, "a.csv", HEAD + "\n".join(rows) + "\n")
    stock = desk.service(Stock)
    whole = stock.search("")
    assert (whole.total, whole.more) == (count, False)
    assert (whole.products_total, len(whole.products)) == (count // 10, 40)
    for query in ("裙", "status:out", "status:partial", "supplier:厂", "warehouse:"):
        page = stock.search(query, limit=20)
        assert page.more or page.total == (count // 2 if query == "status:out" else count)
        assert len(page.items) == 20
        listed = [product_code(row.sku) for row in page.items]
        assert listed == sorted(listed)
    few = stock.search("A0007-3 裙")
    assert (few.total, few.more) == (1, False)


@pytest.fixture
def older(desk, tmp_path):
    """A store of the fourth version with items; its path."""
    take(desk, tmp_path, "a.csv", HEAD + "A-1,连衣裙,红,L,一厂,5,\nB,裤,蓝,M,二厂,0,\n")
    path = desk.store.path
    desk.store.close()
    with closing(sqlite3.connect(path)) as c:
        c.execute("DROP TABLE item_grams")
        c.execute("UPDATE items SET doc = NULL")
        c.execute("PRAGMA user_version = 4")
        c.commit()
    return path


def test_the_items_of_an_older_store_are_found(desk, older):
    desk.store = Store(older)
    check_index(desk)
    assert keys_of(desk, "衣裙") == {"a-1"}
    desk.store.close()


@pytest.mark.parametrize("typed", ["A1\u200b00", "\ufeffA100", "A100\u202e", "a1\u00ad00"])
def test_what_is_invisible_in_a_query_does_not_hide_an_item(desk, tmp_path, typed):
    take(desk, tmp_path, "a.csv", HEAD + "A100,裙,,,,1,\n")
    assert keys_of(desk, typed) == {"a100"}


@pytest.mark.parametrize("typed", ["A100\x1b[31m", "A\x7f100", "A\x00100", "sku:A\x07100", "\x1b"])
def test_controls_in_a_query_find_nothing_and_break_nothing(desk, tmp_path, typed):
    take(desk, tmp_path, "a.csv", HEAD + "A100,裙,,,,1,\n")
    assert keys_of(desk, typed) == set()
