"""What is there, who gets it, and what purchasing is called about."""

from __future__ import annotations

from csdesk.commands.command import Command
from csdesk.words import N_

COMMANDS = (
    Command(
        "desk.stock", ("g s", "alt+t"), N_("stock"),
        N_("Go to the stock: find products and items."), "desk", order=81,
    ),
    Command(
        "desk.shortages", ("g p", "alt+o"), N_("call sheet"),
        N_("Go to the out-of-stock sheet: whom purchasing calls, and about what."), "desk",
        order=81,
    ),
    # In an order
    Command(
        "order.can_ship", ("w", "alt+y"), N_("why not"),
        N_("Say whether the order can leave, why not, and when."), "order", True, 13,
    ),
    # The stock
    Command(
        "stock.open", ("enter",), N_("open"), N_("Open this product or item."), "stock", True, 1,
    ),
    Command(
        "stock.kind", ("v", "f4"), N_("products, items"),
        N_("List products, or each colour and size."), "stock", True, 2,
    ),
    Command(
        "stock.alarms", ("a", "f7"), N_("alarms"),
        N_("List what does not fit in the stock."), "stock", True, 3,
    ),
    Command("stock.back", ("escape",), N_("back"), N_("One step back."), "stock", True, 60),
    # A product: colours by sizes
    Command(
        "product.open", ("enter",), N_("open"), N_("Open this colour and size."), "product", True,
        1,
    ),
    Command(
        "product.number", ("v", "f4"), N_("next number"),
        N_("Show on hand, available, demand, or what is short."), "product", True, 2,
    ),
    Command(
        "product.orders", ("o", "f7"), N_("who has it"),
        N_("List the orders that this item is promised to, or that wait for it."), "product",
        True, 3,
    ),
    Command(
        "product.items", ("l", "f9"), N_("as a list"),
        N_("List the items of this product."), "product", True, 4,
    ),
    Command("product.back", ("escape",), N_("back"), N_("One step back."), "product", True, 60),
    Command("matrix.right", ("right",), N_("right"), N_("The next size."), "matrix"),
    Command("matrix.left", ("left",), N_("left"), N_("The size before."), "matrix"),
    Command("matrix.down", ("j", "down"), N_("down"), N_("The next colour."), "matrix"),
    Command("matrix.up", ("k", "up"), N_("up"), N_("The colour above."), "matrix"),
    Command("matrix.first", ("home",), N_("first"), N_("The first size."), "matrix"),
    Command("matrix.last", ("end",), N_("last"), N_("The last size."), "matrix"),
    # An item
    Command(
        "item.open", ("enter",), N_("open"),
        N_("Open what this number counts, or this order."), "item", True, 1,
    ),
    Command(
        "item.orders", ("o", "f7"), N_("who has it"),
        N_("List the orders that the item is promised to, or that wait for it."), "item", True, 2,
    ),
    Command(
        "item.affected", ("a", "f8"), N_("customers"),
        N_("List the customers whose orders ask for the item."), "item", True, 3,
    ),
    Command(
        "item.call", ("c", "f4"), N_("log a call"),
        N_("Note what the supplier said, and the day on which the goods come."), "item", True, 4,
    ),
    Command(
        "item.expect", ("e", "shift+f4"), N_("day"),
        N_("Note only the day on which the goods come."), "item", order=31,
    ),
    Command(
        "item.tell", ("t", "shift+f9"), N_("to tell"),
        N_("List the customers to tell what calls about it came to."), "item", True, 5,
    ),
    Command(
        "item.product", ("p", "f9"), N_("colours, sizes"),
        N_("Show the colours and sizes of its product."), "item", True, 5,
    ),
    Command(
        "item.discontinue", ("X", "shift+f12"), N_("discontinue"),
        N_("Say that the item is not bought any more; orders to exchange or refund come first."),
        "item", True, 6,
    ),
    Command("item.back", ("escape",), N_("back"), N_("One step back."), "item", True, 60),
    # The queue of an item
    Command("claims.open", ("enter",), N_("open"), N_("Open this order."), "claims", True, 1),
    Command(
        "claims.first", ("P", "f9"), N_("put first"),
        N_("Give this order its goods before others, as a lead, or no longer."), "claims",
        True, 2,
    ),
    Command("claims.back", ("escape",), N_("back"), N_("One step back."), "claims", True, 60),
    # Customers of an item
    Command("affected.open", ("enter",), N_("open"), N_("Open this order."), "affected", True, 1),
    Command(
        "affected.copy", ("y", "f8", "ctrl+y"), N_("copy"),
        N_("Copy orders, customers and telephones of this list."), "affected", True, 2,
    ),
    Command(
        "affected.told", ("t", "f9"), N_("was told"),
        N_("Note that the customer has been told: they leave the list."), "affected", True, 3,
    ),
    Command("affected.back", ("escape",), N_("back"), N_("One step back."), "affected", True, 60),
    # Whether an order can leave
    Command(
        "can_ship.copy", ("y", "f8", "ctrl+y"), N_("copy"),
        N_("Copy what the customer may be told, in their language."), "can_ship", True, 1,
    ),
    Command(
        "can_ship.speak", ("Y", "shift+f6"), N_("other language"),
        N_("Copy the answer for the customer in the other language."), "can_ship", order=20,
    ),
    Command(
        "can_ship.open", ("enter",), N_("its queue"),
        N_("List the orders that the item of this line is promised to, or that wait for it."),
        "can_ship", True, 2,
    ),
    Command(
        "can_ship.item", ("i", "f7"), N_("its item"), N_("Open the item of this line."), "can_ship",
        True, 3,
    ),
    Command(
        "can_ship.first", ("P", "f9"), N_("put first"),
        N_("Give this order its goods before others, as a lead, or no longer."), "can_ship",
        True, 4,
    ),
    Command("can_ship.back", ("escape",), N_("back"), N_("One step back."), "can_ship", True, 60),
    # The out-of-stock sheet
    Command(
        "shortages.open", ("enter",), N_("open"),
        N_("Open this supplier's part of the sheet, or this item."), "shortages", True, 1,
    ),
    Command(
        "shortages.call", ("c", "f4"), N_("log a call"),
        N_("Note what the supplier said about this item, or about all of theirs, and the day."),
        "shortages", True, 2,
    ),
    Command(
        "shortages.expect", ("e", "f7"), N_("day"),
        N_("Note only the day on which the goods come."), "shortages", True, 3,
    ),
    Command(
        "shortages.tell", ("t", "f9"), N_("to tell"),
        N_("List the customers to tell what calls came to, until somebody has."), "shortages",
        True, 4,
    ),
    Command(
        "shortages.print", ("P", "shift+f4"), N_("print"),
        N_("Write the sheet into exports/: text, CSV or XLSX."), "shortages", True, 5,
    ),
    Command(
        "shortages.slips", ("s", "f8"), N_("late promises"),
        N_("List what customers were told and the stock does not let us keep."), "shortages",
        True, 6,
    ),
    Command(
        "shortages.discontinue", ("X", "shift+f12"), N_("discontinue"),
        N_("Say that the item is not bought any more; orders to exchange or refund come first."),
        "shortages", order=7,
    ),
    Command("shortages.back", ("escape",), N_("back"), N_("One step back."), "shortages", True, 60),
    # What does not fit, and what was told and does not hold
    Command(
        "alarms.open", ("enter",), N_("open"), N_("Open this item."), "alarms", True, 1,
    ),
    Command("alarms.back", ("escape",), N_("back"), N_("One step back."), "alarms", True, 60),
    Command("slips.open", ("enter",), N_("open"), N_("Open this order."), "slips", True, 1),
    Command(
        "slips.item", ("i", "f7"), N_("its item"), N_("Open the item that is late."), "slips",
        True, 2,
    ),
    Command("slips.back", ("escape",), N_("back"), N_("One step back."), "slips", True, 60),
)  # fmt: skip
