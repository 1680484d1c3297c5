"""What people may write into an order, and until when (F7, F14, F15)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from csdesk.model.errors import Refused
from csdesk.model.intake import Value
from csdesk.model.status import Flag, OrderStatus, PaymentStatus
from csdesk.plain import plain
from csdesk.rules.addresses import FIELDS, take_apart
from csdesk.rules.masking import is_masked
from csdesk.words import money

EDITABLE = ("name", "phone", "address", "carrier", "flag")
"""Fields of an order that people set by name."""

ADDRESS = frozenset({*FIELDS, "country"})
"""Columns that make up an address."""

TO_WHOM = frozenset({"name", "phone"}) | ADDRESS
"""Columns that say to whom a parcel goes: shipping is told where they change late (F14)."""

OPEN = frozenset({
    OrderStatus.AWAITING_PAYMENT, OrderStatus.AWAITING_REVIEW, OrderStatus.APPROVED,
    OrderStatus.HELD, OrderStatus.PARTLY_SHIPPED,
})  # fmt: skip
"""Nothing, or not all, has left yet."""

LATE = frozenset({OrderStatus.APPROVED, OrderStatus.PARTLY_SHIPPED})
"""Shipping may be packing it now."""

_LONGEST = 500
_phone = re.compile(r"\+?[0-9][0-9 ()/-]{5,}[0-9](?:\s*(?:-|转|ext\.?)\s*[0-9]{1,6})?").fullmatch


def check_open(number: str, status: OrderStatus) -> None:
    """Whether an order can still be changed.

    Raises:
        Refused: it has left, or has come to its end; what to do instead is said.
    """
    if status in (OrderStatus.SHIPPED, OrderStatus.COMPLETED):
        raise Refused(
            "{number} has been shipped. Ask shipping to stop the parcel, or send again.",
            number=number,
        )
    if status is OrderStatus.SPLIT:
        raise Refused("{number} was split; change its parts.", number=number)
    if status not in OPEN:
        raise Refused("{number} is {status}; it is not changed any more.",
                      number=number, status=status)  # fmt: skip


def check_lines_open(number: str, status: OrderStatus) -> None:
    """Whether the items of an order can still be others.

    Raises:
        Refused: it has left, be it in part, or has come to its end; what to do instead is said.
    """
    check_open(number, status)
    if status is OrderStatus.PARTLY_SHIPPED:
        raise Refused(
            "Part of {number} has left, so its items stay. Ask shipping, or send again.",
            number=number,
        )


def check_pieces_open(order: Mapping[str, Any]) -> None:
    """Whether the pieces of an order can be corrected.

    Raises:
        Refused: it was made from another order, whose pieces they are.
    """
    if order["parent_id"]:
        raise Refused(
            "{number} was made from another order, so its number of pieces stays. Undo that order"
            " and make it anew.",
            number=order["order_no"],
        )


def cleaned(field: str, value: str) -> dict[str, Value]:
    """What a person wrote into a field, as columns of the order.

    Args:
        field: one of ``EDITABLE``.
        value: as typed; an address may begin with province, city and district, as Taobao's do.

    Raises:
        Refused: it cannot be a value of the field.
    """
    text = plain(value).strip()
    if field == "flag":
        return {"flag": _flag(text)}
    if not text:
        raise Refused("{field} cannot be empty.", field=field)
    if len(text) > _LONGEST:
        raise Refused("That is longer than {longest} characters.", longest=_LONGEST)
    if is_masked(text):
        raise Refused("{value} is hidden behind signs; write it in full.", value=text)
    if field == "phone" and not _phone(text):
        raise Refused("{value} is no telephone number.", value=text)
    if field == "address":
        return _address(text)
    return {field: text}


def _flag(text: str) -> str:
    word = text.lower()
    if word in ("none", "-"):
        word = ""
    if word not in set(Flag):
        raise Refused(
            "There is no flag {value}. Choose from {flags}.",
            value=text, flags=[flag.value or "none" for flag in Flag],
        )  # fmt: skip
    return word


def _address(text: str) -> dict[str, Value]:
    """An address whose parts are told replaces all parts; else the detail alone is replaced."""
    parts = dict(zip(FIELDS, take_apart(text), strict=True))
    if not parts["province"]:
        return {"address": text}
    return {name: part for name, part in parts.items() if part or name != "zip"}


def payment(
    total: int | None, status: PaymentStatus, refund: int | None, currency: str
) -> dict[str, Value]:
    """What finance sets when the payment status changes (S8, W32).

    Args:
        total: amount of the order in minor units; None where unknown.
        status: the new one.
        refund: what was paid back altogether, minor units; None where that is not said.
        currency: of both amounts.

    Raises:
        Refused: the amount and the status do not go together.
    """
    if refund is not None and total is not None and refund > total:
        raise Refused(
            "{refund} is more than was paid: {total}.",
            refund=money(refund, currency), total=money(total, currency),
        )  # fmt: skip
    if status is PaymentStatus.PARTLY_REFUNDED:
        if not refund or refund < 0:
            raise Refused("Say how much was refunded.")
        if total is not None and refund == total:
            raise Refused("That is the whole amount; the status is then refunded.")
        return {"payment_status": status, "refund": refund}
    if status is PaymentStatus.REFUNDED:
        if refund is not None and total is not None and refund != total:
            raise Refused("Refunded means the whole amount; choose partly refunded.")
        return {"payment_status": status, "refund": total if refund is None else refund}
    if refund is not None:
        raise Refused("An amount goes with refunded or partly refunded only.")
    return {"payment_status": status}
