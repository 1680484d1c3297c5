"""Remarks at rest: rows, versions, and what they count for on their order's row.

The functions run inside the caller's transaction. Whoever changes a remark logs one event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from csdesk.model.remarks import Answer, Remark
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


def insert_remarks(connection: Connection, new: Sequence[dict[str, object]]) -> list[int]:
    """New remarks with their first versions; counted and found on orders that are imported.

    Args:
        connection: changing.
        new: the columns of ``remarks`` without ``id`` and ``version``; of every order one.

    Returns:
        Their ids, in the same order.
    """
    if not new:
        return []
    told = {each["order_id"]: each for each in new if isinstance(each["order_id"], int)}
    index.put_remarks(connection, told)
    o = columns.orders.c
    for tab in {each["tab"] for each in told.values()}:
        keys = [key for key, each in told.items() if each["tab"] == tab]
        more = {count.name: count + 1 for count in (o[f"remarks_{tab}"], o.version)}
        for start in range(0, len(keys), _AT_ONCE):
            some = o.id.in_(keys[start : start + _AT_ONCE])
            connection.execute(update(columns.orders).where(some).values(more))
    made = insert(columns.remarks).returning(_r.client_id, _r.id)
    found = connection.execute(made, [{**each, "version": 1} for each in new])
    ids = {row.client_id: row.id for row in found}
    in_order = [ids[str(each["client_id"])] for each in new]
    _insert_versions(connection, zip(in_order, [1] * len(new), new, strict=True))
    return in_order


def insert_version(
    connection: Connection, seen: Remark, order_id: int | None, values: dict[str, object]
) -> None:
    """As ``insert_versions``, of one remark."""
    insert_versions(connection, [(seen, order_id, values)])


def insert_versions(
    connection: Connection, new: Sequence[tuple[Remark, int | None, dict[str, object]]]
) -> None:
    """The next versions of remarks; whoever asked by them stays the one who asked (``login``).

    Args:
        connection: changing.
        new: for each the version that it follows, the order it is attached to, and ``text``,
            ``login``, ``author``, ``shift``, ``at``, ``in_market``.
    """
    if not new:
        return
    with orders_told(connection, [order_id for _, order_id, _ in new if order_id is not None]):
        connection.execute(
            update(columns.remarks).where(_r.id == bindparam("key")),
            [
                {"key": seen.id, "version": seen.version + 1}
                | {name: value for name, value in values.items() if name != "login"}
                for seen, _, values in new
            ],
        )
        _insert_versions(connection, ((seen.id, seen.version + 1, told) for seen, _, told in new))


def _insert_versions(
    connection: Connection, new: Iterable[tuple[int, int, dict[str, object]]]
) -> None:
    kept = ("text", "author", "shift", "at", "in_market")
    rows = [{"remark_id": remark_id, "version": version, **{name: told[name] for name in kept}}
            for remark_id, version, told in new]  # fmt: skip
    connection.execute(insert(columns.remark_versions), rows)


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
    """As ``orders_told``, for one order; nothing follows where there is none."""
    with orders_told(connection, [] if order_id is None else [order_id]):
        yield


@contextmanager
def orders_told(connection: Connection, ids: Sequence[int]) -> Iterator[None]:
    """Change remarks of orders inside: these count them, are found by them, have a new version."""
    if not ids:
        yield
        return
    o = columns.orders.c
    with index.in_step(connection, ids):
        yield
        tabs: dict[int, list[str]] = {key: [] for key in ids}
        for start in range(0, len(ids), _AT_ONCE):
            some = _r.order_id.in_(ids[start : start + _AT_ONCE])
            for row in connection.execute(select(_r.order_id, _r.tab).where(some)):
                tabs[row.order_id].append(row.tab)
        counted = [{"key": key, **{f"remarks_{tab}": its.count(tab) for tab in Tab}}
                   for key, its in tabs.items()]  # fmt: skip
        newer = update(columns.orders).where(o.id == bindparam("key")).values(version=o.version + 1)
        connection.execute(newer, counted)
