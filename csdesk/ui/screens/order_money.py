"""The money of an order: payment status, what is to be collected, what is owed (S8, S14, W32)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from csdesk.model.errors import NotUnderstood, Refused
from csdesk.model.money import minor_units
from csdesk.model.owed import Settlement
from csdesk.model.roles import Action
from csdesk.model.status import PaymentStatus
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.notices import notice, refusal
from csdesk.ui.screens.order_acting import OrderActing
from csdesk.ui.screens.order_balance import back_told
from csdesk.words import N_, _, money, named

if TYPE_CHECKING:
    from csdesk.model.changes import Revalued
    from csdesk.model.orders import OrderDetail


class Paying(OrderActing, inherit_bindings=False):
    """``s``, the number of what happened, and Enter; an amount is typed behind the number."""

    @job("edit", needs=Action.ASK)
    async def action_pay(self) -> None:
        """Set the payment status or note money, or ask finance to where one is not finance."""
        detail = self.detail
        if detail is None:
            return
        pays = await self.may(Action.PAY)
        statuses = list(PaymentStatus)
        settling = [each for each in _open(detail) if await self._concerns(each)]
        options = [named(each) for each in statuses]
        options += [f"{named(each)}: {_whole(detail, each)}" for each in settling]
        at = statuses.index(detail.row.payment_status)
        asks = _asks(detail, settling) if pays else {}
        while True:
            answer = await self.choose_and_write(_("Payment"), options, asks, at)
            if answer is None or (answer[0] == statuses.index(detail.row.payment_status)
                                  and answer[0] not in asks):  # fmt: skip
                return
            at, text = answer
            try:
                if at < len(statuses):
                    await self._pay(detail, statuses[at], text, pays=pays)
                else:
                    await self._settle(detail, settling[at - len(statuses)], text)
                return
            except (NotUnderstood, Refused) as error:
                if at not in asks:  # else the amount: the next keys are for it, not for the order
                    raise
                refusal(self, error)
                asks[at] = (asks[at][0], text)

    async def _concerns(self, how: Settlement) -> bool:
        """Whether the person may do it, or ask finance to."""
        return how.right is Action.PAY or await self.may(how.right)

    async def _pay(
        self, detail: OrderDetail, status: PaymentStatus, text: str, *, pays: bool
    ) -> None:
        """Another payment status; of who is not finance, a wish."""
        payments, number = self.desk_app.desk.payments, detail.row.order_no
        if not pays:
            reason = await self.write(_("What shall finance know?"))
            if reason:
                await self.desk_app.ask(payments.ask, number, status, reason,
                                        client_id=uuid4().hex)  # fmt: skip
                notice(self, _("Finance is asked: only finance changes the payment status."))
            return
        done = N_("The payment status is changed; u takes it back.")
        refund = None
        if status is PaymentStatus.PARTLY_REFUNDED and text:
            refund = minor_units(text, detail.row.currency)
        await self.change(detail, done, payments.set, status, refund=refund)
        self._tell_both()

    def _tell_both(self) -> None:
        """Money that went back in two ways is told together."""
        if self.detail is not None and (both := back_told(self.detail)):
            notice(self, both + " " + _("u takes the last of it back."))

    async def _settle(self, detail: OrderDetail, how: Settlement, text: str) -> None:
        """Note money that came or went; of who may not, a wish. What is let go has a reason."""
        accounts, number = self.desk_app.desk.accounts, detail.row.order_no
        done = N_("Noted; u takes it back.")
        shown = _there(detail, how)
        if how is Settlement.WAIVED:
            if reason := await self.write(_("Why need the customer not pay it?")):
                await self.change(detail, done, accounts.settle, how, reason=reason,
                                  shown=shown)  # fmt: skip
        elif await self.may(how.right):
            paid = minor_units(text, detail.row.currency) if text else None
            await self.change(detail, done, accounts.settle, how, amount=paid, shown=shown)
            self._tell_both()
        elif reason := await self.write(_("What shall finance know?")):
            await self.desk_app.ask(accounts.ask, number, how, reason, client_id=uuid4().hex)
            notice(self, _("Finance is asked: only finance notes money."))


def _open(detail: OrderDetail) -> list[Settlement]:
    """What can be settled now."""
    found = [Settlement.COLLECTED, Settlement.WAIVED] if detail.to_collect else []
    return found + ([Settlement.PAID_OUT] if detail.owed > 0 else [])


def _there(detail: OrderDetail, how: Settlement) -> int:
    """All that can be settled so; minor units."""
    return detail.owed if how is Settlement.PAID_OUT else detail.to_collect


def _whole(detail: OrderDetail, how: Settlement) -> str:
    return money(_there(detail, how), detail.row.currency)


def _asks(detail: OrderDetail, settling: list[Settlement]) -> dict[int, tuple[str, str]]:
    """Where an amount is typed behind the number; the boxes are empty at first."""
    row, statuses = detail.row, list(PaymentStatus)
    label = _("How much was paid back, of {total}?")
    partly = label.format(total=money(row.total, row.currency))
    asks = {statuses.index(PaymentStatus.PARTLY_REFUNDED): (partly, "")}
    for place, how in enumerate(settling, len(statuses)):
        if how is not Settlement.WAIVED:
            label = _("How much, of {total}? Nothing typed: all of it.")
            asks[place] = (label.format(total=_whole(detail, how)), "")
    return asks


def comes_to(what: str, told: Revalued) -> str:
    """What a change of lines comes to, to stand before a question.

    Args:
        what: the line as it becomes.
        told: from a preview.
    """
    if told.difference and not told.paid:
        text = _("{line}: no money came for the order, so nothing is to be collected or owed.")
    elif told.difference > 0 and told.collect:
        text = _("{line}: the customer pays {amount} more.")
    elif told.difference < 0 and told.owed:
        text = _("{line}: {amount} is owed to the customer, {owed} altogether.")
    elif told.difference > 0:
        text = _("{line}: what is owed to the customer pays for it.")
    elif told.difference:
        text = _("{line}: it costs {amount} less, which the customer need not pay.")
    else:
        text = _("{line}: the price is the same.")
    return text.format(
        line=plain(what),
        amount=money(told.collect if told.difference > 0 else -told.difference, told.currency),
        owed=money(told.owed, told.currency),
    )
