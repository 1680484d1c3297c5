"""How long a shift that comes to work waits (G7): ``python -m tests.battery.shift_change``.

Many people open the desk over SSH within a second, or one a second, on a box with 2,000 orders. It
takes root; nothing stays. Printed are how many came in, and the seconds from calling ssh to the
first page.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from csdesk.sample.exports import write_taobao_pair
from csdesk.sample.orders import generate
from tests.box.bare import Bare
from tests.box.over_ssh import OverSsh

PAGE = "李雷".encode()
"""Stands on the first page, in the header line, as soon as the desk is open."""

PATIENCE = 120.0


class Session:
    """One person's ssh in a terminal of its own."""

    def __init__(self, command: list[str]) -> None:
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))
        self.began = monotonic()
        self.page: float | None = None
        self._heard = b""
        env = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env=env
        )
        os.close(slave)

    def fileno(self) -> int:
        """For ``select``."""
        return self._master

    def hear(self) -> bool:
        """Take in what came; whether the line still stands."""
        try:
            heard = os.read(self._master, 65536)
        except OSError:
            return False
        if self.page is None:
            self._heard += heard
            if PAGE in self._heard:
                self.page = monotonic() - self.began
        return bool(heard)

    def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self._master)


def come(desk: OverSsh, people: int, within: float) -> list[float]:
    """Let people come to work.

    Args:
        desk: the box.
        people: how many.
        within: seconds over which they come.

    Returns:
        Seconds until the first page of everybody who came in, sorted.
    """
    sessions: list[Session] = []
    open_lines: list[Session] = []
    begun = monotonic()
    try:
        while monotonic() - begun < within + PATIENCE:
            if len(sessions) < people and monotonic() - begun >= within * len(sessions) / people:
                sessions.append(Session(desk.ssh("li", "-tt")))
                open_lines.append(sessions[-1])
            ready, _, _ = select.select(open_lines, [], [], 0.01)
            for each in ready:
                if not each.hear():
                    open_lines.remove(each)
            if len(sessions) == people and not [s for s in open_lines if s.page is None]:
                break
        return sorted(session.page for session in sessions if session.page is not None)
    finally:
        for session in sessions:
            session.close()


def told(waits: list[float], people: int, within: float) -> str:
    """The figure as a line."""
    if not waits:
        return f"{people} within {within:.0f} s: nobody came in"
    middle, late = waits[len(waits) // 2], waits[int(0.95 * (len(waits) - 1))]
    return (
        f"{people} within {within:.0f} s: {len(waits)}/{people} in, first page"
        f" p50 {middle:.1f} s, p95 {late:.1f} s, slowest {waits[-1]:.1f} s"
    )


def measure(people: int, folder: Path) -> list[str]:
    """All at once, then one a second, as lines to be printed.

    Args:
        people: how many.
        folder: an empty one.
    """
    lines = []
    (folder / "laid-over").mkdir()
    with Bare(folder / "laid-over") as box:
        box.set_up()
        box.done("csdesk-box", "people", "add", "li", "李雷", "--role", "lead")
        _import_orders(box, folder)
        with OverSsh(box, folder) as desk:
            desk.give_key("li", "li")
            come(desk, 1, 0)  # everything that is read from the disk is in memory now
            for within in (1.0, float(people)):
                lines.append(told(come(desk, people, within), people, within))
    return lines


def _import_orders(box: Bare, folder: Path) -> None:
    names = ["ExportOrderList1.csv", "ExportOrderDetailList1.csv"]
    orders = list(generate(2_000, 3, until=datetime(2026, 11, 22, tzinfo=UTC), days=30))
    write_taobao_pair(orders, *(folder / name for name in names), vintage="2019")
    there = "/var/lib/csdesk/state"
    box.done("install", "-o", "csdesk", "-t", there, *(str(folder / name) for name in names))
    box.done("csdesk-box", "import", *(f"{there}/{name}" for name in names))


def main() -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.battery.shift_change")
    parser.add_argument("--people", type=int, default=30)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print("\n".join(measure(args.people, Path(folder))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
