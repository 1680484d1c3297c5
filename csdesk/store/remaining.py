"""What is left undone now: counted, and the oldest of it named (F45, I9).

No row tells what a customer or colleague wrote: a report is kept for ever, such words are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    exists,
    func,
    or_,
    select,
    text,
    union_all,
)

from csdesk.model.downloads import Side
from csdesk.model.handover import ItemState, Urgency
from csdesk.model.reports import Left, ReportItem, ReportList, ReportRow
from csdesk.model.status import RemarkState, Tab
from csdesk.rules.verdicts import counts_still
from csdesk.store import cases, columns, purchasing, requests, stock, stuck, visible

_r, _o, _a = columns.remarks.c, columns.orders.c, columns.answers.c
_p, _d, _n = columns.promises.c, columns.drafts.c, columns.people.c
_w, _f, _x, _b = (
    columns.downloads.c, columns.downloaded_orders.c, columns.explanations.c, columns.batches.c,
)  # fmt: skip
_h, _t = columns.handover_items.c, columns.handover_receipts.c

NEWEST_IMPORTS = 200
"""Imports whose counts are looked at: those that the ledger lists."""


_order = partial(ReportRow, is_order=True)


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _listed(
    connection: Connection,
    question: Any,
    conditions: Sequence[Any],
    order: Sequence[Any],
    most: int,
) -> tuple[int, Sequence[Row[Any]]]:
    """How many rows meet conditions, and the first of them."""
    rows = connection.execute(question.where(*conditions).order_by(*order).limit(most)).all()
    if len(rows) < most:
        return len(rows), rows
    counted = question.where(*conditions).with_only_columns(
        func.count(), maintain_column_froms=True
    )
    return int(connection.execute(counted).scalar_one()), rows


# --- what is asked -------------------------------------------------------------------------------


def asks(connection: Connection, most: int) -> dict[Left, ReportList]:
    """What departments have to do, and what they asked back; the longest waiting first."""
    handed = (RemarkState.ASKED, RemarkState.QUERY)
    moved = (
        select(func.max(_a.at)).where(_a.remark_id == _r.id, _a.state.in_(handed)).scalar_subquery()
    )
    since = func.coalesce(moved, _r.at).label("since")
    question = (
        select(func.coalesce(_o.order_no, _r.order_no).label("about"), _r.author, since, _r.tab)
        .select_from(columns.remarks.outerjoin(columns.orders, _o.id == _r.order_id))
    )  # fmt: skip
    hidden = visible.unfinished(connection)
    there = [or_(_r.order_id.is_(None), _o.batch_id.not_in(hidden))] if hidden else []
    query = _r.state == RemarkState.QUERY
    which = {
        Left.FINANCE: (_r.tab == Tab.FINANCE, ~query),
        Left.SHIPPING: (_r.tab == Tab.SHIPPING, ~query),
        Left.QUERIES: (query,),
    }
    found = {}
    for left, conditions in which.items():
        open_now = [text(columns.ASKED.replace("state", "remarks.state")), *conditions, *there]
        count, rows = _listed(connection, question, open_now, (since, _r.id), most)
        found[left] = ReportList.of(
            count,
            tuple(_order(row.about, row.author, _moment(row.since), word=row.tab)
                  for row in rows),
        )  # fmt: skip
    return found


def promises(connection: Connection, now: int, most: int) -> dict[Left, ReportList]:
    """Promises that nobody has decided, those due first."""
    question = select(_o.order_no, _p.author, _p.at, _p.due, _p.kind).join_from(
        columns.promises, columns.orders, _o.id == _p.order_id
    )
    found = {}
    for left, when in ((Left.OVERDUE, _p.due < now), (Left.PROMISES, _p.due >= now)):
        # The partial index is used only where its condition stands in the question.
        still_open = [text("promises.state = 'open'"), when]
        count, rows = _listed(connection, question, still_open, (_p.due, _p.id), most)
        found[left] = ReportList.of(
            count,
            tuple(_order(row.order_no, row.author, _moment(row.at), _moment(row.due),
                            word=row.kind) for row in rows),
        )  # fmt: skip
    return found


def cases_and_requests(connection: Connection, most: int) -> dict[Left, ReportList]:
    """After-sale cases and requests to leads on which somebody has to do something."""
    waiting = cases.waiting(connection, most)
    asked = requests.waiting(connection, most)
    return {
        Left.CASES: ReportList.of(
            max(cases.count_waiting(connection), len(waiting)),
            tuple(_order(c.order_no, c.author, c.since, word=c.waits_on) for c in waiting),
        ),
        Left.REQUESTS: ReportList.of(
            max(requests.count_waiting(connection), len(asked)),
            tuple(_order(r.order_no, r.author, r.at, word=r.kind) for r in asked),
        ),
    }


# --- goods ---------------------------------------------------------------------------------------


def shortages(connection: Connection, now: datetime, most: int) -> ReportList:
    """Items of which there is too little and about which nobody has called, or too long ago.

    Args:
        connection: reading.
        now: in the desk's zone, where days end.
        most: items that are named.
    """
    short = purchasing.short_of(connection)
    called = purchasing.last_calls(connection, short)
    uncalled = [key for key in short if not counts_still(called.get(key), now)]
    listed = _items(connection, uncalled[:most])
    return ReportList.of(len(uncalled), listed)


def _items(connection: Connection, keys: Sequence[str]) -> tuple[ReportRow, ...]:
    found = stock.items(connection, keys)
    return tuple(
        ReportRow(found[key].name, found[key].supplier,
                  counts={"pieces": found[key].numbers.shortage or 0})
        for key in keys
    )  # fmt: skip


def stuck_orders(connection: Connection, before: int, waits: str, most: int) -> ReportList:
    """Orders made from others that do not get on; arguments as for ``stuck.stuck``."""
    found = stuck.stuck(connection, before, waits)
    rows = (_order(each.order_no, at=each.since, word=each.kind) for each in found[:most])
    return ReportList.of(len(found), tuple(rows))


# --- counts, conflicts, drafts -------------------------------------------------------------------


def conflicts(connection: Connection, most: int) -> ReportList:
    """Orders with fields that both sides changed and nobody has settled, by their number."""
    question = select(_o.order_no, _o.conflicts)
    count, rows = _listed(connection, question, [text("conflicts > 0")], (_o.id,), most)
    return ReportList.of(
        count,
        tuple(_order(row.order_no, counts={"fields": row.conflicts}) for row in rows),
    )


def drafts(connection: Connection, most: int) -> ReportList:
    """People who have unsaved text, with how many drafts each."""
    handed = columns.handover_drafts.c
    d = union_all(select(_d.login, _d.at), select(handed.login, handed.at)).subquery().c
    rows = connection.execute(
        select(d.login, _n.name, func.count().label("drafts"), func.min(d.at).label("at"))
        .outerjoin(columns.people, _n.login == d.login)
        .group_by(d.login, _n.name)
        .order_by(func.min(d.at), d.login)
    ).all()
    named = (
        ReportRow(row.name or row.login, row.name or row.login, _moment(row.at),
                  counts={"drafts": row.drafts})
        for row in rows[:most]
    )  # fmt: skip
    return ReportList(sum(row.drafts for row in rows), tuple(named), max(0, len(rows) - most))


def differences(connection: Connection, most: int) -> ReportList:
    """Imports whose approved orders and files differ unexplained; counts the orders (I6)."""
    newest = select(_b.id).order_by(_b.id.desc()).limit(NEWEST_IMPORTS).scalar_subquery()
    apart: dict[int, int] = {}
    for question in (_missing(newest), _extra(newest)):
        for batch_id, count in connection.execute(question):
            apart[batch_id] = apart.get(batch_id, 0) + count
    named = sorted(apart)[:most]
    files = connection.execute(select(_b.id, _b.file, _b.received_at).where(_b.id.in_(named)))
    rows = tuple(
        ReportRow(row.file, at=_moment(row.received_at),
                  counts={"batch": row.id, "orders": apart[row.id]})
        for row in sorted(files, key=lambda row: row.id)
    )  # fmt: skip
    return ReportList(sum(apart.values()), rows, len(apart) - len(rows))


_PASSED: tuple[ColumnElement[bool], ...] = (
    _o.approved_at.is_not(None), _o.order_status.in_(columns.PASSED),
)  # fmt: skip


def _missing(newest: Any) -> Any:
    """By import: orders that stand approved and in none of its files."""
    written = exists(
        select(_f.order_id)
        .join_from(columns.downloaded_orders, columns.downloads, _w.id == _f.download_id)
        .where(_f.order_id == _o.id, _w.batch_id == _o.batch_id)
    )
    return (
        select(_o.batch_id, func.count())
        .where(text(columns.REVIEWED), *_PASSED, _o.batch_id.in_(newest), ~written,
               ~_explained(_o.batch_id, _o.id, Side.MISSING))
        .group_by(_o.batch_id)
    )  # fmt: skip


def _extra(newest: Any) -> Any:
    """By import: orders that stand in its files and not approved."""
    stands = exists(select(_o.id).where(_o.id == _f.order_id, _o.batch_id == _w.batch_id, *_PASSED))
    return (
        select(_w.batch_id, func.count(_f.order_id.distinct()))
        .join_from(columns.downloads, columns.downloaded_orders, _w.id == _f.download_id)
        .where(_w.batch_id.in_(newest), ~stands, ~_explained(_w.batch_id, _f.order_id, Side.EXTRA))
        .group_by(_w.batch_id)
    )


def _explained(batch_id: Any, order_id: Any, side: Side) -> ColumnElement[bool]:
    return exists(
        select(_x.order_id).where(
            and_(_x.batch_id == batch_id, _x.order_id == order_id, _x.side == side.value)
        )
    )


# --- hand-over items -----------------------------------------------------------------------------


def open_items(connection: Connection) -> tuple[ReportItem, ...]:
    """Hand-over items that are open, the most urgent first, then those due first."""
    handed = (
        select(func.count()).where(_t.item_id == _h.id).select_from(columns.handover_receipts)
    ).scalar_subquery()
    rows = connection.execute(
        select(columns.handover_items, _o.order_no.label("now_no"), handed.label("age"))
        .outerjoin_from(columns.handover_items, columns.orders, _o.id == _h.order_id)
        .where(text(f"handover_items.state = '{ItemState.OPEN}'"))
        .order_by(_h.due, _h.id)
    ).all()
    urgency = {each.value: nth for nth, each in enumerate(Urgency)}
    return tuple(
        ReportItem(
            row.id, row.urgency, row.now_no or row.order_no, row.topic, row.summary, row.action,
            row.owner, datetime.fromtimestamp(row.due, UTC), row.what_if, row.author, row.age,
        )
        for row in sorted(rows, key=lambda row: urgency[row.urgency])
    )  # fmt: skip
