"""Item numbers, full or short: 1098 stands for WLY0QU1098 (S15, S31)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from csdesk.model.items import Item
from csdesk.rules.folding import fold

_digits = re.compile(r"[0-9]+").findall


def fits(typed: str, sku: str) -> bool:
    """Whether an item number is what was typed: the whole of it, or one of its runs of digits."""
    code, whole = fold(typed.strip()), fold(sku)
    if not code:
        return False
    return code == whole or (code.isdigit() and code in _digits(whole))


def variants(found: Iterable[Item]) -> tuple[Item, ...]:
    """What a person chooses from.

    Orders that told no colour and size of a number that has some elsewhere are no variant of it.

    Args:
        found: items as orders tell them.
    """
    items = tuple(found)
    told = {item.sku for item in items if item.attributes}
    return tuple(item for item in items if item.attributes or item.sku not in told)
