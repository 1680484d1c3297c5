"""Answers about stock as JSON records: the keys are fixed, more may be added (design §11).

``key`` names one item wherever a number is asked for, also where several have the number.
"""

from __future__ import annotations

from typing import Any

from csdesk.cli.output import instant
from csdesk.model.can_ship import CanShip
from csdesk.model.purchasing import Affected, Shortage, Slip, SupplierShortages
from csdesk.model.stock import Alarm, Call, ItemCard, ItemRow, Numbers, Product, Supplier, Waiting

Record = dict[str, Any]


def numbers_record(found: Numbers) -> Record:
    """The numbers of an item or a product."""
    return {
        "on_hand": found.on_hand,
        "defective": found.defective,
        "held": found.held,
        "left": found.left,
        "sellable": found.sellable,
        "allocated": found.allocated,
        "available": found.available,
        "demand": found.demand,
        "awaiting_review": found.awaiting,
        "on_hold": found.on_hold,
        "inbound": found.inbound,
        "shortage": found.shortage,
        "available_told": found.told_available,
    }


def item_record(row: ItemRow) -> Record:
    """One item of a list."""
    return {
        "sku": row.sku,
        "key": row.key,
        "code": row.code,
        "short": row.short,
        "title": row.title,
        "color": row.color,
        "size": row.size,
        **numbers_record(row.numbers),
        "status": row.status.value,
        "warehouse": ", ".join(row.warehouses),
        "missing": row.missing,
        "supplier": row.supplier,
    }


def product_record(product: Product) -> Record:
    """A product with its matrix: colour -> size -> numbers."""
    matrix: dict[str, dict[str, Record]] = {}
    for color in product.colors:
        cells = {size: product.cells.get((color, size)) for size in product.sizes}
        matrix[color] = {
            size: {
                "sku": cell.sku,
                "key": cell.key,
                "status": cell.status.value,
                **numbers_record(cell.numbers),
            }
            for size, cell in cells.items()
            if cell
        }
    row = product.row
    return {
        "code": row.code,
        "short": row.short,
        "title": row.title,
        "status": row.status.value,
        **numbers_record(row.numbers),
        "matrix": matrix,
    }


def can_ship_record(told: CanShip, zone: str) -> Record:
    """Whether an order can leave."""
    return {
        "order_no": told.order_no,
        "order_status": told.order_status.value,
        "verdict": told.verdict.value,
        "expected": told.expected.isoformat() if told.expected else None,
        "reason": told.reason.value,
        "place": told.place,
        "priority": told.priority,
        "stock_of": instant(told.taken_at, zone),
        "parts": list(told.parts),
        "lines": [
            {
                "line_no": line.line_no,
                "sku": line.sku,
                "key": line.key,
                "title": line.title,
                "attributes": line.attributes,
                "quantity": line.quantity,
                "covered": line.covered,
                "verdict": line.verdict.value,
                "expected": line.expected.isoformat() if line.expected else None,
                "reason": line.reason.value,
                "place": line.place,
                "ahead": line.ahead,
                "call": call_record(line.call, zone) if line.call else None,
            }
            for line in told.lines
        ],
    }


def call_record(call: Call, zone: str) -> Record:
    """What a supplier answered."""
    return {
        "id": call.id,
        "sku": call.sku,
        "key": call.key,
        "supplier": call.supplier,
        "author": call.author,
        "at": instant(call.at, zone),
        "answer": call.answer,
        "expected": call.expected.isoformat() if call.expected else None,
        "quantity": call.quantity,
    }


def supplier_record(supplier: Supplier) -> Record:
    """Whom purchasing calls."""
    return {
        "name": supplier.name,
        "phone": supplier.phone,
        "contact": supplier.contact,
        "purchaser": supplier.purchaser,
        "lead_days": supplier.lead_days,
        "note": supplier.note,
    }


def waiting_record(line: Waiting, zone: str) -> Record:
    """A line in a queue."""
    return {
        "order_no": line.order_no,
        "line_no": line.line_no,
        "name": line.name,
        "order_status": line.order_status.value,
        "quantity": line.quantity,
        "place": line.place,
        "verdict": line.verdict.value,
        "expected": line.expected.isoformat() if line.expected else None,
        "covered": line.covered,
        "priority": line.priority,
        "since": instant(line.since, zone),
    }


def affected_record(each: Affected, zone: str) -> Record:
    """An order that asks for an item, and whom to tell."""
    return waiting_record(each.waiting, zone) | {
        "phone": each.phone,
        "account": each.account,
        "promised": instant(each.promised, zone),
        **({"sku": each.item.sku, "key": each.item.key} if each.item else {}),
    }


def shortage_record(each: Shortage, zone: str) -> Record:
    """An item of which there is too little."""
    return item_record(each.item) | {
        "pieces": each.pieces,
        "orders": each.orders,
        "oldest": instant(each.oldest, zone),
        "call": call_record(each.call, zone) if each.call else None,
    }


def group_record(group: SupplierShortages, zone: str) -> Record:
    """What one supplier is called about."""
    return {
        "supplier": supplier_record(group.supplier),
        "pieces": group.pieces,
        "uncalled": group.uncalled,
        "items": [shortage_record(each, zone) for each in group.shortages],
    }


def alarm_record(alarm: Alarm) -> Record:
    """What does not fit."""
    return {
        "kind": alarm.kind.value,
        "sku": alarm.sku,
        "key": alarm.key,
        "title": alarm.title,
        "ours": alarm.ours,
        "theirs": alarm.theirs,
        "difference": alarm.difference,
        "orders": list(alarm.order_nos),
    }


def slip_record(slip: Slip, zone: str) -> Record:
    """A promise that the stock does not let us keep."""
    return {
        "promise": slip.promise_id,
        "order_no": slip.order_no,
        "name": slip.name,
        "due": instant(slip.due, zone),
        "text": slip.text,
        "expected": slip.expected.isoformat() if slip.expected else None,
        "sku": slip.sku,
        "key": slip.key,
        "title": slip.title,
        "quantity": slip.quantity,
        "covered": slip.covered,
    }


def card_record(card: ItemCard, zone: str) -> Record:
    """All about one item."""
    return item_record(card.row) | {
        "status_word": card.row.status_word,
        "price": card.price,
        "cost": card.cost,
        "cost_hidden": card.cost_hidden,
        "currency": card.currency,
        "discontinued_by": card.discontinued_by,
        "supplier_card": supplier_record(card.supplier) if card.supplier else None,
        "warehouses": [
            {
                "warehouse": level.warehouse,
                "ships": level.ships,
                "taken_at": instant(level.taken_at, zone),
                "missing": level.missing,
                **numbers_record(level.numbers),
            }
            for level in card.levels
        ],
        "calls": [call_record(call, zone) for call in card.calls],
        "movements": [
            {
                "at": instant(each.at, zone),
                "kind": each.kind,
                "quantity": each.quantity,
                "warehouse": each.warehouse,
                "reference": each.reference,
                "note": each.note,
            }
            for each in card.movements
        ],
        "queue": [waiting_record(line, zone) for line in card.queue],
        "queue_total": card.queue_total,
        "alarms": [alarm_record(alarm) for alarm in card.alarms],
    }
