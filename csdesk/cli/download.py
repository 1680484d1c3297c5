"""``csdesk download``: the approved orders of an import as a file for shipping (S46, W8)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from uuid import uuid4

from csdesk.cli import output
from csdesk.model.counting import whole_number
from csdesk.model.downloads import Download
from csdesk.words import _


def description() -> str:
    """What the command is for."""
    return _(
        "Write the approved orders of an import that stand in no file yet to exports/, as CSV\n"
        "and XLSX, and count them against the approvals."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("--batch", metavar="ID", type=whole_number, required=True, help=_("the import"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Write the file and print the receipt; status 1 where the counts differ."""
    from csdesk.cli.opening import opened

    with opened(args, joins=True) as desk:
        done = desk.downloads.download(args.batch, uuid4().hex)
        path = output.plain_path(desk.downloads.folder / done.file)
    record: dict[str, object] = {
        "file": path,
        "orders": done.orders,
        "approved": done.approved,
        "equal": done.equal,
        "in_file": done.in_file,
        "fresh": done.fresh,
    }
    output.put_answer(args.json, record, [record], lambda: _show(path, done))
    return 0 if done.equal else 1


def _show(path: str, done: Download) -> None:
    output.put(path)
    told = _("{orders:,} orders in files = {approved:,} approved")
    if not done.equal:
        told = _("{orders:,} orders in files, {approved:,} approved: NOT EQUAL, see csdesk ledger")
    output.put(told.format(orders=done.orders, approved=done.approved))
