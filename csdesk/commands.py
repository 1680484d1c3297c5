"""Every command once: its keys, its words, and where it can be given.

Bindings, the key line, the palette, the help, KEYS.md and the check of desk.toml's ``[keys]`` all
come from ``COMMANDS`` (design §10). The letters follow journey 5.0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from csdesk.words import N_

PREFIX = "g"
"""The first of two keys: ``g o`` goes to the orders."""

INSIDE = {
    "list": "search",
    "box": "search",
    "search": "desk",
    "conflicts": "order",
    "log": "order",
    "order": "desk",
    "batch": "desk",
    "imports": "desk",
    "drafts": "desk",
    "rows": "desk",
    "remark": "",
    "value": "",
    "filter": "",
    "waiting": "",
    "help": "",
    "palette": "",
    "dialog": "",
    "desk": "",
}
"""Where commands live -> the place around it; a command of the outer place works inside too."""

PLACES = {
    "desk": N_("Everywhere"),
    "search": N_("Finding orders"),
    "box": N_("In the search box"),
    "list": N_("In the list of orders"),
    "filter": N_("In the filter form"),
    "waiting": N_("In the waiting remarks"),
    "order": N_("In an order"),
    "conflicts": N_("In the conflicts of an order or an import"),
    "log": N_("In the log of an order"),
    "value": N_("Writing a value"),
    "remark": N_("Writing a remark"),
    "drafts": N_("In the list of drafts"),
    "imports": N_("Imports"),
    "batch": N_("In one import"),
    "rows": N_("In a list or a text that scrolls"),
    "help": N_("In the help"),
    "palette": N_("In the list of commands"),
    "dialog": N_("In a question"),
}
"""Headings of the places, in the order of the help and of KEYS.md."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can tell the desk to do."""

    id: str
    """``place.name``: the name of desk.toml, and of the method ``action_name`` that does it."""
    keys: tuple[str, ...]
    """Key names, the one to show first; ``g o`` is two keys. Empty: from the palette only."""
    label: str
    """One or two English words for the key line; a message id."""
    help: str
    """One English sentence for help and palette; a message id."""
    where: str
    """A key of ``INSIDE``."""
    footer: bool = False
    """Whether the key line shows it."""
    order: int = 50
    """Its place in the key line, small ones first; the last fall off where it is narrow."""

    @property
    def action(self) -> str:
        """The name of the method that does it, without ``action_``."""
        return self.id.partition(".")[2]


