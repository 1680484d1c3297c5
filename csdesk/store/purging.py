"""Taking personal data away: which orders, and from where.

Words that people wrote about a buyer go whole: nobody can prove that a text names no one. Of the
log the values go with their salts; its digests and links stay, so the chain still verifies.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    TableClause,
    TextClause,
    and_,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from csdesk.model.status import MUST_LEAVE, OrderStatus
from csdesk.rules.numbers import EPOCH
from csdesk.rules.purging import DAY, GONE, NEVER_TOLD_DAYS, UNDERWAY_DAYS
from csdesk.store import columns, index, visible
from csdesk.store.sqlite.lists import among, packed

BLANKED = (
    "name", "account", "nick", "buyer", "phone", "email", "district", "address", "zip",
    "tracking_no", "place", "buyer_message", "market_remark", "closed_reason", "hold_reason",
)  # fmt: skip
"""Columns of ``orders`` that are emptied; province and city stay for counting."""

_OPEN = tuple(each.value for each in (OrderStatus.AWAITING_PAYMENT, *MUST_LEAVE))

_o, _e, _r = columns.orders.c, columns.events.c, columns.remarks.c
_p, _h = columns.purged_orders.c, columns.handover_items.c

WORDS: tuple[tuple[TableClause, tuple[str, ...]], ...] = (
    (columns.remarks, ("text",)),
    (columns.promises, ("text",)),
    (columns.requests, ("reason", "decision")),
    (columns.urges, ("text",)),
    (columns.stops, ("tracking_no",)),
    (columns.cases, ("reason",)),
    (columns.priorities, ("reason",)),
    (columns.marked_rows, ("problem",)),
    (columns.explanations, ("text",)),
    (columns.conflicts, ("base", "ours", "theirs")),
    (columns.handover_items, ("summary", "action", "what_if")),
)
"""Tables with an ``order_id``, and what people or files said there."""

_BELOW: tuple[tuple[TableClause, str, TableClause, tuple[str, ...]], ...] = (
    (columns.remark_versions, "remark_id", columns.remarks, ("text",)),
    (columns.answers, "remark_id", columns.remarks, ("text",)),
    (columns.case_steps, "case_id", columns.cases, ("text", "told")),
    (columns.handover_receipts, "item_id", columns.handover_items, ("read_back",)),
)
"""The same of what hangs on those."""


def due(
    connection: Connection, limits: Mapping[int, int], *, after: int, most: int
) -> tuple[int, ...]:
    """Orders whose time is over and whose data are there, by ascending key.

    Those stay on which somebody still has to do something: open requests, cases, promises, asks
    and hand-over items, money or goods that are owed, parts that have not left.

    Args:
        connection: reading.
        limits: shop -> instant before which its orders were delivered, in epoch seconds.
        after: the key before.
        most: how many.
    """
    if not limits:
        return ()
    limit = case(limits, value=_o.shop_id)
    wanted = select(_o.id).where(
        _o.id > after, _o.shop_id.in_(list(limits)), _o.order_status.not_in(_OPEN),
        *visible.shown(visible.unfinished(connection)),
        func.coalesce(
            _o.finished_at, _o.shipped_at + UNDERWAY_DAYS * DAY,
            case((_o.order_status.in_(("shipped", "completed")),
                  (_o.id // 256) + EPOCH + NEVER_TOLD_DAYS * DAY)),
            _o.paid_at, (_o.id // 256) + EPOCH,
        ) < limit,
        ~select(_p.order_id).where(_p.order_id == _o.id).exists(),
        *(~each.exists() for each in _business()),
    )  # fmt: skip
    return tuple(connection.execute(wanted.order_by(_o.id).limit(most)).scalars())


def _business() -> list[Select[Any]]:
    """What keeps an order: each a question for a row of the order ``_o``."""
    child = columns.orders.alias("child")
    d = columns.owed.c
    waiting: list[tuple[TableClause, TextClause]] = [
        (columns.requests, text(columns.REQUESTED)),
        (columns.promises, text("state = 'open'")),
        (columns.cases, text(columns.OPEN_CASES)),
        (columns.remarks, text(columns.ASKED)),
        (columns.stops, text(columns.TO_STOP)),
        (columns.handover_items, text("state = 'open'")),
    ]
    return [
        *(select(table.c.order_id).where(table.c.order_id == _o.id, open_)
          for table, open_ in waiting),
        select(d.order_id).where(d.order_id == _o.id).group_by(d.order_id)
        .having(func.sum(d.amount) != 0),
        select(child.c.id).where(child.c.parent_id == _o.id, child.c.parent_id != 0,
                                 child.c.order_status.in_(_OPEN)),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken away, for the log."""

    orders: list[tuple[int, str]]
    """Key and number of each."""
    steps: list[int]
    """Steps of the log that were emptied."""


