"""After-sale cases, drawn (F18, F23)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from csdesk.model.cases import Case, CaseLine, CaseState, Party
from csdesk.plain import plain
from csdesk.ui.screens.inbox_rows import waiting
from csdesk.ui.signs import BAD, GOOD, INFO, MUTED, WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import Fact, flow, paragraph
from csdesk.words import _, age, money, named, when

if TYPE_CHECKING:
    from csdesk.model.orders import OrderDetail

STYLES = {
    CaseState.ASKED: WARN,
    CaseState.AGREED: INFO,
    CaseState.GOODS_BACK: INFO,
    CaseState.SETTLED: INFO,
    CaseState.SOLVED: INFO,
    CaseState.EXPLAINED: INFO,
    CaseState.REMOVAL: WARN,
    CaseState.CLOSED: GOOD,
    CaseState.REFUSED: MUTED,
}


def case_entries(cases: Iterable[Case], *, order: bool = True, most: int = 2) -> list[Entry]:
    """Cases as rows.

    Args:
        cases: in their order.
        order: name the order and its customer, for lists over many.
        most: lines of a text.
    """
    now = datetime.now(UTC)
    return [
        Entry(f"case {each.id}", partial(case_lines, each, now, order=order, most=most))
        for each in cases
    ]


def case_lines(
    each: Case, now: datetime, width: int, *, order: bool, most: int = 2
) -> list[Content]:
    """One case: what, how far, who waits on whom since when, the money, what was told."""
    row = each.order if order else None
    waits = each.waits_on is not Party.NOBODY
    lines = flow(
        [
            Fact(_("case {n}").format(n=each.id), f"[{named(each.kind)}]", "bold"),
            Fact("", named(each.state), STYLES[each.state]),
            Fact("", each.order_no if order else "", "bold"),
            Fact("", row.name if row else ""),
            Fact("", named(each.rating) if each.rating else "", BAD),
            Fact("", money(each.amount, each.currency) if each.amount else "", "bold"),
            Fact(_("waits on"), named(each.waits_on) if waits else "", f"bold {WARN}"),
            Fact("", waiting(each.since, now) if waits else age(each.since, now)),
        ],
        width,
    )
    lines += paragraph(" ", each.reason, width, most=most)
    if each.told:
        label = " " + _("customer told") + ":"
        lines += paragraph(label, each.told, width, style=GOOD, most=most)
    return lines


def case_mark(each: Case) -> Content:
    """What an order's head says of an open case."""
    text = _("case {n} {kind}: waits on {who}")
    return Content.styled(
        text.format(n=each.id, kind=named(each.kind), who=named(each.waits_on)), WARN
    )


def claims(each: Case, detail: OrderDetail | None, width: int) -> list[Content]:
    """What a case is about, line by line."""
    lines: list[Content] = []
    for claim in each.lines:
        lines += flow(
            [
                Fact("", _claimed(claim, detail), "bold"),
                Fact("", f"x{claim.quantity}" if claim.quantity else ""),
                Fact("", money(claim.amount, each.currency) if claim.amount else ""),
            ],
            width,
        )
    return lines


def _claimed(claim: CaseLine, detail: OrderDetail | None) -> str:
    if not claim.line_no:
        return _("the order as a whole")
    there = detail.lines if detail else ()
    line = next((each for each in there if each.line_no == claim.line_no), None)
    return f"{claim.line_no} {line.sku or line.title}" if line else str(claim.line_no)


def history(each: Case, zone: str, width: int) -> list[Content]:
    """Every step: who, when, what was done, what the customer was told."""
    lines: list[Content] = []
    for step in each.steps:
        label = f"  -> [{named(step.state)}] {plain(step.author)} {when(step.at, zone)}"
        lines += paragraph(label, step.text, width, most=20) or paragraph("", label, width)
        if step.told:
            label = "     " + _("customer told") + ":"
            lines += paragraph(label, step.told, width, style=GOOD, most=20)
    return lines
