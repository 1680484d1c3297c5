"""The parts of the order screen, and where they stand: above each other, or side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from csdesk.model.log import LogSteps
from csdesk.model.status import Tab
from csdesk.ui.screens.order_conflicts import ConflictList
from csdesk.ui.screens.order_facts import facts, head, waiting_facts, waiting_head
from csdesk.ui.screens.order_log import ALL, LogList, Narrowed
from csdesk.ui.screens.order_remarks import conflict_entries, remark_entries, tab_line
from csdesk.ui.widgets.entries import Entries
from csdesk.ui.widgets.paragraphs import in_rows
from csdesk.words import _, named

if TYPE_CHECKING:
    from textual import events

    from csdesk.model.cases import Case
    from csdesk.model.handover import HandoverItem
    from csdesk.model.orders import OpenConflict, OrderDetail
    from csdesk.model.presence import Present
    from csdesk.model.promises import Promise
    from csdesk.model.remarks import Remark, RemarkDraft
    from csdesk.model.requests import Request
    from csdesk.model.settings import DeskSettings


SIDE_BY_SIDE = 120
"""Columns from which facts and remarks stand side by side."""

FACTS_SHARE = 0.56
"""The facts' part of the width there."""

LEAST_SIDE = 8
"""Lines that remarks keep where facts stand above them."""

LEAST_LOG = 12


@dataclass(frozen=True)
class Shown:
    """What an order screen shows."""

    number: str
    detail: OrderDetail | None = None
    """None where the number is not imported, or cannot be shown."""
    sentence: str = ""
    """Why there is no order, in the person's language."""
    writable: bool = False
    """Whether a remark can be written on the number."""
    numbered: str = ""
    """The waiting remarks as the shipping group wants them posted."""
    remarks: tuple[Remark, ...] = ()
    drafts: tuple[RemarkDraft, ...] = ()
    promises: tuple[Promise, ...] = ()
    """What the customer was told (I4)."""
    requests: tuple[Request, ...] = ()
    """What a lead was asked about the order."""
    cases: tuple[Case, ...] = ()
    """Its after-sale cases."""
    items: tuple[HandoverItem, ...] = ()
    """What of it is handed over, or was."""
    steps: LogSteps = field(default_factory=LogSteps)
    older: Mapping[int, Sequence[Remark]] = field(default_factory=dict)
    """Remark id -> its older versions, where the person wants to see them."""
    others: tuple[Present, ...] = ()
    """Who else has the order open."""
    tab: Tab = Tab.INTERNAL
    settling: bool = False
    """Conflicts are shown instead of remarks."""
    log: bool = False
    narrowed: Narrowed = ALL
    """Which of its steps."""

    @property
    def conflicts(self) -> tuple[OpenConflict, ...]:
        """Those still open."""
        return self.detail.conflicts if self.detail else ()

    @property
    def currency(self) -> str:
        """Of the order."""
        return self.detail.row.currency if self.detail else ""


