"""Another item instead of the one ordered, before it leaves (S7, S14, W14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from csdesk.model.intake import Value
from csdesk.model.items import Item


@dataclass(frozen=True, slots=True)
class Exchange:
    """What an exchange writes: the line as it becomes, and a new line where some pieces stay."""

    lines: Mapping[int, Mapping[str, Value]]
    """Line number -> field -> value; one of them may be new."""
    difference: int
    """Minor units for all pieces: above 0 the customer pays more, below 0 the shop owes it."""


def exchange(
    lines: Mapping[int, Mapping[str, Any]], line_no: int, quantity: int, item: Item, price: int
) -> Exchange:
    """Exchange some or all pieces of a line.

    Where some pieces stay, the line keeps them and a new one takes the others: so units are
    neither lost nor made.

    Args:
        lines: of the order, by number.
        line_no: the line whose pieces are exchanged.
        quantity: how many of them, at most all.
        item: what they become.
        price: of one piece of it, minor units of the order's currency.
    """
    line = lines[line_no]
    target: dict[str, Value] = {
        "sku": item.sku,
        "title": item.title,
        "attributes": item.attributes,
        "unit_price": price,
    }
    difference = quantity * (price - int(line["unit_price"] or 0))
    if quantity == line["quantity"]:
        return Exchange({line_no: target}, difference)
    new = {**target, "quantity": quantity, "market_line_no": "", "line_status": "",
           "refund_status": ""}  # fmt: skip
    kept: dict[str, Value] = {"quantity": int(line["quantity"]) - quantity}
    return Exchange({line_no: kept, max(lines) + 1: new}, difference)
