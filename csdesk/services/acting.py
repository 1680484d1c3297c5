"""In whose name a service changes the store: the right, the transaction, the log (invariant 4)."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from csdesk.model.desk import Actor
from csdesk.model.errors import Conflict, NotAllowed
from csdesk.model.roles import Action
from csdesk.rules.permissions import NEWCOMER, may, who_may
from csdesk.store import acts, events, log, people, shifts
from csdesk.store.engine import Store
from csdesk.store.lookup import known_order
from csdesk.store.sight import masked_event

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.store.changing import Rewrite, Standing


@dataclass(slots=True)
class Act:
    """One change under way: its transaction, and the steps it logs."""

    connection: Connection
    actor: Actor
    seqs: list[int] = field(default_factory=list)
    """Of the events that were logged so far."""

    def sent(self, client_id: str) -> bool:
        """Whether the front end sent this change before, so that nothing is to be done."""
        return bool(client_id) and log.sent_before(self.connection, client_id)

    def order(self, number: str, seen: int | None = None) -> Standing:
        """The order that is to be changed, as it stands now.

        Args:
            number: any of its numbers, as typed.
            seen: the version that the person had before their eyes; None where nobody looked.

        Raises:
            NotUnderstood: that can be no number.
            NotFound: it is not imported.
            Refused: orders of several shops have the number.
            Conflict: it was changed since ``seen``; facts ``steps`` (``Event``, newest first) and
                ``version`` tell what (F69).
        """
        from csdesk.store.changing import standing

        named = known_order(self.connection, number)
        now = standing(self.connection, [named.id])[named.id]
        if seen is not None and now.version != seen:
            from csdesk.model.changes import FieldName

            latest = log.latest(self.connection, now.id, max(now.version - seen, 1))
            steps = tuple(masked_event(self.connection, each) for each in latest)
            raise Conflict(
                "{who} changed {number} meanwhile ({what}). Look at it again, then decide.",
                number=now.order_no,
                who=list(dict.fromkeys(step.actor for step in steps)) or "-",
                what=[
                    FieldName(each)
                    for each in dict.fromkeys(n for s in steps for n in s.after or {})
                ]
                or "-",
                steps=steps,
                version=now.version,
            )
        return now

    def order_once(self, number: str, seen: int | None, client_id: str) -> tuple[Standing, bool]:
        """The order, and whether this change of it was sent before.

        Sent again nothing is to be done, whatever version the order has by now.

        Args:
            number: any of its numbers, as typed.
            seen: as for ``order``.
            client_id: of the change, made by the front end.

        Raises:
            NotUnderstood, NotFound, Refused, Conflict: as ``order``.
        """
        sent = self.sent(client_id)
        return self.order(number, None if sent else seen), sent

    def write(
        self, kind: str, new: Sequence[Rewrite], *, client_id: str = "", **notes: object
    ) -> None:
        """Write new values of orders, and log one step for each.

        Args:
            kind: what was done, ``order.approve``.
            new: one for each order.
            client_id: made by the front end; the first step carries it.
            **notes: what the step tells beside the fields, such as a reason.
        """
        from csdesk.store.changing import rewrite

        rewrite(self.connection, new)
        self.log_all(
            self.step(kind, each.standing.id, each.standing.order_no, None, each.before,
                       {**each.after, **notes}, "" if nth else client_id, True)
            for nth, each in enumerate(new)
        )  # fmt: skip

    def log_all(self, steps: Iterable[events.NewEvent]) -> None:
        """Log many steps at once.

        Args:
            steps: from ``step``.
        """
        if new := list(steps):
            last = events.append_all(self.connection, new)
            self.seqs += range(last - len(new) + 1, last + 1)

    def log(
        self,
        kind: str,
        *,
        order_id: int | None = None,
        order_no: str = "",
        batch_id: int | None = None,
        before: dict[str, object] | None = None,
        after: dict[str, object] | None = None,
        client_id: str = "",
        personal: bool = True,
    ) -> int:
        """Log one step in the actor's name.

        Args:
            kind: what was done, ``order.approve``.
            order_id: the order it was done to.
            order_no: its number.
            batch_id: the import it was about.
            before: field -> value that stood there.
            after: field -> value that stands there now.
            client_id: made by the front end; one event only may carry it.
            personal: whether before and after may hold a buyer's data.

        Returns:
            The event's sequence number.
        """
        told = order_id, order_no, batch_id, before, after, client_id, personal
        self.log_all([self.step(kind, *told)])
        return self.seqs[-1]

    def step(
        self,
        kind: str,
        order_id: int | None,
        order_no: str,
        batch_id: int | None = None,
        before: dict[str, object] | None = None,
        after: dict[str, object] | None = None,
        client_id: str = "",
        personal: bool = True,
    ) -> events.NewEvent:
        """A step in the actor's name, for ``log_all``; arguments are those of ``log``."""
        return events.NewEvent(
            kind=kind,
            actor=self.actor.login,
            shift=self.actor.shift,
            session=self.actor.session,
            order_id=order_id,
            order_no=order_no,
            batch_id=batch_id,
            before=before,
            after=after,
            client_id=client_id or None,
            personal=personal,
        )


