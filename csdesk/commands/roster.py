"""The roster, swaps of shifts, and notices."""

from __future__ import annotations

from csdesk.commands.command import Command
from csdesk.words import N_

COMMANDS = (
    Command(
        "desk.roster", ("g t", "alt+d"), N_("roster"),
        N_("Go to who is to work when, and to the swaps of shifts."), "desk", order=84,
    ),
    Command(
        "desk.notices", ("g e", "alt+n"), N_("notices"),
        N_("Go to what you are told, and who has read what you wrote."), "desk", order=84,
    ),
    # The roster
    Command(
        "roster.open", ("enter",), N_("open"),
        N_("Look at this swap; on my own row ask for one, on another's set a day."), "roster",
        True, 1,
    ),
    Command(
        "roster.swap", ("s", "f4"), N_("ask to swap"),
        N_("Ask a colleague to take a shift of mine, for one of theirs or for nothing."),
        "roster", True, 2,
    ),
    Command(
        "roster.set", ("e", "f8"), N_("set a day"),
        N_("Have this person work in another kind of shift on a day, or give it free."),
        "roster", True, 3,
    ),
    Command(
        "roster.before", ("left",), N_("week before"), N_("Show the week before."), "roster",
        True, 10,
    ),
    Command(
        "roster.after", ("right",), N_("week after"), N_("Show the week after."), "roster",
        True, 11,
    ),
    Command(
        "roster.all", ("A", "f11", "f7"), N_("all swaps"),
        N_("Show decided swaps too, or only what waits."), "roster", True, 20,
    ),
    Command("roster.back", ("escape",), N_("back"), N_("One step back."), "roster", True, 60),
    # One swap
    Command(
        "swap.yes", ("y", "f8"), N_("yes"),
        N_("Agree: as the colleague who is asked, or as a lead, which changes the roster."),
        "swap", True, 1,
    ),
    Command(
        "swap.no", ("n", "f9"), N_("no"), N_("Say no to this swap, and why."), "swap", True, 2,
    ),
    Command(
        "swap.withdraw", ("x", "f4"), N_("withdraw"), N_("Ask it no more."), "swap", True, 4,
    ),
    Command("swap.back", ("escape",), N_("back"), N_("One step back."), "swap", True, 60),
    # Notices
    Command(
        "notices.open", ("enter",), N_("read"),
        N_("I have read this notice; open what it is about."), "notices", True, 1,
    ),
    Command(
        "notices.write", ("n", "f4"), N_("new notice"),
        N_("Write to colleagues, as a lead, and see who has read it."), "notices", True, 2,
    ),
    Command(
        "notices.all", ("A", "f11", "f7"), N_("all"),
        N_("Show what is read, too, or only what is not."), "notices", True, 20,
    ),
    Command("notices.back", ("escape",), N_("back"), N_("One step back."), "notices", True, 60),
)  # fmt: skip
