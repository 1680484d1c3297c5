"""``csdesk reveal``: one masked field of an order, whole; who has revealed how much (F71)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.model.errors import NotUnderstood
from csdesk.model.sight import Personal
from csdesk.words import _, meant, named, names_of

_FIELDS = ", ".join(Personal)


def description() -> str:
    """What the command is for."""
    return _(
        "Print one field of a buyer whole. It is noted who saw what and why, never the value.\n"
        "Without a number: how many fields everybody has revealed today."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("number", metavar="NO", nargs="?", default="", help=_("any of the order's numbers"))
    add("field", metavar="FIELD", nargs="?", default="", help=_FIELDS)
    add("--reason", metavar="TEXT", default="", help=_("why, in words or by its number"))
    add("--on", metavar="DAY", default="", help=_("count another day, such as 2026-11-22"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Print the field, or the counts."""
    from csdesk.cli.opening import opened

    if not args.number:
        return _counts(args)
    field = meant(args.field, names_of(Personal))
    if field is None:
        raise NotUnderstood(
            'There is no field "{field}" to reveal. Choose: {fields}.',
            field=args.field, fields=_FIELDS,
        )  # fmt: skip
    with opened(args, joins=True) as desk:
        shown = desk.privacy.reveal(args.number, field, args.reason)
    record: dict[str, object] = {
        "order_no": shown.order_no, "field": field.value, "value": shown.text,
        "today": shown.today,
        "conflicts": [
            {"id": each.conflict_id, "base": each.base, "ours": each.ours, "theirs": each.theirs}
            for each in shown.disputed
        ],
    }  # fmt: skip
    told = _("{number} {field}: {value}").format(
        number=shown.order_no, field=named(field), value=shown.text
    )
    for each in shown.disputed:
        told += "; " + _("conflict {id}: ours {ours}, theirs {theirs}").format(
            id=each.conflict_id, ours=each.ours, theirs=each.theirs
        )
    output.put_receipt(args.json, record, told)
    return 0


def _counts(args: Namespace) -> int:
    from csdesk.cli.opening import opened

    try:
        day = date.fromisoformat(args.on) if args.on else None
    except ValueError as fault:
        raise NotUnderstood("{day} is no day. Write it as 2026-11-22.", day=args.on) from fault
    with opened(args) as desk:
        counted = desk.privacy.counts(day)
    records: list[dict[str, object]] = [
        {"login": each.login, "name": each.name, "fields": each.fields, "orders": each.orders}
        for each in counted
    ]
    columns = (
        Column(_("who"), lambda each: f"{each.name} ({each.login})"),
        Column(_("fields"), lambda each: str(each.fields), right=True),
        Column(_("orders"), lambda each: str(each.orders), right=True),
    )
    output.put_answer(
        args.json, {"reveals": records}, records,
        lambda: output.put_table(columns, counted, _("Nobody has revealed anything.")),
    )  # fmt: skip
    return 0
