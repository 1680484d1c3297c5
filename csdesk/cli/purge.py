"""``csdesk purge``: buyers' personal data go when their time is over."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from csdesk.cli import output
from csdesk.model.errors import Refused
from csdesk.plain import plain
from csdesk.words import _


def description() -> str:
    """What the command is for."""
    return _(
        "Take buyers' personal data away: by default 30 days after delivery (desk.toml, [purge]).\n"
        "Names, addresses, numbers, messages, remarks, drafts, logged values, exported and\n"
        "archived files go; orders, goods, amounts and the steps of the log stay.\n"
        "Nothing brings it back."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--dry-run", action="store_true", help=_("only tell what would go; nothing is changed")
    )
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Purge, or tell what would be purged.

    Raises:
        Refused: a file could not be taken away, or traces may still stand in the store's file.
    """
    from csdesk.cli.opening import opened

    with opened(args) as desk:
        done = desk.purging.preview() if args.dry_run else desk.purging.purge()
    if args.json:
        output.put_document({"dry_run": args.dry_run, **asdict(done)})
    else:
        told = (
            _("{orders:,} orders, {texts:,} texts and {files:,} files would go.")
            if args.dry_run
            else _("{orders:,} orders, {texts:,} texts and {files:,} files are gone.")
        )
        output.put(told.format(orders=done.orders, texts=done.texts, files=len(done.files)))
        for each in done.files:
            output.put(plain(f"  {each}"))
    if done.kept:
        raise Refused(
            "These could not be taken away: {files}. Look at their rights, then purge again.",
            files=list(done.kept),
        )
    if done.traces:
        raise Refused(done.traces)
    return 0
