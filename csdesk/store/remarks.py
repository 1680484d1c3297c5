"""Remarks at rest: rows, versions, and what they count for on their order's row.

The functions run inside the caller's transaction. Whoever changes a remark logs one event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from csdesk.model.orders import Answer, Remark
from csdesk.model.status import RemarkState, StopOutcome, Tab
from csdesk.rules.numbers import forms
from csdesk.store import columns, index, stops
from csdesk.store.lookup import Named, orders_named

_r, _a = columns.remarks.c, columns.answers.c


def _remark(
    row: RowMapping, answers: Sequence[Answer] = (), stop: StopOutcome | None = None
) -> Remark:
    return Remark(
        id=row["id"],
        order_no=row["order_no"],
        tab=Tab(row["tab"]),
        text=row["text"],
        author=row["author"],
        at=datetime.fromtimestamp(row["at"], UTC),
        shift=row["shift"],
        state=RemarkState(row["state"]),
        in_market=bool(row["in_market"]),
        version=row["version"],
        attached=row["order_id"] is not None,
        login=row.get("login", ""),
        answers=tuple(answers),
        stop=stop,
    )


def _all(connection: Connection, *where: Any) -> tuple[Remark, ...]:
    rows = connection.execute(select(columns.remarks).where(*where).order_by(_r.id)).mappings()
    return read(connection, rows.all())


def read(connection: Connection, rows: Sequence[RowMapping]) -> tuple[Remark, ...]:
    """Rows of ``remarks`` as remarks, with what departments made of them (F31)."""
    asked = [row["id"] for row in rows if row["state"] not in _UNMOVED]
    answers: dict[int, list[Answer]] = {}
    stop: dict[int, StopOutcome] = {}
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        stop |= stops.of_remarks(connection, some)
        found = select(columns.answers).where(_a.remark_id.in_(some))
        for row in connection.execute(found.order_by(_a.remark_id, _a.step)):
            at = datetime.fromtimestamp(row.at, UTC)
            answer = Answer(RemarkState(row.state), row.text, row.author, at, row.shift)
            answers.setdefault(row.remark_id, []).append(answer)
    return tuple(_remark(row, answers.get(row["id"], ()), stop.get(row["id"])) for row in rows)


_UNMOVED = (RemarkState.NOTED,)
"""States of remarks that ask nothing of anybody."""

_AT_ONCE = 500


def remark(connection: Connection, remark_id: int) -> Remark | None:
    """The newest version of one remark."""
    found = _all(connection, _r.id == remark_id)
    return found[0] if found else None


def sent_as(connection: Connection, client_id: str) -> Remark | None:
    """The remark that a front end sent under this id, if it came before."""
    found = _all(connection, _r.client_id == client_id)
    return found[0] if found else None


def order_of(connection: Connection, remark_id: int) -> int | None:
    """The order a remark is attached to."""
    order_id: int | None = connection.execute(
        select(_r.order_id).where(_r.id == remark_id)
    ).scalar_one()
    return order_id


def of_order(connection: Connection, order_id: int) -> tuple[Remark, ...]:
    """The remarks of an imported order, oldest first."""
    return _all(connection, _r.order_id == order_id)


def of_number(connection: Connection, number: str) -> tuple[Remark, ...]:
    """The remarks that wait for an order with this number, oldest first (S27)."""
    return _all(connection, _r.order_id.is_(None), _r.order_no.in_(forms(number)))


def waiting(connection: Connection) -> tuple[Remark, ...]:
    """All remarks on numbers that are not imported yet, oldest first."""
    return _all(connection, _r.order_id.is_(None))


def chosen(connection: Connection, remark_ids: Iterable[int]) -> dict[int, Remark]:
    """Remarks by id."""
    return {each.id: each for each in _all(connection, _r.id.in_(list(remark_ids)))}


def versions(connection: Connection, remark_id: int) -> tuple[Remark, ...]:
    """Every version of a remark, the first one first, each with its own author and time."""
    v = columns.remark_versions.c
    rows = connection.execute(
        select(
            _r.id, _r.order_id, _r.order_no, _r.tab, _r.state,
            v.version, v.text, v.author, v.shift, v.at, v.in_market,
        )
        .join_from(columns.remark_versions, columns.remarks, _r.id == v.remark_id)
        .where(v.remark_id == remark_id)
        .order_by(v.version)
    ).mappings()  # fmt: skip
    return tuple(_remark(row) for row in rows)


def insert_remark(connection: Connection, values: dict[str, object]) -> int:
    """A new remark with its first version; counted and found on its order if that is imported.

    Args:
        connection: changing.
        values: the columns of ``remarks`` without ``id`` and ``version``.

    Returns:
        Its id.
    """
    if isinstance(order_id := values["order_id"], int):
        index.put_remark(connection, order_id, values)
        o = columns.orders.c
        more = {count.name: count + 1 for count in (o[f"remarks_{values['tab']}"], o.version)}
        connection.execute(update(columns.orders).where(o.id == order_id).values(more))
    new = connection.execute(insert(columns.remarks).returning(_r.id), {**values, "version": 1})
    remark_id = int(new.scalar_one())
    _insert_version(connection, remark_id, 1, values)
    return remark_id


def insert_version(
    connection: Connection, seen: Remark, order_id: int | None, values: dict[str, object]
) -> None:
    """The next version of a remark.

    Args:
        connection: changing.
        seen: the version that it follows.
        order_id: the order it is attached to.
        values: ``text``, ``login``, ``author``, ``shift``, ``at``, ``in_market``.
    """
    version = seen.version + 1
    with order_told(connection, order_id):
        connection.execute(
            update(columns.remarks).where(_r.id == seen.id).values(**values, version=version)
        )
        _insert_version(connection, seen.id, version, values)


def _insert_version(
    connection: Connection, remark_id: int, version: int, values: dict[str, object]
) -> None:
    kept = {name: values[name] for name in ("text", "author", "shift", "at", "in_market")}
    connection.execute(
        insert(columns.remark_versions), {"remark_id": remark_id, "version": version, **kept}
    )


def attach(connection: Connection, order_id: int, numbers: Sequence[str]) -> tuple[Remark, ...]:
    """Give an order the remarks that waited for one of its numbers; author and time stay.

    Returns:
        The remarks that waited.
    """
    known_as = {form for number in numbers for form in forms(number)}
    found = _all(connection, _r.order_id.is_(None), _r.order_no.in_(known_as))
    if found:
        ids = [each.id for each in found]
        with order_told(connection, order_id):
            connection.execute(
                update(columns.remarks).where(_r.id.in_(ids)).values(order_id=order_id)
            )
    return found


def arrivals(connection: Connection, batch_id: int) -> tuple[tuple[Named, str], ...]:
    """Orders that remarks wait for and that a finishing batch has brought.

    A number that orders of several shops have is left waiting for a person.

    Returns:
        The order and the number that the remarks were written on.
    """
    awaited = connection.execute(
        select(_r.order_no).where(_r.order_id.is_(None)).distinct().order_by(_r.order_no)
    ).scalars()
    found = [
        (orders_named(connection, number, arriving=batch_id), number) for number in awaited.all()
    ]
    return tuple((orders[0], number) for orders, number in found if len(orders) == 1)


@contextmanager
def order_told(connection: Connection, order_id: int | None) -> Iterator[None]:
    """Change remarks of an order inside: it counts them, is found by them, has a new version."""
    if order_id is None:
        yield
        return
    o = columns.orders.c
    with index.in_step(connection, (order_id,)):
        yield
        tabs = connection.execute(select(_r.tab).where(_r.order_id == order_id)).scalars().all()
        counts: dict[str, object] = {f"remarks_{tab}": tabs.count(tab) for tab in Tab}
        connection.execute(
            update(columns.orders)
            .where(o.id == order_id)
            .values(counts | {"version": o.version + 1})
        )
