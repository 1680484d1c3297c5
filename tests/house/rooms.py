"""Where the source lies, for the tests of the house."""

from __future__ import annotations

from pathlib import Path

HOUSE = Path(__file__).parents[2]
PACKAGE = HOUSE / "csdesk"


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name, in alphabetical order."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(HOUSE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def top_level() -> list[str]:
    """The rooms and the modules of the hall: what stands directly in the package."""
    return sorted({name for name in modules() if name.count(".") == 1})
