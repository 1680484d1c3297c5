"""What the importer reads and reports: drafts of orders, rejects, batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from csdesk.model.status import BatchState

CELL, ROW = "\x1f", "\x1e"
"""Between the cells of a raw row and between the raw rows of an order; no file uses them."""

Value = str | int | None
"""A stored value: text, an instant in epoch seconds, money in minor units, or unknown."""

INSTANTS = frozenset({"placed_at", "paid_at", "shipped_at", "finished_at", "ship_by"})
"""Order fields held as epoch seconds (UTC)."""

MONEY = frozenset({"total", "postage", "refund", "unit_price"})
"""Fields held as integer minor units of the order's currency."""

ORDER_TEXTS = (
    "name", "account", "nick", "phone", "email",
    "province", "city", "district", "address", "zip", "country",
    "carrier", "tracking_no", "method", "place", "currency",
    "buyer_message", "market_remark", "flag", "closed_reason", "market_status", "title",
)  # fmt: skip
"""Text fields of an order that an export may bring."""

LINE_FIELDS = (
    "market_line_no", "sku", "title", "attributes", "quantity", "unit_price",
    "line_status", "refund_status",
)  # fmt: skip
"""Fields of a line that an export may bring."""


@dataclass(slots=True)
class LineDraft:
    """One item row of an export, values normalised.

    ``fields`` holds only what the file's columns say, keyed by names of ``LINE_FIELDS``.
    """

    fields: dict[str, Value]
    row_no: int
    raw: str


@dataclass(slots=True)
class OrderDraft:
    """One order of an export, values normalised, ready to be merged.

    ``fields`` holds only what the file's columns say (names of ``ORDER_TEXTS``, ``INSTANTS``,
    ``MONEY``): a field that the file has no column for is absent, not empty. ``order_status`` and
    ``payment_status`` are what the profile's table makes of the market's word, empty when the
    word is unknown (then the order is held with the word shown). Where ``fields`` has no
    ``market_status`` and both are empty, the file does not tell how far the order is. Payment alone
    is empty where the word leaves it open and the file has no column for the time of payment.
    """

    market_no: str
    fields: dict[str, Value]
    order_status: str
    payment_status: str
    lines: list[LineDraft] | None
    """None where this kind of export says nothing about lines."""
    row_no: int
    raw: str
    """The raw cells as read, joined so that they can be split again: the merge base (I1)."""
    shop: str = ""
    """The shop that the row itself names, empty where the file does not say."""
    row_nos: Sequence[int] = ()
    """Of all rows that tell of it, also where they are no lines."""

    @property
    def payment(self) -> dict[str, Value]:
        """The payment status as a field; none where it is left open."""
        return {"payment_status": self.payment_status} if self.payment_status else {}


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that did not go in, for a person to act on (F55)."""

    row: int
    """1-based row of the file as a spreadsheet shows it."""
    column: str
    value: str
    reason: str
    """English message template, translated at display."""
    facts: dict[str, object] = field(default_factory=dict)
    cells: tuple[str, ...] = ()
    market_no: str = ""
    """The order the row belongs to where that could be read: none of its rows goes in."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that did not go in, and where it came from."""

    batch_id: int
    file: str
    reject: Reject


@dataclass(frozen=True, slots=True)
class Batch:
    """One file taken in, with the counts of the ledger (S45).

    Rows and orders are counted apart: ``rows`` of a file that is in are ``rows_new``,
    ``rows_changed``, ``rows_unchanged`` and ``rejected`` together, by what became of the order
    that each row tells of. The orders of a download are counted with its order report, once each.
    """

    id: int
    file: str
    profile: str
    shop: str
    state: BatchState
    rows: int
    orders_new: int
    orders_changed: int
    orders_unchanged: int
    rows_new: int
    rows_changed: int
    rows_unchanged: int
    lines: int
    conflicts: int
    rejected: int
    reason: str
    """Why it waits, is a duplicate or was refused: an English template, see ``facts``."""
    facts: dict[str, object]
    day: str
    """``2026-11-22`` from the file's name or stamp, empty where neither tells."""
    ordinal: int
    """Which import of the day (1 = morning); 0 where the name does not tell."""
    pair: int | None
    """The batch of the other half, for paired reports."""
    received_at: datetime
    finished_at: datetime | None
    accepted_by: str
    """Who looked at it and took note (W3); empty while nobody has."""
    accepted_at: datetime | None = None

    @property
    def overtaken(self) -> bool:
        """Whether it waits for its other half, and a newer download has brought its orders."""
        return self.state is BatchState.WAITING and "batch" in self.facts


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something in the inbox that is not taken in: a link, a pipe, a file nobody may read."""

    path: str
    """Below the inbox, for people."""
    reason: str
    """English message template, see ``facts``."""
    facts: dict[str, object]
    seen_at: datetime
    """Since when it has been there, as far as the importer knows."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the running import is, or the search index that is built anew."""

    file: str
    """Empty for the index, whose rows are orders."""
    rows_done: int
    rows_total: int
    """0 while unknown."""
    started_at: datetime
    by: str
    """``host:pid`` of the importer."""
