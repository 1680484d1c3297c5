"""What a single cell says: text, numbers of things, amounts, quantities.

Every reader takes the cell as the file has it and either returns the value or raises ``BadCell``.
Excel and the marketplaces' own programs leave marks on cells (formats.md 1.5): ``="351…"``, a
leading apostrophe, ``null`` in five spellings. They are taken off only where they match whole.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

from csdesk.intake.reading.errors import BadCell
from csdesk.plain import plain
from csdesk.words import N_

NOTHING = frozenset(
    {"", "null", "'null", "NULL", "'NULL", "Null", "--", "#NULL!", "#N/A", "None", "-", "'"}
)
"""Words that stand for an empty cell."""

LOST_DIGITS = N_(
    "Excel has lost digits of this number; export the file again and do not open it in Excel "
    "before it is imported, or keep the column as text."
)
NUMBER_LIMIT = 64
_LARGEST = 10**15

_scientific = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE]\+?\d+").fullmatch
_amount = re.compile(
    r"(?:[A-Za-z]{2,3} ?)?[¥$€£]? ?([+-]?) ?[¥$€£]?"
    r"(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d+))?"
    r" ?(?:元|円|[¥$€£]|[A-Z]{3})?"
).fullmatch
_between_numbers = re.compile(r"[\s,;，；、/|]+").split


def text(cell: str, *, lines: bool = False) -> str:
    """What a person reads in the cell, harmless to a terminal; empty where it says nothing.

    Masked values stay as they are: what they may overwrite is decided at the merge.

    Args:
        cell: the cell as read.
        lines: keep line breaks.
    """
    if cell in NOTHING:
        return ""
    cell = cell.strip()
    if plain(cell, lines=lines) is not cell or cell.startswith('="'):
        cell = _cleaned(cell, lines)
    return "" if cell in NOTHING else cell


def _cleaned(cell: str, lines: bool) -> str:
    """Cleaned again and again until nothing changes: what is taken off may uncover more."""
    before = None
    while cell != before:
        before = cell
        cell = plain(cell, lines=lines).strip()
        if len(cell) > 2 and cell.startswith('="') and cell.endswith('"'):
            cell = cell[2:-1]
    return cell


def mark(cell: str) -> str:
    """Text of a column that holds marks, not words: a phone, a code. No leading apostrophe."""
    if cell.startswith("'"):
        cell = cell[1:]
    if cell.isascii() and cell.isdigit():
        return cell
    cell = text(cell)
    while cell.startswith("'"):
        cell = text(cell[1:])
    return cell


def number(cell: str) -> str:
    """An order number or the number of a line: text for ever, never a float.

    Raises:
        BadCell: Excel made a float of it, or it is longer than any number is.
    """
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
        cell = cell[2:-1]
    if cell.isascii() and cell.isdigit() and len(cell) <= NUMBER_LIMIT:
        return cell
    cell = mark(cell)
    if _scientific(cell):
        raise BadCell(LOST_DIGITS)
    if len(cell) > NUMBER_LIMIT:
        raise BadCell("This is too long for a number.")
    return cell


def tracking(cell: str) -> str:
    """Waybill numbers, one blank between two; ``No:`` before them is dropped.

    Raises:
        BadCell: Excel made a float of one.
    """
    cell = cell.removeprefix("No:")
    if not cell or (cell.isascii() and cell.isdigit()):
        return cell
    numbers: dict[str, None] = {}
    for part in _between_numbers(mark(cell)):
        part = mark(part)
        while part[:3].casefold() == "no:":
            part = mark(part[3:])
        if _scientific(part):
            raise BadCell(LOST_DIGITS)
        if part and part.casefold() != "no:":
            numbers[part] = None
    return " ".join(numbers)


def whole(cell: str) -> int | None:
    """A quantity; ``1.0`` is 1.

    Raises:
        BadCell: not a whole number of pieces, or below zero.
    """
    if len(cell) < 10 and cell.isascii() and cell.isdigit():
        return int(cell)
    digits = normalize("NFKC", mark(cell)).replace(",", "").strip()
    if not digits:
        return None
    head, _, tail = digits.partition(".")
    if len(head) < 10 and head.isascii() and head.isdigit() and not tail.strip("0"):
        return int(head)
    raise BadCell("This is not a quantity: a whole number from 0 up is needed.")


@lru_cache(maxsize=65_536)
def money(cell: str, digits: int, comma: bool = False) -> int | None:
    """An amount in minor units; unknown where the cell is empty, which is not zero.

    ``12.30元``, ``¥1,234.50``, ``GBP 12.30`` and full-width digits are read.

    Args:
        cell: the cell as read.
        digits: decimals of the currency.
        comma: the decimal mark is a comma, as in ``1.234,50``.

    Raises:
        BadCell: no amount, or a finer one than the currency has.
    """
    amount = normalize("NFKC", mark(cell)).strip()
    if not amount:
        return None
    if comma:
        amount = amount.translate({44: ".", 46: ","})
    parts = _amount(amount)
    if not parts or (parts[2] is None and parts[3] is None):
        raise BadCell("This is not an amount of money.")
    fraction = (parts[3] or "").rstrip("0")
    if len(fraction) > digits:
        raise BadCell("This amount is finer than the currency's {digits} decimals.", digits=digits)
    units = int((parts[2] or "0").replace(",", "") + fraction.ljust(digits, "0"))
    if units >= _LARGEST:
        raise BadCell("This amount is too large to be true.")
    return -units if parts[1] == "-" else units
