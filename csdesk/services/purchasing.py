"""The out-of-stock sheet, calls to suppliers, and items that are not bought any more (W10, W34)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.model.desk import Actor
from csdesk.model.errors import NotFound, NotUnderstood, Refused
from csdesk.model.purchasing import (
    Affected,
    Answer,
    Called,
    CallSheet,
    Discontinued,
    Shortage,
    SupplierShortages,
)
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.status import Verdict
from csdesk.model.stock import Supplier
from csdesk.plain import plain
from csdesk.rules import due
from csdesk.rules.demand import Stage
from csdesk.rules.folding import fold
from csdesk.rules.kept_words import kept_words
from csdesk.rules.supplier_answers import LONGEST, read_answer
from csdesk.rules.verdicts import counts_still
from csdesk.services import informing, queueing, supplier_calls
from csdesk.services.acting import Acting
from csdesk.services.item_numbers import stocked_one
from csdesk.services.roster import purchasers_on
from csdesk.store import call_orders, queues
from csdesk.store import purchasing as rows
from csdesk.store import stock as items
from csdesk.store.engine import Store
from csdesk.store.following import follow
from csdesk.words import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

CALL = supplier_calls.KIND
DISCONTINUE, RESUME, SHIPS = "stock.discontinue", "stock.resume", "stock.warehouse"
"""Kinds of steps."""

ALREADY, NOT_SO = N_("{sku} is discontinued already."), N_("{sku} is not discontinued.")

MOST_PIECES = 1_000_000


class Purchasing:
    """What is too little, whom to call about it, and what came of the calls."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._zone = ZoneInfo(settings.zone)
        self._actor = actor
        self._acting = Acting(store, actor)

    def sheet(self) -> CallSheet:
        """The out-of-stock sheet (F43): suppliers of the purchasers on duty first."""
        now = datetime.now(self._zone)
        today = now.date()
        with self._store.read() as c:
            keys = rows.short_of(c)
            on_duty, by_roster = purchasers_on(c, today)
            by_supplier: dict[str, list[Shortage]] = {}
            for each in _shortages(c, keys, today):
                by_supplier.setdefault(fold(each.item.supplier).strip(), []).append(each)
            names = [found[0].item.supplier for found in by_supplier.values()]
            known = items.suppliers(c, names)
            groups = [
                _group(known.get(key) or Supplier(""), found, now)
                for key, found in by_supplier.items()
            ]
            groups.sort(key=lambda each: _urgency(each, on_duty))
            return CallSheet(
                on_duty, by_roster, tuple(groups), rows.unknown_asked(c), datetime.now(UTC),
                call_orders.count(c),
            )  # fmt: skip

    def day(self, typed: str) -> date:
        """The day that somebody means: ``18``, ``周五``, ``3d``.

        Raises:
            NotUnderstood: it is no day, or one that is past.
        """
        now = datetime.now(self._zone)
        moment = due.due(plain(typed), now)
        if moment is None:
            raise NotUnderstood(
                '"{typed}" is not a day. Examples: {allowed}.', typed=typed, allowed=due.ALLOWED
            )
        if moment.date() < now.date():
            raise NotUnderstood('"{typed}" is past: give a day to come.', typed=typed)
        return moment.date()

    def read(self, typed: str) -> Answer:
        """Day, pieces and words of an answer, typed on one line: ``11-28 50件 周五发车``.

        Raises:
            NotUnderstood: it does not begin with a day to come, or with ``?`` for none.
            Refused: more was said than is kept.
        """
        return read_answer(typed, datetime.now(self._zone))

    def call(
        self,
        skus: Sequence[str],
        expected: str = "",
        answer: str = "",
        *,
        quantity: int | None = None,
        client_id: str = "",
    ) -> Called:
        """Log what a supplier answered (I10): it counts in verdicts and promises from now on.

        Args:
            skus: the items that were asked about.
            expected: the day on which they come, as typed; empty where none was told.
            answer: in words.
            quantity: pieces that come, where one item was asked about; None for as many as are
                short.
            client_id: made by the front end; sent twice it is logged once.

        Returns:
            What it changes, and whom to tell.

        Raises:
            NotFound, Refused: an item is not known, or a number stands for several; or the answer
                is longer than is kept; or pieces are told of several items.
            NotUnderstood: ``expected`` is no day to come, or ``quantity`` no number of pieces.
            NotAllowed: the person may log no calls.
        """
        words = kept_words(answer, LONGEST)
        day = self.day(expected) if expected.strip() else None
        if quantity is not None and not 0 < quantity <= MOST_PIECES:
            raise NotUnderstood("How many pieces come is a number above 0.")
        if not skus:
            raise NotUnderstood("Say which items were asked about.")
        self._acting.check(Action.CALL)
        said = supplier_calls.Said(words, day, quantity)
        while (receipt := self._call(skus, said, client_id)) is None:
            pass  # somebody called about one of the items in this instant: weigh it anew
        return receipt

    def _call(
        self, skus: Sequence[str], said: supplier_calls.Said, client_id: str
    ) -> Called | None:
        """Log a call unless somebody else was faster; queues are walked while nobody waits."""
        with self._store.read() as c:
            keys = list(dict.fromkeys(stocked_one(c, sku) for sku in skus))
            if said.quantity is not None and len(keys) > 1:
                raise Refused(
                    "{pieces} pieces of which of the {n} items? Tell pieces item by item, or only"
                    " the day for all.", pieces=said.quantity, n=len(keys),
                )  # fmt: skip
            weighed = supplier_calls.weigh(c, keys, said, queueing.today(self._zone))
        with self._acting.change(Action.CALL) as act:
            if act.sent(client_id):
                return Called(tuple(rows.last_calls(act.connection, keys).values()), 0, 0, ())
            if not supplier_calls.stands(act.connection, weighed):
                return None
            made = supplier_calls.log(act, weighed, said, client_id)
        with self._store.read() as c:
            sooner, later = (
                frozenset[str]().union(*(getattr(each, way) for each in weighed.values()))
                for way in ("sooner", "later")
            )
            calls = tuple(sorted(rows.by_ids(c, made), key=lambda each: each.id))
            to_tell = supplier_calls.to_tell(c, weighed)
        return Called(calls, len(sooner), len(later), to_tell)

    def to_tell(self, sku: str = "") -> tuple[Affected, ...]:
        """Orders whose customers are to be told what calls came to (I10), as it stands now.

        Args:
            sku: only those that ask for this item; all by default, of the newest calls first.

        Raises:
            NotFound, Refused: the item is not known, or the number stands for several.
        """
        with self._store.read() as c:
            keys = [stocked_one(c, sku)] if sku else None
            return informing.to_tell(c, keys, queueing.today(self._zone))

    def told(
        self, number: str, *, call: int | None = None, sku: str = "", client_id: str = ""
    ) -> None:
        """Note that the customer of an order has been told.

        Args:
            number: any of its numbers.
            call: the newest that was looked at (``Affected.call``); later ones are to be told.
            sku: without a call: of which item, where it is one of several.
            client_id: made by the front end; sent twice it is noted once.

        Raises:
            NotFound, NotAllowed, Refused: as ``call``; or it is not said of which item.
        """
        with self._acting.change(Action.PROMISE, number) as act:
            informing.tell(act, number, call, sku, client_id)

    # --- items -------------------------------------------------------------------------------

    def discontinue(self, sku: str, reason: str = "", *, client_id: str = "") -> Discontinued:
        """Say that an item is not bought any more; its short orders are to be exchanged (W34).

        Raises:
            NotFound, Refused: the item is not known, or the number stands for several.
            NotAllowed: the person has no right to.
        """
        return self._say(sku, DISCONTINUE, reason, client_id)

    def resume(self, sku: str, reason: str = "", *, client_id: str = "") -> Discontinued:
        """Say that an item is bought again. Raises as ``discontinue``."""
        return self._say(sku, RESUME, reason, client_id)

    def _say(self, sku: str, kind: str, reason: str, client_id: str) -> Discontinued:
        words = kept_words(reason, LONGEST)
        with self._acting.change(Action.DISCONTINUE) as act:
            c, gone = act.connection, kind == DISCONTINUE
            key = stocked_one(c, sku)
            told = items.item(c, key)
            if told is None:
                raise NotFound('No stock file has an item with the number "{typed}".', typed=sku)
            name = items.items(c, [key])[key].name
            if not act.sent(client_id):
                if gone == (told["discontinued_at"] is not None):
                    raise Refused(ALREADY if gone else NOT_SO, sku=name)
                by, at = (act.actor.name, int(time.time())) if gone else ("", None)
                said = {"discontinued_by": by, "discontinued_at": at}
                before: dict[str, object] = {name: told[name] for name in said}
                rows.keep_item(c, key, **said)
                after: dict[str, object] = {"item": name, "key": key, **said}
                after |= {"reason": words} if words else {}
                act.log(kind, before=before, after=after, client_id=client_id, personal=False)
        with self._store.read() as c:  # a queue is walked while others write
            return self._becomes(c, key)

    def would_discontinue(self, sku: str) -> Discontinued:
        """Which orders would be to exchange or refund; nothing is changed.

        Raises:
            NotFound, Refused: as ``discontinue``.
        """
        with self._store.read() as c:
            return self._becomes(c, stocked_one(c, sku))

    def _becomes(self, c: Connection, key: str) -> Discontinued:
        supply = queueing.supplies(c, [key])[key]
        found = queueing.served(c, key, supply, queueing.today(self._zone), together=True)
        short = [each for each in found if each[1].verdict not in _SERVED]
        orders = _by_order(queueing.affected(c, short))
        served = {claim.order_no for claim, _, _ in found} - {
            claim.order_no for claim, _, _ in short
        }
        return Discontinued(items.items(c, [key])[key], orders, len(served))

    def warehouses(self) -> tuple[tuple[str, bool, datetime | None], ...]:
        """Name, whether orders leave from there, and when its numbers were true."""
        with self._store.read() as c:
            return tuple(
                (row["name"], bool(row["ships"]),
                 None if row["taken_at"] is None else items.instant(row["taken_at"]))
                for row in rows.warehouses(c)
            )  # fmt: skip

    def set_ships(self, name: str, *, ships: bool, client_id: str = "") -> None:
        """Say whether orders leave from a warehouse: only such stock counts.

        Raises:
            NotFound: there is no such warehouse.
            NotAllowed: the person has no right to.
        """
        with self._acting.change(Action.WAREHOUSES, undoable=False) as act:
            c = act.connection
            if act.sent(client_id):
                return
            found = next((row for row in rows.warehouses(c) if row["name"] == name.strip()), None)
            if found is None:
                names = [row["name"] for row in rows.warehouses(c)]
                raise NotFound('There is no warehouse "{name}". There are: {names}.',
                               name=name, names=names or "-")  # fmt: skip
            rows.keep_ships(c, found["id"], ships=ships)
            before: dict[str, object] = {"ships": bool(found["ships"])}
            after: dict[str, object] = {"warehouse": found["name"], "ships": ships}
            act.log(SHIPS, before=before, after=after, client_id=client_id, personal=False)
        follow(self._store)


