"""What one piece of an item costs the account: as orders tell, or as somebody may say (S7, S14)."""

from __future__ import annotations

from collections.abc import Sequence

from csdesk.model.errors import Refused
from csdesk.model.items import Item

MOST = 100_000_000
"""Minor units."""


def told(found: Sequence[Item], sku: str, currency: str) -> int | None:
    """The price that orders of a currency tell, the newest that is one; None where none does."""
    prices = (each.unit_price for each in found if (each.sku, each.currency) == (sku, currency))
    return next(filter(None, prices), None)


def of_piece(sku: str, known: int | None, said: int | None, *, lead: bool) -> int:
    """The price to reckon with.

    Args:
        sku: item number, for the sentence.
        known: from ``told``.
        said: what the person says, None where they say nothing.
        lead: whether the person may say another price than orders tell.

    Raises:
        Refused: nobody knows, it is no price, or it is not the person's to say.
    """
    if said is not None and not 0 < said <= MOST:
        raise Refused("That is no price.")
    if said is None and known is None:
        raise Refused("No order tells a price of {sku}. Say what one piece costs.", sku=sku)
    if said is None or (known is not None and not lead):
        if said is not None and said != known:
            raise Refused(
                "Orders tell another price of {sku}; only a lead may say a different one.", sku=sku
            )
        return known or 0
    return said


def not_paid(less: int, bought: int, paid: int | None) -> int:
    """The part of what an order costs less now for which nothing was paid; minor units.

    Args:
        less: what its goods cost less by their prices than when they were bought; 0 or below:
            they cost the same, or more.
        bought: what they cost by their prices when they were bought.
        paid: what was paid for them, without postage; None where no file tells.
    """
    if paid is None or less <= 0 or paid >= bought:
        return 0
    return less - less * max(paid, 0) // bought
