"""Importers that can be killed: real processes, forked from one that has loaded csdesk already.

Starting an interpreter takes longer than the imports that are tested here. The parent has no
threads and no open store, so a child is what a fresh process would be.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from csdesk.model.settings import DeskSettings
from tests.intake.desks import make_desk, sample, write_pair

_SETTINGS = DeskSettings(quiet_seconds=0.01, scan_seconds=0.05)
_STEPS = ("link", "replace", "rename", "unlink", "fsync", "mkdir")


@dataclass
class Nursery:
    """Starts importers."""

    process: subprocess.Popen[str]
    running: int = field(default=0)

    def start(self, desk: Path, **how: Any) -> int:
        """Start an importer on a desk, see ``_child``; its process id."""
        self._say({"desk": str(desk), **how})
        self.running = int(self._hear())
        return self.running

    def wait(self) -> int:
        """How it ended: exit status, or minus the number of the signal."""
        return int(self._hear())

    def run(self, desk: Path, **how: Any) -> int:
        """Start one and wait for its end."""
        self.start(desk, **how)
        return self.wait()

    def _say(self, what: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def _hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


@contextmanager
def nursery() -> Iterator[Nursery]:
    """A nursery of importers, as long as the block runs."""
    command = [sys.executable, "-m", "tests.faults.nursery"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Nursery(process)
        finally:
            process.kill()


def main() -> None:
    """Fork an importer for each line of standard input; tell its number, then how it ended."""
    import watchdog.observers
    import watchdog.observers.polling  # noqa: F401 - everything that a child would have to load

    from csdesk.intake.reading.catalogue import packaged

    packaged()
    _warm_up()
    for line in sys.stdin:
        how = json.loads(line)
        pid = os.fork()
        if not pid:
            try:
                _child(**how)
                os._exit(0)
            except BaseException:
                os._exit(70)
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _warm_up() -> None:
    """Take in a download once: what Python works out at a first import, children need not."""
    from csdesk.intake.importer import run_importer

    with tempfile.TemporaryDirectory() as folder:
        desk = make_desk(Path(folder) / "desk")
        desk.close()
        write_pair(desk.folder / "inbox", sample(30, days=2))
        run_importer(desk.folder, _SETTINGS, once=True, orders_per_piece=20)


def _child(
    desk: str,
    piece: int = 500,
    die_at: int = 0,
    largest: int = 0,
    once: bool = True,
    traced: bool = False,
) -> None:
    """Be an importer.

    Args:
        desk: its folder.
        piece: orders in one transaction.
        die_at: kill this process before its nth step: a commit, or a change to a folder.
        largest: bytes that a file may have, as if the disk were full.
        once: end when nothing is left.
        traced: begin when somebody has attached a tracer.
    """
    from csdesk.intake.importer import run_importer

    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(0, 1)
    if largest:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
    if die_at:
        _die_at(die_at)
    while traced and "TracerPid:\t0\n" in Path("/proc/self/status").read_text("ascii"):
        time.sleep(0.002)
    run_importer(Path(desk), _SETTINGS, once=once, stay=not once, orders_per_piece=piece)


def _die_at(number: int) -> None:
    from sqlalchemy import Engine, event

    left = number

    def step(*_: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "commit", step)

    def counted(do: Any) -> Any:
        def doing(*args: Any, **more: Any) -> Any:
            step()
            return do(*args, **more)

        return doing

    for name in _STEPS:
        setattr(os, name, counted(getattr(os, name)))


if __name__ == "__main__":
    main()
