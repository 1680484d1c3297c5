"""What shifts hand over, at rest: items, who acknowledged them, what a lead passed over."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    case,
    func,
    insert,
    literal,
    select,
    text,
    update,
)  # fmt: skip

from csdesk.model.desk import Actor
from csdesk.model.found import OrderRow
from csdesk.model.handover import (
    HandoverItem,
    ItemOrigin,
    ItemState,
    Override,
    Receipt,
    Urgency,
)  # fmt: skip
from csdesk.store import columns, orders

_i, _r, _v = columns.handover_items.c, columns.handover_receipts.c, columns.handover_overrides.c

_OPEN = text("handover_items.state = 'open'")
_UNRECEIVED = text("handover_receipts.received_at IS NULL")

_MOST_URGENT = case({each.value: n for n, each in enumerate(Urgency)}, value=_i.urgency)

_AT_ONCE = 500


def _read(connection: Connection, asked: Any) -> tuple[HandoverItem, ...]:
    rows = connection.execute(asked).mappings().all()
    known: dict[int, list[Receipt]] = {row["id"]: [] for row in rows}
    keys = list(known)
    for start in range(0, len(keys), _AT_ONCE):
        some = select(columns.handover_receipts).where(
            _r.item_id.in_(keys[start : start + _AT_ONCE])
        )
        for row in connection.execute(some.order_by(_r.item_id, _r.nth)).mappings():
            known[row["item_id"]].append(_receipt(row))
    about = [row["order_id"] for row in rows if row["order_id"] is not None]
    listed: dict[int, OrderRow] = {}
    for start in range(0, len(about), _AT_ONCE):
        found = orders.rows(connection, about[start : start + _AT_ONCE])
        listed |= {row.id: row for row in found}
    return tuple(_item(row, listed.get(row["order_id"]), known[row["id"]]) for row in rows)


def _item(row: RowMapping, order: OrderRow | None, receipts: Sequence[Receipt]) -> HandoverItem:
    return HandoverItem(
        id=row["id"],
        urgency=Urgency(row["urgency"]),
        order_no=row["order_no"],
        order=order,
        topic=row["topic"],
        summary=row["summary"],
        action=row["action"],
        owner=row["owner"],
        due=_moment(row["due"]),
        what_if=row["what_if"],
        origin=ItemOrigin(row["origin"]),
        login=row["login"],
        author=row["author"],
        shift=row["shift"],
        at=_moment(row["at"]),
        state=ItemState(row["state"]),
        receipts=tuple(receipts),
        version=row["version"],
        settled_by=row["settled_by"],
        settled_at=orders.instant(row["settled_at"]),
    )


def _receipt(row: RowMapping) -> Receipt:
    return Receipt(
        row["shift_id"], row["nth"], row["received_by"], orders.instant(row["received_at"]),
        row["read_back"],
    )  # fmt: skip


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


# Looking


def waiting(connection: Connection, limit: int) -> tuple[HandoverItem, ...]:
    """Items that nobody has settled, the most urgent first, then those due first."""
    found = select(columns.handover_items).where(_OPEN)
    return _read(connection, found.order_by(_MOST_URGENT, _i.due, _i.id).limit(limit))


def newest(connection: Connection, limit: int) -> tuple[HandoverItem, ...]:
    """All items, the newest first."""
    found = select(columns.handover_items).order_by(_i.id.desc())
    return _read(connection, found.limit(limit))


def of_order(connection: Connection, order_id: int) -> tuple[HandoverItem, ...]:
    """The items about one order, oldest first."""
    found = select(columns.handover_items).where(_i.order_id == order_id)
    return _read(connection, found.order_by(_i.id))


def one(connection: Connection, key: int) -> HandoverItem | None:
    """One item; None where there is none."""
    found = _read(connection, select(columns.handover_items).where(_i.id == key))
    return next(iter(found), None)


def of_shift(connection: Connection, shift_id: int) -> tuple[HandoverItem, ...]:
    """All that a closed shift handed over: what waits first, the most urgent first."""
    handed = select(_r.item_id).where(_r.shift_id == shift_id)
    waits = select(_r.item_id).where(_r.shift_id == shift_id, _UNRECEIVED)
    first = (_i.id.in_(waits) & (_i.state == ItemState.OPEN.value)).desc()
    found = select(columns.handover_items).where(_i.id.in_(handed))
    return _read(connection, found.order_by(first, _MOST_URGENT, _i.due, _i.id))


def kept_from(connection: Connection, shift_id: int) -> tuple[int, int]:
    """How many items of a closed shift nobody has acknowledged, and how many are critical."""
    critical = func.count().filter(_i.urgency == Urgency.CRITICAL.value)
    counted = (
        select(func.count(), critical)
        .join_from(columns.handover_receipts, columns.handover_items, _i.id == _r.item_id)
        .where(_r.shift_id == shift_id, _UNRECEIVED, _i.state == ItemState.OPEN.value)
    )
    items, of_them = connection.execute(counted).one()
    return int(items), int(of_them)


def carried(connection: Connection, least: int, limit: int) -> tuple[HandoverItem, ...]:
    """Open items that were handed on so often, the most often first."""
    times = (
        select(func.count())
        .select_from(columns.handover_receipts)
        .where(_r.item_id == _i.id)
        .correlate(columns.handover_items)
        .scalar_subquery()
    )
    found = select(columns.handover_items).where(_OPEN, times >= least)
    return _read(connection, found.order_by(times.desc(), _i.id).limit(limit))


def sources(connection: Connection) -> set[tuple[ItemOrigin, int]]:
    """From what the open items were proposed: it is not proposed again."""
    found = select(_i.origin, _i.source_id).where(_OPEN, _i.source_id.is_not(None))
    return {(ItemOrigin(row.origin), row.source_id) for row in connection.execute(found)}


def numbers(connection: Connection) -> dict[str, int]:
    """How many open items each order has that has any, by its number."""
    counted = select(_i.order_no, func.count().label("items")).where(_OPEN, _i.order_no != "")
    rows = connection.execute(counted.group_by(_i.order_no))
    return {row.order_no: row.items for row in rows}


def override(connection: Connection, shift_id: int) -> Override | None:
    """Who opened the work queue although critical items of that shift wait; None for nobody."""
    found = select(columns.handover_overrides).where(_v.shift_id == shift_id)
    row = connection.execute(found).mappings().first()
    return None if row is None else Override(row["name"], row["reason"], _moment(row["at"]))


def sent_as(connection: Connection, client_id: str) -> int | None:
    """The item that a front end sent under this id, if it came before."""
    found: int | None = connection.execute(select(_i.id).where(_i.client_id == client_id)).scalar()
    return found


def order_of(connection: Connection, item_id: int) -> int | None:
    """The key of the order that an item is about; None for a topic."""
    found: int | None = connection.execute(select(_i.order_id).where(_i.id == item_id)).scalar()
    return found


# Changing


def add(connection: Connection, values: Mapping[str, object]) -> int:
    """A new item: the columns of ``handover_items`` without ``id``; its id."""
    made = connection.execute(insert(columns.handover_items).returning(_i.id), dict(values))
    return int(made.scalar_one())


def keep(connection: Connection, item_id: int, values: Mapping[str, object]) -> None:
    """New values of an item, whose version rises."""
    changed = update(columns.handover_items).where(_i.id == item_id)
    connection.execute(changed.values(**values, version=_i.version + 1))


def acknowledge(
    connection: Connection, shift_id: int, item_id: int, actor: Actor, read_back: str
) -> None:
    """Somebody knows of an item that a shift handed over."""
    connection.execute(
        update(columns.handover_receipts)
        .where(_r.shift_id == shift_id, _r.item_id == item_id)
        .values(
            received_login=actor.login, received_by=actor.name, received_at=int(time.time()),
            read_back=read_back,
        )
    )  # fmt: skip


def wait_again(connection: Connection, shift_id: int, item_id: int) -> None:
    """An item that a shift handed over is to be acknowledged anew; who knew of it stays told."""
    handed = update(columns.handover_receipts).where(_r.shift_id == shift_id, _r.item_id == item_id)
    connection.execute(handed.values(received_at=None))


def hand_over(connection: Connection, shift_id: int, item_id: int) -> None:
    """An item that was never handed on goes with a shift that is closed already."""
    connection.execute(
        insert(columns.handover_receipts),
        {
            "shift_id": shift_id, "item_id": item_id, "nth": 1, "received_login": "",
            "received_by": "", "read_back": "",
        },
    )  # fmt: skip


def hand_on(connection: Connection, shift_id: int) -> None:
    """Every open item goes with a shift's report: it has one receipt more, not acknowledged yet."""
    before = select(func.count()).where(_r.item_id == _i.id).correlate(columns.handover_items)
    times: ColumnElement[int] = before.scalar_subquery()
    rows = select(literal(shift_id), _i.id, times + 1, literal(""), literal(""), literal(""))
    names = ["shift_id", "item_id", "nth", "received_login", "received_by", "read_back"]
    connection.execute(insert(columns.handover_receipts).from_select(names, rows.where(_OPEN)))


def pass_over(connection: Connection, shift_id: int, actor: Actor, reason: str) -> None:
    """A lead opens the work queue although critical items of a shift wait."""
    connection.execute(
        insert(columns.handover_overrides),
        {
            "shift_id": shift_id, "login": actor.login, "name": actor.name, "reason": reason,
            "at": int(time.time()),
        },
    )  # fmt: skip
