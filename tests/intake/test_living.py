"""An importer that was stopped or hangs is seen, and one that hangs for long is replaced."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from time import monotonic

import pytest

from csdesk.intake import ensure_importer, session_presence
from csdesk.intake.living import Living, processor_seconds
from csdesk.intake.locks import Lock
from csdesk.intake.starting import HANGS, importer_runs
from csdesk.services.heartbeat import IMPORTER_LOCK, beat, importer_pid, silent_for
from tests.intake.desks import make_desk
from tests.intake.test_importer import until


def silent(folder, seconds):
    """As if the last sign of life had been given so long ago."""
    then = monotonic() - seconds
    os.utime(folder / IMPORTER_LOCK, (then, then))


@pytest.fixture
def led(tmp_path):
    """A desk whose importer is this process."""
    lock = Lock(tmp_path / IMPORTER_LOCK)
    lock.take()
    yield tmp_path
    lock.give_back()


@contextmanager
def living(folder, used, **seconds):
    """Signs of a work that has had so much of the processor."""
    signs = Living(folder, every=0.01, used=used, **seconds)
    try:
        yield signs
    finally:
        signs.end()


def test_signs_stop_when_the_work_waits_too_long_and_come_again(led):
    with living(led, lambda: 1.0, waits=0.05) as work:
        until(lambda: 0 < silent_for(led) < 0.05)
        until(lambda: silent_for(led) > 0.2)
        work.alive()
        until(lambda: silent_for(led) < 0.05)


def test_a_long_step_that_keeps_the_processor_busy_is_no_hanging_but_an_endless_one_is(led):
    with living(led, monotonic, waits=0.01, longest=0.3):
        began = monotonic()
        until(lambda: silent_for(led) > 0.2)
        assert monotonic() - began > 0.45


def test_the_work_of_a_child_counts_and_waiting_does_not():
    before = processor_seconds()
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as child:
        until(lambda: processor_seconds() - before > 0.2)
        child.kill()
    with subprocess.Popen(["sleep", "60"]) as child:
        before = processor_seconds()
        child.send_signal(signal.SIGTERM)
        child.wait()
        assert processor_seconds() - before < 0.1


def test_who_holds_the_lock_is_told_without_touching_it(tmp_path):
    assert importer_pid(tmp_path) == 0
    lock = Lock(tmp_path / IMPORTER_LOCK)
    lock.take()
    assert importer_pid(tmp_path) == os.getpid()
    lock.give_back()
    assert importer_pid(tmp_path) == 0
    beat(tmp_path)
    assert silent_for(tmp_path) < 1


def test_a_stopped_importer_is_replaced_by_the_next_session_that_looks(tmp_path):
    desk = make_desk(tmp_path / "desk")
    with session_presence(desk.folder):
        os.close(ensure_importer(desk.folder) or -1)
        until(lambda: importer_runs(desk.folder))
        first = importer_pid(desk.folder)
        os.kill(first, signal.SIGSTOP)
        os.close(ensure_importer(desk.folder) or -1)
        assert importer_pid(desk.folder) == first, "a moment of silence is no reason"
        silent(desk.folder, HANGS + 1)
        if ended := ensure_importer(desk.folder):  # unless it is gone already
            os.close(ended)
        until(lambda: importer_pid(desk.folder) != first)

        def another():
            if file := ensure_importer(desk.folder):
                os.close(file)
            return importer_pid(desk.folder) not in (0, first)

        until(another)
    desk.close()
    until(lambda: not importer_runs(desk.folder))
