"""``csdesk priority``: an order that gets its goods before others (S32, F42)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from uuid import uuid4

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.model.counting import whole_number
from csdesk.rules.item_codes import numbered
from csdesk.words import _


def description() -> str:
    """What the command is for."""
    return _(
        "Have an order served before others, and see whom that makes wait. A lead's right.\n"
        "  priority NO --preview                 whom it would push back\n"
        "  priority NO --reason TEXT             first; --level 2 is before that\n"
        "  priority NO --off                     as all others again"
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("number", metavar="NO", help=_("any of the order's numbers"))
    add("--reason", metavar="TEXT", default="", help=_("why it comes first"))
    add("--level", metavar="N", type=whole_number, default=1, help=_("1 to 9 (1)"))
    add("--off", action="store_true", help=_("take the priority back"))
    add("--preview", action="store_true", help=_("only show whom it would push back"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Make the change and print whom it pushes back."""
    from csdesk.cli.opening import opened

    level = 0 if args.off else args.level
    with opened(args, joins=not args.preview) as desk:
        if args.preview:
            told = desk.priorities.preview(args.number, level)
        else:
            told = desk.priorities.put_first(args.number, args.reason, level, client_id=uuid4().hex)
    records: list[dict[str, object]] = [
        {
            "order_no": each.order_no,
            "sku": each.sku,
            "key": each.key,
            "place": each.place,
            "place_then": each.place_then,
            "expected": each.expected.isoformat() if each.expected else None,
            "expected_then": each.expected_then.isoformat() if each.expected_then else None,
            "loses": each.loses,
        }
        for each in told.pushed
    ]
    document: dict[str, object] = {
        "order_no": told.order_no, "priority": told.priority, "reason": told.reason,
        "preview": args.preview, "pushed": records,
    }  # fmt: skip

    def show() -> None:
        columns = [
            Column(_("order"), lambda each: each.order_no),
            Column(_("item"), lambda each: numbered(each.sku, each.key)),
            Column(_("place"), lambda each: f"{each.place} > {each.place_then}"),
            Column(_("loses"), lambda each: str(each.loses), right=True),
            Column(_("expected"), lambda each: str(each.expected_then or "")),
        ]
        output.put_table(columns, told.pushed, _("Nobody waits longer for it."))

    output.put_answer(args.json, document, records, show)
    return 0
