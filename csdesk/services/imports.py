"""Files that came in: their counts, what was refused of them, and conflicts to settle (W3, W4)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from csdesk.model.desk import Actor, DeskSettings
from csdesk.model.errors import Conflict, NotAllowed, NotFound, Refused
from csdesk.model.intake import INSTANTS, MONEY, Batch, Progress, Reject, Value
from csdesk.model.orders import OpenConflict, Settlement
from csdesk.model.status import BatchState, Choice, Flag, OrderStatus, PaymentStatus
from csdesk.plain import plain
from csdesk.rules.merge import field_key
from csdesk.rules.typed_numbers import asked_number
from csdesk.store import batches, columns, conflicts, events, log
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
        self._actor = actor

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
            NotAllowed: the person may only look.
        """
        self._check_role()
        with self._store.change() as c:
            seen = _batch(c, batch_id)
            if seen.state in _UNDER_WAY:
                raise Refused("{file} is not taken in yet; look again later.", file=seen.file)
            if seen.accepted_by or (client_id and log.sent_before(c, client_id)):
                return seen
            self._note(c, seen, client_id)
            other = None if seen.pair is None else _batch(c, seen.pair)
            if other and not other.accepted_by and other.state not in _UNDER_WAY:
                self._note(c, other, "")
            return _batch(c, batch_id)

    def _note(self, c: Connection, seen: Batch, client_id: str) -> None:
        batches.keep(c, seen.id, accepted_by=self._actor.name, accepted_at=int(time.time()))
        self._log(c, "batch.accepted", client_id, after={"file": seen.file}, batch_id=seen.id)

    def go_alone(self, batch_id: int, client_id: str = "") -> Batch:
        """Have the importer take a waiting half in without the other.

        Args:
            batch_id: of a file that waits.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: there is no such import.
            Refused: the file does not wait.
            NotAllowed: the person may only look.
        """
        self._check_role()
        with self._store.change() as c:
            seen = _batch(c, batch_id)
            if client_id and log.sent_before(c, client_id):
                return seen
            if seen.state is not BatchState.WAITING:
                raise Refused("{file} does not wait for another file.", file=seen.file)
            batches.keep(c, batch_id, alone=1)
            self._log(c, "batch.alone", client_id, after={"file": seen.file}, batch_id=batch_id)
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
            NotAllowed: the person may only look.
        """
        self._check_role()
        with self._store.change() as c:
            if client_id and log.sent_before(c, client_id):
                return
            about = _dispute(c, settlement.conflict_id)
            fresh = _text(about.now) == about.ours
            if fresh:
                self._settle(c, about, settlement, client_id)
            else:  # what is seen from now on is what stands there
                conflicts.keep_ours(c, about.id, _text(about.now))
        if not fresh:
            raise Conflict(
                "{field} of {order} has been changed meanwhile. Look at it again, then decide.",
                field=about.field, order=about.order_no,
            )  # fmt: skip

    def _settle(
        self, connection: Connection, about: Dispute, settlement: Settlement, sent: str
    ) -> None:
        value, choice = _value(about, settlement), Choice(settlement.choice).value
        conflicts.settle(connection, about, value, choice, self._actor.login, int(time.time()))
        key = field_key(about.line_no, about.field)
        self._log(
            connection, "conflict.settled", sent,
            before={key: about.now}, after={key: value, "choice": choice},
            batch_id=about.batch_id, order_id=about.order_id, order_no=about.order_no,
        )  # fmt: skip

    def _check_role(self) -> None:
        if self._actor.only_looks:
            raise NotAllowed("{name} may look but not decide.", name=self._actor.name)

    def _log(
        self,
        connection: Connection,
        kind: str,
        client_id: str,
        *,
        after: dict[str, object],
        batch_id: int,
        before: dict[str, object] | None = None,
        order_id: int | None = None,
        order_no: str = "",
    ) -> None:
        events.append(
            connection,
            events.NewEvent(
                kind=kind,
                actor=self._actor.login,
                shift=self._actor.shift,
                order_id=order_id,
                order_no=order_no,
                batch_id=batch_id,
                before=before,
                after=after,
                client_id=client_id or None,
                personal=order_id is not None,
            ),
        )


def _batch(connection: Connection, batch_id: int) -> Batch:
    found = batches.batch(connection, batch_id)
    if found is None:
        raise NotFound("There is no import {id}.", id=batch_id)
    return found


def _dispute(connection: Connection, conflict_id: int) -> Dispute:
    about = conflicts.dispute(connection, conflict_id)
    if about is None:
        raise NotFound("There is no conflict {id}.", id=conflict_id)
    if about.settled:
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
