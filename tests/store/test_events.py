"""The log is append-only, and shows where somebody was at it (S28, invariant 4)."""

from __future__ import annotations

import sqlite3
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from csdesk.store import columns, events
from csdesk.store.engine import Store
from csdesk.store.events import NewEvent, first_broken
from csdesk.store.sqlite import guarding
from tests.new_store import new_store
from tests.tampering import unguard

LENGTH = 9


@pytest.fixture(scope="module")
def logged(tmp_path_factory):
    """A store with a log of nine events; returns its bytes."""
    path = tmp_path_factory.mktemp("log") / "desk.db"
    new_store(path)
    store = Store(path)
    for n in range(LENGTH):
        with store.change() as c:
            new = NewEvent("remark.add", "li", order_no=f"TB{n}", after={"text": "急"})
            new.session = "in" * (n % 2)
            events.append(c, new)
    store.close()
    with sqlite3.connect(path) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plain.close()
    return path.read_bytes()


@pytest.fixture
def tamper(logged, tmp_path):
    """Let ``edit`` at the list of rows; tells the first event that does not fit, or None."""

    def run(edit=lambda rows: None):
        path = tmp_path / "desk.db"
        path.write_bytes(logged)
        store = Store(path)
        with store.change() as c:
            rows = [dict(row) for row in c.execute(select(columns.events)).mappings()]
            edit(rows)
            unguard(c.exec_driver_sql)
            c.execute(delete(columns.events))
            c.execute(insert(columns.events), rows)
        with store.read() as c:
            broken = first_broken(c)
        store.close()
        return broken

    return run


def renumbered(rows):
    for seq, row in enumerate(rows, 1):
        row["seq"] = seq


def test_an_untouched_log_is_whole(tamper):
    assert tamper() is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "ma"), ("at", 1), ("kind", "x"), ("order_no", "TB999"), ("shift", "night"),
        ("client_id", "c"), ("session", "s"), ("batch_id", 1), ("order_id", 1), ("after", "{}"),
        ("salt", b"0"), ("digest", b"0"), ("hash", bytes(32)), ("before", "{}"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", [0, 4, LENGTH - 1])
def test_a_changed_event_is_found(tamper, column, value, place):
    assert tamper(lambda rows: rows[place].update({column: value})) == place + 1


@pytest.mark.parametrize("place", [0, 4, LENGTH - 2])
def test_a_deleted_event_is_found(tamper, place):
    assert tamper(lambda rows: rows.pop(place)) == place + 2

    def close_up(rows):
        rows.pop(place)
        renumbered(rows)

    assert tamper(close_up) == place + 1


@pytest.mark.parametrize("place", [0, 4, LENGTH])
def test_an_inserted_event_is_found(tamper, place):
    def slip_in(rows):
        rows.insert(place, rows[place - 1] | {"after": None, "digest": None, "salt": None})
        renumbered(rows)

    assert tamper(slip_in) == place + 1


def test_swapped_events_are_found(tamper):
    def swap(rows):
        rows[2], rows[3] = rows[3], rows[2]
        renumbered(rows)

    assert tamper(swap) == 3


def test_personal_values_can_be_purged_and_the_chain_still_holds(tamper):
    def purge(rows):
        for row in rows[:6]:
            row["before"] = row["after"] = None

    assert tamper(purge) is None


def test_checking_can_go_on_from_where_it_was_whole(logged, tmp_path):
    path = tmp_path / "desk.db"
    path.write_bytes(logged)
    store = Store(path)
    with store.read() as c:
        assert first_broken(c, after_seq=4) is None
    store.close()


@pytest.fixture
def guarded(logged, tmp_path):
    """A store with that log."""
    path = tmp_path / "desk.db"
    path.write_bytes(logged)
    store = Store(path)
    yield store
    store.close()


ANY_ROW = (
    "(seq, at, actor, shift, kind, order_no, hash, session)"
    " VALUES (4, 1, 'li', '', 'x', '', x'00', '')"
)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM events",
        "DELETE FROM events WHERE seq = 9",
        "UPDATE events SET actor = 'ma' WHERE seq = 3",
        "UPDATE events SET hash = x'00'",
        "UPDATE events SET after = '{}' WHERE seq = 3",
        "UPDATE events SET before = NULL, after = NULL, at = 1 WHERE seq = 3",
        "UPDATE events SET before = NULL, after = NULL, digest = NULL WHERE seq = 3",
        f"INSERT OR REPLACE INTO events {ANY_ROW}",
        f"INSERT INTO events {ANY_ROW} ON CONFLICT (seq) DO UPDATE SET kind = 'x'",
        "REPLACE INTO events SELECT * FROM events WHERE seq = 9",
    ],
)
def test_no_statement_changes_what_was_logged(guarded, statement):
    with guarded.read() as c:
        before = c.execute(select(columns.events)).all()
    with pytest.raises(IntegrityError, match="append-only"), guarded.change() as c:
        c.exec_driver_sql(statement)
    with guarded.read() as c:
        assert c.execute(select(columns.events)).all() == before


def test_what_may_be_personal_can_be_taken_out_of_a_step_and_nothing_else(guarded):
    with guarded.change() as c:
        c.exec_driver_sql("UPDATE events SET before = NULL, after = NULL, salt = NULL")
        events.append(c, NewEvent("stock.file", "li", after={"rows": 1}, personal=False))
    with guarded.read() as c:
        assert first_broken(c) is None
    with pytest.raises(IntegrityError), guarded.change() as c:
        c.exec_driver_sql("UPDATE events SET after = NULL WHERE seq = 10")


@pytest.mark.parametrize("name", guarding.TRIGGERS)
def test_it_shows_when_a_guard_was_dropped_or_changed(guarded, name):
    with guarded.read() as c:
        assert guarding.missing(c) == ()
    with guarded.change() as c:
        c.exec_driver_sql(f"DROP TRIGGER {name}")
    with guarded.read() as c:
        assert guarding.missing(c) == (name,)
    with guarded.change() as c:
        c.exec_driver_sql(f"CREATE TRIGGER {name} BEFORE DELETE ON events BEGIN SELECT 1; END")
    with guarded.read() as c:
        assert guarding.missing(c) == (name,)


def test_times_never_go_back_and_numbers_have_no_gap(store):
    with store.change() as c:
        events.append_all(c, [NewEvent("a", "li") for _ in range(50)])
        last = events.append(c, NewEvent("b", "li"))
        found = c.exec_driver_sql("SELECT seq, at FROM events ORDER BY seq").all()
    assert last == 51
    assert [row.seq for row in found] == list(range(1, 52))
    assert all(a.at < b.at for a, b in pairwise(found))


@given(st.lists(st.text(), min_size=6, max_size=6), st.booleans())
def test_any_text_can_be_logged(tmp_path_factory, texts, personal):
    path = tmp_path_factory.mktemp("any") / "desk.db"
    new_store(path)
    store = Store(path)
    kind, actor, shift, order_no, name, value = (
        text.encode("utf-8", "replace").decode() for text in texts
    )
    event = NewEvent(kind, actor, shift, None, order_no, None, None, {name: value}, None, personal)
    with store.change() as c:
        events.append_all(c, [event, event])
    with store.read() as c:
        assert first_broken(c) is None
    store.close()
