"""Searches kept under names."""

from __future__ import annotations

from csdesk.commands.command import Command
from csdesk.words import N_

COMMANDS = (
    Command(
        "saved.open", ("enter",), N_("search"), N_("Search for this again."), "saved", True, 1,
    ),
    Command(
        "saved.keep", ("s", "f4"), N_("save"),
        N_("Save the search in the box under a name, for yourself."), "saved", True, 2,
    ),
    Command(
        "saved.share", ("S", "f9"), N_("save for all"),
        N_("Save the search in the box under a name, for everybody."), "saved", True, 3,
    ),
    Command(
        "saved.remove", ("d", "delete"), N_("remove"), N_("Remove this saved search."), "saved",
        True, 4,
    ),
    Command(
        "saved.restore", ("b", "f8"), N_("bring back"),
        N_("Bring back what was removed last."), "saved", True, 5,
    ),
    Command("saved.back", ("escape",), N_("back"), N_("One step back."), "saved", True, 60),
)  # fmt: skip
