"""The closed vocabularies of the desk (design §5, manual S22), stored by value."""

from __future__ import annotations

from enum import StrEnum


class OrderStatus(StrEnum):
    """Where an order stands in the shop's own work."""

    AWAITING_PAYMENT = "awaiting_payment"
    AWAITING_REVIEW = "awaiting_review"
    APPROVED = "approved"
    HELD = "held"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    COMPLETED = "completed"
    CLOSED = "closed"
    SPLIT = "split"
    FRAUD = "fraud"


MUST_LEAVE = (
    OrderStatus.AWAITING_REVIEW, OrderStatus.APPROVED, OrderStatus.HELD, OrderStatus.PARTLY_SHIPPED,
)  # fmt: skip
"""Orders of which something is still to be shipped."""


class PaymentStatus(StrEnum):
    """Where the money stands; only finance changes it (S8)."""

    UNPAID = "unpaid"
    PAID = "paid"
    REFUND_REQUESTED = "refund_requested"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    CHARGEBACK = "chargeback"
    FRAUD = "fraud"


class Tab(StrEnum):
    """The three remark tabs (S23, S24, S25), in the order of the keys 1 2 3."""

    INTERNAL = "internal"
    FINANCE = "finance"
    SHIPPING = "shipping"


class RemarkState(StrEnum):
    """How far another department is with a remark; internal remarks stay ``NOTED``."""

    NOTED = "noted"
    ASKED = "asked"
    SEEN = "seen"
    DOING = "doing"
    DONE = "done"
    QUERY = "query"


class StopOutcome(StrEnum):
    """What became of a parcel that shipping was to stop (F13, W33)."""

    ASKED = "asked"
    STOPPED = "stopped"
    TOO_LATE = "too_late"


class Flag(StrEnum):
    """The marketplace's coloured flag on an order (F26); ``NONE`` where it has none."""

    NONE = ""
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"


class BatchState(StrEnum):
    """What became of one file."""

    IMPORTING = "importing"
    IMPORTED = "imported"
    PARTLY = "partly"
    WAITING = "waiting"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


class Choice(StrEnum):
    """How a person settles a conflict (W4)."""

    OURS = "ours"
    THEIRS = "theirs"
    EDIT = "edit"


class ItemStatus(StrEnum):
    """How an item or a product stands (S37)."""

    NORMAL = "normal"
    OUT_OF_STOCK = "out_of_stock"
    """Nothing is left that could be promised."""
    DISCONTINUED = "discontinued"
    PARTIAL = "partial"
    """Of a product only: two or more of the three among its items."""
    UNKNOWN = "unknown"
    """No stock file tells of it, or the last one does not any more."""


class Verdict(StrEnum):
    """Whether something can leave (S40)."""

    AVAILABLE = "available"
    EXPECTED = "expected"
    """On the day that is told beside it."""
    NOT_AVAILABLE = "not_available"
    UNKNOWN = "unknown"
    GONE = "gone"
    """It has left, or never will: nothing is waiting."""
