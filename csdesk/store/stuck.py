"""Orders made from others that do not get on, and split orders that are not right (I8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, and_, exists, func, or_, select, text

from csdesk.model.family import Stuck, StuckKind
from csdesk.model.status import OrderStatus, PaymentStatus
from csdesk.store import columns, keys
from csdesk.store.derived import SPLIT
from csdesk.store.loading import ALERT

_o, _e = columns.orders.c, columns.events.c
_parents = columns.orders.alias("parent")
_p = _parents.c

_BY_DERIVED = text(f"orders.{columns.DERIVED}")
"""As the index has it, where the table stands twice in a question."""

WAITING = (OrderStatus.AWAITING_REVIEW, OrderStatus.HELD)
IN_WORK = (*WAITING, OrderStatus.AWAITING_PAYMENT, OrderStatus.APPROVED, OrderStatus.PARTLY_SHIPPED)
LEFT = (OrderStatus.SHIPPED, OrderStatus.COMPLETED)
IDLE = (OrderStatus.CLOSED, OrderStatus.FRAUD)
MONEY_GONE = (
    PaymentStatus.REFUND_REQUESTED, PaymentStatus.REFUNDED, PaymentStatus.CHARGEBACK,
    PaymentStatus.FRAUD,
)  # fmt: skip


def stuck(connection: Connection, before: int, waits: str) -> tuple[Stuck, ...]:
    """What is stuck, the longest first.

    Args:
        connection: reading.
        before: epoch seconds; orders that were made later may still wait.
        waits: how the reason begins for which a part waits for its goods.
    """
    told = [*_late(connection, before, waits), *_originals(connection)]
    return tuple(sorted(told, key=lambda each: (each.since, each.order_no)))


def _late(connection: Connection, before: int, waits: str) -> Iterator[Stuck]:
    """Orders made from others that wait, or are gifts of orders that have not left."""
    # A part is made anew each time its order is split anew.
    split = func.max(_e.at).filter(_e.kind == SPLIT)
    made = (
        select(func.coalesce(split, func.min(_e.at))).where(keys.steps_of(_o.id)).scalar_subquery()
    )
    sent_again = and_(_o.order_no.like("RE%"), _o.order_status.in_(WAITING))
    part = and_(
        _o.order_status == OrderStatus.HELD, _o.hold_reason.startswith(waits, autoescape=True)
    )
    gift = and_(_o.order_no.like("G%"), _o.order_status.in_(IN_WORK), _p.order_status.not_in(LEFT))
    found = connection.execute(
        select(
            _o.order_no, _o.order_status, made.label("at"), _p.order_no.label("parent_no"),
            sent_again.label("sent_again"), part.label("part"),
        )
        .join_from(columns.orders, _parents, _p.id == _o.parent_id)
        .where(_BY_DERIVED, or_(sent_again, part, gift))
    )  # fmt: skip
    for row in found:
        kind = (
            StuckKind.PART if row.part else StuckKind.RESHIP if row.sent_again else StuckKind.GIFT
        )
        if (row.at or 0) // 1_000_000 <= before:
            yield _told(row, kind)


def _originals(connection: Connection) -> Iterator[Stuck]:
    """Orders that have parts and are in work too, or have none in work, or the market ended."""
    split = _p.order_status == OrderStatus.SPLIT
    alive = func.sum(_o.order_status.not_in(IDLE))
    working = func.sum(_o.order_status.in_(IN_WORK))
    changed = select(func.max(_e.at)).where(keys.steps_of(_p.id)).scalar_subquery()
    alert = exists(select(_e.seq).where(keys.steps_of(_p.id), _e.kind == ALERT))
    found = connection.execute(
        select(
            _p.order_no, _p.order_status, changed.label("at"), _p.order_no.label("parent_no"),
            split.label("split"), alive.label("alive"),
        )
        .join_from(columns.orders, _parents, _p.id == _o.parent_id)
        .where(_BY_DERIVED, _o.order_no.like("OSP%"))
        .group_by(_p.id)
        .having(
            or_(
                and_(_p.order_status.in_(IN_WORK), alive > 0),
                and_(split, alive == 0),
                and_(split, working > 0, or_(_p.payment_status.in_(MONEY_GONE), alert)),
            )
        )
    )  # fmt: skip
    for row in found:
        kind = StuckKind.MARKET if row.alive else StuckKind.PARTLESS
        yield _told(row, kind if row.split else StuckKind.ORIGINAL)


def _told(row: Row[*tuple[object, ...]], kind: StuckKind) -> Stuck:
    found = row._mapping
    return Stuck(
        order_no=found["order_no"],
        kind=kind,
        order_status=OrderStatus(found["order_status"]),
        since=datetime.fromtimestamp((found["at"] or 0) // 1_000_000, UTC),
        parent_no=found["parent_no"],
    )
