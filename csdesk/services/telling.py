"""Shipping remarks that the desk writes by itself where an order changes (F14, S19)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csdesk.model.intake import Value
from csdesk.model.status import OrderStatus, Tab
from csdesk.rules import addresses, editing
from csdesk.services.acting import Act
from csdesk.services.remark_writing import put_remark
from csdesk.store.changing import Standing
from csdesk.words import N_, tell

_CARRIER = N_("Ship by {carrier}: {reason}")
_LATE = {
    "name": N_("The recipient has changed after approval: {value}"),
    "phone": N_("The telephone has changed after approval: {value}"),
    "address": N_("The address has changed after approval: {value}"),
}


_LINE = N_("Item {line} has changed after approval: {now}, instead of {before}")


def tell_carrier(act: Act, now: Standing, carrier: Value, why: str) -> None:
    """Tell shipping by whom an order goes.

    Args:
        act: the change that writes it.
        now: the order as it stood before.
        carrier: the new one.
        why: what the customer wants.
    """
    text = tell(_CARRIER, {"carrier": carrier, "reason": why})
    put_remark(act, now.id, now.order_no, Tab.SHIPPING, text)


def tell_recipient(act: Act, now: Standing, values: Mapping[str, Value]) -> None:
    """Tell shipping to whom an order goes, where that changes after approval.

    Args:
        act: the change that writes it.
        now: the order as it stood before.
        values: columns of the order that change; others than the recipient's tell nothing.
    """
    if OrderStatus(now.order["order_status"]) not in editing.LATE:
        return
    said = {name: values[name] for name in ("name", "phone") if name in values}
    if not editing.ADDRESS.isdisjoint(values):
        parts = [values.get(name, now.order[name]) for name in (*addresses.FIELDS, "country")]
        said["address"] = " ".join(str(part) for part in parts if part)
    for name, value in said.items():
        text = tell(_LATE[name], {"value": value})
        put_remark(act, now.id, now.order_no, Tab.SHIPPING, text)


def tell_line(act: Act, now: Standing, line_no: int, values: Mapping[str, Value]) -> None:
    """Tell shipping what goes into a parcel, where that changes after approval (S25).

    Args:
        act: the change that writes it.
        now: the order as it stood before.
        line_no: the line that changes.
        values: columns of the line that change.
    """
    if OrderStatus(now.order["order_status"]) not in editing.LATE:
        return
    line = now.lines[line_no]
    told = {"line": line_no, "now": _said({**line, **values}), "before": _said(line)}
    put_remark(act, now.id, now.order_no, Tab.SHIPPING, tell(_LINE, told))


def _said(line: Mapping[str, Any]) -> str:
    words = (line["sku"] or line["title"], line["attributes"], f"x{line['quantity']}")
    return " ".join(filter(None, words))