def as_known(connection: Connection, actor: Actor) -> Actor:
    """Who acts, as the desk knows them, in the shift they work in; nobody brings roles along.

    Who has left may do nothing, and whom nobody has let in yet may do what a viewer may. A desk
    without people believes what is handed in: whoever comes there first is its owner.
    """
    found = people.person(connection, actor.login)
    if found is not None:
        shift = shifts.kind_worked(connection, actor.login) or actor.shift
        return replace(found, shift=shift, session=actor.session)
    if people.known(connection, actor.login):
        return replace(actor, roles=frozenset())
    return replace(actor, roles=NEWCOMER) if people.count(connection) else actor


class Acting:
    """The person who acts. Rights are those that the store knows when the change is made."""

    def __init__(self, store: Store, actor: Actor) -> None:
        self._store = store
        self._actor = actor

    @contextmanager
    def change(
        self, action: Action, number: str = "", *, undoable: bool = True, keeper: bool = False
    ) -> Iterator[Act]:
        """One change in the person's name: committed at the end, undone on any exception.

        Args:
            action: what it needs a right for.
            number: of the order it is about, as the log is to tell it where it is refused.
            undoable: whether ``u`` may take its steps back; otherwise ``u`` says that what was done
                last stays, and reaches for nothing older.
            keeper: whether ``keeps`` is right enough.

        Raises:
            NotAllowed: the person has no role that may do it; that is logged.
            StoreUnusable: the store did not take the change.
        """
        with self._store.change() as c:
            who = as_known(c, self._actor)
            refusal = None if keeper and self.keeps else self.refusal(who, action)
            if refusal is None:
                act = Act(c, who)
                yield act
                if act.seqs:
                    acts.keep(
                        c, who.login, *((act.seqs[0], act.seqs[-1]) if undoable else acts.STAYS)
                    )
                return
            Act(c, who).log(log.REFUSED, order_no=number, after={"action": action}, personal=False)
        raise refusal

    def may(self, action: Action) -> bool:
        """Whether the person has a right to do it; nothing is logged."""
        with self._store.read() as c:
            return may(as_known(c, self._actor).roles, action)

    def known(self) -> Actor:
        """The person as the desk knows them by now; see ``as_known``."""
        with self._store.read() as c:
            return as_known(c, self._actor)

    def check(self, action: Action, number: str = "", *, keeper: bool = False) -> None:
        """Refuse what the person has no right to before anything is asked or done for it.

        The change itself checks again, as rights may have been taken away meanwhile.

        Args:
            action: what it needs a right for.
            number: of the order it is about, as the log is to tell it.
            keeper: whether ``keeps`` is right enough.

        Raises:
            NotAllowed: they have none; that is logged.
        """
        if not (keeper and self.keeps) and not self.may(action):
            with self.change(action, number):
                pass

    @property
    def keeps(self) -> bool:
        """Whether the system's account acts that owns the store's file, in its own name.

        Its jobs keep the desk going whoever works there: a desk that was moved to a box knows
        nobody of the box's account.
        """
        owner = self._store.path.stat().st_uid
        try:
            name = pwd.getpwuid(owner).pw_name
        except KeyError:  # a container's user without an entry
            name = f"uid{owner}"
        return owner == os.getuid() and name == self._actor.login

    def works_here(self, connection: Connection) -> bool:
        """Whether the person may leave marks of their own, such as what they have read."""
        login = self._actor.login
        return bool(people.person(connection, login)) or not people.known(connection, login)

    @staticmethod
    def refusal(who: Actor, action: Action) -> NotAllowed | None:
        """Why a person may not do it; None where they may."""
        if may(who.roles, action):
            return None
        return NotAllowed(
            "{name} may not {action}. Who may: {roles}.",
            name=who.name, action=action, roles=who_may(action),
        )  # fmt: skip