_SERVED = (Verdict.AVAILABLE, Verdict.EXPECTED)
"""What is there, and what a supplier said still comes."""


def _by_order(lines: Sequence[Affected]) -> tuple[Affected, ...]:
    """Each order once, with the pieces of all its lines."""
    found: dict[str, Affected] = {}
    for each in lines:
        before, now = found.get(each.waiting.order_no), each.waiting
        if before is not None:
            pieces = before.waiting.quantity + now.quantity
            covered = before.waiting.covered + now.covered
            each = replace(
                before, waiting=replace(before.waiting, quantity=pieces, covered=covered)
            )
        found[now.order_no] = each
    return tuple(found.values())


def _shortages(c: Connection, keys: Sequence[str], today: date) -> list[Shortage]:
    listed, supply = items.items(c, keys), queueing.supplies(c, keys)
    queued = queues.claims(c, keys, Stage.APPROVED)
    later = queues.claims(c, keys, *queueing.WAITS)
    called = rows.last_calls(c, keys)
    found = []
    for key in keys:
        served = queueing.walk(
            supply[key], queued.get(key, []), later.get(key, []), today, together=True
        )
        waiting = [claim for claim, got, _ in served if got.covered < claim.quantity]
        found.append(
            Shortage(
                item=listed[key],
                pieces=listed[key].numbers.shortage or 0,
                orders=len({claim.order_no for claim in waiting}),
                oldest=items.instant(min(claim.since for claim in waiting)) if waiting else None,
                call=called.get(key),
            )
        )
    return found


def _group(supplier: Supplier, found: Sequence[Shortage], now: datetime) -> SupplierShortages:
    ordered = sorted(found, key=lambda each: each.oldest or datetime.max.replace(tzinfo=UTC))
    return SupplierShortages(
        supplier, tuple(ordered), sum(each.pieces for each in ordered),
        sum(not counts_still(each.call, now) for each in ordered),
    )  # fmt: skip


def _urgency(group: SupplierShortages, on_duty: Sequence[str]) -> tuple[bool, datetime, str]:
    """Suppliers of purchasers on duty first, then whoever makes orders wait longest."""
    latest = datetime.max.replace(tzinfo=UTC)
    oldest = min((each.oldest or latest for each in group.shortages), default=latest)
    return group.supplier.purchaser not in on_duty, oldest, group.supplier.name
