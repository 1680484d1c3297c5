"""The files taken in."""

from __future__ import annotations

from csdesk.commands.command import Command
from csdesk.words import N_

COMMANDS = (
    # Imports
    Command(
        "imports.open", ("enter",), N_("open"),
        N_("Look at this file: its counts, rejects and conflicts."), "imports", True, 1,
    ),
    Command(
        "imports.accept", ("y", "f8", "ctrl+y"), N_("take note"),
        N_("Take note of this import in your name."), "imports", True, 2,
    ),
    Command(
        "imports.orders", ("v", "f7"), N_("its orders"),
        N_("List the orders that this import brought or changed."), "imports", True, 3,
    ),
    Command(
        "imports.when", ("t", "f4"), N_("time window"),
        N_("Show only what came in from one time to another, such as since 13:00; empty for all."),
        "imports", True, 4,
    ),
    Command(
        "imports.ledger", ("l", "f9"), N_("ledger"),
        N_("Show whether the counts of every import add up."), "imports", True, 5,
    ),
    Command("imports.back", ("escape",), N_("back"), N_("One step back."), "imports", True, 60),
    Command(
        "order.batch", (), N_("its import"),
        N_("Look at the import that brought this order."), "order",
    ),
    # One import
    Command(
        "batch.accept", ("y", "f8", "ctrl+y"), N_("take note"),
        N_("Take note of this import in your name."), "batch", True, 1,
    ),
    Command(
        "batch.orders", ("v", "f7"), N_("its orders"),
        N_("List the orders that this import brought or changed."), "batch", True, 2,
    ),
    Command(
        "batch.review", ("r", "f4"), N_("review"),
        N_("Review the orders of this import."), "batch", True, 3,
    ),
    Command(
        "batch.ledger", ("l", "shift+f4"), N_("ledger"),
        N_("Show what is behind the counts of this import."), "batch", order=33,
    ),
    Command(
        "batch.rejects", ("1",), N_("rejects"), N_("Show the rows refused."), "batch", order=31,
    ),
    Command(
        "batch.conflicts", ("2",), N_("conflicts"),
        N_("Show the fields that the shop and the market both changed."), "batch", order=32,
    ),
    Command(
        "batch.alone", ("A", "f9"), N_("without its half"),
        N_("Take a waiting half in without the other half."), "batch", True, 20,
    ),
    Command(
        "batch.open", ("enter",), N_("open the order"),
        N_("Open the order of this row or conflict."), "batch", order=10,
    ),
    Command("batch.back", ("escape",), N_("back"), N_("One step back."), "batch", True, 60),
)  # fmt: skip
