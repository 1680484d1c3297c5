"""All that can be done now, found by its English or Chinese name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from csdesk.commands import shown
from csdesk.plain import fit, plain
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.keys import Live, bindings
from csdesk.ui.widgets.line_input import LineInput
from csdesk.words import _, in_both

Chosen = Callable[[], Awaitable[object]]

WIDTH = 76
"""Cells of the list; a narrow terminal cuts it."""

KEYS_WIDTH, LABEL_WIDTH = 10, 18


class PaletteScreen(DeskDialog[Chosen], inherit_bindings=False):
    """Type a part of a name, Enter does it.

    What the person has no right to is not listed; its name finds it, and Enter tells who may.
    """

    BINDINGS = bindings("palette")
    CSS_PATH = "palette.tcss"
    AUTO_FOCUS = "Input"

    def __init__(self, commands: list[Live]) -> None:
        """Offer these commands.

        Args:
            commands: what could be done on the screen below; what moves a cursor is left out.
        """
        super().__init__()
        self._commands = [each for each in commands if each.command.id not in _MOVES]
        self._found: list[Live] = []

    def compose_body(self) -> ComposeResult:
        """A box over a list."""
        yield LineInput(placeholder=_("What do you want to do?"), id="palette-box")
        yield OptionList(id="palette-list", markup=False)

    def on_mount(self) -> None:
        """All of them to begin with."""
        self._offer("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._offer(event.value)

    def _offer(self, text: str) -> None:
        words = plain(text).casefold().split()
        self._found = [
            each for each in self._commands if (words or each.may) and _matches(each, words)
        ]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(Content(_line(each))) for each in self._found])
        if self._found:
            options.highlighted = 0
        else:
            options.add_option(
                Option(Content(_("No command has this in its name.")), disabled=True)
            )

    def action_down(self) -> None:
        """The next command."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """The command above."""
        self.query_one(OptionList).action_cursor_up()

    def action_run(self) -> None:
        """Do the command under the cursor."""
        index = self.query_one(OptionList).highlighted
        if index is not None and index < len(self._found):
            self.dismiss(self._found[index].run)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._found[event.option_index].run)

    def action_close(self) -> None:
        """Back without doing anything."""
        self.dismiss(None)


_MOVES = {
    "list.up", "list.down", "list.page_up", "list.page_down", "box.up", "box.down",
    "desk.palette",
}  # fmt: skip


def _line(each: Live) -> str:
    """Key, name and explanation in columns; one line."""
    key = fit(shown(each.keys[0]) if each.keys else "", KEYS_WIDTH)
    label = fit(_(each.command.label), LABEL_WIDTH)
    return f"{key}{label}{fit(_(each.command.help), WIDTH - KEYS_WIDTH - LABEL_WIDTH - 3)}"


def _matches(each: Live, words: list[str]) -> bool:
    """Whether every word stands in the command's English or Chinese name or explanation."""
    command = each.command
    text = f"{in_both(command.label)} {in_both(command.help)} {command.id}".casefold()
    return all(word in text for word in words)
