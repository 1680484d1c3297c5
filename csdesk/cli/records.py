"""Answers as JSON records: the keys are fixed, more may be added (design §11).

Instants are ISO 8601 in the desk's zone; money is integer minor units of ``currency``, and beside
it the same as an exact decimal; statuses are the stored words.
"""

from __future__ import annotations

from datetime import datetime

from csdesk.cli.output import decimal, instant
from csdesk.model.asks import Ask
from csdesk.model.found import OrderRow
from csdesk.model.intake import Batch
from csdesk.model.log import Event
from csdesk.model.orders import OpenConflict, OrderDetail
from csdesk.model.remarks import Answer, Remark

Record = dict[str, object]


def order_record(row: OrderRow, zone: str) -> Record:
    """One order of a list."""
    return {
        "order_no": row.order_no,
        "market_no": row.market_no,
        "site": row.site,
        "shop": row.shop,
        "placed_at": instant(row.placed_at, zone),
        "paid_at": instant(row.paid_at, zone),
        "name": row.name,
        "account": row.account,
        "nick": row.nick,
        "phone": row.phone,
        "province": row.province,
        "city": row.city,
        "order_status": row.order_status.value,
        "payment_status": row.payment_status.value,
        "market_status": row.market_status,
        "total": row.total,
        "total_decimal": decimal(row.total, row.currency),
        "currency": row.currency,
        "carrier": row.carrier,
        "tracking_no": row.tracking_no,
        "flag": row.flag.value,
        "blacklisted": row.blacklisted,
        "remarks": {
            "internal": row.remarks.internal,
            "finance": row.remarks.finance,
            "shipping": row.remarks.shipping,
        },
        "open_conflicts": row.conflicts,
        "ship_by": instant(row.ship_by, zone),
        "title": row.title,
    }


def detail_record(order: OrderDetail, zone: str) -> Record:
    """Everything about one order."""
    currency = order.row.currency
    return order_record(order.row, zone) | {
        "approved_at": instant(order.approved_at, zone),
        "shipped_at": instant(order.shipped_at, zone),
        "finished_at": instant(order.finished_at, zone),
        "email": order.email,
        "district": order.district,
        "address": order.address,
        "zip": order.zip,
        "country": order.country,
        "method": order.method,
        "place": order.place,
        "postage": order.postage,
        "refund": order.refund,
        "owed": order.owed,
        "to_collect": order.to_collect,
        "buyer_message": order.buyer_message,
        "market_remark": order.market_remark,
        "closed_reason": order.closed_reason,
        "hold_reason": order.hold_reason,
        "lines": [
            {
                "sku": line.sku,
                "title": line.title,
                "attributes": line.attributes,
                "quantity": line.quantity,
                "unit_price": line.unit_price,
                "unit_price_decimal": decimal(line.unit_price, currency),
                "line_status": line.line_status,
                "refund_status": line.refund_status,
            }
            for line in order.lines
        ],
        "remark_list": [remark_record(remark, zone) for remark in order.remarks],
        "history": {"orders": order.history.orders, "paid_orders": order.history.paid_orders},
        "family": list(order.family),
        "relatives": [
            {
                "order_no": each.order_no,
                "order_status": each.order_status.value,
                "parent": each.parent_no,
            }
            for each in order.relatives
        ],
        "parent": order.parent_no,
        "conflicts": [conflict_record(each, zone) for each in order.conflicts],
        "version": order.version,
        "batch": order.batch_id,
    }


def remark_record(remark: Remark, zone: str) -> Record:
    """One remark, newest version."""
    return {
        "id": remark.id,
        "tab": remark.tab.value,
        "text": remark.text,
        "author": remark.author,
        "at": instant(remark.at, zone),
        "shift": remark.shift,
        "state": remark.state.value,
        "in_market": remark.in_market,
        "answers": [answer_record(each, zone) for each in remark.answers],
        "version": remark.version,
    }


def ask_record(ask: Ask, zone: str, now: datetime) -> Record:
    """What is asked of a department: since when, and whose move is next (F31)."""
    remark = ask.remark
    return {
        "id": remark.id,
        "order_no": ask.order_no,
        "age": int((now - ask.since).total_seconds()),
        "waiting_for": ask.waits_on.value if ask.waits_on else remark.login,
        "tab": remark.tab.value,
        "state": remark.state.value,
        "hold": ask.is_hold,
        "stop": remark.stop.value if remark.stop else None,
        "text": remark.text,
        "asked_by": remark.author,
        "at": instant(remark.at, zone),
        "since": instant(ask.since, zone),
        "answers": [answer_record(each, zone) for each in remark.answers],
        "version": remark.moved,
    }


def answer_record(answer: Answer, zone: str) -> Record:
    """One move of what is asked."""
    return {
        "state": answer.state.value,
        "text": answer.text,
        "author": answer.author,
        "at": instant(answer.at, zone),
    }


def conflict_record(each: OpenConflict, zone: str) -> Record:
    """One field that shop and marketplace both changed."""
    return {
        "id": each.id,
        "line_no": each.line_no,
        "field": each.field,
        "base": each.base,
        "ours": each.ours,
        "theirs": each.theirs,
        "changed_by": each.changed_by,
        "changed_at": instant(each.changed_at, zone),
        "batch": each.batch_id,
    }


def event_record(event: Event, zone: str) -> Record:
    """One step of the log."""
    return {
        "seq": event.seq,
        "at": instant(event.at, zone),
        "actor": event.actor,
        "login": event.login,
        "shift": event.shift,
        "kind": event.kind,
        "order_no": event.order_no,
        "before": event.before,
        "after": event.after,
    }


def batch_record(batch: Batch, reason: str, errors: list[Record]) -> Record:
    """One file that was taken in, or why it was not.

    Args:
        batch: with its counts.
        reason: why it waits, is a duplicate or was refused, translated.
        errors: its rejected rows.
    """
    return {
        "id": batch.id,
        "file": batch.file,
        "profile": batch.profile,
        "shop": batch.shop,
        "state": batch.state.value,
        "rows": batch.rows,
        "orders_new": batch.orders_new,
        "orders_changed": batch.orders_changed,
        "orders_unchanged": batch.orders_unchanged,
        "rows_new": batch.rows_new,
        "rows_changed": batch.rows_changed,
        "rows_unchanged": batch.rows_unchanged,
        "lines": batch.lines,
        "conflicts": batch.conflicts,
        "rejected": batch.rejected,
        "reason": reason,
        "day": batch.day,
        "ordinal": batch.ordinal,
        "pair": batch.pair,
        "errors": errors,
    }
