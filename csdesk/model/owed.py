"""What the shop owes its customers (S14): an account that only grows, entry by entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from csdesk.model.roles import Action


class OwedReason(StrEnum):
    """What an entry of the account came from."""

    EXCHANGE = "exchange"
    PIECES = "pieces"
    """More or fewer pieces of an item."""
    DISCOUNT = "discount"
    """The part of what costs less now for which nothing was paid: the order was bought cheaper."""
    COLLECTED = "collected"
    """The customer paid what was to be collected."""
    WAIVED = "waived"
    """A lead let the customer off."""
    REBATE = "rebate"
    GRANT = "grant"
    """A lead gave more than was owed."""
    PAID_OUT = "paid_out"
    """Money went to the customer."""


class Settlement(StrEnum):
    """How a difference came to its end in money."""

    COLLECTED = "collected"
    PAID_OUT = "paid_out"
    WAIVED = "waived"

    @property
    def right(self) -> Action:
        """Money that moves is finance's to note (S8); what is let go is a lead's to decide."""
        return Action.DECIDE if self is Settlement.WAIVED else Action.PAY


@dataclass(frozen=True, slots=True)
class OwedEntry:
    """One entry of the account."""

    order_no: str
    """The order that it came by."""
    amount: int
    """Minor units of ``currency``: above 0 the shop owes more, below 0 it gave something."""
    currency: str
    reason: OwedReason
    by: str
    """Name of the person."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """How the account of an order's buyer stands."""

    order_no: str
    collect: int
    """What the customer has yet to pay for the order and its family, in minor units."""
    owed: int
    """What the shop owes the customer, for any order."""
    currency: str
    entries: tuple[OwedEntry, ...] = ()
    """How that came about, oldest first."""


@dataclass(frozen=True, slots=True)
class Due:
    """What a customer has yet to pay for an order and its family."""

    order_no: str
    """The order that the customer placed."""
    name: str
    """The recipient."""
    amount: int
    """Minor units of ``currency``."""
    currency: str
    since: datetime
    """Of the first change that it comes from."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Receipt for money that came, went, or was let go."""

    order_no: str
    amount: int
    collect: int
    """What is still to be collected then."""
    owed: int
    """What is still owed then."""
    currency: str
    version: int
