"""The ledger: file = new + changed + unchanged + rejected, approved = downloaded (S45, I6)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from csdesk.model.desk import Actor
from csdesk.model.downloads import Difference, LedgerLine
from csdesk.model.errors import NotFound, Refused
from csdesk.model.found import OrderRow
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.rules.kept_words import kept_words
from csdesk.services.acting import Acting
from csdesk.store import batches, downloads, orders, review
from csdesk.store.engine import Store
from csdesk.store.lookup import known_order
from csdesk.words import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

EXPLANATION_LIMIT = 500
"""Characters."""

MOST_LISTED = 1_000
"""Orders that are listed behind one number."""

_BEHIND: Mapping[str, Callable[[Connection, int], Sequence[int]]] = {
    "changed": downloads.changed,
    "approved": downloads.approved,
    "held": downloads.held,
    "downloaded": downloads.downloaded,
}


class Ledger:
    """Whether the counts of every import add up, and what is behind each."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        del settings
        self._store = store
        self._acting = Acting(store, actor)

    def lines(self, limit: int = 200, batch_id: int | None = None) -> tuple[LedgerLine, ...]:
        """The newest imports with their counts, the newest first; or one import.

        Raises:
            NotFound: there is no such import.
        """
        with self._store.read() as c:
            if batch_id is None:
                found = batches.newest(c, limit)
            else:
                one = batches.batch(c, batch_id)
                if one is None:
                    raise NotFound("There is no import {id}.", id=batch_id)
                found = (one,)
            counted = downloads.counts(c, [batch.id for batch in found])
            return tuple(
                LedgerLine(
                    batch, *counted[batch.id],
                    self._open(c, batch.id) if any(counted[batch.id]) else 0,
                    tuple(file for _, file in downloads.files(c, batch.id)),
                )
                for batch in found
            )  # fmt: skip

    @staticmethod
    def _open(connection: Connection, batch_id: int) -> int:
        return sum(each.open for each in downloads.differences(connection, batch_id))

    def differences(self, batch_id: int) -> tuple[Difference, ...]:
        """Orders of an import that are approved and in no file, or in a file and not approved."""
        with self._store.read() as c:
            return downloads.differences(c, batch_id)

    def behind(self, batch_id: int, number: str) -> tuple[OrderRow, ...]:
        """The orders that a number of the ledger counts, ``MOST_LISTED`` at most (invariant 8).

        Args:
            batch_id: of the import.
            number: ``changed``, ``approved``, ``held``, ``downloaded`` or ``difference``.
        """
        with self._store.read() as c:
            if number == "difference":
                sides = downloads.differences(c, batch_id)
                keys: Sequence[int] = list(
                    review.keys_of(c, [each.order_no for each in sides]).values()
                )
            else:
                keys = _BEHIND[number](c, batch_id)
            return orders.rows(c, keys[:MOST_LISTED])

    def explain(self, batch_id: int, number: str, words: str, client_id: str = "") -> Difference:
        """Say why an order stands on one side of the ledger only; from then on it is settled.

        Args:
            batch_id: of the import.
            number: of the order.
            words: the explanation.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: there is no such order.
            Refused: it stands on both sides, or nothing is said.
            NotAllowed: the person has no right to.
        """
        missing = N_("Say why the order is on one side only.")
        why = kept_words(words, EXPLANATION_LIMIT, missing=missing)
        with self._acting.change(Action.DOWNLOAD, number, undoable=False) as act:
            c = act.connection
            order = known_order(c, number)
            found = {each.order_no: each for each in downloads.differences(c, batch_id)}
            about = found.get(order.order_no)
            if about is None:
                raise Refused("{number} makes no difference in import {id}.",
                              number=order.order_no, id=batch_id)  # fmt: skip
            if not act.sent(client_id):
                downloads.explain(c, batch_id, order.id, about.side, why, act.actor.login,
                                  int(time.time()))  # fmt: skip
                act.log("ledger.explained", order_id=order.id, order_no=order.order_no,
                        batch_id=batch_id, after={"side": about.side, "text": why},
                        client_id=client_id)  # fmt: skip
            told = downloads.differences(c, batch_id)
        return next(each for each in told if each.order_no == order.order_no)
