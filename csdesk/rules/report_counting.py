"""From steps of the log to the figures of a report (F45). Which step counts as what stands here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from csdesk.model.reports import Done, Figure, Report, ReportList

DETAILS: Mapping[str, tuple[str, ...]] = {
    "remark.add": ("tab",),
    "remark.state": ("tab", "state"),
    "order.approve": ("despite",),
}
"""Kinds of steps of which not all count alike, and what of each tells how it counts."""

TOLD = (
    "batch.imported", "batch.partly", "batch.duplicate", "batch.quarantined", "batch.downloaded",
    "stock.call",
)  # fmt: skip
"""Kinds of steps that tell numbers of their own: each of them is read."""

NAMED: Mapping[Done, tuple[str, ...]] = {
    Done.IMPORTS: ("batch.imported", "batch.partly", "batch.duplicate", "batch.quarantined"),
    Done.DOWNLOADS: ("batch.downloaded",),
    Done.CALLS: ("stock.call",),
    Done.BLACKLISTINGS: ("customer.blacklist", "customer.unblacklist"),
    Done.SWAPS: (
        "swap.asked", "swap.accepted", "swap.declined", "swap.approved", "swap.refused",
        "swap.withdrawn",
    ),
}  # fmt: skip
"""Kinds of steps that a report names one by one."""

_KINDS: Mapping[str, Figure] = {
    "batch.imported": Figure.FILES,
    "batch.partly": Figure.FILES,
    "batch.duplicate": Figure.DUPLICATES,
    "batch.quarantined": Figure.QUARANTINED,
    "batch.downloaded": Figure.LISTS,
    "order.approve": Figure.APPROVED,
    "order.hold": Figure.HELD,
    "order.problem": Figure.PROBLEMS,
    "order.release": Figure.RELEASED,
    "order.set": Figure.FIELDS,
    "line.set": Figure.LINES,
    "line.exchange": Figure.EXCHANGED,
    "order.pay": Figure.PAID,
    "order.ship": Figure.SHIPPED,
    "parcel.stop": Figure.STOPS,
    "order.split": Figure.SPLIT,
    "order.unsplit": Figure.UNSPLIT,
    "order.reship": Figure.RESHIPPED,
    "order.gift": Figure.GIFTS,
    "stock.priority": Figure.FIRST,
    "order.urged": Figure.URGED,
    "undo": Figure.UNDONE,
    "remark.revise": Figure.REVISED,
    "promise.made": Figure.PROMISED,
    "promise.kept": Figure.KEPT,
    "promise.broken": Figure.BROKEN,
    "case.opened": Figure.OPENED,
    "case.closed": Figure.CLOSED,
    "case.refused": Figure.CLOSED,
    "stock.call": Figure.CALLED,
    "stock.discontinue": Figure.DISCONTINUED,
    "conflict.settled": Figure.SETTLED,
    "ledger.explained": Figure.EXPLAINED,
    "customer.blacklist": Figure.BLACKLISTED,
    "customer.unblacklist": Figure.UNBLACKLISTED,
    "request.asked": Figure.ASKED_LEAD,
    "request.approved": Figure.AGREED,
    "request.refused": Figure.TURNED_DOWN,
    "handover.add": Figure.ITEMS_ADDED,
    "handover.ack": Figure.ITEMS_ACKNOWLEDGED,
    "handover.done": Figure.ITEMS_DONE,
    "handover.drop": Figure.ITEMS_DONE,
    "shift.override": Figure.OVERRIDDEN,
    "handover.override": Figure.OVERRIDDEN,
    "swap.asked": Figure.SWAPS_ASKED,
    "swap.approved": Figure.SWAPPED,
    "notice.send": Figure.NOTICES,
    "refused": Figure.DENIED,
}
"""What a step counts as, by its kind."""

_FAMILIES: Mapping[str, Figure] = {"case": Figure.MOVED, "amazon": Figure.AMAZON}
"""What other steps count as, by the first word of their kind."""

_IMPORTED: Mapping[str, Figure] = {
    "rows": Figure.ROWS, "rows_new": Figure.ROWS_NEW, "rows_changed": Figure.ROWS_CHANGED,
    "rows_unchanged": Figure.ROWS_UNCHANGED, "rejected": Figure.REJECTED,
    "orders_new": Figure.ORDERS_NEW, "orders_changed": Figure.ORDERS_CHANGED,
    "conflicts": Figure.NEW_CONFLICTS,
}  # fmt: skip
"""What an import tells of itself, and what that counts as."""


@dataclass(frozen=True, slots=True)
class Steps:
    """So many steps of one person that count alike."""

    login: str
    kind: str
    details: tuple[str, ...]
    """Of ``DETAILS``, empty text where the step does not tell it."""
    count: int


def figures(
    steps: Iterable[Steps], told: Iterable[tuple[str, Mapping[str, Any]]]
) -> dict[Figure, int]:
    """The figures of a range.

    Args:
        steps: all of the range, counted.
        told: kind and content of those of ``TOLD``.
    """
    found = dict.fromkeys(Figure, 0)
    for each in steps:
        for figure in counted_as(each.kind, each.details):
            found[figure] += each.count
    for kind, content in told:
        for figure, number in told_by(kind, content).items():
            found[figure] += number
    return found


def told_by(kind: str, content: Mapping[str, Any]) -> dict[Figure, int]:
    """The numbers that a step of ``TOLD`` tells of itself, those that are not 0."""
    if kind == "batch.downloaded":
        numbers = {Figure.LISTED: content.get("orders", 0)}
    elif kind == "stock.call":
        numbers = {Figure.ITEMS_CALLED: len(content.get("items", ()))}
    elif _KINDS.get(kind) is Figure.FILES:
        numbers = {figure: content.get(name, 0) for name, figure in _IMPORTED.items()}
    else:
        numbers = {}
    return {figure: number for figure, number in numbers.items() if number}


def kinds_behind(figure: Figure) -> tuple[str, ...]:
    """The kinds of steps among which those are that a figure counts, ``%`` for whatever follows."""
    family = next((word for word, each in _FAMILIES.items() if each is figure), "")
    if family:
        return (f"{family}.%",)
    if figure in (Figure.INTERNAL, Figure.FINANCE, Figure.SHIPPING):
        return ("remark.add",)
    if figure in (Figure.FINANCE_DONE, Figure.SHIPPING_DONE, Figure.QUERIED):
        return ("remark.state",)
    if figure in _IMPORTED.values():
        return tuple(kind for kind, each in _KINDS.items() if each is Figure.FILES)
    other = {Figure.DESPITE: "order.approve", Figure.LISTED: "batch.downloaded",
             Figure.ITEMS_CALLED: "stock.call"}.get(figure)  # fmt: skip
    return (other,) if other else tuple(kind for kind, each in _KINDS.items() if each is figure)


def counted_as(kind: str, details: Sequence[str]) -> tuple[Figure, ...]:
    """The figures that a step adds one to."""
    if kind == "remark.add":
        return (Figure(details[0]),) if details[0] in _TABS else ()
    if kind == "remark.state":
        return _answers(*details)
    if kind == "order.approve" and details[0]:
        return Figure.APPROVED, Figure.DESPITE
    figure = _KINDS.get(kind) or _FAMILIES.get(kind.partition(".")[0])
    return () if figure is None else (figure,)


_TABS = ("internal", "finance", "shipping")


def _answers(tab: str, state: str) -> tuple[Figure, ...]:
    if state == "query":
        return (Figure.QUERIED,)
    if state == "done" and tab in ("finance", "shipping"):
        return (Figure.FINANCE_DONE if tab == "finance" else Figure.SHIPPING_DONE,)
    return ()


def kinds(steps: Iterable[Steps]) -> dict[str, int]:
    """How many steps of each kind there are."""
    found: Counter[str] = Counter()
    for each in steps:
        found[each.kind] += each.count
    return dict(sorted(found.items()))


def together(reports: Sequence[Report], most: int) -> Report:
    """Reports of ranges as one; what is left is that of the last.

    Args:
        reports: at least one, in the order of their ranges; there may be gaps between them.
        most: rows that a list names.
    """
    first, last = reports[0], reports[-1]
    ranges = _ranges(reports)
    counted: Counter[str] = Counter()
    for each in reports:
        counted.update(each.kinds)
    return Report(
        after_seq=first.after_seq,
        cutoff_seq=last.cutoff_seq,
        made_at=last.made_at,
        figures={name: sum(each.figures.get(name, 0) for each in reports) for name in Figure},
        kinds=dict(sorted(counted.items())),
        done={name: joined([each.done[name] for each in reports], most) for name in Done},
        remaining=last.remaining,
        shifts=tuple(shift for each in reports for shift in each.shifts),
        parts=ranges if len(ranges) > 1 else (),
    )


def _ranges(reports: Sequence[Report]) -> tuple[tuple[int, int], ...]:
    """The stretches of reports, those that follow each other as one."""
    found: list[tuple[int, int]] = []
    for after, cutoff in (stretch for each in reports for stretch in each.ranges):
        if found and found[-1][1] == after:
            found[-1] = found[-1][0], cutoff
        else:
            found.append((after, cutoff))
    return tuple(found)


def joined(lists: Sequence[ReportList], most: int) -> ReportList:
    """Lists as one, in this order; of its rows so many are named."""
    rows = tuple(row for each in lists for row in each.rows)
    return ReportList.of(sum(each.count for each in lists), rows[:most])
