"""Every command once: its keys, its words, and where it can be given.

Bindings, the key line, the palette, the help, KEYS.md and the check of desk.toml's ``[keys]`` all
come from ``COMMANDS`` (design §10). The letters follow journey 5.0.
"""

from __future__ import annotations

from collections.abc import Mapping

from csdesk.commands import (
    amazon,
    asks,
    board,
    cases,
    everywhere,
    family,
    finding,
    handover,
    imports,
    lists,
    order,
    reports,
    review,
    roster,
    searches,
    shifts,
    stock,
    writing,
)
from csdesk.commands.command import Command, shown
from csdesk.commands.places import INSIDE, PLACES

__all__ = ["BY_ID", "COMMANDS", "INSIDE", "PLACES", "PREFIX", "Command", "shown"]

PREFIX = "g"
"""The first of two keys: ``g o`` goes to the orders."""

COMMANDS: tuple[Command, ...] = (
    *everywhere.COMMANDS,
    *finding.COMMANDS,
    *searches.COMMANDS,
    *order.COMMANDS,
    *family.COMMANDS,
    *writing.COMMANDS,
    *asks.COMMANDS,
    *cases.COMMANDS,
    *board.COMMANDS,
    *amazon.COMMANDS,
    *review.COMMANDS,
    *imports.COMMANDS,
    *stock.COMMANDS,
    *shifts.COMMANDS,
    *reports.COMMANDS,
    *handover.COMMANDS,
    *roster.COMMANDS,
    *lists.COMMANDS,
)
"""The table."""

BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}
