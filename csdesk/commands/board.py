"""The lead's glance at everything, how things stood, and what happened while one was away."""

from __future__ import annotations

from csdesk.commands.command import Command
from csdesk.words import N_

COMMANDS = (
    Command(
        "desk.lead", ("g l", "alt+l"), N_("lead board"),
        N_("Go to what is stuck, in numbers: each opens its list."), "desk", order=86,
    ),
    Command(
        "desk.since", ("g v", "alt+v"), N_("while I was away"),
        N_("Go to what others did to my orders since my last shift."), "desk", order=86,
    ),
    Command("since.open", ("enter",), N_("open"), N_("Open this order."), "since", True, 1),
    Command(
        "since.as_of", ("O", "alt+e"), N_("as I left it"),
        N_("Show this order as it stood when I left, and what is different."), "since", True, 2,
    ),
    Command(
        "since.when", ("t", "f4"), N_("since when"), N_("Ask since another instant."), "since",
        True, 3,
    ),
    Command("since.back", ("escape",), N_("back"), N_("One step back."), "since", True, 60),
    Command(
        "order.as_of", ("O", "alt+e"), N_("as of"),
        N_("Show this order as it stood at an instant, and what is different since."), "order",
        order=26,
    ),
    Command(
        "past.when", ("t", "f4"), N_("another instant"), N_("Look at another instant."), "past",
        True, 1,
    ),
    Command("past.back", ("escape",), N_("back"), N_("One step back."), "past", True, 60),
    Command(
        "board.open", ("enter",), N_("open"), N_("Open the list behind this number."), "board",
        True, 1,
    ),
    Command(
        "board.items", ("1",), N_("hand-over items"),
        N_("List the hand-over items that nobody has acknowledged."), "board", order=2,
    ),
    Command(
        "board.differences", ("2",), N_("differences"),
        N_("List the imports whose counts differ."), "board", order=3,
    ),
    Command("board.late", ("3",), N_("late"), N_("List the late orders."), "board", order=4),
    Command(
        "board.soon", ("4",), N_("soon late"),
        N_("List the orders that must leave within a day."), "board", order=5,
    ),
    Command(
        "board.shortages", ("5",), N_("shortages"),
        N_("List what there is too little of, and whom to call."), "board", order=6,
    ),
    Command("board.stuck", ("6",), N_("stuck"), N_("List what is stuck."), "board", order=7),
    Command(
        "board.finance", ("7",), N_("finance"), N_("List what finance is asked."), "board", order=8,
    ),
    Command(
        "board.shipping", ("8",), N_("shipping"), N_("List what shipping is asked."), "board",
        order=9,
    ),
    Command(
        "board.requests", ("9",), N_("requests"), N_("List what leads are asked."), "board",
        order=10,
    ),
    Command(
        "board.conflicts", ("0",), N_("conflicts"),
        N_("List the orders that shop and market both changed."), "board", order=11,
    ),
    Command("carried.open", ("enter",), N_("open"), N_("Open this order."), "carried", True, 1),
    Command("carried.back", ("escape",), N_("back"), N_("One step back."), "carried", True, 60),
    Command("board.back", ("escape",), N_("back"), N_("One step back."), "board", True, 60),
)  # fmt: skip
