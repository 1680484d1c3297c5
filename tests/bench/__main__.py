"""``make bench``: every budget of design §12 beside what it is compared with in the same run.

    python -m tests.bench                       all of them
    python -m tests.bench search --orders 10000 one of them, with its own options

Each is a process of its own, so that none measures what another left in memory.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path


def names() -> list[str]:
    """The benches there are: modules of this folder."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def main(arguments: list[str]) -> int:
    """Run the one that is named, with the options behind it, or all.

    Returns:
        0, or the exit status of the last that failed.
    """
    wanted = arguments[:1] if arguments and not arguments[0].startswith("-") else names()
    if not set(wanted) <= set(names()):
        print(f"There is no bench {wanted[0]}. There are: {', '.join(names())}.", file=sys.stderr)
        return 2
    options = arguments[1:] if wanted == arguments[:1] else arguments
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, load {load}")
    failed = 0
    for name in wanted:
        print(f"\n== {name}", flush=True)
        failed = subprocess.call([sys.executable, "-m", f"tests.bench.{name}", *options]) or failed
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
