"""A shift's report, drawn: the sums first, then what is left, the items, and every figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial

from textual.content import Content

from csdesk.figures import left_out, row_words
from csdesk.model.handover import Owner, Urgency
from csdesk.model.reports import (
    FIGURES,
    Done,
    Figure,
    Left,
    Report,
    ReportItem,
    ReportList,
    ReportRow,
    Section,
)
from csdesk.ui.signs import BAD, WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import Fact, flow, paragraph, rule
from csdesk.words import UNKNOWN, _, age, named, when

SUMS = (
    Figure.FILES, Figure.ORDERS_NEW, Figure.APPROVED, Figure.LISTED, Figure.HELD, Figure.PROBLEMS,
    Figure.INTERNAL, Figure.FINANCE, Figure.SHIPPING, Figure.CALLED,
)  # fmt: skip
"""What must be in sight before a shift is closed (W26)."""

Lines = Callable[[int], Sequence[Content]]


def report_entries(report: Report, zone: str) -> list[Entry]:
    """All that a report tells, a row for each part of it."""
    entries = [Entry("sums", partial(_sums, report))]
    if report.remaining is not None:
        entries.append(Entry("left", partial(_left, report)))
        entries += [
            Entry(f"item {each.id}", partial(item_lines, each, zone))
            for each in report.remaining.items
        ]
        entries += _lists(report.remaining.left, Left, report, zone)
    entries += _lists(report.done, Done, report, zone)
    entries += [
        Entry(f"section {each}", partial(_section, report, each))
        for each in Section
        if any(report.figures.get(figure, 0) for figure in FIGURES[each])
    ]
    nothing = [named(each) for each in Section
               if not any(report.figures.get(figure, 0) for figure in FIGURES[each])]  # fmt: skip
    if nothing:
        entries.append(Entry("nothing", partial(_nothing, ", ".join(nothing))))
    return entries


def _sums(report: Report, width: int) -> list[Content]:
    lines = [rule(_("What was done"), width, _("{n:,} steps").format(n=report.events))]
    return [*lines, *_counted((named(each), report.figures.get(each, 0)) for each in SUMS)(width)]


def _left(report: Report, width: int) -> list[Content]:
    assert report.remaining is not None
    left = report.remaining.left
    counted = [(named(each), left[each].count) for each in Left]
    items = [(_("hand-over items open"), len(report.remaining.items))]
    return [rule(_("What is left"), width), *_counted([*counted, *items])(width)]


def _counted(counts: Iterable[tuple[str, int]]) -> Lines:
    return lambda width: flow(
        [Fact(name, f"{count:,}", "bold" if count else "") for name, count in counts], width
    )


def item_lines(each: ReportItem, zone: str, width: int) -> list[Content]:
    """A hand-over item as it was reported."""
    urgency = Urgency(each.urgency) if each.urgency in set(Urgency) else Urgency.ROUTINE
    style = {Urgency.CRITICAL: f"bold {BAD}", Urgency.URGENT: WARN}.get(urgency, "")
    lines = flow(
        [
            Fact("", f"[{named(urgency)}]", style),
            Fact("", each.order_no or each.topic, "bold"),
            Fact(_("due"), when(each.due, zone)),
            Fact(_("owner"), _owner(each.owner)),
            Fact(_("handed on"), f"{each.age_shifts}", WARN if each.age_shifts > 2 else ""),
            Fact("", each.author),
        ],
        width,
    )
    told = (("", each.summary), (_("to do"), each.action), (_("what if"), each.what_if))
    for label, text in told:
        lines += paragraph(f" {label}", text, width, most=3) if text.strip() else []
    return lines


def _owner(word: str) -> str:
    return named(Owner(word)) if word in set(Owner) else word


def _lists(
    lists: object, names: type[Done] | type[Left], report: Report, zone: str
) -> list[Entry]:  # fmt: skip
    assert isinstance(lists, dict)
    return [
        Entry(f"list {name}", partial(_list, name, lists[name], report, zone))
        for name in names
        if name in lists and lists[name].count
    ]


def _list(
    name: Done | Left, listed: ReportList, report: Report, zone: str, width: int
) -> list[Content]:
    lines = [rule(f"{named(name)}: {listed.count:,}", width)]
    for each in listed.rows:
        lines += row_lines(name, each, zone, report.made_at, width)
    return lines + paragraph("", left_out(listed), width)


def row_lines(
    of: Done | Left | Figure, row: ReportRow, zone: str, now: datetime, width: int
) -> list[Content]:
    """One thing that a report names.

    Args:
        of: what names it.
        row: the thing.
        zone: of the desk.
        now: the moment at which it was counted, from which its age counts.
        width: cells of a line.
    """
    at = when(row.at, zone) if row.at else ""
    if row.at and isinstance(of, Left):
        at = f"{at} ({age(row.at, now)})"
    late = row.due is not None and row.due < now
    return flow(
        [
            Fact("", row.about or UNKNOWN, "bold"),
            Fact("", row_words(of, row)),
            Fact("", "" if row.who == row.about else row.who),
            Fact("", at),
            Fact(_("due"), when(row.due, zone) if row.due else "", BAD if late else ""),
        ],
        width,
    )


def _section(report: Report, section: Section, width: int) -> list[Content]:
    counts = ((named(each), report.figures.get(each, 0)) for each in FIGURES[section])
    return [rule(named(section), width), *_counted(counts)(width)]


def _nothing(names: str, width: int) -> list[Content]:
    return paragraph(_("counted 0 in all of"), names, width)
