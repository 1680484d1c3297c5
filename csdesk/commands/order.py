"""One order: its facts, conflicts and log."""

from __future__ import annotations

from csdesk.commands.command import Command
from csdesk.words import N_

COMMANDS = (
    # An order
    Command(
        "order.internal", ("1",), N_("internal"), N_("Show the internal remarks."), "order",
        order=31,
    ),
    Command(
        "order.finance", ("2",), N_("finance"), N_("Show the remarks for finance."), "order",
        order=32,
    ),
    Command(
        "order.shipping", ("3",), N_("shipping"), N_("Show the remarks for shipping."), "order",
        order=33,
    ),
    Command(
        "order.remark", ("n", "f4", "ctrl+n"), N_("remark"),
        N_("Write a remark in the tab that is shown."), "order", True, 1,
    ),
    Command(
        "order.customer", ("c", "f7"), N_("customer"),
        N_("List all orders of this customer."), "order", True, 10,
    ),
    Command(
        "order.paid", ("C", "f11", "ctrl+e"), N_("paid orders"),
        N_("List the paid orders of this customer."), "order",
    ),
    Command(
        "order.log", ("L", "f9", "ctrl+l"), N_("log"),
        N_("Show or hide every step of this order."), "order", True, 15,
    ),
    Command(
        "order.copy", ("y", "f8", "ctrl+y"), N_("copy"),
        N_("Copy what the customer may be told, in their language, or the waiting remarks."),
        "order", True, 14,
    ),
    Command(
        "order.correct", ("enter",), N_("correct"),
        N_("Correct the remark under the cursor: a new version, the old one stays."), "order",
        order=11,
    ),
    Command(
        "order.versions", ("V", "ctrl+u"), N_("versions"),
        N_("Show or hide the older versions of the remark under the cursor."), "order",
    ),
    Command(
        "order.conflicts", ("4",), N_("conflicts"),
        N_("Show the fields that the shop and the market both changed."), "order", order=34,
    ),
    Command(
        "order.next", ("]", "right"), N_("next order"),
        N_("The next order of the list."), "order", True, 40,
    ),
    Command(
        "order.previous", ("[", "left"), N_("order before"),
        N_("The order before it in the list."), "order", True, 41,
    ),
    Command(
        "order.edit", ("E", "shift+f2"), N_("correct the order"),
        N_("Correct recipient, telephone, address, carrier, flag or items."), "order", True, 20,
    ),
    Command(
        "order.exchange", ("e", "ctrl+f12"), N_("exchange"),
        N_("Exchange an item before it leaves; the difference is kept in the account."), "order",
        order=19,
    ),
    Command(
        "order.flag", ("f", "shift+f5"), N_("flag"), N_("Give the order another flag."), "order",
        order=21,
    ),
    Command(
        "order.pay", ("s", "shift+f8"), N_("payment"),
        N_("Set the payment status or note money as finance, or ask finance to."), "order",
        order=22,
    ),
    Command(
        "order.blacklist", ("b", "shift+f7"), N_("blacklist"),
        N_("Put the customer on the blacklist; a lead takes them off."), "order", order=23,
    ),
    Command(
        "order.approve", ("a", "alt+a"), N_("approve"),
        N_("Approve this order for shipping."), "order", True, 16,
    ),
    Command(
        "order.problem", ("p", "alt+p"), N_("problem"),
        N_("Hold this order and mark its rows in the table of their file."), "order", order=17,
    ),
    Command(
        "order.hold", ("h", "alt+h"), N_("hold, release"),
        N_("Hold this order, or let it go on."), "order", order=18,
    ),
    Command(
        "order.reveal", ("v", "alt+x"), N_("reveal"),
        N_("Show one masked field whole for half a minute, with a reason; again: copy it."),
        "order", True, 24,
    ),
    Command("order.back", ("escape",), N_("back"), N_("Back to the list."), "order", True, 60),
    # Conflicts
    Command(
        "conflicts.ours", ("o", "ctrl+k"), N_("keep ours"),
        N_("Settle this conflict: what the desk has stays."), "conflicts", True, 3,
    ),
    Command(
        "conflicts.theirs", ("t", "ctrl+t"), N_("take theirs"),
        N_("Settle this conflict: what the market says is taken."), "conflicts", True, 4,
    ),
    Command(
        "conflicts.edit", ("e", "ctrl+x"), N_("write"),
        N_("Settle this conflict with a value of your own."), "conflicts", True, 5,
    ),
    Command(
        "conflicts.all_ours", ("<",), N_("all ours"),
        N_("Settle every conflict of this list: what the desk has stays."), "conflicts", order=6,
    ),
    Command(
        "conflicts.all_theirs", (">",), N_("all theirs"),
        N_("Settle every conflict of this list: what the market says is taken."), "conflicts",
        order=7,
    ),
    Command("value.take", ("enter", "f4"), N_("take"), N_("Take this value."), "value", True, 1),
    Command("value.back", ("escape",), N_("back"), N_("Settle nothing."), "value", True, 2),
    # An item
    Command("line.take", ("enter", "f4"), N_("go on"), N_("To the next, then correct the item."),
            "line", True, 1),
    Command("line.back", ("escape",), N_("back"), N_("Correct nothing."), "line", True, 9),
    # The log
    Command(
        "log.open", ("enter",), N_("open"),
        N_("Show the step under the cursor whole, before and after, or close it again."), "log",
        True, 1,
    ),
    Command(
        "log.person", ("P", "alt+b"), N_("person"),
        N_("Show only the steps of one person."), "log", True, 3,
    ),
    Command(
        "log.kind", ("K", "alt+k"), N_("kind"), N_("Show only steps of one kind."), "log", True, 3,
    ),
    Command(
        "log.filter", ("F", "ctrl+t"), N_("find in the log"),
        N_("Show only the steps that hold these words."), "log", True, 3,
    ),
)  # fmt: skip
