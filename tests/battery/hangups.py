"""Sessions whose line drops, that are killed, or whose terminal freezes: gone, drafts kept (G8).

    python -m tests.battery.hangups [--each 40]

Somebody has typed a word and does not save it; then the line is closed, with its signal or without,
the session is told to end, it is killed, or nobody reads what it draws.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.battery.seats import told
from tests.pty.terminal import Terminal
from tests.pty.test_endings import kept, writing
from tests.services.desks import BareDesk, bare_desk

TYPED = 1.0
"""Seconds of typing that a kill may cost."""


def close(terminal: Terminal) -> None:
    """The line drops."""
    terminal.hang_up()


def end(terminal: Terminal) -> None:
    """The session is told to end."""
    terminal.end(signal.SIGTERM)


def kill(terminal: Terminal) -> None:
    """The session is killed, a second after the last key."""
    time.sleep(TYPED)
    terminal.process.kill()
    terminal.process.wait()


def freeze(terminal: Terminal) -> None:
    """Nobody reads any more; then it is told to end, as a server does whose client is silent."""
    for _ in range(200):
        terminal.send("word ")
    terminal.process.send_signal(signal.SIGTERM)
    terminal.process.wait(30)


WAYS: dict[str, tuple[Callable[[Terminal], None], bool, float]] = {
    "closed": (close, False, 5.0),
    "closed, its signal ignored": (close, True, 5.0),
    "told to end": (end, False, 5.0),
    "killed": (kill, False, 5.0),
    "frozen": (freeze, False, 30.0),
}
"""What is done, whether the signal of a dropped line is ignored, and seconds until it is gone."""


def one(root: Path, number: int, way: str) -> tuple[float, bool, bool]:
    """One session: how long it took to go, whether its text is there, whether it is an orphan."""
    do, deaf, _ = WAYS[way]
    (root / f"{number}").mkdir()
    desk: BareDesk = bare_desk(root / f"{number}")
    desk.order()
    with writing(root / f"{number}", deaf=deaf) as terminal:
        began = time.monotonic()
        do(terminal)
        took = time.monotonic() - began - (TYPED if do is kill else 0)
        orphan = terminal.process.poll() is None
    found = kept(desk)
    desk.store.close()
    return took, bool(found) and found[0].startswith("unfinished"), orphan


def main(argv: list[str] | None = None) -> int:
    """Measure and print; 1 where a session stays or a text is lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--each", type=int, default=40, help="sessions for each way")
    args = parser.parse_args(argv)
    fine: list[bool] = []
    number = 0
    with tempfile.TemporaryDirectory(prefix="csdesk-hangups-") as name:
        for way, (_, _, most) in WAYS.items():
            results = []
            for _ in range(args.each):
                results.append(one(Path(name), number, way))
                number += 1
            slowest = max(took for took, _, _ in results)
            lost = sum(not there for _, there, _ in results)
            orphans = sum(orphan for _, _, orphan in results)
            fine += [
                told(f"{args.each} sessions {way}: gone", f"max {slowest:.2f} s",
                     f"<= {most:.0f} s", slowest <= most),
                told("... texts lost, orphans", f"{lost}, {orphans}", "0, 0",
                     not (lost or orphans)),
            ]  # fmt: skip
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
