"""Orders that await payment, and urging their buyers with measure (F17, S50, W18)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.model.desk import Actor
from csdesk.model.errors import NotUnderstood, Refused
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.status import OrderStatus
from csdesk.model.urging import Unpaid, UnpaidOrders, Urge, Urged
from csdesk.plain import plain
from csdesk.rules import policy, urging
from csdesk.rules.templates import filled
from csdesk.services.acting import Act, Acting
from csdesk.services.orders import Orders
from csdesk.store import asks, urges
from csdesk.store.changing import Standing
from csdesk.store.engine import Store
from csdesk.words import money, when

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.model.found import OrderRow

QUEUE = "status:awaiting_payment"
"""The search that finds them."""

MOST = 200

CHINESE_SITES = frozenset({"TB"})
"""Sites whose buyers read Chinese."""


class Urging:
    """The queue, and the guard: so often within so many hours, and never in the quiet hours."""

    def __init__(
        self, store: Store, settings: DeskSettings, actor: Actor, orders: Orders | None = None
    ) -> None:
        """Make the service.

        Args:
            store: of the desk.
            settings: of the desk; ``urging`` is the guard.
            actor: who acts.
            orders: finds the queue.
        """
        self._store = store
        self._settings = settings
        self._actor = actor
        self._orders = orders or Orders(store, settings, actor)
        self._acting = Acting(store, actor)

    def queue(self, *, oldest_first: bool = False, limit: int = MOST) -> UnpaidOrders:
        """Orders that await payment; the newest first, because old ones close by themselves."""
        query = f"{QUEUE} sort:oldest" if oldest_first else QUEUE
        page = self._orders.search(query, limit=limit)
        counted = self._orders.count(query)
        with self._store.read() as c:
            found = self._unpaid(c, page.rows)
        return UnpaidOrders(found, counted.total, counted.exact)

    def one(self, number: str) -> Unpaid:
        """One order, whether or not it still awaits payment.

        Raises:
            NotFound: it is not imported.
        """
        row = self._orders.order(number).row
        with self._store.read() as c:
            return self._unpaid(c, (row,))[0]

    def _unpaid(self, connection: Connection, rows: tuple[OrderRow, ...]) -> tuple[Unpaid, ...]:
        ids = [row.id for row in rows]
        told, versions = urges.of_orders(connection, ids), urges.versions(connection, ids)
        now = datetime.now(UTC)
        return tuple(
            Unpaid(
                row, versions.get(row.id, 0), told.get(row.id, ()),
                self._next(now, told.get(row.id, ()), row.site),
            )
            for row in rows
        )  # fmt: skip

    def _next(self, now: datetime, made: tuple[Urge, ...], site: str) -> datetime:
        return urging.next_allowed(
            now, [each.at for each in made], self._settings.urging, self._zone(site)
        )

    def _zone(self, site: str) -> ZoneInfo:
        return ZoneInfo(self._settings.urging.zones.get(site, self._settings.zone))

    def texts(self, row: OrderRow) -> tuple[str, ...]:
        """What can be sent for an order, by number, in the buyer's language and filled in."""
        chinese = row.site in CHINESE_SITES
        usual = tuple(zh if chinese else en for zh, en in urging.TEXTS)
        facts = {
            "order": row.market_no or row.order_no,
            "total": money(row.total, row.currency),
            "name": plain(row.name),
        }
        facts |= {"订单号": facts["order"], "总额": facts["total"], "姓名": facts["name"]}
        return tuple(filled(text, facts) for text in self._settings.urging.texts or usual)

    def check(self, number: str) -> None:
        """Refuse to urge before a text is chosen for it; ``urge`` checks again.

        Raises:
            NotFound: the order is not imported.
            Refused: it does not await payment; or the buyer was urged too often, or sleeps.
        """
        row = self._orders.order(number).row
        with self._store.read() as c:
            now = Act(c, self._actor).order(number)
            before = urges.of_orders(c, [now.id]).get(now.id, ())
        self._check(now, before, row.site, datetime.now(UTC))

    def urge(
        self, number: str, text_no: int = 1, *, seen: int | None = None, client_id: str = ""
    ) -> Urged:
        """Note that a buyer is urged now; the text is to be sent to them.

        Args:
            number: any of the order's numbers.
            text_no: which of ``texts``, from 1.
            seen: the version of the order that the person had before their eyes.
            client_id: made by the front end; sent twice it is noted once.

        Raises:
            NotFound: the order is not imported.
            NotUnderstood: there is no such text.
            Refused: it does not await payment; or the buyer was urged too often, or sleeps: fact
                ``at`` tells from when on they may be urged.
            Conflict: somebody changed the order, or urged, since ``seen``.
            NotAllowed: the person has no right to.
        """
        row = self._orders.order(number).row
        texts = self.texts(row)
        if not 1 <= text_no <= len(texts):
            raise NotUnderstood(
                "There is no text {n}; there are {most}.", n=text_no, most=len(texts)
            )
        text = texts[text_no - 1]
        with self._acting.change(Action.URGE, number, undoable=False) as act:
            c, now = act.connection, act.order(number)
            before = urges.of_orders(c, [now.id]).get(now.id, ())
            if act.sent(client_id):
                return self._receipt(now, row.site, before[-1].text if before else text, before)
            now = act.order(number, seen)
            policy.check(text, self._settings.policy)
            at = datetime.now(UTC)
            self._check(now, before, row.site, at)
            with asks.news(c, now.id):
                urges.add(c, now.id, text, act.actor, int(at.timestamp()))
            act.log(
                "order.urged", order_id=now.id, order_no=now.order_no, client_id=client_id,
                after={"urges": len(before) + 1, "text": text},
            )  # fmt: skip
            made = urges.of_orders(c, [now.id])[now.id]
            return self._receipt(act.order(now.order_no), row.site, text, made)

    def _check(self, now: Standing, before: tuple[Urge, ...], site: str, at: datetime) -> None:
        status = OrderStatus(now.order["order_status"])
        if status is not OrderStatus.AWAITING_PAYMENT:
            raise Refused(
                "{number} does not await payment: it is {status}.",
                number=now.order_no, status=status,
            )  # fmt: skip
        allowed = self._next(at, before, site)
        if allowed <= at:
            return
        guard = self._settings.urging
        if urging.is_quiet(at, guard, self._zone(site)):
            raise Refused(
                "The buyer of {number} is left in peace now: from {at} on they may be urged.",
                number=now.order_no, at=when(allowed, self._settings.zone),
            )  # fmt: skip
        raise Refused(
            "The buyer of {number} was urged {most} times within {hours:g} hours: from {at} on"
            " they may be urged again.",
            number=now.order_no, most=guard.most, hours=guard.hours,
            at=when(allowed, self._settings.zone),
        )  # fmt: skip

    def _receipt(self, now: Standing, site: str, text: str, made: tuple[Urge, ...]) -> Urged:
        return Urged(
            now.order_no, text, len(made), self._next(datetime.now(UTC), made, site), now.version
        )
