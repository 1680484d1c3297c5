"""``csdesk ledger``: whether the counts of every import add up (S45, S46, I6)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from uuid import uuid4

from csdesk.cli import output
from csdesk.cli.output import Column, instant
from csdesk.model.counting import whole_number
from csdesk.model.downloads import Difference, LedgerLine
from csdesk.model.errors import NotUnderstood
from csdesk.words import _, named


def description() -> str:
    """What the command is for."""
    return _(
        "Show the counts of every import: file = new + changed + unchanged + rejected, and\n"
        "approved = downloaded. With --batch the orders that make a difference are listed;\n"
        "--explain NO TEXT says why one does."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("--batch", metavar="ID", type=whole_number, help=_("one import, with its differences"))
    add("--explain", metavar=("NO", "TEXT"), nargs=2, help=_("why an order makes a difference"))
    add("--limit", metavar="N", type=whole_number, default=200, help=_("so many imports at most"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Print the counts."""
    from csdesk.cli.opening import opened

    if args.explain and not args.batch:
        raise NotUnderstood("--explain goes with --batch ID.")
    with opened(args, joins=bool(args.explain)) as desk:
        if args.explain:
            number, words = args.explain
            desk.ledger.explain(args.batch, number, words, uuid4().hex)
        lines = desk.ledger.lines(args.limit, args.batch)
        apart = desk.ledger.differences(args.batch) if args.batch else None
        zone = desk.settings.zone
    if args.json:
        document: dict[str, object] = {"batches": [_record(each) for each in lines]}
        if apart is not None:
            document["differences"] = [_difference(each, zone) for each in apart]
        output.put_document(document)
    elif output.for_people():
        _show(lines, apart or ())
    else:
        output.put_tabbed(_record(each) for each in lines)
        output.put_tabbed(_difference(each, zone) for each in apart or ())
    return 0


def _record(line: LedgerLine) -> dict[str, object]:
    batch = line.batch
    return {
        "id": batch.id,
        "file": batch.file,
        "state": batch.state.value,
        "pair": batch.pair,
        "rows": batch.rows,
        "new": batch.rows_new,
        "changed": batch.rows_changed,
        "unchanged": batch.rows_unchanged,
        "rejected": batch.rejected,
        "missed": line.missed,
        "approved": line.approved,
        "held": line.held,
        "downloaded": line.downloaded,
        "difference": line.difference,
        "files": list(line.files),
    }


def _difference(each: Difference, zone: str) -> dict[str, object]:
    return {
        "order_no": each.order_no,
        "side": each.side.value,
        "order_status": each.order_status.value,
        "explanation": each.explanation,
        "by": each.by,
        "at": instant(each.at, zone),
    }


def _show(lines: Sequence[LedgerLine], apart: Sequence[Difference]) -> None:
    numbers = (
        (_("rows"), "rows"), (_("new"), "new"), (_("changed"), "changed"),
        (_("unchanged"), "unchanged"), (_("rejected"), "rejected"), (_("approved"), "approved"),
        (_("held"), "held"), (_("downloaded"), "downloaded"), (_("differences"), "difference"),
    )  # fmt: skip
    columns = [Column("#", lambda r: str(r["id"]), right=True),
               Column(_("File"), lambda r: r["file"], least=12)]  # fmt: skip
    columns += [_count(label, key) for label, key in numbers]
    output.put_table(columns, [_record(each) for each in lines])
    if apart:
        output.put()
        output.put_table(
            [
                Column(_("Order"), lambda d: d.order_no),
                Column(_("Side"), lambda d: named(d.side)),
                Column(_("Status"), lambda d: named(d.order_status)),
                Column(_("Explanation"), lambda d: d.explanation or _("open"), least=8),
                Column(_("By"), lambda d: d.by),
            ],
            apart,
        )


def _count(label: str, key: str) -> Column:
    return Column(label, lambda r: f"{r[key]:,}", right=True)
