"""What shipping says about parcels: stopped or too late, and that one has left (F13, W33)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from csdesk.model.changes import Changed
from csdesk.model.desk import Actor
from csdesk.model.errors import Conflict, NotFound, Refused
from csdesk.model.intake import Value
from csdesk.model.remarks import Remark
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.status import OrderStatus, RemarkState, StopOutcome
from csdesk.plain import plain
from csdesk.rules.shipping import check_ship
from csdesk.services.acting import Acting
from csdesk.services.editing import changed
from csdesk.store import asks, remarks, stops
from csdesk.store.changing import Rewrite
from csdesk.store.engine import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection

STOPPED = "已拦截 stopped"
TOO_LATE = "来不及了 too late {tracking}"
"""Answers about parcels that were to be stopped; kept text, so in both languages."""

_LONGEST = 60


class Shipping:
    """Answering for parcels."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._acting = Acting(store, actor)

    def answer_stop(
        self,
        remark_id: int,
        outcome: StopOutcome,
        tracking_no: str = "",
        *,
        seen: int | None = None,
        client_id: str = "",
    ) -> Remark:
        """Say whether a parcel that was to be stopped was; whoever asked is told.

        Args:
            remark_id: of the remark that asks.
            outcome: stopped, or too late.
            tracking_no: of the parcel that has left; the order gets it where it has none.
            seen: ``Remark.moved`` as the person had it before their eyes.
            client_id: made by the front end; sent twice it is said once.

        Raises:
            NotFound: there is no such remark.
            Refused: it asks to stop no parcel, that is answered, or the number is missing.
            Conflict: somebody answered or corrected it since ``seen``.
            NotAllowed: the person does not work in shipping; that is logged.
        """
        number = " ".join(plain(tracking_no).split())
        with self._store.read() as c:
            found = _known(c, remark_id)
        with self._acting.change(Action.ANSWER_SHIPPING, found.order_no, undoable=False) as act:
            c, now = act.connection, _known(act.connection, remark_id)
            if act.sent(client_id):
                return now
            if seen is not None and seen != now.moved:
                raise Conflict("This was answered or corrected meanwhile. Look at it again.")
            if now.stop is None:
                raise Refused("Remark {id} asks to stop no parcel.", id=remark_id)
            if now.stop is not StopOutcome.ASKED:
                raise Refused("That is answered already: {outcome}.", outcome=now.stop)
            if outcome is StopOutcome.ASKED:
                raise Refused("A parcel was stopped, or it was too late.")
            late = outcome is StopOutcome.TOO_LATE
            if late and not 0 < len(number) <= _LONGEST:
                raise Refused("Too late: give the number of the parcel that has left.")
            order = act.order(now.order_no)
            words = TOO_LATE.format(tracking=number) if late else STOPPED
            stops.answer(c, now.id, outcome, number, act.actor.name)
            with asks.news(c, order.id):
                step = asks.move(c, now, RemarkState.DONE, words, act.actor)
            after: dict[str, object] = {"remark": now.id, "outcome": outcome, "text": words}
            act.log(
                "parcel.stop", order_id=order.id, order_no=order.order_no,
                before={"state": now.state}, after=after, client_id=client_id,
            )  # fmt: skip
            if late and not order.order["tracking_no"]:
                act.write("order.set", [Rewrite(act.order(now.order_no), {"tracking_no": number})])
            if now.login != act.actor.login:
                asks.call(c, [now.login], [now.id], step)
            return _known(c, remark_id)

    def ship(
        self,
        number: str,
        tracking_no: str,
        *,
        carrier: str = "",
        seen: int | None = None,
        client_id: str = "",
    ) -> Changed:
        """Say that an order has left, where no export tells it.

        Args:
            number: any of the order's numbers.
            tracking_no: of its parcel.
            carrier: where it is another than the order says.
            seen: the version of the order that the person had before their eyes.
            client_id: made by the front end; sent twice it is said once.

        Raises:
            NotFound: the order is not imported.
            Refused: it is held or not approved; shipping has not answered what it is asked about
                it; or the parcel's number is missing.
            Conflict: somebody changed the order since ``seen``.
            NotAllowed: the person does not work in shipping; that is logged.
        """
        parcel, by = (" ".join(plain(each).split()) for each in (tracking_no, carrier))
        if not 0 < len(parcel) <= _LONGEST or len(by) > _LONGEST:
            raise Refused("Give the number of the parcel.")
        with self._acting.change(Action.SHIP, number) as act:
            now, sent = act.order_once(number, seen, client_id)
            if sent:
                return changed(now)
            status = OrderStatus(now.order["order_status"])
            check_ship(now.order_no, status, remarks.of_order(act.connection, now.id))
            values: dict[str, Value] = {
                "order_status": OrderStatus.SHIPPED.value, "tracking_no": parcel
            }  # fmt: skip
            if by:
                values["carrier"] = by
            if now.order["shipped_at"] is None:  # an export that tells the time has the last word
                values["shipped_at"] = int(time.time())
            act.write("order.ship", [Rewrite(now, values)], client_id=client_id)
            return changed(act.order(now.order_no))


def _known(connection: Connection, remark_id: int) -> Remark:
    found = remarks.remark(connection, remark_id)
    if found is None:
        raise NotFound("There is no remark {id}.", id=remark_id)
    return found
