"""How the stock is told: numbers, formulas, states, rows of lists (S32 to S37).

A number that nobody told stands as ``-``, which is not zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial

from textual.content import Content

from csdesk.model.status import ItemStatus, Verdict
from csdesk.model.stock import Call, Formula, ItemRow, Numbers, ProductRow
from csdesk.plain import fit, plain
from csdesk.ui.signs import sign
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import LABEL, columns, short
from csdesk.vocabulary import NUMBERS
from csdesk.words import UNKNOWN, _, named, when_short

SHOWN = ("available", "on_hand", "demand", "shortage")
"""The numbers that the matrix can show, in the order of its key."""

LIST = ("on_hand", "available", "demand", "shortage")
"""The numbers of a row in lists."""

WIDE = 110
"""Columns from which order numbers have more room."""

LEAST_TITLE = 8
"""Cells of a title that say something."""

NARROW = 100
"""Columns below which a row gives less room to each."""


def told(number: int | None) -> str:
    """A number of pieces."""
    return UNKNOWN if number is None else f"{number:,}"


def number_name(name: str) -> str:
    """What people call a field of ``Numbers``."""
    return _(NUMBERS[name])


def item_name(item: ItemRow) -> str:
    """Number, colour and size: ``WLY0QU1098-R-L red L``."""
    return " ".join(filter(None, map(plain, (item.sku, item.color, item.size))))


def item_words(item: ItemRow) -> str:
    """The same with what people call the product: ``WLY0QU1098-R-L red L (1098) dress``."""
    said = f"({plain(item.short)})" if item.short else ""
    return " ".join(filter(None, (item_name(item), said, short(item.title, 40))))


def day(expected: date | None) -> str:
    """A day: ``2026-11-28``; ``-`` where none was told."""
    return UNKNOWN if expected is None else expected.isoformat()


def formula_words(formula: Formula) -> str:
    """``available 3 = on hand 10 - defective 1 - allocated 6``."""
    parts = [f"{number_name(formula.name)} {told(formula.value)} ="]
    for n, (factor, name, value) in enumerate(formula.terms):
        mark = "- " if factor < 0 else "+ " if n else ""
        parts.append(f"{mark}{number_name(name)} {told(value)}")
    if formula.at_least_zero:
        parts.append(_("(at least 0)"))
    return " ".join(parts)


def status_mark(status: ItemStatus, word: str = "") -> Content:
    """``[O] out of stock``, in its colour; behind it the export's own word where that differs.

    Args:
        status: of an item or product.
        word: stored text.
    """
    letter, style = sign(status)
    name = named(status)
    own = short(word, 20)
    return Content.styled(
        f"[{letter}] {name}" + (f" ({own})" if own and own != name else ""), style
    )


def legend() -> Content:
    """What the letters of the matrix mean."""
    marks = [
        Content.styled(f"{sign(each).letter} {named(each)}", sign(each).style)
        for each in ItemStatus
        if each is not ItemStatus.PARTIAL
    ]
    return Content("  ").join([*marks, Content.styled(_(". not made"), LABEL)])


def call_words(call: Call, zone: str, now: datetime) -> str:
    """``11-22 09:12 Li Lei: expected 2026-11-28, 50 pieces. on Friday``."""
    head = f"{when_short(call.at, zone, now)} {plain(call.author)}:"
    parts = [head, _("no day told")]
    if call.expected is not None:
        parts[1] = _("expected {day}").format(day=day(call.expected))
    if call.quantity is not None:
        parts.append(_("{n:,} pieces").format(n=call.quantity))
    return " ".join([*parts, plain(call.answer)]).rstrip()


# Rows


def list_heading(*, items: bool, width: int) -> Content:
    """The names of the columns."""
    code, kind = (_("Item"), _("Colour, size")) if items else (_("Product"), _("Items"))
    numbers = (_("hand"), _("avail"), _("demand"), _("short"))
    cells = (code, kind, _("Status"), *numbers, _("Title"))
    return Content.styled(_in_columns(cells, _widths(width, items=items)), LABEL)


def item_entries(items: Iterable[ItemRow]) -> list[Entry]:
    """Items as rows of a list."""
    return [Entry(f"item {each.key}", partial(_item, each)) for each in items]


def product_entries(products: Iterable[ProductRow]) -> list[Entry]:
    """Products as rows of a list."""
    return [Entry(f"product {each.code}", partial(_product, each)) for each in products]


def _item(each: ItemRow, width: int) -> list[Content]:
    kind = " ".join(filter(None, (plain(each.color), plain(each.size))))
    return [_row(each.sku, kind, each, _widths(width, items=True)).truncate(width)]


def _product(each: ProductRow, width: int) -> list[Content]:
    widths = _widths(width, items=False)
    return [_row(each.code, f"{each.items:,}", each, widths).truncate(width)]


def _row(code: str, kind: str, each: ItemRow | ProductRow, widths: Sequence[int]) -> Content:
    letter, style = sign(each.status)
    shown = [told(getattr(each.numbers, name)) for name in LIST]
    cells = (
        short(code, 60),
        kind,
        f"[{letter}] {named(each.status)}",
        *shown,
        short(each.title, 80),
    )
    start = len(_in_columns(cells[:2], widths)) + 1
    end = start + len(fit(cells[2], widths[2]))
    return Content(_in_columns(cells, widths)).stylize(style, start, end)


def _in_columns(cells: Sequence[str], widths: Sequence[int]) -> str:
    cells = cells[: len(widths)]
    return columns([cells], widths[: len(cells)], right=range(3, 3 + len(LIST)))[0]


def _widths(width: int, *, items: bool) -> list[int]:
    """Of code, kind, status, four numbers, and the title where there is room for one."""
    if width < NARROW:
        fixed = [18, 12, 16, *[6] * 4] if items else [14, 5, 16, *[6] * 4]
    else:
        fixed = [26, 18, 18, *[9] * 4] if items else [26, 8, 18, *[9] * 4]
    rest = width - sum(fixed) - len(fixed)
    return [*fixed, rest] if rest >= LEAST_TITLE else fixed


def numbers_line(numbers: Numbers, chosen: str, width: int) -> Content:
    """The numbers of the matrix one after the other; the one that it shows stands in brackets."""
    parts = []
    for name in SHOWN:
        text = f"{number_name(name)} {told(getattr(numbers, name))}"
        text, style = (f"[{text}]", "bold") if name == chosen else (f" {text} ", "")
        parts.append(Content.styled(text, style))
    return Content(" ").join(parts).truncate(width)


def leaves_words(verdict: Verdict, expected: date | None) -> str:
    """Whether something can leave, and when: ``[E] expected 2026-12-03``."""
    words = f"[{sign(verdict).letter}] {named(verdict)}"
    return words if expected is None else f"{words} {day(expected)}"


def leaves(verdict: Verdict, expected: date | None) -> Content:
    """The same in its colour."""
    return Content.styled(leaves_words(verdict, expected), sign(verdict).style)
