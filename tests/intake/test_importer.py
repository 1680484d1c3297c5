"""The importer as a process of its own: started, found, ended, never two."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import insert

from csdesk.intake import ensure_importer, session_presence
from csdesk.intake.by_hand import take_in
from csdesk.intake.importer import IMPORTER, Listener, run_importer
from csdesk.intake.inbox import LINK, SPECIAL
from csdesk.intake.locks import IMPORT_LOCK, Lock
from csdesk.intake.passes import Passes
from csdesk.intake.reading.opening import open_file
from csdesk.intake.starting import STARTS, importer_runs
from csdesk.model.status import BatchState
from csdesk.store import columns
from tests.intake.desks import make_desk, rows, sample, take, write_pair

PATIENCE = 20.0


def until(what, seconds=PATIENCE):
    """Wait for a condition, not for a time."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
    return found


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path / "desk")
    (desk.folder / "desk.toml").write_text("[inbox]\nquiet_seconds = 0.1\n")
    yield desk
    until(lambda: not importer_runs(desk.folder))
    desk.close()


@pytest.fixture
def pair(tmp_path):
    return write_pair(tmp_path / "exports", sample(30))


@contextmanager
def importer(desk, *options):
    """The real process."""
    command = [sys.executable, "-m", "csdesk.intake.importer", "--desk", str(desk.folder)]
    with subprocess.Popen([*command, *options], stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def states(desk):
    return sorted(row["state"] for row in rows(desk, "batches"))


def test_what_lies_in_the_inbox_is_taken_in_and_archived(desk, pair):
    day = desk.folder / "inbox" / "2026-11-22"
    day.mkdir()
    for path, name in zip(pair, ("2026-11-22-1.csv", "2026-11-22-2.csv"), strict=True):
        shutil.copy(path, day / name)
    told: list[int] = []
    assert run_importer(desk.folder, desk.settings, once=True, listener=Listener(batch=told.append))
    assert states(desk) == ["imported", "imported"]
    assert set(told) == {1, 2}
    assert list(day.iterdir()) == []
    archived = {path.read_bytes() for path in (desk.folder / "archive").rglob("*.csv")}
    assert archived == {path.read_bytes() for path in pair}
    assert {row["actor"] for row in rows(desk, "events")} == {IMPORTER.login}


def test_a_second_importer_ends_at_once(desk):
    with importer(desk, "--stay") as first:
        until(lambda: importer_runs(desk.folder))
        assert run_importer(desk.folder, desk.settings, once=True) is False
        first.terminate()
        assert first.wait(PATIENCE) == 0


def test_two_started_in_the_same_moment_are_one(desk, pair):
    for path in pair:
        shutil.copy(path, desk.folder / "inbox")
    with ExitStack() as stack:
        both = [stack.enter_context(importer(desk, "--once")) for _ in range(2)]
        assert [process.wait(PATIENCE) for process in both] == [0, 0]
    assert states(desk) == ["imported", "imported"]
    assert len(rows(desk, "orders")) == 30


def test_a_session_brings_an_importer_that_ends_with_the_last_session(desk, pair):
    with session_presence(desk.folder):
        ensure_importer(desk.folder)
        until(lambda: importer_runs(desk.folder))
        with session_presence(desk.folder):
            ensure_importer(desk.folder)
            for path in pair:
                shutil.move(path, desk.folder / "inbox")
            until(lambda: states(desk) == ["imported", "imported"])
        assert importer_runs(desk.folder)
    until(lambda: not importer_runs(desk.folder))


def runs_again(folder):
    """Start an importer where none runs, and tell whether one does."""
    ensure_importer(folder)
    return importer_runs(folder)


def test_an_importer_that_was_killed_is_replaced(desk):
    with session_presence(desk.folder):
        ensure_importer(desk.folder)
        until(lambda: importer_runs(desk.folder))
        first = importer_pid(desk)
        os.kill(first, signal.SIGKILL)
        until(lambda: not importer_runs(desk.folder))
        until(lambda: runs_again(desk.folder))
        assert importer_pid(desk) != first


def test_of_many_sessions_that_miss_the_importer_one_starts_another(desk):
    with session_presence(desk.folder):
        ensure_importer(desk.folder)
        os.kill(importer_pid(desk), signal.SIGKILL)
        until(lambda: not importer_runs(desk.folder))

        def session(_):
            until(lambda: runs_again(desk.folder))

        with ThreadPoolExecutor(8) as sessions:
            list(sessions.map(session, range(8)))
        assert len((desk.folder / STARTS).read_text().split()) == 2
        importer_pid(desk)
    until(lambda: not (desk.folder / STARTS).exists())


def test_an_importer_that_dies_at_once_is_started_less_and_less_often(desk):
    """Broken settings, say: forty sessions must not start processes without end."""
    (desk.folder / "desk.toml").write_text("zone = 7\n")
    with session_presence(desk.folder):
        ends = time.monotonic() + 4
        while time.monotonic() < ends:
            ensure_importer(desk.folder)
    assert 1 <= len((desk.folder / STARTS).read_text().split()) <= 3


def _importer_pid(desk):
    """The process that was started for this desk."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = entry.read_bytes().split(b"\0")
            if str(desk.folder).encode() in words and b"csdesk.intake.importer" in words:
                return int(entry.parent.name)
    return 0


def importer_pid(desk):
    """The process that imports for a desk, once it is seen to run."""
    until(lambda: _importer_pid(desk))
    return _importer_pid(desk)


def test_it_survives_the_hang_up_of_the_terminal_that_started_it(desk):
    with session_presence(desk.folder):
        ensure_importer(desk.folder)
        until(lambda: importer_runs(desk.folder))
        pid = importer_pid(desk)
        assert os.getsid(pid) != os.getsid(0)
        assert os.getpgid(pid) != os.getpgid(0)


def test_a_file_by_hand_waits_for_the_running_import_and_says_so(desk, pair):
    lock = Lock(desk.folder / IMPORT_LOCK)
    assert lock.take()
    told = []

    def give_way(name):
        told.append(name)
        lock.give_back()

    done = take_in(desk.folder, desk.store, desk.settings, desk.actor, pair, waits=give_way)
    assert [batch.state for batch in done] == [BatchState.IMPORTED] * 2
    assert len(told) == 1


def test_a_half_goes_in_alone_when_a_person_says_so_beside_the_importer(desk, pair):
    take(desk, pair[0])
    with importer(desk, "--stay") as process:
        desk.imports.go_alone(1)
        until(lambda: desk.imports.batch(1).state is BatchState.IMPORTED)
        process.terminate()
        assert process.wait(PATIENCE) == 0


def test_what_lies_in_the_inbox_and_is_never_taken_in_is_listed_until_it_is_gone(desk, tmp_path):
    inbox, outside = desk.folder / "inbox", tmp_path / "outside.csv"
    outside.write_text("nobody's business\n")
    (inbox / "11-22").mkdir()
    (inbox / "11-22" / "link.csv").symlink_to(outside)
    os.mkfifo(inbox / "pipe.csv")
    told: list[object] = []
    with Passes(desk.folder, desk.settings, IMPORTER, hears(told), 500) as passes:
        passes.work()
        found = {each.path: each.reason for each in desk.imports.obstacles()}
        assert found == {"11-22/link.csv": LINK, "pipe.csv": SPECIAL}
        assert len(told) == 2
        before = (desk.folder / "desk.db-wal").stat().st_size
        (inbox / "pipe.csv").unlink()
        os.mkfifo(inbox / "pipe.csv")
        look_again(passes)
        assert (desk.folder / "desk.db-wal").stat().st_size == before, "nothing has changed"
        assert len(told) == 2
        (inbox / "pipe.csv").unlink()
        look_again(passes)
    assert [each.path for each in desk.imports.obstacles()] == ["11-22/link.csv"]
    assert states(desk) == []
    assert outside.read_text() == "nobody's business\n"


def hears(told):
    return Listener(trouble=lambda message, facts: told.append((message, facts)))


def look_again(passes):
    """Something has happened in the inbox."""
    passes.wait(PATIENCE)
    passes.work()


def test_goods_that_left_long_ago_are_forgotten_daily_though_nothing_comes(desk):
    now = [1_000.0]
    left = {"key": "a", "stage": "left", "rank": 0, "since": 1, "order_no": "TB1", "line_no": 1,
            "quantity": 1, "order_id": 1}  # fmt: skip
    with Passes(desk.folder, desk.settings, IMPORTER, Listener(), 500, lambda: now[0]) as passes:
        passes.work()
        with desk.store.change() as c:
            c.execute(insert(columns.demand), left)
        now[0] += 3_600
        passes.work()
        assert rows(desk, "demand")
        now[0] += 86_400
        passes.work()
        assert not rows(desk, "demand")


def test_a_fault_of_one_file_stops_no_other(desk, pair, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    for path in pair:
        shutil.copy(path, desk.folder / "inbox")
    (desk.folder / "inbox" / "0.csv").write_text("poison")

    def fails(path, settings):
        if path.read_bytes() == b"poison":
            raise ZeroDivisionError("13800001234")
        return open_file(path, settings)

    monkeypatch.setattr("csdesk.intake.copies.open_file", fails)
    run_importer(desk.folder, desk.settings, once=True)
    assert states(desk) == ["imported", "imported", "quarantined"]
    (poison,) = [row for row in rows(desk, "batches") if row["state"] == "quarantined"]
    assert "failed {times} times" in poison["reason"]
    log = (tmp_path / "csdesk" / "faults.log").read_text()
    assert "13800001234" not in log
    assert "ZeroDivisionError" in log


def test_an_empty_file_that_a_browser_promised_is_left_until_it_is_there(desk):
    inbox = desk.folder / "inbox"
    (inbox / "a.csv").touch()
    (inbox / "a.csv.part").write_text("half of it")
    run_importer(desk.folder, desk.settings, once=True)
    assert states(desk) == []
    (inbox / "a.csv.part").unlink()
    run_importer(desk.folder, desk.settings, once=True)
    assert states(desk) == ["quarantined"]


def test_older_exports_go_in_before_newer_ones(desk, tmp_path):
    inbox = desk.folder / "inbox"
    for stamp in ("202611221730", "202611220930"):
        write_pair(
            inbox, sample(5), f"ExportOrderList{stamp}.csv", f"ExportOrderDetailList{stamp}.csv",
            encoding="utf-8" if stamp.endswith("1730") else "gb18030",
        )  # fmt: skip
    run_importer(desk.folder, desk.settings, once=True)
    assert [row["stamp"][-4:] for row in rows(desk, "batches")] == ["0930", "0930", "1730", "1730"]


def test_nothing_to_do_costs_no_transaction(desk):
    with Passes(desk.folder, desk.settings, IMPORTER, Listener(), 500) as passes:
        passes.work()
        before = (desk.folder / "desk.db-wal").stat().st_size
        for _ in range(3):
            assert not passes.work()
        assert (desk.folder / "desk.db-wal").stat().st_size == before
