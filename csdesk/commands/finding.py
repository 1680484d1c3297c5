"""Finding orders: the list, its box, the filter form, waiting remarks."""

from __future__ import annotations

from csdesk.commands.command import Command
from csdesk.words import N_

COMMANDS = (
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
        "search.bulk", ("B", "shift+f10"), N_("change the marked"),
        N_("Approve, hold, release or flag the orders that are marked."), "search", order=16,
    ),
    Command(
        "search.waiting", ("W", "f9", "ctrl+t"), N_("waiting remarks"),
        N_("List the remarks that wait for an import."), "search",
    ),
    Command(
        "search.saved", ("S", "ctrl+l"), N_("saved searches"),
        N_("List the saved searches with their counts, or save this one."), "search",
    ),
    Command(
        "search.sort", ("s", "ctrl+e"), N_("sort"),
        N_("Have the list stand in another order."), "search",
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
    Command("list.first", ("home",), N_("first"), N_("The first order."), "list"),
    Command("list.last", ("end",), N_("last"), N_("The last order."), "list"),
    Command(
        "list.mark", ("space",), N_("mark"),
        N_("Mark this order, or unmark it, and go to the next."), "list",
    ),
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
)  # fmt: skip
