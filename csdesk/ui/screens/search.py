"""Finding orders: one box, and what matches it (S2 to S4, W11, W13)."""

from __future__ import annotations

import asyncio
from functools import cached_property, partial
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Unpack

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input

from csdesk.model.errors import DeskError, NotUnderstood
from csdesk.model.roles import Action
from csdesk.model.status import Tab
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings, offered
from csdesk.ui.nothing_found import NOTHING, Missing, ask_missing, nothing_found
from csdesk.ui.notices import notice
from csdesk.ui.screens.search_bulk import Marking
from csdesk.ui.typed_query import without_begun_field
from csdesk.ui.widgets.found_line import FoundLine
from csdesk.ui.widgets.order_table import OrderTable
from csdesk.ui.widgets.search_box import SearchBox, Suggestions
from csdesk.ui.window import Cut
from csdesk.words import _, say

if TYPE_CHECKING:
    from csdesk.model.found import Page
    from csdesk.model.remarks import Remark, SavedRemark
    from csdesk.ui.form import Form

TYPING_SECONDS = 0.04
"""A pause in typing after which the desk is asked; a paste is asked at once."""

COUNT_SECONDS, RECOUNT_SECONDS = 0.2, 3.0
"""How long after a list its orders are counted, and between two counts while others change them."""


