"""A store is brought up to date whole or not at all; what is not ours is left alone."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from csdesk.model.backups import Why
from csdesk.model.errors import StoreUnusable
from csdesk.store import (
    backups,
    batches,
    changing,
    columns,
    engine,
    migrations,
    owed,
    owed_moving,
    remarks,
)  # fmt: skip
from csdesk.store.engine import SCHEMA_VERSION, Store
from csdesk.store.migrations import MIGRATIONS, migrate
from csdesk.store.sqlite import pragmas
from tests.services.desks import BareDesk

SCHEMAS = Path(__file__).parent / "schemas"
"""What a new store of each version had, as SQL; CSDESK_GOLDEN=write writes the newest."""


def _add_mood(connection):
    connection.exec_driver_sql("ALTER TABLE people ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'")


def _add_room(connection):
    connection.exec_driver_sql("CREATE TABLE rooms (id INTEGER PRIMARY KEY)")


def _fail(connection):
    connection.exec_driver_sql("INSERT INTO nowhere VALUES (1)")


def facts(path):
    """Version, table names and people of a store file, read by nobody but SQLite."""
    with sqlite3.connect(path) as c:
        names = {name for (name,) in c.execute("SELECT name FROM sqlite_schema")}
        people = c.execute("SELECT login FROM people").fetchall()
        return c.execute("PRAGMA user_version").fetchone()[0], names, people


@pytest.fixture
def peopled(path):
    """A store of this version with one person."""
    with sqlite3.connect(path) as c:
        c.execute(
            "INSERT INTO people (login, name, code, roles, active) VALUES ('li','李','L','',1)"
        )
    c.close()
    return path


def upgrade(path, steps):
    opened = pragmas.open_engine(path)
    try:
        migrate(opened, steps)
    finally:
        opened.dispose()


def test_as_many_migrations_as_versions():
    assert len(MIGRATIONS) == SCHEMA_VERSION


def schema(path):
    """Definitions of all tables and indexes of a file, by name, without their layout."""
    with sqlite3.connect(path) as c:
        found = c.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    c.close()
    return {name: " ".join(sql.replace('"', "").split()) for name, sql in found}


def layout(path):
    """Columns of every table as SQLite sees them, and which index has which columns."""
    with sqlite3.connect(path) as c:
        names = [name for name in schema(path) if not name.startswith(("grams", "item_grams"))]
        seen = {
            name: (
                c.execute("SELECT * FROM pragma_table_xinfo(?)", (name,)).fetchall(),
                c.execute("SELECT * FROM pragma_foreign_key_list(?)", (name,)).fetchall(),
                c.execute("SELECT * FROM pragma_index_xinfo(?)", (name,)).fetchall(),
            )
            for name in names
        }
        assert c.execute("PRAGMA foreign_key_check").fetchall() == []
    c.close()
    return seen


def older(path, version):
    """A store as the csdesk of a version made it."""
    with sqlite3.connect(path) as c:
        c.executescript((SCHEMAS / f"{version}.sql").read_text(encoding="utf-8"))
        c.execute(f"PRAGMA user_version = {version}")
        c.execute(f"PRAGMA application_id = {pragmas.APPLICATION_ID}")
    c.close()
    return path


def test_a_changed_schema_has_a_version_of_its_own(path):
    """Else stores that are there already would lack what was added."""
    kept = SCHEMAS / f"{SCHEMA_VERSION}.sql"
    if os.environ.get("CSDESK_GOLDEN") == "write":
        with sqlite3.connect(path) as c:
            found = c.execute(
                "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"
                " AND name NOT LIKE 'grams!_%' ESCAPE '!'"
                " AND name NOT LIKE 'item!_grams!_%' ESCAPE '!'"
                " ORDER BY type = 'trigger', type DESC, name"
            )
            lines = [line.rstrip() for (sql,) in found for line in f"{sql};".split("\n")]
        c.close()
        kept.write_text("\n".join(lines).replace("\t", "    ") + "\n", encoding="utf-8")
    assert schema(older(path.with_name("kept.db"), SCHEMA_VERSION)) == schema(path)


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_a_store_of_each_older_schema_becomes_what_a_new_one_is(tmp_path, path, version):
    old = older(tmp_path / "old.db", version)
    Store(old).close()
    assert facts(old)[0] == SCHEMA_VERSION
    assert schema(old) == schema(path)
    assert layout(old) == layout(path)


@pytest.mark.parametrize("name", ["events", "orders", "requests", "ix_events_changed"])
def test_a_store_of_a_version_that_lacked_something_gets_it(tmp_path, path, name):
    """Stores of version 2 differ: it was added to."""
    old = older(tmp_path / "old.db", SCHEMA_VERSION)
    with sqlite3.connect(old) as c:
        c.execute(f"DROP {'INDEX' if name.startswith('ix') else 'TABLE'} {name}")
        c.execute("PRAGMA user_version = 2")
    c.close()
    Store(old).close()
    assert schema(old) == schema(path)


@pytest.fixture
def worked_with(tmp_path):
    """A store of the first version: a file with a rejected row, and an order with a remark."""
    old = older(tmp_path / "worked.db", 1)
    with sqlite3.connect(old) as c:
        for table, told in OLD_ROWS:
            info = c.execute('SELECT name, type, "notnull" FROM pragma_table_info(?)', (table,))
            blank = {
                name: (0 if kind == "INTEGER" else b"" if kind == "BLOB" else "")
                for name, kind, needed in info
                if needed
            }
            row = blank | told
            names = ", ".join(f'"{name}"' for name in row)
            places = ", ".join("?" * len(row))
            c.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", [*row.values()])  # noqa: S608 - names of columns
    c.close()
    return old


OLD_ROWS = (
    ("shops", {"id": 1, "site": "TB", "name": "旗舰店"}),
    ("batches", {"id": 1, "file": "a.csv", "state": "partly", "header": "[]", "facts": "{}",
                 "rows": 2, "rows_done": 2, "orders_new": 1, "rejected": 1, "received_at": 1}),
    ("rejects", {"id": 1, "batch_id": 1, "row": 2, "reason": "why", "facts": "{}", "cells": "[]"}),
    ("orders", {"id": 7, "shop_id": 1, "order_no": "TB101010-0001", "market_no": "77", "version": 1,
                "order_status": "awaiting_review", "payment_status": "paid", "batch_id": 1}),
    ("lines", {"order_id": 7, "line_no": 1, "sku": "A-1", "quantity": 2}),
    ("remarks", {"id": 1, "order_id": 7, "order_no": "77", "tab": "finance", "text": "退款",
                 "login": "li", "author": "李", "at": 1, "state": "noted", "version": 1,
                 "client_id": "c"}),
)  # fmt: skip


def test_a_desk_of_the_first_schema_opens_with_all_it_had(worked_with):
    store = Store(worked_with)
    with store.read() as reading:
        assert [each.rows_new for each in batches.newest(reading, 5)] == [0]
        assert [reject.reason for reject in batches.rejects(reading, 1)] == ["why"]
        assert batches.refused(reading, ["1"]) == ()
        assert [each.text for each in remarks.of_order(reading, 7)] == ["退款"]
        (one,) = changing.standing(reading, [7]).values()
        assert (one.order["order_no"], one.order["parent_id"]) == ("TB101010-0001", 0)
        assert one.lines[1]["sku"] == "A-1"
    with store.change() as c:  # the first schema knew no orders made from others
        made = {**one.order, "id": 8, "order_no": "RETB101010-0001", "parent_id": 7}
        c.execute(insert(columns.orders), made)
    store.close()


def test_references_are_checked_after_an_upgrade_as_before(worked_with):
    store = Store(worked_with)
    with pytest.raises(IntegrityError), store.change() as c:
        c.execute(delete(columns.orders))
    store.close()


def test_an_upgrade_that_would_leave_rows_pointing_at_nothing_is_not_done(worked_with):
    before = facts(worked_with)
    with pytest.raises(IntegrityError, match="points at nothing"):
        upgrade(worked_with, (*MIGRATIONS, lambda c: c.exec_driver_sql("DELETE FROM orders")))
    assert facts(worked_with) == before


@pytest.fixture
def owing(tmp_path):
    """A store of version 4 whose buyer was given, with one order, what is owed for another."""
    path = tmp_path / "owing.db"
    migrations.create(path)
    desk = BareDesk(Store(path))
    desk.batch()
    orders = {
        number: desk.order(number, f"{n:018}", buyer="a@x.cn", parent_id=parent and 1)
        for n, (number, parent) in enumerate(
            [("TB261122-0001", 0), ("TB261122-0002", 0), ("OSP1-TB261122-0001", 1),
             ("G-TB261122-0002", 1)]
        )
    }  # fmt: skip
    with desk.store.change() as c:
        for number, amount, reason in (
            ("TB261122-0001", -3_000, "exchange"), ("OSP1-TB261122-0001", 9_900, "exchange"),
            ("G-TB261122-0002", -5_000, "rebate"),
        ):  # fmt: skip
            row = {"order_id": orders[number], "amount": amount, "currency": "CNY",
                   "reason": reason, "event_seq": 1}  # fmt: skip
            c.execute(insert(columns.owed), row)
        owed_moving.to_placed_orders(c)
    return desk.store, orders


def test_accounts_of_older_stores_stand_on_the_orders_that_customers_placed(owing):
    store, orders = owing
    with store.read() as c:
        sums = {number: owed.amounts(c, key, "CNY") for number, key in orders.items()}
        w = columns.owed.c
        summed = select(w.order_id, func.sum(w.amount)).group_by(w.order_id)
        standing = {order: amount for order, amount in c.execute(summed)}  # noqa: C416 - rows are no pairs to mypy
        assert owed.due(c) == ()
    assert set(sums.values()) == {(1_900, 0)}
    assert standing == {orders["TB261122-0001"]: 1_900, orders["TB261122-0002"]: 0}
    store.close()


def test_newer_steps_keep_what_is_there_and_run_once(peopled):
    steps = (*MIGRATIONS, _add_mood, _add_room)
    upgrade(peopled, steps)
    upgrade(peopled, steps)
    version, names, people = facts(peopled)
    assert (version, people) == (SCHEMA_VERSION + 2, [("li",)])
    assert "rooms" in names
    with sqlite3.connect(peopled) as c:
        assert c.execute("SELECT mood FROM people").fetchall() == [("calm",)]


def test_a_failing_step_undoes_the_steps_before_it(peopled):
    before = facts(peopled)
    with pytest.raises(Exception, match="nowhere"):
        upgrade(peopled, (*MIGRATIONS, _add_room, _add_mood, _fail))
    assert facts(peopled) == before
    Store(peopled).close()


def test_a_kill_in_the_middle_leaves_the_older_store(peopled):
    before = facts(peopled)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(peopled)], check=False, capture_output=True
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert facts(peopled) == before
    upgrade(peopled, (*MIGRATIONS, _add_room))
    assert facts(peopled)[0] == SCHEMA_VERSION + 1


KILLED = """
import os, signal, sys
from pathlib import Path
from csdesk.store.migrations import MIGRATIONS, migrate
from csdesk.store.sqlite import pragmas

