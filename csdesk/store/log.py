"""Reading the log of one order, or whether a change was sent before."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, and_, or_, select

from csdesk.model.orders import Event
from csdesk.rules.numbers import forms
from csdesk.store import columns

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def sent_before(connection: Connection, client_id: str) -> bool:
    """Whether a change that a front end sends under this id was made already (invariant 4)."""
    e = columns.events.c
    return connection.execute(select(e.seq).where(e.client_id == client_id)).first() is not None


def steps(
    connection: Connection, number: str, order_id: int | None, *, limit: int
) -> tuple[Event, ...]:
    """The last events of an order, newest last, people by name.

    Args:
        connection: reading.
        number: from ``typed_number``.
        order_id: the order with that number; None while it is not imported.
        limit: how many at most.
    """
    e, p = columns.events.c, columns.people.c
    numbers = [number]
    if order_id is not None:
        r = columns.remarks.c
        written_on = select(r.order_no).where(r.order_id == order_id).distinct()
        numbers += connection.execute(written_on).scalars()
    known_as = {form for each in numbers for form in forms(each)}
    before_import = and_(e.order_id.is_(None), e.order_no != "", e.order_no.in_(known_as))
    rows = connection.execute(
        select(columns.events, p.name)
        .join_from(columns.events, columns.people, p.login == e.actor, isouter=True)
        .where(or_(e.order_id == order_id, before_import) if order_id else before_import)
        .order_by(e.seq.desc())
        .limit(limit)
    ).mappings()
    return tuple(
        Event(
            seq=row["seq"],
            at=_EPOCH + timedelta(microseconds=row["at"]),
            actor=row["name"] or row["actor"],
            shift=row["shift"],
            kind=row["kind"],
            order_no=row["order_no"],
            before=None if row["before"] is None else json.loads(row["before"]),
            after=None if row["after"] is None else json.loads(row["after"]),
        )
        for row in reversed(list(rows))
    )
