"""Every goal of reliability, measured: ``python -m tests.battery [PART ...]`` (``make battery``).

A part is a module of this folder whose first line ends in the goals that it measures, ``(G1, G2)``;
it prints its figures and exits with 1 where one is missed. Goals that are yes or no are tests. All
of it takes about an hour and a half on two cores; each part says how it is made shorter.
"""

from __future__ import annotations

import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

TESTS = {
    "G3": ["tests/ui", "tests/cli", "tests/golden", "-k", "hostile"],
    "G5": ["tests/door", "tests/box"],
    "G11": ["tests/store/test_events.py", "tests/services/test_log.py", "-k", "tamper or chain"],
    "G12": ["tests/store/test_backups.py", "tests/services/test_backups.py"],
    "G14": ["tests/faults/test_store_faults.py", "tests/ui/test_footing.py",
            "tests/pty/test_endings.py"],
}  # fmt: skip
"""Goals that hold or do not, and the tests that say so."""


def parts() -> dict[str, str]:
    """The measuring modules, and their first lines."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if not path.stem.startswith("__"):
            module = import_module(f"tests.battery.{path.stem}")
            if hasattr(module, "main"):
                found[path.stem] = (module.__doc__ or "").partition("\n")[0]
    return found


def run(name: str, command: list[str]) -> bool:
    """Run one part and say whether its goals are kept."""
    began = time.monotonic()
    print(f"--- {name}", flush=True)
    kept = subprocess.run([sys.executable, "-m", *command], check=False).returncode == 0
    print(
        f"--- {'kept' if kept else 'MISSED'} after {time.monotonic() - began:.0f} s\n", flush=True
    )
    return kept


def main(wanted: list[str]) -> int:
    """Run all, or the parts and goals that are named; 1 where one is missed, 2 for a wrong name."""
    there = parts()
    if unknown := set(wanted) - set(there) - set(TESTS):
        names = ", ".join([*there, *TESTS])
        print(f"There is no {', '.join(sorted(unknown))}; there are: {names}.", file=sys.stderr)
        return 2
    kept = [
        run(f"{name}: {what}", [f"tests.battery.{name}"])
        for name, what in there.items()
        if not wanted or name in wanted
    ]
    kept += [
        run(f"{goal}: tests", ["pytest", "-q", *which])
        for goal, which in TESTS.items()
        if not wanted or goal in wanted
    ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
