"""Approved-order files and what they hold, beside what stands approved (S45, S46)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, text

from csdesk.model.downloads import Difference, Side
from csdesk.model.status import OrderStatus, Tab
from csdesk.store import columns, keys
from csdesk.store.batches import TAKEN_IN
from csdesk.store.orders import instant

_o, _d, _f = columns.orders.c, columns.downloads.c, columns.downloaded_orders.c
_b, _s, _x, _e = columns.batches.c, columns.shops.c, columns.explanations.c, columns.events.c

DOWNLOADED = "batch.downloaded"
"""The kind of the step that tells of a new file: ``file`` and how many ``orders``."""

_AT_ONCE = 500

_APPROVED = (
    text(columns.REVIEWED), _o.approved_at.is_not(None), _o.order_status.in_(columns.PASSED),
)  # fmt: skip
"""Orders that stand approved; the first condition is that of their index."""


def approved(connection: Connection, batch_id: int) -> list[int]:
    """Keys of the orders of an import that stand approved, in the order of their approval."""
    found = select(_o.id).where(*_APPROVED, _o.batch_id == batch_id)
    return list(connection.execute(found.order_by(_o.approved_at, _o.id)).scalars())


def versions(connection: Connection, ids: Sequence[int]) -> list[int]:
    """Versions of orders, in the order of their keys."""
    return [row.version for row in _orders(connection, sorted(ids), _o.version)]


def held(connection: Connection, batch_id: int) -> list[int]:
    """Keys of the orders of an import that are held."""
    found = select(_o.id).where(
        text(columns.REVIEWED), _o.batch_id == batch_id, _o.order_status == OrderStatus.HELD.value
    )
    return list(connection.execute(found.order_by(_o.id)).scalars())


def downloaded(connection: Connection, batch_id: int) -> list[int]:
    """Keys of the orders that stand in files of an import."""
    found = (
        select(_f.order_id)
        .join_from(columns.downloads, columns.downloaded_orders, _f.download_id == _d.id)
        .where(_d.batch_id == batch_id)
        .distinct()
    )
    return list(connection.execute(found.order_by(_f.order_id)).scalars())


def changed(connection: Connection, batch_id: int) -> list[int]:
    """Keys of the orders that an import changed."""
    found = select(keys.now_of(_e.order_id)).where(
        text(columns.CHANGED), _e.batch_id == batch_id, _e.order_id.is_not(None)
    )
    return sorted(set(connection.execute(found).scalars()))


def counts(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """Approved, held and downloaded orders of imports, by import."""
    status = _o.order_status
    reviewed = connection.execute(
        select(
            _o.batch_id,
            func.count().filter(status.in_(columns.PASSED), _o.approved_at.is_not(None)),
            func.count().filter(status == OrderStatus.HELD.value),
        )
        .where(text(columns.REVIEWED), _o.batch_id.in_(ids))
        .group_by(_o.batch_id)
    )
    both = {batch: (passed, stopped) for batch, passed, stopped in reviewed}
    written = connection.execute(
        select(_d.batch_id, func.count(_f.order_id.distinct()))
        .join_from(columns.downloads, columns.downloaded_orders, _f.download_id == _d.id)
        .where(_d.batch_id.in_(ids))
        .group_by(_d.batch_id)
    )
    files = {row[0]: row[1] for row in written}
    return {each: (*both.get(each, (0, 0)), files.get(each, 0)) for each in ids}


def differences(connection: Connection, batch_id: int) -> tuple[Difference, ...]:
    """The orders that stand approved and in no file, or in a file and no longer approved."""
    passed, written = set(approved(connection, batch_id)), set(downloaded(connection, batch_id))
    if passed == written:
        return ()
    sides = dict.fromkeys(passed - written, Side.MISSING)
    sides |= dict.fromkeys(written - passed, Side.EXTRA)
    told = {(row.order_id, row.side): row for row in connection.execute(
        select(columns.explanations, columns.people.c.name)
        .join_from(columns.explanations, columns.people, columns.people.c.login == _x.login,
                   isouter=True)
        .where(_x.batch_id == batch_id)
    )}  # fmt: skip
    made = []
    for row in _orders(connection, sorted(sides), _o.id, _o.order_no, _o.order_status):
        side = sides[row.id]
        words = told.get((row.id, side))
        made.append(
            Difference(row.order_no, side, OrderStatus(row.order_status))
            if words is None
            else Difference(row.order_no, side, OrderStatus(row.order_status), words.text,
                            words.name or words.login, instant(words.at))
        )  # fmt: skip
    return tuple(made)


def explain(
    connection: Connection,
    batch_id: int,
    order_id: int,
    side: Side,
    words: str,
    login: str,
    at: int,
) -> None:
    """Keep why an order stands on one side only; a newer explanation takes the place of the old."""
    x = columns.explanations
    where = (_x.batch_id == batch_id, _x.order_id == order_id, _x.side == side.value)
    connection.execute(x.delete().where(*where))
    values = {"batch_id": batch_id, "order_id": order_id, "side": side.value, "text": words,
              "login": login, "at": at}  # fmt: skip
    connection.execute(insert(x), values)


def add(
    connection: Connection, batch_id: int, name: str, file: str, login: str, at: int,
    orders: Sequence[int],
) -> None:  # fmt: skip
    """Note a file and the orders in it."""
    made = insert(columns.downloads).returning(_d.id)
    values = {"batch_id": batch_id, "name": name, "file": file, "login": login, "at": at}
    download = connection.execute(made, values).scalar_one()
    rows = [{"download_id": download, "order_id": each} for each in orders]
    connection.execute(insert(columns.downloaded_orders), rows)


def files(connection: Connection, batch_id: int) -> list[tuple[int, str]]:
    """The files of an import, each with its id, the oldest first."""
    found = select(_d.id, _d.file).where(_d.batch_id == batch_id).order_by(_d.id)
    return [(row.id, row.file) for row in connection.execute(found)]


class Sent(NamedTuple):
    """A file that a front end had written."""

    batch_id: int
    file: str


def sent_as(connection: Connection, client_id: str) -> Sent | None:
    """The file that a front end asked for under this id, if it was written."""
    if not client_id:
        return None
    found = select(_e.batch_id, _e.after).where(_e.client_id == client_id, _e.kind == DOWNLOADED)
    step = connection.execute(found).first()
    if step is None:
        return None
    return Sent(step.batch_id, json.loads(step.after)["file"].removesuffix(".csv"))


def orders_in(connection: Connection, download_id: int) -> list[int]:
    """Keys of the orders in a file."""
    found = select(_f.order_id).where(_f.download_id == download_id)
    return list(connection.execute(found).scalars())


def times_named(connection: Connection, name: str) -> int:
    """How many files have been given a name."""
    counted = select(func.count()).select_from(columns.downloads).where(_d.name == name)
    return int(connection.execute(counted).scalar_one())


@dataclass(frozen=True, slots=True)
class Origin:
    """What the name of an import's file is made of."""

    batch_id: int
    site: str
    day: str
    """As the export's name tells it, ``2026-11-22``; empty where it does not."""
    ordinal: int
    received_at: int
    earlier: tuple[tuple[str, int], ...]
    """Day and time of arrival of each import of the same site that brought orders before it."""


