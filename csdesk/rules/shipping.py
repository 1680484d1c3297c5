"""When a parcel may be noted as sent by hand (F13, W33)."""

from __future__ import annotations

from collections.abc import Iterable

from csdesk.model.errors import Refused
from csdesk.model.remarks import Remark
from csdesk.model.status import OrderStatus, RemarkState, StopOutcome, Tab

CAN_SHIP = (OrderStatus.APPROVED, OrderStatus.PARTLY_SHIPPED)

_UNREAD = (RemarkState.ASKED, RemarkState.QUERY)


def check_ship(number: str, status: OrderStatus, remarks: Iterable[Remark]) -> None:
    """Whether shipping may say that an order has left.

    Args:
        number: for the message.
        status: of the order.
        remarks: on the order.

    Raises:
        Refused: it is held or not approved; it was to be stopped, and nobody said whether it was;
            or something is asked of shipping that nobody there has read.
    """
    if status is OrderStatus.HELD:
        raise Refused("{number} is held: it does not leave. Answer the hold in the inbox.",
                      number=number)  # fmt: skip
    if status not in CAN_SHIP:
        raise Refused("{number} is {status}: only what is approved leaves.",
                      number=number, status=status)  # fmt: skip
    asked = [each for each in remarks if each.tab is Tab.SHIPPING]
    if any(each.stop is StopOutcome.ASKED for each in asked):
        raise Refused(
            "{number} was to be stopped and shipping has not said whether it was: answer that"
            " first, stopped or too late.",
            number=number,
        )
    if any(each.state in _UNREAD for each in asked):
        raise Refused("Shipping is asked something about {number} that nobody has read.",
                      number=number)  # fmt: skip
