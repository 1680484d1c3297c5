"""What was done, and what is left: reports, their rows and their trends."""

from __future__ import annotations

from csdesk.commands.command import Command
from csdesk.words import N_

COMMANDS = (
    Command(
        "desk.reports", ("g j", "alt+j"), N_("reports"),
        N_("Go to the report of the shift, the day, the week or the month."), "desk", order=82,
    ),
    # A report
    Command(
        "reports.open", ("enter",), N_("open"), N_("List what this number counts."), "reports",
        True, 1,
    ),
    Command(
        "reports.earlier", ("left", "["), N_("earlier"), N_("The period before."), "reports", True,
        2,
    ),
    Command(
        "reports.later", ("right", "]"), N_("later"), N_("The period after."), "reports", True, 3,
    ),
    Command(
        "reports.unit", ("v", "f4"), N_("shift, day, week"),
        N_("Report on a shift, a day, a week or a month."), "reports", True, 4,
    ),
    Command(
        "reports.day", ("d", "shift+f7"), N_("another day"),
        N_("Show the report of a day, or of the shift with a number."), "reports", order=4,
    ),
    Command(
        "reports.trend", ("t", "f7"), N_("trend"),
        N_("Show this figure period by period, as bars with their numbers."), "reports", True, 5,
    ),
    Command(
        "reports.compare", ("c", "f8"), N_("compare"),
        N_("Compare with the period before, or with another one."), "reports", True, 6,
    ),
    Command(
        "reports.people", ("p", "f9"), N_("people"),
        N_("Show people's figures beside their team's median, as a lead."), "reports", True, 7,
    ),
    Command(
        "reports.print", ("P", "shift+f4"), N_("write a file"),
        N_("Write the report into exports/: text, Markdown, CSV, XLSX, or one HTML page."),
        "reports", True, 8,
    ),
    Command("reports.back", ("escape",), N_("back"), N_("One step back."), "reports", True, 60),
    # What a number of a report counts
    Command("counted.open", ("enter",), N_("open"), N_("Open this order, item or import."),
            "counted", True, 1),
    Command("counted.back", ("escape",), N_("back"), N_("One step back."), "counted", True, 60),
    # A figure period by period
    Command(
        "trend.open", ("enter",), N_("open"), N_("Show the report of this period."), "trend", True,
        1,
    ),
    Command("trend.back", ("escape",), N_("back"), N_("One step back."), "trend", True, 60),
    # People
    Command("team.back", ("escape",), N_("back"), N_("One step back."), "team", True, 60),
)  # fmt: skip
