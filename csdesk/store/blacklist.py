"""Customers on the blacklist, and their orders (S9, S10)."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, text, update

from csdesk.model.customers import Blacklisting
from csdesk.rules.masking import masked
from csdesk.store import columns
from csdesk.store.orders import instant
from csdesk.store.sight import sight

_b, _o, _p = columns.blacklist.c, columns.orders.c, columns.people.c


def entry(connection: Connection, buyer: str) -> Blacklisting | None:
    """Why a customer stands on the blacklist; None where they do not."""
    row = connection.execute(
        select(_b.buyer, _b.reason, _b.evidence, _b.login, _p.name, _b.at)
        .join_from(columns.blacklist, columns.people, _p.login == _b.login, isouter=True)
        .where(_b.buyer == buyer, _b.removed_at.is_(None))
    ).first()
    if row is None:
        return None
    shown = masked("buyer", row.buyer, sight(connection))
    return Blacklisting(shown, row.reason, row.evidence, row.name or row.login, instant(row.at))


def put(
    connection: Connection, buyer: str, reason: str, evidence: str, login: str, at: int
) -> None:
    """Put a customer on the blacklist who does not stand there."""
    connection.execute(
        insert(columns.blacklist),
        {
            "buyer": buyer,
            "reason": reason,
            "evidence": evidence,
            "login": login,
            "at": at,
            "removed_by": "",
            "removed_reason": "",
        },
    )


def take_off(connection: Connection, buyer: str, reason: str, login: str, at: int) -> None:
    """Take a customer off; that they stood there, and why, stays readable."""
    connection.execute(
        update(columns.blacklist)
        .where(_b.buyer == buyer, _b.removed_at.is_(None))
        .values(removed_by=login, removed_at=at, removed_reason=reason)
    )


def orders_of(connection: Connection, buyer: str, *, marked: bool) -> list[int]:
    """Keys of a customer's orders that are marked as blacklisted, or are not."""
    found = select(_o.id).where(
        _o.buyer == buyer, text("buyer <> ''"), _o.blacklisted == int(marked)
    )
    return list(connection.execute(found.order_by(_o.id)).scalars())


def unmarked(connection: Connection) -> list[int]:
    """Keys of orders that came in for customers of the blacklist and are not marked yet."""
    # A join would be answered by walking all orders: seconds in which nobody can write.
    listed = select(_b.buyer).where(_b.removed_at.is_(None))
    found = select(_o.id).where(
        _o.buyer.in_(listed), _o.blacklisted == 0, text("orders.buyer <> ''")
    )
    return sorted(connection.execute(found).scalars())
