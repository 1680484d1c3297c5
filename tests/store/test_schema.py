"""The light columns that questions use are those of the tables."""

from __future__ import annotations

import pytest
from sqlalchemy import TableClause, func, select, text
from sqlalchemy.dialects import sqlite

from csdesk.model.status import OrderStatus
from csdesk.store import columns, tables, visible
from csdesk.store.engine import Store
from csdesk.store.sqlite import pragmas

LIGHT = {t.name: t for t in vars(columns).values() if isinstance(t, TableClause)}
TABLES = tables.Order.metadata.tables


def test_every_table_has_its_light_columns():
    assert set(LIGHT) == set(TABLES)


@pytest.mark.parametrize("name", sorted(LIGHT))
def test_the_light_columns_are_those_of_the_table(name):
    assert [c.name for c in LIGHT[name].c] == [c.name for c in TABLES[name].c]


def test_a_new_file_has_these_tables_and_no_rights_for_others(path):
    store = Store(path)
    with store.read() as c:
        names = c.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").scalars()
        found = {name for name in names if not name.startswith(("grams", "item_grams"))}
        assert pragmas.application_id(c) == pragmas.APPLICATION_ID
    store.close()
    assert found == set(TABLES)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir() if each.suffix == ".new"] == []


o, b, r = columns.orders.c, columns.batches.c, columns.rejects.c


@pytest.mark.parametrize(
    ("question", "used"),
    [
        (select(b.id).where(text(columns.IMPORTING)), "ix_batches_importing"),
        (
            select(o.id).where(text(columns.UNSHIPPED), o.ship_by < 9).order_by(o.id.desc()),
            "ix_orders_unshipped",
        ),
        (
            select(func.count().filter(o.payment_status == "paid"))
            .select_from(columns.orders)
            .where(o.buyer == "a", text("buyer <> ''")),
            "COVERING INDEX ix_orders_buyer",
        ),
        (
            select(func.count().filter(o.approved_at.is_not(None)))
            .select_from(columns.orders)
            .where(text(columns.REVIEWED), o.batch_id == 1, o.order_status == "approved"),
            "COVERING INDEX ix_orders_reviewed",
        ),
        (
            select(r.id).where(r.market_no == "1", text("market_no <> ''")),
            "ix_rejects_order",
        ),
    ],
)
def test_questions_use_the_index_that_was_made_for_them(store, question, used):
    sql = question.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with store.read() as c:
        plan = c.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}").all()
    assert used in plan[0][3]
    assert "TEMP B-TREE" not in str(plan)


def test_the_words_of_the_unshipped_index_are_statuses_of_orders():
    words = {word for word in columns.UNSHIPPED.split("'") if word.islower() and " " not in word}
    assert words == {"awaiting_review", "approved", "held", "partly_shipped"}
    assert words <= {str(status) for status in OrderStatus}


def test_nothing_is_hidden_while_no_batch_is_running(store):
    with store.read() as c:
        assert visible.unfinished(c) == ()
    assert visible.shown(()) == ()
