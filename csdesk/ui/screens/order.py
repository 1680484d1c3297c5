"""One order: facts, remarks, conflicts, log (S5 to S7, S18 to S28).

A number that is not imported yet has the same screen with its waiting remarks only (S27, W13).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from csdesk.model.errors import DeskError, NotFound
from csdesk.model.log import LogSteps
from csdesk.model.roles import Action
from csdesk.model.status import Tab
from csdesk.ui.jobs import job, until_shown
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.screens.order_asks import Asking
from csdesk.ui.screens.order_body import OrderBody, Shown
from csdesk.ui.screens.order_cases import Claiming
from csdesk.ui.screens.order_conflicts import ConflictList
from csdesk.ui.screens.order_edit import Correcting
from csdesk.ui.screens.order_exchange import Exchanging
from csdesk.ui.screens.order_family import Relating
from csdesk.ui.screens.order_log import ALL, LogList
from csdesk.ui.screens.order_money import Paying
from csdesk.ui.screens.order_past import LookingBack
from csdesk.ui.screens.order_reveal import Revealing
from csdesk.ui.screens.order_review import Deciding
from csdesk.ui.screens.order_stock import Explaining
from csdesk.ui.widgets.entries import Entries
from csdesk.ui.widgets.order_table import OrderTable
from csdesk.words import _, named, say

if TYPE_CHECKING:
    from csdesk.model.cases import Case
    from csdesk.model.orders import OrderDetail
    from csdesk.model.remarks import Remark, SavedRemark


class OrderScreen(
    Correcting,
    Exchanging,
    Paying,
    Relating,
    Deciding,
    Explaining,
    LookingBack,
    Asking,
    Claiming,
    Revealing,
):
    """Everything about one order, and the way to say something about it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("order"), *bindings("asking"), *bindings("rows"),
    ]  # fmt: skip
    CSS_PATH = "order.tcss"

    def __init__(
        self, number: str, *, tab: Tab | None = None, writing: int | None = None, at: int = 0
    ) -> None:
        """Show an order.

        Args:
            number: any of its numbers, imported or not.
            tab: the remarks to begin with; by default those with a draft, else the internal ones.
            writing: begin with the editor: for this remark, or 0 for a new one.
            at: id of the remark to put the cursor on.
        """
        super().__init__()
        self._shown = Shown(number, tab=tab or Tab.INTERNAL)
        self._begun = False
        self._loaded = ""
        """The number that was asked for and is shown."""
        self._at: str | None = f"remark {at}" if at else None
        """Key of the remark that the cursor goes to once it is shown."""
        self._tab_given = tab is not None
        self._writing = writing

    def compose_body(self) -> ComposeResult:
        """All of it."""
        yield OrderBody(self.desk_app.settings, self._shown)

    def on_mount(self) -> None:
        """Ask for the order."""
        self.load()

    @property
    def _body(self) -> OrderBody:
        return self.query_one(OrderBody)

    @property
    def detail(self) -> OrderDetail | None:
        """The order that is shown."""
        return self._shown.detail

    @property
    def order_no(self) -> str:
        """The order that is shown, where it is imported."""
        return self.detail.row.order_no if self.detail else ""

    @property
    def acting_on(self) -> str:
        """The order that is shown, or the number that is not imported yet."""
        return self.order_no or (self._shown.number if self._shown.writable else "")

    @property
    def cases(self) -> tuple[Case, ...]:
        """The after-sale cases of the order that is shown."""
        return self._shown.cases

    def colleagues_changed(self) -> None:
        """Say who else is at the order."""
        others = self.desk_app.colleagues.at(self.order_no) if self.order_no else ()
        if others != self._shown.others:
            self._change(others=others)

    @property
    def answered(self) -> bool:
        """Whether the order has been asked for and shown."""
        return self._loaded == self._shown.number

    # Asking and showing

    @job("load")
    async def load(self) -> None:
        """Ask for the order and show it; cursors and scroll positions stay."""
        asked, now = await self._ask(), self._shown
        same_log = (now.log, now.narrowed) == (asked.log, asked.narrowed)
        # Keys went on meanwhile: the tab, and what is open, are those of now.
        self._shown = replace(
            asked, tab=now.tab, settling=now.settling, log=now.log, older=now.older,
            narrowed=now.narrowed,
            steps=asked.steps if same_log else now.steps,
        )  # fmt: skip
        self._loaded = self._shown.number
        if not self._begun:
            self._begin()
        elif self._shown.settling and not self._shown.conflicts:
            self._change(settling=False)
            self._body.focus_list()
        at, self._at = self._at, None
        self._body.show(self._shown, at=at)
        self.refresh_bindings()
        await self.read_calls(self._shown.number)

    async def show_changed(self) -> None:
        """The order as the change left it: the next key must not act on an older version."""
        await until_shown(self, self.load())

    async def _ask(self) -> Shown:
        """The newest of everything that is shown."""
        app, desk, shown = self.desk_app, self.desk_app.desk, self._shown
        try:
            try:
                detail = await app.ask(desk.orders.order, shown.number)
                shown = replace(
                    shown, number=detail.row.order_no, detail=self.as_revealed(detail),
                    remarks=detail.remarks,
                    others=app.colleagues.at(detail.row.order_no),
                    numbered="", sentence="", writable=True,
                    promises=await app.ask(desk.promises.of, detail.row.order_no),
                    requests=await app.ask(desk.requests.of, detail.row.order_no),
                    cases=await app.ask(desk.cases.of, detail.row.order_no),
                    items=await app.ask(desk.handover.of, detail.row.order_no),
                )  # fmt: skip
            except NotFound:
                shown = replace(
                    shown,
                    detail=None,
                    remarks=await app.ask(desk.remarks.of, shown.number),
                    numbered=await app.ask(desk.remarks.numbered_text, [shown.number]),
                    sentence=_(
                        "This number is not imported yet. Remarks written here wait, and stand in"
                        " the order when it arrives."
                    ),
                    writable=True,
                )
            drafts = await app.ask(desk.drafts.kept_for, shown.number)
            return replace(shown, drafts=drafts, steps=await self._ask_steps(shown))
        except DeskError as error:
            return replace(
                shown, detail=None, remarks=(), numbered="", sentence=say(error), writable=False
            )

    async def _ask_steps(self, shown: Shown) -> LogSteps:
        if not shown.log:
            return LogSteps()
        try:
            of = shown.narrowed
            log = self.desk_app.desk.log
            return await self.desk_app.ask(
                log.steps, shown.number, by=of.by, kind=of.kind, refused=of.refused
            )
        except NotFound:
            return LogSteps()

    def _begin(self) -> None:
        """What an order begins with: its conflicts, else the tab that has a draft."""
        self._begun = True
        waiting = [draft.tab for draft in self._shown.drafts if not draft.remark_id]
        if waiting and not self._tab_given:
            self._change(tab=waiting[0])
            text = _("A draft waits in {tab}: n goes on writing.")
            notice(self, text.format(tab=named(waiting[0])))
        self._change(settling=bool(self._shown.conflicts) and not self._tab_given)
        self._body.focus_list()
        if self._writing is not None:
            wanted = (each for each in self._shown.remarks if each.id == self._writing)
            self._write(next(wanted, None))

    def _change(self, **changes: object) -> None:
        """Show the same order in another way."""
        self._shown = replace(self._shown, **changes)  # type: ignore[arg-type]  # names of Shown
        self._body.show(self._shown)

    def store_changed(self) -> None:
        """Somebody changed something: ask again."""
        self.load()

    def language_changed(self) -> None:
        """Draw every word anew."""
        super().language_changed()
        self._body.show(self._shown)

    # Tabs, conflicts, log

    def _show_tab(self, tab: Tab) -> None:
        wide = self._body.has_class("-side")
        self._change(tab=tab, settling=False, log=self._shown.log and wide)
        self.query_one("#remarks").focus()

    def action_internal(self) -> None:
        """The internal remarks."""
        self._show_tab(Tab.INTERNAL)

    def action_finance(self) -> None:
        """The remarks for finance."""
        self._show_tab(Tab.FINANCE)

    def action_shipping(self) -> None:
        """The remarks for shipping."""
        self._show_tab(Tab.SHIPPING)

    def action_conflicts(self) -> None:
        """The open conflicts."""
        if self._shown.conflicts:
            wide = self._body.has_class("-side")
            self._change(settling=True, log=self._shown.log and wide)
            self.query_one(ConflictList).focus()

    @on(ConflictList.Settled)
    def _settled(self) -> None:
        self.load()

    @job("log")
    async def action_log(self) -> None:
        """Show the log, all of it, or hide it."""
        await self._show_log(replace(self._shown, log=not self._shown.log, narrowed=ALL))

    @on(LogList.Narrow)
    @job("log")
    async def _narrow_log(self, event: LogList.Narrow) -> None:
        await self._show_log(replace(self._shown, narrowed=event.to))

    async def _show_log(self, shown: Shown) -> None:
        steps = await self._ask_steps(shown)
        self._shown = replace(self._shown, log=shown.log, narrowed=shown.narrowed, steps=steps)
        self._body.show(self._shown)
        self._body.focus_list()

    @job("versions")
    async def action_versions(self) -> None:
        """Show or hide the older versions of the remark under the cursor."""
        remark = self._body.remark
        if remark is None or remark.version == 1:
            return
        older = dict(self._shown.older)
        if older.pop(remark.id, None) is None:
            app = self.desk_app
            older[remark.id] = (await app.ask(app.desk.remarks.versions, remark.id))[:-1]
        self._change(older=older)

    # Remarks

    @job("write", needs=Action.REMARK)
    async def action_remark(self) -> None:
        """Write a remark in the tab that is shown."""
        self._write(None)

    @property
    def remark(self) -> Remark | None:
        """The remark under the cursor, where remarks are shown."""
        return self._body.remark if self._begun else None

    @property
    def writing_on(self) -> tuple[str, Tab] | None:
        """Number and tab of a new remark."""
        return (self._shown.number, self._shown.tab) if self._shown.writable else None

    @property
    def numbered(self) -> str:
        """The waiting remarks as the shipping group wants them posted."""
        return self._shown.numbered

    def write_with(self, text: str) -> None:
        """Begin a new remark with a template."""
        self._edit(template=text)

    @on(Entries.Moved, "#remarks")
    def _on_another(self) -> None:
        self.refresh_bindings()

    @job("write", needs=Action.REMARK)
    async def action_correct(self) -> None:
        """Correct the remark under the cursor."""
        if self._body.remark is not None:
            self._write(self._body.remark)

    def _write(self, remark: Remark | None) -> None:
        if self._shown.writable:
            self._edit(remark)

    def _edit(self, remark: Remark | None = None, *, template: str = "") -> None:
        from csdesk.ui.screens.remark_editor import RemarkEditor

        number, tab = self._shown.number, self._shown.tab
        editor = RemarkEditor(number, tab, remark=remark, template=template)
        self.app.push_screen(editor, self._written)

    async def keep_drafts(self) -> None:
        """The session is about to end: what the store did not take yet is tried once more."""
        await self.desk_app.drafts.flush()

    def _written(self, receipt: SavedRemark | None) -> None:
        """Show the remark that was saved, or that a draft was kept."""
        if receipt is not None:
            self._at = f"remark {receipt.id}"
            self.query_one("#remarks").focus()
        self.load()

    # Elsewhere

    def action_next(self) -> None:
        """The next order of the list."""
        self._step(OrderTable.action_down)

    def action_previous(self) -> None:
        """The order before it in the list."""
        self._step(OrderTable.action_up)

    def _step(self, move: Callable[[OrderTable], None]) -> None:
        """Show a neighbour in the list below; its cursor goes along."""
        lists = (screen.query(OrderTable) for screen in reversed(self.app.screen_stack))
        table = next(found.first() for found in lists if found)
        if table.row is None or table.row.order_no != self._shown.number:
            notice(self, _("This order was not opened from the list."))
            return
        move(table)
        if table.row.order_no != self._shown.number:
            self.mask_again()
            self._shown = Shown(table.row.order_no, tab=self._shown.tab, log=self._shown.log)
            self.load()

    def action_back(self) -> None:
        """Out of the log's box, else back to the list."""
        words = self.query_one("#log-words", Input)
        if words.has_focus:
            words.value = ""
            self._body.focus_list()
            self._change()
        else:
            self.dismiss(None)

    def action_line_down(self) -> None:
        """Scroll the facts where the list has nothing to move to."""
        self._body.scroll_facts(1)

    def action_line_up(self) -> None:
        """Scroll the facts up."""
        self._body.scroll_facts(-1)
