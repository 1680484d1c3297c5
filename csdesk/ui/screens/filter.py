"""The filter form, for those who do not want to learn the search language (S2)."""

from __future__ import annotations

from dataclasses import fields

from textual import on
from textual.app import ComposeResult
from textual.containers import Grid
from textual.widget import Widget
from textual.widgets import Label

from csdesk.model.status import OrderStatus, PaymentStatus
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.form import LABELS, Form
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.widgets.choice import Choice
from csdesk.ui.widgets.line_input import LineInput
from csdesk.words import _, named


class FilterScreen(DeskDialog[Form], inherit_bindings=False):
    """Fields from top to bottom; Enter searches."""

    BINDINGS = bindings("filter")
    CSS_PATH = "filter.tcss"
    AUTO_FOCUS = "#filter-text"

    def __init__(self, form: Form) -> None:
        super().__init__()
        self._form = form

    def compose_body(self) -> ComposeResult:
        """A label and a field for each."""
        nothing = ("", _("any"))
        statuses = [nothing, *((each.value, named(each)) for each in OrderStatus)]
        payments = [nothing, *((each.value, named(each)) for each in PaymentStatus)]
        options = {"status": statuses, "pay": payments}
        with Grid(id="filter"):
            for name, label in LABELS.items():
                value = getattr(self._form, name)
                yield Label(_(label), markup=False)
                if name in ("after", "until", "text"):
                    hint = "" if name == "text" else _("2026-11-01, 11-01, yesterday")
                    yield LineInput(value, id=f"filter-{name}", placeholder=hint, classes="field")
                else:
                    yield Choice(name, options.get(name, [nothing]), value)

    def on_mount(self) -> None:
        """Ask for the words of the desk's own orders."""
        self._ask_words()

    @job("words")
    async def _ask_words(self) -> None:
        orders = self.desk_app.desk.orders
        for name, question in (
            ("site", orders.sites),
            ("place", orders.places),
            ("method", orders.methods),
        ):
            self.query_one(f"#filter-{name}", Choice).offer(await self.desk_app.ask(question))

    def _fields(self) -> list[Widget]:
        return list(self.query(".field"))

    def _step(self, steps: int) -> None:
        widgets = self._fields()
        index = widgets.index(self.focused) if self.focused in widgets else 0
        widgets[(index + steps) % len(widgets)].focus()

    @on(Choice.Unknown)
    def _to_text(self, event: Choice.Unknown) -> None:
        """What is no value of a field is what the person looks for."""
        text = self.query_one("#filter-text", LineInput)
        text.value = " ".join(filter(None, (text.value.strip(), event.text)))
        text.focus()
        text.cursor_position = len(text.value)

    def action_down(self) -> None:
        """The next field."""
        self._step(1)

    def action_up(self) -> None:
        """The field above."""
        self._step(-1)

    def action_right(self) -> None:
        """The next value."""
        if isinstance(self.focused, Choice):
            self.focused.turn(1)

    def action_left(self) -> None:
        """The value before."""
        if isinstance(self.focused, Choice):
            self.focused.turn(-1)

    def action_clear(self) -> None:
        """Every field empty."""
        for widget in self._fields():
            if isinstance(widget, Choice):
                widget.choose("")
            elif isinstance(widget, LineInput):
                widget.value = ""

    def action_apply(self) -> None:
        """Search with what the fields hold."""
        values = {
            each.name: self.query_one(f"#filter-{each.name}").value  # type: ignore[attr-defined]  # Choice and LineInput have one
            for each in fields(Form)
        }
        self.dismiss(Form(**values))

    def action_back(self) -> None:
        """Back without searching."""
        self.dismiss(None)
