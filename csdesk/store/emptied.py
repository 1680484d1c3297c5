"""Which steps of the log were emptied, and whether a purge says so.

What a step told may be taken out of it, and its link in the chain still holds: that is how buyers'
data go. So that nobody else empties a step unseen, a purge names those that it emptied in a step of
its own, in the same transaction; that step is chained and cannot be changed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, select

from csdesk.rules.purging import ranges, spans
from csdesk.store import columns

KIND = "log.emptied"
"""The kind of the step with which a purge names the steps that it emptied."""

_AT_ONCE = 1_000
_e = columns.events.c


def told(steps: Sequence[int]) -> dict[str, object]:
    """What a step of that kind tells.

    Args:
        steps: numbers of the steps that were emptied.
    """
    return {"count": len(steps), "steps": ranges(steps)}


def first_unnamed(connection: Connection) -> int | None:
    """The number of the first emptied step that no later purge names, or None.

    Args:
        connection: reading; the chain was found whole, so that its steps have no gap.
    """
    reading = connection.execution_options(yield_per=_AT_ONCE)
    gone = _e.digest.is_not(None) & _e.before.is_(None) & _e.after.is_(None)
    emptied = bytearray(1)
    for (seq,) in reading.execute(select(_e.seq).where(gone).order_by(_e.seq)):
        emptied.extend(bytes(seq + 1 - len(emptied)))
        emptied[seq] = 1
    for seq, after in reading.execute(select(_e.seq, _e.after).where(_e.kind == KIND)):
        for first, last in spans(_steps(after)):
            end = min(last + 1, seq, len(emptied))
            emptied[first:end] = bytes(max(end - first, 0))
    first_left = emptied.find(1)
    return None if first_left < 0 else first_left


def _steps(after: str | None) -> str:
    """What a step names; nothing where somebody wrote something else there."""
    try:
        found = json.loads(after or "{}")
    except ValueError:
        return ""
    return str(found.get("steps", "")) if isinstance(found, dict) else ""
