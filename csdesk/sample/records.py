"""What the generator yields: orders, their lines, and the words for how far they are."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from csdesk.sample.goods import Item
from csdesk.sample.people import Buyer

CHINA = timezone(timedelta(hours=8), "CST")


class Market(StrEnum):
    """The marketplace an order was placed at."""

    TAOBAO = "taobao"
    AMAZON = "amazon"


class State(StrEnum):
    """How far the marketplace says an order or line is."""

    UNPAID = "unpaid"
    PAID = "paid"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    SUCCESS = "success"
    CLOSED = "closed"


class Refund(StrEnum):
    """How far a refund of a line is."""

    NONE = "none"
    REQUESTED = "requested"
    DONE = "done"


class Flag(StrEnum):
    """Colour of the flag that a seller sets beside the marketplace's remark."""

    NONE = ""
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"


@dataclass(frozen=True, slots=True)
class Channel:
    """One site: its name, its currency and how many minor digits that has, country, time zone."""

    name: str
    currency: str
    digits: int
    country: str
    zone: str


TAOBAO = Channel("Taobao", "CNY", 2, "CN", "Asia/Shanghai")
AMAZON_CHANNELS = (
    Channel("Amazon.co.uk", "GBP", 2, "GB", "Europe/London"),
    Channel("Amazon.de", "EUR", 2, "DE", "Europe/Berlin"),
    Channel("Amazon.com", "USD", 2, "US", "America/Los_Angeles"),
    Channel("Amazon.co.jp", "JPY", 0, "JP", "Asia/Tokyo"),
)


@dataclass(frozen=True, slots=True)
class SampleLine:
    """One line of an order; money in minor units of the order's currency.

    ``discount`` is what the whole line has off, ``refunded`` what was given back.
    """

    number: str
    item: Item
    quantity: int
    unit_price: int
    discount: int
    state: State
    refund: Refund
    refunded: int

    @property
    def due(self) -> int:
        """What the buyer has to pay for the line."""
        return self.quantity * self.unit_price - self.discount


@dataclass(frozen=True, slots=True)
class SampleOrder:
    """One order as the marketplace knows it, with aware times.

    Money is in minor units of ``channel.currency``. ``close_reason`` is empty unless the order is
    closed. ``waybill`` may hold two numbers, joined by a comma. ``remark`` and ``flag`` are what
    the seller noted on the marketplace.
    """

    market: Market
    channel: Channel
    number: str
    payment_number: str
    placed_at: datetime
    paid_at: datetime | None
    shipped_at: datetime | None
    finished_at: datetime | None
    state: State
    close_reason: str
    buyer: Buyer
    postage: int
    carrier: str
    waybill: str
    message: str
    remark: str
    flag: Flag
    sent_by_marketplace: bool
    lines: tuple[SampleLine, ...]

    @property
    def goods_total(self) -> int:
        """Price of all pieces, before discounts and postage."""
        return sum(line.quantity * line.unit_price for line in self.lines)

    @property
    def total(self) -> int:
        """What the buyer has to pay: goods, less discounts, with postage."""
        return sum(line.due for line in self.lines) + self.postage

    @property
    def paid(self) -> int:
        """What the buyer has paid; 0 before payment."""
        return self.total if self.paid_at else 0

    @property
    def refunded(self) -> int:
        """Money given back on all lines together."""
        return sum(line.refunded for line in self.lines)

    @property
    def pieces(self) -> int:
        """Pieces of all lines together."""
        return sum(line.quantity for line in self.lines)
