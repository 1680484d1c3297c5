"""Who asks for items, in the order in which they are served; read for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, func, select, tuple_

from csdesk.rules.allocation import Claim
from csdesk.rules.demand import OPEN, Stage
from csdesk.rules.masking import masked_values
from csdesk.rules.verdicts import Supply
from csdesk.store import columns
from csdesk.store.sight import sight
from csdesk.store.sqlite.lists import among, packed
from csdesk.store.stock import DISCONTINUED, instant

if TYPE_CHECKING:
    from csdesk.model.stock import Call
    from csdesk.store.changing import Standing

_d, _o, _p = columns.demand.c, columns.orders.c, columns.promises.c
_s, _i = columns.stock_totals.c, columns.items.c

_asks = _d.stage != Stage.WITHDRAWN

Row = dict[str, Any]


def claims(
    connection: Connection, keys: Sequence[str], *stages: Stage, limit: int | None = None
) -> dict[str, list[Claim]]:
    """The lines that ask for items, by item, in the order in which they are served."""
    asked = (
        select(_d.key, -_d.rank, _d.since, _d.order_no, _d.line_no, _d.quantity)
        .where(among(_d.key, "keys"), _d.stage.in_(stages))
        .order_by(_d.key, _d.stage, _d.rank, _d.since, _d.order_no, _d.line_no)
        .limit(limit)
    )
    queues: dict[str, list[Claim]] = {}
    for key, *claim in connection.execute(asked, {"keys": packed(keys)}):
        queues.setdefault(key, []).append(Claim(*claim))
    return queues


_TURN = (_d.rank, _d.since, _d.order_no, _d.line_no)
"""What lines of one stage are sorted by."""


def stretch(connection: Connection, key: str, first: int, limit: int) -> tuple[list[Claim], int]:
    """Some lines of the queue of an item, and the pieces before them.

    Args:
        connection: reading.
        key: of the item.
        first: lines before them.
        limit: lines.
    """
    approved = (_d.key == key, _d.stage == Stage.APPROVED)
    before = select(_d.quantity).where(*approved).order_by(*_TURN).limit(first).subquery()
    pieces = connection.execute(select(func.coalesce(func.sum(before.c.quantity), 0)))
    asked = select(-_d.rank, _d.since, _d.order_no, _d.line_no, _d.quantity).where(*approved)
    found = connection.execute(asked.order_by(*_TURN).offset(first).limit(limit))
    return [Claim(*row) for row in found], int(pieces.scalar_one())


def covered(connection: Connection, key: str, pieces: int) -> int:
    """How many lines of the queue of an item so many pieces are enough for."""
    upto = func.sum(_d.quantity).over(order_by=_TURN)
    line = select(upto.label("upto")).where(_d.key == key, _d.stage == Stage.APPROVED).subquery()
    asked = select(func.count()).select_from(line).where(line.c.upto <= pieces)
    return int(connection.execute(asked).scalar_one())


def ahead(connection: Connection, key: str, claim: Claim | None = None) -> tuple[int, int]:
    """Lines and pieces before a line in the queue of an item; of all of it without a line."""
    told: dict[str, object] = {"key": key}
    if claim is not None:
        told |= dict(zip(_NAMES, claim.turn, strict=True))
    lines, pieces = connection.execute(_ahead(of_line=claim is not None), told).one()
    return int(lines), int(pieces)


_NAMES = ("rank", "since", "order_no", "line_no")


@cache
def _ahead(*, of_line: bool) -> Any:
    asked = select(func.count(), func.coalesce(func.sum(_d.quantity), 0)).where(
        _d.key == bindparam("key"), _d.stage == Stage.APPROVED
    )
    turn = tuple_(*(bindparam(name) for name in _NAMES))
    return asked.where(tuple_(*_TURN) < turn) if of_line else asked


def first_of(connection: Connection, key: str, order_no: str) -> Claim | None:
    """The first line of an order in the queue of an item; None where it has none."""
    asked = (
        select(-_d.rank, _d.since, _d.order_no, _d.line_no, _d.quantity)
        .join_from(columns.orders, columns.demand, _d.order_id == _o.id)
        .where(_o.order_no == order_no, _d.key == key, _d.stage == Stage.APPROVED)
        .order_by(*_TURN)
        .limit(1)
    )
    row = connection.execute(asked).first()
    return None if row is None else Claim(*row)


def lines_of(connection: Connection, key: str) -> int:
    """How many lines ask for an item and have not left."""
    return count(connection, key, OPEN)


def count(connection: Connection, key: str, stages: Sequence[Stage]) -> int:
    """How many lines of some stages ask for an item."""
    asked = select(func.count()).where(_d.key == key, _d.stage.in_(stages))
    return int(connection.execute(asked.select_from(columns.demand)).scalar_one())


def of_order(connection: Connection, order_id: int) -> list[dict[str, Any]]:
    """What the lines of an order ask for, and which of them have left: rows of ``demand``."""
    return of_orders(connection, [order_id])[order_id]


def of_orders(connection: Connection, order_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The same of several orders, by key."""
    asked = select(columns.demand).where(among(_d.order_id, "ids"), _asks).order_by(_d.line_no)
    found: dict[int, list[dict[str, Any]]] = {order_id: [] for order_id in order_ids}
    for row in connection.execute(asked, {"ids": packed(order_ids)}).mappings():
        found[row["order_id"]].append(dict(row))
    return found


