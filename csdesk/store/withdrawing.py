"""What orders asked of the stock and ask no more, remembered until every stock file is newer.

A stock file that was made before is still without these goods, where it tells what is available.
Pieces that go from one order of a family to another, such as to a part, are not withdrawn.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from csdesk.rules.demand import OPEN, Stage
from csdesk.rules.item_codes import SEAM
from csdesk.rules.numbers import family_root

Row = tuple[Any, ...]
"""In the order of the columns of ``demand``."""


@dataclass(slots=True)
class _Group:
    """What the orders of one family asked of one item, and ask now."""

    before: list[Row] = field(default_factory=list)
    """Rows of lines that asked for goods."""
    withdrawn: list[Row] = field(default_factory=list)
    there: int = 0
    """Pieces that are asked for now, that have left, or whose item got a key with its colour."""


@dataclass(slots=True)
class Change:
    """Orders before and after, as far as their demand goes."""

    before: Collection[Row]
    """Their rows."""
    after: Collection[Row]
    """Those that they have now, but for what is withdrawn."""
    left: Collection[tuple[int, int]]
    """Order and line of what has left, be it remembered or not."""
    stopped_at: Mapping[int, int]
    """Order -> when it stopped asking for what it asks no more."""
    former: Mapping[int, int]
    """Former key of an order -> the one that it has."""


def withdrawn(change: Change) -> set[Row]:
    """The rows of what is withdrawn that these orders should have."""
    if not change.before:
        return set()
    left = set(change.left)
    keys = {(row[6], row[5]): row[0] for row in change.after}
    groups: dict[tuple[str, str], _Group] = defaultdict(_Group)
    for row in sorted(change.before):
        key, stage, _, _, number, line_no, order_id, count = row
        group = groups[family_root(number), key]
        if stage == Stage.WITHDRAWN:
            group.withdrawn.append(row)
        elif stage in OPEN and not _given(number):
            group.before.append(row)
            line = change.former.get(order_id, order_id), line_no
            if line in left or keys.get(line, "").startswith(key + SEAM):
                group.there += count
    for key, stage, _, _, number, _, _, count in change.after:
        if stage in OPEN and not _given(number):
            groups[family_root(number), key].there += count
    asked, found = _after(change), set[Row]()
    for group in groups.values():
        found.update(_rows(group, asked, change))
    return found


def _given(number: str) -> bool:
    """Whether an order gives something besides what was ordered: sent again, or a gift."""
    return number.startswith(("RE", "G")) and family_root(number) != number


def _after(change: Change) -> Counter[tuple[str, int, int]]:
    """Item, order and line -> pieces asked for now."""
    asked = Counter[tuple[str, int, int]]()
    for key, stage, _, _, _, line_no, order_id, count in change.after:
        if stage in OPEN:
            asked[key, order_id, line_no] += count
    return asked


def _rows(
    group: _Group, asked: Mapping[tuple[str, int, int], int], change: Change
) -> Iterable[Row]:
    """What of a family and an item is withdrawn."""
    lost = sum(row[7] for row in group.before) - group.there
    if lost <= 0 and not group.withdrawn:
        return []
    pieces = Counter[Row]()
    for row in group.withdrawn:
        now = change.former.get(row[6], row[6])
        if now in change.stopped_at:
            pieces[(*row[:6], now)] += row[7]
    for key, _, _, _, number, line_no, order_id, count in group.before:
        now = change.former.get(order_id, order_id)
        if lost > 0 and now in change.stopped_at:
            less = min(lost, max(count - asked[key, now, line_no], 0))
            lost -= less
            if less:
                at = change.stopped_at[now]
                pieces[key, Stage.WITHDRAWN.value, 0, at, number, line_no, now] += less
    for row in sorted(pieces, key=lambda each: -each[3]):  # what comes back, the newest first
        back = min(max(-lost, 0), pieces[row])
        pieces[row] -= back
        lost += back
    return [(*row, count) for row, count in pieces.items() if count > 0]
