"""What a search of the stock comes to (S31)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.stock import ItemRow, ProductRow


@dataclass(frozen=True, slots=True)
class StockPage:
    """An answer to a stock search."""

    query: str
    items: tuple[ItemRow, ...]
    products: tuple[ProductRow, ...]
    """The products of what matches, in the same order: those of ``items``, and some more."""
    total: int
    """Items that match; ``items`` may be fewer."""
    candidates: tuple[ProductRow, ...] = ()
    """Several products that one short code stands for (S15): a person chooses."""
    near: tuple[str, ...] = ()
    """Product codes like what was typed, where nothing matches."""
    more: bool = False
    """More than ``total`` match; they are not counted, nor are their products."""
    products_total: int = 0
    """Products that match; ``products`` may be fewer."""