class OrderBody(Widget):
    """Head, facts, remarks or conflicts, log."""

    def __init__(self, settings: DeskSettings, shown: Shown) -> None:
        """Show this to begin with."""
        super().__init__(id="order")
        self._settings = settings
        self._shown = shown

    def compose(self) -> ComposeResult:
        """All parts; ``show`` says which are seen."""
        yield Static(id="order-head", markup=False)
        with Widget(id="order-parts"):
            yield Entries(cursor=False, id="facts")
            with Vertical(id="order-side"):
                yield Static(id="order-tabs", markup=False)
                yield Entries(id="remarks")
                yield ConflictList(id="conflicts")
                words = Input(id="log-words", select_on_focus=False)
                words.cursor_blink = False
                yield words
                yield LogList(self._settings)

    @property
    def _wide(self) -> bool:
        return self.size.width >= SIDE_BY_SIDE

    @property
    def _facts(self) -> Entries:
        return self.query_one("#facts", Entries)

    def show(self, shown: Shown, *, at: str | None = None) -> None:
        """Bring every part up to date; cursors and scroll positions stay.

        Args:
            shown: what to show.
            at: key of the remark to put the cursor on.
        """
        self._shown, settings = shown, self._settings
        detail = shown.detail
        told = waiting_facts(shown.numbered)
        if detail:
            told = facts(detail, settings, wide=self._wide)
            if shown.items or shown.promises or shown.requests or shown.cases:
                from csdesk.ui.screens.order_beside import beside

                told[2:2] = beside(shown, settings.zone)
        self._facts.show(told)
        remarks = remark_entries(shown.remarks, shown.tab, settings, shown.older)
        nothing = _("No remark for {tab} yet.").format(tab=named(shown.tab))
        self.query_one("#remarks", Entries).show(remarks, at=at, empty=nothing)
        entries = conflict_entries(shown.conflicts, settings)
        self.query_one(ConflictList).show_conflicts(shown.conflicts, entries)
        words = self.query_one("#log-words", Input).value
        self.query_one(LogList).show_log(
            shown.number, shown.steps, shown.currency, words, shown.narrowed
        )
        self._place()

    @property
    def remark(self) -> Remark | None:
        """The remark under the cursor, where remarks are shown."""
        remarks = self.query_one("#remarks", Entries)
        if not remarks.display or remarks.current is None:
            return None
        wanted = remarks.current.key
        return next((each for each in self._shown.remarks if f"remark {each.id}" == wanted), None)

    def focus_list(self) -> None:
        """Let the keys go to the list that was asked for."""
        name = "#log" if self._shown.log else "#conflicts" if self._shown.settling else "#remarks"
        self.query_one(name).focus()

    def scroll_facts(self, by: int) -> None:
        """Scroll the facts by a line, for a list that has nothing to move to."""
        self._facts.move(by)

    # Places

    def _place(self) -> None:
        """Share out the room."""
        shown, wide = self._shown, self._wide
        self.set_class(wide, "-side")
        self.query_one("#remarks").display = not shown.settling and (wide or not shown.log)
        self.query_one(ConflictList).display = shown.settling and (wide or not shown.log)
        self.query_one(LogList).display = shown.log
        words = self.query_one("#log-words", Input)
        words.display = shown.log and (words.has_focus or bool(words.value))
        width, height = self.size
        top = self._head(width)
        self.query_one("#order-head", Static).update(Content("\n").join(top))
        if wide:
            self._facts.styles.height = "1fr"
        else:
            lists = (each for each in self.query(Entries) if each.display and each != self._facts)
            side = 1 + sum(max(1, each.needed(width)) for each in lists)
            room = height - len(top) - min(side, LEAST_LOG if shown.log else LEAST_SIDE)
            self._facts.styles.height = max(1, min(self._facts.needed(width), room))
        self._show_tabs()

    def _head(self, width: int) -> list[Content]:
        shown = self._shown
        if shown.detail:
            top = head(shown.detail, self._settings, width, shown.others)
            if shown.requests or shown.cases:
                from csdesk.ui.screens.order_beside import marks

                top = [*top, *in_rows(marks(shown), width)]
            return top
        return waiting_head(shown.number, shown.sentence, width)

    def _show_tabs(self) -> None:
        """The line of tabs; it also says how many lines of the facts are out of sight."""
        shown, wide = self._shown, self._wide
        width = self.size.width
        line = tab_line(
            {tab: sum(each.tab is tab for each in shown.remarks) for tab in Tab},
            "conflicts" if shown.settling else shown.tab.value,
            width - int(width * FACTS_SHARE) - 1 if wide else width,
            conflicts=len(shown.conflicts),
            drafts={draft.tab for draft in shown.drafts},
            log=shown.narrowed.words if shown.log else None,
            hidden=0 if wide else sum(self._facts.beyond),
        )
        self.query_one("#order-tabs", Static).update(line)

    def on_resize(self, _: events.Resize) -> None:
        """Texts are shown whole where there is room for it."""
        self.show(self._shown)

    @on(Entries.Moved)
    def _moved(self, event: Entries.Moved) -> None:
        if event.entries is self._facts:
            self._show_tabs()

    @on(Input.Changed, "#log-words")
    def _words_typed(self) -> None:
        self.show(self._shown)

    @on(Input.Submitted, "#log-words")
    def _words_done(self) -> None:
        self.query_one(LogList).focus()
        self._place()
