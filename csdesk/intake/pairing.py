"""Finding the other half of a download: an order report and an item report (S41 to S43, C6).

The content decides: they hold the same orders. Names say which of several is meant, because the
morning's and the afternoon's reports share every order that has not been sent yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from csdesk.intake.reading.export import Export
from csdesk.intake.reading.plan import Raw
from csdesk.intake.reading.profile import Profile
from csdesk.rules.filenames import other_name
from csdesk.words import N_

ITEMS_AWAITED = N_("It waits for the item report of the same download.")
ORDERS_AWAITED = N_("It waits for the order report of the same download.")
ITEMS_AWAITED_NAMED = N_("It waits for the item report of the same download, perhaps {name}.")
ORDERS_AWAITED_NAMED = N_("It waits for the order report of the same download, perhaps {name}.")
NOT_THE_SAME = N_(
    "{file} has the same date and number in its name, but the two have no order in common. It"
    " waits for its real other half."
)
PARTLY_THE_SAME = N_(
    "It holds some of the orders of {file}, but its name says that it is of another download. It"
    " waits for its real other half, or take it in alone."
)
TAKEN = N_(
    "{file} with the same orders is in already, with another {half} report. Take it in alone if"
    " it is the right one."
)

_ENOUGH = 0.5
"""Part of the orders of each half that the other must have, where names do not speak against it."""

Row = dict[str, Any]
"""A row of the ledger."""


@dataclass(frozen=True, slots=True)
class Found:
    """The other half, or why there is none."""

    row: Row | None = None
    reason: str = ""
    facts: dict[str, object] = field(default_factory=dict)


def is_other_half(profile: Profile, other: Profile | None) -> bool:
    """Whether two kinds of export are the two halves of a download."""
    return (
        other is not None
        and {profile.half, other.half} == {"orders", "items"}
        and profile.site == other.site
    )


def find(
    row: Row, export: Export, waiting: Sequence[Row], opened: Callable[[Row], Export]
) -> Found:
    """The half that belongs to a file, among those that wait.

    Args:
        row: of the file.
        export: the file.
        waiting: rows of waiting files of the other half.
        opened: opens one of them.
    """
    hint = Found()
    for other in sorted(waiting, key=lambda other: (_against(row, other), other["id"])):
        other_export = opened(other)
        halves = (export, other_export) if export.half == "orders" else (other_export, export)
        against = _against(row, other)
        if against == _SAME:
            if _share(*halves):
                return Found(other)
            hint = Found(None, NOT_THE_SAME, {"file": other["file"]})
            continue
        common = _in_common(*halves)
        if common >= (1.0 if against == _ANOTHER else _ENOUGH):
            return Found(other)
        if common and not hint.reason:
            hint = Found(None, PARTLY_THE_SAME, {"file": other["file"]})
    return hint if hint.reason else _awaited(row, export.half)


_SAME, _SILENT, _ANOTHER = range(3)


def _against(row: Row, other: Row) -> int:
    """What the names say: the same download, nothing, or another one."""
    if row["stamp"] and other["stamp"]:
        return _SAME if row["stamp"] == other["stamp"] else _ANOTHER
    if row["day"] and other["day"] and row["day"] != other["day"]:
        return _ANOTHER
    return _SILENT


def speaks_against(row: Row, other: Row) -> bool:
    """Whether the names say that two halves are of different downloads."""
    return _against(row, other) == _ANOTHER


def _awaited(row: Row, half: str) -> Found:
    """What it waits for, by name where the name is known."""
    if name := other_name(row["file"]):
        reason = ITEMS_AWAITED_NAMED if half == "orders" else ORDERS_AWAITED_NAMED
        return Found(None, reason, {"name": name})
    return Found(None, ITEMS_AWAITED if half == "orders" else ORDERS_AWAITED)


def _numbers(items: Export) -> Iterator[str]:
    return (item.market_no for item in items.raws() if isinstance(item, Raw))


def _share(orders: Export, items: Export) -> bool:
    """Whether any item is of an order of the report."""
    return any(number in orders.numbers for number in _numbers(items))


def _in_common(orders: Export, items: Export) -> float:
    """Part of the orders that both have: of the half that has relatively fewer of the other's."""
    numbers = set(_numbers(items))
    larger = max(len(numbers), len(orders.numbers))
    return len(numbers & orders.numbers) / larger if larger else 0.0


def can_wait(export: Export) -> bool:
    """Whether a file is half of a download; one without any order number has no other half."""
    if export.half == "orders":
        return bool(export.numbers)
    return bool(export.half) and bool(sample(export, 1))


def sample(export: Export, count: int) -> list[str]:
    """Some order numbers of a half, always the same ones."""
    if export.half == "orders":
        return sorted(export.numbers)[:count]
    found: dict[str, None] = {}
    for number in _numbers(export):
        found[number] = None
        if len(found) == count:
            break
    return list(found)
