"""A profile: what one kind of export looks like and what its columns mean, as data.

The packaged profiles are the TOML files in ``profiles/``; a shop writes its own in desk.toml as
``[[profile]]`` in the same form (``form.py`` reads and checks both).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from csdesk.intake.reading import plan
from csdesk.model.intake import OrderDraft
from csdesk.model.status import Flag, OrderStatus, PaymentStatus


@dataclass(frozen=True, slots=True)
class Source:
    """Which columns one field comes from."""

    columns: tuple[str, ...]
    """Keys of column titles, the preferred first; columns that the file lacks are left out."""
    glue: str | None = None
    """Join what the columns say with this; otherwise the first that says something counts."""
    empty: frozenset[str] = frozenset()
    """Words that mean nothing in these columns."""


@dataclass(frozen=True, slots=True)
class Word:
    """What one status word of the marketplace means on the desk's two axes."""

    order: OrderStatus
    payment: PaymentStatus
    """For an order that was paid, as far as the file tells."""
    unpaid: PaymentStatus
    """For an order with an empty time of payment."""


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """One kind of export."""

    id: str
    title: str
    site: str
    """Site code, ``TB``, ``AM`` or a shop's own."""
    half: str
    """``orders`` or ``items`` of a pair of reports, empty where one file tells all."""
    known_by: tuple[frozenset[str], ...]
    """The header has at least one column of each set."""
    unless: frozenset[str]
    """The header has none of these."""
    order: Mapping[str, Source]
    line: Mapping[str, Source]
    sums: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)
    """Amounts of the order that are sums over its rows: sign and column."""
    status: Mapping[str, Word] = field(default_factory=dict)
    always: tuple[str, Word] | None = None
    """The market's word and its meaning where the kind of report itself says it."""
    flags: Mapping[str, Flag] = field(default_factory=dict)
    number: re.Pattern[str] = re.compile(r"\S+")
    zone: str = "Asia/Shanghai"
    zones: Mapping[str, str] = field(default_factory=dict)
    """Zone by ``place`` for moments without an offset."""
    dates: tuple[str, ...] = ()
    decimal_comma: bool = False
    zero: frozenset[str] = frozenset()
    """Words that mean an amount of zero."""
    currency: str = ""
    """Where the file has no currency column or leaves it empty."""
    encodings: tuple[str, ...] = ("utf-8", "gb18030", "cp932", "cp1252")
    delimiter: str = ""
    tab_quotes: bool = True
    """Whether quotation marks mean anything in a tab-separated file."""
    trailing_comma: bool = False
    """Each row may end with one empty cell more than the header has."""
    china_address: bool = False
    rows: str = "orders"
    """What a row is: ``orders``, ``lines``, or ``either``: lines where numbers come again."""

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
        sources: Iterable[Source] = (*self.order.values(), *self.line.values())
        sums = {column for parts in self.sums.values() for _, column in parts}
        return frozenset(sums.union(*(source.columns for source in sources)))

    def reread(self, header: Sequence[str], raw: str) -> OrderDraft:
        """Read the stored raw cells of an order again: the merge base (I1).

        For a report of items the raw cells of one row give an order with that line and what the
        row says about its order.

        Args:
            header: the header of the file they came from.
            raw: ``OrderDraft.raw``, or ``LineDraft.raw`` for a report of items.

        Raises:
            BadCell: the cells are not what this profile wrote.
        """
        return plan.plan_for(self, tuple(header)).reread(raw)
