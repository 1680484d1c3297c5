"""Steps that services of handing over share: an item as it stands, writing one, logging."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from csdesk.model.errors import Conflict, NeedsYes, Refused
from csdesk.model.handover import HandoverItem, ItemOrigin, ItemState, Owner, Urgency
from csdesk.model.roles import Action
from csdesk.plain import plain
from csdesk.rules import handover as rules
from csdesk.rules.kept_words import kept_words
from csdesk.rules.permissions import may
from csdesk.services.acting import Act
from csdesk.services.settling import MOST, known
from csdesk.store import handover as rows
from csdesk.store import people, shifts
from csdesk.words import N_, meant, names_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

LONGEST_NAME = 60
"""Characters of a topic or a name."""

LONGEST_WORDS = 300
"""Characters of action, what-if, read-back and reasons."""

ACKNOWLEDGED = frozenset({"urgency", "summary", "action", "what_if", "due"})
"""What is acknowledged: where one of it changes, that is to be known, too."""

MISSING = N_("There is no hand-over item {id}.")


def known_item(connection: Connection, item_id: int) -> HandoverItem:
    """An item as it stands.

    Raises:
        NotFound: there is none with that id.
    """
    return known(connection, rows, item_id, MISSING)


def check_seen(now: HandoverItem, seen: int | None) -> None:
    """Whether an item is open and still as somebody saw it.

    Raises:
        Refused: it is settled.
        Conflict: it was changed since.
    """
    if now.state is not ItemState.OPEN:
        raise Refused(
            "This item is {state} already: {who}.", state=now.state, who=now.settled_by or "-"
        )
    if seen is not None and now.version != seen:
        raise Conflict("A colleague has changed this item meanwhile. Read it again, then decide.")


def log_item(
    act: Act,
    kind: str,
    now: HandoverItem,
    before: dict[str, object] | None,
    after: Mapping[str, object],
    client_id: str,
) -> None:
    """Log a step of an item; it stands in the log of its order, too."""
    act.log(
        kind, order_id=rows.order_of(act.connection, now.id), order_no=now.order_no,
        before=before, after={"item": now.id, **after}, client_id=client_id,
    )  # fmt: skip


def add_item(
    act: Act,
    place: tuple[int | None, str],
    words: dict[str, object],
    source: tuple[ItemOrigin, int | None],
    client_id: str,
) -> HandoverItem:
    """Write an item of kept words about an order, or none.

    While no shift is on it goes with the one that closed last: the next shift has it to acknowledge
    as all else.
    """
    order_id, order_no = place
    origin, source_id = source
    item_id = rows.add(
        act.connection,
        words | {
            "order_id": order_id, "order_no": order_no, "origin": origin, "source_id": source_id,
            "login": act.actor.login, "author": act.actor.name, "shift": act.actor.shift,
            "at": int(time.time()), "state": ItemState.OPEN, "settled_by": "", "version": 1,
            "client_id": client_id or uuid4().hex,
        },
    )  # fmt: skip
    told = {name: each for name, each in words.items() if each != ""}
    giver = shifts.last_closed_id(act.connection)
    if giver is not None and shifts.current(act.connection) is None:
        rows.hand_over(act.connection, giver, item_id)
        told["handed_on"] = 1
    act.log(
        "handover.add", order_id=order_id, order_no=order_no, after={"item": item_id, **told},
        client_id=client_id,
    )  # fmt: skip
    return known_item(act.connection, item_id)


def check_softened(act: Act, now: HandoverItem, urgency: Urgency, reason: str) -> str:
    """Whether an item may be made so urgent; the reason, where one is needed.

    Raises:
        Refused: it keeps the work queue closed and would not any more (I2): only leads may do
            that, with a reason.
    """
    if not now.keeps_queue or urgency is Urgency.CRITICAL:
        return ""
    if not may(act.actor.roles, Action.PASS_OVER):
        raise Refused(
            "A critical item is acknowledged first (a), then made less urgent. A lead may do it"
            " before, with a reason."
        )
    return kept_words(reason, LONGEST_WORDS, missing=N_("Say why: it stands in the log."))


def wait_again(act: Act, now: HandoverItem, changed: Collection[str]) -> bool:
    """Who acknowledged an item and what it says no more is asked anew; whether that is so.

    What a shift handed over that is not the last one is history and stays.

    Args:
        act: the change of the item.
        now: as it was.
        changed: names of what is another now.
    """
    last = now.receipts[-1] if now.acknowledged else None
    if last is None or not ACKNOWLEDGED.intersection(changed):
        return False
    if last.shift_id != shifts.last_closed_id(act.connection):
        return False
    rows.wait_again(act.connection, last.shift_id, now.id)
    return True


def same_items(
    connection: Connection, order_id: int | None, topic: str = ""
) -> tuple[HandoverItem, ...]:
    """Open items of the same order, or of the same topic."""
    if order_id is not None:
        return still_open(rows.of_order(connection, order_id))
    topics = (each for each in rows.waiting(connection, MOST) if each.topic and topic)
    return tuple(each for each in topics if rules.same_words(each.topic, topic))


def still_open(items: Iterable[HandoverItem]) -> tuple[HandoverItem, ...]:
    """Those that nobody has settled."""
    return tuple(each for each in items if each.state is ItemState.OPEN)


def ask_about(there: Sequence[HandoverItem]) -> None:
    """Ask before the same is written twice.

    Raises:
        NeedsYes: something of that order or topic is handed over already.
    """
    if there:
        first = there[0]
        raise NeedsYes(
            '{what} is handed over already by {who} ("{text}"). Write another item all the same?',
            what=first.order_no or first.topic, who=first.author, text=first.summary,
            ids=[each.id for each in there],
        )  # fmt: skip


def owner_of(connection: Connection, typed: str) -> str:
    """Who is to act, as it is kept: an ``Owner``, or a colleague's name.

    Raises:
        Refused: nobody here is called that.
    """
    word = " ".join(plain(typed).split())
    party = meant(word, names_of(Owner))
    if party is not None:
        return party.value
    everyone = people.everyone(connection)
    for each in everyone:
        if word.casefold() in (each.login.casefold(), each.name.casefold()):
            return each.name
    if not everyone:
        return word[:LONGEST_NAME]
    raise Refused(
        'Nobody here is called "{who}". Choose: {parties}; or {people}.',
        who=word, parties=list(Owner), people=[each.name for each in everyone[:20]],
    )  # fmt: skip
