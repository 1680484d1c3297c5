"""The way in: ``csdesk`` and ``python -m csdesk``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run csdesk with the arguments of this process and return its exit status."""
    from csdesk.cli import run  # type: ignore[attr-defined]  # made in its own room

    return int(run(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
