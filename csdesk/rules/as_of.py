"""What stood in an order before events, folded back from what stands there now (I5).

Every change of an order logs what it changed, with the values before and after. So the values of
an earlier instant are those of now, with the values before put back for each later event. Where an
event does not tell what it replaced, the last event before the instant that tells the field is
asked instead; where neither tells, or the two do not agree, the value is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from csdesk.model.as_of import LINES, Told
from csdesk.model.log import Event
from csdesk.rules.merge import field_named

IMPORTED = "order.imported"
"""An order's first event is written before its import ends; what the rest of the file still
changes in it is no news to anybody and is not logged."""

_NO_FIELDS = (
    "remark.", "request.", "promise.", "case.", "parcel.", "stock.", "handover.", "shift.",
    "account.", "amazon.", "notice.", "roster.", "swap.", "search.", "person.", "batch.",
    "ledger.", "store.", "order.urged", "refused", "reveal.", "export.",
)  # fmt: skip
"""How kinds of events begin that change no field of an order."""

BIRTHS = ("order.split", "order.reship", "order.gift")
"""Kinds of the events with which orders begin that are made from others."""
_LINE_FIELDS = frozenset({
    "market_line_no", "sku", "title", "attributes", "quantity", "unit_price", "line_status",
    "refund_status",
})  # fmt: skip
_CONFLICT = "conflict "
_OF_STATE = ("remark.state", "parcel.stop")


def fold_back(now: Mapping[str, object], steps: Sequence[Event], seq: int) -> dict[str, object]:
    """The fields of an order after an event.

    Args:
        now: field -> value as it stands; fields of lines as ``line 2 sku``.
        steps: all events of the order, the newest first.
        seq: of the event after which the fields are wanted; something happened since then.

    Returns:
        Field -> value, or ``Told.NOT_KNOWN``. Lines that were not there are left out; ``LINES`` is
        ``NOT_KNOWN`` where it is not known which were.
    """
    state = dict(now)
    telling = [each for each in steps if tells_fields(each.kind)]
    for step in (each for each in telling if each.seq > seq):
        if _replaces_all(step):
            state = {k: Told.NOT_KNOWN for k in state if k != LINES and not field_named(k)[0]}
            state[LINES] = Told.NOT_KNOWN
        before, after = step.before or {}, step.after or {}
        for key in after.keys() - before.keys():
            if _is_line(key):
                state.pop(key, None)
        state |= {key: value for key, value in before.items() if key in now or _is_line(key)}
    _agree(state, [each for each in telling if each.seq <= seq])
    if LINES in state:
        state = {key: value for key, value in state.items() if not field_named(key)[0]}
    return state


def _agree(state: dict[str, object], earlier: Sequence[Event]) -> None:
    """Hold what was folded back against what the last events before the instant left behind."""
    seen: set[str] = set()
    for step in earlier:
        if step.kind == IMPORTED:
            break
        after = step.after or {}
        for key in after.keys() - seen:
            if _is_line(key) and key not in state:
                state[LINES] = Told.NOT_KNOWN
            elif key in state and state[key] is Told.NOT_KNOWN:
                state[key] = after[key]
            elif key in state and state[key] != after[key]:
                state[key] = Told.NOT_KNOWN
        seen |= after.keys() | (step.before or {}).keys()
        if _replaces_all(step):
            break


def conflicts_open(steps: Sequence[Event], seq: int) -> frozenset[str]:
    """Fields that were in conflict after an event, as far as events tell.

    Args:
        steps: all events of the order, the newest first.
        seq: of the event.
    """
    found: set[str] = set()
    for step in reversed(steps):
        if step.seq > seq:
            break
        before, after = step.before or {}, step.after or {}
        if step.kind == "conflict.settled":
            found -= after.keys()
        found -= {key.removeprefix(_CONFLICT) for key in before if key.startswith(_CONFLICT)}
        listed = after.get("conflicts")
        if isinstance(listed, list) and step.kind in ("order.changed", "order.alert"):
            found |= set(map(str, listed))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class RemarkThen:
    """What of a remark may have been otherwise."""

    state: str
    in_market: bool
    version: int


def remarks_then(
    now: Mapping[int, RemarkThen], steps: Sequence[Event], seq: int
) -> dict[int, RemarkThen] | None:
    """The remarks that an order had after an event; None where the log does not tell.

    Args:
        now: id -> as it stands, for each remark of the order.
        steps: all events of the order, the newest first.
        seq: of the event.
    """
    found = dict(now)
    for step in steps:
        if step.seq <= seq:
            break
        before, after = step.before or {}, step.after or {}
        about = step.kind.startswith(("remark.", "parcel.")) and "remark" in after
        ids = [int(str(after["remark"]))] if about else []
        if step.kind.startswith("remark.") and not after:
            return None
        if step.kind in ("remark.add", "remark.attach"):
            for each in [*ids, *_numbers(after.get("remarks"))]:
                found.pop(each, None)
        for each in _numbers(after.get("mirrored")):
            if each in found:
                found[each] = _with(found[each], in_market=False)
        for each in found.keys() & set(ids):
            if step.kind == "remark.revise":
                found[each] = _with(
                    found[each], version=before.get("version"), in_market=before.get("in_market")
                )
            elif step.kind in _OF_STATE:
                found[each] = _with(found[each], state=before.get("state"))
    return found


def _with(
    then: RemarkThen, *, state: object = None, in_market: object = None, version: object = None
) -> RemarkThen:
    return RemarkThen(
        then.state if state is None else str(state),
        then.in_market if in_market is None else bool(in_market),
        then.version if version is None else int(str(version)),
    )


def born(steps: Iterable[Event]) -> int | None:
    """The number of the event with which an order that was made from another began.

    Args:
        steps: its events, in any sequence.
    """
    return min((each.seq for each in steps if _is_birth(each)), default=None)


def tells_fields(kind: str) -> bool:
    """Whether events of a kind tell the fields of an order that they change."""
    return not kind.startswith(_NO_FIELDS)


def _is_birth(step: Event) -> bool:
    return step.kind in BIRTHS and "parent" in (step.after or {})


def _replaces_all(step: Event) -> bool:
    """Whether an event leaves open what it replaced: a part made anew, or purged values."""
    if step.before is None and step.after is None:
        return True
    return _is_birth(step) and bool(step.before)


def _is_line(key: str) -> bool:
    line_no, name = field_named(key)
    return bool(line_no) and name in _LINE_FIELDS


def _numbers(listed: object) -> list[int]:
    return [int(str(each)) for each in listed] if isinstance(listed, list) else []
