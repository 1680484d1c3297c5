"""Single fields of buyers whole, and who has seen them: the one place that answers unmasked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select, update

from csdesk.model.privacy import Disputed, ExportFile, RevealCount
from csdesk.model.sight import Personal
from csdesk.rules.masking import PARTS
from csdesk.store import columns

_o, _k, _r = columns.orders.c, columns.conflicts.c, columns.reveals.c
_x, _p = columns.exports.c, columns.people.c


def values(connection: Connection, order_id: int, field: Personal) -> dict[str, str]:
    """The stored fields that make up one, as they are."""
    parts = PARTS[field]
    row = connection.execute(select(*(_o[name] for name in parts)).where(_o.id == order_id)).one()
    return dict(zip(parts, map(str, row), strict=True))


def disputed(connection: Connection, order_id: int, field: Personal) -> tuple[Disputed, ...]:
    """What both sides of the open conflicts about a field say."""
    found = connection.execute(
        select(_k.id, _k.base, _k.ours, _k.theirs)
        .where(_k.order_id == order_id, _k.line_no == 0, _k.field.in_(PARTS[field]))
        .where(_k.settled_at.is_(None))
        .order_by(_k.id)
    )
    return tuple(Disputed(key, *(each or "" for each in sides)) for key, *sides in found)


def note(
    connection: Connection, order_id: int, login: str, field: Personal, at: int, event_seq: int
) -> None:
    """Note that somebody saw a field whole."""
    connection.execute(
        insert(columns.reveals),
        {"order_id": order_id, "login": login, "field": field.value, "at": at,
         "event_seq": event_seq},
    )  # fmt: skip


def seen_since(connection: Connection, login: str, since: int) -> int:
    """How many fields somebody has seen whole since a moment (epoch seconds)."""
    counted = select(func.count()).select_from(columns.reveals)
    return int(connection.execute(counted.where(_r.login == login, _r.at >= since)).scalar_one())


def counts(
    connection: Connection, since: int, until: int, login: str = ""
) -> tuple[RevealCount, ...]:
    """How many fields everybody has seen whole in a time, who saw most first.

    Args:
        connection: reading.
        since: epoch seconds.
        until: the first second that does not count.
        login: of the only person to count; empty for everybody.
    """
    counted = (
        select(_r.login, _p.name, func.count().label("n"), func.count(_r.order_id.distinct()))
        .select_from(columns.reveals)
        .outerjoin(columns.people, _p.login == _r.login)
        .where(_r.at >= since, _r.at < until)
        .group_by(_r.login, _p.name)
        .order_by(func.count().desc(), _r.login)
    )
    if login:
        counted = counted.where(_r.login == login)
    return tuple(
        RevealCount(who, name or who, fields, orders)
        for who, name, fields, orders in connection.execute(counted)
    )


def note_export(connection: Connection, new: Mapping[str, object]) -> int:
    """Note a list that leaves the desk; its id."""
    made = insert(columns.exports).returning(_x.id)
    return int(connection.execute(made, dict(new)).scalar_one())


def exports_over(connection: Connection, at: int) -> Sequence[tuple[int, str]]:
    """Id and file of the exports whose time is over and that have not been taken away."""
    found = select(_x.id, _x.file).where(_x.until <= at, _x.gone_at.is_(None)).order_by(_x.id)
    return [(row.id, row.file) for row in connection.execute(found)]


def exports_called(connection: Connection, file: str) -> Sequence[int]:
    """Ids of the exports with this file's name that have not been taken away."""
    found = select(_x.id).where(_x.file == file, _x.gone_at.is_(None))
    return connection.execute(found).scalars().all()


def export_gone(connection: Connection, export_id: int, at: int) -> None:
    """Note that an export was taken away."""
    connection.execute(update(columns.exports).where(_x.id == export_id).values(gone_at=at))


def exports(connection: Connection, login: str = "", limit: int = 200) -> tuple[ExportFile, ...]:
    """Lists that left the desk, the newest first; of one person, or of all."""
    asked = select(columns.exports).order_by(_x.id.desc()).limit(limit)
    if login:
        asked = asked.where(_x.login == login)
    return tuple(
        ExportFile(
            row["id"], row["file"], row["login"], datetime.fromtimestamp(row["at"], UTC),
            row["rows"], row["sha256"], datetime.fromtimestamp(row["until"], UTC),
            row["gone_at"] is not None,
        )
        for row in connection.execute(asked).mappings()
    )  # fmt: skip
