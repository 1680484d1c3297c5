"""Items as past orders and stock files know them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One variant of a product, as the newest order that has it tells, or else the stock."""

    sku: str
    attributes: str
    """Colour and size as the export words them."""
    title: str
    unit_price: int | None
    """Minor units of ``currency``; None where nothing told it."""
    currency: str
