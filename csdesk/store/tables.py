"""The schema, as SQLModel tables: the one truth for DDL, constraints and migrations.

Instants are epoch seconds (events: microseconds) in UTC, money is integer minor units, ids are
text, and vocabularies are stored by value. Questions and changes use the light column lists of
``store.columns``, so that a session's first page does not wait for SQLModel to load; a test
keeps the two equal. ``table=True`` skips validation (see ``CHECK`` below): values are checked in
rules and intake before they come here.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from csdesk.model.status import BatchState, Flag, OrderStatus, PaymentStatus, RemarkState, Tab
from csdesk.store import columns


def _one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    # Not IN: SQLite makes a table of the words for every row, a third of what a row costs.
    allowed = " OR ".join(f"{column} = '{word.value}'" for word in words)
    return CheckConstraint(allowed, name=f"{column}_word")


def _whole(*columns: str) -> CheckConstraint:
    rule = " AND ".join(f"typeof({c}) IN ('integer', 'null')" for c in columns)
    return CheckConstraint(rule, name="whole_numbers")


class Shop(SQLModel, table=True):
    """One shop on one site."""

    __tablename__ = "shops"
    __table_args__ = (UniqueConstraint("site", "name"),)

    id: int = Field(primary_key=True)
    site: str
    name: str


class Order(SQLModel, table=True):
    """An order: the marketplace's facts with the shop's own changes on top."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("market_no", "shop_id"),
        UniqueConstraint("order_no"),
        Index("ix_orders_buyer", "buyer", "id", "payment_status", sqlite_where=text("buyer <> ''")),
        # While a batch is being imported, its orders are skipped here, not in the wide rows.
        Index("ix_orders_batch", "id", "batch_id"),
        Index("ix_orders_unshipped", "id", "ship_by", sqlite_where=text(columns.UNSHIPPED)),
        Index("ix_orders_conflicts", "id", sqlite_where=text("conflicts > 0")),
        _one_of("order_status", OrderStatus),
        _one_of("payment_status", PaymentStatus),
        _one_of("flag", Flag),
        _whole("placed_at", "paid_at", "total", "postage", "refund", "version"),
    )

    id: int = Field(primary_key=True)
    """Time-ordered: ``(placed_at - 2010-01-01) << 8 | n``; newest first needs no sort."""
    shop_id: int = Field(foreign_key="shops.id")
    order_no: str
    market_no: str
    order_status: str
    payment_status: str
    market_status: str = ""
    placed_at: int | None = None
    paid_at: int | None = None
    approved_at: int | None = None
    shipped_at: int | None = None
    finished_at: int | None = None
    ship_by: int | None = None
    name: str = ""
    account: str = ""
    nick: str = ""
    buyer: str = ""
    """Who the history counters count: the account, else the nickname, else the e-mail (S6)."""
    phone: str = ""
    email: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    address: str = ""
    zip: str = ""
    country: str = ""
    carrier: str = ""
    tracking_no: str = ""
    method: str = ""
    place: str = ""
    total: int | None = None
    postage: int | None = None
    refund: int | None = None
    currency: str = ""
    flag: str = ""
    buyer_message: str = ""
    market_remark: str = ""
    closed_reason: str = ""
    hold_reason: str = ""
    title: str = ""
    blacklisted: int = 0
    remarks_internal: int = 0
    remarks_finance: int = 0
    remarks_shipping: int = 0
    conflicts: int = 0
    version: int = 1
    batch_id: int
    """The batch that brought it; its orders are shown once that batch is finished."""


class RawOrder(SQLModel, table=True):
    """The raw cells of the last import of an order, per kind of export: the merge base (I1).

    An older row of the same kind is kept while it tells a field that the newer one withholds.
    """

    __tablename__ = "raw_orders"
    __table_args__ = (
        Index("ux_raw_orders", "order_id", "kind", "batch_id", "digest", unique=True),
    )

    id: int = Field(primary_key=True)
    order_id: int = Field(foreign_key="orders.id")
    kind: str
    batch_id: int
    row_no: int
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Eight bytes of BLAKE2b over the file's header and ``cells``: equal means nothing to do."""
    cells: str


