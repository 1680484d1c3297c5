"""What can be done wherever one is."""

from __future__ import annotations

from csdesk.commands.command import Command
from csdesk.words import N_

COMMANDS = (
    Command(
        "desk.search", ("/", "f3", "ctrl+f", "ideographic_comma"), N_("search"),
        N_("Type what to look for."), "desk", True, 20,
    ),
    Command(
        "desk.help", ("?", "f1", "ctrl+g", "fullwidth_question_mark"), N_("keys"),
        N_("Show the keys that work here."), "desk", True, 90,
    ),
    Command(
        "desk.palette", (":", "f2", "ctrl+p", "fullwidth_colon"), N_("commands"),
        N_("Find a command by its name."), "desk", True, 91,
    ),
    Command(
        "desk.orders", ("g o", "f5", "ctrl+o"), N_("orders"),
        N_("Go to the list of orders."), "desk", order=80,
    ),
    Command(
        "desk.imports", ("g i", "f6", "ctrl+r"), N_("imports"),
        N_("Go to the files taken in, their rejects and conflicts."), "desk", order=81,
    ),
    Command(
        "desk.arrived", ("g b", "f12"), N_("newest import"),
        N_("Look at the import that ended last."), "desk", order=82,
    ),
    Command(
        "desk.drafts", ("g n", "ctrl+d"), N_("drafts"),
        N_("List the texts that were typed and not saved."), "desk", order=83,
    ),
    Command(
        "desk.undo", ("u", "ctrl+w"), N_("take back"),
        N_("Take back what you changed last, where nothing was built upon it."), "desk", order=84,
    ),
    Command(
        "desk.review", ("g r", "shift+f1"), N_("review"),
        N_("Go to the orders that await review."), "desk", order=79,
    ),
    Command("desk.quit", ("Q", "f10"), N_("quit"), N_("Leave the desk."), "desk", True, 99),
    Command("desk.dark", (), N_("dark colours"), N_("Use dark colours."), "desk"),
    Command("desk.light", (), N_("light colours"), N_("Use light colours."), "desk"),
    Command("desk.contrast", (), N_("high contrast"), N_("Use high contrast."), "desk"),
    Command("desk.chinese", (), N_("Chinese"), N_("Speak Chinese."), "desk"),
    Command("desk.english", (), N_("English"), N_("Speak English."), "desk"),
)  # fmt: skip