def asking(connection: Connection, numbers: Sequence[str]) -> dict[str, Row]:
    """Of orders by number: key, name, telephone, account and status, for lists of who waits."""
    asked = select(_o.id, _o.order_no, _o.name, _o.phone, _o.account, _o.order_status)
    found = connection.execute(
        asked.where(among(_o.order_no, "numbers")), {"numbers": packed(numbers)}
    ).mappings()
    seen = sight(connection)
    return {row["order_no"]: masked_values(dict(row), seen) for row in found}


def ids(connection: Connection, numbers: Sequence[str]) -> list[int]:
    """The keys of orders."""
    asked = select(_o.id).where(among(_o.order_no, "numbers"))
    return list(connection.execute(asked, {"numbers": packed(numbers)}).scalars())


def numbers(connection: Connection, order_ids: Sequence[int]) -> dict[int, str]:
    """The numbers of orders, by their keys."""
    asked = select(_o.id, _o.order_no).where(among(_o.id, "ids"))
    rows = connection.execute(asked, {"ids": packed(order_ids)})
    return {row.id: row.order_no for row in rows}


def promised(connection: Connection, numbers: Sequence[str]) -> dict[str, datetime]:
    """Until when customers were told that orders ship: number -> the earliest open promise."""
    found = connection.execute(
        select(_o.order_no, _p.due)
        .join_from(columns.orders, columns.promises, _p.order_id == _o.id)
        .where(among(_o.order_no, "numbers"), _p.state == "open", _p.kind == "ship")
        .order_by(_p.due.desc()),
        {"numbers": packed(numbers)},
    )
    return {row.order_no: instant(row.due) for row in found}


def supplies(
    connection: Connection, keys: Sequence[str], called: Mapping[str, Call]
) -> dict[str, Supply]:
    """Where items come from.

    Args:
        connection: reading.
        keys: of the items.
        called: the call in force of those that have one.
    """
    found = {key: Supply(call=called.get(key)) for key in keys}
    gone = _gone_since(connection, [call for call in called.values() if call.quantity])
    for row in connection.execute(_supplies(), {"keys": packed(keys)}):
        call = called.get(row.key)
        found[row.key] = Supply(
            sellable=row.sellable,
            inbound=row.inbound,
            known=row.sku is not None,
            discontinued=bool(row.discontinued),
            call=call,
            came=_came(call, row, gone.get(row.key, 0)) if call else 0,
        )
    return found


def _came(call: Call, total: Any, gone: int) -> int:
    """Pieces that came in since a call: what is there now and has left since, less what was."""
    if total.available is None:
        return 0
    return max(int(total.available + total.allocated) + gone - (call.there or 0), 0)


