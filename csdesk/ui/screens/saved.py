"""Searches kept under names, each with how many orders it finds now (design §9, F2)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from csdesk.model.errors import NotUnderstood
from csdesk.plain import cell_width, fit, plain
from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.widgets.entries import Entries, Entry
from csdesk.ui.widgets.paragraphs import LABEL
from csdesk.ui.widgets.wrapping import wrapped
from csdesk.words import _, say

if TYPE_CHECKING:
    from csdesk.model.orders import Count
    from csdesk.model.searches import SavedSearch

RECOUNT_SECONDS = 2.0
"""From the end of one counting to the next, however often the desk changes meanwhile."""

NAME_CELLS, COUNT_CELLS = 30, 10


class SavedScreen(DeskScreen[str]):
    """The list, one's own first; the answer is the query that the person wants to see."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("saved"))
    CSS = "#saved-head { height: auto; background: $d-ground; color: $d-text; }"
    AUTO_FOCUS = "Entries"

    def __init__(self, query: str) -> None:
        """Show them.

        Args:
            query: what stands in the search box, to be saved.
        """
        super().__init__()
        self._query = query.strip()
        self._searches: Sequence[SavedSearch] | None = None
        self._counts: dict[int, str] = {}
        """How many orders a search finds, as it is shown; what is not counted yet is missing."""
        self._faults: dict[int, str] = {}
        """Why a search cannot be answered any more."""
        self._counting = self._again = False
        self._removed: SavedSearch | None = None

    def compose_body(self) -> ComposeResult:
        """A heading over the list."""
        yield Static(id="saved-head", markup=False)
        yield Entries(id="saved")

    def on_mount(self) -> None:
        """Ask for them."""
        self.load()

    @property
    def answered(self) -> bool:
        """Whether they have come."""
        return self._searches is not None

    def store_changed(self) -> None:
        """Somebody saved a search, or orders came or changed: other counts."""
        self.load()

    def language_changed(self) -> None:
        """Draw every word anew."""
        super().language_changed()
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        """Other widths."""
        del event
        self._show()

    @job("load")
    async def load(self, at: int | None = None) -> None:
        """Ask for the searches, show them, and count what they find.

        Args:
            at: id of the search to put the cursor on; it stays where it is by default.
        """
        self._searches = await self.desk_app.ask(self.desk_app.desk.saved.list)
        self._show(at)
        self.refresh_bindings()
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
                for search in self._searches or ():
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
            self._show()

    # What it shows

    def _show(self, at: int | None = None) -> None:
        if self._searches is None or not self.is_mounted:
            return
        width = max(20, self.size.width)
        asked = _("In the search box: {query}").format(query=plain(self._query))
        if not self._query:
            asked = _("The search box is empty: type a search there to save it here.")
        head = [Content.styled(fit(asked, width), LABEL)]
        if self._searches:
            cells = (_("Saved as"), _("Orders"), _("Search"))
            head.append(Content.styled("  " + _line(cells, "", width - 2), LABEL))
        self.query_one("#saved-head", Static).update(Content("\n").join(head))
        entries = [Entry(str(each.id), partial(self._drawn, each)) for each in self._searches]
        nothing = _("No search is saved yet. s saves the one in the search box.")
        self.query_one(Entries).show(entries, at=str(at) if at else None, empty=nothing)

    def _drawn(self, search: SavedSearch, width: int) -> list[Content]:
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
        current = self.query_one(Entries).current
        wanted = int(current.key) if current else 0
        return next((each for each in self._searches or () if each.id == wanted), None)

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What would do nothing now is not offered."""
        del parameters
        if action in ("open", "remove"):
            return bool(self._searches)
        if action == "restore":
            return self._removed is not None
        return True

    def action_open(self) -> None:
        """Search for this again."""
        if search := self._current():
            self.dismiss(search.query)

    def action_keep(self) -> None:
        """Save the search in the box, for oneself."""
        self._ask_name(shared=False)

    def action_share(self) -> None:
        """Save the search in the box, for everybody."""
        self._ask_name(shared=True)

    def _ask_name(self, *, shared: bool) -> None:
        from csdesk.ui.screens.order_value import ValuePrompt

        if not self._query:
            text = _("The search box is empty: type a search there to save it here.")
            notice(self, text, warning=True)
            return

        def named(name: str | None) -> None:
            if name:
                self._keep(name, shared=shared)

        label = _("A name for this search, for yourself:")
        if shared:
            label = _("A name for this search, for everybody:")
        self.app.push_screen(ValuePrompt(label, ""), named)

    @job("keep")
    async def _keep(self, name: str, *, shared: bool) -> None:
        """Save; what has that name already is replaced only where the person says so."""
        from csdesk.ui.screens.question import Question

        taken = await self.desk_app.ask(self.desk_app.desk.saved.taken, name, shared=shared)
        if taken is None or taken.query == self._query:
            await self._save(name, self._query, shared=shared, replace=taken is not None)
            return
        text = _("{name} is saved already: {query}. Replace it?")
        text = text.format(name=plain(taken.name), query=plain(taken.query))

        def answer(yes: bool | None) -> None:
            if yes:
                self._replace(name, shared=shared)

        self.app.push_screen(Question(text), answer)

    @job("keep")
    async def _replace(self, name: str, *, shared: bool) -> None:
        await self._save(name, self._query, shared=shared, replace=True)

    async def _save(self, name: str, query: str, *, shared: bool, replace: bool = False) -> None:
        kept = await self.desk_app.ask(
            self.desk_app.desk.saved.save, name, query, shared=shared, replace=replace,
            client_id=uuid4().hex,
        )  # fmt: skip
        self._counts.pop(kept.id, None)
        notice(self, _("Saved: {name}").format(name=plain(kept.name)))
        self.load(kept.id)

    def action_remove(self) -> None:
        """Remove the search under the cursor, if the person says so."""
        from csdesk.ui.screens.question import Question

        search = self._current()
        if search is None:
            return

        def answer(yes: bool | None) -> None:
            if yes:
                self._remove(search)

        text = _("Remove the saved search {name}?")
        if search.shared:
            text = _("Remove the saved search {name}, which everybody has?")
        self.app.push_screen(Question(text.format(name=plain(search.name))), answer)

    @job("remove")
    async def _remove(self, search: SavedSearch) -> None:
        saved = self.desk_app.desk.saved
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

    def action_back(self) -> None:
        """Back to the list of orders."""
        self.dismiss(None)


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
