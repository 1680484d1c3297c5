"""What stands open between shop and buyer, and what has gone back, in words (S8, S14, F19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from csdesk.ui.signs import BAD, WARN
from csdesk.ui.widgets.paragraphs import Fact, short
from csdesk.words import _, money

if TYPE_CHECKING:
    from csdesk.model.found import OrderRow
    from csdesk.model.orders import OrderDetail

LONGEST_AMOUNT = 32
"""Cells of an amount that is shown; no real one is longer."""


def price(minor: int | None, row: OrderRow) -> str:
    """An amount of an order."""
    return short(money(minor, row.currency[:LONGEST_AMOUNT]), LONGEST_AMOUNT)


def marks(detail: OrderDetail) -> list[Content]:
    """What nobody may miss: what is to be collected, what is owed, too much that has gone back."""
    row, found = detail.row, list[Content]()
    if detail.to_collect:
        text = _("to collect {amount}").format(amount=price(detail.to_collect, row))
        found.append(Content.styled(text, BAD))
    if detail.owed:
        text = _("we owe {amount}").format(amount=price(detail.owed, row))
        found.append(Content.styled(text, WARN))
    if detail.paid_out and row.total is not None and (over := _back(detail) - row.total) > 0:
        text = _("went back {amount} too much").format(amount=price(over, row))
        found.append(Content.styled(text, BAD))
    return found


def back_facts(detail: OrderDetail) -> list[Fact]:
    """Refund, what was paid out besides, and both together where there are both."""
    row = detail.row
    found = [Fact(_("refunded"), price(detail.refund, row))]
    if detail.paid_out:
        both = f"{price(_back(detail), row)} / {price(row.total, row)}"
        found.append(Fact(_("paid out"), price(detail.paid_out, row)))
        found.append(Fact(_("went back altogether"), both, WARN))
    return found


def back_told(detail: OrderDetail) -> str:
    """One sentence where money went back in two ways; else empty."""
    if not (detail.refund and detail.paid_out):
        return ""
    text = _(
        "{refund} refunded and {out} paid out besides: {both} of {total} went back altogether."
    )
    amounts = {
        "refund": detail.refund, "out": detail.paid_out, "both": _back(detail),
        "total": detail.row.total,
    }  # fmt: skip
    return text.format(**{name: price(each, detail.row) for name, each in amounts.items()})


def _back(detail: OrderDetail) -> int:
    return (detail.refund or 0) + detail.paid_out
