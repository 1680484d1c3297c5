"""Choosing lines of an order and pieces of them, by ticks or by numbers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from csdesk.model.can_ship import CanShip, LineVerdict
from csdesk.model.status import Verdict
from csdesk.plain import cell_width, fit, plain
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.screens.stock_rows import leaves
from csdesk.ui.signs import WARN
from csdesk.ui.widgets.entries import Entries, Entry
from csdesk.ui.widgets.paragraphs import LABEL, short
from csdesk.words import _

if TYPE_CHECKING:
    from csdesk.model.orders import Line as OrderLine
    from csdesk.model.orders import OrderDetail

Chosen = dict[int, int]
"""Line number -> pieces."""

AskStock = Callable[[], Awaitable[CanShip]]
"""Whether the lines can ship, as the stock stands."""

Look = Callable[[Chosen, int], Awaitable[Sequence[Content]]]
"""What would come of it, as lines for a width in cells; raises what the service would refuse."""

MOST = 9_999

LEAST_TITLE = 8
"""Cells that a title gets, or none."""


class PiecesDialog(DeskDialog[Chosen], inherit_bindings=False):
    """Lines to tick; ``Enter`` shows what would come of it, ``Enter`` again answers (W23, W24)."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("pieces"))
    CSS_PATH = "pieces.tcss"
    AUTO_FOCUS = "Entries"

    def __init__(
        self,
        heading: str,
        mark: str,
        detail: OrderDetail,
        look: Look | None,
        stock: AskStock | None = None,
    ) -> None:
        """Offer the lines.

        Args:
            heading: what is asked, in the person's language.
            mark: what a chosen piece is, in the person's language: "cannot ship".
            detail: the order.
            look: tells what would come of it; without it ``Enter`` answers at once.
            stock: tells whether the lines can ship; it is shown beside them once it is there.
        """
        super().__init__()
        self._heading = heading
        self._mark = mark
        self._detail = detail
        self._look = look
        self._stock = stock
        self._verdicts: dict[int, LineVerdict] = {}
        self._chosen: Chosen = {}
        self._typing = 0
        """The line whose number the next digit goes on with."""
        self._seen: Chosen | None = None
        """What the person has seen the outcome of."""

    def compose_body(self) -> ComposeResult:
        """The question, the lines, and what would come of it."""
        yield Static(plain(self._heading), id="pieces-head", markup=False)
        yield Entries(id="pieces-lines")
        yield Static(id="pieces-more", markup=False)
        yield Static(id="pieces-outcome", markup=False)

    def on_mount(self) -> None:
        """Show the lines; what the stock has of them comes after."""
        self.show_lines()
        self.ask_stock()

    @job("stock")
    async def ask_stock(self) -> None:
        """Show beside each line whether it can ship; nothing is ticked by it."""
        if self._stock is not None:
            told = await self._stock()
            self._verdicts = {each.line_no: each for each in told.lines}
            self.show_lines()

    def on_resize(self) -> None:
        """Other widths."""
        self.show_lines()

    @property
    def chosen(self) -> Chosen:
        """The pieces that are chosen, lines without any left out."""
        return {line_no: pieces for line_no, pieces in self._chosen.items() if pieces}

    @property
    def _lines(self) -> Entries:
        return self.query_one("#pieces-lines", Entries)

    def show_lines(self) -> None:
        """Bring the lines up to date."""
        lines = self._detail.lines
        self._lines.show([Entry(str(each.line_no), partial(self._drawn, each)) for each in lines])
        self._lines.styles.height = max(1, min(len(lines), self.size.height // 3))
        more = self.query_one("#pieces-more", Static)
        content = self.more()
        more.display = bool(content)
        more.update(Content("\n").join(content))

    def more(self) -> Sequence[Content]:
        """What stands below the lines. For subclasses."""
        return ()

    def _drawn(self, line: OrderLine, width: int) -> list[Content]:
        pieces = self._chosen.get(line.line_no, 0)
        box = f"[{'x' if pieces else ' '}] {line.line_no} "
        item = " ".join(filter(None, (short(line.sku, 30), short(line.attributes, 30))))
        there = f" x{line.quantity}"
        said = f"  {self._mark} {pieces}" if pieces else ""
        title = short(line.title, 60)
        verdict = self._verdict(line)
        head = f"{box}{item or title}{there}"
        rest = width - cell_width(head) - verdict.cell_length - cell_width(said)
        if item and rest > LEAST_TITLE:
            return [
                Content.assemble(head, verdict, "  ", fit(title, rest - 2).rstrip(), (said, WARN))
            ]
        room = width - verdict.cell_length - cell_width(said)
        return [Content.assemble(fit(head, max(10, room)).rstrip(), verdict, (said, WARN))]

    def _verdict(self, line: OrderLine) -> Content:
        """Whether it can ship, when, and how much of it is there."""
        told = self._verdicts.get(line.line_no)
        if told is None or told.verdict is Verdict.GONE:
            return Content()
        text = Content("  ") + leaves(told.verdict, told.expected)
        if 0 < told.covered < told.quantity:
            there = _("{n:,} of {all:,} there").format(n=told.covered, all=told.quantity)
            text += Content.styled(f" {there}", LABEL)
        return text

    # Choosing

    def _line(self) -> OrderLine | None:
        current = self._lines.current
        wanted = int(current.key) if current else 0
        return next((each for each in self._detail.lines if each.line_no == wanted), None)

    def _put(self, line: OrderLine, pieces: int, *, typing: bool = False) -> None:
        self._chosen[line.line_no] = max(0, min(pieces, MOST))
        self._typing = line.line_no if typing else 0
        self._forget()
        self.show_lines()

    def _forget(self) -> None:
        """What was shown as the outcome is no longer it."""
        self._seen = None
        self.query_one("#pieces-outcome", Static).update(Content(""))

    def on_key(self, event: events.Key) -> None:
        """Digits are a number of pieces."""
        if event.key.isdigit() and len(event.key) == 1:
            event.stop()
            self.digit(int(event.key))

    def digit(self, digit: int) -> None:
        """A digit was typed: it is pieces of the line under the cursor."""
        if line := self._line():
            so_far = self._chosen.get(line.line_no, 0) if self._typing == line.line_no else 0
            self._put(line, so_far * 10 + digit, typing=True)

    def action_rub(self) -> None:
        """Take the last digit of the line's pieces off; the next one goes on behind the rest."""
        if line := self._line():
            self._put(line, self._chosen.get(line.line_no, 0) // 10, typing=True)

    def action_tick(self) -> None:
        """All of the line, or none."""
        if line := self._line():
            self._put(line, 0 if self._chosen.get(line.line_no) else line.quantity)

    def action_more(self) -> None:
        """One piece more."""
        if line := self._line():
            self._put(line, min(self._chosen.get(line.line_no, 0) + 1, line.quantity))

    def action_fewer(self) -> None:
        """One piece less."""
        if line := self._line():
            self._put(line, self._chosen.get(line.line_no, 0) - 1)

    @job("take")
    async def action_take(self) -> None:
        """Show what would come of it; what has been shown is the answer."""
        chosen = self.chosen
        if not chosen:
            notice(
                self, _("Tick a line with the space bar, or type how many pieces."), warning=True
            )
        elif self._look is None or self._seen == chosen:
            self.dismiss(chosen)
        else:
            lines = await self._look(chosen, self.size.width - 2)
            if chosen == self.chosen:
                self._seen = chosen
                note = Content.styled(_("Enter does it, Esc goes back."), LABEL)
                outcome = Content("\n").join([*lines, note])
                self.query_one("#pieces-outcome", Static).update(outcome)

    def action_back(self) -> None:
        """From the outcome back to the lines, else answer nothing."""
        if self._seen is not None:
            self._forget()
        else:
            self.dismiss(None)


class ReasonedDialog(PiecesDialog, inherit_bindings=False):
    """As ``PiecesDialog``, with a numbered reason below: digits choose it (W22)."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("pieces"))

    def __init__(
        self, heading: str, mark: str, detail: OrderDetail, reasons: Sequence[str]
    ) -> None:
        """Offer lines and reasons.

        Args:
            heading: what is asked, in the person's language.
            mark: what a chosen piece is, in the person's language.
            detail: the order.
            reasons: in the person's language; 0 is another one, to be written.
        """
        super().__init__(heading, mark, detail, None)
        self._reasons = reasons
        self.reason: int | None = None
        """The place of the reason, from 1; 0 for one to be written; None where none is chosen."""

    def more(self) -> Sequence[Content]:
        """The reasons."""
        options = [*enumerate(self._reasons, 1), (0, _("something else: write it"))]
        return [
            Content.styled(
                f"{'>' if n == self.reason else ' '} {n} {short(plain(text), 60)}",
                "bold" if n == self.reason else "",
            )
            for n, text in options
        ]

    def digit(self, digit: int) -> None:
        """A digit was typed: it is a reason."""
        if digit <= len(self._reasons):
            self.reason = digit
            self.show_lines()

    def action_rub(self) -> None:
        """The digit of the reason is taken off again; where there is none, one of the pieces."""
        if self.reason is None:
            super().action_rub()
        else:
            self.reason = None
            self.show_lines()

    @job("take")
    async def action_take(self) -> None:
        """Answer, once a line is ticked and a reason chosen; the only line there is needs none."""
        lines = self._detail.lines
        chosen = self.chosen or ({lines[0].line_no: lines[0].quantity} if len(lines) == 1 else {})
        if not chosen:
            notice(self, _("Tick a line with the space bar."), warning=True)
        elif self.reason is None:
            notice(self, _("Type the number of the reason."), warning=True)
        else:
            self.dismiss(chosen)
