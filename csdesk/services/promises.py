"""The promise ledger: what customers were told and by when, kept or broken (I4)."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

from csdesk.model.errors import Conflict, NotUnderstood, Refused
from csdesk.model.promises import Promise, PromiseKind, PromiseState
from csdesk.model.roles import Action
from csdesk.plain import plain
from csdesk.rules import due, policy
from csdesk.services.acting import Act
from csdesk.services.settling import MOST, Settling, known
from csdesk.store import promises as rows
from csdesk.store.lookup import known_order
from csdesk.words import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.model.desk import Actor
    from csdesk.model.purchasing import Slip
    from csdesk.model.settings import DeskSettings
    from csdesk.store.engine import Store

LONGEST = 500
"""Characters of what the customer was told."""

BY_FACTS = "shipping"
"""Who decided, where the order's own shipping did."""


_MISSING = N_("There is no promise {id}.")


class Promises(Settling[Promise]):
    """Making and deciding promises. What was promised about shipping decides itself."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        super().__init__(store, settings, actor, rows, _MISSING)

    def waiting(self, *, limit: int = MOST) -> tuple[Promise, ...]:
        """What nobody has decided, those due first, with what the stock does not let us keep."""
        with self._store.read() as c:
            return self._with_slips(c, rows.waiting(c, limit))

    def newest(self, *, limit: int = MOST) -> tuple[Promise, ...]:
        """All, the newest first; see ``waiting``."""
        with self._store.read() as c:
            return self._with_slips(c, rows.newest(c, limit))

    def of(self, number: str) -> tuple[Promise, ...]:
        """Those of an order, oldest first; see ``waiting``. Raises as ``Settling.of``."""
        with self._store.read() as c:
            return self._with_slips(c, rows.of_order(c, known_order(c, number).id))

    def slipping(self) -> tuple[Slip, ...]:
        """Promises to ship that the stock does not let us keep, those due first (I4)."""
        with self._store.read() as c:
            kept = self._with_slips(c, rows.waiting(c, MOST, PromiseKind.SHIP))
        return tuple(each.slip for each in kept if each.slip)

    def _with_slips(self, c: Connection, found: tuple[Promise, ...]) -> tuple[Promise, ...]:
        if not found:
            return found
        from csdesk.services.slipping import with_slips

        return with_slips(c, found, ZoneInfo(self._settings.zone))

    def when(self, typed: str) -> datetime:
        """The moment that somebody means, in the desk's zone.

        Raises:
            NotUnderstood: it is no day, or one that is past.
        """
        now = self._now()
        moment = due.due(plain(typed), now)
        if moment is None:
            raise NotUnderstood(
                '"{typed}" is not a time. Examples: {allowed}.', typed=typed, allowed=due.ALLOWED
            )
        if moment <= now:
            raise NotUnderstood('"{typed}" is past: promise something to come.', typed=typed)
        return moment

    def split(self, typed: str) -> tuple[str, str]:
        """By when and what, where both were typed on one line: ``周五 17:00 发货``.

        Returns:
            The longest beginning that is a moment to come, and the words after it; twice empty
            where there is none.
        """
        words = plain(typed).split()
        for count in range(min(3, len(words)), 0, -1):
            by = " ".join(words[:count])
            moment = due.due(by, self._now())
            if moment is not None and moment > self._now():
                return by, " ".join(words[count:])
        return "", ""

    def _now(self) -> datetime:
        return datetime.now(ZoneInfo(self._settings.zone))

    def make(
        self, number: str, kind: PromiseKind, by: str, text: str = "", *, client_id: str = ""
    ) -> Promise:
        """Keep what the customer of an order was told.

        Args:
            number: any of the order's numbers.
            kind: what was promised.
            by: by when, as typed: ``18``, ``明天``, ``fri 17:00``, ``3d``.
            text: what was said.
            client_id: made by the front end; sent twice it is kept once.

        Raises:
            NotUnderstood: ``by`` is no moment to come.
            NotFound: no order has the number.
            Refused: the text is too long, or says of reviews what the marketplace forbids; or
                orders of several shops have the number.
            NotAllowed: the person may promise nothing.
        """
        words = plain(text, lines=True).strip()
        if len(words) > LONGEST:
            raise Refused(
                "What was promised has {count} characters, {longest} are allowed.",
                count=len(words), longest=LONGEST,
            )  # fmt: skip
        from csdesk.services.slipping import relied_on

        policy.check(words, self._settings.policy)
        moment = int(self.when(by).timestamp())
        with self._acting.change(Action.PROMISE, number, undoable=False) as act:
            c = act.connection
            before = rows.sent_as(c, client_id) if client_id else None
            if before is not None:
                return _known(c, before)
            order = act.order(number)
            promise_id = rows.add(
                c,
                {
                    "order_id": order.id, "kind": PromiseKind(kind), "due": moment, "text": words,
                    "login": act.actor.login, "author": act.actor.name, "shift": act.actor.shift,
                    "at": int(time.time()), "state": PromiseState.OPEN, "settled_by": "",
                    "version": 1, "client_id": client_id or uuid4().hex,
                    **relied_on(c, order, kind, self._now().date()),
                },
            )  # fmt: skip
            told: dict[str, object] = {"promise": promise_id, "promise_kind": kind, "due": moment}
            act.log(
                "promise.made", order_id=order.id, order_no=order.order_no,
                after=told | ({"text": words} if words else {}), client_id=client_id,
            )  # fmt: skip
            return _known(c, promise_id)

    def settle(
        self, promise_id: int, state: PromiseState, *, seen: int | None = None, client_id: str = ""
    ) -> Promise:
        """Decide by hand: kept, broken, withdrawn; or open again.

        Args:
            promise_id: of the promise.
            state: kept, broken, withdrawn or open.
            seen: the version that the person had before their eyes.
            client_id: made by the front end.

        Raises:
            NotFound: there is no such promise.
            Conflict: somebody decided it since.
            Refused: a promise is not decided so.
            NotAllowed: the person may promise nothing.
        """
        if state in (PromiseState.DUE, PromiseState.OVERDUE):
            raise Refused("A promise is kept, broken, withdrawn, or open again.")
        with self._acting.change(Action.PROMISE, undoable=False) as act:
            now = _known(act.connection, promise_id)
            if act.sent(client_id):
                return now
            if seen is not None and seen != now.version:
                raise Conflict(
                    "{who} decided this promise meanwhile: {state}.",
                    who=now.settled_by or "-", state=now.state,
                )  # fmt: skip
            _decide(act, now, state, act.actor.name, client_id)
            return _known(act.connection, promise_id)

    def decide_by_facts(self, connection: Connection) -> int:
        """Decide what the shipping facts of orders decide, such as at the end of an import.

        Args:
            connection: changing.

        Returns:
            How many promises that were.
        """
        act = Act(connection, self._actor)
        found = [
            each
            for each in rows.shipped(connection)
            if each.state in (PromiseState.KEPT, PromiseState.BROKEN)
        ]
        for each in found:
            _decide(act, each, each.state, BY_FACTS, "")
        return len(found)


def _decide(act: Act, now: Promise, state: PromiseState, who: str, client_id: str) -> None:
    c = act.connection
    rows.settle(c, now.id, state, who)
    act.log(
        f"promise.{state}", order_id=rows.order_of(c, now.id), order_no=now.order_no,
        before={"promise": now.id, "promise_state": now.state},
        after={"promise": now.id, "promise_state": state}, client_id=client_id,
    )  # fmt: skip


def _known(connection: Connection, promise_id: int) -> Promise:
    return known(connection, rows, promise_id, _MISSING)
