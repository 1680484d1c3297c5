"""What the review says in a line, on screens and on the command line."""

from __future__ import annotations

from collections.abc import Mapping

from csdesk.model.review import StockDoubt
from csdesk.words import _


def stock_doubts(counts: Mapping[StockDoubt, int]) -> str:
    """How many orders have goods that nobody may rely on, in one line; empty for none."""
    words = {
        StockDoubt.SHORT: _("too little left {n:,}"),
        StockDoubt.DISCONTINUED: _("discontinued and too little left {n:,}"),
        StockDoubt.UNKNOWN: _("unknown {n:,}"),
    }
    said = [text.format(n=counts[doubt]) for doubt, text in words.items() if counts.get(doubt)]
    return (
        _("Stock of those to be approved: {counts}").format(counts=", ".join(said)) if said else ""
    )
