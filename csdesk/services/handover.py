"""What shifts hand over to each other, item by item (F46 to F48, I2)."""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.model.errors import NotUnderstood, Refused
from csdesk.model.handover import (
    THIRD,
    Beginning,
    HandoverItem,
    ItemOrigin,
    ItemState,
    NewItem,
    Proposal,
    Urgency,
)  # fmt: skip
from csdesk.model.roles import Action
from csdesk.plain import plain
from csdesk.rules import due as due_rules
from csdesk.rules import handover as rules
from csdesk.rules.kept_words import kept_words
from csdesk.rules.permissions import may
from csdesk.rules.typed_numbers import asked_number
from csdesk.services.handover_proposals import proposals
from csdesk.services.handover_steps import (
    LONGEST_NAME,
    LONGEST_WORDS,
    MISSING,
    add_item,
    ask_about,
    check_seen,
    check_softened,
    known_item,
    log_item,
    owner_of,
    same_items,
    still_open,
    wait_again,
)
from csdesk.services.settling import MOST, Settling
from csdesk.store import handover as rows
from csdesk.store import orders, shifts
from csdesk.store.lookup import known_order, order_named
from csdesk.words import N_

if TYPE_CHECKING:
    from csdesk.model.desk import Actor
    from csdesk.model.settings import DeskSettings
    from csdesk.model.shifts import Shift
    from csdesk.store.engine import Store

LONGEST_SUMMARY = 500
"""Characters of the summary."""


