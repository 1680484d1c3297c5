"""Orders as the screens and the command line see them.

Times are aware UTC ``datetime``; money is integer minor units beside its currency; ids are text.
Text fields were passed through ``plain()`` at intake and must pass it again at display.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.found import OrderRow
    from csdesk.model.remarks import Remark
    from csdesk.model.sight import Personal
    from csdesk.model.status import Choice, OrderStatus


@dataclass(frozen=True, slots=True)
class Line:
    """One item of an order (S18)."""

    line_no: int
    sku: str
    title: str
    attributes: str
    quantity: int
    unit_price: int | None
    line_status: str
    """The marketplace's word for this line, empty where it says none."""
    refund_status: str


@dataclass(frozen=True, slots=True)
class History:
    """The two counters of the first line (S5, S6)."""

    orders: int
    paid_orders: int
    buyer: str = ""
    """Whose orders are counted: the number of an order of theirs, as the search's ``buyer:`` takes
    it; empty where unknown."""


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """A field that both the shop and the marketplace changed (design §5, I1)."""

    id: int
    order_no: str
    line_no: int
    """0 for a field of the order itself."""
    field: str
    base: str
    ours: str
    theirs: str
    changed_by: str
    changed_at: datetime | None
    batch_id: int
    currency: str = ""
    """Of the order, for amounts."""
    masked: bool = False
    """Whether the values are masked for who looks."""


@dataclass(frozen=True, slots=True)
class Relative:
    """Another order of a family: split, sent again, or a gift (design §5)."""

    order_no: str
    order_status: OrderStatus
    parent_no: str
    """The order it was made from; empty for the one that an import brought."""
    undone: bool = False
    """It was put together again with others, or taken back."""


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """Everything one order screen shows."""

    row: OrderRow
    approved_at: datetime | None
    shipped_at: datetime | None
    finished_at: datetime | None
    email: str
    district: str
    address: str
    zip: str
    country: str
    method: str
    """Payment method."""
    place: str
    """Payment place (S2)."""
    postage: int | None
    refund: int | None
    buyer_message: str
    market_remark: str
    closed_reason: str
    hold_reason: str
    lines: tuple[Line, ...]
    remarks: tuple[Remark, ...]
    history: History
    relatives: tuple[Relative, ...]
    """The rest of the order's family, the one that an import brought first."""
    conflicts: tuple[OpenConflict, ...]
    version: int
    batch_id: int
    """The batch that brought the order."""
    parent_no: str = ""
    """The order that it was made from; empty where an import brought it."""
    owed: int = 0
    """What the shop owes its buyer, for any order, in minor units of the order's currency (S14)."""
    masked: tuple[Personal, ...] = ()
    """What is told and masked for who looks; the rest of a buyer's data is shown as it is."""
    to_collect: int = 0
    """What the customer has yet to pay for exchanges of this order, in the same units."""
    paid_out: int = 0
    """What went to the customer of what was owed for this order, besides ``refund``."""

    @property
    def family(self) -> tuple[str, ...]:
        """The numbers of its relatives."""
        return tuple(each.order_no for each in self.relatives)


@dataclass(frozen=True, slots=True)
class Settlement:
    """A person's answer to a conflict (W4)."""

    conflict_id: int
    choice: Choice
    value: str = field(default="")
    """The text to store when ``choice`` is ``EDIT``."""
