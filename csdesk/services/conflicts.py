"""Fields that the shop and the marketplace both changed, and settling them (W4, I1)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from csdesk.model.changes import Skipped
from csdesk.model.desk import Actor
from csdesk.model.errors import Conflict, NotFound, NotUnderstood, Refused
from csdesk.model.intake import INSTANTS, MONEY, Value
from csdesk.model.orders import OpenConflict, Settlement
from csdesk.model.owed import OwedReason
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.status import Choice, Flag, OrderStatus, PaymentStatus
from csdesk.rules.kept_words import kept_words
from csdesk.rules.masking import PERSONAL, is_masked
from csdesk.rules.merge import as_text, field_key
from csdesk.rules.permissions import may
from csdesk.services import differences
from csdesk.services.acting import Act, Acting
from csdesk.services.telling import tell_recipient
from csdesk.store import columns, conflicts
from csdesk.store.changing import Standing, standing
from csdesk.store.conflicts import Dispute
from csdesk.store.engine import Store
from csdesk.store.lookup import known_order
from csdesk.store.order_detail import open_conflicts
from csdesk.words import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NUMBERS = INSTANTS | MONEY | {"quantity"}
_WORDS = {"order_status": OrderStatus, "payment_status": PaymentStatus, "flag": Flag}
_LONG = frozenset({"buyer_message", "market_remark"})
_LONGEST = 2_000
"""Characters of a value that a person types."""


class Conflicts:
    """What a newer export and people changed in different ways."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._acting = Acting(store, actor)

    def open(self, order_no: str | None = None) -> tuple[OpenConflict, ...]:
        """Conflicts that nobody has settled, of one order or of all, the oldest first.

        Args:
            order_no: any of the order's numbers.

        Raises:
            NotFound: the order is not imported.
            Refused: orders of several shops have it.
        """
        with self._store.read() as c:
            if order_no is None:
                return open_conflicts(c)
            order = known_order(c, order_no)
            return open_conflicts(c, columns.conflicts.c.order_id == order.id)

    def settle(self, settlement: Settlement, client_id: str = "") -> None:
        """Settle a conflict: ours stays, theirs is taken, or another value is given (W4).

        Args:
            settlement: which conflict, and the choice.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: there is no such conflict.
            Conflict: somebody settled it, or changed the field, meanwhile.
            Refused: the value cannot be typed, or is no value of the field.
            NotAllowed: the person has no right to.
        """
        right, number = self._right(settlement.conflict_id)
        with self._acting.change(right, number, undoable=False) as act:
            if act.sent(client_id):
                return
            about = _dispute(act.connection, settlement.conflict_id)
            fresh = as_text(about.now) == about.ours
            if fresh:
                _settle(act, about, settlement, client_id)
            else:  # what is seen from now on is what stands there
                conflicts.keep_ours(act.connection, about.id, as_text(about.now))
        if not fresh:
            raise Conflict(
                "{field} of {order} has been changed meanwhile. Look at it again, then decide.",
                field=about.field, order=about.order_no,
            )  # fmt: skip

    def check(self, conflict_id: int) -> None:
        """Refuse before the person is asked for a value; errors as for ``settle``."""
        self._acting.check(*self._right(conflict_id))

    def _right(self, conflict_id: int) -> tuple[Action, str]:
        """What settling a conflict needs a right for, and the number of its order."""
        with self._store.read() as c:
            about = _dispute(c, conflict_id, settled_too=True)
        right = Action.PAY if about.field == "payment_status" else Action.SETTLE
        return right, about.order_no

    def settle_all(
        self, conflict_ids: Sequence[int], choice: Choice, client_id: str = ""
    ) -> tuple[Skipped, ...]:
        """Settle many conflicts the same way: all ours, or all theirs.

        Args:
            conflict_ids: those that the person was shown.
            choice: ours or theirs.
            client_id: made by the front end; sent twice it is done once.

        Returns:
            Those that were left open, each with the reason; the others are settled.

        Raises:
            NotUnderstood: a value of one's own cannot be given to many.
            NotAllowed: the person has no right to.
        """
        if choice is Choice.EDIT:
            raise NotUnderstood("Many conflicts are settled with ours or theirs.")
        skipped = []
        with self._acting.change(Action.SETTLE, undoable=False) as act:
            if act.sent(client_id):
                return ()
            sent = client_id
            for conflict_id in conflict_ids:
                about = _dispute(act.connection, conflict_id, settled_too=True)
                reason = _why_not(act, about)
                if reason:
                    skipped.append(Skipped(about.order_no, reason))
                    continue
                _settle(act, about, Settlement(conflict_id, choice), sent)
                sent = ""
        return tuple(skipped)


def _why_not(act: Act, about: Dispute) -> str:
    """Why a conflict is not settled with the others; empty where nothing stands in the way."""
    if about.settled:
        return N_("somebody has settled it already")
    if as_text(about.now) != about.ours:
        return N_("it has been changed meanwhile")
    if about.field == "payment_status" and not may(act.actor.roles, Action.PAY):
        return N_("only finance changes the payment status")
    return ""


def _settle(act: Act, about: Dispute, settlement: Settlement, client_id: str) -> None:
    value, choice = _value(about, settlement), Choice(settlement.choice).value
    now = standing(act.connection, [about.order_id])[about.order_id]
    conflicts.settle(act.connection, about, value, choice, act.actor.login, int(time.time()))
    key = field_key(about.line_no, about.field)
    act.log(
        "conflict.settled",
        order_id=about.order_id,
        order_no=about.order_no,
        batch_id=about.batch_id,
        before={key: about.now},
        after={key: value, "choice": choice},
        client_id=client_id,
    )
    if about.line_no:
        _enter_money(act, now, about, value)
    elif value != about.now:
        tell_recipient(act, now, {about.field: value})


def _enter_money(act: Act, now: Standing, about: Dispute, value: Value) -> None:
    """What a line costs more or less once a field of it has a value, as where it is edited."""
    line = now.lines[about.line_no]
    before, after = (
        int(each["quantity"] or 0) * int(each["unit_price"] or 0)
        for each in (line, {**line, about.field: value})
    )
    reason = OwedReason.PIECES if about.field == "quantity" else OwedReason.EXCHANGE
    differences.enter(act, now, after - before, reason)


def _dispute(connection: Connection, conflict_id: int, *, settled_too: bool = False) -> Dispute:
    about = conflicts.dispute(connection, conflict_id)
    if about is None:
        raise NotFound("There is no conflict {id}.", id=conflict_id)
    if about.settled and not settled_too:
        raise Conflict(
            "{who} has settled this conflict of {order} already.",
            who=about.settled_by or "-", order=about.order_no,
        )  # fmt: skip
    return about


def _value(about: Dispute, settlement: Settlement) -> Value:
    """What the field gets, of the type that its column holds."""
    if settlement.choice == Choice.OURS:
        return about.now
    if settlement.choice == Choice.THEIRS:
        if about.field in _NUMBERS:
            return None if about.theirs is None else int(about.theirs)
        return about.theirs or ""
    if about.field in _NUMBERS:
        raise Refused("{field} cannot be typed here; take ours or theirs.", field=about.field)
    typed = kept_words(settlement.value, _LONGEST, lines=about.field in _LONG)
    if about.field in PERSONAL and is_masked(typed):
        raise Refused("{value} is hidden behind signs; write it in full.", value=typed)
    words = [word.value for word in _WORDS.get(about.field, ())]
    if words and typed not in words:
        raise Refused(
            "{value} is no value of {field}. Choose one of {words}.",
            value=typed, field=about.field, words=words,
        )  # fmt: skip
    return typed