COMMANDS: tuple[Command, ...] = (
    # Everywhere
    Command(
        "desk.search", ("/", "f3", "ctrl+f", "ideographic_comma"), N_("search"),
        N_("Type what to look for."), "desk", True, 20,
    ),
    Command(
        "desk.help", ("?", "f1", "ctrl+g", "fullwidth_question_mark"), N_("keys"),
        N_("Show the keys that work here."), "desk", True, 90,
    ),
    Command(
        "desk.palette", (":", "f2", "ctrl+p", "fullwidth_colon"), N_("commands"),
        N_("Find a command by its name."), "desk", True, 91,
    ),
    Command(
        "desk.orders", ("g o", "f5", "ctrl+o"), N_("orders"),
        N_("Go to the list of orders."), "desk", order=80,
    ),
    Command(
        "desk.imports", ("g i", "f6", "ctrl+r"), N_("imports"),
        N_("Go to the files taken in, their rejects and conflicts."), "desk", order=81,
    ),
    Command(
        "desk.arrived", ("g b", "f12"), N_("newest import"),
        N_("Look at the import that ended last."), "desk", order=82,
    ),
    Command(
        "desk.drafts", ("g n", "ctrl+d"), N_("drafts"),
        N_("List the remarks that were typed and not saved."), "desk", order=83,
    ),
    Command("desk.quit", ("Q", "f10"), N_("quit"), N_("Leave the desk."), "desk", True, 99),
    Command("desk.dark", (), N_("dark colours"), N_("Use dark colours."), "desk"),
    Command("desk.light", (), N_("light colours"), N_("Use light colours."), "desk"),
    Command("desk.contrast", (), N_("high contrast"), N_("Use high contrast."), "desk"),
    Command("desk.chinese", (), N_("Chinese"), N_("Speak Chinese."), "desk"),
    Command("desk.english", (), N_("English"), N_("Speak English."), "desk"),
    # Finding orders
    Command(
        "search.filter", ("F", "f7"), N_("filter"),
        N_("Fill in a form instead of typing a search."), "search", True, 30,
    ),
    Command(
        "search.remark", ("n", "f4", "ctrl+n"), N_("remark"),
        N_("Write a remark on this order, or on a number that is not imported yet."),
        "search", True, 12,
    ),
    Command(
        "search.copy", ("y", "f8", "ctrl+y"), N_("copy"),
        N_("Copy the order number, the numbers of the marked orders, or the waiting remarks."),
        "search", True, 14,
    ),
    Command(
        "search.waiting", ("W", "f9", "ctrl+t"), N_("waiting remarks"),
        N_("List the remarks that wait for an import."), "search",
    ),
    Command(
        "search.back", ("escape",), N_("back"),
        N_("One step back: list, search box, whole list."), "search",
    ),
    Command(
        "box.open", ("enter",), N_("open"), N_("Open the first order found."), "box", True, 1,
    ),
    Command("box.down", ("down",), N_("list"), N_("Go to the list."), "box", True, 2),
    Command("box.up", ("up",), N_("up"), N_("The suggestion above."), "box"),
    Command(
        "box.complete", ("tab",), N_("complete"), N_("Take the suggestion."), "box", True, 3,
    ),
    Command("list.open", ("enter",), N_("open"), N_("Open this order."), "list", True, 1),
    Command("list.down", ("j", "down"), N_("down"), N_("The next order."), "list"),
    Command("list.up", ("k", "up"), N_("up"), N_("The order above."), "list"),
    Command("list.page_down", ("pagedown",), N_("page down"), N_("A page down."), "list"),
    Command("list.page_up", ("pageup",), N_("page up"), N_("A page up."), "list"),
    Command("list.first", ("home",), N_("first"), N_("The newest order."), "list"),
    Command("list.last", ("end",), N_("last"), N_("The oldest order."), "list"),
    Command("list.mark", ("space",), N_("mark"), N_("Mark this order, or unmark it."), "list"),
    # The filter form
    Command(
        "filter.apply", ("enter", "f7"), N_("search"), N_("Search with this form."), "filter",
        True, 1,
    ),
    Command("filter.down", ("down",), N_("down"), N_("The next field."), "filter"),
    Command("filter.up", ("up",), N_("up"), N_("The field above."), "filter"),
    Command("filter.right", ("right",), N_("change"), N_("The next value."), "filter", True, 2),
    Command("filter.left", ("left",), N_("change back"), N_("The value before."), "filter"),
    Command("filter.clear", ("f9",), N_("empty"), N_("Empty the form."), "filter", True, 3),
    Command(
        "filter.back", ("escape",), N_("back"), N_("Back without searching."), "filter", True, 9,
    ),
    # Waiting remarks
    Command(
        "waiting.open", ("enter",), N_("find"), N_("Look for this number."), "waiting", True, 1,
    ),
    Command(
        "waiting.copy", ("y", "f8", "ctrl+y"), N_("copy"),
        N_("Copy them all as 1) 2) 3) for the shipping group."), "waiting", True, 2,
    ),
    Command("waiting.down", ("j", "down"), N_("down"), N_("The next remark."), "waiting"),
    Command("waiting.up", ("k", "up"), N_("up"), N_("The remark above."), "waiting"),
    Command("waiting.back", ("escape",), N_("back"), N_("Back to the list."), "waiting", True, 3),
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
        N_("Copy the order's numbers, states and parcel, or its waiting remarks."),
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
    Command("value.take", ("enter", "f4"), N_("take"), N_("Take this value."), "value", True, 1),
    Command("value.back", ("escape",), N_("back"), N_("Settle nothing."), "value", True, 2),
    # The log
    Command(
        "log.filter", ("f", "ctrl+t"), N_("find in the log"),
        N_("Show only the steps that hold these words."), "log", True, 3,
    ),
    # Writing a remark
    Command("remark.save", ("enter", "f4"), N_("save"), N_("Save the remark."), "remark", True, 1),
    Command(
        "remark.newline", ("ctrl+j", "shift+enter"), N_("new line"),
        N_("Begin a new line."), "remark", True, 2,
    ),
    Command(
        "remark.back", ("escape",), N_("keep draft"),
        N_("Go back; what was typed is kept as a draft."), "remark", True, 3,
    ),
    Command(
        "remark.in_market", ("ctrl+t", "f5"), N_("also in the market"),
        N_("Say whether it also stands in the marketplace's own remark."), "remark", True, 4,
    ),
    # Drafts
    Command(
        "drafts.open", ("enter",), N_("go on writing"),
        N_("Open the order and its draft."), "drafts", True, 1,
    ),
    Command("drafts.back", ("escape",), N_("back"), N_("One step back."), "drafts", True, 60),
    # Imports
    Command(
        "imports.open", ("enter",), N_("open"),
        N_("Look at this file: its counts, rejects and conflicts."), "imports", True, 1,
    ),
    Command(
        "imports.accept", ("y", "f8", "ctrl+y"), N_("take note"),
        N_("Take note of this import in your name."), "imports", True, 2,
    ),
    Command("imports.back", ("escape",), N_("back"), N_("One step back."), "imports", True, 60),
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
    # Lists and texts
    Command("rows.line_down", ("j", "down"), N_("down"), N_("One down."), "rows"),
    Command("rows.line_up", ("k", "up"), N_("up"), N_("One up."), "rows"),
    Command("rows.page_down", ("pagedown",), N_("page down"), N_("A page down."), "rows"),
    Command("rows.page_up", ("pageup",), N_("page up"), N_("A page up."), "rows"),
    Command("rows.first", ("home",), N_("first"), N_("To the top."), "rows"),
    Command("rows.last", ("end",), N_("last"), N_("To the bottom."), "rows"),
    # Help and palette
    Command("help.close", ("escape", "?", "f1"), N_("close"), N_("Back."), "help", True, 1),
    Command("palette.run", ("enter",), N_("do it"), N_("Do this command."), "palette", True, 1),
    Command("palette.down", ("down",), N_("down"), N_("The next command."), "palette"),
    Command("palette.up", ("up",), N_("up"), N_("The command above."), "palette"),
    Command("palette.close", ("escape",), N_("back"), N_("Do nothing."), "palette", True, 2),
    # A question
    Command("dialog.yes", ("y", "enter"), N_("yes"), N_("Do it."), "dialog", True, 1),
    Command("dialog.no", ("n", "escape"), N_("no"), N_("Leave it."), "dialog", True, 2),
)  # fmt: skip
"""The table."""

BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}

_SHOWN = {
    "escape": "Esc", "enter": "Enter", "space": "Space", "tab": "Tab", "pageup": "PgUp",
    "pagedown": "PgDn", "up": "Up", "down": "Down", "left": "Left", "right": "Right",
    "home": "Home", "end": "End", "insert": "Ins", "delete": "Del", "backspace": "Backspace",
    "ideographic_comma": "、", "fullwidth_colon": "：", "fullwidth_question_mark": "？",
}  # fmt: skip


def shown(key: str) -> str:
    """A key as keyboards and people write it: ``Ctrl+F``, ``F3``, ``PgUp``, ``g o``."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    if modifiers or re.fullmatch(r"f\d+", last):
        last = _SHOWN.get(last, last.upper())
    return "+".join([*(each.capitalize() for each in modifiers), _SHOWN.get(last, last)])
