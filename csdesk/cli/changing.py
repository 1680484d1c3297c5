"""What the commands that change an order share: its number, the version seen, the receipt."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli import output
from csdesk.model.changes import Changed
from csdesk.model.counting import whole_number
from csdesk.words import _, named


def order_arguments(parser: ArgumentParser, *, optional: bool = False) -> None:
    """Declare the number, which may be left out where ``optional``, ``--version``, ``--json``."""
    parser.add_argument("number", metavar="NO", nargs="?" if optional else None,
                        help=_("any of the order's numbers"))  # fmt: skip
    parser.add_argument("--version", metavar="N", type=whole_number, default=None, dest="seen",
                        help=_("refuse if the order has another version by now"))  # fmt: skip
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def put_receipt(args: Namespace, changed: Changed, **more: object) -> None:
    """Print what became of the order.

    Args:
        args: with ``json``.
        changed: the receipt.
        **more: further keys of the JSON document.
    """
    record: dict[str, object] = {
        "order_no": changed.order_no,
        "order_status": changed.order_status.value,
        "version": changed.version,
        **more,
    }
    told = _("{number} is changed; it is {status} now (version {version}).").format(
        number=changed.order_no, status=named(changed.order_status), version=changed.version
    )
    output.put_receipt(args.json, record, told)
