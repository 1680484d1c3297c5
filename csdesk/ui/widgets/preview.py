"""The order under the cursor, beside the list, where the terminal is wide enough."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.widgets import Static

from csdesk.model.errors import DeskError
from csdesk.model.orders import OrderDetail
from csdesk.model.settings import DeskSettings
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.screens.order_facts import facts, head
from csdesk.ui.signs import shown
from csdesk.ui.widgets.paragraphs import paragraph, rule
from csdesk.words import _, when_short

if TYPE_CHECKING:
    from csdesk.ui.app import CsdeskApp

PAUSE_SECONDS = 0.15
"""How long the cursor rests on an order before it is asked for."""

MOST_REMARKS = 5
"""Remarks shown, the newest first, as in the order itself."""


class Preview(Static):
    """What the order screen says first, as far as there is room."""

    ALLOW_SELECT = False

    def __init__(self, settings: DeskSettings) -> None:
        super().__init__(id="preview", markup=False)
        self._settings = settings
        self._detail: OrderDetail | None = None

    @job("look")
    async def look_at(self, number: str | None) -> None:
        """Show the order that has this number, or nothing, once the cursor rests."""
        await asyncio.sleep(PAUSE_SECONDS)
        detail = None
        if number is not None:
            app = cast("CsdeskApp", self.app)
            with suppress(DeskError):  # an order that is gone by now; the list will say so
                detail = await app.ask(app.desk.orders.order, number)
        self.show(detail)

    def show(self, detail: OrderDetail | None) -> None:
        """Show this order, or nothing."""
        if detail != self._detail:
            self._detail = detail
            self.refresh()

    def render(self) -> Content:
        """Numbers, states, customer, messages, remarks, items."""
        if self._detail is None:
            return Content("")
        width, detail = self.size.width, self._detail
        lines = head(detail, self._settings, width)
        entries = facts(detail, self._settings, wide=False)
        for entry in entries[:2]:
            lines += entry.draw(width)
        lines += self._remarks(detail, width)
        for entry in entries[2:]:
            lines += entry.draw(width)
        return Content("\n").join(lines[: self.size.height])

    def _remarks(self, detail: OrderDetail, width: int) -> list[Content]:
        if not detail.remarks:
            return []
        lines = [rule(_("Remarks {n}").format(n=len(detail.remarks)), width)]
        for remark in reversed(detail.remarks[-MOST_REMARKS:]):
            author = plain(remark.author)
            time = when_short(remark.at, self._settings.zone, remark.at)
            lines.append(Content.assemble(shown(remark.tab), f" {author} {time}"))
            lines += paragraph("", remark.text, width, most=3)
        return lines
