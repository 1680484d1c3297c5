"""Writing a remark, and what was not saved."""

from __future__ import annotations

from csdesk.commands.command import Command
from csdesk.words import N_

COMMANDS = (
    # Writing a remark
    Command("remark.save", ("enter", "f4"), N_("save"), N_("Save the remark."), "remark", True, 1),
    Command(
        "remark.newline", ("ctrl+j", "shift+enter"), N_("new line"),
        N_("Begin a new line."), "remark", True, 2,
    ),
    Command(
        "remark.back", ("escape",), N_("keep draft"),
        N_("Go back; what was typed is kept as a draft."), "remark", True, 3,
    ),
    Command(
        "remark.in_market", ("ctrl+t", "f5"), N_("also in the market"),
        N_("Say whether it also stands in the marketplace's own remark."), "remark", True, 4,
    ),
    # Drafts
    Command(
        "drafts.open", ("enter",), N_("go on writing"),
        N_("Open the order and its draft."), "drafts", True, 1,
    ),
    Command("drafts.back", ("escape",), N_("back"), N_("One step back."), "drafts", True, 60),
)  # fmt: skip
