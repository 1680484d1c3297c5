"""The header line and the key line: one cheap line each; a notice takes the key line's place.

Textual's Header and Footer take half of the time to the first frame; a line of text does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from csdesk.commands import PREFIX, shown
from csdesk.plain import cell_width, fit, plain
from csdesk.ui.keys import Live
from csdesk.ui.widgets.paragraphs import text_lines
from csdesk.words import _

if TYPE_CHECKING:
    from textual import events

    from csdesk.ui.notices import Notice

MOST_OF_NOTICE = 4
"""Lines of a notice."""


class HeaderLine(Static):
    """Desk, shop, person and language on the left, the running import on the right.

    What keeps everybody from saving is shown instead, in as many lines as it takes.
    """

    DEFAULT_CSS = """
    HeaderLine { height: 1; dock: top; background: $d-bar; color: $d-bar-text; }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._left: tuple[str, ...] = ()
        self._right = ""
        self._halted = ""

    def show(self, left: tuple[str, ...], right: str, halted: str = "") -> None:
        """Show these facts; each passes ``plain()`` here.

        Args:
            left: desk, shop, person and the like.
            right: the running import, or what is not as it should be.
            halted: why nothing can be saved.
        """
        if (left, right, halted) != (self._left, self._right, self._halted):
            anew = halted != self._halted
            self._left, self._right, self._halted = left, right, halted
            if anew:
                self._make_room(self.app.size.width)
            self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """A sentence takes as many lines as the new width asks for."""
        if self._halted:
            self._make_room(event.size.width)

    def _make_room(self, width: int) -> None:
        self.styles.height = max(1, len(self._told(width)))

    def _told(self, width: int) -> list[str]:
        return (
            text_lines(f"! {self._halted}", width - 2, most=MOST_OF_NOTICE)[0]
            if self._halted
            else []
        )

    def render(self) -> Content:
        """The line in the width that there is: the left gives way to the right."""
        if self._halted:
            width = self.size.width
            told = "\n".join(fit(f" {line}", width) for line in self._told(width))
            return Content.styled(told, "$d-bad bold")
        right = plain(self._right)
        room = max(0, self.size.width - 2 - (cell_width(right) + 2 if right else 0))
        left = fit("  ".join(plain(fact) for fact in self._left if fact), room)
        return Content(f" {left}{'  ' if right else ''}{right} ")


class KeyLine(Static):
    """What can be done now, with the key that does it; after ``g`` what may follow.

    While a notice stands it is shown instead, in as many lines as it takes.
    """

    DEFAULT_CSS = """
    KeyLine { height: 1; dock: bottom; background: $d-bar; color: $d-bar-text; }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._items: tuple[tuple[str, str], ...] = ()
        self._notice: Notice | None = None

    def show(self, commands: list[Live], pending: str = "", notice: Notice | None = None) -> None:
        """Show these commands.

        Args:
            commands: what can be done now.
            pending: the first key of a pair that was pressed, empty otherwise.
            notice: what stands in their place; not while a pair of keys is pressed.
        """
        notice = None if pending else notice
        if notice != self._notice:
            self._notice = notice
            self._make_room(self.app.size.width)
            self.refresh()
        if pending:
            items = [(pending, "...")] + [
                (key.removeprefix(f"{PREFIX} "), _(each.command.label))
                for each in commands
                if each.may
                for key in each.keys
                if key.startswith(f"{PREFIX} ")
            ]
        else:
            footer = sorted(
                (each for each in commands if each.command.footer and each.keys and each.may),
                key=lambda each: each.command.order,
            )
            items = [(shown(each.keys[0]), _(each.command.label)) for each in footer]
        if tuple(items) != self._items:
            self._items = tuple(items)
            self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """A notice takes as many lines as the new width asks for."""
        self._make_room(event.size.width)

    def _make_room(self, width: int) -> None:
        self.styles.height = max(1, len(self._told(width)))

    def _told(self, width: int) -> list[str]:
        if self._notice is None:
            return []
        lines, _more = text_lines(self._notice.sentence, width - 2, most=MOST_OF_NOTICE)
        return lines

    def render(self) -> Content:
        """As many as fit; help and quit stay whatever falls off."""
        width = max(0, self.size.width)
        if self._notice is not None:
            told = "\n".join(fit(f" {line}", width) for line in self._told(width))
            return Content.styled(told, self._notice.style)
        items = _those_that_fit(self._items, width - 1)
        return Content(fit(" " + "  ".join(f"{key} {label}" for key, label in items), width))


KEEP = 2
"""The last commands of the key line (help, quit) are kept when it is too narrow for all."""


def _those_that_fit(items: tuple[tuple[str, str], ...], width: int) -> list[tuple[str, str]]:
    """Leave out from the end, but not the last ``KEEP``."""
    kept = list(items)

    def needed() -> int:
        return sum(cell_width(key) + cell_width(label) + 3 for key, label in kept)

    while len(kept) > KEEP and needed() > width:
        del kept[-KEEP - 1]
    return kept
