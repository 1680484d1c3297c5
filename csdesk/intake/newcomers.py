"""Orders that come for the first time: their ids, desk numbers, rows, search text and events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.intake.arrivals import Arrival
from csdesk.intake.job import Job, Telling
from csdesk.model.intake import OrderDraft, Value
from csdesk.rules import status
from csdesk.rules.buyers import TOLD_BY, buyer_of
from csdesk.rules.grams import order_texts
from csdesk.rules.numbers import desk_number, key_at, prefix
from csdesk.store import keys, loading
from csdesk.store.events import NewEvent, as_json
from csdesk.store.loading import Piece, Row

if TYPE_CHECKING:
    from sqlalchemy import Connection

_QUARTER = 900
"""Seconds; in every zone a day begins at a full quarter of an hour."""

BLANK: Row = {
    **dict.fromkeys(loading.ORDER_COLUMNS, ""),
    **dict.fromkeys((
        "placed_at", "paid_at", "approved_at", "shipped_at", "finished_at", "ship_by",
        "total", "postage", "refund",
    )),
    **dict.fromkeys((
        "blacklisted", "remarks_internal", "remarks_finance", "remarks_shipping", "conflicts",
        "parent_id",
    ), 0),
    "version": 1,
}  # fmt: skip
BLANK_LINE: Row = {**dict.fromkeys(loading.LINE_COLUMNS, ""), "quantity": 0, "unit_price": None}

order_row = itemgetter(*loading.ORDER_COLUMNS)
line_row = itemgetter(*loading.LINE_COLUMNS)


def told_fields(arrival: Arrival) -> Row:
    """What an arrival says about its order; its items where the order report says nothing."""
    fields = dict(arrival.order.fields) if arrival.order else {}
    for item in arrival.items:
        for name, value in item.order.items():
            if value != "" and ((there := fields.get(name)) is None or there == ""):
                fields[name] = value
    return fields


def told_lines(arrival: Arrival) -> list[Row] | None:
    """The lines that an arrival tells, None where it says nothing about lines."""
    if arrival.items:
        return [item.line.fields for item in arrival.items]
    if arrival.order and arrival.order.lines is not None:
        return [line.fields for line in arrival.order.lines]
    return None


def whole_line(order_id: int, line_no: int, fields: Mapping[str, Value]) -> Row:
    """All columns of a new line; a quantity that nobody told is 0."""
    quantity = fields.get("quantity") or 0
    return {
        **BLANK_LINE, **fields, "order_id": order_id, "line_no": line_no, "quantity": quantity,
    }  # fmt: skip


@dataclass(slots=True)
class Newcomer:
    """An order that the desk does not have yet."""

    arrival: Arrival
    shop_id: int
    tellings: list[Telling]


class Newcomers:
    """Makes rows of new orders."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._zone = ZoneInfo(job.settings.zone)
        self._prefixes: dict[int, str] = {}

    def add(self, connection: Connection, piece: Piece, newcomers: Sequence[Newcomer]) -> None:
        """Put new orders into a piece.

        Args:
            connection: reading.
            piece: gets their rows.
            newcomers: new orders.
        """
        if not newcomers:
            return
        placed = [(self._placed(each.arrival), at) for at, each in enumerate(newcomers)]
        placed.sort()
        ids = keys.free(connection, [key_at(second) for second, _ in placed])
        prefixes = [self._prefix(second) for second, _ in placed]
        serials = loading.last_serials(connection, prefixes)
        for order_id, start, (_, at) in zip(ids, prefixes, placed, strict=True):
            serials[start] += 1
            self._order(piece, newcomers[at], order_id, desk_number(start, serials[start]))
        piece.serials.update(serials)
        actor, batch_id = self._job.actor, self._job.parts[0].batch_id
        piece.imported_as = NewEvent(
            loading.IMPORTED, actor.login, actor.shift, batch_id=batch_id, personal=False,
            session=actor.session,
        )  # fmt: skip

    def _placed(self, arrival: Arrival) -> int:
        placed = arrival.order.fields.get("placed_at") if arrival.order else None
        if placed is None and arrival.items:
            placed = arrival.items[0].order.get("placed_at")
        return placed if isinstance(placed, int) else self._job.received_at

    def _prefix(self, second: int) -> str:
        """What the desk number of an order placed then begins with: site and day of the desk."""
        quarter = second // _QUARTER
        if (found := self._prefixes.get(quarter)) is None:
            day = datetime.fromtimestamp(second, self._zone).date()
            found = self._prefixes[quarter] = prefix(self._job.site, day)
        return found

    def _order(self, piece: Piece, newcomer: Newcomer, order_id: int, number: str) -> None:
        arrival = newcomer.arrival
        batch_id = self._job.parts[0].batch_id
        fields, lines = told_fields(arrival), told_lines(arrival) or ()
        order_status, hold, payment = _first_statuses_of(arrival.order, fields)
        row: Row = {
            **BLANK,
            **fields,
            "id": order_id,
            "shop_id": newcomer.shop_id,
            "order_no": number,
            "market_no": arrival.number,
            "order_status": order_status,
            "payment_status": payment,
            "hold_reason": hold,
            "buyer": buyer_of(*map(fields.get, TOLD_BY)),
            "batch_id": batch_id,
        }
        if not row["title"] and lines:
            row["title"] = lines[0].get("title") or ""
        piece.orders.append(order_row(row))
        for line_no, line in enumerate(lines, 1):
            piece.lines.append(line_row(whole_line(order_id, line_no, line)))
        for telling in newcomer.tellings:
            piece.raws.append((
                order_id, telling.part.kind, telling.part.batch_id, telling.row_no,
                telling.digest, telling.cells,
            ))  # fmt: skip
        piece.grams.append((order_id, order_texts(row, lines)))
        # In an order report many are as far as others: only the number differs.
        far = _how_far(order_status, payment, str(row["market_status"]))
        told = f'{{"market_no": {as_json(arrival.number)}, {far}'
        piece.imported.append((order_id, number, told))


@lru_cache(maxsize=1_024)
def _how_far(order_status: str, payment: str, word: str) -> str:
    """What the log tells of a new order behind its number, as JSON."""
    far = {"order_status": order_status, "payment_status": payment, "market_status": word}
    return as_json(far)[1:]


def _first_statuses_of(draft: OrderDraft | None, fields: Row) -> tuple[str, str, str]:
    """Order status, hold reason and payment status of a new order."""
    paid = isinstance(fields.get("paid_at"), int)
    if draft is None:
        return _first_statuses("", "", status.ITEMS_ONLY, paid)
    word = str(fields.get("market_status") or "")
    return _first_statuses(draft.order_status, draft.payment_status, word, paid)


@lru_cache(maxsize=1_024)
def _first_statuses(market: str, payment: str, word: str, paid: bool) -> tuple[str, str, str]:
    order_status, hold = status.first(market, word, paid=paid)
    return order_status.value, hold, status.first_payment(payment, paid=paid).value
