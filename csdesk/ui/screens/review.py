"""The review queue: one order at a time with its checks, decided by one key (S29, W5 to W8)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import ClassVar
from uuid import uuid4

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from csdesk.model.bulk import BulkAction
from csdesk.model.orders import OrderDetail
from csdesk.model.review import Card, Preview, QueueCounts, Reviewed
from csdesk.model.roles import Action
from csdesk.model.sorting import Place
from csdesk.model.status import Tab
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings, offered
from csdesk.ui.notices import notice
from csdesk.ui.screens.imports_rows import joined
from csdesk.ui.screens.ledger import LedgerScreen, download
from csdesk.ui.screens.order_review import Deciding
from csdesk.ui.screens.review_bulk import BulkScreen
from csdesk.ui.screens.review_card import (
    card_facts,
    card_head,
    check_lines,
    nothing_waits,
    queue_line,
)
from csdesk.ui.screens.review_words import stock_doubts
from csdesk.ui.signs import WARN
from csdesk.ui.widgets.entries import Entries
from csdesk.words import _, ngettext

REST = 0.4
"""Seconds without another decision after which the queue is counted anew."""

SIDE_BY_SIDE = 120
"""Columns from which facts and checks stand side by side."""


class ReviewScreen(Deciding):
    """The order whose turn it is; ``a`` approves it and the next comes."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("review"))
    CSS_PATH = "review.tcss"
    AUTO_FOCUS = ""

    def __init__(self, batch_id: int | None = None) -> None:
        """Show the queue.

        Args:
            batch_id: of one import; None for all.
        """
        super().__init__()
        self._batch_id = batch_id
        self._newest_first = False
        self._card: Card | None = None
        self._begun = False
        self._counts: QueueCounts | None = None

    def compose_body(self) -> ComposeResult:
        """Counts, the order's head, its facts and checks."""
        yield Static(id="review-queue", markup=False)
        yield Static(id="review-head", markup=False)
        with Widget(id="review-parts"):
            facts = Entries(cursor=False, id="review-facts")
            facts.can_focus = False  # the keys are the screen's
            yield facts
            yield Static(id="review-checks", markup=False)

    def on_mount(self) -> None:
        """Ask for the first order."""
        self.load()

    @property
    def answered(self) -> bool:
        """Whether the order shown is the one whose turn it is: the next key waits for it."""
        return self._begun and not self.busy

    @property
    def detail(self) -> OrderDetail | None:
        """The order that is shown."""
        return self._card.detail if self._card else None

    async def reviewed(self) -> Reviewed | None:
        """Its checks, as they are shown."""
        return self._card.reviewed if self._card else None

    # Asking

    @job("load")
    async def load(self) -> None:
        """Ask for the order anew; where it has left the queue, the next one comes."""
        at = self._card.place if self._card else None
        await self._ask(at=at)

    async def _ask(
        self, *, at: Place | None = None, below: Place | None = None, above: Place | None = None
    ) -> bool:
        """Show the order at a place of the queue; false where there is none."""
        app, newest = self.desk_app, self._newest_first
        card = await app.ask(
            app.desk.review.card, self._batch_id, newest_first=newest, at=at, below=below,
            above=above,
        )  # fmt: skip
        if card is None and at is not None:  # it was the last
            card = await app.ask(
                app.desk.review.card, self._batch_id, newest_first=newest, above=at
            )
        if card is None and (below or above):
            return False
        self._begun, self._card = True, card
        self._show()
        self.count()
        return card is not None

    @job("count")
    async def count(self) -> None:
        """Count the queue once nobody hurries on: that takes longer than to show an order."""
        app = self.desk_app
        if self._counts is not None:
            await asyncio.sleep(REST)
        self._counts = await app.ask(app.desk.review.counts, self._batch_id)
        self._show_queue()

    def store_changed(self) -> None:
        """Somebody changed something: ask again."""
        self.load()

    async def decided(self) -> None:
        """The next order comes by itself."""
        if self._card is None:
            return
        if self._counts is not None:  # what is known before it is counted anew
            clean = self._card.reviewed.clean
            self._counts = replace(
                self._counts,
                waiting=max(0, self._counts.waiting - 1),
                clean=max(0, self._counts.clean - clean),
                problems=max(0, self._counts.problems - (not clean)),
            )
        await self._ask(at=self._card.place)

    # Showing

    def language_changed(self) -> None:
        """Draw every word anew."""
        super().language_changed()
        self._show()

    def on_resize(self) -> None:
        """Other line breaks."""
        self._show()

    def _show_queue(self) -> None:
        line = queue_line(
            self._counts, self._batch_id, newest_first=self._newest_first, width=self.size.width
        )
        self.query_one("#review-queue", Static).update(line)

    def _show(self) -> None:
        if not self._begun:
            return
        self._show_queue()
        width, settings, card = self.size.width, self.desk_app.settings, self._card
        wide = width >= SIDE_BY_SIDE
        self.set_class(wide, "-side")
        facts = self.query_one("#review-facts", Entries)
        checks = self.query_one("#review-checks", Static)
        head = self.query_one("#review-head", Static)
        if card is None:
            head.update(nothing_waits(self._batch_id))
            facts.show([])
            checks.update(Content(""))
            return
        head.update(joined(card_head(card, settings, width)))
        facts.show(card_facts(card, settings, wide=wide))
        side = width - int(width * 0.56) - 2 if wide else width
        checks.update(joined(check_lines(card, side, whole=wide)))

    # Commands

    @job("load")
    async def action_next(self) -> None:
        """The next order."""
        if self._card is not None and not await self._ask(below=self._card.place):
            notice(self, _("This is the last order of the queue."))

    @job("load")
    async def action_previous(self) -> None:
        """The order before."""
        if self._card is not None and not await self._ask(above=self._card.place):
            notice(self, _("This is the first order of the queue."))

    @job("load")
    async def action_first(self) -> None:
        """The first of the queue."""
        await self._ask()

    @job("load")
    async def action_turn(self) -> None:
        """Begin at the other end."""
        self._newest_first = not self._newest_first
        await self._ask()

    def action_open(self) -> None:
        """Open the order."""
        if self._card is not None:
            self.desk_app.open_order(self._card.reviewed.order_no)

    @offered(Action.REMARK)
    def action_remark(self) -> None:
        """Write an internal remark on it."""
        if self._card is not None:
            self.desk_app.write_remark(self._card.reviewed.order_no, Tab.INTERNAL)

    def action_page_down(self) -> None:
        """Scroll the facts."""
        self.query_one("#review-facts", Entries).move(5)

    def action_page_up(self) -> None:
        """Scroll the facts back."""
        self.query_one("#review-facts", Entries).move(-5)

    def action_ledger(self) -> None:
        """The count ledger."""
        self.app.push_screen(LedgerScreen())

    @job("bulk", needs=Action.REVIEW)
    async def action_all(self) -> None:
        """Approve all that are clean, after a look at what is skipped (W7)."""
        app = self.desk_app
        preview = await app.ask(app.desk.review.preview, self._batch_id)
        if not await self.app.push_screen_wait(_bulk_screen(preview)):
            return
        done = await app.ask(
            app.desk.bulk.do, BulkAction.APPROVE, preview.ready, client_id=uuid4().hex
        )
        text = _("{n:,} approved; u takes it back.").format(n=len(done.order_nos))
        if done.skipped:
            names = "; ".join(each.told for each in done.skipped[:3])
            text += " " + _("{n:,} skipped: {names}").format(n=len(done.skipped), names=names)
        notice(self, text, warning=bool(done.skipped))
        await self._ask()

    @job("download", needs=Action.DOWNLOAD)
    async def action_download(self) -> None:
        """Write the approved orders of an import to a file (W8)."""
        app = self.desk_app
        found = await app.ask(app.desk.downloads.ready)
        if self._batch_id is not None:
            found = tuple(each for each in found if each.batch_id == self._batch_id) or found
        if not found:
            notice(self, _("No approved order waits for a file."), warning=True)
            return
        text = _("#{batch}  {n:,} orders  {name}")
        options = [text.format(batch=each.batch_id, n=each.orders, name=each.name)
                   for each in found]  # fmt: skip
        place = await self.choose(_("Download the approved orders of which import?"), options)
        if place is not None:
            await download(self, found[place].batch_id)

    def action_back(self) -> None:
        """One step back."""
        self.dismiss(None)


def _bulk_screen(preview: Preview) -> BulkScreen:
    """What approving all that are clean would do."""
    will = ngettext("{n:,} will be approved", "{n:,} will be approved", len(preview.ready))
    more = []
    if preview.messages:
        text = _("{n:,} of those to be approved have a message of the buyer.")
        more.append(Content.styled(text.format(n=preview.messages), WARN))
    if doubts := stock_doubts(preview.stock):
        more.append(Content.styled(doubts, WARN))
    if preview.more:
        more.append(Content(_("There are more; they come with the next A.")))
    ready = len(preview.ready)
    return BulkScreen(will.format(n=ready), ready, preview.skipped, more)
