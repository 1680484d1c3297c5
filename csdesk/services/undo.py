"""Taking back what one did last (``u``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from csdesk.model.changes import Undone
from csdesk.model.desk import Actor
from csdesk.model.errors import Conflict, Refused
from csdesk.model.log import Event
from csdesk.model.owed import OwedReason
from csdesk.model.settings import DeskSettings
from csdesk.model.status import StopOutcome
from csdesk.rules.merge import field_named
from csdesk.services.acting import Act, Acting
from csdesk.services.calling import ask_anew
from csdesk.services.kinds import KINDS
from csdesk.services.marked import write_tables
from csdesk.services.remark_writing import signed
from csdesk.store import acts, log, owed, remarks
from csdesk.store.changing import Rewrite, standing
from csdesk.store.engine import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection

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
            if client_id and (sent := log.sent_as(c, client_id)):
                return Undone(str((sent.after or {})["of"]), tuple(filter(None, [sent.order_no])))
            kind = next(step.kind for _, step in self._last(c) if not _is_remark(step))
        known = KINDS.get(kind)
        if known is None:
            raise Refused("{kind} cannot be taken back.", kind=kind)
        with self._acting.change(known.right, undoable=False) as act:
            if act.sent(client_id):
                return Undone(kind, ())
            steps = self._last(act.connection)
            changes = [(key, step) for key, step in steps if not _is_remark(step)]
            _check_unanswered(act.connection, steps)
            if any(step.kind != kind for _, step in changes):
                raise Conflict("You did something else meanwhile; nothing is taken back.")
            if known.back:
                known.back(act, changes, client_id)
            else:
                act.write("undo", self._back(act.connection, changes), client_id=client_id, of=kind)
            for seq in owed.entering(act.connection, [step.seq for _, step in changes]):
                self._give_back(act, seq)
            self._strike(act, [(key, step) for key, step in steps if _is_remark(step)])
            tables: Sequence[int] = ()
            if known.besides:
                tables = known.besides(act.connection, [key for key, _ in changes])
            acts.forget(act.connection, self._actor.login)
        write_tables(self._store, self._settings, self._actor, set(tables))
        return Undone(kind, tuple(step.order_no or _about(step) for _, step in changes))

    @staticmethod
    def _give_back(act: Act, step: int) -> None:
        """Take the entries of a step out of the account.

        Raises:
            Refused: what it brought has been spent.
        """
        owed.take_back(act.connection, step, act.seqs[-1])
        for each in owed.by_event(act.connection, step):
            if (
                each.amount > 0
                and each.reason != OwedReason.GRANT
                and owed.overdrawn(act.connection, each.order_id, each.currency)
            ):
                raise Refused("What is owed by it has been given to the customer already.")

    @staticmethod
    def _strike(act: Act, steps: Sequence[tuple[int, Event]]) -> None:
        """Mark remarks that the act wrote by itself; their first versions stay readable."""
        ids = [int(str((step.after or {})["remark"])) for _, step in steps]
        found = remarks.chosen(act.connection, ids)
        struck = []
        for remark_id, (key, _) in zip(ids, steps, strict=True):
            written = found.get(remark_id)
            if written and written.version == 1:  # else somebody made it their own
                text = f"{TAKEN_BACK}{written.text}"
                ask_anew(act, written, key)
                told = signed(act.actor, text, in_market=written.in_market)
                struck.append((written, key, told))
        remarks.insert_versions(act.connection, struck)
        act.log_all(
            act.step(
                "remark.revise", key, written.order_no,
                before={"text": written.text, "version": 1},
                after={"remark": written.id, "text": told["text"]},
            )
            for written, key, told in struck
        )  # fmt: skip

    def _last(self, connection: Connection) -> tuple[tuple[int, Event], ...]:
        """Key of the order and step, for each step of the person's last act.

        The key is 0 where an act is about no order; where it is, its other steps do not count.
        """
        seqs = acts.last(connection, self._actor.login)
        if seqs == acts.STAYS:
            raise Refused("One step goes back, and what you did last stays as it is.")
        steps = log.between(connection, *seqs) if seqs else ()
        of_orders = tuple((order_id, step) for order_id, step in steps if order_id is not None)
        found = of_orders or tuple((0, step) for _, step in steps)
        if all(_is_remark(step) for _, step in found):
            raise Refused("There is nothing to take back.")
        return found

    @staticmethod
    def _back(connection: Connection, changes: Sequence[tuple[int, Event]]) -> list[Rewrite]:
        """The orders as they stood before steps.

        Raises:
            Conflict: something was done to one of them later.
        """
        keys = [key for key, _ in changes]
        now, newest = standing(connection, keys), log.last_changes(connection, keys)
        made = []
        for key, step in changes:
            if newest[key].seq != step.seq:
                raise Conflict(
                    "{who} changed {number} since; what you did is not taken back.",
                    who=newest[key].actor, number=now[key].order_no,
                )  # fmt: skip
            before, after = _told(step.before), _told(step.after)
            added = sorted(after.keys() - before.keys() - {0})
            made.append(Rewrite(now[key], before.pop(0, {}), before, added))
        return made


def _check_unanswered(connection: Connection, steps: Sequence[tuple[int, Event]]) -> None:
    """Whether shipping has acted on nothing that is to be taken back.

    Raises:
        Refused: it has answered for a parcel that was to be stopped.
    """
    asks = [int(str((step.after or {})["remark"])) for _, step in steps if _is_remark(step)]
    for asked in remarks.chosen(connection, asks).values():
        if asked.stop not in (None, StopOutcome.ASKED):
            raise Refused(
                "Shipping has answered for the parcel of {number}: {outcome}. Release the order"
                " instead.",
                number=asked.order_no, outcome=asked.stop,
            )  # fmt: skip


def _about(step: Event) -> str:
    """The items that a step without an order is about."""
    after = step.after or {}
    named = after.get("items") or [after.get("item", "")]
    return ", ".join(map(str, named)) if isinstance(named, list) else ""


def _told(fields: Mapping[str, object] | None) -> dict[int, dict[str, Any]]:
    """What a step tells, by line; 0 is the order itself."""
    told: dict[int, dict[str, Any]] = {}
    for key, value in (fields or {}).items():
        line_no, name = field_named(key)
        told.setdefault(line_no, {})[name] = value
    return told
