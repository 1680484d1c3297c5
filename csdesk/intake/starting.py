"""Starting an importer beside a session, where none runs.

Standard library only: a session pays nothing for it before its first frame.
"""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from csdesk.intake.locks import NOTHING_WRITTEN, Lock, is_held
from csdesk.services.heartbeat import IMPORTER_LOCK, importer_pid, silent_for

STARTING_LOCK = "starting.lock"
"""Held by the one session that is starting an importer."""

STARTS = "importer.starts"
"""When importers were started since one last ended by itself, in epoch seconds."""

_REMEMBERED = 600.0
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 300.0
"""Seconds until another is started after one died; twice as long each time."""
HANGS = 20.0
"""Seconds without a sign of life after which an importer is ended."""

_TAKES_UP = 5.0
"""Seconds that a new importer may need until it holds its lock."""


def importer_runs(folder: Path) -> bool:
    """Whether a process watches the desk's inbox."""
    return is_held(folder / IMPORTER_LOCK)


def ensure_importer(folder: Path) -> int | None:
    """Start an importer for a desk unless one runs; call it inside ``session_presence``.

    It is a process of its own in a session of its own, so that a closed terminal or Ctrl-C does
    not reach it, and it ends once no session is open. Sessions call this every few seconds, which
    costs some system calls: an importer that was killed is replaced, by one of them. One that
    dies again and again is started less and less often.

    Args:
        folder: the desk.

    Returns:
        A file number that can be read once that importer has ended, for the caller to close; None
        where the kernel does not tell.
    """
    with _unwritable_suppressed():
        _see_to_importer(folder)
    return _end_of(importer_pid(folder))


def _end_of(pid: int) -> int | None:
    try:
        return os.pidfd_open(pid) if pid else None
    except OSError:
        return None


def _see_to_importer(folder: Path) -> None:
    if importer_runs(folder):
        _end_if_hanging(folder)
        return
    starting = Lock(folder / STARTING_LOCK)
    if not starting.take(wait=False):
        return  # another session is about to
    try:
        if not importer_runs(folder) and _may_start(folder):
            _start(folder)
    finally:
        starting.give_back()


@contextmanager
def _unwritable_suppressed() -> Iterator[None]:
    """On a disk where nothing can be written nothing can be taken in: no importer is missed."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in (*NOTHING_WRITTEN, errno.ENOENT):
            raise


def forget_starts(folder: Path) -> None:
    """An importer ended by itself: the next may start at once."""
    (folder / STARTS).unlink(missing_ok=True)


def _end_if_hanging(folder: Path) -> None:
    """Kill an importer that gives no sign of life: the next one takes up what it left."""
    if silent_for(folder) > HANGS and (pid := importer_pid(folder)):
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)


def _may_start(folder: Path) -> bool:
    """Whether enough time has passed since the last start; if so, this one is noted."""
    record, now = folder / STARTS, time.time()
    try:
        told = [float(line) for line in record.read_text().split()]
    except (FileNotFoundError, ValueError):
        told = []
    recent = [start for start in told if 0 <= now - start < _REMEMBERED]
    if recent:
        wait = min(_FIRST_WAIT * 2.0 ** (len(recent) - 1), _LONGEST_WAIT)
        if now - recent[-1] < wait:
            return False
    record.write_text("".join(f"{start:.3f}\n" for start in (*recent, now)))
    return True


def _start(folder: Path) -> None:
    command = [sys.executable, "-m", "csdesk.intake.importer", "--desk", str(folder.absolute())]
    # The process that this waits for leaves the importer behind and ends at once.
    subprocess.run(
        [*command, "--detach"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        check=False,
    )
    end = time.monotonic() + _TAKES_UP
    while not importer_runs(folder) and time.monotonic() < end:
        time.sleep(0.05)
