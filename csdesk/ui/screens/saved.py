"""Searches kept under names, each with how many orders it finds now (design §9, F2)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from threading import Event
from typing import ClassVar
from uuid import uuid4

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.errors import NotUnderstood
from csdesk.model.found import Count
from csdesk.model.searches import SavedSearch
from csdesk.plain import cell_width, fit, plain
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.screens.listing import Listing
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import LABEL
from csdesk.ui.widgets.wrapping import wrapped
from csdesk.words import N_, _, say

RECOUNT_SECONDS = 2.0
"""From the end of one counting to the next, however often the desk changes meanwhile."""

NAME_CELLS, COUNT_CELLS = 30, 10


class SavedScreen(Listing[str, Sequence[SavedSearch]]):
    """The list, one's own first; the answer is the query that the person wants to see."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("saved"))
    NOTHING = N_("No search is saved yet. s saves the one in the search box.")

    def __init__(self, query: str) -> None:
        """Show them.

        Args:
            query: what stands in the search box, to be saved.
        """
        super().__init__()
        self._query = query.strip()
        self._counts: dict[int, str] = {}
        """How many orders a search finds, as it is shown; what is not counted yet is missing."""
        self._faults: dict[int, str] = {}
        """Why a search cannot be answered any more."""
        self._counting = self._again = False
        self._removed: SavedSearch | None = None
        self._to: int | None = None
        """Id of the search that the cursor goes to once it is shown."""

    async def fetch(self) -> Sequence[SavedSearch]:
        """Ask for the searches."""
        return await self.desk_app.ask(self.desk_app.desk.saved.list)

    def drawn(self) -> None:
        """Put the cursor where it should go, and count what they find."""
        if self._to is not None:
            self.entries.go(str(self._to))
            self._to = None
        if self._counting:
            self._again = True  # what is being counted is not begun anew at every change
        else:
            self._count()

    @job("count")
    async def _count(self) -> None:
        """Count one search after the other, beside the keys; again when the desk has changed."""
        stop = Event()
        self._counting = self._again = True
        try:
            while self._again:
                self._again = False
                for search in self.answer or ():
                    await self._count_one(search, stop)
                await asyncio.sleep(RECOUNT_SECONDS)
        finally:
            stop.set()
            self._counting = False

    async def _count_one(self, search: SavedSearch, stop: Event) -> None:
        saved = self.desk_app.desk.saved
        try:
            count = await self.desk_app.ask(saved.count, search, stop=stop.is_set)
        except NotUnderstood as error:
            told, self._faults[search.id] = "?", say(error)
        else:
            told = _count_words(count)
            self._faults.pop(search.id, None)
        if self._counts.get(search.id) != told:
            self._counts[search.id] = told
            self.redraw()

    # What it shows

    def heading(self, answer: Sequence[SavedSearch]) -> Content:
        """What stands in the search box, and the names of the columns."""
        width = max(20, self.size.width)
        asked = _("In the search box: {query}").format(query=plain(self._query))
        if not self._query:
            asked = _("The search box is empty: type a search there to save it here.")
        head = [Content.styled(fit(asked, width), LABEL)]
        if answer:
            cells = (_("Saved as"), _("Orders"), _("Search"))
            head.append(Content.styled("  " + _line(cells, "", width - 2), LABEL))
        return Content("\n").join(head)

    def rows(self, answer: Sequence[SavedSearch]) -> Sequence[Entry]:
        """The searches."""
        return [Entry(str(each.id), partial(self._lines, each)) for each in answer]

    def _lines(self, search: SavedSearch, width: int) -> list[Content]:
        count = self._counts.get(search.id, "...")
        shared = _("for all, {author}").format(author=plain(search.author)) if search.shared else ""
        cells = (plain(search.name), count, plain(search.query))
        lines = [Content(_line(cells, shared, width))]
        if fault := self._faults.get(search.id):
            indent = " " * 2
            told = wrapped(plain(fault), max(10, width - len(indent)))
            lines += [Content.styled(indent + line, "$d-bad") for line in told]
        return lines

    def _current(self) -> SavedSearch | None:
        return next((each for each in self.answer or () if each.id == self.number), None)

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What would do nothing now is not offered."""
        del parameters
        if action in ("open", "remove"):
            return bool(self.answer)
        if action == "restore":
            return self._removed is not None
        return True

    def action_open(self) -> None:
        """Search for this again."""
        if search := self._current():
            self.dismiss(search.query)

    @job("keep")
    async def action_keep(self) -> None:
        """Save the search in the box, for oneself."""
        await self._keep(_("A name for this search, for yourself:"), shared=False)

    @job("keep")
    async def action_share(self) -> None:
        """Save the search in the box, for everybody."""
        await self._keep(_("A name for this search, for everybody:"), shared=True)

    async def _keep(self, label: str, *, shared: bool) -> None:
        """Save; what has that name already is replaced only where the person says so."""
        if not self._query:
            text = _("The search box is empty: type a search there to save it here.")
            notice(self, text, warning=True)
            return
        name = await self.write(label)
        if not name:
            return
        taken = await self.desk_app.ask(self.desk_app.desk.saved.taken, name, shared=shared)
        if taken is not None and taken.query != self._query:
            text = _("{name} is saved already: {query}. Replace it?")
            text = text.format(name=plain(taken.name), query=plain(taken.query))
            if not await self.agree(text):
                return
        await self._save(name, self._query, shared=shared, replace=taken is not None)

    async def _save(self, name: str, query: str, *, shared: bool, replace: bool = False) -> None:
        kept = await self.desk_app.ask(
            self.desk_app.desk.saved.save, name, query, shared=shared, replace=replace,
            client_id=uuid4().hex,
        )  # fmt: skip
        self._counts.pop(kept.id, None)
        notice(self, _("Saved: {name}").format(name=plain(kept.name)))
        self._to = kept.id
        self.load()

    @job("remove")
    async def action_remove(self) -> None:
        """Remove the search under the cursor, if the person says so."""
        search, saved = self._current(), self.desk_app.desk.saved
        if search is None:
            return
        text = _("Remove the saved search {name}?")
        if search.shared:
            text = _("Remove the saved search {name}, which everybody has?")
        if not await self.agree(text.format(name=plain(search.name))):
            return
        self._removed = await self.desk_app.ask(saved.remove, search.id, client_id=uuid4().hex)
        notice(self, _("Removed: {name}. b brings it back.").format(name=plain(search.name)))
        self.load()

    @job("keep")
    async def action_restore(self) -> None:
        """Bring back what was removed last."""
        if gone := self._removed:
            await self._save(gone.name, gone.query, shared=gone.shared)
            self._removed = None
            self.refresh_bindings()


def _count_words(count: Count) -> str:
    """``1,234``; ``10,000+`` where counting stopped."""
    return f"{count.total:,}{'' if count.exact else '+'}"


def _line(cells: tuple[str, str, str], behind: str, width: int) -> str:
    """Name, count and query in columns, and what stands at the right end."""
    name, count, query = cells
    name_cells = min(NAME_CELLS, width // 3)
    room = width - name_cells - COUNT_CELLS - 3
    end = f"  {behind}" if behind and cell_width(behind) + 12 <= room else ""
    query = fit(query, max(0, room - cell_width(end)))
    return f"{fit(name, name_cells)} {fit(count, COUNT_CELLS, right=True)}  {query}{end}"
