"""A profile of files that tell of the stock, of goods in and out, or of suppliers, as data.

The packaged ones are the TOML files in ``stock_profiles/``; a shop writes its own in desk.toml as
``[[profiles]]`` with ``tells = "stock"`` (``stock_form`` reads and checks both).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from csdesk.intake.reading.profile import Source

STOCK, MOVEMENTS, SUPPLIERS = "stock", "movements", "suppliers"
TELLS = (STOCK, MOVEMENTS, SUPPLIERS)

QUANTITIES = ("on_hand", "defective", "held", "available", "inbound")
"""Numbers of a stock file; only ``available`` may be below 0."""

FIELDS: dict[str, frozenset[str]] = {
    STOCK: frozenset(
        {
            "sku", "code", "title", "color", "size", "spec", "warehouse", "condition", "supplier",
            "status", "price", "cost", "currency", "taken_at", *QUANTITIES,
        }
    ),
    MOVEMENTS: frozenset(
        {"sku", "color", "size", "at", "kind", "quantity", "warehouse", "reference", "note"}
    ),
    SUPPLIERS: frozenset({"name", "phone", "contact", "purchaser", "lead_days", "note"}),
}  # fmt: skip
"""Fields of each kind of file."""

NEEDED = {STOCK: ("sku",), MOVEMENTS: ("sku", "at", "quantity"), SUPPLIERS: ("name",)}


@dataclass(frozen=True, slots=True, eq=False)
class StockProfile:
    """One kind of file about the stock."""

    id: str
    title: str
    tells: str
    """``stock``, ``movements`` or ``suppliers``."""
    known_by: tuple[frozenset[str], ...]
    """The header has at least one column of each set."""
    unless: frozenset[str]
    """The header has none of these."""
    fields: Mapping[str, Source]
    sums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Quantities that are sums of columns."""
    warehouse: str = ""
    """Where the file has no column for it, or leaves it empty."""
    ships: bool = True
    """Whether the shop's orders leave from there; a listing offers what lies somewhere else."""
    defective_inside: bool = True
    """Whether on hand counts defective pieces in."""
    adds_up: bool = False
    """Rows of one item and warehouse add up (bins, conditions); else the second is rejected."""
    good: frozenset[str] = frozenset()
    """Words of ``condition`` that are no defect."""
    only_with: frozenset[str] = frozenset()
    """Rows with nothing in any of these columns tell of something else."""
    carried: tuple[str, ...] = ()
    """Fields that a product tells in its first row only."""
    status: Mapping[str, str] = field(default_factory=dict)
    """Word -> ``normal`` or ``discontinued``."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """Word of a movement -> ``in``, ``out`` or ``count``."""
    zone: str = ""
    """Of moments without an offset; empty for the desk's."""
    dates: tuple[str, ...] = ()
    decimal_comma: bool = False
    currency: str = "CNY"
    encodings: tuple[str, ...] = ("utf-8", "gb18030", "cp932", "cp1252")
    delimiter: str = ""
    tab_quotes: bool = True

    half = ""
    """Never one of a pair of reports."""

    def fits(self, keys: frozenset[str]) -> int:
        """How many columns of a header it understands; 0 where it is another kind.

        Args:
            keys: ``header_key`` of each title.
        """
        if self.unless & keys or not all(group & keys for group in self.known_by):
            return 0
        return len(keys & self.columns())

    def columns(self) -> frozenset[str]:
        """Keys of all columns that it understands."""
        sources: Iterable[Source] = self.fields.values()
        summed = {column for parts in self.sums.values() for column in parts}
        return frozenset(summed.union(self.only_with, *(source.columns for source in sources)))
