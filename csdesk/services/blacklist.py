"""The blacklist: agents put customers on it, a lead takes them off (S9, S10, F5, W15, W28)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from csdesk.model.changes import Changed
from csdesk.model.customers import Blacklisting
from csdesk.model.desk import Actor
from csdesk.model.errors import Refused
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.rules.kept_words import kept_words
from csdesk.services.acting import Act, Acting
from csdesk.services.editing import changed
from csdesk.store import blacklist
from csdesk.store.changing import Rewrite, Standing, standing
from csdesk.store.engine import Store
from csdesk.words import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

REASONS = ("恶意留差评 malicious bad review", "无故退回 returned without a reason")
"""The manual's two (S9), where desk.toml names no others."""

_LONGEST = 200


class Blacklist:
    """Customers whose orders are red, on every order they have and will have."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)

    def reasons(self) -> tuple[str, ...]:
        """What to choose from, in the order of the numbers."""
        return self._settings.blacklist_reasons or REASONS

    def add(
        self,
        number: str,
        reason: str,
        *,
        evidence: str = "",
        seen: int | None = None,
        client_id: str = "",
    ) -> Changed:
        """Put the customer of an order on the blacklist.

        Args:
            number: any number of one of their orders.
            reason: why, in words.
            evidence: where it can be seen: a link, a case number, a picture's name.
            seen: the version of the order that the person had before their eyes.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: the order is not imported.
            Refused: no reason is given, the customer is not known, or stands there already.
            Conflict: somebody changed the order since ``seen``.
            NotAllowed: the person has no right to.
        """
        why = _said(reason)
        with self._acting.change(Action.BLACKLIST, number, undoable=False) as act:
            now, sent = act.order_once(number, seen, client_id)
            if sent:
                return changed(now)
            buyer = _buyer(now)
            if there := blacklist.entry(act.connection, buyer):
                raise Refused(
                    "This customer is on the blacklist already: {reason} ({who}).",
                    reason=there.reason, who=there.by,
                )  # fmt: skip
            blacklist.put(
                act.connection, buyer, why, kept_words(evidence, _LONGEST),
                act.actor.login, int(time.time()),
            )  # fmt: skip
            ids = blacklist.orders_of(act.connection, buyer, marked=False)
            _mark(act, ids, blacklisted=True, reason=why, client_id=client_id)
            return changed(act.order(now.order_no))

    def remove(
        self, number: str, reason: str, *, seen: int | None = None, client_id: str = ""
    ) -> Changed:
        """Take the customer of an order off the blacklist.

        Raises:
            NotFound: the order is not imported.
            Refused: no reason is given, or the customer does not stand there.
            Conflict: somebody changed the order since ``seen``.
            NotAllowed: the person is no lead.
        """
        with self._acting.change(Action.UNBLACKLIST, number, undoable=False) as act:
            now, sent = act.order_once(number, seen, client_id)
            if sent:
                return changed(now)
            take_off(act, now, _said(reason), client_id)
            return changed(act.order(now.order_no))

    def of(self, number: str) -> Blacklisting | None:
        """Why the customer of an order stands on the blacklist; None where they do not.

        Raises:
            NotFound: the order is not imported.
        """
        with self._store.read() as c:
            now = Act(c, self._actor).order(number)
            buyer = str(now.order["buyer"])
            return blacklist.entry(c, buyer) if buyer else None

    def mark_arrivals(self, connection: Connection) -> int:
        """Mark the orders that an import brought for customers of the blacklist.

        Args:
            connection: the importer's, changing.

        Returns:
            How many there were.
        """
        ids = blacklist.unmarked(connection)
        _mark(Act(connection, self._actor), ids, blacklisted=True)
        return len(ids)


def take_off(act: Act, now: Standing, why: str, client_id: str = "") -> None:
    """Take the customer of an order off the blacklist, as part of a change that may.

    Raises:
        Refused: the customer does not stand there.
    """
    buyer = _buyer(now)
    if blacklist.entry(act.connection, buyer) is None:
        raise Refused("This customer is not on the blacklist.")
    blacklist.take_off(act.connection, buyer, why, act.actor.login, int(time.time()))
    ids = blacklist.orders_of(act.connection, buyer, marked=True)
    _mark(act, ids, blacklisted=False, reason=why, client_id=client_id)


def _mark(
    act: Act, ids: list[int], *, blacklisted: bool, client_id: str = "", **notes: object
) -> None:
    now = standing(act.connection, ids)
    new = [Rewrite(now[key], {"blacklisted": int(blacklisted)}) for key in ids]
    kind = "customer.blacklist" if blacklisted else "customer.unblacklist"
    act.write(kind, new, client_id=client_id, **notes)


def _buyer(now: Standing) -> str:
    buyer = str(now.order["buyer"])
    if not buyer:
        raise Refused("The export tells no account of this customer, so there is nobody to note.")
    return buyer


def _said(reason: str) -> str:
    missing = N_("Say why: the next colleague must understand it.")
    return kept_words(reason, _LONGEST, missing=missing)
