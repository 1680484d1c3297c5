"""How items are known: folded numbers, product codes, short codes (S15, S31)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from csdesk.rules.folding import fold

_blank = re.compile(r"\s+").sub
_runs = re.compile(r"[0-9]+").findall
_parts = re.compile(r"[;；,，、|\n]+").split
_named = re.compile(r"^[^:：=]{0,20}[:：=]\s*").sub
_cut = re.compile(r"[-_ /·.]").split
_numbered = re.compile(r"[0-9]{2,}").search

SEAM = " "
"""Between the parts of a variant's key; numbers are kept without blanks."""

NEAREST = 5
"""Codes that are offered where what was typed is none."""

_LIKE = 0.6


def item_key(sku: str) -> str:
    """By what an item and the demand for it are known: its number without case and blanks."""
    return _blank("", fold(sku))


def variant_key(sku: str, values: Iterable[str]) -> str:
    """The key of one colour and size, where a number stands for several.

    Args:
        sku: the number.
        values: colour and size, in any order; empty ones do not count.
    """
    told = sorted(filter(None, (_blank("", fold(value)) for value in values)))
    return SEAM.join([item_key(sku), *told])


def numbered(sku: str, key: str) -> str:
    """An item's number, with colour and size where several have the number.

    Args:
        sku: its number, as files spell it.
        key: of the item.
    """
    return SEAM.join(filter(None, (sku, key.partition(SEAM)[2])))


def fits(words: str, values: Iterable[str]) -> bool | None:
    """Whether words name a colour and size: all of it, some of it (None), or something else.

    Args:
        words: ``红色 L``, ``颜色分类：红色；尺码：L``, in any order.
        values: colour and size of an item.
    """
    own = [value for value in (_blank("", fold(each)) for each in values) if value]
    told = {_blank("", fold(word)) for word in values_of(words)}
    if told == set(own) or item_key(words) in ("".join(own), "".join(reversed(own))):
        return True
    return None if told < set(own) or item_key(words) in own else False


def values_of(attributes: str) -> tuple[str, ...]:
    """Colour and size as a line words them: ``颜色分类：红色；尺码：L``, ``red, L``, ``红 M``.

    Args:
        attributes: of the line.
    """
    parts = [_named("", part.strip()) for part in _parts(attributes)]
    told = [part for part in parts if part]
    if len(told) == 1 and told[0] == attributes.strip():
        return tuple(told[0].split())
    return tuple(told)


def product_code(sku: str) -> str:
    """The product that an item number belongs to, where nobody tells it: ``WLY0QU1098-NV-S``.

    What stands before the first hyphen, as far as that holds a number; else the whole.
    """
    head = _cut(sku.strip(), maxsplit=1)[0]
    return head if _numbered(head) else sku.strip()


def short_code(code: str) -> str:
    """The digits that agents say for a product: ``1098`` for ``WLY0QU1098``; empty without any."""
    runs = _runs(fold(code))
    return runs[-1] if runs else ""


def nearest(typed: str, codes: Iterable[str]) -> tuple[str, ...]:
    """The codes that are most like what was typed, the likest first.

    Args:
        typed: a code that nothing has.
        codes: of products.
    """
    wanted = item_key(typed)
    by_key: dict[str, str] = {}
    for code in codes:
        by_key.setdefault(item_key(code), code)
        if wanted.isdigit() and (short := short_code(code)):
            by_key.setdefault(short, code)
    found = get_close_matches(wanted, by_key, NEAREST, _LIKE)
    return tuple(dict.fromkeys(by_key[key] for key in found))
