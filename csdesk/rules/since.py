"""What several steps of an order came to (I5)."""

from __future__ import annotations

from collections.abc import Sequence

from csdesk.model.as_of import Difference
from csdesk.model.log import Event
from csdesk.rules.as_of import tells_fields


def net(steps: Sequence[Event], fields: frozenset[str]) -> tuple[Difference, ...]:
    """What is different after some steps, field by field.

    Args:
        steps: oldest first.
        fields: of an order; what else steps tell, such as a reason, is no field.

    Returns:
        The value before the first step that changes a field, and after the last; what ended as it
        began is left out.
    """
    first: dict[str, object] = {}
    last: dict[str, object] = {}
    for step in steps:
        if not tells_fields(step.kind):
            continue
        before, after = step.before or {}, step.after or {}
        for key in after:
            if key in before and key.rpartition(" ")[2] in fields:
                first.setdefault(key, before[key])
                last[key] = after[key]
    changed = (key for key in first if first[key] != last[key])
    return tuple(Difference(key, first[key], last[key]) for key in changed)
