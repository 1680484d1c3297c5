"""Taking back what one did last (``u``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csdesk.model.changes import Undone
from csdesk.model.desk import Actor, DeskSettings
from csdesk.model.errors import Conflict, Refused
from csdesk.model.orders import Event
from csdesk.model.roles import Action
from csdesk.rules.merge import field_named
from csdesk.services import exchanges, family, gifts
from csdesk.services.acting import Act, Acting
from csdesk.services.calling import ask_anew
from csdesk.services.marked import write_tables
from csdesk.services.remarks import signed
from csdesk.store import acts, log, owed, remarks, review, stops
from csdesk.store.changing import Rewrite, Standing, standing
from csdesk.store.engine import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection

RIGHTS = {
    "order.approve": Action.REVIEW,
    "order.hold": Action.REVIEW,
    "order.problem": Action.REVIEW,
    "order.release": Action.REVIEW,
    "order.set": Action.EDIT,
    "line.set": Action.EDIT,
    exchanges.EXCHANGE: Action.EDIT,
    "order.pay": Action.PAY,
    "order.ship": Action.SHIP,
}
"""What can be taken back, and the right that takes: steps that changed fields, ``ALSO`` besides."""


def _unmark(connection: Connection, order_id: int) -> Sequence[int]:
    stops.withdraw(connection, order_id)
    return review.unmark(connection, order_id)


ALSO: Mapping[str, Callable[[Connection, int], Sequence[int]]] = {
    "order.hold": stops.withdraw, "order.problem": _unmark,
}  # fmt: skip
"""What a kind of step did besides changing fields: takes that back for one order, by its key, and
gives the files whose marked tables are others then."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a change is taken back that made rows, not only changed fields."""

    right: Action
    back: Callable[[Act, Sequence[tuple[int, Event]], str], None]
    """Gets the change under way, key of the order and step for each step, and the client's id; it
    logs a step of kind ``undo`` for each order, and raises where something stands upon it."""


WAYS: Mapping[str, Way] = {
    family.SPLIT: Way(Action.EDIT, family.take_back_split),
    family.RESHIP: Way(Action.EDIT, family.take_back_made),
    gifts.GIFT: Way(Action.EDIT, family.take_back_made),
}
"""The changes that have one, by the kind of their steps."""

TAKEN_BACK = "【已撤销 taken back】"
"""Stands before a remark whose change was taken back; kept text, so in both languages."""


def _is_remark(step: Event) -> bool:
    return step.kind.startswith("remark.")


class Undo:
    """One step back, for the last act of a person, where nothing later stands upon it."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)

    def take_back(self, client_id: str = "") -> Undone:
        """Give every field that the person's last act changed its value of before.

        It is a step of its own in the log of each order.

        Args:
            client_id: made by the front end; sent twice it is done once.

        Raises:
            Refused: there is nothing, or it is not of the kind that can be taken back.
            Conflict: an order of it was changed since; nothing is taken back.
            NotAllowed: the person may no longer do what they did.
        """
        with self._store.read() as c:
            kind = next(step.kind for _, step in self._last(c) if not _is_remark(step))
        way = WAYS.get(kind)
        right = way.right if way else RIGHTS.get(kind)
        if right is None:
            raise Refused("{kind} cannot be taken back.", kind=kind)
        with self._acting.change(right, undoable=False) as act:
            if act.sent(client_id):
                return Undone(kind, ())
            steps = self._last(act.connection)
            changes = [(key, step) for key, step in steps if not _is_remark(step)]
            if any(step.kind != kind for _, step in changes):
                raise Conflict("You did something else meanwhile; nothing is taken back.")
            if way:
                way.back(act, changes, client_id)
            else:
                now = standing(act.connection, [order_id for order_id, _ in changes])
                back = [self._back(act.connection, step, now[key]) for key, step in changes]
                act.write("undo", back, client_id=client_id, of=kind)
            for _, step in changes:
                self._give_back(act, step.seq)
            tables: set[int] = set()
            for key, step in steps:
                if _is_remark(step):
                    self._strike(act, key, step)
                elif step.kind in ALSO:
                    tables.update(ALSO[step.kind](act.connection, key))
            acts.forget(act.connection, self._actor.login)
        write_tables(self._store, self._settings, tables)
        return Undone(kind, tuple(step.order_no for _, step in changes))

    @staticmethod
    def _give_back(act: Act, step: int) -> None:
        """Take the entries of a step out of the account.

        Raises:
            Refused: what it brought has been spent.
        """
        owed.take_back(act.connection, step, act.seqs[-1])
        for each in owed.by_event(act.connection, step):
            if each.amount > 0 and owed.balance(act.connection, each.order_id, each.currency) < 0:
                raise Refused("What is owed by it has been given to the customer already.")

    @staticmethod
    def _strike(act: Act, order_id: int, step: Event) -> None:
        """Mark the remark that the act wrote by itself; its first version stays readable."""
        told = step.after or {}
        written = remarks.remark(act.connection, int(str(told["remark"])))
        if written is None or written.version > 1:  # somebody made it their own
            return
        text = f"{TAKEN_BACK}{written.text}"
        ask_anew(act, written, order_id)
        remarks.insert_version(
            act.connection, written, order_id, signed(act.actor, text, in_market=written.in_market)
        )
        act.log(
            "remark.revise", order_id=order_id, order_no=step.order_no,
            before={"text": written.text, "version": 1}, after={"remark": written.id, "text": text},
        )  # fmt: skip

    def _last(self, connection: Connection) -> tuple[tuple[int, Event], ...]:
        """Key of the order and step, for each step of the person's last act."""
        seqs = acts.last(connection, self._actor.login)
        steps = log.between(connection, *seqs) if seqs else ()
        found = tuple((order_id, step) for order_id, step in steps if order_id is not None)
        if all(_is_remark(step) for _, step in found):
            raise Refused("There is nothing to take back.")
        return found

    @staticmethod
    def _back(connection: Connection, step: Event, now: Standing) -> Rewrite:
        """The order as it stood before a step.

        Raises:
            Conflict: something was done to it later.
        """
        newest = log.last_change(connection, now.id)
        if newest is not None and newest.seq != step.seq:
            raise Conflict(
                "{who} changed {number} since; what you did is not taken back.",
                who=newest.actor, number=now.order_no,
            )  # fmt: skip
        before, after = _told(step.before), _told(step.after)
        added = sorted(after.keys() - before.keys() - {0})
        return Rewrite(now, before.pop(0, {}), before, added)


def _told(fields: Mapping[str, object] | None) -> dict[int, dict[str, Any]]:
    """What a step tells, by line; 0 is the order itself."""
    told: dict[int, dict[str, Any]] = {}
    for key, value in (fields or {}).items():
        line_no, name = field_named(key)
        told.setdefault(line_no, {})[name] = value
    return told
