"""A store is brought up to date whole or not at all; what is not ours is left alone."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys

import pytest

from csdesk.model.errors import StoreUnusable
from csdesk.store import batches, engine, migrations
from csdesk.store.engine import SCHEMA_VERSION, Store
from csdesk.store.migrations import MIGRATIONS, migrate
from csdesk.store.sqlite import pragmas


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


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_a_store_of_each_older_schema_opens(tmp_path, version):
    path = tmp_path / "old.db"
    path.touch()
    upgrade(path, MIGRATIONS[:version])
    Store(path).close()
    assert facts(path)[0] == SCHEMA_VERSION


def test_a_desk_of_the_first_schema_opens_with_its_files(peopled):
    with sqlite3.connect(peopled) as c:
        for table in ("obstacles", "former_keys"):
            c.execute(f"DROP TABLE {table}")
        c.execute("DROP INDEX ix_rejects_order")
        c.execute("ALTER TABLE rejects DROP COLUMN market_no")
        for fate in ("new", "changed", "unchanged"):
            c.execute(f"ALTER TABLE batches DROP COLUMN rows_{fate}")
        old = {
            "id": 1, "file": "a.csv", "state": "partly", "header": "[]", "facts": "{}",
            "received_at": 1, "rows": 2, "rows_done": 2, "orders_new": 1, "rejected": 1,
        }  # fmt: skip
        names = [row[1] for row in c.execute("PRAGMA table_info(batches)")]
        text = {row[1] for row in c.execute("PRAGMA table_info(batches)") if row[2] != "INTEGER"}
        values = [old.get(name, "" if name in text else 0) for name in names]
        values[names.index("shop_id")] = None
        places = ", ".join("?" * len(names))
        c.execute(f"INSERT INTO batches VALUES ({places})", values)  # noqa: S608 - only places
        c.execute(
            'INSERT INTO rejects (id, batch_id, "row", "column", value, reason, facts, cells)'
            " VALUES (1, 1, 2, '', '', 'why', '{}', '[]')"
        )
        c.execute("PRAGMA user_version = 1")
    c.close()
    store = Store(peopled)
    with store.read() as reading:
        assert [each.rows_new for each in batches.newest(reading, 5)] == [0]
        assert [reject.reason for reject in batches.rejects(reading, 1)] == ["why"]
        assert batches.refused(reading, ["1"]) == ()
    store.close()
    assert facts(peopled)[0] == SCHEMA_VERSION


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
    assert "cannot be read" in refusal(path) or "not a csdesk store" in refusal(path)


def test_a_store_that_cannot_be_upgraded_says_so(peopled, monkeypatch):
    before = facts(peopled)
    monkeypatch.setattr(engine, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, _fail))
    monkeypatch.setattr(migrations.migrate, "__defaults__", ((*MIGRATIONS, _fail),))
    with pytest.raises(StoreUnusable, match="nowhere"):
        Store(peopled)
    assert facts(peopled) == before
