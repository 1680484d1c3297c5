"""The kinds of acts on orders and items: who may, how many at once, how it is taken back.

A new kind stands here once; ``bulk`` and ``undo`` ask this table alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.model.bulk import BulkAction
from csdesk.model.errors import Refused
from csdesk.model.log import Event
from csdesk.model.owed import Settlement
from csdesk.model.roles import Action
from csdesk.services import (
    accounts,
    exchanges,
    family,
    gate,
    gifts,
    informing,
    priorities,
    purchasing,
    stock_undo,
)
from csdesk.services.acting import Act
from csdesk.store import review, stops
from csdesk.store.changing import Rewrite, Standing

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Many:
    """How it is done to the orders that somebody marked."""

    action: BulkAction
    check: Callable[[Standing, str], None]
    """Raises ``Refused`` where the order, with the value, is not to be changed."""
    do: Callable[[Act, Sequence[Standing], str, str], None]
    """Writes them all; gets the value and the client's id."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is to be known of one kind of step that ``u`` takes back."""

    right: Action
    """Needed to do it, and to take it back."""
    many: Many | None = None
    """None where it is done to one order at a time."""
    back: Callable[[Act, Sequence[tuple[int, Event]], str], None] | None = None
    """Takes back what made rows of its own: gets the change under way, key of the order (0 where
    it was about items) and step for each step, and the client's id; it logs a step of kind ``undo``
    for each, and raises where something stands upon it. None where only fields changed: they get
    their old values."""
    besides: Callable[[Connection, Sequence[int]], Sequence[int]] | None = None
    """Takes back what it did besides changing fields, for orders by their keys, and gives the files
    whose marked tables are others then."""


def _approve(act: Act, orders: Sequence[Standing], _: str, client_id: str) -> None:
    act.write("order.approve", [gate.approval(each) for each in orders], client_id=client_id)


def _hold(act: Act, orders: Sequence[Standing], reason: str, client_id: str) -> None:
    gate.put_on_hold(act, "order.hold", orders, reason, client_id)


def _release(act: Act, orders: Sequence[Standing], _: str, client_id: str) -> None:
    gate.let_go_on(act, orders, client_id)


def _check_flag(now: Standing, flag: str) -> None:
    if now.order["flag"] == flag:
        raise Refused("{number} has this flag already.", number=now.order_no)


def _flag(act: Act, orders: Sequence[Standing], flag: str, client_id: str) -> None:
    act.write("order.set", [Rewrite(each, {"flag": flag}) for each in orders], client_id=client_id)


def _unmark(connection: Connection, order_ids: Sequence[int]) -> Sequence[int]:
    stops.withdraw(connection, order_ids)
    return [file for each in order_ids for file in review.unmark(connection, each)]


KINDS: Mapping[str, Kind] = {
    "order.approve": Kind(
        Action.REVIEW,
        Many(BulkAction.APPROVE, lambda now, _: gate.check_approval(now), _approve),
    ),
    "order.hold": Kind(
        Action.REVIEW,
        Many(BulkAction.HOLD, lambda now, _: gate.check_hold(now), _hold),
        besides=stops.withdraw,
    ),
    "order.problem": Kind(Action.REVIEW, besides=_unmark),
    "order.release": Kind(
        Action.REVIEW,
        Many(BulkAction.RELEASE, lambda now, _: gate.check_release(now), _release),
    ),
    "order.set": Kind(Action.EDIT, Many(BulkAction.FLAG, _check_flag, _flag)),
    "line.set": Kind(Action.EDIT),
    exchanges.EXCHANGE: Kind(Action.EDIT),
    "order.pay": Kind(Action.PAY),
    **{accounts.STEPS[how]: Kind(how.right) for how in Settlement},
    "order.ship": Kind(Action.SHIP),
    family.SPLIT: Kind(Action.EDIT, back=family.take_back_split),
    family.RESHIP: Kind(Action.EDIT, back=family.take_back_made),
    gifts.GIFT: Kind(Action.EDIT, back=family.take_back_made),
    purchasing.CALL: Kind(Action.CALL, back=stock_undo.take_back_calls),
    purchasing.DISCONTINUE: Kind(Action.DISCONTINUE, back=stock_undo.take_back_saying),
    purchasing.RESUME: Kind(Action.DISCONTINUE, back=stock_undo.take_back_saying),
    priorities.PRIORITY: Kind(Action.PRIORITY, back=stock_undo.take_back_priority),
    informing.TOLD: Kind(Action.PROMISE, back=informing.take_back),
}
"""By the kind of their steps in the log. What is not here, ``u`` leaves as it is."""

AT_ONCE: Mapping[BulkAction, tuple[Action, Many]] = {
    kind.many.action: (kind.right, kind.many) for kind in KINDS.values() if kind.many
}
"""Those that are done to many orders, with the right that each takes."""
