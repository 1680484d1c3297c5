"""Customers' accounts: what they have yet to pay, what is owed to them, and its end (S14, F10)."""

from __future__ import annotations

from csdesk.model.desk import Actor
from csdesk.model.errors import Conflict, Refused
from csdesk.model.owed import Account, Due, OwedReason, Settled, Settlement
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.status import Tab
from csdesk.rules.kept_words import kept_words
from csdesk.services.acting import Act, Acting
from csdesk.services.remark_writing import clean_text, put_remark
from csdesk.store import log, owed
from csdesk.store.changing import Rewrite, Standing
from csdesk.store.engine import Store
from csdesk.words import N_, money, named, tell

STEPS = {each: f"account.{each.value}" for each in Settlement}
"""The kinds of the steps."""

_LONGEST_REASON = 200
_ASK = N_("Please note: {what}, {amount}. {reason}")


class Accounts:
    """How customers' accounts stand, and noting that money came, went, or was let go."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)

    def of(self, number: str) -> Account:
        """The account of the buyer of an order, in the order's currency.

        Raises:
            NotFound: the order is not imported.
        """
        with self._store.read() as c:
            now = Act(c, self._actor).order(number)
            currency = str(now.order["currency"])
            balance, collect = owed.amounts(c, now.id, currency)
            return Account(now.order_no, collect, balance, currency, owed.entries(c, now.id))

    def due(self) -> tuple[Due, ...]:
        """What is still to be collected, of every order, the longest waiting first."""
        with self._store.read() as c:
            return owed.due(c)

    def settle(
        self,
        number: str,
        how: Settlement,
        *,
        amount: int | None = None,
        reason: str = "",
        shown: int | None = None,
        seen: int | None = None,
        client_id: str = "",
    ) -> Settled:
        """Note that a customer paid what was to be collected, was let off, or was paid.

        Args:
            number: any number of the order, or of one of its family.
            how: which of the three.
            amount: minor units of the order's currency; all that is open by default.
            reason: why; letting somebody off needs one.
            shown: all that was open before their eyes; it changes with other orders, too.
            seen: the version that the person had before their eyes.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: the order is not imported.
            Refused: nothing is open, or less than the amount; the reason lacks.
            Conflict: somebody changed the order since ``seen``, or something else is open than
                was shown.
            NotAllowed: the person has no right to.
        """
        missing = N_("Say why the customer need not pay it.") if how is Settlement.WAIVED else ""
        why = kept_words(reason, _LONGEST_REASON, missing=missing)
        with self._acting.change(how.right, number) as act:
            now, sent = act.order_once(number, seen, client_id)
            if sent:
                step = log.sent(act.connection, client_id)
                return _settled(act, now, int(str((step.after or {})["amount"])))
            amount = _open(act, now, how, amount, shown)
            notes = {"amount": amount, **({"reason": why} if why else {})}
            act.write(STEPS[how], [Rewrite(now)], client_id=client_id, **notes)
            currency, step_no = str(now.order["currency"]), act.seqs[-1]
            entered = -amount if how is Settlement.PAID_OUT else amount
            owed.enter(act.connection, now.id, entered, currency, OwedReason(how.value), step_no)
            return _settled(act, act.order(now.order_no), amount)

    def ask(self, number: str, how: Settlement, reason: str, *, client_id: str = "") -> None:
        """Ask finance to note it; the request stands in its inbox.

        Args:
            number: any of the order's numbers.
            how: what happened.
            reason: what finance has to know: where the money came, by what account.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: the order is not imported.
            Refused: nothing is open, or no reason is given.
            NotAllowed: the person has no right to.
        """
        why = clean_text(reason)
        with self._acting.change(Action.ASK, number, undoable=False) as act:
            now, sent = act.order_once(number, None, client_id)
            if sent:
                return
            amount = money(_open(act, now, how, None, None), str(now.order["currency"]))
            text = clean_text(tell(_ASK, {"amount": amount, "what": named(how), "reason": why}))
            put_remark(act, now.id, now.order_no, Tab.FINANCE, text, client_id=client_id)


def _open(act: Act, now: Standing, how: Settlement, amount: int | None, shown: int | None) -> int:
    """The amount that is settled.

    Raises:
        Refused: nothing is open, or less.
        Conflict: another sum is open than was shown.
    """
    currency = str(now.order["currency"])
    balance, collect = owed.amounts(act.connection, now.id, currency)
    there = balance if how is Settlement.PAID_OUT else collect
    if there <= 0:
        if how is Settlement.PAID_OUT:
            raise Refused("Nothing is owed to the customer of {number}.", number=now.order_no)
        raise Refused("Nothing is to be collected for {number}.", number=now.order_no)
    if shown is not None and shown != there:
        raise Conflict(
            "{there} is open for {number} now, not {shown}. Look again, then note it.",
            there=money(there, currency), shown=money(shown, currency), number=now.order_no,
        )  # fmt: skip
    if amount is None:
        return there
    if not 0 < amount <= there:
        raise Refused(
            "{amount} cannot be: {there} is open for {number}.",
            amount=money(amount, currency), there=money(there, currency), number=now.order_no,
        )  # fmt: skip
    return amount


def _settled(act: Act, now: Standing, amount: int) -> Settled:
    currency = str(now.order["currency"])
    balance, collect = owed.amounts(act.connection, now.id, currency)
    return Settled(now.order_no, amount, collect, balance, currency, now.version)
