"""What leads are asked, orders that await payment, after-sale cases."""

from __future__ import annotations

from csdesk.commands.command import Command
from csdesk.words import N_

COMMANDS = (
    Command(
        "desk.requests", (), N_("requests"), N_("Go to what leads are asked."), "desk", order=86,
    ),
    Command(
        "desk.unpaid", ("g w", "alt+w"), N_("awaiting payment"),
        N_("Go to the orders that await payment, and urge their buyers."), "desk", order=86,
    ),
    Command(
        "desk.cases", ("g c", "alt+c"), N_("after-sale"),
        N_("Go to the after-sale cases and the bad reviews."), "desk", order=86,
    ),
    # Requests to a lead
    Command(
        "lead.open", ("enter",), N_("open"), N_("Look at this request."), "lead", True, 1,
    ),
    Command(
        "lead.all", ("A", "f11", "f7"), N_("all"),
        N_("Show decided requests too, or only what waits."), "lead", True, 20,
    ),
    Command("lead.back", ("escape",), N_("back"), N_("One step back."), "lead", True, 60),
    Command(
        "request.yes", ("y", "f8"), N_("yes"), N_("Say yes to this request, with a reason."),
        "request", True, 1,
    ),
    Command(
        "request.no", ("n", "f9"), N_("no"), N_("Say no to this request, with a reason."),
        "request", True, 2,
    ),
    Command(
        "request.done", ("d", "f7"), N_("done"),
        N_("What was approved is done, such as in the marketplace."), "request", True, 3,
    ),
    Command(
        "request.withdraw", ("x", "f4"), N_("withdraw"),
        N_("Ask it no more."), "request", True, 4,
    ),
    Command(
        "request.open", ("enter",), N_("order"), N_("Open the order."), "request", True, 5,
    ),
    Command("request.back", ("escape",), N_("back"), N_("One step back."), "request", True, 60),
    # Orders that await payment
    Command(
        "unpaid.open", ("enter",), N_("open"),
        N_("Look at this order, and at how it was urged."), "unpaid", True, 1,
    ),
    Command(
        "unpaid.urge", ("t", "f4"), N_("urge"),
        N_("Choose a text for the buyer: it is noted as sent, and copied."), "unpaid", True, 2,
    ),
    Command(
        "unpaid.turn", ("o", "f9"), N_("newest, oldest"),
        N_("Begin with the newest orders, or with the oldest."), "unpaid", True, 20,
    ),
    Command("unpaid.back", ("escape",), N_("back"), N_("One step back."), "unpaid", True, 60),
    Command(
        "urging.urge", ("t", "f4"), N_("urge"),
        N_("Choose a text for the buyer: it is noted as sent, and copied."), "urging", True, 1,
    ),
    Command("urging.open", ("enter",), N_("order"), N_("Open the order."), "urging", True, 2),
    Command("urging.back", ("escape",), N_("back"), N_("One step back."), "urging", True, 60),
    # After-sale cases
    Command("cases.open", ("enter",), N_("open"), N_("Look at this case."), "cases", True, 1),
    Command(
        "cases.all", ("A", "f11", "f7"), N_("all"),
        N_("Show closed cases too, or only what waits."), "cases", True, 20,
    ),
    Command("cases.back", ("escape",), N_("back"), N_("One step back."), "cases", True, 60),
    Command(
        "case.step", ("s", "f4"), N_("next step"),
        N_("Take this case a step on."), "case", True, 1,
    ),
    Command("case.open", ("enter",), N_("order"), N_("Open the order."), "case", True, 2),
    Command("case.back", ("escape",), N_("back"), N_("One step back."), "case", True, 60),
    # In an order
    Command(
        "order.case", ("A", "alt+s"), N_("after-sale"),
        N_("Open an after-sale case or a bad review, or look at one that is there."), "order",
        order=29,
    ),
    Command(
        "order.price", (), N_("ask for a price"),
        N_("Have another price allowed by a lead; the marketplace executes it."), "order",
    ),
    Command(
        "order.ask_lead", (), N_("ask a lead"),
        N_("Ask a lead: another price, off the blacklist, goods before others."), "order",
    ),
    Command(
        "order.ship", (), N_("has left"),
        N_("Say as shipping that the order has left, with its parcel's number."), "order",
    ),
)  # fmt: skip
