"""Item numbers, full or short: 1098 stands for WLY0QU1098 (S15, S31)."""

from __future__ import annotations

import re

from csdesk.rules.folding import fold

_digits = re.compile(r"[0-9]+").findall


def fits(typed: str, sku: str) -> bool:
    """Whether an item number is what was typed: the whole of it, or one of its runs of digits."""
    code, whole = fold(typed.strip()), fold(sku)
    if not code:
        return False
    return code == whole or (code.isdigit() and code in _digits(whole))
