"""``csdesk remark``: a remark on an order, or on a number not imported yet (S27)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli import output
from csdesk.model.errors import NotUnderstood
from csdesk.model.remarks import REMARK_LIMIT
from csdesk.model.status import Tab
from csdesk.words import _, meant, names_of

_KEYS = {"1": Tab.INTERNAL, "2": Tab.FINANCE, "3": Tab.SHIPPING}
"""As the keys of the screen."""

_TABS = "internal 内部, finance 财务, shipping 发货"
"""Both words of each work, whichever language is spoken."""


def description() -> str:
    """What the command is for."""
    return _(
        "Write a remark. On a number that is not imported yet it waits for its order.\n"
        "The text - is read from standard input."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("number", metavar="NO", help=_("any of the order's numbers"))
    parser.add_argument("text", nargs="+", metavar="TEXT", help=_("what to remember"))
    parser.add_argument("--tab", metavar="T", required=True, help=_TABS)
    parser.add_argument("--in-market", action="store_true",
                        help=_("it also stands in the marketplace's remark"))  # fmt: skip
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Write the remark and print the receipt."""
    from csdesk.cli.opening import opened
    from csdesk.cli.search import given_text

    tab = _KEYS.get(args.tab) or meant(args.tab, names_of(Tab))
    if tab is None:
        raise NotUnderstood('There is no tab "{tab}". Choose: {tabs}.', tab=args.tab, tabs=_TABS)
    text = " ".join(args.text)
    if text == "-":
        text = given_text(10 * REMARK_LIMIT)
    with opened(args, joins=True) as desk:
        saved = desk.remarks.add(args.number, tab, text, in_market=args.in_market)
    receipt: dict[str, object] = {
        "order_no": saved.order_no,
        "id": saved.id,
        "attached": saved.attached,
    }
    told = _("Remark {id} stands on order {number}.")
    if not saved.attached:
        told = _("Remark {id} waits: {number} is not imported yet.")
    output.put_receipt(args.json, receipt, told.format(id=saved.id, number=saved.order_no))
    return 0
