"""The payment status: changed by finance, asked for by everybody else (S8, F8, W32)."""

from __future__ import annotations

from csdesk.model.changes import Changed
from csdesk.model.desk import Actor
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.status import OrderStatus, PaymentStatus, Tab
from csdesk.rules import editing
from csdesk.services import differences
from csdesk.services.acting import Acting
from csdesk.services.editing import changed
from csdesk.services.remark_writing import clean_text, put_remark
from csdesk.store.changing import Rewrite
from csdesk.store.engine import Store
from csdesk.words import N_, tell

_ASK = N_("Please set the payment status to {status}: {reason}")


class Payments:
    """Setting the payment status, or asking finance to."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._acting = Acting(store, actor)

    def set(
        self,
        number: str,
        status: PaymentStatus,
        *,
        refund: int | None = None,
        seen: int | None = None,
        client_id: str = "",
    ) -> Changed:
        """Change the payment status; what was refunded stands beside it.

        What is refunded more than before pays what is owed for the order, so far as it goes.

        Args:
            number: any of the order's numbers.
            status: the new one.
            refund: what was paid back altogether, in minor units of the order's currency.
            seen: the version that the person had before their eyes.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: the order is not imported.
            Refused: amount and status do not go together, or the order was split.
            Conflict: somebody changed the order since ``seen``.
            NotAllowed: the person is not finance.
        """
        with self._acting.change(Action.PAY, number) as act:
            now, sent = act.order_once(number, seen, client_id)
            if sent:
                return changed(now)
            if OrderStatus(now.order["order_status"]) is OrderStatus.SPLIT:
                editing.check_open(now.order_no, OrderStatus.SPLIT)
            total = now.order["total"]
            new = Rewrite(now, editing.payment(total, status, refund, str(now.order["currency"])))
            if new.after:
                act.write("order.pay", [new], client_id=client_id)
                differences.paid_back(act, now, new.values)
            return changed(act.order(now.order_no))

    def ask(
        self, number: str, status: PaymentStatus, reason: str, *, client_id: str = ""
    ) -> Changed:
        """Ask finance for another payment status; the request stands in its inbox.

        Args:
            number: any of the order's numbers.
            status: the wished one.
            reason: why.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: the order is not imported.
            Refused: no reason is given.
            NotAllowed: the person has no right to.
        """
        why = clean_text(reason)
        with self._acting.change(Action.ASK, number, undoable=False) as act:
            now = act.order(number)
            if act.sent(client_id):
                return changed(now)
            text = clean_text(tell(_ASK, {"status": status, "reason": why}))
            put_remark(act, now.id, now.order_no, Tab.FINANCE, text, client_id=client_id)
            return changed(act.order(now.order_no))