class OrderLine(SQLModel, table=True):
    """One item of an order, clustered with its order."""

    __tablename__ = "lines"
    __table_args__ = (_whole("quantity", "unit_price"), {"sqlite_with_rowid": False})

    order_id: int = Field(
        sa_column=Column(Integer, ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    )
    line_no: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    market_line_no: str = ""
    sku: str = ""
    title: str = ""
    attributes: str = ""
    quantity: int = 0
    unit_price: int | None = None
    line_status: str = ""
    refund_status: str = ""


class Remark(SQLModel, table=True):
    """The newest version of a remark; ``order_id`` is null until its order is imported (S27)."""

    __tablename__ = "remarks"
    __table_args__ = (
        UniqueConstraint("client_id"),
        Index("ix_remarks_order", "order_id"),
        Index("ix_remarks_waiting", "order_no", sqlite_where=text("order_id IS NULL")),
        _one_of("tab", Tab),
        _one_of("state", RemarkState),
    )

    id: int = Field(primary_key=True)
    order_id: int | None = Field(default=None, foreign_key="orders.id")
    order_no: str
    """As the person typed it, without blanks and hyphens-insensitive for search."""
    tab: str
    text: str
    login: str
    author: str
    shift: str = ""
    at: int
    state: str
    in_market: int = 0
    version: int = 1
    client_id: str


class RemarkVersion(SQLModel, table=True):
    """Every version of every remark, the first included; never changed (invariant 7)."""

    __tablename__ = "remark_versions"
    __table_args__ = ({"sqlite_with_rowid": False},)

    remark_id: int = Field(
        sa_column=Column(Integer, ForeignKey("remarks.id"), primary_key=True, autoincrement=False)
    )
    version: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    text: str
    author: str
    shift: str = ""
    at: int
    in_market: int = 0


class Event(SQLModel, table=True):
    """The append-only log; each row is chained to the one before it."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_order", "order_id", sqlite_where=text("order_id IS NOT NULL")),
        Index(
            "ix_events_waiting",
            "order_no",
            sqlite_where=text("order_id IS NULL AND order_no <> ''"),
        ),
        Index(
            "ux_events_client",
            "client_id",
            unique=True,
            sqlite_where=text("client_id IS NOT NULL"),
        ),
    )

    seq: int = Field(primary_key=True)
    at: int
    """Epoch microseconds, never below the row before."""
    actor: str
    shift: str = ""
    kind: str
    order_id: int | None = None
    order_no: str = ""
    batch_id: int | None = None
    before: str | None = None
    after: str | None = None
    salt: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    digest: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """SHA-256 of salt, before and after, so that personal values can be purged later."""
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    client_id: str | None = None


class Batch(SQLModel, table=True):
    """One file: what it was, how far it got, and the ledger's counts (S45)."""

    __tablename__ = "batches"
    __table_args__ = (
        Index("ix_batches_sha256", "sha256"),
        Index("ix_batches_importing", "id", sqlite_where=text(columns.IMPORTING)),
        _one_of("state", BatchState),
    )

    id: int = Field(primary_key=True)
    file: str
    sha256: str
    size: int
    profile: str = ""
    shop_id: int | None = Field(default=None, foreign_key="shops.id")
    state: str
    header: str = Field(default="", sa_column=Column(Text, nullable=False))
    """JSON list of the header cells: with a raw row it gives the fields again."""
    encoding: str = ""
    rows: int = 0
    rows_done: int = 0
    orders_new: int = 0
    orders_changed: int = 0
    orders_unchanged: int = 0
    lines: int = 0
    conflicts: int = 0
    rejected: int = 0
    reason: str = ""
    facts: str = "{}"
    day: str = ""
    ordinal: int = 0
    stamp: str = ""
    """What the name says that two halves of a download share."""
    pair: int | None = None
    alone: int = 0
    source: str = ""
    """Which file of the inbox it was, until that has been taken away: JSON, see intake."""
    attempts: int = 0
    """How often it was begun since it last got on."""
    received_at: int
    finished_at: int | None = None
    accepted_by: str = ""
    accepted_at: int | None = None


class RejectedRow(SQLModel, table=True):
    """A row that did not go in, with its cells for the marked copy (F55)."""

    __tablename__ = "rejects"
    __table_args__ = (Index("ix_rejects_batch", "batch_id"),)

    id: int = Field(primary_key=True)
    batch_id: int = Field(foreign_key="batches.id")
    row: int
    column: str
    value: str
    reason: str
    facts: str = "{}"
    cells: str = "[]"


class FieldConflict(SQLModel, table=True):
    """A field changed on both sides, until a person settles it (W4)."""

    __tablename__ = "conflicts"
    __table_args__ = (Index("ix_conflicts_order", "order_id"),)

    id: int = Field(primary_key=True)
    order_id: int = Field(foreign_key="orders.id")
    line_no: int = 0
    field: str
    base: str | None = None
    ours: str | None = None
    theirs: str | None = None
    batch_id: int
    changed_by: str = ""
    changed_at: int | None = None
    choice: str = ""
    settled_by: str = ""
    settled_at: int | None = None


class Person(SQLModel, table=True):
    """Somebody who works at the desk."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("login"),)

    id: int = Field(primary_key=True)
    login: str
    name: str
    code: str
    roles: str
    active: int = 1


class Draft(SQLModel, table=True):
    """Text not saved yet, per person, order number, tab and remark corrected (F74)."""

    __tablename__ = "drafts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    login: str = Field(primary_key=True)
    order_no: str = Field(primary_key=True)
    tab: str = Field(primary_key=True)
    remark_id: int = Field(
        default=0,
        sa_column=Column(
            Integer, primary_key=True, autoincrement=False, nullable=False, server_default="0"
        ),
    )
    """The remark that is corrected; 0 for a new one."""
    seen_version: int = Field(
        default=0, sa_column=Column(Integer, nullable=False, server_default="0")
    )
    text: str
    at: int


class Serial(SQLModel, table=True):
    """The last desk number given for a site and day."""

    __tablename__ = "serials"
    __table_args__ = ({"sqlite_with_rowid": False},)

    prefix: str = Field(primary_key=True)
    last: int


class GramShare(SQLModel, table=True):
    """How common the common search grams are, so that a query starts with the rare ones."""

    __tablename__ = "gram_shares"
    __table_args__ = ({"sqlite_with_rowid": False},)

    gram: str = Field(primary_key=True)
    share: float


class Mark(SQLModel, table=True):
    """Small facts about the store itself: tokeniser version, sample size of gram shares."""

    __tablename__ = "marks"
    __table_args__ = ({"sqlite_with_rowid": False},)

    name: str = Field(primary_key=True)
    value: str
