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
        f"{_('placed at')} {when(row.placed_at, zone)}, {_('paid at')} {when(row.paid_at, zone)}",
        f"{_('parcel')} {parcel or UNKNOWN}",
    ]
    if detail.shipped_at:
        lines.append(f"{_('shipped at')} {when(detail.shipped_at, zone)}")
    return "\n".join(lines)
