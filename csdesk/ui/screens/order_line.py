"""Correcting an item of an order: number, colour and size, pieces (S18)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from csdesk.fields import field_word
from csdesk.model.counting import whole_number
from csdesk.model.errors import Conflict
from csdesk.plain import plain
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.items import chosen_item
from csdesk.ui.screens.order_acting import line_words
from csdesk.ui.screens.order_money import comes_to
from csdesk.ui.screens.order_words import value_words
from csdesk.ui.screens.questioning import Questioning
from csdesk.ui.signs import WARN
from csdesk.ui.widgets.line_input import LineInput
from csdesk.ui.widgets.paragraphs import LABEL, paragraph, short
from csdesk.words import N_, _

if TYPE_CHECKING:
    from csdesk.model.log import Event
    from csdesk.model.orders import Line, OrderDetail

_BOXES = {
    "code": N_("Item number, full or short"),
    "attributes": N_("Colour and size"),
    "pieces": N_("Pieces"),
}
"""Boxes and what they ask, in the order in which they come."""

MOST_NEWS = 6
"""Lines of what somebody else changed meanwhile."""


class LineDialog(DeskDialog[bool], Questioning[bool], inherit_bindings=False):
    """Boxes that hold the item as it is; what is refused can be typed anew.

    Answers True once it is corrected, False where nothing was changed, None where the person went
    back.
    """

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("line"))
    CSS_PATH = "order_line.tcss"
    AUTO_FOCUS = "#line-code"

    def __init__(self, detail: OrderDetail, line: Line) -> None:
        """Offer an item to correct.

        Args:
            detail: the order as the person saw it.
            line: of the order.
        """
        super().__init__()
        self._detail = detail
        self._line = line
        self._code = _boxed(line)["code"]
        """The item number that colour and size belong to."""
        self._title = line.title
        self._client_id = uuid4().hex

    def compose_body(self) -> ComposeResult:
        """The item as it is, then the boxes."""
        yield Static(id="line-head", markup=False)
        yield Static(id="line-news", markup=False)
        values = _boxed(self._line)
        for name, label in _BOXES.items():
            yield Static(_(label), classes="line-label", markup=False)
            yield LineInput(values[name], id=f"line-{name}", classes="line-box")

    def on_mount(self) -> None:
        """Show the item."""
        self.query_one("#line-news").display = False
        self._show()

    def _show(self) -> None:
        heading = _("{number}, item {n}: {line}").format(
            number=plain(self._detail.row.order_no), n=self._line.line_no,
            line=short(line_words(self._line), 120),
        )  # fmt: skip
        title = Content.styled(short(self._title, 120), LABEL)
        self.query_one("#line-head", Static).update(Content("\n").join([Content(heading), title]))

    def _box(self, name: str) -> LineInput:
        return self.query_one(f"#line-{name}", LineInput)

    def _typed(self, name: str) -> str:
        return plain(self._box(name).value).strip()

    # Steps

    @job("take")
    async def action_take(self) -> None:
        """The next box; the last one corrects."""
        at = self.focused.id if self.focused else ""
        if not await self._settle_code():
            return
        if at == "line-code":
            self._box("attributes").focus()
        elif at == "line-attributes":
            self._box("pieces").focus()
            self._box("pieces").action_select_all()  # a number is typed over
        else:
            await self._correct()

    async def _settle_code(self) -> bool:
        """Make an item of the number that was typed; whether there is one. None typed: it stays."""
        typed = self._typed("code") or _boxed(self._line)["code"]
        if typed != self._code:
            code, _blank, attributes = typed.partition(" ")
            item = await chosen_item(self, code, attributes.strip())
            if item is None:
                return False
            self._code, self._title = plain(item.sku).strip(), item.title
            if item.attributes:
                self._box("attributes").value = plain(item.attributes)
            self._show()
        self._box("code").value = self._code
        return True

    async def _correct(self) -> None:
        """Send what differs; where somebody else was quicker, show what they did and ask again."""
        now, values = _boxed(self._line), {name: self._typed(name) for name in _BOXES}
        other = self._code != now["code"]
        pieces = whole_number(values["pieces"])
        if values == now:
            self.dismiss(False)
            return
        if values["pieces"] != now["pieces"] and not await self._agreed(pieces):
            return
        try:
            await self.desk_app.ask(
                self.desk_app.desk.editing.set_line,
                self._detail.row.order_no,
                self._line.line_no,
                sku=self._code if other else None,
                attributes=values["attributes"]
                if other or values["attributes"] != now["attributes"]
                else None,
                quantity=pieces if values["pieces"] != now["pieces"] else None,
                seen=self._detail.version,
                client_id=self._client_id,
            )
        except Conflict as late:
            await self._catch_up(late)
            raise
        self.dismiss(True)

    async def _agreed(self, pieces: int) -> bool:
        """Name the money that other pieces make, where they make any; whether to go on."""
        app = self.desk_app
        asked = self._detail.row.order_no, self._line.line_no, pieces
        told = await app.ask(app.desk.editing.preview_pieces, *asked)
        if not told.difference:
            return True
        line = f"{self._code or self._title} x{pieces}"
        return await self.agree(_("{told} Correct it?").format(told=comes_to(line, told)))

    async def _catch_up(self, late: Conflict) -> None:
        """Take the order as it is now for what the person sees, and keep what they wrote."""
        desk = self.desk_app.desk
        self._detail = await self.desk_app.ask(desk.orders.order, self._detail.row.order_no)
        before = _boxed(self._line)
        fitting = (each for each in self._detail.lines if each.line_no == self._line.line_no)
        self._line = next(fitting, self._line)
        for name, value in _boxed(self._line).items():
            if self._typed(name) == before[name]:
                self._box(name).value = value
        if self._code == before["code"]:
            self._code, self._title = _boxed(self._line)["code"], self._line.title
        self._show()
        steps = late.facts.get("steps")
        news = self.query_one("#line-news", Static)
        news.display = True
        news.update(Content("\n").join(self._news(steps if isinstance(steps, Sequence) else ())))

    def _news(self, steps: Sequence[Event]) -> list[Content]:
        """What others changed, the newest first."""
        row, zone, lines = self._detail.row, self.desk_app.settings.zone, list[Content]()
        for step in steps:
            before = step.before or {}
            for name, after in (step.after or {}).items():
                values = (before.get(name), after)
                told = " -> ".join(value_words(name, v, zone, row.currency) for v in values)
                label = f"{plain(step.actor)}: {field_word(name)}"
                lines += paragraph(label, told, self.size.width - 2, style=WARN, most=2)
        note = Content.styled(_("What you wrote stands below; Enter corrects it so."), LABEL)
        return [*lines[:MOST_NEWS], note]

    def action_back(self) -> None:
        """Correct nothing."""
        self.dismiss(None)


def _boxed(line: Line) -> dict[str, str]:
    """What stands in the boxes of an item, as ``_typed`` reads it."""
    values = {"code": line.sku, "attributes": line.attributes, "pieces": str(line.quantity)}
    return {name: plain(value).strip() for name, value in values.items()}
