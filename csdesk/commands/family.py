"""Orders made from others: split, sent again, gifts; and what is stuck among them."""

from __future__ import annotations

from csdesk.commands.command import Command
from csdesk.words import N_

COMMANDS = (
    Command(
        "desk.stuck", ("g x", "ctrl+f1"), N_("stuck"),
        N_("Go to what was made from orders and does not get on."), "desk", order=89,
    ),
    # In an order
    Command(
        "order.split", ("x", "shift+f10"), N_("split"),
        N_("Say what cannot ship: it waits, the rest ships. A split order is put together again."),
        "order", order=26,
    ),
    Command(
        "order.unsplit", (), N_("put together"),
        N_("Put a split order together again."), "order",
    ),
    Command(
        "order.reship", ("R", "ctrl+f10"), N_("send again"),
        N_("Send lines of this order again: a new order that awaits review."), "order", order=27,
    ),
    Command(
        "order.gift", ("G", "insert"), N_("gift, rebate"),
        N_("Give goods, for nothing or against what is owed."), "order", order=28,
    ),
    Command(
        "order.family", ("5",), N_("family"),
        N_("Open another order of the family: split, sent again, gift."), "order", order=35,
    ),
    # Choosing pieces
    Command("pieces.take", ("enter",), N_("go on"), N_("Go on with these."), "pieces", True, 1),
    Command("pieces.tick", ("space",), N_("tick"), N_("Tick the line, or untick it."),
            "pieces", True, 2),
    Command("pieces.more", ("right", "+"), N_("one more"), N_("One piece more of the line."),
            "pieces", True, 3),
    Command("pieces.fewer", ("left", "-"), N_("one less"), N_("One piece less of the line."),
            "pieces", True, 4),
    Command("pieces.rub", ("backspace",), N_("last digit off"),
            N_("Take the last digit of a typed number off again."), "pieces", order=5),
    Command("pieces.back", ("escape",), N_("back"), N_("One step back; nothing is done."),
            "pieces", True, 9),
    # A gift
    Command("gift.take", ("enter", "f4"), N_("go on"), N_("To the next, then give."), "gift",
            True, 1),
    Command("gift.back", ("escape",), N_("back"), N_("Give nothing."), "gift", True, 9),
    # What is stuck
    Command("stuck.open", ("enter",), N_("open"), N_("Open this order."), "stuck", True, 1),
    Command("stuck.back", ("escape",), N_("back"), N_("One step back."), "stuck", True, 60),
)  # fmt: skip
