"""Amazon's notices, and the plans of action that answer them (W31)."""

from __future__ import annotations

from csdesk.commands.command import Command
from csdesk.words import N_

COMMANDS = (
    Command(
        "desk.amazon", ("g a", "alt+m"), N_("Amazon"),
        N_("Go to Amazon's notices and the plans of action that answer them."), "desk", order=87,
    ),
    Command(
        "amazon.open", ("enter",), N_("open"), N_("Look at this case."), "amazon", True, 1,
    ),
    Command(
        "amazon.new", ("n", "f4"), N_("new notice"),
        N_("Put in a notice of Amazon's: a new case."), "amazon", True, 2,
    ),
    Command(
        "amazon.all", ("A", "f11", "f7"), N_("all"),
        N_("Show closed cases too, or only what waits."), "amazon", True, 20,
    ),
    Command("amazon.back", ("escape",), N_("back"), N_("One step back."), "amazon", True, 60),
    # One case
    Command(
        "amazon_case.check", ("l", "f4"), N_("check"),
        N_("List what is missing in the plan, and what is to be read again."), "amazon_case",
        True, 1,
    ),
    Command(
        "amazon_case.export", ("E", "shift+f9"), N_("export"),
        N_("Write the plan into exports/; INCOMPLETE stands on it while parts are missing."),
        "amazon_case", True, 2,
    ),
    Command(
        "amazon_case.open", ("enter",), N_("write on"),
        N_("Write or correct what stands under the cursor."), "amazon_case", True, 3,
    ),
    Command(
        "amazon_case.write", ("n", "f7"), N_("plan"),
        N_("Add a root cause, an action or a prevention to the plan."), "amazon_case", True, 4,
    ),
    Command(
        "amazon_case.prove", ("v", "f8"), N_("evidence"),
        N_("Note an evidence, and what it is about; its file is copied into the desk."),
        "amazon_case", True, 5,
    ),
    Command(
        "amazon_case.step", ("s", "f9"), N_("sent, answered"),
        N_("Note that a person sent the plan, what Amazon answered, or that it is closed."),
        "amazon_case", True, 6,
    ),
    Command(
        "amazon_case.deadline", ("d", "shift+f7"), N_("deadline"),
        N_("Put in by when Amazon wants an answer, as it says so."), "amazon_case", True, 7,
    ),
    Command(
        "amazon_case.correct", ("c", "shift+f8"), N_("correct"),
        N_("Correct what the case is about, its account, number, day or ASINs."), "amazon_case",
        True, 8,
    ),
    Command(
        "amazon_case.take_out", ("x", "shift+f5"), N_("take out"),
        N_("Take what stands under the cursor out of the plan."), "amazon_case", True, 9,
    ),
    Command(
        "amazon_case.pack", (), N_("evidence pack"),
        N_("Write the plan and a copy of every evidence into one ZIP file."), "amazon_case",
    ),
    Command(
        "amazon_case.back", ("escape",), N_("back"), N_("One step back."), "amazon_case", True, 60,
    ),
    # What the check finds
    Command(
        "amazon_check.open", ("enter",), N_("go there"), N_("Go to the place of this finding."),
        "amazon_check", True, 1,
    ),
    Command(
        "amazon_check.back", ("escape",), N_("back"), N_("One step back."), "amazon_check", True,
        60,
    ),
    # Writing
    Command("plan.save", ("enter", "f4"), N_("save"), N_("Save the text."), "plan", True, 1),
    Command(
        "plan.newline", ("ctrl+j", "shift+enter"), N_("new line"), N_("Begin a new line."),
        "plan", True, 2,
    ),
    Command(
        "plan.back", ("escape",), N_("keep draft"),
        N_("Go back; what was typed is kept as a draft."), "plan", True, 3,
    ),
)  # fmt: skip
