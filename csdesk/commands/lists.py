"""Lists, help, palette and questions."""

from __future__ import annotations

from csdesk.commands.command import Command
from csdesk.words import N_

COMMANDS = (
    # Lists and texts
    Command("rows.line_down", ("j", "down"), N_("down"), N_("One down."), "rows"),
    Command("rows.line_up", ("k", "up"), N_("up"), N_("One up."), "rows"),
    Command("rows.page_down", ("pagedown",), N_("page down"), N_("A page down."), "rows"),
    Command("rows.page_up", ("pageup",), N_("page up"), N_("A page up."), "rows"),
    Command("rows.first", ("home",), N_("first"), N_("To the top."), "rows"),
    Command("rows.last", ("end",), N_("last"), N_("To the bottom."), "rows"),
    # Help and palette
    Command("help.close", ("escape", "?", "f1"), N_("close"), N_("Back."), "help", True, 1),
    Command("palette.run", ("enter",), N_("do it"), N_("Do this command."), "palette", True, 1),
    Command("palette.down", ("down",), N_("down"), N_("The next command."), "palette"),
    Command("palette.up", ("up",), N_("up"), N_("The command above."), "palette"),
    Command("palette.close", ("escape",), N_("back"), N_("Do nothing."), "palette", True, 2),
    # A choice, a question
    Command("choosing.take", ("enter",), N_("take"), N_("Take this one."), "choosing", True, 1),
    Command("choosing.down", ("j", "down"), N_("down"), N_("The next one."), "choosing"),
    Command("choosing.up", ("k", "up"), N_("up"), N_("The one above."), "choosing"),
    Command("choosing.back", ("escape",), N_("back"), N_("Choose nothing."), "choosing", True, 2),
    Command("dialog.yes", ("y", "enter"), N_("yes"), N_("Do it."), "dialog", True, 1),
    Command("dialog.no", ("n", "escape"), N_("no"), N_("Leave it."), "dialog", True, 2),
)  # fmt: skip
