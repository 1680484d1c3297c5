"""What one shift hands over to the next."""

from __future__ import annotations

from csdesk.commands.command import Command
from csdesk.words import N_

COMMANDS = (
    Command(
        "desk.handover", ("g h", "alt+g"), N_("hand-over"),
        N_("Go to what the shift before handed over, and what goes to the next."), "desk",
        order=79,
    ),
    Command(
        "desk.hand_over", ("H", "alt+r"), N_("hand over"),
        N_("Write down for the next shift: about this order, or about something else."), "desk",
        order=78,
    ),
    Command(
        "handover.acknowledge", ("a", "f8"), N_("acknowledge"),
        N_("Say that you know of this item; a critical one is read back in your own words."),
        "handover", True, 1,
    ),
    Command(
        "handover.sign", ("S", "f9"), N_("receive and sign"),
        N_("Sign as the one who receives, once every item is acknowledged."), "handover", True, 2,
    ),
    Command(
        "handover.open", ("enter",), N_("open"),
        N_("Open the order of this row, or the report."), "handover", True, 3,
    ),
    Command(
        "handover.comment", ("r", "shift+f4"), N_("comment"),
        N_("Add a comment to the report of this row, or to that of the shift before."), "handover",
        order=19,
    ),
    Command(
        "handover.done", ("d", "f7"), N_("done"), N_("This item is done."), "handover", True, 4,
    ),
    Command(
        "handover.take", ("t", "f4"), N_("hand it over"),
        N_("Make an item of what the desk proposes."), "handover", True, 5,
    ),
    Command(
        "handover.edit", ("e", "shift+f2"), N_("correct"),
        N_("Correct this item."), "handover", True, 6,
    ),
    Command(
        "handover.drop", ("x", "ctrl+x"), N_("not needed"),
        N_("This item is not needed any more; say why."), "handover", True, 7,
    ),
    Command(
        "handover.close", ("C", "shift+f9"), N_("close shift"),
        N_("Look at what would be reported, then close the shift."), "handover", True, 8,
    ),
    Command(
        "handover.open_queue", ("O", "shift+f8"), N_("open the queue"),
        N_("As a lead, let orders be reviewed although critical items wait; say why."),
        "handover", order=20,
    ),
    Command(
        "handover.all", ("A", "f11", "ctrl+t"), N_("all"),
        N_("Show settled items too, the newest first, or only what is open."), "handover", order=21,
    ),
    Command("handover.back", ("escape",), N_("back"), N_("One step back."), "handover", True, 60),
    # Writing an item
    Command(
        "item_form.take", ("enter",), N_("hand it over"),
        N_("Keep the item for the next shift."), "item_form", True, 1,
    ),
    Command("item_form.down", ("down",), N_("next field"), N_("The next field."),
            "item_form", True, 2),
    Command("item_form.up", ("up",), N_("field above"), N_("The field above."),
            "item_form"),
    Command("item_form.back", ("escape",), N_("back"),
            N_("Go back; what was typed is kept as a draft."), "item_form", True, 9),
)  # fmt: skip
