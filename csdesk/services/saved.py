"""Searches kept under names, for oneself and for everybody (design §9, F2)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from csdesk.model.desk import Actor
from csdesk.model.errors import NotFound, Refused
from csdesk.model.found import Count
from csdesk.model.roles import Action
from csdesk.model.searches import MOST_KEPT, NAME_LIMIT, SavedSearch
from csdesk.model.settings import DeskSettings
from csdesk.plain import plain
from csdesk.rules.folding import fold
from csdesk.services.acting import Act, Acting
from csdesk.store import saved as rows
from csdesk.store.engine import Store
from csdesk.words import N_

if TYPE_CHECKING:
    from csdesk.services.orders import Orders

_GONE = N_("This saved search is not there any more.")


def clean_name(name: str) -> str:
    """The name of a search as it is stored: one harmless line.

    Raises:
        Refused: nothing is left, or it is longer than ``NAME_LIMIT``.
    """
    cleaned = " ".join(plain(name).split())
    if not cleaned:
        raise Refused("A saved search needs a name.")
    if len(cleaned) > NAME_LIMIT:
        raise Refused(
            "The name has {count} characters, {longest} are allowed.",
            count=len(cleaned),
            longest=NAME_LIMIT,
        )
    return cleaned


class SavedSearches:
    """Keeping searches. Everybody at the desk may keep them, change shared ones and remove them.

    A name is unique among one's own searches and among the shared ones; capitals and width do not
    matter.
    """

    def __init__(
        self, store: Store, settings: DeskSettings, actor: Actor, orders: Orders | None = None
    ) -> None:
        """Make the service.

        Args:
            store: of the desk.
            settings: of the desk.
            actor: who acts.
            orders: answers and counts the searches; one of its own by default.
        """
        if orders is None:
            from csdesk.services.orders import Orders

            orders = Orders(store, settings, actor)
        self._store = store
        self._actor = actor
        self._orders = orders
        self._acting = Acting(store, actor)

    def list(self) -> tuple[SavedSearch, ...]:
        """My own and then everybody's, by name."""
        with self._store.read() as c:
            return rows.kept(c, self._actor.login)

    def find(self, name: str, *, shared: bool | None = None) -> SavedSearch:
        """The search that a name stands for; my own before a shared one.

        Args:
            name: as typed.
            shared: only everybody's, or only my own; None looks among both.

        Raises:
            NotFound: there is none; those that there are, are named.
        """
        wanted = fold(" ".join(plain(name).split()))
        known = self.list()
        for each in known:
            if fold(each.name) == wanted and shared in (None, each.shared):
                return each
        raise NotFound(
            "There is no saved search {name}. There are: {names}.",
            name=name,
            names=[each.name for each in known] or "-",
        )

    def taken(self, name: str, *, shared: bool = False) -> SavedSearch | None:
        """The search that saving under a name would replace.

        Raises:
            Refused: that can be no name.
        """
        with self._store.read() as c:
            return rows.named(c, self._owner(shared), fold(clean_name(name)))

    def save(
        self,
        name: str,
        query: str,
        *,
        shared: bool = False,
        replace: bool = False,
        client_id: str = "",
    ) -> SavedSearch:
        """Keep a search under a name.

        Args:
            name: as typed.
            query: as typed; it must be understood, and ask for something.
            shared: for everybody rather than for oneself.
            replace: the person wants it in place of the one of that name.
            client_id: made by the front end; sent twice, it is saved once.

        Raises:
            NotUnderstood: the query has a word that means nothing.
            NotFound: sent twice, and removed in between.
            Refused: no name or no query, a name that is taken, or too many are kept already.
        """
        name, query = clean_name(name), plain(query).strip()
        if not query:
            raise Refused("There is no search to save: the search box is empty.")
        self._orders.search(query, limit=1)  # what the language or the desk does not know is told
        owner, folded = self._owner(shared), fold(name)
        with self._acting.change(Action.SEARCHES, undoable=False) as act:
            before = rows.named(act.connection, owner, folded)
            if act.sent(client_id):
                if before is None:
                    raise NotFound(_GONE)
                return before
            if before is not None and not replace:
                raise Refused(
                    "{name} is the name of a saved search already: {query}. Choose another name,"
                    " or replace it.",
                    name=before.name,
                    query=before.query,
                )
            if before is None and rows.count(act.connection, owner) >= MOST_KEPT:
                raise Refused(
                    "{most} searches are saved already; remove one that nobody needs.",
                    most=MOST_KEPT,
                )
            values: dict[str, str | int] = {
                "name": name, "query": query, "author": act.actor.login, "at": int(time.time()),
            }  # fmt: skip
            new = rows.put(act.connection, owner, folded, values)
            self._tell(act, "search.saved", before, new, client_id)
        return new

    def remove(self, search_id: int, *, client_id: str = "") -> SavedSearch | None:
        """Keep a search no longer.

        Args:
            search_id: of the search.
            client_id: made by the front end; sent twice, it is removed once.

        Returns:
            What was removed, to be saved again if that was a mistake; None where it was sent twice.

        Raises:
            NotFound: it is not there any more.
        """
        with self._acting.change(Action.SEARCHES, undoable=False) as act:
            found = rows.one(act.connection, self._actor.login, search_id)
            if found is None:
                if act.sent(client_id):
                    return None
                raise NotFound(_GONE)
            rows.remove(act.connection, search_id)
            self._tell(act, "search.removed", found, None, client_id)
        return found

    def count(self, search: SavedSearch, *, stop: Callable[[], bool] | None = None) -> Count:
        """How many orders a search finds now; no more are counted than the list of orders counts.

        Args:
            search: from ``list``.
            stop: asked about every millisecond; true ends the count.

        Raises:
            NotUnderstood: it means nothing any more, such as a shop that is gone.
            Refused: ``stop`` ended it.
        """
        return self._orders.count(search.query, stop=stop)

    def _owner(self, shared: bool) -> str:
        return rows.EVERYBODY if shared else self._actor.login

    @staticmethod
    def _tell(
        act: Act, kind: str, before: SavedSearch | None, after: SavedSearch | None, client_id: str
    ) -> None:
        def facts(search: SavedSearch | None) -> dict[str, object] | None:
            if search is None:
                return None
            return {"name": search.name, "query": search.query, "shared": search.shared}

        act.log(kind, before=facts(before), after=facts(after), client_id=client_id)
