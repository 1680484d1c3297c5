"""``csdesk stuck``: orders made from others that do not get on (I8)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from typing import Any

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.words import _, age, named


def description() -> str:
    """What the command is for."""
    return _(
        "List re-ships nobody approved, parts that wait, gifts whose order has not left, and\n"
        "split orders that are not right, the longest first."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Print the list."""
    from csdesk.cli.opening import opened

    with opened(args) as desk:
        found, zone = desk.stuck.list(), desk.settings.zone
    now = datetime.now(UTC)
    records: list[dict[str, Any]] = [
        {
            "order_no": each.order_no,
            "age": int((now - each.since).total_seconds()),
            "waiting_for": each.kind.value,
            "order_status": each.order_status.value,
            "since": output.instant(each.since, zone),
            "parent": each.parent_no,
        }
        for each in found
    ]

    def show() -> None:
        columns = [
            Column(_("Order"), lambda each: each.order_no),
            Column(_("Since"), lambda each: age(each.since, now)),
            Column(_("Status"), lambda each: named(each.order_status)),
            Column(_("Why"), lambda each: named(each.kind), least=20),
        ]
        output.put_table(columns, found, _("Nothing is stuck."))

    output.put_answer(args.json, {"stuck": records}, records, show)
    return 0