def _gone_since(connection: Connection, told: Sequence[Call]) -> dict[str, int]:
    """Pieces that left since calls, by item."""
    if not told:
        return {}
    k = columns.stock_calls.c
    asked = (
        select(_d.key, func.sum(_d.quantity))
        .join_from(columns.stock_calls, columns.demand, _d.key == k.key)
        .where(among(k.id, "ids"), _d.stage == Stage.LEFT, _d.rank == 0, _d.since > k.at)
        .group_by(_d.key)
    )
    ids = {"ids": packed([call.id for call in told])}
    return {key: int(pieces) for key, pieces in connection.execute(asked, ids)}


@cache
def _supplies() -> Any:
    joined = columns.stock_totals.outerjoin(columns.items, _i.key == _s.key)
    return (
        select(
            _s.key,
            _s.sellable,
            _s.inbound,
            _s.available,
            _s.allocated,
            _i.sku,
            DISCONTINUED.label("discontinued"),
        )
        .select_from(joined)
        .where(among(_s.key, "keys"))
    )


def discontinued(
    connection: Connection, orders: Mapping[int, Standing]
) -> dict[int, frozenset[int]]:
    """Lines whose item is not bought any more: order -> line numbers."""
    asked = (
        select(_d.order_id, _d.line_no)
        .join_from(columns.demand, columns.items, _i.key == _d.key)
        .where(among(_d.order_id, "ids"), _asks, DISCONTINUED)
    )
    found: dict[int, frozenset[int]] = {key: frozenset() for key in orders}
    for row in connection.execute(asked, {"ids": packed(list(orders))}):
        found[row.order_id] |= {row.line_no}
    return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """What some orders want of one item."""

    available: int | None
    """Pieces that are left when everybody approved has theirs; None where no file tells."""
    discontinued: bool
    claims: list[Claim]


def wanted(connection: Connection, ids: Sequence[int]) -> dict[str, Wanted]:
    """What orders that await review want together, by item.

    Args:
        connection: reading.
        ids: of the orders.
    """
    asked = (
        select(_d.key, -_d.rank, _d.since, _d.order_no, _d.line_no, _d.quantity,
               _s.available, DISCONTINUED.label("discontinued"))
        .join_from(columns.demand, columns.stock_totals, _s.key == _d.key)
        .outerjoin(columns.items, _i.key == _d.key)
        .where(among(_d.order_id, "ids"), _d.stage == Stage.AWAITING)
    )  # fmt: skip
    found: dict[str, Wanted] = {}
    for key, *claim, available, gone in connection.execute(asked, {"ids": packed(list(ids))}):
        item = found.setdefault(key, Wanted(available, bool(gone), []))
        item.claims.append(Claim(*claim))
    return found


def left_for(
    connection: Connection, orders: Mapping[int, Standing]
) -> dict[int, dict[int, int | None]] | None:
    """Pieces that are left for lines when everybody approved has theirs: order -> line -> pieces.

    None for a line of which no file tells; None for all where no stock file was ever taken in.
    Of several lines of one order about one item the first has the first pieces.
    """
    if connection.execute(select(_i.key).limit(1)).first() is None:
        return None
    asked = connection.execute(
        select(_d.order_id, _d.line_no, _d.key, _d.stage, _d.quantity, _s.available)
        .join_from(columns.demand, columns.stock_totals, _s.key == _d.key)
        .where(among(_d.order_id, "ids"), _asks)
        .order_by(_d.order_id, _d.line_no),
        {"ids": packed(list(orders))},
    ).all()  # fmt: skip
    own: dict[tuple[int, str], int] = {}
    for row in asked:
        if row.stage == Stage.APPROVED:  # what it has itself is not taken by others
            own[row.order_id, row.key] = own.get((row.order_id, row.key), 0) + row.quantity
    found: dict[int, dict[int, int | None]] = {key: {} for key in orders}
    taken: dict[tuple[int, str], int] = {}
    for row in asked:
        whose = row.order_id, row.key
        before = taken.get(whose, 0) - own.get(whose, 0)
        left = None if row.available is None else max(row.available - before, 0)
        found[row.order_id][row.line_no] = left
        taken[whose] = taken.get(whose, 0) + row.quantity
    return found
