"""The review queue, its decisions, and the count ledger."""

from __future__ import annotations

from csdesk.commands.command import Command
from csdesk.words import N_

COMMANDS = (
    # The queue
    Command(
        "review.approve", ("a", "f8"), N_("approve"),
        N_("Approve this order; the next one comes by itself."), "review", True, 1,
    ),
    Command(
        "review.problem", ("p", "f7"), N_("problem"),
        N_("Hold this order and mark its rows in the table of their file."), "review", True, 2,
    ),
    Command(
        "review.hold", ("h", "f9"), N_("hold"), N_("Hold this order."), "review", True, 3,
    ),
    Command(
        "review.all", ("A", "shift+f8"), N_("all clean"),
        N_("Approve all orders in which no check failed; what is skipped is shown first."),
        "review", True, 4,
    ),
    Command(
        "review.download", ("D", "shift+f6"), N_("download"),
        N_("Write the approved orders of an import to a file for shipping."), "review", True, 5,
    ),
    Command(
        "review.next", ("j", "down", "]", "right"), N_("next"), N_("The next order."), "review",
        True, 10,
    ),
    Command(
        "review.previous", ("k", "up", "[", "left"), N_("before"), N_("The order before it."),
        "review", True, 11,
    ),
    Command(
        "review.first", ("home",), N_("first"), N_("The first order of the queue."), "review",
    ),
    Command(
        "review.open", ("enter",), N_("open"), N_("Open this order."), "review", True, 12,
    ),
    Command(
        "review.remark", ("n", "f4", "ctrl+n"), N_("remark"),
        N_("Write a remark on this order."), "review", True, 13,
    ),
    Command(
        "review.turn", ("o", "ctrl+t"), N_("newest, oldest"),
        N_("Begin with the newest orders, or with the oldest."), "review", order=20,
    ),
    Command(
        "review.ledger", ("l", "ctrl+l"), N_("ledger"),
        N_("Show whether the counts of every import add up."), "review", order=21,
    ),
    Command(
        "review.page_down", ("pagedown",), N_("page down"), N_("Scroll down."), "review",
    ),
    Command("review.page_up", ("pageup",), N_("page up"), N_("Scroll up."), "review"),
    Command("review.back", ("escape",), N_("back"), N_("One step back."), "review", True, 60),
    # Approving all that are clean
    Command(
        "bulk.approve", ("enter",), N_("do it"), N_("Change these orders."), "bulk", True, 1,
    ),
    Command("bulk.back", ("escape",), N_("back"), N_("Change nothing."), "bulk", True, 2),
    # The ledger
    Command(
        "ledger.open", ("enter",), N_("open"), N_("Look at what this number counts."), "ledger",
        True, 1,
    ),
    Command(
        "ledger.explain", ("e", "f4"), N_("explain"),
        N_("Say why this order is on one side only."), "ledger", True, 2,
    ),
    Command(
        "ledger.download", ("D", "shift+f6"), N_("download"),
        N_("Write the approved orders of this import to a file for shipping."), "ledger", True, 3,
    ),
    Command("ledger.back", ("escape",), N_("back"), N_("One step back."), "ledger", True, 60),
)  # fmt: skip
