"""Handing items over: they go with a shift's report, and the next shift acknowledges each (F47)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.model.desk import Actor
from csdesk.model.errors import Conflict, NotFound, Refused
from csdesk.model.handover import THIRD, Handed, HandoverItem, Urgency
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.rules import handover as rules
from csdesk.rules.kept_words import kept_words
from csdesk.services.acknowledging import check_queue
from csdesk.services.acting import Act, Acting, as_known
from csdesk.services.handover_steps import LONGEST_WORDS, check_seen, known_item, log_item
from csdesk.services.notices import leads, post
from csdesk.store import closing, shifts
from csdesk.store import handover as rows
from csdesk.store.engine import Store
from csdesk.words import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Receiving:
    """What the shift before handed over, and that the one which is on knows of it.

    Items that nobody has settled go with every report when a shift closes (``hand_on``), and each
    time the next shift acknowledges them anew, so that none is lost on the way.
    """

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)

    def handed(self, shift_id: int | None = None) -> Handed:
        """What a closed shift handed over, and how far it is received.

        Args:
            shift_id: of the shift; None for the one that was closed last.

        Raises:
            NotFound: no closed shift has that id.
        """
        with self._store.read() as c:
            return handed(c, shift_id)

    def check_queue(self) -> None:
        """Whether the person may work on the review queue now.

        Raises:
            Refused: critical items wait to be acknowledged (I2).
        """
        with self._store.read() as c:
            check_queue(c, as_known(c, self._actor))

    def check(self) -> None:
        """Refuse before the person reads an item back; ``acknowledge`` checks again.

        Raises:
            Refused: they work in no shift, or handed over themselves while a colleague is there.
        """
        with self._store.read() as c:
            _check_receiver(c, as_known(c, self._actor))

    def acknowledge(
        self, item_id: int, read_back: str = "", *, seen: int | None = None, client_id: str = ""
    ) -> HandoverItem:
        """Say for the shift that is on that an item of the shift before is known (F47).

        Args:
            item_id: of the item.
            read_back: what it says in own words; a critical item must have some.
            seen: the version that the person had before their eyes.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: there is no such item.
            Conflict: a colleague was faster, or changed it since ``seen``.
            Refused: it was not handed over or is settled; the person works in no shift, or is who
                handed it over while a colleague is there; or a critical item is not read back.
            NotAllowed: the person does not work in shifts.
        """
        words = kept_words(read_back, LONGEST_WORDS)
        with self._acting.change(Action.SHIFT, undoable=False) as act:
            c = act.connection
            now = known_item(c, item_id)
            if act.sent(client_id):
                return now
            _check_receiver(c, act.actor)
            if not now.receipts:
                raise Refused("This item was not handed over yet: it goes when the shift closes.")
            last = now.receipts[-1]
            if last.received_at is not None:
                raise Conflict("{who} has acknowledged it already.", who=last.received_by)
            check_seen(now, seen)
            if now.urgency is Urgency.CRITICAL and rules.says_nothing(words, now.summary):
                raise Refused("Critical: say in your own words what is to be done.")
            rows.acknowledge(c, last.shift_id, item_id, act.actor, words)
            told = {"read_back": words} if words else {}
            log_item(act, "handover.ack", now, None, {"handed_on": last.nth, **told}, client_id)
            return known_item(c, item_id)

    def open_queue(self, reason: str, *, client_id: str = "") -> Handed:
        """As a lead, let orders be reviewed although critical items wait; they go on waiting.

        Args:
            reason: why.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotAllowed: the person is no lead; that is logged.
            Refused: nothing keeps the queue closed, or no reason is given.
        """
        why = kept_words(reason, LONGEST_WORDS, missing=N_("Say why: it stands in the log."))
        with self._acting.change(Action.PASS_OVER, undoable=False) as act:
            now = handed(act.connection)
            if act.sent(client_id):
                return now
            if now.giver is None or not now.queue_closed:
                raise Refused("The work queue is open: no critical item waits.")
            rows.pass_over(act.connection, now.giver.id, act.actor, why)
            items = [each.id for each in now.critical]
            told: dict[str, object] = {"items": items, "reason": why}
            act.log("handover.override", after=told, client_id=client_id)
            return handed(act.connection)


def handed(connection: Connection, shift_id: int | None = None) -> Handed:
    """What a closed shift handed over, and how far it is received; as ``Receiving.handed``."""
    on = shifts.current(connection)
    giver = shifts.last_closed(connection)
    if shift_id is not None:
        giver = shifts.one(connection, shift_id)
        if giver is None or giver.cutoff_seq is None:
            raise NotFound("No closed shift has the number {id}.", id=shift_id)
    if giver is None:
        return Handed(None, on, (), None)
    items = rows.of_shift(connection, giver.id)
    override, notes = rows.override(connection, giver.id), closing.notes(connection, giver.id)
    return Handed(giver, on, items, override, len(notes))


def hand_on(act: Act, shift_id: int) -> None:
    """All that is open goes with the report of a shift; the third time leads are told (F48).

    Args:
        act: the change that closes the shift; its own step is still to come.
        shift_id: of the shift that closes.
    """
    c = act.connection
    rows.hand_on(c, shift_id)
    for each in rows.of_shift(c, shift_id):
        if each.age_shifts == THIRD:
            post(
                act, leads(c),
                N_(
                    '{what} was handed on {n} times and is still open ("{text}").'
                    " Look at it (g h)."
                ),
                f"item {each.id}", what=each.order_no or each.topic or each.author, n=THIRD,
                text=each.summary,
            )  # fmt: skip


def _check_receiver(connection: Connection, who: Actor) -> None:
    """Whether somebody may acknowledge for the shift that is on.

    Raises:
        Refused: they do not work in it, or handed over themselves while colleagues are there.
    """
    on, giver = shifts.current(connection), shifts.last_closed(connection)
    if on is None:
        raise Refused("No shift is on: open one, then acknowledge what is handed over.")
    if on.present(who.login) is None:
        raise Refused(
            "You are not in the shift that is on ({people}): join it, then acknowledge.",
            people=[each.name for each in on.here] or "-",
        )
    others = [each.name for each in on.here if each.login != who.login]
    if giver is not None and giver.closed_login == who.login and others:
        raise Refused(
            "You handed this over yourself. Who acknowledges it: {people}.", people=others
        )
