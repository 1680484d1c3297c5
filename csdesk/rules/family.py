"""What becomes of an order that is split, sent again, or given something to (S12 to S17, C2, C3).

Units and money are conserved: the parts of a split order have its pieces and its amounts, nothing
more or less; what is sent again or given costs nothing. Parts keep the line numbers of the order
they come from, so that a line can be followed through a family.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from csdesk.model.changes import FieldName
from csdesk.model.errors import NotFound, Refused
from csdesk.model.family import Chosen
from csdesk.model.intake import Value
from csdesk.model.log import Event
from csdesk.model.status import OrderStatus, PaymentStatus
from csdesk.rules import numbers

Row = Mapping[str, Any]
Lines = Mapping[int, Row]

WAITS = "等货 waits for goods"
"""Why the part that cannot ship is held; kept text, so in both languages."""

JOINED = "已合回 put together again"
TAKEN_BACK = "已撤销 taken back"
"""Why a member of a family is closed; kept text."""

MOST = 9
"""Orders of one kind made from one order: their numbers have one digit."""

LONGEST = 40
"""Characters of a number; split the part of a part often enough and nobody can say it."""

_OF_ORDER = (
    "shop_id", "placed_at", "name", "account", "nick", "buyer", "phone", "email", "province",
    "city", "district", "address", "zip", "country", "carrier", "method", "place", "currency",
    "flag", "blacklisted", "batch_id",
)  # fmt: skip
"""What every member has from the order it is made from: whose it is, and where it goes."""

_OF_PART = ("paid_at", "ship_by", "buyer_message", "market_remark", "payment_status")
"""What a part has besides: it is a piece of what the customer bought."""

_OF_LINE = ("market_line_no", "sku", "title", "attributes")

_NO_TIME = ("paid_at", "approved_at", "shipped_at", "finished_at", "ship_by")
_NO_TEXT = (
    "market_status", "tracking_no", "buyer_message", "market_remark", "closed_reason",
    "hold_reason",
)  # fmt: skip
_NOTHING = ("remarks_internal", "remarks_finance", "remarks_shipping", "conflicts", "refund")


@dataclass(frozen=True, slots=True)
class Born:
    """A new member of a family, complete but for its key."""

    values: dict[str, Value]
    """All columns of ``orders`` but ``id``."""
    lines: dict[int, dict[str, Value]]
    """Line number -> all columns of ``lines`` but its key."""

    @property
    def order_no(self) -> str:
        """Its desk number."""
        return str(self.values["order_no"])


# Splitting


def check_splittable(order: Row, lines: Lines) -> None:
    """Whether an order can be split at all, before anybody says how.

    Raises:
        Refused: it has left, is in no state to be split, has conflicts, or is less than two pieces.
    """
    number = order["order_no"]
    _check_state(number, OrderStatus(order["order_status"]))
    if order["conflicts"]:
        raise Refused("Settle the conflicts of {number} first, then split it.", number=number)
    if not lines:
        raise Refused("No export told the items of {number}; it cannot be split.", number=number)
    if sum(int(line["quantity"]) for line in lines.values()) < 2:
        raise Refused("{number} is one piece; it cannot be split. Hold it instead.", number=number)


def check_split(order: Row, lines: Lines, waits: Chosen) -> None:
    """Whether an order can be split so.

    Args:
        order: its row.
        lines: its lines.
        waits: pieces that can NOT be shipped, by line (S16, S17).

    Raises:
        NotFound: it has no such line.
        Refused: it has left, or is in no state to be split; more is asked than there is; or one
            part would be empty.
    """
    number = order["order_no"]
    check_splittable(order, lines)
    check_pieces(number, lines, waits)
    if not any(waits.values()):
        raise Refused("Say which pieces of {number} cannot be shipped.", number=number)
    if all(waits.get(line_no, 0) == line["quantity"] for line_no, line in lines.items()):
        raise Refused(
            "Nothing of {number} would be left to ship. Hold the whole order instead.",
            number=number,
        )
    check_length(numbers.split(number, 1))


def _check_state(number: str, status: OrderStatus) -> None:
    if status in (OrderStatus.AWAITING_REVIEW, OrderStatus.APPROVED, OrderStatus.HELD):
        return
    if status is OrderStatus.SPLIT:
        raise Refused("{number} is split already. Split one of its parts.", number=number)
    if status is OrderStatus.AWAITING_PAYMENT:
        raise Refused("{number} is not paid yet; split it when it is.", number=number)
    if status in (OrderStatus.PARTLY_SHIPPED, OrderStatus.SHIPPED, OrderStatus.COMPLETED):
        raise Refused(
            "{number} has left and cannot be split. Send again what is missing.", number=number
        )
    raise Refused("{number} is {status}; it is not split any more.", number=number, status=status)


def check_pieces(number: str, lines: Lines, chosen: Chosen) -> None:
    """Whether an order has these pieces.

    Raises:
        NotFound: it has no such line.
        Refused: a line has fewer, or the quantity is none.
    """
    for line_no, quantity in chosen.items():
        if line_no not in lines:
            raise NotFound(
                "{number} has no line {line}. It has: {lines}.",
                number=number, line=line_no, lines=list(lines),
            )  # fmt: skip
        there = int(lines[line_no]["quantity"])
        if quantity > there or quantity < 0:
            raise Refused(
                "Line {line} of {number} has {there} pieces, not {asked}.",
                line=line_no, number=number, there=there, asked=quantity,
            )  # fmt: skip


def halves(order: Row, lines: Lines, waits: Chosen) -> tuple[Born, Born]:
    """The two parts of a split order: what ships now, and what waits (C2).

    Args:
        order: its row; ``check_split`` has let it pass.
        lines: its lines.
        waits: pieces that cannot be shipped, by line.
    """
    later = {n: q for n, q in waits.items() if q}
    now = {
        n: left for n, line in lines.items()
        if (left := int(line["quantity"]) - later.get(n, 0)) or n not in later
    }  # fmt: skip
    weights = [_worth(lines, chosen) for chosen in (now, later)]
    if not sum(weights):
        weights = [sum(now.values()), sum(later.values())]
    postage = order["postage"]
    goods = None if order["total"] is None else order["total"] - (postage or 0)
    totals, refunds = _shared(goods, weights), _shared(order["refund"], weights)
    if totals[0] is not None:
        totals[0] += postage or 0
    held = OrderStatus(order["order_status"]) is OrderStatus.HELD
    waited = held and str(order["hold_reason"]).startswith(WAITS)
    first: dict[str, Value] = {
        "order_status": OrderStatus.AWAITING_REVIEW if waited else order["order_status"],
        "hold_reason": "" if waited else order["hold_reason"],
        "approved_at": order["approved_at"],
        "postage": postage,
    }
    reason = order["hold_reason"] if held and not waited else ""
    second: dict[str, Value] = {
        "order_status": OrderStatus.HELD,
        "hold_reason": "; ".join(filter(None, (WAITS, reason))),
        "postage": None if postage is None else 0,
    }
    made = []
    for part, (chosen, values) in enumerate(((now, first), (later, second)), 1):
        values |= {name: order[name] for name in _OF_PART}
        values |= {"total": totals[part - 1], "refund": refunds[part - 1]}
        kept = {n: _line(lines[n], q, free=False) for n, q in chosen.items()}
        names = [numbers.split(str(order[name]), part) for name in ("order_no", "market_no")]
        made.append(_born(order, names, values, kept))
    return made[0], made[1]


def _worth(lines: Lines, chosen: Chosen) -> int:
    return sum(int(lines[n]["unit_price"] or 0) * q for n, q in chosen.items())


def _shared(amount: int | None, weights: Sequence[int]) -> list[int | None]:
    """An amount shared out by weight; the parts sum to it, to the last unit."""
    if amount is None or not sum(weights):
        return [amount, None if amount is None else 0]
    second = amount * weights[1] // sum(weights)
    return [amount - second, second]


def undone(order: Row) -> bool:
    """Whether a member of a family was put together again with others, or taken back.

    It is found by its numbers and in its family, and stands in no list beside that.
    """
    closed = order.get("order_status") == OrderStatus.CLOSED
    return closed and order.get("closed_reason") in (JOINED, TAKEN_BACK)


def check_living(order: Row) -> None:
    """Whether an order still stands for something: one that was taken back does not.

    Raises:
        Refused: it was put together again with others, or taken back.
    """
    if undone(order):
        raise Refused("{number} was taken back; nothing is done with it any more.",
                      number=order["order_no"])  # fmt: skip


def check_length(number: str) -> None:
    """Whether a number can still be said and typed.

    Raises:
        Refused: it has too many marks in front.
    """
    if len(number) > LONGEST:
        raise Refused(
            "{number} would be too long a number. Put parts together again first.", number=number
        )


# Sending again, giving


def check_reship(order: Row, lines: Lines, chosen: Chosen) -> None:
    """Whether these pieces can be sent again.

    Raises:
        NotFound: the order has no such line.
        Refused: more is asked than there is; or the order is split, taken back, fraud or not paid.
    """
    number, status = order["order_no"], OrderStatus(order["order_status"])
    if status is OrderStatus.SPLIT:
        raise Refused("{number} was split. Send one of its parts again.", number=number)
    check_living(order)
    if status in (OrderStatus.AWAITING_PAYMENT, OrderStatus.FRAUD):
        raise Refused("{number} is {status}; nothing is sent again.", number=number, status=status)
    check_pieces(number, lines, chosen)
    if not any(chosen.values()):
        raise Refused("Say which lines of {number} are sent again.", number=number)


def has_left(order: Row) -> bool:
    """Whether a parcel of an order is on its way, as far as the desk knows."""
    return OrderStatus(order["order_status"]) in (
        OrderStatus.PARTLY_SHIPPED, OrderStatus.SHIPPED, OrderStatus.COMPLETED
    )  # fmt: skip


def sent_again(parent: Row, lines: Lines, chosen: Chosen, made: Sequence[str]) -> Born:
    """The order that sends pieces again: it awaits review, whatever the manual's was born as (C3).

    Args:
        parent: the order it is made from.
        lines: of the order whose pieces are lost.
        chosen: the pieces.
        made: numbers of the orders that were made from ``parent`` before.

    Raises:
        Refused: there are nine already.
    """
    nth = _next(parent["order_no"], made, "RE")
    kept = {n: _line(lines[n], q, free=True) for n, q in chosen.items() if q}
    names = [numbers.reship(str(parent[name]), nth) for name in ("order_no", "market_no")]
    return _born(parent, names, _free("buyer_message", parent), kept)


def given(parent: Row, line: Row, quantity: int, made: Sequence[str]) -> Born:
    """The order for a gift or a rebate.

    Args:
        parent: the order it goes with.
        line: ``sku``, ``title`` and ``attributes`` of the goods.
        quantity: pieces.
        made: numbers of the orders that were made from ``parent`` before.

    Raises:
        Refused: there are nine already.
    """
    nth = _next(parent["order_no"], made, "G")
    goods = {1: _line({**line, "market_line_no": ""}, quantity, free=True)}
    names = [numbers.gift(str(parent[name]), nth) for name in ("order_no", "market_no")]
    return _born(parent, names, _free("", parent), goods)


def check_gift(order: Row) -> None:
    """Whether something can be given with an order.

    Raises:
        Refused: it is split, taken back, fraud, or not paid.
    """
    number, status = order["order_no"], OrderStatus(order["order_status"])
    if status is OrderStatus.SPLIT:
        raise Refused("{number} was split. Give it with one of its parts.", number=number)
    check_living(order)
    if status in (OrderStatus.AWAITING_PAYMENT, OrderStatus.FRAUD):
        raise Refused("{number} is {status}; nothing is given.", number=number, status=status)


def _next(number: str, made: Sequence[str], mark: str) -> int:
    """Which one it is; a number is never given twice, also where its order was taken back."""
    nth = 1 + sum(each.startswith(mark) for each in made)
    if nth > MOST:
        raise Refused("{most} were made from {number} already; no number is left.",
                      most=MOST, number=number)  # fmt: skip
    return nth


def _free(text: str, parent: Row) -> dict[str, Value]:
    """What an order has that costs nothing: paid, and to be looked at before it leaves."""
    values: dict[str, Value] = {
        "order_status": OrderStatus.AWAITING_REVIEW, "payment_status": PaymentStatus.PAID,
        "total": 0, "postage": 0,
    }  # fmt: skip
    return values | ({text: parent[text]} if text else {})


def _line(line: Row, quantity: int, *, free: bool) -> dict[str, Value]:
    states = {name: "" if free else line[name] for name in ("line_status", "refund_status")}
    price = 0 if free else line["unit_price"]
    return {**{name: line[name] for name in _OF_LINE}, **states,
            "quantity": quantity, "unit_price": price}  # fmt: skip


def _born(
    parent: Row, names: Sequence[str], values: Row, lines: dict[int, dict[str, Value]]
) -> Born:
    check_length(names[0])
    whole: dict[str, Value] = {
        **dict.fromkeys(_NO_TIME), **dict.fromkeys(_NO_TEXT, ""), **dict.fromkeys(_NOTHING, 0),
        **{name: parent[name] for name in _OF_ORDER},
        **values,
        "order_no": names[0], "market_no": names[1], "parent_id": parent["id"], "version": 1,
        "title": next((str(line["title"]) for line in lines.values()), "") or parent["title"],
    }  # fmt: skip
    return Born(whole, lines)


# Taking back


_MAY_DIFFER = frozenset({"order_status", "hold_reason", "blacklisted"})


def check_untouched(order: Row, steps: Sequence[Event]) -> None:
    """Whether nothing was done to a member of a family that taking it back would lose.

    Holding and releasing it, and what was itself taken back, is nothing lost.

    Args:
        order: its row.
        steps: that changed it since it was made, oldest first.

    Raises:
        Refused: it has left, was approved or changed since; who did it is named.
    """
    number, status = order["order_no"], OrderStatus(order["order_status"])
    if has_left(order) or order["tracking_no"]:
        raise Refused("{number} has left; it cannot be taken back.", number=number)
    first: dict[str, object] = {}
    last: dict[str, object] = {}
    who = ""
    for step in steps:
        for key, value in (step.before or {}).items():
            first.setdefault(key, value)
            last[key] = (step.after or {}).get(key)
    lost = [key for key, value in first.items() if last[key] != value and key not in _MAY_DIFFER]
    moved = first.get("order_status", status) != status
    if moved and status not in (OrderStatus.AWAITING_REVIEW, OrderStatus.HELD):
        lost.append("order_status")
    if lost:
        who = next(step.actor for step in reversed(steps) if lost[-1] in (step.before or {}))
        raise Refused(
            "{who} has changed {number} since ({what}); it is not taken back.",
            who=who, number=number, what=[FieldName(each) for each in lost],
        )  # fmt: skip
