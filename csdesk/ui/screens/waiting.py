"""Remarks on numbers that are not imported yet (S27)."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from csdesk.model.remarks import Remark
from csdesk.plain import plain
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.signs import shown
from csdesk.words import _, when


class WaitingScreen(DeskDialog[str], inherit_bindings=False):
    """The list, oldest first; the answer is the number that the person wants to see."""

    BINDINGS = bindings("waiting")
    CSS_PATH = "waiting.tcss"
    AUTO_FOCUS = "OptionList"

    def __init__(self, remarks: Sequence[Remark]) -> None:
        super().__init__()
        self._remarks = list(remarks)

    def compose_body(self) -> ComposeResult:
        """A heading over the list."""
        text = _("Remarks that wait until their orders are imported")
        yield Static(text, id="waiting-head", markup=False)
        options = [Option(self._lines(each)) for each in self._remarks]
        yield OptionList(*options, id="waiting", markup=False)

    def _lines(self, remark: Remark) -> Content:
        time = when(remark.at, self.desk_app.settings.zone)
        head = f" {plain(remark.order_no)}  {plain(remark.author)}  {time}"
        return Content("\n").join(
            [Content.assemble(shown(remark.tab), head), Content(plain(remark.text, lines=True))]
        )

    def action_down(self) -> None:
        """The next remark."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """The remark above."""
        self.query_one(OptionList).action_cursor_up()

    def action_open(self) -> None:
        """Look for the number of this remark."""
        index = self.query_one(OptionList).highlighted
        if index is not None:
            self.dismiss(self._remarks[index].order_no)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._remarks[event.option_index].order_no)

    @job("copy")
    async def action_copy(self) -> None:
        """All of them as ``1) ... 2) ...`` for the shipping group (S27)."""
        remarks = self.desk_app.desk.remarks
        ids = [each.id for each in self._remarks]
        text = await self.desk_app.ask(remarks.numbered_text, ids)
        self.app.copy_to_clipboard(plain(text, lines=True))
        notice(self, _("Sent to the terminal's clipboard: {n} remarks").format(n=len(ids)))

    def action_back(self) -> None:
        """Back to the list of orders."""
        self.dismiss(None)