class Handover(Settling[HandoverItem]):
    """Writing items and settling them; ``services.receiving`` hands them over."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        super().__init__(store, settings, actor, rows, MISSING)

    # Looking

    def proposals(self, *, limit: int = MOST) -> tuple[Proposal, ...]:
        """What the desk would hand over besides: open asks, broken promises, stuck orders.

        Left out is what an open item was made of already.

        Args:
            limit: of each kind.
        """
        with self._store.read() as c:
            return proposals(c, self._settings, limit)

    def carried(self, *, limit: int = MOST) -> tuple[HandoverItem, ...]:
        """Open items that were handed on three times or more, which are the lead's, too (F48)."""
        with self._store.read() as c:
            return rows.carried(c, THIRD, limit)

    def beginning(self, number: str = "") -> Beginning:
        """What a new item about an order, or a topic, begins with.

        Args:
            number: any of the order's numbers; empty for a topic. One that is not imported yet is
                a topic.

        Raises:
            Refused: orders of several shops have the number.
        """
        with self._store.read() as c:
            order, others = None, tuple[HandoverItem, ...]()
            named = order_named(c, asked_number(number)) if number else None
            if named:
                order = next(iter(orders.rows(c, [named.id])), None)
                others = still_open(rows.of_order(c, named.id))
            on = shifts.current(c)
        due = {each: self._usual_due(each, on) for each in Urgency}
        topic = "" if order else number[:LONGEST_NAME]
        return Beginning(order.order_no if order else "", order, due, others, topic)

    def _now(self) -> datetime:
        return datetime.now(ZoneInfo(self._settings.zone))

    def _usual_due(self, urgency: Urgency, on: Shift | None) -> datetime:
        now = self._now()
        after = on.planned_end if on else now
        zone = ZoneInfo(self._settings.zone)
        coming = rules.next_shift(self._settings.shifts.kinds, after, zone)
        return rules.usual_due(urgency, coming, now)

    # Writing

    def add(
        self, new: NewItem, *, despite: Collection[int] | None = None, client_id: str = ""
    ) -> HandoverItem:
        """Write something down for the next shift.

        Args:
            new: what it says.
            despite: ids of open items of the same order or topic that the person knows of; None
                where they were asked and said yes.
            client_id: made by the front end; sent twice it is written once.

        Raises:
            NotFound: no order has the number.
            Refused: it says nothing, or not who is to act, or not by when; a text is too long; or
                orders of several shops have the number.
            NotUnderstood: the time is none, or past.
            NeedsYes: it stands there already; facts ``ids`` tell which.
            NotAllowed: the person does not work in shifts.
        """
        words = self._words(new)
        with self._acting.change(Action.SHIFT, new.number, undoable=False) as act:
            c = act.connection
            before = rows.sent_as(c, client_id) if client_id else None
            if before is not None:
                return known_item(c, before)
            order = act.order(new.number) if new.number else None
            words |= {"owner": owner_of(c, new.owner)}
            if despite is not None:
                there = same_items(c, order.id if order else None, str(words["topic"]))
                ask_about(tuple(each for each in there if each.id not in despite))
            place = (order.id, order.order_no) if order else (None, "")
            return add_item(act, place, words, (ItemOrigin.PERSON, None), client_id)

    def take(self, origin: ItemOrigin, source_id: int, *, client_id: str = "") -> HandoverItem:
        """Make an item of what the desk proposes.

        Args:
            origin: of the proposal.
            source_id: of the proposal.
            client_id: made by the front end; sent twice it is made once.

        Raises:
            Refused: it is not proposed any more: settled, or a colleague took it.
            NotAllowed: the person does not work in shifts.
        """
        with self._acting.change(Action.SHIFT, undoable=False) as act:
            c = act.connection
            before = rows.sent_as(c, client_id) if client_id else None
            if before is not None:
                return known_item(c, before)
            wanted = (origin, source_id)
            found = (e for e in proposals(c, self._settings, MOST))
            each = next((e for e in found if (e.origin, e.source_id) == wanted), None)
            if each is None:
                raise Refused("That is not proposed any more: it is settled or handed over.")
            order = known_order(c, each.order_no) if each.order is not None else None
            due = self._usual_due(each.urgency, shifts.current(c))
            words: dict[str, object] = {
                "urgency": each.urgency, "topic": "" if order else each.order_no,
                "summary": each.summary[:LONGEST_SUMMARY], "action": "", "what_if": "",
                "owner": each.owner, "due": int(due.timestamp()),
            }  # fmt: skip
            place = (order.id, order.order_no) if order else (None, "")
            return add_item(act, place, words, wanted, client_id)

    def edit(
        self,
        item_id: int,
        new: NewItem,
        reason: str = "",
        *,
        seen: int | None = None,
        client_id: str = "",
    ) -> HandoverItem:
        """Correct an open item; order and topic stay.

        Where what was acknowledged changes, it is to be acknowledged again.

        Args:
            item_id: of the item.
            new: what it is to say; number and topic do not count.
            reason: why a critical item that waits to be acknowledged is less urgent (leads).
            seen: the version that the person had before their eyes.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: there is no such item.
            Conflict: somebody changed it since ``seen``.
            Refused, NotUnderstood: as for ``add``; or it is settled; or it is critical, waits to be
                acknowledged and would be less urgent, and the person is no lead or says not why.
            NotAllowed: the person does not work in shifts.
        """
        words = self._words(new)
        del words["topic"]
        with self._acting.change(Action.SHIFT, undoable=False) as act:
            now = known_item(act.connection, item_id)
            if act.sent(client_id):
                return now
            check_seen(now, seen)
            why = check_softened(act, now, new.urgency, reason)
            words |= {"owner": owner_of(act.connection, new.owner)}
            old = {"due": int(now.due.timestamp())} | {
                name: getattr(now, name) for name in words if name != "due"
            }
            changed = {name: value for name, value in words.items() if value != old[name]}
            if changed:
                rows.keep(act.connection, item_id, changed)
                before = {name: old[name] for name in changed}
                if wait_again(act, now, changed):
                    before["acknowledged_by"] = now.receipts[-1].received_by
                    changed["acknowledged_by"] = ""
                changed |= {"reason": why} if why else {}
                log_item(act, "handover.edit", now, before, changed, client_id)
            return known_item(act.connection, item_id)

    def _words(self, new: NewItem) -> dict[str, object]:
        """What an item says, as it is kept; without its owner, whom the store knows.

        Raises:
            Refused, NotUnderstood: as for ``add``.
        """
        summary = kept_words(
            new.summary, LONGEST_SUMMARY, missing=N_("Say what the next shift must know.")
        )
        if not plain(new.owner).strip():
            raise Refused(
                "Say who is to act: the next shift, a department, or a colleague by name."
            )
        return {
            "urgency": new.urgency,
            "topic": "" if new.number else kept_words(new.topic, LONGEST_NAME),
            "summary": summary,
            "action": kept_words(new.action, LONGEST_WORDS),
            "what_if": kept_words(new.what_if, LONGEST_WORDS),
            "due": int(self._due(new.due).timestamp()),
        }

    def _due(self, typed: str) -> datetime:
        now = self._now()
        allowed = due_rules.ALLOWED
        if not plain(typed).strip():
            raise Refused("Say by when it is to be done, such as: {allowed}.", allowed=allowed)
        moment = due_rules.due(plain(typed), now)
        if moment is None:
            raise NotUnderstood(
                '"{typed}" is not a time. Examples: {allowed}.', typed=typed, allowed=allowed
            )
        if moment <= now:
            raise NotUnderstood('"{typed}" is past: name a time to come.', typed=typed)
        return moment

    # Settling

    def settle(
        self,
        item_id: int,
        to: ItemState,
        words: str = "",
        *,
        seen: int | None = None,
        client_id: str = "",
    ) -> HandoverItem:
        """An item is done, or not needed any more.

        Args:
            item_id: of the item.
            to: done or dropped.
            words: what was done, or why it is dropped; whoever drops one must say why.
            seen: the version that the person had before their eyes.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: there is no such item.
            Conflict: somebody changed it since ``seen``.
            Refused: it is settled already, is critical and not acknowledged, or no reason is given.
            NotAllowed: the person does not work in shifts.
        """
        if to is ItemState.OPEN:
            raise Refused("An item is done, or not needed any more.")
        missing = N_("Say why it is not needed any more.") if to is ItemState.DROPPED else ""
        said = kept_words(words, LONGEST_WORDS, missing=missing)
        with self._acting.change(Action.SHIFT, undoable=False) as act:
            now = known_item(act.connection, item_id)
            if act.sent(client_id):
                return now
            check_seen(now, seen)
            leads = may(act.actor.roles, Action.PASS_OVER)
            if now.keeps_queue and not leads:
                raise Refused("A critical item is acknowledged first (a), then settled.")
            values = {"state": to, "settled_by": act.actor.name, "settled_at": int(time.time())}
            rows.keep(act.connection, item_id, values)
            kind = "handover.done" if to is ItemState.DONE else "handover.drop"
            after: dict[str, object] = {"reason": said} if said else {}
            log_item(act, kind, now, None, after, client_id)
            return known_item(act.connection, item_id)