def purge(connection: Connection, ids: Sequence[int], at: int) -> Taken:
    """Take away what stands of the buyers of some orders.

    Args:
        connection: changing.
        ids: from ``due``.
        at: now, in epoch seconds.
    """
    listed = list(ids)
    told = connection.execute(
        select(_o.id, _o.order_no, _o.market_no).where(_o.id.in_(listed)).order_by(_o.id)
    ).all()
    numbers = [number for row in told for number in (row.order_no, row.market_no) if number]
    with index.in_step(connection, ids):
        connection.execute(
            update(columns.orders)
            .where(_o.id.in_(listed))
            .values(**dict.fromkeys(BLANKED, ""), version=_o.version + 1)
        )
        for table, names in WORDS:
            _blank(connection, table, names, table.c.order_id.in_(listed))
    for table, key, above, names in _BELOW:
        those = select(above.c.id).where(above.c.order_id.in_(listed))
        _blank(connection, table, names, table.c[key].in_(those))
    m = columns.marked_rows
    connection.execute(update(m).where(m.c.order_id.in_(listed)).values(cells="[]", marks="[]"))
    raw = columns.raw_orders
    connection.execute(delete(raw).where(raw.c.order_id.in_(listed)))
    steps = _purge_log(connection, listed, numbers)
    drafts = columns.drafts
    connection.execute(delete(drafts).where(drafts.c.order_no.in_(numbers)))
    kept = columns.handover_drafts
    connection.execute(delete(kept).where(kept.c.about.in_(numbers)))
    _purge_rejects(connection, columns.rejects.c.market_no.in_(numbers))
    connection.execute(
        insert(columns.purged_orders), [{"order_id": row.id, "at": at} for row in told]
    )
    return Taken([(row.id, row.order_no) for row in told], steps)


def _blank(
    connection: Connection, table: TableClause, names: Iterable[str], where: ColumnElement[bool]
) -> None:
    """Put ``GONE`` in the place of what stands in some columns."""
    values = {name: case((table.c[name] != "", GONE), else_=table.c[name]) for name in names}
    connection.execute(update(table).where(where).values(**values))


def _purge_log(connection: Connection, ids: Sequence[int], numbers: Sequence[str]) -> list[int]:
    """Empty the values of steps on these orders, also under keys and numbers they had before.

    Returns:
        The steps; the log must name them (``store.emptied``).
    """
    f = columns.former_keys.c
    former = connection.execute(select(f.id).where(f.order_id.in_(ids))).scalars()
    own = _e.order_id.in_([*ids, *former])
    waiting = and_(_e.order_id.is_(None), _e.order_no != "", _e.order_no.in_(numbers))
    steps: list[int] = []
    for which in (own, waiting):
        those = (which, _e.digest.is_not(None), _filled())
        steps += connection.execute(select(_e.seq).where(*those)).scalars()
        connection.execute(
            update(columns.events).where(*those).values(before=None, after=None, salt=None)
        )
    return steps


def _filled() -> ColumnElement[bool]:
    return or_(_e.before.is_not(None), _e.after.is_not(None), _e.salt.is_not(None))


def _purge_rejects(connection: Connection, where: ColumnElement[bool]) -> None:
    """Empty the cells of rows that were refused; which row, column and why stays."""
    r = columns.rejects.c
    found = connection.execute(
        select(r.id, r.facts).where(where, or_(r.value != "", r.cells != "[]"))
    ).all()
    for row in found:
        facts = {name: GONE if isinstance(each, str) else each
                 for name, each in json.loads(row.facts).items()}  # fmt: skip
        connection.execute(
            update(columns.rejects).where(r.id == row.id)
            .values(value=GONE, cells="[]", facts=json.dumps(facts))
        )  # fmt: skip


def texts_before(connection: Connection, at: int) -> tuple[list[int], int]:
    """What nobody took up: remarks whose order never came, and how many drafts.

    Args:
        connection: reading.
        at: epoch seconds before which they were written.
    """
    remarks = select(_r.id).where(_r.order_id.is_(None), _r.at < at, _r.text != GONE)
    d = columns.drafts.c
    drafts = select(func.count()).select_from(columns.drafts).where(d.at < at)
    return list(connection.execute(remarks).scalars()), connection.execute(drafts).scalar_one()


def purge_texts(connection: Connection, remarks: Sequence[int], at: int) -> list[int]:
    """Take those away, and with them old refused rows, hand-over words and other drafts.

    Args:
        connection: changing.
        remarks: from ``texts_before``.
        at: the same instant.

    Returns:
        Steps of the log that were emptied.
    """
    listed = list(remarks)
    numbers = connection.execute(select(_r.order_no).where(_r.id.in_(listed))).scalars().all()
    _blank(connection, columns.remarks, ("text",), _r.id.in_(listed))
    for table in (columns.remark_versions, columns.answers):
        _blank(connection, table, ("text",), table.c.remark_id.in_(listed))
    steps = _purge_log(connection, (), list(numbers))
    for drafts in (columns.drafts, columns.handover_drafts, columns.plan_drafts):
        connection.execute(delete(drafts).where(drafts.c.at < at))
    b = columns.batches.c
    old = select(b.id).where(b.finished_at < at)
    _purge_rejects(connection, columns.rejects.c.batch_id.in_(old))
    alone = and_(_h.order_id.is_(None), _h.state != "open", _h.settled_at < at)
    _blank(connection, columns.handover_items, ("summary", "action", "what_if"), alone)
    receipts = columns.handover_receipts
    those = select(_h.id).where(alone)
    _blank(connection, receipts, ("read_back",), receipts.c.item_id.in_(those))
    return steps


def purged_among(connection: Connection, numbers: Iterable[str]) -> bool:
    """Whether one of these is a number of an order whose data were taken away."""
    wanted = list(numbers)
    found = select(_p.order_id).join_from(
        columns.orders, columns.purged_orders, _p.order_id == _o.id
    )
    for column in (_o.market_no, _o.order_no):
        asked = found.where(among(column, "numbers")).limit(1)
        if connection.execute(asked, {"numbers": packed(wanted)}).first() is not None:
            return True
    return False


def purged_of(connection: Connection, ids: Sequence[int]) -> frozenset[int]:
    """Which of these orders had their data taken away."""
    found = select(_p.order_id).where(_p.order_id.in_(list(ids)))
    return frozenset(connection.execute(found).scalars())
