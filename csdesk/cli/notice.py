"""``csdesk notice``: what colleagues are told, and who has read it (F53)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.model.counting import whole_number
from csdesk.model.errors import NotUnderstood
from csdesk.model.notices import Notice
from csdesk.model.settings import ShiftSettings
from csdesk.words import _, tell_of_shifts, when

if TYPE_CHECKING:
    from csdesk.services.desk import Desk

_STEPS = ("list", "send", "read")


def description() -> str:
    """What the command is for."""
    return _(
        "Show what you are told, or tell colleagues something.\n"
        "  notice [--all]                      what you have not read, or all\n"
        "  notice send TEXT --to WHOM          by leads; WHOM: all, roles, logins or names\n"
        "  notice read [ID ...]                you have read these, or all\n"
        "--to may be given several times."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("step", metavar="list|send|read", nargs="?", default="list", choices=_STEPS)
    add("words", metavar="TEXT|ID", nargs="*", help=_("what the step needs"))
    add("--to", metavar="WHOM", action="append", default=[], help=_("who is to read it"))
    add("--all", action="store_true", help=_("those that are read, too, the newest first"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """List, send, or note as read."""
    from csdesk.cli.opening import opened

    if args.step == "list" and args.words:
        raise NotUnderstood("Say send or read before it: csdesk notice send TEXT --to all.")
    with opened(args, joins=args.step != "list") as desk:
        shifts, zone = desk.settings.shifts, desk.settings.zone
        found = _answer(desk, args)
    records = [_record(each, shifts, zone) for each in found]
    document: dict[str, object] = {"notices": records}
    if args.step == "send":
        document = records[0]
    output.put_answer(args.json, document, records, lambda: _show(found, shifts, zone))
    return 0


def _answer(desk: Desk, args: Namespace) -> list[Notice]:
    if args.step == "send":
        to = [word for each in args.to for word in each.replace("，", ",").split(",")]
        return [desk.notices.send(" ".join(args.words), to)]
    if args.step == "list":
        return list(desk.notices.newest() if args.all else desk.notices.unread())
    chosen = [whole_number(each) for each in args.words]
    ids = [desk.notices.one(each).id for each in chosen]
    ids = ids or [each.id for each in desk.notices.unread()]
    desk.notices.read(ids)
    return [desk.notices.one(each) for each in ids]


def _record(each: Notice, shifts: ShiftSettings, zone: str) -> dict[str, object]:
    return {
        "id": each.id,
        "text": tell_of_shifts(each.text, each.facts, shifts) if each.facts else each.text,
        "about": each.about,
        "author": each.author,
        "at": output.instant(each.at, zone),
        "read_at": output.instant(each.read_at, zone),
        "readers": [
            {"login": r.login, "name": r.name, "read_at": output.instant(r.read_at, zone)}
            for r in each.readers
        ],
    }


def _show(found: list[Notice], shifts: ShiftSettings, zone: str) -> None:
    def text(each: Notice) -> str:
        told = tell_of_shifts(each.text, each.facts, shifts) if each.facts else each.text
        return output.plain_line(told)

    output.put_table(
        [
            Column(_("No."), lambda n: str(n.id), right=True),
            Column(_("Time"), lambda n: when(n.at, zone)),
            Column(_("From"), lambda n: n.author, least=6),
            Column(_("Read"), _read),
            Column(_("Text"), text, least=12),
        ],
        found,
        _("Nothing that you have not read."),
    )


def _read(each: Notice) -> str:
    if each.readers and not each.mine:
        read = sum(r.read_at is not None for r in each.readers)
        return _("{n} of {all}").format(n=read, all=len(each.readers))
    return _("yes") if each.read_at else _("no")
