"""What is asked of finance and shipping, who waits for whom, who is called (F31, F32, I9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.model.asks import Ask, Asks, MyQueue, Unread
from csdesk.model.desk import Actor
from csdesk.model.errors import Conflict, NotFound, Refused
from csdesk.model.remarks import Remark
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.status import RemarkState, StopOutcome, Tab
from csdesk.plain import plain
from csdesk.rules.asks import DEPARTMENTS, may_become, needs_words, right_to
from csdesk.rules.asks import is_news as tells_news
from csdesk.rules.cases import asks_refund
from csdesk.rules.permissions import may
from csdesk.rules.typed_numbers import typed_number
from csdesk.services.acknowledging import waiting_for
from csdesk.services.acting import Act, Acting
from csdesk.services.calling import call_from
from csdesk.services.cases import answered
from csdesk.services.remark_writing import clean_text
from csdesk.store import amazon, lookup, notices, people, remarks, requests, stops, swaps
from csdesk.store import asks as rows
from csdesk.store.cases import asked_with
from csdesk.store.changing import standing
from csdesk.store.engine import Store
from csdesk.words import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST = 500
"""Asks that a list holds; it says how many there are."""


class Inboxes:
    """Reading the inboxes and moving what lies there.

    Everybody may look into a department's inbox; only the department answers. Whoever asked
    answers its questions; a lead may in their place.
    """

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)

    def of_department(self, tab: Tab, *, limit: int = MOST) -> Asks:
        """What finance or shipping is asked, questions back included: holds, then the oldest.

        Raises:
            Refused: nobody is asked in internal remarks.
        """
        if tab not in DEPARTMENTS:
            raise Refused("Internal remarks ask nothing: choose finance or shipping.")
        with self._store.read() as c:
            return rows.of_department(c, tab, limit)

    def mine(self, *, limit: int = MOST) -> MyQueue:
        """Questions to me, calls that I have not read, and what I asked and wait for."""
        login = self._actor.login
        with self._store.read() as c:
            asked = rows.of_asker(c, login, limit).asks
            calls = rows.calls(c, login, limit)
            decided = requests.unseen(c, login, limit)
            requested = requests.of_asker(c, login, limit)
        return MyQueue(
            queries=tuple(each for each in asked if each.waits_on is None),
            calls=calls,
            asked=tuple(each for each in asked if each.waits_on is not None),
            decided=decided,
            requests=tuple(each for each in requested if not each.news),
        )

    def everybody(self, *, limit: int = MOST) -> Asks:
        """Who waits on whom, all of it (I9); for leads.

        Raises:
            NotAllowed: the person does not look after others' asks; that is logged.
        """
        self._acting.check(Action.OVERSEE)
        with self._store.read() as c:
            return rows.of_everybody(c, limit)

    def unread(self) -> Unread:
        """The counts for the header line; an inbox counts for those who answer for it."""
        with self._store.read() as c:
            who = people.person(c, self._actor.login) or self._actor
            counts = {
                tab: rows.count_open(c, tab) if may(who.roles, right) else None
                for tab, right in DEPARTMENTS.items()
            }
            mine = rows.count_calls(c, who.login) + rows.count_queries(c, who.login)
            mine += requests.count_unseen(c, who.login)
            lead = requests.count_waiting(c) if may(who.roles, Action.DECIDE) else None
            told = notices.count_unread(c, who.login)
            asked = swaps.count(c, who.login, lead=may(who.roles, Action.ROSTER))
            waiting = waiting_for(c, who.login)
            due = amazon.count_due(c) if may(who.roles, Action.AMAZON) else 0
        finance, shipping = counts[Tab.FINANCE], counts[Tab.SHIPPING]
        return Unread(finance, shipping, mine, lead, told, asked, waiting, due)

    def one(self, remark_id: int) -> Ask:
        """One ask as it stands.

        Raises:
            NotFound: there is no such remark.
        """
        with self._store.read() as c:
            return rows.with_orders(c, [_known(c, remark_id)])[0]

    def move(
        self,
        remark_id: int,
        to: RemarkState,
        text: str = "",
        *,
        seen: int | None = None,
        client_id: str = "",
    ) -> Remark:
        """Take an ask a step on, or back to the department with an answer.

        Args:
            remark_id: of the remark.
            to: what it becomes: seen, doing, done or query by the department; asked by whoever
                asked, as the answer to a query or because done was not enough.
            text: what is said with it; a question and its answer must have one.
            seen: ``Remark.moved`` as the person had it before their eyes; None where nobody looked.
            client_id: made by the front end; sent twice, the step is made once.

        Returns:
            The remark as it stands now.

        Raises:
            NotFound: there is no such remark.
            NotAllowed: the person does not work in that department, or did not ask; logged.
            Conflict: somebody moved or corrected it since; facts ``author``, ``state``, ``text``.
            Refused: it cannot become that, or says nothing without words.
        """
        words = clean_text(text) if plain(text).strip() else ""
        right, number = self._right(remark_id, to)
        with self._acting.change(right, number, undoable=False) as act:
            now = _known(act.connection, remark_id)
            if act.sent(client_id):
                return now
            _check(act.connection, now, to, words, seen)
            self._step(act, now, to, words, client_id)
            return _known(act.connection, remark_id)

    def check(self, remark_id: int, to: RemarkState) -> None:
        """Refuse a step before the person is asked what goes with it; errors as for ``move``."""
        self._acting.check(*self._right(remark_id, to))

    def must_tell(self, remark_id: int, to: RemarkState) -> bool:
        """Whether a step says nothing without words; ``move`` refuses it without."""
        with self._store.read() as c:
            return _needs_words(c, _known(c, remark_id), to)

    def _right(self, remark_id: int, to: RemarkState) -> tuple[Action, str]:
        """What a step needs a right for, and the number that the remark is written on."""
        with self._store.read() as c:
            found = _known(c, remark_id)
        if found.tab not in DEPARTMENTS:
            raise Refused("Remark {id} is internal: it asks nothing of anybody.", id=remark_id)
        own = found.login == self._actor.login
        return right_to(found.tab, to, own=own), found.order_no

    @staticmethod
    def _step(act: Act, now: Remark, to: RemarkState, words: str, client_id: str) -> None:
        c = act.connection
        order_id = remarks.order_of(c, now.id)
        before: dict[str, object] = {"state": now.state}
        after: dict[str, object] = {"remark": now.id, "tab": now.tab, "state": to}
        if words:
            after["text"] = words
        if tells_news(to):
            with rows.news(c, order_id):
                step = rows.move(c, now, to, words, act.actor)
        else:
            step = rows.move(c, now, to, words, act.actor)
        if now.stop is not None and to is RemarkState.ASKED:
            stops.answer(c, now.id, StopOutcome.ASKED, "", "")
        act.log(
            "remark.state", order_id=order_id, order_no=now.order_no, before=before, after=after,
            client_id=client_id,
        )  # fmt: skip
        if to is RemarkState.DONE and now.login != act.actor.login:
            rows.call(c, [now.login], [now.id], step)
        call_from(act, words, [now.id], step)
        if to is RemarkState.DONE:
            answered(act, now)

    def look(self, remark_id: int) -> Remark:
        """Somebody of the department looks at an ask: from now on the asker sees that.

        Whoever does not answer for the department only looks; so does who comes second.
        """
        with self._store.read() as c:
            now = _known(c, remark_id)
            who = people.person(c, self._actor.login) or self._actor
        right = DEPARTMENTS.get(now.tab)
        if right is None or not may(who.roles, right) or now.state is not RemarkState.ASKED:
            return now
        try:
            return self.move(remark_id, RemarkState.SEEN, seen=now.moved)
        except (Conflict, Refused):
            return now

    def read(self, number: str) -> int:
        """The person looks at an order: calls on its remarks, and decisions, are read (F32).

        Marks of that person alone: they need no right and are no step of the log. Who has left
        leaves none.

        Args:
            number: any of its numbers, imported or not.

        Returns:
            How many there were.
        """
        with self._store.read() as c:
            login = self._actor.login
            if not self._acting.works_here(c):
                return 0
            if not rows.count_calls(c, login) and not requests.count_unseen(c, login):
                return 0
            typed = typed_number(number)
            named = lookup.order_named(c, typed)
            there = remarks.of_order(c, named.id) if named else remarks.of_number(c, typed)
            unread = rows.unread_on(c, login, [each.id for each in there])
            told = requests.of_order(c, named.id) if named else ()
            decided = [each.id for each in told if each.news and each.login == login]
        if unread or decided:
            with self._store.change() as c:
                rows.read(c, unread)
                requests.seen(c, decided)
        return len(unread) + len(decided)


_STALE = N_("{author} was faster: it is {state} now ({text}). Look at it again, then decide.")


def _check(c: Connection, now: Remark, to: RemarkState, words: str, seen: int | None) -> None:
    """Whether a step can be made.

    Raises:
        Conflict: it was moved or corrected since.
        Refused: it cannot become that, or needs words.
    """
    if seen is not None and now.moved != seen:
        last = now.answers[-1] if now.answers else None
        raise Conflict(
            _STALE,
            author=last.author if last else now.author,
            state=now.state,
            text=(last.text if last else now.text) or "-",
        )
    if not may_become(now.state, to):
        raise Refused("What is {state} cannot become {to}.", state=now.state, to=to)
    if now.stop is StopOutcome.ASKED and to is RemarkState.DONE:
        raise Refused("This asks to stop a parcel: answer stopped, or too late with its number.")
    if words or not _needs_words(c, now, to):
        return
    if to is RemarkState.DONE:
        raise Refused("Say how much was paid back, or why nothing: no case tells it.")
    raise Refused("Say what you want to know, or the answer: this needs words.")


def _needs_words(c: Connection, now: Remark, to: RemarkState) -> bool:
    """Whether a step says nothing without words.

    Done with a refund tells an amount: its case does, or the payment, or else finance.
    """
    if to is not RemarkState.DONE or now.tab is not Tab.FINANCE or not asks_refund(now.text):
        return needs_words(to)
    order_id = remarks.order_of(c, now.id)
    order = standing(c, [order_id])[order_id].order if order_id else None
    return not (order and order["refund"]) and asked_with(c, now.id) is None


def _known(connection: Connection, remark_id: int) -> Remark:
    found = remarks.remark(connection, remark_id)
    if found is None:
        raise NotFound("There is no remark {id}.", id=remark_id)
    return found
