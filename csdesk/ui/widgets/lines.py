"""The header line and the key line: one cheap line each.

Textual's Header and Footer take half of the time to the first frame; a line of text does not.
"""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from csdesk.commands import PREFIX, shown
from csdesk.plain import cell_width, fit, plain
from csdesk.ui.keys import Live
from csdesk.words import _


class HeaderLine(Static):
    """Desk, shop, person and language on the left, the running import on the right."""

    DEFAULT_CSS = """
    HeaderLine { height: 1; dock: top; background: $d-bar; color: $d-bar-text; }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._left: tuple[str, ...] = ()
        self._right = ""

    def show(self, left: tuple[str, ...], right: str) -> None:
        """Show these facts; each passes ``plain()`` here."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def render(self) -> Content:
        """The line in the width that there is: the left gives way to the right."""
        right = plain(self._right)
        room = max(0, self.size.width - 2 - (cell_width(right) + 2 if right else 0))
        left = fit("  ".join(plain(fact) for fact in self._left if fact), room)
        return Content(f" {left}{'  ' if right else ''}{right} ")


class KeyLine(Static):
    """What can be done now, with the key that does it; after ``g`` what may follow."""

    DEFAULT_CSS = """
    KeyLine { height: 1; dock: bottom; background: $d-bar; color: $d-bar-text; }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._items: tuple[tuple[str, str], ...] = ()

    def show(self, commands: list[Live], pending: str = "") -> None:
        """Show these commands.

        Args:
            commands: what can be done now.
            pending: the first key of a pair that was pressed, empty otherwise.
        """
        if pending:
            items = [(pending, "...")] + [
                (key.removeprefix(f"{PREFIX} "), _(each.command.label))
                for each in commands
                for key in each.keys
                if key.startswith(f"{PREFIX} ")
            ]
        else:
            footer = sorted(
                (each for each in commands if each.command.footer and each.keys),
                key=lambda each: each.command.order,
            )
            items = [(shown(each.keys[0]), _(each.command.label)) for each in footer]
        if tuple(items) != self._items:
            self._items = tuple(items)
            self.refresh()

    def render(self) -> Content:
        """As many as fit; help and quit stay whatever falls off."""
        width = max(0, self.size.width)
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
