"""Asking a lead, and what leads decide (F16, S10, S47, W19, W28)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from uuid import uuid4

from csdesk.model.desk import Actor
from csdesk.model.errors import Conflict, Refused
from csdesk.model.requests import Request, RequestKind, RequestState
from csdesk.model.roles import Action
from csdesk.model.status import OrderStatus
from csdesk.rules import editing
from csdesk.rules import requests as rules
from csdesk.rules.kept_words import kept_words
from csdesk.rules.permissions import may
from csdesk.rules.verdicts import gone
from csdesk.services.acting import Act
from csdesk.services.settling import Settling, known
from csdesk.store import asks, blacklist, people
from csdesk.store import requests as rows
from csdesk.words import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.model.settings import DeskSettings
    from csdesk.store.changing import Standing
    from csdesk.store.engine import Store

LONGEST = 200
"""Characters of a reason."""

BY_IMPORT = "import"
"""What a request was done by, where the marketplace's own price says so."""


_MISSING = N_("There is no request {id}.")


class Requests(Settling[Request]):
    """What agents may not do themselves is asked of a lead, who says yes or no with a reason.

    The desk changes no price: the marketplace does. A price that was approved is done when
    somebody says so, or when the next export has it.
    """

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        super().__init__(store, settings, actor, rows, _MISSING)

    # Looking

    def deciders(self) -> tuple[str, ...]:
        """Names of the colleagues who may decide."""
        with self._store.read() as c:
            return tuple(p.name for p in people.everyone(c) if may(p.roles, Action.DECIDE))

    # Asking

    def ask(
        self,
        number: str,
        kind: RequestKind,
        reason: str,
        *,
        new: int | None = None,
        seen: int | None = None,
        client_id: str = "",
    ) -> Request:
        """Ask a lead for something about an order.

        Args:
            number: any of the order's numbers.
            kind: what is asked for.
            reason: why.
            new: the price asked for, in minor units of the order's currency.
            seen: the version of the order that the person had before their eyes.
            client_id: made by the front end; sent twice it is asked once.

        Raises:
            NotFound: the order is not imported.
            Refused: no reason is given, the same is asked already, or there is nothing to decide.
            Conflict: somebody changed the order since ``seen``.
            NotAllowed: the person has no right to.
        """
        why = _why(reason)
        with self._acting.change(Action.ASK, number, undoable=False) as act:
            c = act.connection
            known = rows.sent_as(c, client_id) if client_id else None
            if known is not None:
                return _known(c, known)
            now = act.order(number, seen)
            self._check(c, now, kind, new)
            price = kind is RequestKind.PRICE
            old = now.order["total"] if price else None
            with asks.news(c, now.id):
                request_id = rows.add(
                    c,
                    {
                        "order_id": now.id, "kind": kind, "state": RequestState.ASKED,
                        "old": old, "new": new if price else None, "reason": why,
                        "login": act.actor.login, "author": act.actor.name,
                        "shift": act.actor.shift, "at": int(time.time()), "decided_login": "",
                        "decided_by": "", "decision": "", "news": 0, "version": 1,
                        "client_id": client_id or uuid4().hex,
                    },
                )  # fmt: skip
            told: dict[str, object] = {"request": request_id, "request_kind": kind, "reason": why}
            act.log(
                "request.asked", order_id=now.id, order_no=now.order_no, client_id=client_id,
                before={"price": old} if price else None,
                after=told | ({"price": new} if price else {}),
            )  # fmt: skip
            return _known(c, request_id)

    @staticmethod
    def _check(c: Connection, now: Standing, kind: RequestKind, new: int | None) -> None:
        there = [each for each in rows.of_order(c, now.id) if each.kind is kind]
        for each in there:
            if each.state in rules.OPEN:
                raise Refused(
                    "{who} asked that already, {state}.", who=each.author, state=each.state
                )
        if kind is RequestKind.UNBLACKLIST:
            if blacklist.entry(c, str(now.order["buyer"])) is None:
                raise Refused("This customer is not on the blacklist.")
            return
        editing.check_open(now.order_no, OrderStatus(now.order["order_status"]))
        if kind is RequestKind.PRICE:
            if new is None:
                raise Refused("Say which price.")
            rules.check_price(now.order["total"], new)

    # Deciding

    def move(
        self,
        request_id: int,
        to: RequestState,
        words: str = "",
        *,
        seen: int | None = None,
        client_id: str = "",
    ) -> Request:
        """Decide a request, do it, or withdraw it.

        Args:
            request_id: of the request.
            to: approved or refused by a lead; done or withdrawn by whoever asked, or a lead.
            words: why; a decision must have some.
            seen: the version of the request that the person had before their eyes.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: there is no such request.
            NotAllowed: the person does not decide, or did not ask; that is logged.
            Conflict: somebody moved it since ``seen``.
            Refused: it cannot become that, or the reason is missing.
        """
        said = _why(words) if rules.decides(to) or words.strip() else ""
        with self._store.read() as c:
            found = _known(c, request_id)
        own = found.login == self._actor.login
        right = Action.DECIDE if rules.decides(to) else Action.ASK if own else Action.OVERSEE
        with self._acting.change(right, found.order_no, undoable=False) as act:
            now = _known(act.connection, request_id)
            if act.sent(client_id):
                return now
            if seen is not None and seen != now.version:
                raise Conflict(
                    "{who} was faster: this is {state} now ({what}).",
                    who=now.decided_by or now.author, state=now.state, what=now.decision or "-",
                )  # fmt: skip
            if not rules.may_become(now.state, to):
                raise Refused("What is {state} cannot become {to}.", state=now.state, to=to)
            _move(act, now, to, said, client_id)
            if to is RequestState.APPROVED and now.kind is RequestKind.UNBLACKLIST:
                standing = act.order(now.order_no)
                if blacklist.entry(act.connection, str(standing.order["buyer"])):
                    from csdesk.services.blacklist import take_off

                    take_off(act, standing, said)
                _move(act, _known(act.connection, request_id), RequestState.DONE, "", "")
            if to is RequestState.APPROVED and now.kind is RequestKind.PRIORITY:
                standing = act.order(now.order_no)
                if not gone(OrderStatus(standing.order["order_status"])):
                    from csdesk.services.priorities import FIRST, set_priority

                    set_priority(act, standing, FIRST, said)
                _move(act, _known(act.connection, request_id), RequestState.DONE, "", "")
            return _known(act.connection, request_id)

    def seen(self, request_id: int) -> None:
        """Whoever asked has seen what was decided; others leave it as it is.

        A mark of that person alone: it needs no right and is no step of the log. Who has left
        leaves none.
        """
        with self._store.read() as c:
            found = _known(c, request_id)
        if found.news and found.login == self._actor.login:
            with self._store.change() as c:
                if self._acting.works_here(c):
                    rows.seen(c, [request_id])

    def done_by_facts(self, connection: Connection) -> int:
        """Approved prices that the marketplace has now are done, as at the end of an import.

        Args:
            connection: changing.

        Returns:
            How many there were.
        """
        act = Act(connection, Actor(BY_IMPORT, BY_IMPORT, "", frozenset()))
        found = rows.executed(connection)
        for each in found:
            _move(act, _known(connection, each), RequestState.DONE, "", "")
        return len(found)


def _move(act: Act, now: Request, to: RequestState, words: str, client_id: str) -> None:
    order_id = rows.order_of(act.connection, now.id)
    with asks.news(act.connection, order_id):
        rows.move(act.connection, now, to, words, act.actor)
    after: dict[str, object] = {"request": now.id, "request_state": to}
    act.log(
        f"request.{to}", order_id=order_id, order_no=now.order_no,
        before={"request": now.id, "request_state": now.state},
        after=after | ({"reason": words} if words else {}), client_id=client_id,
    )  # fmt: skip


def _why(text: str) -> str:
    return kept_words(text, LONGEST, missing=N_("Say why: whoever reads it must understand it."))


def _known(connection: Connection, request_id: int) -> Request:
    return known(connection, rows, request_id, _MISSING)
