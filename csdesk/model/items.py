"""Items as past orders know them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One variant of a product, as the newest order that has it tells."""

    sku: str
    attributes: str
    """Colour and size as the export words them."""
    title: str
    unit_price: int | None
    """Minor units of ``currency``; None where the export told none."""
    currency: str