class SearchScreen(Marking):
    """The home screen."""

    BINDINGS = bindings("search")
    AUTO_FOCUS = "OrderTable"

    def __init__(self) -> None:
        super().__init__()
        self._asked = ""  # the query whose answer is on its way or shown
        self._shown: str | None = None
        """The query whose orders are shown."""
        self._answered: str | None = None
        """The query that was answered last, be it with a refusal."""
        self._open_first = False
        self._missing = NOTHING
        """A number that was searched and is not imported."""
        self._waiting: tuple[Remark, ...] = ()
        self._counted = 0.0
        """When the orders were counted last."""
        self._form: Form | None = None
        """What the filter form held last."""

    def compose_body(self) -> ComposeResult:
        """Box, line, list and preview; the suggestions lie over the list."""
        suggestions = Suggestions()
        yield SearchBox(suggestions)
        yield FoundLine()
        yield OrderTable(id="orders")
        yield suggestions

    @cached_property
    def table(self) -> OrderTable:
        """The list."""
        return self.query_one(OrderTable)

    @cached_property
    def box(self) -> SearchBox:
        """The box."""
        return self.query_one(SearchBox)

    @cached_property
    def line(self) -> FoundLine:
        """The line between them."""
        return self.query_one(FoundLine)

    @property
    def answered(self) -> bool:
        """Whether the box's query has been answered."""
        return self.is_mounted and self._answered == self.box.value

    # The desk

    def on_mount(self) -> None:
        """Words that depend on the language."""
        self._say_what_to_type()

    def language_changed(self) -> None:
        """Say everything anew."""
        super().language_changed()
        self._say_what_to_type()
        self._say_nothing_found()
        self.line.refresh()

    def _say_what_to_type(self) -> None:
        self.box.placeholder = _("name, number, phone, tracking, goods, or status: pay: after: ...")

    def open_with(self, page: Page) -> None:
        """The desk is open: show its newest orders, or what was typed meanwhile."""
        settings = self.desk_app.settings
        self.table.zone = settings.zone
        self.table.several_shops = len(settings.shops) > 1
        if self.box.value:
            self._search(self.box.value, 0)
        else:
            self._answered = ""
            self._show("", page)

    def store_changed(self) -> None:
        """Show the same part anew, and count again."""
        if self._shown is None:
            self._search(self._asked, 0)
            return
        self.table.renew()
        self._count(self._shown, keep=True)
        self.ask_waiting()

    @job("waiting")
    async def ask_waiting(self) -> None:
        """How many remarks wait for an import, and which."""
        self._waiting = await self.desk_app.ask(self.desk_app.desk.remarks.waiting)
        self.line.tell(waiting=len(self._waiting))
        self._say_nothing_found()

    # Searching

    def search_for(self, query: str) -> None:
        """Search for a query as if it had been typed; the list has the keys."""
        self.box.value = plain(query)
        self.box.remember()
        self.table.focus()

    def focus_box(self) -> None:
        """Let the person type; what stands in the box is replaced by the first letter."""
        self.box.focus()

    def on_key(self, event: events.Key) -> None:
        """What an input method gives while the list has the keys is a search: no command has it."""
        sign = event.character or ""
        if not sign.isascii() and sign.isprintable() and event.key not in self.active_bindings:
            self._to_box(events.Key(event.key, sign))

    def on_paste(self, event: events.Paste) -> None:
        """A paste into the list is a search, too."""
        self._to_box(events.Paste(event.text))

    def _to_box(self, came: events.Event) -> None:
        """Have the box take what came to the list, in the place of what stands in it."""
        if self.table.has_focus:
            self.set_focus(self.box)
            self.box.post_message(came)

    @on(Input.Changed, "#box")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._open_first = False
        if self.desk_app.is_open and event.value != self._asked:
            self._search(event.value, TYPING_SECONDS)
            if self.box.has_focus:
                self._complete(event.value, self.box.cursor_position)

    @job("search")
    async def _search(self, typed: str, pause: float) -> None:
        self._asked = typed
        query = without_begun_field(typed)
        self.workers.cancel_group(self, "count")
        if pause:
            await asyncio.sleep(pause)
        try:
            page = await self._page(query, limit=self.table.window.chunk)
        except DeskError as error:
            self._answered = typed
            if not isinstance(error, NotUnderstood):
                raise
            self.line.tell(fault=say(error))
            if self._open_first:
                self._open_first = False
                self.box.focus()
            return
        missing = NOTHING if page.rows else await ask_missing(self.desk_app, query)
        self._answered = typed
        self._show(query, page, missing)

    async def _page(self, query: str, *, limit: int, **cut: Unpack[Cut]) -> Page:
        orders = self.desk_app.desk.orders
        page = await self.desk_app.ask(orders.search, query, limit=limit, **cut)
        if query == self._shown and page.rows:
            self.line.tell(sorted_of=page.sorted_of)
        return page

    def _show(self, query: str, page: Page, missing: Missing = NOTHING) -> None:
        from csdesk.model.found import Count

        self._shown, self._missing = query, missing
        exact = Count(len(page.rows), exact=True) if not page.more_after else None
        self.line.tell(
            count=exact, sort=page.sort, sorted_of=page.sorted_of, newer=False, marked=0, fault=""
        )
        self.table.show(page, partial(self._page, query))
        self._say_nothing_found()
        self.refresh_bindings()
        if exact is None:
            self._count(query)
        if self._open_first:
            self._open_first_found()

    def _say_nothing_found(self) -> None:
        here = sum(each.order_no == self._missing.number for each in self._waiting)
        masked = self.desk_app.settings.privacy.mask
        self.table.say(nothing_found(self._shown, self._missing, here, masked=masked))

    @job("count")
    async def _count(self, query: str, *, keep: bool = False) -> None:
        """Count after the page is shown; the next key ends it."""
        if not keep:
            self.line.tell(count=None)
        stop = Event()
        try:
            again = self._counted + RECOUNT_SECONDS - monotonic() if keep else 0.0
            await asyncio.sleep(max(COUNT_SECONDS, again))
            orders = self.desk_app.desk.orders
            count = await self.desk_app.ask(orders.count, query, stop=stop.is_set)
            self._counted = monotonic()
            self.line.tell(count=count)
        finally:
            stop.set()

    @job("complete")
    async def _complete(self, text: str, cursor: int) -> None:
        await asyncio.sleep(TYPING_SECONDS)
        found = await self.desk_app.ask(self.desk_app.desk.orders.complete, text, cursor)
        if self.box.has_focus and (text, cursor) == (self.box.value, self.box.cursor_position):
            self.box.offer(found)

    # Between box and list

    @on(SearchBox.ToList)
    def _to_list(self) -> None:
        self.box.remember()
        self.box.close_suggestions()
        self.table.focus()

    @on(SearchBox.Open)
    def _open_asked(self) -> None:
        """Enter: the order of that number, else the first found; after a refusal none (W11)."""
        if not self.answered:
            self._open_first = True
            self._to_list()
        elif self._shown == without_begun_field(self.box.value):
            self._to_list()
            self._open_first_found()
        else:
            self.box.close_suggestions()

    def _open_first_found(self) -> None:
        self._open_first = self.table.window.more_above
        if self._open_first:  # the list has been scrolled far away from its first order
            self._search(self.box.value, 0)
        else:
            self.table.action_first()
            self.table.window.go_to_number(self.box.value)
            self.table.action_open()

    @on(OrderTable.Opened)
    def _opened(self) -> None:
        if row := self.table.row:
            self.desk_app.open_order(row.order_no)

    @on(OrderTable.NewerCame)
    def _newer_came(self) -> None:
        self.line.tell(newer=True)

    @on(OrderTable.Moved)
    def _moved(self) -> None:
        if self._missing.number and self.table.row:
            self._missing = NOTHING
            self.refresh_bindings()
        w = self.table.window
        newer = self.line.found.newer and (w.more_above or w.cursor > 0)
        self.line.tell(marked=len(self.table.marked), newer=newer)
        self._look()

    def action_back(self) -> None:
        """Suggestions, box, marks, query: each Esc takes one away, and Up brings a query back."""
        if self.box.close_suggestions():
            return
        if self.box.has_focus:
            self._to_list()
        elif self.table.marked:
            self.table.unmark()
        elif self.box.value:
            self.box.remember()
            self.box.value = ""

    # Preview

    def on_resize(self) -> None:
        """The preview comes and goes with the width."""
        self.call_after_refresh(self._look)

    def _look(self) -> None:
        """Show the order under the cursor."""
        if not self.has_class("-wide"):
            return
        from csdesk.ui.widgets.preview import Preview

        if not self.query(Preview):
            self.mount(Preview(self.desk_app.settings), after=self.line)
        row = self.table.row
        self.query_one(Preview).look_at(row.order_no if row else None)

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What would do nothing now is not offered."""
        if action in ("remark", "copy"):
            return bool(self.table.row or self._missing.number)
        if action == "waiting":
            return bool(self._waiting)
        if action in ("saved", "sort", "bulk"):
            return self.desk_app.is_open
        return True

    @offered(Action.REMARK)
    def action_remark(self) -> None:
        """Write a remark on the order under the cursor, or on the number not imported (W13)."""
        row = self.table.row
        if row:
            self.desk_app.write_remark(row.order_no, Tab.INTERNAL)
        elif self._missing.number:
            self.desk_app.write_remark(self._missing.number, Tab.SHIPPING, self._remark_waits)

    def _remark_waits(self, saved: SavedRemark | None) -> None:
        if saved is not None:
            self.ask_waiting()

    @job("copy")
    async def action_copy(self) -> None:
        """Send numbers, or the waiting remarks of a number, to the terminal's clipboard."""
        row = self.table.row
        if self.table.marked:
            text = "\n".join(self.table.marked.values())
        elif row:
            text = row.order_no
        else:
            remarks = self.desk_app.desk.remarks
            text = await self.desk_app.ask(remarks.numbered_text, [self._missing.number])
            text = text or self._missing.number
        self.app.copy_to_clipboard(plain(text, lines=True))
        first = text.partition("\n")[0]
        notice(self, _("Sent to the terminal's clipboard: {text}").format(text=first))

    def action_filter(self) -> None:
        """Fill in a form."""
        from csdesk.ui.form import Form
        from csdesk.ui.screens.filter import FilterScreen

        def apply(form: Form | None) -> None:
            if form is not None:
                self._form = form
                self.search_for(form.query())

        form = self._form
        if form is None or form.query() != self.box.value:
            form = Form(text=self.box.value)
        self.app.push_screen(FilterScreen(form), apply)

    def action_waiting(self) -> None:
        """The remarks that wait for an import."""
        from csdesk.ui.screens.waiting import WaitingScreen

        self.app.push_screen(WaitingScreen(self._waiting), self._find)

    def action_saved(self) -> None:
        """The searches that are kept under names."""
        from csdesk.ui.screens.saved import SavedScreen

        self.app.push_screen(SavedScreen(self.box.value), self._find)

    def action_sort(self) -> None:
        """Have the list stand in another order."""
        from csdesk.ui.screens.sorting import ask_sort

        ask_sort(self.desk_app, self.box.value, self.table.sort, self.search_for)

    def _find(self, query: str | None) -> None:
        """Search for what another screen answers; None where the person went back."""
        if query is not None:
            self.search_for(query)