def room(c):
    c.exec_driver_sql("CREATE TABLE rooms (id INTEGER PRIMARY KEY)")
    c.exec_driver_sql("DELETE FROM people")

migrate(pragmas.open_engine(Path(sys.argv[1])),
        (*MIGRATIONS, room, lambda c: os.kill(os.getpid(), signal.SIGKILL)))
"""


def refusal(path):
    """What is said when the file is opened, and that it was not touched."""
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(StoreUnusable) as refused:
        Store(path)
    assert (path.read_bytes() if path.exists() else None) == before
    return str(refused.value)


def test_a_store_of_a_newer_csdesk_is_refused(path):
    with sqlite3.connect(path) as c:
        c.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    c.close()
    said = refusal(path)
    assert "newer csdesk" in said
    assert f"schema {SCHEMA_VERSION + 1}" in said


def test_another_programs_file_is_refused(tmp_path):
    path = tmp_path / "desk.db"
    with sqlite3.connect(path) as c:
        c.execute("CREATE TABLE bookmarks (url TEXT)")
    c.close()
    assert "is not a csdesk store" in refusal(path)


def test_a_missing_or_empty_file_is_refused_and_not_made(tmp_path):
    assert "csdesk init" in refusal(tmp_path / "none.db")
    (tmp_path / "empty.db").touch()
    assert "csdesk init" in refusal(tmp_path / "empty.db")


@pytest.mark.parametrize(
    "content", [b"2026-11-22 orders\n" * 500, b"SQLite format 3\0" + bytes(9000)]
)
def test_a_file_that_is_no_database_is_refused(tmp_path, content):
    path = tmp_path / "desk.db"
    path.write_bytes(content)
    assert "is damaged" in refusal(path) or "not a csdesk store" in refusal(path)


def test_a_store_that_cannot_be_upgraded_says_so(peopled, monkeypatch):
    before = facts(peopled)
    monkeypatch.setattr(engine, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, _fail))
    monkeypatch.setattr(migrations.migrate, "__defaults__", ((*MIGRATIONS, _fail),))
    with pytest.raises(StoreUnusable, match=r"nowhere.*undone whole") as told:
        Store(peopled)
    assert facts(peopled) == before
    assert facts(told.value.facts["backup"]) == before


def test_a_store_is_backed_up_before_it_is_upgraded_and_only_then(worked_with):
    before = facts(worked_with)
    for _again in range(2):
        Store(worked_with).close()
        (kept,) = backups.listing(worked_with.parent / backups.FOLDER)
        assert kept.manifest is not None
        assert (kept.manifest.why, kept.manifest.schema) == (Why.UPGRADE, 1)
        assert facts(kept.path) == before


def test_without_room_for_a_backup_nothing_is_upgraded(worked_with):
    before = facts(worked_with)
    (worked_with.parent / backups.FOLDER).write_text("a file where the folder should be")
    with pytest.raises(StoreUnusable, match="No backup was made"):
        Store(worked_with)
    assert facts(worked_with) == before
