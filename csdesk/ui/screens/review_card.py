"""An order of the review queue as lines: what a reviewer must see, and the checks (W5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from csdesk.model.review import Card, Cell, Checked, Outcome, QueueCounts, StockDoubt
from csdesk.model.settings import Check, DeskSettings
from csdesk.plain import cell_width, fit, plain
from csdesk.ui.screens.order_facts import facts, head
from csdesk.ui.signs import BAD, GOOD, MUTED, WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import LABEL, paragraph, rule, short
from csdesk.words import N_, UNKNOWN, _, named, ngettext, tell

if TYPE_CHECKING:
    from csdesk.model.orders import OrderDetail

SIGNS = {
    Outcome.OK: ("✓", GOOD),
    Outcome.FAILED: ("✗", f"bold {BAD}"),
    Outcome.NOTE: ("!", WARN),
    Outcome.UNKNOWN: ("?", MUTED),
}
"""A sign and a colour for what came of a check; the word stands in the lines below."""

LONGEST_SKU, LONGEST_CELL = 40, 24
GAP = 2
LOOKED_AT = (Outcome.NOTE, Outcome.UNKNOWN)
SEEN_ABOVE = ((Check.STOCK, Outcome.UNKNOWN), (Check.MESSAGE, Outcome.NOTE))
"""What the items and the buyer's words tell as well."""
PASSED = {
    None: N_("no check failed"),
    StockDoubt.SHORT: N_("no check failed, too little in stock"),
    StockDoubt.DISCONTINUED: N_("no check failed, discontinued"),
    StockDoubt.UNKNOWN: N_("no check failed, stock unknown"),
}
"""What stands over checks of which none failed, by what the stock check doubts."""
MANY = 3
"""From so many failed checks each has one line."""


def in_words(checks: Sequence[Checked]) -> str:
    """What checks found, a line each."""
    return "\n".join(
        f"{SIGNS[each.outcome][0]} {named(each.check)}: {tell(each.detail, each.facts)}"
        for each in checks
    )


def queue_line(
    counts: QueueCounts | None, batch_id: int | None, *, newest_first: bool, width: int
) -> Content:
    """How many await review, and of which import in which order they come."""
    parts = [Content.styled(_("Review"), "bold")]
    if counts is not None:
        waiting = f"{counts.waiting:,}" if counts.exact else f"{counts.waiting:,}+"
        parts.append(Content(_("{n} waiting").format(n=waiting)))
        judged = counts.clean + counts.problems
        if judged < counts.waiting:
            parts.append(Content(_("of the first {n:,}:").format(n=judged)))
        parts.append(Content.styled(_("{n:,} clean").format(n=counts.clean), GOOD))
        style = BAD if counts.problems else MUTED
        problems = ngettext("{n:,} problem", "{n:,} problems", counts.problems)
        parts.append(Content.styled(problems.format(n=counts.problems), style))
    parts.append(Content(_("newest first") if newest_first else _("oldest first")))
    if batch_id is not None:
        parts.append(Content(_("import #{n}").format(n=batch_id)))
    line = Content("  ").join(parts)
    return line if line.cell_length <= width else line[:width]


def card_head(card: Card, settings: DeskSettings, width: int) -> list[Content]:
    """Numbers, time, amount, counters, states and flag of the order; and the file it came in."""
    return [
        *head(card.detail, settings, width),
        *paragraph(_("file"), f"#{card.detail.batch_id} {card.file}", width, most=1),
    ]


def card_facts(card: Card, settings: DeskSettings, *, wide: bool) -> list[Entry]:
    """Customer and address, what the buyer wrote, the items with their stock marks, the rest."""
    entries = {entry.key: entry for entry in facts(card.detail, settings, wide=wide)}
    unknown = any(each.check is Check.STOCK and each.outcome is Outcome.UNKNOWN
                  for each in card.reviewed.checks)  # fmt: skip
    items = Entry("items", lambda width: _items(card.detail, width, unknown=unknown))
    return [entries["customer"], entries["said"], items, entries["other"], entries["whole"]]


