"""The filter form, for those who do not want to learn the search language (S2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from textual import events
from textual.app import ComposeResult
from textual.containers import Grid
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Label, Static

from csdesk.model.status import OrderStatus, PaymentStatus
from csdesk.plain import plain
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.form import LABELS, Form
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.widgets.line_input import LineInput
from csdesk.words import _, named


class Choice(Static, can_focus=True):
    """One of several values, changed with Left and Right or by its first letters."""

    ALLOW_SELECT = False

    def __init__(self, name: str, options: Sequence[tuple[str, str]], value: str) -> None:
        """Make the field.

        Args:
            name: of the form's field.
            options: values and their words; the first is the one that asks nothing.
            value: to begin with.
        """
        super().__init__(id=f"filter-{name}", markup=False, classes="field")
        self._options = list(options)
        self._index = 0
        self.choose(value)

    @property
    def value(self) -> str:
        """The value chosen."""
        return self._options[self._index][0]

    def choose(self, value: str) -> None:
        """Choose a value, one of this desk's or another."""
        values = [each for each, _ in self._options]
        if value not in values:
            self._options.append((value, plain(value)))
            values.append(value)
        self._index = values.index(value)
        self.refresh()

    def offer(self, values: Sequence[str]) -> None:
        """Offer these values of the desk too."""
        known = {value for value, _ in self._options}
        self._options += [(value, plain(value)) for value in values if value not in known]
        self.refresh()

    def turn(self, steps: int) -> None:
        """The next value, or the one before; round and round."""
        self._index = (self._index + steps) % len(self._options)
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """A letter goes to the next value that begins with it."""
        character = event.character or ""
        if not event.is_printable or character == " ":
            return
        event.stop()
        order = [*range(self._index + 1, len(self._options)), *range(self._index + 1)]
        for index in order:
            if self._options[index][1].casefold().startswith(character.casefold()):
                self._index = index
                self.refresh()
                return

    def render(self) -> Content:
        """The word between two arrows."""
        return Content(f"< {self._options[self._index][1]} >")


class FilterScreen(DeskDialog[Form], inherit_bindings=False):
    """Fields from top to bottom; Enter searches."""

    BINDINGS = bindings("filter")
    CSS_PATH = "filter.tcss"
    AUTO_FOCUS = ".field"

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
