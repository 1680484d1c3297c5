"""Which lines of an order are what an exchange made them (S7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from csdesk.model.log import Event
from csdesk.rules.merge import field_key
from csdesk.store import derived

EXCHANGE = "line.exchange"
"""The kind of the step that exchanges."""

_GOODS = ("sku", "attributes", "unit_price")


def stands(connection: Connection, order_id: int, line_no: int, line: Mapping[str, Any]) -> bool:
    """Whether a line has other goods by an exchange that was neither undone nor exchanged back.

    Args:
        connection: reading or changing.
        order_id: whose steps are looked through.
        line_no: which line.
        line: as it stands.
    """
    first: dict[str, object] = {}
    for step in _standing(connection, order_id):
        for name in _GOODS:
            key = field_key(line_no, name)
            if key in (step.after or {}):
                first.setdefault(name, (step.before or {}).get(key))
    return any(line[name] != value for name, value in first.items())


def _standing(connection: Connection, order_id: int) -> list[Event]:
    """The exchanges of an order that were not taken back, oldest first."""
    found: list[Event] = []
    for step in derived.steps(connection, order_id):
        if step.kind == EXCHANGE:
            found.append(step)
        elif found and step.kind == "undo" and (step.after or {}).get("of") == EXCHANGE:
            found.pop()  # only the newest change of an order is ever taken back
    return found
