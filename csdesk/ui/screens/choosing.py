"""A numbered choice: the number, then Enter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from csdesk.plain import cell_width, plain
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.keys import bindings
from csdesk.ui.widgets.line_input import LineInput

LEAST, AROUND = 60, 4
"""Cells of a list of short options; cells beside each option, and around the list."""

_MOVES = ("j", "k")
"""Keys of the list itself."""


class Choosing(DeskDialog[int], inherit_bindings=False):
    """Asks for one of a few; the answer is its place, from 0, or None where the person went back.

    A digit goes to the line with that number, so that ``b`` ``1`` ``Enter`` takes the first (W15).
    A line may ask for something in its turn, such as an amount: on it, what is typed stands in a
    box below, and Enter answers both (W32).
    """

    BINDINGS = bindings("choosing")
    CSS_PATH = "choosing.tcss"
    AUTO_FOCUS = ""  # the box only on a line that asks for something

    def __init__(
        self,
        heading: str,
        options: Sequence[str],
        *,
        chosen: int = 0,
        asks: Mapping[int, tuple[str, str]] | None = None,
    ) -> None:
        """Offer the options.

        Args:
            heading: what is asked, in the person's language.
            options: in the person's language; may hold stored text.
            chosen: where the cursor stands at first.
            asks: place -> what is asked there, and the text to begin with.
        """
        super().__init__()
        self._heading = heading
        self._options = options
        self._chosen = chosen
        self._asks = asks or {}
        self._written = {place: text for place, (_, text) in self._asks.items()}
        self._typed = ""

    def compose_body(self) -> ComposeResult:
        """The heading over the options."""
        yield Static(plain(self._heading), markup=False, id="choosing-head")
        lines = [f"{n} {plain(option)}" for n, option in enumerate(self._options, 1)]
        options = OptionList(*(Option(Content(line)) for line in lines), id="choosing-list",
                             markup=False)  # fmt: skip
        options.can_focus = False  # Enter is the screen's
        yield options
        if self._asks:
            yield Static(markup=False, id="choosing-label")
            yield LineInput(id="choosing-box")

    def on_mount(self) -> None:
        """The cursor stands on what is; the list is as wide as what it offers, if that fits."""
        self._go(self._chosen)
        self._widen()

    def on_resize(self) -> None:
        """There is more room, or less."""
        self._widen()

    def _widen(self) -> None:
        longest = max(map(cell_width, map(plain, self._options)), default=0)
        number = len(f"{len(self._options)} ")
        width = max(LEAST, min(longest + number + AROUND, self.size.width - AROUND))
        for part in ("#choosing-head", "#choosing-list", "#choosing-label", "#choosing-box"):
            for each in self.query(part):
                each.styles.width = width

    @property
    def written(self) -> str:
        """What stands in the box of the line under the cursor; empty where it asks nothing."""
        return plain(self._written.get(self._list.highlighted or 0, "")).strip()

    def _go(self, place: int | None) -> None:
        """Put the cursor on a line, and its box below where it asks for something."""
        self._list.highlighted = place
        if not self._asks:
            return
        label, box = self.query_one("#choosing-label", Static), self.query_one(LineInput)
        asks = place in self._asks
        label.display = box.display = asks
        if place is not None and asks:
            label.update(plain(self._asks[place][0]))
            box.value = self._written[place]
            box.cursor_position = len(box.value)
        self.set_focus(box if asks else None)

    @on(LineInput.Changed)
    def _wrote(self, event: LineInput.Changed) -> None:
        place = self._list.highlighted
        if place is not None and place in self._asks:
            self._written[place] = event.value

    @property
    def _list(self) -> OptionList:
        return self.query_one("#choosing-list", OptionList)

    def on_key(self, event: events.Key) -> None:
        """A digit goes to its line; other text to the first that holds it, or to none.

        Who types a reason instead of its number must not get the first one by Enter.
        """
        if event.key.isdigit() and 1 <= int(event.key) <= len(self._options):
            event.stop()
            self._typed = ""
            self._go(int(event.key) - 1)
        elif event.character and event.is_printable and event.key not in _MOVES:
            event.stop()
            self._typed += event.character.casefold()
            fitting = (n for n, each in enumerate(self._options) if self._typed in each.casefold())
            self._go(next(fitting, None))

    def on_paste(self, event: events.Paste) -> None:
        """As if it had been typed."""
        event.stop()
        for character in plain(event.text):
            self.on_key(events.Key(character, character))

    def action_down(self) -> None:
        """The next one."""
        self._list.action_cursor_down()
        self._go(self._list.highlighted)

    def action_up(self) -> None:
        """The one above."""
        self._list.action_cursor_up()
        self._go(self._list.highlighted)

    def action_take(self) -> None:
        """Answer with the one under the cursor; where it stands on none the question stays."""
        if self._list.highlighted is not None:
            self.dismiss(self._list.highlighted)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        if event.option_index in self._asks:
            self._go(event.option_index)
        else:
            self.dismiss(event.option_index)

    def action_back(self) -> None:
        """Answer nothing."""
        self.dismiss(None)
