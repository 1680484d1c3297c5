"""``csdesk conflicts``: fields that the shop and the marketplace both changed (W4)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.cli.records import conflict_record
from csdesk.words import _


def description() -> str:
    """What the command is for."""
    return _("List the open conflicts between the desk and a newer export; csdesk settle settles.")


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("number", metavar="NO", nargs="?", default=None,
                        help=_("any number of an order; without it, of all orders"))  # fmt: skip
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Print the conflicts, the oldest first."""
    from csdesk.cli.opening import opened

    with opened(args) as desk:
        zone = desk.settings.zone
        records = [conflict_record(each, zone) for each in desk.conflicts.open(args.number)]
    output.put_answer(args.json, {"conflicts": records}, records, lambda: _show(records))
    return 0


def _show(records: list[dict[str, Any]]) -> None:
    from csdesk.fields import field_word

    output.put_table(
        [
            Column(_("No."), lambda r: str(r["id"]), right=True),
            Column(_("Order"), lambda r: r["order_no"]),
            Column(_("Field"), lambda r: field_word(r["field"])),
            Column(_("Was"), lambda r: r["base"], least=6),
            Column(_("Ours"), lambda r: r["ours"], least=6),
            Column(_("Theirs"), lambda r: r["theirs"], least=6),
        ],
        records,
    )
