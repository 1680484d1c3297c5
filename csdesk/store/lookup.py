"""Orders by one of their numbers, exactly."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from csdesk.model.errors import NotFound, Refused
from csdesk.rules.numbers import forms
from csdesk.rules.typed_numbers import asked_number
from csdesk.store import columns, visible


@dataclass(frozen=True, slots=True)
class Named:
    """An order that has the number asked for."""

    id: int
    order_no: str
    market_no: str
    site: str
    shop: str


def orders_named(connection: Connection, number: str, *, arriving: int = 0) -> tuple[Named, ...]:
    """Every order that has this desk number or marketplace number.

    A marketplace number is unique within its shop only, so there may be several. Orders of an
    import that has not finished are not there yet.

    Args:
        connection: reading or changing.
        number: from ``typed_number``; case and hyphens do not matter.
        arriving: a batch that finishes in this transaction, so that its orders count.
    """
    o, s = columns.orders.c, columns.shops.c
    known_as = forms(number)
    unfinished = [batch for batch in visible.unfinished(connection) if batch != arriving]
    found = connection.execute(
        select(o.id, o.order_no, o.market_no, s.site, s.name)
        .join_from(columns.orders, columns.shops, s.id == o.shop_id)
        .where(or_(o.order_no.in_(known_as), o.market_no.in_(known_as)), *visible.shown(unfinished))
        .order_by(o.id)
    )
    return tuple(Named(*row) for row in found)


def order_named(connection: Connection, number: str) -> Named | None:
    """The one order that has this number, None where it is not imported.

    Raises:
        Refused: orders of several shops have it; the desk numbers to choose from are named.
    """
    found = orders_named(connection, number)
    if len(found) > 1:
        raise Refused(
            "Several orders have the number {number}: {candidates}. Give the desk number.",
            number=number,
            candidates=[f"{each.order_no} ({each.site} {each.shop})" for each in found],
        )
    return found[0] if found else None


def known_order(connection: Connection, typed: str) -> Named:
    """The one order that has a number as somebody typed it.

    Raises:
        NotUnderstood: that can be no number.
        NotFound: no order has it.
        Refused: as ``order_named``.
    """
    found = order_named(connection, asked_number(typed))
    if found is None:
        raise NotFound("There is no order {number}.", number=typed)
    return found


def numbers_of(connection: Connection, number: str) -> tuple[str, ...]:
    """All spellings of a number and of the other numbers of the order that has it.

    Args:
        connection: reading or changing.
        number: from ``typed_number``, imported or not.
    """
    found = orders_named(connection, number)
    others = (found[0].order_no, found[0].market_no) if len(found) == 1 else ()
    return tuple(dict.fromkeys(form for each in (number, *others) for form in forms(each)))
