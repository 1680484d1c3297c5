"""Files that came in: their counts, what was refused of them, and conflicts to settle (W3, W4)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from csdesk.model.desk import Actor, DeskSettings
from csdesk.model.errors import Conflict, NotFound, Refused
from csdesk.model.intake import INSTANTS, MONEY, Batch, Progress, RefusedRow, Reject, Value
from csdesk.model.orders import OpenConflict, Settlement
from csdesk.model.roles import Action
from csdesk.model.status import BatchState, Choice, Flag, OrderStatus, PaymentStatus
from csdesk.plain import plain
from csdesk.rules.merge import field_key
from csdesk.rules.numbers import forms
from csdesk.rules.typed_numbers import asked_number
from csdesk.services.acting import Act, Acting
from csdesk.store import batches, columns, conflicts
from csdesk.store.conflicts import Dispute
from csdesk.store.engine import Store
from csdesk.store.lookup import order_named
from csdesk.store.orders import open_conflicts

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NUMBERS = INSTANTS | MONEY | {"quantity"}
_WORDS = {"order_status": OrderStatus, "payment_status": PaymentStatus, "flag": Flag}
_UNDER_WAY = (BatchState.IMPORTING, BatchState.WAITING)
_LONG = frozenset({"buyer_message", "market_remark"})
_LONGEST = 2_000
"""Characters of a value that a person types."""


class Imports:
    """Looking at imports, taking note of them, and settling what they could not decide."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._acting = Acting(store, actor)

    # --- looking -----------------------------------------------------------------------------

    def batches(self, limit: int = 200) -> tuple[Batch, ...]:
        """The last files, the newest first."""
        with self._store.read() as c:
            return batches.newest(c, limit)

    def batch(self, batch_id: int) -> Batch:
        """One file.

        Raises:
            NotFound: there is no such import.
        """
        with self._store.read() as c:
            return _batch(c, batch_id)

    def rejects(self, batch_id: int, limit: int | None = None) -> tuple[Reject, ...]:
        """The rows of a file that did not go in, in the file's order, ``limit`` at most."""
        with self._store.read() as c:
            return batches.rejects(c, batch_id, limit)

    def refused(self, number: str) -> tuple[RefusedRow, ...]:
        """The rows that tell of an order and did not go in, the newest file first.

        Args:
            number: the marketplace's, whole, as typed or pasted.

        Raises:
            NotFound: it cannot be the number of an order.
        """
        with self._store.read() as c:
            return batches.refused(c, forms(asked_number(number)))

    def conflicts(self, order_no: str | None = None) -> tuple[OpenConflict, ...]:
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
            order = order_named(c, asked_number(order_no))
            if order is None:
                raise NotFound("There is no order {number}.", number=order_no)
            return open_conflicts(c, columns.conflicts.c.order_id == order.id)

    def progress(self) -> Progress | None:
        """How far the running import is, None where none runs."""
        with self._store.read() as c:
            return batches.progress(c)

    # --- deciding ----------------------------------------------------------------------------

    def accept(self, batch_id: int, client_id: str = "") -> Batch:
        """Take note of an import in one's own name (W3); whoever did so first stays named.

        The halves of a pair came as one download: note is taken of both.

        Args:
            batch_id: of an import that is finished.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: there is no such import.
            Refused: it is still going on, or its file still waits.
            NotAllowed: the person has no right to.
        """
        with self._acting.change(Action.IMPORT, undoable=False) as act:
            c = act.connection
            seen = _batch(c, batch_id)
            if seen.state in _UNDER_WAY:
                raise Refused("{file} is not taken in yet; look again later.", file=seen.file)
            if seen.accepted_by or act.sent(client_id):
                return seen
            _note(act, seen, client_id)
            other = None if seen.pair is None else _batch(c, seen.pair)
            if other and not other.accepted_by and other.state not in _UNDER_WAY:
                _note(act, other, "")
            return _batch(c, batch_id)

    def go_alone(self, batch_id: int, client_id: str = "") -> Batch:
        """Have the importer take a waiting half in without the other.

        Args:
            batch_id: of a file that waits.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: there is no such import.
            Refused: the file does not wait.
            NotAllowed: the person has no right to.
        """
        with self._acting.change(Action.IMPORT, undoable=False) as act:
            seen = _batch(act.connection, batch_id)
            if act.sent(client_id):
                return seen
            if seen.state is not BatchState.WAITING:
                raise Refused("{file} does not wait for another file.", file=seen.file)
            batches.keep(act.connection, batch_id, alone=1)
            _log(act, "batch.alone", seen, client_id)
            return seen

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
        with self._store.read() as c:
            about = _dispute(c, settlement.conflict_id, settled_too=True)
        right = Action.PAY if about.field == "payment_status" else Action.SETTLE
        with self._acting.change(right, about.order_no, undoable=False) as act:
            if act.sent(client_id):
                return
            about = _dispute(act.connection, settlement.conflict_id)
            fresh = _text(about.now) == about.ours
            if fresh:
                _settle(act, about, settlement, client_id)
            else:  # what is seen from now on is what stands there
                conflicts.keep_ours(act.connection, about.id, _text(about.now))
        if not fresh:
            raise Conflict(
                "{field} of {order} has been changed meanwhile. Look at it again, then decide.",
                field=about.field, order=about.order_no,
            )  # fmt: skip


def _note(act: Act, seen: Batch, client_id: str) -> None:
    batches.keep(act.connection, seen.id, accepted_by=act.actor.name, accepted_at=int(time.time()))
    _log(act, "batch.accepted", seen, client_id)


def _log(act: Act, kind: str, about: Batch, client_id: str) -> None:
    act.log(
        kind, batch_id=about.id, after={"file": about.file}, client_id=client_id, personal=False
    )


def _settle(act: Act, about: Dispute, settlement: Settlement, client_id: str) -> None:
    value, choice = _value(about, settlement), Choice(settlement.choice).value
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


def _batch(connection: Connection, batch_id: int) -> Batch:
    found = batches.batch(connection, batch_id)
    if found is None:
        raise NotFound("There is no import {id}.", id=batch_id)
    return found


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


def _text(value: Value) -> str | None:
    """A value as conflicts keep it."""
    return None if value is None else str(value)


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
    typed = plain(settlement.value, lines=about.field in _LONG).strip()
    if len(typed) > _LONGEST:
        raise Refused("That is longer than {longest} characters.", longest=_LONGEST)
    words = [word.value for word in _WORDS.get(about.field, ())]
    if words and typed not in words:
        raise Refused(
            "{value} is no value of {field}. Choose one of {words}.",
            value=typed, field=about.field, words=words,
        )  # fmt: skip
    return typed
