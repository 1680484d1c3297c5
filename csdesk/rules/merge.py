"""Three-way merge of a newer export into an order that people work on (design §5).

Base is what earlier exports said, theirs what the new one says, ours what stands now. Field by
field: theirs as before, ours stays. Ours as before, theirs is taken. Both the same, nothing to
do. Otherwise both sides changed it, and a person decides; until then ours stays in force.

Two kinds of export may tell the same field in different ways (an Amazon report masks what the
other tells, a total with and without postage). So a value counts as told before when this kind
of export told it last time, or when the newest export of any kind that told the field did; the
two kinds imported in turn then do not push the order back and forth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from csdesk.model.intake import Value
from csdesk.rules.masking import withheld

Fields = Mapping[str, Value]


_NOTED = frozenset({"shipped_at"})
"""Noted by the desk itself until an export tells it: nobody chose the value that stands there."""


def field_key(line_no: int, name: str) -> str:
    """How events and conflicts name a field of an order (line 0) or of one of its lines."""
    return f"line {line_no} {name}" if line_no else name


def field_named(key: str) -> tuple[int, str]:
    """Line number (0 for the order itself) and field of a ``field_key``."""
    if key.startswith("line ") and len(parts := key.split(" ", 2)) == 3:
        return int(parts[1]), parts[2]
    return 0, key


def as_text(value: Value) -> str | None:
    """A value as conflicts keep it."""
    return None if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both sides changed."""

    field: str
    base: Value
    ours: Value
    theirs: Value


@dataclass(slots=True)
class Merged:
    """What a newer export changes in one order or one line."""

    taken: dict[str, Value] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Told:
    """What one earlier export said; of one order, or of one line."""

    same_kind: bool
    """Whether it was the kind of export that is merged now."""
    fields: Fields


def merge_fields(told: Sequence[Told], ours: Fields, theirs: Fields) -> Merged:
    """Merge the fields of an order, or of a line.

    Args:
        told: earlier exports, the newest first.
        ours: every field as it stands now.
        theirs: what the new export says; a field it has no column for is absent.

    Returns:
        The fields to take, and the clashes. A field in neither stays as it is.
    """
    merged = Merged()
    for name, new in theirs.items():
        now = ours.get(name)
        if new == now or withheld(name, new):
            continue
        before = told_before(told, name)
        if new in before:
            continue
        if name in _NOTED and new is None and now not in before:
            continue
        nobodys_work = name in _NOTED or withheld(name, now) if now else not before
        if now in before or nobodys_work:
            merged.taken[name] = new
        else:
            merged.clashes.append(Clash(name, before[0] if before else None, now, new))
    return merged


def told_before(told: Sequence[Told], name: str) -> tuple[Value, ...]:
    """What the newest export that told a field said of it, and the newest of the same kind."""
    newest: list[Value] = []
    for export in told:
        if name not in export.fields or withheld(name, value := export.fields[name]):
            continue
        if not newest:
            newest.append(value)
        if export.same_kind:
            newest.append(value)
            break
    return tuple(newest)


@dataclass(slots=True)
class MergedLines:
    """What a newer export changes in the lines of one order."""

    changed: dict[int, Merged] = field(default_factory=dict)
    """By place in ``ours``."""
    added: list[Fields] = field(default_factory=list)
    same: dict[int, Fields] = field(default_factory=dict)
    """The line of the new export for each place in ``ours`` that it speaks of."""


@dataclass(frozen=True, slots=True)
class ToldLines:
    """The lines that one earlier export said."""

    same_kind: bool
    lines: Sequence[Fields]


def merge_lines(
    told: Sequence[ToldLines], ours: Sequence[Fields], theirs: Sequence[Fields]
) -> MergedLines:
    """Merge the lines of an order: a line the newer file lacks stays, a new one is added.

    Lines are known by the marketplace's line number, else by SKU and place among those of the
    same SKU, so that rows that are legitimately alike stay apart (formats.md 2.1). A line whose
    SKU people changed is still known as the one that the earlier export told.

    Args:
        told: the lines of earlier exports, the newest export first.
        ours: the lines as they stand now, in their order.
        theirs: the lines of the new export.
    """
    merged = MergedLines()
    places = [_known_again(export.lines, ours) for export in told]
    before: dict[int | None, list[Told]] = {}
    for export, its_places in zip(told, places, strict=True):
        for line, place in zip(export.lines, its_places, strict=True):
            before.setdefault(place, []).append(Told(export.same_kind, line))
    for new, place in zip(theirs, _places(told, places, ours, theirs), strict=True):
        if place is None:
            merged.added.append(new)
            continue
        merged.same[place] = new
        found = merge_fields(before.get(place, ()), ours[place], new)
        if found.taken or found.clashes:
            merged.changed[place] = found
    return merged


def _places(
    told: Sequence[ToldLines],
    places: Sequence[Sequence[int | None]],
    ours: Sequence[Fields],
    theirs: Sequence[Fields],
) -> list[int | None]:
    """For each line of the new export its place in ours: as last told, else as it stands now."""
    found: list[int | None] = [None] * len(theirs)
    free = set(range(len(ours)))
    for export, its_places in zip(told, places, strict=True):
        left = [at for at, place in enumerate(found) if place is None]
        right = [at for at, place in enumerate(its_places) if place in free]
        for at, match in _pairs([theirs[i] for i in left], [export.lines[i] for i in right]):
            place = its_places[right[match]]
            if place in free:
                free.discard(place)
                found[left[at]] = place
    left = [at for at, place in enumerate(found) if place is None]
    right = sorted(free)
    for at, match in _pairs([theirs[i] for i in left], [ours[i] for i in right]):
        found[left[at]] = right[match]
    return found


def _known_again(lines: Sequence[Fields], ours: Sequence[Fields]) -> list[int | None]:
    """For each line told earlier its place in ours.

    Lines never go away, so what is left over on both sides is what people changed since, in the
    same sequence.
    """
    found: list[int | None] = [None] * len(lines)
    free = set(range(len(ours)))
    for at, place in _pairs(lines, ours):
        found[at] = place
        free.discard(place)
    rest = iter(sorted(free))
    return [next(rest, None) if place is None else place for place in found]


def _pairs(left: Sequence[Fields], right: Sequence[Fields]) -> list[tuple[int, int]]:
    """Places of lines that are the same: by number first, then by what they are, in sequence."""
    pairs: list[tuple[int, int]] = []
    numbers = {number: at for at, line in enumerate(right) if (number := _number(line))}
    for at, line in enumerate(left):
        if (place := numbers.pop(_number(line), None)) is not None:
            pairs.append((at, place))
    matched = {at for at, _ in pairs}
    taken = {place for _, place in pairs}
    waiting: dict[tuple[object, ...], list[int]] = {}
    for place in sorted(set(range(len(right))) - taken, reverse=True):
        waiting.setdefault((_item(right[place]), bool(_number(right[place]))), []).append(place)
    for at, line in enumerate(left):
        if at in matched:
            continue
        # Two lines with numbers of their own are different lines, whatever the item.
        queues = [waiting.get((_item(line), False), [])]
        if not _number(line):
            queues.append(waiting.get((_item(line), True), []))
        if filled := [queue for queue in queues if queue]:
            pairs.append((at, min(filled, key=lambda queue: queue[-1]).pop()))
    return pairs


def _number(line: Fields) -> str:
    return str(line.get("market_line_no") or "")


def _item(line: Fields) -> tuple[Value, ...]:
    """What the line is of: its SKU, or the words for it where the shop set no SKU."""
    sku = line.get("sku")
    return (sku,) if sku else (line.get("title") or "", line.get("attributes") or "")
