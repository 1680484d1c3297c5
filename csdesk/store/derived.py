"""Orders made from others: finding a family, and putting a new member in (S12, S13, S17)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, literal, select, text, update

from csdesk.model.intake import Value
from csdesk.model.log import Event
from csdesk.model.status import OrderStatus
from csdesk.rules.family import undone
from csdesk.rules.numbers import family_root
from csdesk.store import columns, index, keys, log
from csdesk.store.changing import Standing, standing

_o, _l, _e = columns.orders.c, columns.lines.c, columns.events.c
_d = columns.downloaded_orders.c

SPLIT = "order.split"
"""The kind of the step that makes parts, on the order and on each of them."""

_DERIVED = text(columns.DERIVED)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an order's family."""

    id: int
    order_no: str
    order_status: OrderStatus
    parent_id: int
    undone: bool


def family(connection: Connection, order_no: str) -> tuple[Member, ...]:
    """All orders of a family, generation by generation, the one an import brought first.

    Args:
        connection: reading or changing.
        order_no: desk number of any of them.
    """
    root = (
        select(_o.id.label("id"), literal(0).label("depth"))
        .where(_o.order_no == family_root(order_no))
        .cte("family", recursive=True)
    )
    made = (
        select(_o.id, root.c.depth + 1)
        .select_from(columns.orders.join(root, _o.parent_id == root.c.id))
        .where(_DERIVED)
    )
    all_of = root.union_all(made)
    found = connection.execute(
        select(_o.id, _o.order_no, _o.order_status, _o.parent_id, _o.closed_reason)
        .join_from(all_of, columns.orders, _o.id == all_of.c.id)
        .order_by(all_of.c.depth, _o.id)
    ).mappings()
    return tuple(
        Member(
            row["id"], row["order_no"], OrderStatus(row["order_status"]), row["parent_id"],
            undone(dict(row)),
        )
        for row in found
    )  # fmt: skip


def children(connection: Connection, order_id: int) -> tuple[Standing, ...]:
    """The orders that were made from one, as they stand, oldest key first."""
    found = select(_o.id).where(_o.parent_id == order_id, _DERIVED).order_by(_o.id)
    there = standing(connection, list(connection.execute(found).scalars()))
    return tuple(there.values())


def put(
    connection: Connection, values: Mapping[str, Value], lines: Mapping[int, Mapping[str, Value]]
) -> Standing:
    """A new order, made from another.

    Args:
        connection: changing.
        values: all columns of ``orders`` but ``id``.
        lines: line number -> all columns of ``lines`` but ``order_id`` and ``line_no``.

    Returns:
        The order; its key is the next free one behind its parent's, since it stands in lists
        where the customer placed it.
    """
    (key,) = keys.free(connection, [int(values["parent_id"] or 0) + 1])
    with index.in_step(connection, [key]):
        connection.execute(insert(columns.orders), {**values, "id": key})
        _put_lines(connection, key, lines)
    return standing(connection, [key])[key]


def put_anew(
    connection: Connection,
    now: Standing,
    values: Mapping[str, Value],
    lines: Mapping[int, Mapping[str, Value]],
) -> Standing:
    """Give an order that was taken back its number's work again, with other values and lines.

    The arguments are those of ``put``; its remarks and its log go on.
    """
    kept = ("remarks_internal", "remarks_finance", "remarks_shipping")
    fresh = {name: value for name, value in values.items() if name not in kept}
    with index.in_step(connection, [now.id]):
        fresh["version"] = now.version + 1
        connection.execute(update(columns.orders).where(_o.id == now.id).values(fresh))
        connection.execute(delete(columns.lines).where(_l.order_id == now.id))
        _put_lines(connection, now.id, lines)
    return standing(connection, [now.id])[now.id]


def _put_lines(connection: Connection, key: int, lines: Mapping[int, Mapping[str, Value]]) -> None:
    rows = [{**line, "order_id": key, "line_no": line_no} for line_no, line in lines.items()]
    if rows:
        connection.execute(insert(columns.lines), rows)


def files_with(connection: Connection, order_id: int) -> tuple[str, ...]:
    """Approved-order files that an order stands in, without their ending, the oldest first."""
    f = columns.downloads.c
    found = select(f.file).join_from(columns.downloads, columns.downloaded_orders,
                                     _d.download_id == f.id)  # fmt: skip
    return tuple(connection.execute(found.where(_d.order_id == order_id).order_by(f.id)).scalars())


def steps(connection: Connection, order_id: int) -> tuple[Event, ...]:
    """The steps that changed an order, oldest first; remarks and refusals are none."""
    found = log.latest(connection, order_id, limit=-1)
    return tuple(step for step in reversed(found) if not step.kind.startswith("remark."))


def made_by(connection: Connection, client_id: str) -> str:
    """The number that a change gave, which a front end sent under this id before."""
    found = connection.execute(select(_e.after).where(_e.client_id == client_id)).scalar_one()
    return str((json.loads(found or "{}")).get("made", ""))
