"""What departments are asked, what customers were told, and the marketplace's own remarks."""

from __future__ import annotations

from csdesk.commands.command import Command
from csdesk.words import N_

COMMANDS = (
    Command(
        "desk.finance_inbox", ("g f", "ctrl+f7"), N_("finance inbox"),
        N_("Go to what finance is asked."), "desk", order=84,
    ),
    Command(
        "desk.shipping_inbox", ("g d", "ctrl+f8"), N_("shipping inbox"),
        N_("Go to what shipping is asked."), "desk", order=85,
    ),
    Command(
        "desk.my_queue", ("g m", "ctrl+f9"), N_("my queue"),
        N_("Go to what I asked, questions to me, and where I am called."), "desk", order=86,
    ),
    Command(
        "desk.promised", ("g k", "ctrl+f11"), N_("promises"),
        N_("Go to what customers were told, and by when."), "desk", order=87,
    ),
    Command(
        "desk.mirror", ("m", "ctrl+f6"), N_("mirror check"),
        N_("Compare our remarks with the marketplace's own: of this order, or of all in work."),
        "desk", order=88,
    ),
    # What is asked: in an inbox, in my queue, in an order
    Command(
        "asking.done", ("d", "ctrl+f2"), N_("done"),
        N_("Answer that it is done; finance says something with it."), "asking", True, 3,
    ),
    Command(
        "asking.query", ("q", "ctrl+f4"), N_("query"),
        N_("Ask back, answer a question, or ask again where done was not enough."), "asking",
        True, 4,
    ),
    Command(
        "asking.doing", ("i", "ctrl+f5"), N_("in work"),
        N_("Tell that it is being worked on."), "asking", True, 5,
    ),
    Command(
        "asking.done_with", ("D", "shift+f11"), N_("done, with words"),
        N_("Answer that it is done, and say something with it."), "asking", order=6,
    ),
    Command(
        "asking.too_late", ("X", "shift+f12"), N_("too late"),
        N_("Answer that the parcel could not be stopped, with its number."), "asking", order=7,
    ),
    Command(
        "inbox.open", ("enter",), N_("open"),
        N_("Open the order of this row at its remark; the department has seen it then."),
        "inbox", True, 1,
    ),
    Command("inbox.back", ("escape",), N_("back"), N_("One step back."), "inbox", True, 60),
    Command(
        "queue.open", ("enter",), N_("open"), N_("Open the order of this row at its remark."),
        "queue", True, 1,
    ),
    Command(
        "queue.everybody", ("A", "f7"), N_("everybody"),
        N_("Show who waits on whom, all of it, or only my own; for leads."), "queue", True, 20,
    ),
    Command("queue.back", ("escape",), N_("back"), N_("One step back."), "queue", True, 60),
    # The mirror
    Command(
        "mirror.open", ("enter",), N_("open"), N_("Open this order."), "mirror", True, 1,
    ),
    Command(
        "mirror.copy", ("y", "f8", "ctrl+y"), N_("copy for the market"),
        N_("Copy the text that the marketplace's own remark should have."), "mirror", True, 2,
    ),
    Command("mirror.back", ("escape",), N_("back"), N_("One step back."), "mirror", True, 60),
    # Promises
    Command(
        "promised.open", ("enter",), N_("open"), N_("Open this order."), "promised", True, 1,
    ),
    Command(
        "promised.kept", ("y", "f8", "ctrl+y"), N_("kept"), N_("This promise was kept."),
        "promised", True, 2,
    ),
    Command(
        "promised.broken", ("x", "f9"), N_("not kept"), N_("This promise was broken."), "promised",
        True, 3,
    ),
    Command(
        "promised.withdrawn", ("w", "f7"), N_("withdrawn"),
        N_("The customer knows that this promise holds no more."), "promised", True, 4,
    ),
    Command(
        "promised.all", ("A", "f11", "ctrl+t"), N_("all"),
        N_("Show decided promises too, or only what is open."), "promised", True, 20,
    ),
    Command("promised.back", ("escape",), N_("back"), N_("One step back."), "promised", True, 60),
    # In an order
    Command(
        "order.template", ("t", "shift+f4"), N_("template"),
        N_("Begin a remark with a template, in the tab that is shown."), "order", True, 2,
    ),
    Command(
        "order.promise", ("T", "shift+f9"), N_("promise"),
        N_("Keep what the customer is told, and by when."), "order", order=24,
    ),
    Command(
        "order.speak", ("Y", "shift+f6"), N_("other language"),
        N_("Copy the answer for the customer in the other language."), "order", order=25,
    ),
    # Writing a remark
    Command(
        "remark.template", ("ctrl+o", "f8"), N_("template"),
        N_("Put a template below what is written."), "remark", True, 5,
    ),
    Command(
        "remark.next_slot", ("tab",), N_("next slot"),
        N_("Go to the next slot of a template."), "remark", True, 1,
    ),
    Command(
        "remark.move", ("ctrl+r", "f9"), N_("save there"),
        N_("Save the remark in the tab that the hint names."), "remark", True, 0,
    ),
)  # fmt: skip