def _items(detail: OrderDetail, width: int, *, unknown: bool) -> list[Content]:
    """A line or two for each item: whole number, pieces, stock mark, colour and size, title."""
    pieces = sum(line.quantity for line in detail.lines)
    title = _("Items {n}, pieces {pieces}").format(n=len(detail.lines), pieces=pieces)
    lines = [rule(title, width, _("stock [?] unknown") if unknown else "")]
    if not detail.lines:
        return [*lines, Content(_("This export has no lines for the order."))]
    codes = [short(line.sku, LONGEST_SKU) or UNKNOWN for line in detail.lines]
    room = max(map(cell_width, codes))
    for line, code in zip(detail.lines, codes, strict=True):
        mark = "[?]" if unknown else "   "
        first = f"{fit(code, room)} x{line.quantity:<3} {mark} "
        left = width - cell_width(first)
        said = " ".join(filter(None, (plain(line.attributes), plain(line.title))))
        lines.append(Content.assemble((first, "bold"), fit(said, max(0, left))))
    return lines


def check_lines(card: Card, width: int, *, whole: bool) -> list[Content]:
    """Every check by name with its sign; then what was found, with the cell that was judged.

    Args:
        card: the order.
        width: cells.
        whole: with what is known of checks that found nothing wrong, too.
    """
    checks = card.reviewed.checks
    failed = [each for each in checks if each.outcome is Outcome.FAILED]
    verdict = ngettext("{n} check failed", "{n} checks failed", len(failed)).format(n=len(failed))
    head = verdict if failed else _(PASSED[card.reviewed.stock])
    lines = [rule(_("Checks: {verdict}").format(verdict=head), width), *_grid(checks, width)]
    for each in failed:
        lines += _finding(each, width, most=2 if len(failed) < MANY else 1)
    for each in checks:
        said = whole or (each.outcome in LOOKED_AT and (each.check, each.outcome) not in SEEN_ABOVE)
        if each.outcome is not Outcome.FAILED and said and each.detail:
            lines += _finding(each, width, most=2 if each.check is Check.STOCK else 1)
    return lines


def _grid(checks: Sequence[Checked], width: int) -> list[Content]:
    cells = [f"{SIGNS[each.outcome][0]} {named(each.check)}" for each in checks]
    widest = max(map(cell_width, cells), default=1)
    across = max(1, (width + GAP) // (widest + GAP))
    lines = []
    for start in range(0, len(cells), across):
        row = zip(cells[start : start + across], checks[start:], strict=False)
        lines.append(
            Content(" " * GAP).join(
                Content.styled(fit(cell, min(widest, width)), SIGNS[each.outcome][1])
                for cell, each in row
            )
        )
    return lines


def _finding(each: Checked, width: int, *, most: int) -> list[Content]:
    sign, style = SIGNS[each.outcome]
    said = tell(each.detail, each.facts)
    where = _where(each.cells) if each.outcome is Outcome.FAILED else ""
    text = " ".join(filter(None, (f"{named(each.outcome)}: {said}", where)))
    label = f"{sign} {named(each.check)}"
    lines = paragraph(label, text, width, style=style, most=most)
    return [lines[0].stylize(style, 0, len(label)), *lines[1:]] if lines else []


def _where(cells: Sequence[Cell]) -> str:
    """The cells that were judged: file, row, column."""
    found = [
        _("[#{batch} row {row}, {column}: {value}]").format(
            batch=cell.batch_id, row=cell.row, column=short(cell.column, LONGEST_CELL),
            value=short(cell.value, LONGEST_CELL) or _("(empty)"),
        )
        for cell in cells[:2]
    ]  # fmt: skip
    return " ".join(found)


def nothing_waits(batch_id: int | None) -> Content:
    """What stands there where the queue is empty."""
    if batch_id is None:
        return Content.styled(_("Nothing awaits review. D writes the approved orders to a file."),
                              LABEL)  # fmt: skip
    text = _("Nothing of import #{n} awaits review. D writes its approved orders to a file.")
    return Content.styled(text.format(n=batch_id), LABEL)