def origin(connection: Connection, batch_id: int) -> Origin | None:
    """Where an import came from; of a pair the half that brought the orders. None for none."""
    both = (
        select(columns.batches, _s.site)
        .join_from(columns.batches, columns.shops, _s.id == _b.shop_id, isouter=True)
        .where((_b.id == batch_id) | (_b.pair == batch_id), _b.state.in_(TAKEN_IN))
        .order_by(_b.orders_new + _b.orders_changed + _b.orders_unchanged == 0, _b.id)
    )
    row = connection.execute(both).first()
    if row is None:
        return None
    site = row.site or ""
    counted = _b.orders_new + _b.orders_changed + _b.orders_unchanged > 0
    earlier = connection.execute(
        select(_b.day, _b.received_at)
        .join_from(columns.batches, columns.shops, _s.id == _b.shop_id)
        .where(_s.site == site, _b.id < row.id, counted, _b.state.in_(TAKEN_IN))
    )
    return Origin(row.id, site, row.day, row.ordinal, row.received_at,
                  tuple((each.day, each.received_at) for each in earlier))  # fmt: skip


def unwritten(connection: Connection, ids: Sequence[int]) -> list[int]:
    """Which of these imports have approved orders that stand in no file."""
    counted = counts(connection, ids)
    open_ones = [each for each in ids if counted[each][0]]
    return [each for each in open_ones
            if set(approved(connection, each)) - set(downloaded(connection, each))]  # fmt: skip


@dataclass(slots=True)
class Parcel:
    """What shipping needs of one order."""

    order: Mapping[str, Any]
    lines: list[Mapping[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """For shipping, oldest first."""


def parcels(connection: Connection, ids: Sequence[int]) -> list[Parcel]:
    """Orders as shipping needs them, in the order of ``ids``."""
    found: dict[int, Parcel] = {}
    lines, m = columns.lines, columns.remarks.c
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        of_shop = select(columns.orders, _s.name.label("shop")).join_from(
            columns.orders, columns.shops, _s.id == _o.shop_id
        )
        for row in connection.execute(of_shop.where(_o.id.in_(some))).mappings():
            found[row["id"]] = Parcel(dict(row))
        told = select(lines).where(lines.c.order_id.in_(some))
        for row in connection.execute(told.order_by(lines.c.order_id, lines.c.line_no)).mappings():
            found[row["order_id"]].lines.append(dict(row))
        said = select(m.order_id, m.text).where(m.order_id.in_(some), m.tab == Tab.SHIPPING.value)
        for order_id, words in connection.execute(said.order_by(m.id)):
            found[order_id].remarks.append(words)
    return [found[each] for each in ids]


def _orders(
    connection: Connection, ids: Sequence[int], *wanted: ColumnElement[Any]
) -> list[Row[*tuple[Any, ...]]]:
    found: list[Row[*tuple[Any, ...]]] = []
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        found += connection.execute(select(*wanted).where(_o.id.in_(some)).order_by(_o.id)).all()
    return found
