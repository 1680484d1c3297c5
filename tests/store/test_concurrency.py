"""Several processes write at once, and each sees the others."""

from __future__ import annotations

import fcntl
import multiprocessing
import subprocess
import sys
import threading

import pytest

from csdesk.model.errors import StoreUnusable
from csdesk.store import columns, events
from csdesk.store.engine import Store
from csdesk.store.events import NewEvent
from csdesk.store.pulse import Moved, Pulse
from csdesk.store.sqlite import pragmas, turns
from tests.store import filling

CHANGES = 60


def write(path, actor, start):
    """One process: many small changes, as fast as it can."""
    store = Store(path)
    start.wait()
    for n in range(CHANGES):
        with store.change() as c:
            events.append(c, NewEvent("test", actor, client_id=f"{actor}-{n}"))
    store.close()


def test_two_processes_write_at_once_and_nothing_is_lost(path):
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Event()
    people = ("li", "ma", "wang")
    running = [spawn.Process(target=write, args=(path, who, start)) for who in people]
    for each in running:
        each.start()
    start.set()
    for each in running:
        each.join()
    assert [each.exitcode for each in running] == [0, 0, 0]
    store = Store(path)
    with store.read() as c:
        rows = c.exec_driver_sql("SELECT seq, actor, client_id FROM events ORDER BY seq").all()
        assert events.first_broken(c) is None
    store.close()
    assert [row.seq for row in rows] == list(range(1, 3 * CHANGES + 1))
    for who in people:
        own = [row.client_id for row in rows if row.actor == who]
        assert own == [f"{who}-{n}" for n in range(CHANGES)]


def test_a_change_that_fails_leaves_nothing(store):
    try:
        with store.change() as c:
            events.append(c, NewEvent("test", "li"))
            raise KeyError
    except KeyError:
        pass
    with store.read() as c:
        assert c.exec_driver_sql("SELECT count(*) FROM events").scalar() == 0


def test_a_reader_keeps_its_view_while_others_write(store):
    with store.read() as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM events").scalar() == 0
        with store.change() as c:
            events.append(c, NewEvent("test", "li"))
        assert reader.exec_driver_sql("SELECT count(*) FROM events").scalar() == 0
    with store.read() as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM events").scalar() == 1


def test_the_pulse_moves_once_for_each_change_of_others(store, path):
    pulse, other = Pulse(store), Store(path)
    assert not pulse.moved()
    for _ in range(3):
        with other.change() as c:
            events.append(c, NewEvent("test", "li"))
        assert pulse.moved()
        assert not pulse.moved()
    pulse.close()
    other.close()


def test_orders_of_a_running_import_are_no_news_until_it_ends(store):
    pulse = Pulse(store)
    coming = NewEvent(events.IMPORTED, "importer", order_no="TB261122-0001", batch_id=1)
    with store.change() as c:
        events.append(c, coming, coming)
    assert not pulse.moved()
    with store.change() as c:
        events.append(c, coming, NewEvent("order.changed", "importer", batch_id=1), coming)
    assert pulse.moved() == Moved(desk=True, imports=False)
    with store.change() as c:
        events.append(c, coming)
    assert not pulse.moved()
    with store.change() as c:
        events.append(c, NewEvent("batch.imported", "importer", batch_id=1))
    assert pulse.moved().desk
    pulse.close()


def test_the_pulse_follows_an_import_and_not_other_peoples_drafts(store):
    with store.change() as c:
        filling.batch(c, 1, "importing")
    pulse = Pulse(store)
    with store.change() as c:
        c.execute(columns.batches.update().values(rows_done=500))
    assert pulse.moved() == Moved(desk=False, imports=True)
    with store.change() as c:
        c.execute(columns.marks.insert(), {"name": "x", "value": "y"})
    assert not pulse.moved()
    pulse.close()


def queued(store):
    """Whether somebody stands in the queue of those who want to write."""
    with store.path.with_name(f"{store.path.name}-turn").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def test_whoever_waits_to_save_gets_in_before_the_next_piece_of_an_import(store):
    def save():
        with store.change() as c:
            events.append(c, NewEvent("remark", "li"))

    person = threading.Thread(target=save)
    with store.change(last=True) as c:
        events.append(c, NewEvent("piece", "importer"))
        person.start()
        while not queued(store):
            pass
    with store.change(last=True) as c:
        events.append(c, NewEvent("piece", "importer"))
    person.join()
    with store.read() as c:
        kinds = c.exec_driver_sql("SELECT kind FROM events ORDER BY seq").scalars().all()
    assert kinds == ["piece", "remark", "piece"]


def test_who_waits_in_vain_is_told_that_somebody_else_writes(store, monkeypatch):
    monkeypatch.setattr(pragmas, "_PATIENCE", 0.05)
    with (
        store.change(),
        pytest.raises(StoreUnusable, match="Somebody else has been writing"),
        store.change(),
    ):
        pass
    assert not queued(store)


def test_somebody_who_dies_while_waiting_holds_nobody_up(store):
    waits = (
        "import sys; from pathlib import Path; from csdesk.store.sqlite import pragmas, turns\n"
        "with turns.waiting(Path(sys.argv[1])): print('waits', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", waits, str(store.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as person:
        assert person.stdout is not None
        assert person.stdout.readline() == b"waits\n"
        assert queued(store)
        person.kill()
    assert not queued(store)
    with turns.waiting(store.path):
        assert queued(store)
