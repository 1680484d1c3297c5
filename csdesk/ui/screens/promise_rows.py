"""How promises are told, and what keeps one from being kept (I4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial

from textual.content import Content

from csdesk.model.promises import Promise, PromiseState
from csdesk.model.purchasing import Slip
from csdesk.ui.screens.stock_rows import day, leaves_words
from csdesk.ui.signs import BAD, GOOD, INFO, MUTED, WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import Fact, flow, paragraph
from csdesk.words import _, age, named, when

STYLES = {
    PromiseState.OPEN: INFO,
    PromiseState.DUE: WARN,
    PromiseState.OVERDUE: BAD,
    PromiseState.KEPT: GOOD,
    PromiseState.BROKEN: BAD,
    PromiseState.WITHDRAWN: MUTED,
}


def promise_entries(promises: Iterable[Promise], zone: str, *, order: bool = True) -> list[Entry]:
    """Promises as rows.

    Args:
        promises: in their order.
        zone: of the desk.
        order: name the order and its customer, for lists over many.
    """
    now = datetime.now(UTC)
    return [
        Entry(f"promise {each.id}", partial(_promise, each, zone, now, order)) for each in promises
    ]


def _promise(each: Promise, zone: str, now: datetime, order: bool, width: int) -> list[Content]:
    row = each.order if order else None
    lines = flow(
        [
            Fact("" if order else _("promised"), f"[{named(each.state)}]", STYLES[each.state]),
            Fact("", each.order_no if order else "", "bold"),
            Fact("", row.name if row else ""),
            Fact("", f"{named(each.kind)} {when(each.due, zone)} ({age(each.due, now)})", "bold"),
            Fact(_("told by"), each.author),
            Fact(_("decided by"), each.settled_by),
        ],
        width,
    )
    if each.slip is not None:
        late = flow(late_facts(each.slip), width - 2, most=2)
        lines += [Content("  ") + line for line in late]
    return lines + paragraph(" ", each.text, width, most=3) if each.text else lines


def late_facts(each: Slip) -> list[Fact]:
    """What keeps a promise from being kept: when it comes, which item, how many pieces lack."""
    short = f" ({each.short})" if each.short else ""
    lacking = _("{n:,} of {all:,} lacking")
    return [
        Fact(_("goods come"), day(each.expected) if each.expected else _("nobody knows"), BAD),
        Fact("", each.sku + short, "bold"),
        Fact("", lacking.format(n=each.quantity - each.covered, all=each.quantity)),
        Fact(
            _("when promised"),
            leaves_words(each.relied, each.relied_on) if each.relied is not None else "",
        ),
        Fact("", each.title),
    ]
