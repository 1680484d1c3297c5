"""Orders, their lines, and what imports told of them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from csdesk.model.status import Flag, OrderStatus, PaymentStatus
from csdesk.store import columns
from csdesk.store.tables.checks import one_of, whole


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
        # An export may name an order as the desk names one made from another: they stay apart.
        UniqueConstraint("market_no", "shop_id", "parent_id"),
        UniqueConstraint("order_no"),
        Index(
            "ix_orders_buyer",
            "buyer",
            "id",
            "payment_status",
            "parent_id",
            sqlite_where=text("buyer <> ''"),
        ),
        Index("ix_orders_parent", "parent_id", "id", sqlite_where=text(columns.DERIVED)),
        # Orders of an unfinished import are skipped here, and lists are sorted here, not in the
        # wide rows.
        Index("ix_orders_narrow", "id", "batch_id", "total", "paid_at", "name"),
        Index("ix_orders_unshipped", "id", "ship_by", sqlite_where=text(columns.UNSHIPPED)),
        Index(
            "ix_orders_reviewed",
            "batch_id",
            "order_status",
            "approved_at",
            "id",
            sqlite_where=text(columns.REVIEWED),
        ),
        Index("ix_orders_to_mirror", "id", sqlite_where=text(columns.TO_MIRROR)),
        Index("ix_orders_conflicts", "id", sqlite_where=text("conflicts > 0")),
        one_of("order_status", OrderStatus),
        one_of("payment_status", PaymentStatus),
        one_of("flag", Flag),
        whole("placed_at", "paid_at", "total", "postage", "refund", "version", "parent_id"),
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
    parent_id: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """The order that it was made from (S12, S13, S17); 0 where an import brought it."""


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


class FormerKey(SQLModel, table=True):
    """A key that an order had before the time of its placing was told: the log keeps to it."""

    __tablename__ = "former_keys"
    __table_args__ = (Index("ix_former_keys_order", "order_id"),)

    id: int = Field(primary_key=True)
    order_id: int = Field(foreign_key="orders.id")


class OrderLine(SQLModel, table=True):
    """One item of an order, clustered with its order."""

    __tablename__ = "lines"
    __table_args__ = (whole("quantity", "unit_price"), {"sqlite_with_rowid": False})

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


class Serial(SQLModel, table=True):
    """The last desk number given for a site and day."""

    __tablename__ = "serials"
    __table_args__ = ({"sqlite_with_rowid": False},)

    prefix: str = Field(primary_key=True)
    last: int


class Owed(SQLModel, table=True):
    """What the shop owes customers, entry by entry, for ever (S14): the sum is what is owed."""

    __tablename__ = "owed"
    __table_args__ = (
        Index("ix_owed_order", "order_id"),
        Index("ix_owed_event", "event_seq"),
        whole("amount"),
    )

    id: int = Field(primary_key=True)
    order_id: int = Field(foreign_key="orders.id")
    amount: int
    """Minor units: above 0 the shop owes more, below 0 it gave something."""
    currency: str
    reason: str
    """What it came from, in a word: see ``model.owed.OwedReason``."""
    event_seq: int
    """The step that made it: who, when, what else."""
