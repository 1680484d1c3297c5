"""Finding and reading orders: the search box, the order screen, what a list shows."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict
from zoneinfo import ZoneInfo

from csdesk.model.errors import NotFound
from csdesk.model.found import Completion, Count, OrderRow, Page
from csdesk.model.sorting import Place, Sort
from csdesk.rules.numbers import forms
from csdesk.rules.search_language import Query, parse, sorted_by
from csdesk.rules.typed_numbers import asked_number
from csdesk.store import lookup, orders, people
from csdesk.store.search import Search
from csdesk.store.sight import sight

if TYPE_CHECKING:
    from csdesk.model.desk import Actor
    from csdesk.model.orders import OrderDetail
    from csdesk.model.settings import DeskSettings
    from csdesk.store.engine import Store


class Orders:
    """Questions about orders. Orders of an import that has not finished are not there yet."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._search = Search()

    def search(
        self,
        query: str,
        *,
        limit: int = 50,
        below: Place | None = None,
        above: Place | None = None,
        at: Place | None = None,
        from_end: bool = False,
    ) -> Page:
        """A page of the orders that match, as they stand in the list; design §9 tells the language.

        Args:
            query: as typed; empty lists all orders. ``is:waiting`` asks for remarks that wait
                for their order: no order matches it. ``sort:`` says how they stand, the newest
                first where it is not given.
            limit: rows at most.
            below: a row's place: the page that follows it.
            above: a row's place: the page that ends just above it.
            at: a row's place: the page that starts with it.
            from_end: the last page of all.

        Raises:
            NotUnderstood: the query has a word that means nothing, or is too short.
        """
        started = time.perf_counter()
        upwards = from_end or above is not None
        asked, now = self._understood(query)
        cut, included = below or above or at, at is not None
        with self._store.read() as c:
            seen = sight(c)
            if asked.sort.by_time:
                bounds = _bounds(cut, included, upwards, asked.sort)
                found = self._search.page(c, asked, limit=limit + 1, now=now, **bounds)
                sorted_of = None
            else:
                found, sorted_of = self._search.sorted_page(
                    c, asked, limit=limit + 1, place=cut, included=included, upwards=upwards,
                    now=now,
                )  # fmt: skip
        more = len(found) > limit
        rows = [orders.order_row(row, seen) for row in found[:limit]]
        if upwards:
            rows.reverse()
        return Page(
            rows=tuple(rows),
            more_before=more if upwards else cut is not None,
            more_after=more if not upwards else above is not None,
            elapsed_ms=(time.perf_counter() - started) * 1_000,
            sort=asked.sort,
            sorted_of=sorted_of,
        )

    def count(
        self, query: str, *, cap: int = 10_000, stop: Callable[[], bool] | None = None
    ) -> Count:
        """How many orders match.

        Args:
            query: as typed.
            cap: where counting stops at the latest, except that all orders of the desk are
                always counted.
            stop: asked about every millisecond; true ends the count.

        Raises:
            NotUnderstood: as for ``search``.
            Refused: ``stop`` ended it.
        """
        asked, now = self._understood(query)
        limit = None if asked.everything else cap
        with self._store.read() as c:
            return self._search.count(c, asked, cap=limit, now=now, stop=stop)

    def order(self, number: str) -> OrderDetail:
        """All about the order that has this number, marketplace's or desk's.

        Args:
            number: whole, as typed or pasted; case, blanks and hyphens do not matter.

        Raises:
            NotFound: no order has it.
            Refused: orders of several shops have it; the desk numbers are named.
        """
        from csdesk.store import batches, order_detail

        typed = asked_number(number)
        with self._store.read() as c:
            named = lookup.order_named(c, typed)
            detail = order_detail.detail(c, named.id) if named else None
            refused = () if detail else batches.refused(c, forms(typed))
        if detail:
            return detail
        if refused:
            told = next((each for each in refused if each.reject.column), refused[0])
            raise NotFound(
                "No order has the number {number}: row {row} of {file} was rejected (import"
                " {batch}). The imports tell why.",
                number=typed, row=told.reject.row, file=told.file, batch=told.batch_id,
            )  # fmt: skip
        raise NotFound("No order has the number {number}.", number=typed)

    def rows(self, ids: Sequence[int]) -> tuple[OrderRow, ...]:
        """Orders by id, in the order asked for; what is not there any more is left out."""
        with self._store.read() as c:
            return orders.rows(c, ids)

    def complete(self, text: str, cursor: int) -> tuple[Completion, ...]:
        """What the word that ends at the cursor of the search box could become.

        Args:
            text: of the box.
            cursor: characters before it.
        """
        from csdesk.rules.search_completion import complete

        values = {
            "shop": self.shops, "site": self.sites, "method": self.methods, "place": self.places,
            "by": self._authors,
        }  # fmt: skip
        return complete(text, cursor, lambda field: values[field]())

    def sorted_by(self, query: str, sort: Sort, *, chinese: bool = False) -> str:
        """The query for the same orders in another order of the list.

        Args:
            query: as typed.
            sort: the order to ask for.
            chinese: say it in Chinese.
        """
        return sorted_by(query, sort, chinese=chinese)

    def sites(self) -> tuple[str, ...]:
        """Codes of the sites that the desk has shops on."""
        with self._store.read() as c:
            return tuple(dict.fromkeys(site for _, site, _ in orders.shops(c)))

    def shops(self) -> tuple[str, ...]:
        """Names of the shops."""
        with self._store.read() as c:
            return tuple(dict.fromkeys(name for _, _, name in orders.shops(c)))

    def methods(self) -> tuple[str, ...]:
        """Payment methods of the newest orders, the most frequent first."""
        with self._store.read() as c:
            return orders.methods(c)

    def places(self) -> tuple[str, ...]:
        """Payment places of the newest orders, the most frequent first (S2)."""
        with self._store.read() as c:
            return orders.places(c)

    def _authors(self) -> tuple[str, ...]:
        with self._store.read() as c:
            return tuple(person.login for person in people.everyone(c))

    def _understood(self, query: str) -> tuple[Query, int]:
        now = datetime.now(ZoneInfo(self._settings.zone))
        asked = parse(query, now=now, flag_words=self._settings.flag_words, me=self._actor.login)
        return asked, int(now.timestamp())


class _Bounds(TypedDict, total=False):
    """Where a page is cut, as ``store.search`` takes it for lists that stand by key."""

    before: int
    after: int
    oldest_first: bool


def _bounds(cut: Place | None, included: bool, upwards: bool, sort: Sort) -> _Bounds:
    """The same cut in a list whose keys fall, or where the oldest stand first, rise."""
    oldest_first = upwards is (sort is Sort.NEWEST)
    if cut is None:
        return {"oldest_first": oldest_first}
    if oldest_first:
        return {"oldest_first": True, "after": cut.id - included}
    return {"oldest_first": False, "before": cut.id + included}
