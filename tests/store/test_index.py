"""The search index says of every order what its rows say, whatever was done to them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select, update

from csdesk.rules.numbers import key_at
from csdesk.store import columns, index, keys, marks, rebuilding
from csdesk.store.engine import Store
from tests.hostile import PAYLOADS
from tests.store import filling

o, r, M = columns.orders.c, columns.remarks.c, columns.marks.c
TEXTS = ("name", "address", "nick", "phone", "tracking_no", "title", "market_remark", "flag")


def indexed(connection):
    """What really lies in the full-text table: order -> tokens."""
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, grams, instance)"
    )
    found: dict[int, set[str]] = {}
    for row in connection.exec_driver_sql("SELECT term, doc FROM vocabulary"):
        found.setdefault(row.doc, set()).add(row.term)
    return found


def check(connection):
    """Let SQLite read the whole full-text table; it raises where it is damaged."""
    connection.exec_driver_sql("INSERT INTO grams(grams) VALUES ('integrity-check')")


def said(connection):
    """What the rows say."""
    ids = connection.execute(select(o.id)).scalars().all()
    return {order: set(tokens) for order, tokens in index.tokens(connection, ids).items()}


@pytest.fixture(scope="module")
def forty(tmp_path_factory):
    """The file of a store of forty orders."""
    path = tmp_path_factory.mktemp("forty") / "desk.db"
    filling.filled(path, filling.mixed(40)).close()
    return path.read_bytes()


@pytest.fixture
def some(tmp_path, forty):
    """A store of forty orders to write to."""
    (tmp_path / "desk.db").write_bytes(forty)
    store = Store(tmp_path / "desk.db")
    yield store
    store.close()


def test_what_was_put_in_is_what_the_rows_say(some):
    with some.read() as c:
        assert indexed(c) == said(c)


def test_every_token_survives_the_tokeniser_whole(some):
    """No separator, no capital: a token that falls apart would not be found again."""
    hostile = "".join(text[:200] for text in PAYLOADS).encode("utf-8", "ignore").decode()
    with some.change() as c:
        first = c.execute(select(o.id)).scalar()
        with index.in_step(c, (first,)):
            c.execute(update(columns.orders).where(o.id == first).values(
                dict.fromkeys(("name", "address", "nick", "method", "market_remark"), hostile)
            ))  # fmt: skip
    with some.read() as c:
        assert indexed(c) == said(c)


clean = st.text(max_size=30).map(lambda text: text.encode("utf-8", "ignore").decode())


@given(st.lists(st.tuples(st.integers(0, 39), st.sampled_from(TEXTS), clean), max_size=12))
def test_any_change_keeps_the_index_in_step(tmp_path_factory, forty, changes):
    path = tmp_path_factory.mktemp("index") / "desk.db"
    path.write_bytes(forty)
    store = Store(path)
    for place, column, value in changes:
        value = "red" if column == "flag" else value
        with store.change() as c:
            order = c.execute(select(o.id).offset(place).limit(1)).scalar_one()
            with index.in_step(c, (order,)):
                c.execute(update(columns.orders).where(o.id == order).values({column: value}))
    with store.read() as c:
        assert indexed(c) == said(c)
        check(c)
    store.close()


def test_remarks_come_and_go(some):
    with some.change() as c:
        order = c.execute(select(o.id)).scalars().all()[3]
        remark = {
            "order_id": order, "order_no": "1", "tab": "internal", "text": "换款成 1122 给马小姐",
            "login": "li", "author": "李", "shift": "", "at": 1, "state": "noted", "in_market": 0,
            "version": 1, "client_id": "one",
        }  # fmt: skip
        with index.in_step(c, (order,)):
            c.execute(insert(columns.remarks), remark)
        assert {"马小", "xr马小", "xbyli", "xisunmirrored"} <= indexed(c)[order]
        assert indexed(c) == said(c)
        with index.in_step(c, (order,)):
            c.execute(update(columns.remarks).where(r.client_id == "one").values(in_market=1))
        assert "xisunmirrored" not in indexed(c)[order]
        with index.in_step(c, (order,)):
            c.execute(delete(columns.remarks).where(r.client_id == "one"))
        assert indexed(c) == said(c)


def test_a_change_of_status_costs_two_tokens(some):
    with some.read() as c:
        order = c.execute(select(o.id)).scalars().first()
        before = index.tokens(c, [order])[order]
    with some.change() as c:
        status = "fraud"
        c.execute(update(columns.orders).where(o.id == order).values(order_status=status))
        after = index.tokens(c, [order])[order]
        assert len(before ^ after) == 2
        index.change_all(c, [(order, before, after)])
        assert indexed(c) == said(c)


def test_a_change_undone_leaves_the_index_as_it_was(some):
    def change_and_fail():
        with some.change() as c:
            order = c.execute(select(o.id)).scalars().first()
            with index.in_step(c, (order,)):
                c.execute(update(columns.orders).where(o.id == order).values(name="某某"))
            raise KeyError

    with some.read() as c:
        before = indexed(c)
    with pytest.raises(KeyError):
        change_and_fail()
    with some.read() as c:
        assert indexed(c) == before


def test_building_anew_gives_the_same(some):
    with some.change() as c:
        before = indexed(c)
        c.execute(update(columns.marks).where(M.name == "grams_version").values(value="0"))
        assert index.outdated(c)
    assert rebuilding.bring_up_to_date(some)
    with some.read() as c:
        assert indexed(c) == before == said(c)
        assert not index.outdated(c)
        assert rebuilding.progress(c, "") is None


@pytest.mark.parametrize("pieces", [0, 1, 4])
def test_people_write_while_the_index_is_built_and_whoever_comes_next_goes_on(some, pieces):
    """Nothing is locked for long, nothing is lost, and the newest orders are found first."""
    left = iter([False] * pieces + [True])
    assert not rebuilding.rebuild(some, stop=lambda: next(left), at_once=7)
    with some.read() as c:
        ids = sorted(said(c), reverse=True)
        assert set(indexed(c)) == set(ids[: 7 * pieces])
        told = rebuilding.progress(c, "host:1")
        assert told is not None
        assert (told.rows_done, told.rows_total) == (7 * pieces, 40)
    for order in (ids[0], ids[20], ids[-1]):
        with some.change() as c, index.in_step(c, (order,)):
            c.execute(update(columns.orders).where(o.id == order).values(name="某某", flag="red"))
    assert rebuilding.bring_up_to_date(some)
    with some.read() as c:
        assert indexed(c) == said(c)
        check(c)


def test_a_rebuild_by_older_rules_is_begun_again(some):
    left = iter([False, True])
    assert not rebuilding.rebuild(some, stop=lambda: next(left), at_once=7)
    with some.change() as c:
        state = json.loads(marks.read(c, index.REBUILT))
        marks.keep(c, index.REBUILT, json.dumps({**state, "version": 0}))
        c.execute(update(columns.marks).where(M.name == "grams_version").values(value="0"))
    assert rebuilding.bring_up_to_date(some)
    with some.read() as c:
        assert indexed(c) == said(c)


def test_shares_are_sampled_again_only_when_the_store_has_grown(tmp_path):
    store = filling.filled(tmp_path / "desk.db", filling.mixed(400))
    with store.read() as c:
        shares = index.shares(c)
    assert shares["xstatuscompleted"] > 0.5
    assert shares["上海"] == pytest.approx(0.3, abs=0.15)
    assert all(0 < share <= 1 for share in shares.values())
    assert not index.refresh_shares(store)
    with store.change() as c:
        mark = update(columns.marks).where(columns.marks.c.name == index.SHARES)
        c.execute(mark.values(value="310:1"))
    assert index.refresh_shares(store)
    store.close()


def test_a_few_orders_of_another_decade_do_not_spoil_the_sample(tmp_path):
    """A mistyped year on either side: the shares are still those of all orders."""
    store = filling.filled(tmp_path / "desk.db", filling.mixed(6_000))
    with store.read() as c:
        before = index.shares(c)
        ends = c.execute(select(func.min(o.id), func.max(o.id))).one()
    with store.change() as c:
        for old, second in zip(ends, (946_684_800, 4_102_444_800), strict=True):
            with index.in_step(c, (old, key_at(second))):
                assert keys.move(c, [(old, 1, key_at(second))])
    index.refresh_shares(store, always=True)
    with store.read() as c:
        after = index.shares(c)
    common = {gram for gram, share in before.items() if share > 0.1}
    assert common <= after.keys()
    assert max(abs(after[gram] - before[gram]) for gram in common) < 0.1
    store.close()


def test_an_empty_store_has_no_shares(path):
    store = Store(path)
    assert index.refresh_shares(store, always=True)
    with store.read() as c:
        assert index.shares(c) == {}
    store.close()
