"""Buyers' data taken away by a purge that is killed again and again (G13).

    python -m tests.battery.purging [--orders 5000] [--kills 20] [--seed 1]

Every order has eight planted strings. ``csdesk purge`` is killed at random moments, then one goes
to its end; afterwards all files of the desk are looked through.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.battery.seats import told
from tests.intake.desks import make_desk, rows, sample, take
from tests.planting import OF_AN_ORDER, export, old, planted

AT_MOST = 5_000
"""Orders that can be told apart."""


def main(argv: Sequence[str]) -> int:
    """Measure, and print each figure; the exit status tells whether all held."""
    parser = argparse.ArgumentParser(prog="python -m tests.battery.purging")
    for name, value in (("orders", AT_MOST), ("kills", 20), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "desk")
        desk = make_desk(folder)
        take(desk, *export(Path(place, "in"), sample(min(args.orders, AT_MOST))))
        old(desk, [row["id"] for row in rows(desk, "orders")])
        before = len(planted(folder))
        command = [sys.executable, "-m", "csdesk", "--desk", str(folder), "purge"]
        chance = random.Random(args.seed)
        killed = sum(_kill(command, chance.uniform(0.3, 3.0)) for _ in range(args.kills))
        began = time.monotonic()
        status = subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode
        last = time.monotonic() - began
        left = len(planted(folder))
        broken = desk.log.verify()
        desk.close()
    kept = [
        told("G13  strings planted", f"{before:,}", "8 an order",
             before >= OF_AN_ORDER * min(args.orders, AT_MOST)),
        told("G13  purges killed, and the last one", f"{killed}, {last:.1f} s", "ends with 0",
             status == 0),
        told("G13  strings found afterwards", f"{left}", "0", left == 0),
        told("G13  first step of the log that does not fit", str(broken), "None", broken is None),
    ]  # fmt: skip
    return 0 if all(kept) else 1


def _kill(command: list[str], seconds: float) -> bool:
    """Start a purge and kill it; whether it was still at work."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
    return process.returncode == -signal.SIGKILL


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
