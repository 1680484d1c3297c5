"""``csdesk split``: what cannot be shipped waits, the rest ships (S16, S17)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli import output
from csdesk.cli.changing import order_arguments
from csdesk.cli.output import Column
from csdesk.cli.pieces import chosen_pieces
from csdesk.model.counting import whole_number
from csdesk.model.family import Child, Split
from csdesk.plain import plain
from csdesk.words import _, money, named


def description() -> str:
    """What the command is for."""
    return _(
        "Split an order: the lines named can NOT be shipped and wait in OSP2-, the rest ships in\n"
        "OSP1-. --line 2:1 means one piece of line 2. csdesk unsplit puts it together again."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    order_arguments(parser)
    add = parser.add_argument
    add("--line", metavar="K", dest="lines", action="append", required=True,
        help=_("a line that can NOT be shipped; several times for several"))  # fmt: skip
    add("--quantity", metavar="Q", type=whole_number, default=None,
        help=_("pieces of it that can NOT be shipped; all of the line without it"))  # fmt: skip
    add("--again", action="store_true", help=_("also an order that shipping has in a file"))


def run(args: Namespace) -> int:
    """Split the order and print both parts."""
    from csdesk.cli.opening import opened

    with opened(args, joins=True) as desk:
        waits = chosen_pieces(args.lines, desk.orders.order(args.number), args.quantity)
        split = desk.family.split(args.number, waits, again=args.again, seen=args.seen)
    put_split(args, split)
    return 0


def put_split(args: Namespace, split: Split) -> None:
    """Print a split order, or one that was put together again.

    Args:
        args: with ``json``.
        split: the receipt.
    """
    children = [child_record(child) for child in split.children]
    if args.json:
        output.put_document({
            "original": split.original, "order_status": split.order_status.value,
            "children": children,
        })  # fmt: skip
    elif output.for_people():
        told = _("{number} is {status} now.")
        output.put(told.format(number=plain(split.original), status=named(split.order_status)))
        rows = [(child, piece) for child in split.children for piece in child.pieces]
        output.put_table(_columns(split.currency), rows)
    else:
        output.put_tabbed(
            {"order_no": child.order_no, "order_status": child.order_status.value, **line}
            for child in split.children
            for line in child_lines(child)
        )


def child_record(child: Child) -> dict[str, object]:
    """One part."""
    return {
        "order_no": child.order_no,
        "order_status": child.order_status.value,
        "total": child.total,
        "lines": child_lines(child),
    }


def child_lines(child: Child) -> list[dict[str, object]]:
    """The lines of a part."""
    return [
        {
            "line_no": piece.line_no,
            "sku": piece.sku,
            "title": piece.title,
            "attributes": piece.attributes,
            "quantity": piece.quantity,
            "unit_price": piece.unit_price,
        }
        for piece in child.pieces
    ]


def _columns(currency: str) -> list[Column]:
    return [
        Column(_("Order"), lambda row: row[0].order_no),
        Column(_("Status"), lambda row: named(row[0].order_status)),
        Column(_("line"), lambda row: str(row[1].line_no), right=True),
        Column(_("item number"), lambda row: row[1].sku, least=12),
        Column(_("pieces"), lambda row: str(row[1].quantity), right=True),
        Column(_("unit price"), lambda row: money(row[1].unit_price, currency), right=True),
        Column(_("title"), lambda row: row[1].title, least=12),
    ]
