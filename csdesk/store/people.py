"""People at rest."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, or_, select, update

from csdesk.model.desk import Actor
from csdesk.store import columns

_p = columns.people.c


def person(connection: Connection, login: str) -> Actor | None:
    """Who has this login; nobody who has left."""
    row = connection.execute(
        select(_p.login, _p.name, _p.code, _p.roles).where(_p.login == login, _p.active == 1)
    ).first()
    return Actor(row.login, row.name, row.code, frozenset(row.roles.split())) if row else None


def everyone(connection: Connection) -> tuple[Actor, ...]:
    """All who work here, by name."""
    return _people(connection, active=1)


def _people(connection: Connection, *, active: int) -> tuple[Actor, ...]:
    wanted = select(_p.login, _p.name, _p.code, _p.roles).where(_p.active == active)
    rows = connection.execute(wanted.order_by(_p.name, _p.id))
    return tuple(Actor(row.login, row.name, row.code, frozenset(row.roles.split())) for row in rows)


def left(connection: Connection) -> tuple[Actor, ...]:
    """All who worked here and no longer do, by name."""
    return _people(connection, active=0)


def known(connection: Connection, login: str) -> bool:
    """Whether this login was ever taken down, even if that person has left."""
    return connection.execute(select(_p.id).where(_p.login == login)).first() is not None


def called(connection: Connection, who: str) -> tuple[str, ...]:
    """Logins of all who have, or had, this login or name."""
    found = select(_p.login).where(or_(_p.login == who, _p.name == who))
    return tuple(connection.execute(found.order_by(_p.id)).scalars())


def count(connection: Connection) -> int:
    """How many people were ever taken down."""
    return connection.execute(select(func.count()).select_from(columns.people)).scalar_one()


def add(connection: Connection, actor: Actor) -> None:
    """A new person."""
    connection.execute(
        insert(columns.people),
        {
            "login": actor.login,
            "name": actor.name,
            "code": actor.code,
            "roles": " ".join(sorted(actor.roles)),
            "active": 1,
        },
    )


def keep(connection: Connection, actor: Actor, *, active: bool) -> None:
    """New facts of a person who was taken down before; ``login`` says who."""
    connection.execute(
        update(columns.people)
        .where(_p.login == actor.login)
        .values(
            name=actor.name,
            code=actor.code,
            roles=" ".join(sorted(actor.roles)),
            active=int(active),
        )
    )
