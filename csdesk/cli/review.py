"""``csdesk review``: what awaits review, with the checks of each order (S29, S44)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from itertools import islice

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.model.counting import whole_number
from csdesk.model.review import Cell, Checked, Outcome, Reviewed
from csdesk.words import _, named, tell

MOST_SHOWN = 50
"""Orders in a table for people, where they do not say how many."""

_OK = {Outcome.OK: True, Outcome.NOTE: True, Outcome.FAILED: False, Outcome.UNKNOWN: None}
"""A check that could not be made is neither right nor wrong."""


def description() -> str:
    """What the command is for."""
    return _(
        "List the paid orders that await review, the oldest first, with their checks.\n"
        "A check that cannot be made is unknown: neither passed nor failed."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("number", metavar="NO", nargs="?", default="", help=_("the checks of one order"))
    add("--batch", metavar="ID", type=whole_number, help=_("orders of this import only"))
    add("--limit", metavar="N", type=whole_number, help=_("so many orders at most"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Print the queue."""
    from csdesk.cli.opening import opened

    with opened(args) as desk:
        if args.number:
            found = [desk.review.check(args.number)]
        else:
            most = args.limit or (MOST_SHOWN if output.for_people() and not args.json else None)
            found = list(islice(desk.review.queue(args.batch, cells=True), most))
        waiting = desk.orders.count(desk.review.query(args.batch))
    clean = sum(each.clean for each in found)
    if args.json:
        output.put_document({
            "clean": clean,
            "problems": len(found) - clean,
            "waiting": waiting.total,
            "orders": [_record(each) for each in found],
        })  # fmt: skip
    elif output.for_people():
        _show(found, waiting.total)
    else:
        output.put_tabbed(record for each in found for record in _lines(each))
    return 0


def _record(each: Reviewed) -> dict[str, object]:
    return {
        "order_no": each.order_no,
        "version": each.version,
        "clean": each.clean,
        "checks": [_check(check) for check in each.checks],
    }


def _check(check: Checked) -> dict[str, object]:
    return {
        "name": check.check.value,
        "ok": _OK[check.outcome],
        "state": check.outcome.value,
        "detail": tell(check.detail, check.facts),
        "cells": [_cell(cell) for cell in check.cells],
    }


def _cell(cell: Cell) -> dict[str, object]:
    return {
        "batch": cell.batch_id, "file": cell.file, "row": cell.row, "column": cell.column,
        "value": cell.value,
    }  # fmt: skip


def _lines(each: Reviewed) -> list[dict[str, object]]:
    return [
        {"order_no": each.order_no, "clean": each.clean, "name": check.check.value,
         "state": check.outcome.value, "detail": tell(check.detail, check.facts)}
        for check in each.checks
    ]  # fmt: skip


def _show(found: Sequence[Reviewed], waiting: int) -> None:
    output.put_table(
        [
            Column(_("Order"), lambda each: each.order_no),
            Column("", lambda each: _("clean") if each.clean else _("problem")),
            Column(_("What was found"), _findings, least=20),
        ],
        found,
    )
    clean = sum(each.clean for each in found)
    told = _("{waiting:,} await review; of these {n:,}: {clean:,} clean, {problems:,} problems")
    output.put()
    output.put(told.format(waiting=waiting, n=len(found), clean=clean, problems=len(found) - clean))


def _findings(each: Reviewed) -> str:
    told = [check for check in each.checks if check.outcome is Outcome.FAILED]
    told += [check for check in each.checks if check.outcome is Outcome.NOTE]
    return "; ".join(f"{named(c.check)}: {tell(c.detail, c.facts)}" for c in told)
