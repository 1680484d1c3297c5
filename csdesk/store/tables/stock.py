"""What is there: warehouses, items, their numbers, goods in and out (S30 to S36)."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from csdesk.store import columns
from csdesk.store.tables.checks import whole


class Warehouse(SQLModel, table=True):
    """A place that stock files tell of."""

    __tablename__ = "warehouses"
    __table_args__ = (UniqueConstraint("name"), whole("taken_at"))

    id: int = Field(primary_key=True)
    name: str
    ships: int = 1
    """Whether the shop's orders leave from there; a marketplace's own warehouse is only shown."""
    snapshot_id: int = 0
    """The file whose numbers are in force; 0 while none is."""
    taken_at: int | None = None
    """When that was made."""


class Snapshot(SQLModel, table=True):
    """One stock file's numbers of one warehouse."""

    __tablename__ = "snapshots"
    __table_args__ = (
        Index("ix_snapshots_warehouse", "warehouse_id", "taken_at"),
        Index("ix_snapshots_batch", "batch_id"),
        whole("taken_at"),
    )

    id: int = Field(primary_key=True)
    warehouse_id: int = Field(foreign_key="warehouses.id")
    batch_id: int
    taken_at: int
    items: int
    """That it covers; those that it leaves out are missing, not zero."""


class StockItem(SQLModel, table=True):
    """An item as files told it last: one colour and size of a product."""

    __tablename__ = "items"
    __table_args__ = (
        Index("ix_items_code", "code_key"),
        Index("ix_items_short", "short"),
        Index("ix_items_supplier", "supplier_key"),
        Index("ux_items_doc", "doc", unique=True),
        Index("ix_items_discontinued", "key", sqlite_where=text(columns.DISCONTINUED)),
        whole("price", "cost", "discontinued_at"),
        {"sqlite_with_rowid": False},
    )

    key: str = Field(primary_key=True)
    """``rules.item_codes.item_key``, or ``variant_key`` where a number stands for several."""
    doc: int | None = None
    """Its place in the search (``store.item_index``); null before it has one."""
    sku: str
    code: str = ""
    code_key: str = ""
    short: str = ""
    title: str = ""
    color: str = ""
    size: str = ""
    supplier: str = ""
    supplier_key: str = ""
    status_word: str = ""
    """The export's own word."""
    told_status: str = ""
    """What that means: ``normal``, ``discontinued``, or nothing."""
    price: int | None = None
    cost: int | None = None
    """What the shop pays for one."""
    currency: str = ""
    words: str = ""
    """Title, supplier, colour and size, folded: searched as a whole."""
    discontinued_by: str = ""
    discontinued_at: int | None = None
    """Somebody at the desk said so; the export's word does not undo it."""


class StockLevel(SQLModel, table=True):
    """The numbers of one item in one warehouse; null where the file has no such column."""

    __tablename__ = "stock_levels"
    __table_args__ = (
        Index("ix_stock_levels_warehouse", "warehouse_id", "snapshot_id"),
        whole("on_hand", "defective", "held", "available", "inbound"),
        {"sqlite_with_rowid": False},
    )

    key: str = Field(primary_key=True)
    warehouse_id: int = Field(
        sa_column=Column(
            Integer, ForeignKey("warehouses.id"), primary_key=True, autoincrement=False
        )
    )
    on_hand: int | None = None
    defective: int | None = None
    held: int | None = None
    available: int | None = None
    inbound: int | None = None
    defective_inside: int = 1
    snapshot_id: int
    """Of the file that told them; an older one than the warehouse's own: missing there."""


class Demand(SQLModel, table=True):
    """A line that asks for an item, in the order in which lines are served."""

    __tablename__ = "demand"
    __table_args__ = (
        Index("ix_demand_order", "order_id"),
        whole("quantity"),
        {"sqlite_with_rowid": False},
    )

    key: str = Field(primary_key=True)
    stage: str = Field(primary_key=True)
    """``rules.demand.Stage``."""
    rank: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    """Minus the priority."""
    since: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    order_no: str = Field(primary_key=True)
    line_no: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    order_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    """Part of the key: an order that gets another has rows of both until it is looked at. The
    whole key stands first: of a table without rowid whose key goes on behind another column,
    SQLite's own check (3.40) says that the column is NULL."""
    quantity: int


class StockTotal(SQLModel, table=True):
    """The numbers of an item in all warehouses that ship, as ``rules.stock.numbers`` has them."""

    __tablename__ = "stock_totals"
    __table_args__ = (
        Index("ix_stock_totals_short", "key", sqlite_where=text(columns.SHORT_OF)),
        Index("ix_stock_totals_oversold", "key", sqlite_where=text(columns.OVERSOLD)),
        Index("ix_stock_totals_available", "available"),
        {"sqlite_with_rowid": False},
    )

    key: str = Field(primary_key=True)
    on_hand: int | None = None
    defective: int | None = None
    held: int | None = None
    left: int = 0
    sellable: int | None = None
    allocated: int = 0
    awaiting: int = 0
    on_hold: int = 0
    available: int | None = None
    demand: int = 0
    shortage: int | None = None
    inbound: int | None = None
    told_available: int | None = None
    defective_inside: int = 1
    missing: int = 0
    """Warehouses have it, and the last file of each that ships leaves it out."""


class StockTouched(SQLModel, table=True):
    """Orders that changed, until their demand is brought up to date; filled by triggers."""

    __tablename__ = "stock_touched"
    __table_args__ = (Index("ix_stock_touched_batch", "batch_id"),)

    order_id: int = Field(primary_key=True)
    batch_id: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Above 0: the order is shown when this import has finished."""


class StockStale(SQLModel, table=True):
    """Items whose totals are to be worked out anew, some at a time."""

    __tablename__ = "stock_stale"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: str = Field(primary_key=True)


class StockMovement(SQLModel, table=True):
    """Goods in or out, as files told them."""

    __tablename__ = "movements"
    __table_args__ = (
        Index("ix_movements_item", "key", "at"),
        Index("ix_movements_reference", "reference", sqlite_where=text("reference <> ''")),
        UniqueConstraint("digest"),
        whole("at", "quantity"),
    )

    id: int = Field(primary_key=True)
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Of what it says and how often its file said that before: told again, it is kept once."""
    key: str
    at: int
    kind: str
    quantity: int
    warehouse: str = ""
    reference: str = ""
    note: str = ""
    batch_id: int
