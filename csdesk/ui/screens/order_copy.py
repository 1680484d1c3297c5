"""What ``y`` sends to the clipboard: facts in the store, nothing else."""

from __future__ import annotations

from csdesk.model.orders import OrderDetail
from csdesk.plain import plain
from csdesk.words import UNKNOWN, _, named, when


def summary(detail: OrderDetail, zone: str) -> str:
    """Numbers, states and parcel of an order, for a chat: one fact a line, unknown as unknown."""
    row = detail.row
    parcel = " ".join(filter(None, (plain(row.carrier), plain(row.tracking_no))))
    lines = [
        " ".join(filter(None, (plain(row.order_no), plain(row.market_no)))),
        f"{named(row.order_status)}, {named(row.payment_status)}",
        _("placed at {placed}, paid at {paid}").format(
            placed=when(row.placed_at, zone), paid=when(row.paid_at, zone)
        ),
        _("parcel {parcel}").format(parcel=parcel or UNKNOWN),
    ]
    if detail.shipped_at:
        lines.append(_("shipped at {time}").format(time=when(detail.shipped_at, zone)))
    return "\n".join(lines)
