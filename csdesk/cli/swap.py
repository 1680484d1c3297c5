"""``csdesk swap``: ask for another shift, agree, decide (S54, W29)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.model.counting import whole_number
from csdesk.model.errors import NotUnderstood
from csdesk.model.roster import Duty, RuleFailure, Swap, SwapState
from csdesk.model.settings import ShiftSettings
from csdesk.words import _, language, named, tell_of_shifts

if TYPE_CHECKING:
    from csdesk.services.desk import Desk

_MOVES = {
    "accept": SwapState.ACCEPTED, "decline": SwapState.DECLINED,
    "withdraw": SwapState.WITHDRAWN, "approve": SwapState.APPROVED, "refuse": SwapState.REFUSED,
}  # fmt: skip


def description() -> str:
    """What the command is for."""
    return _(
        "List, ask for or decide swaps of shifts.\n"
        "  swap [--all]                             what waits, or all there were\n"
        "  swap ask --day DAY --with LOGIN [--for DAY] [--reason TEXT]\n"
        "       my shift of a day for one of theirs, or for nothing\n"
        "  swap accept | decline ID                 by the colleague who is asked\n"
        "  swap withdraw ID                         by whoever asked\n"
        "  swap approve | refuse ID [--reason TEXT] by a lead; the roster changes for both"
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    steps = ("list", "ask", *_MOVES)
    add("step", metavar="|".join(steps), nargs="?", default="list", choices=steps)
    add("id", metavar="ID", nargs="?", type=whole_number, default=None,
        help=_("as csdesk swap numbers it"))  # fmt: skip
    add("--day", metavar="DAY", default="", help=_("of my shift, such as 11-28 or fri"))
    add("--with", metavar="LOGIN", dest="peer", default="", help=_("who is to take it"))
    add("--for", metavar="DAY", dest="back", default="", help=_("of the shift that they give"))
    add("--reason", metavar="TEXT", default="", help=_("why"))
    add("--version", metavar="N", type=whole_number, default=None, dest="seen",
        help=_("refuse if it has another version by now"))  # fmt: skip
    add("--all", action="store_true", help=_("decided ones too, the newest first"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """List, ask, or take one a step on."""
    from csdesk.cli.opening import opened

    if args.step == "ask" and not (args.day and args.peer):
        raise NotUnderstood("Say which day and whom you ask: csdesk swap ask --day fri --with li.")
    if args.step in _MOVES and args.id is None:
        raise NotUnderstood("Say which swap: csdesk swap {step} ID.", step=args.step)
    with opened(args, joins=args.step != "list") as desk:
        shifts, zone = desk.settings.shifts, desk.settings.zone
        found = _answer(desk, args)
    records = [_record(each, shifts, zone) for each in found]
    document = {"swaps": records} if args.step == "list" else records[0]
    output.put_answer(args.json, document, records, lambda: _show(found, shifts))
    return 0


def _answer(desk: Desk, args: Namespace) -> list[Swap]:
    if args.step == "list":
        return list(desk.swaps.newest() if args.all else desk.swaps.waiting())
    if args.step == "ask":
        back = desk.roster.day(args.back) if args.back else None
        return [desk.swaps.ask(desk.roster.day(args.day), args.peer, back, args.reason)]
    return [desk.swaps.move(args.id, _MOVES[args.step], args.reason, seen=args.seen)]


def _record(each: Swap, shifts: ShiftSettings, zone: str) -> dict[str, object]:
    return {
        "id": each.id,
        "state": each.state.value,
        "login": each.asked.login,
        "name": each.asked.name,
        "day": each.asked.day,
        "kind": each.asked.kind,
        "peer_login": each.peer_login,
        "peer": each.peer,
        "peer_day": each.offered.day if each.offered else None,
        "peer_kind": each.offered.kind if each.offered else None,
        "reason": each.reason,
        "at": output.instant(each.at, zone),
        "obstacle": tell_of_shifts(*each.obstacle, shifts) if each.obstacle else None,
        "failures": [
            {"rule": f.rule.value, "hard": f.hard, "told": _told(f, shifts)} for f in each.failures
        ],
        "decided_by": each.decided_by,
        "decision": each.decision,
        "version": each.version,
    }


def _told(failure: RuleFailure, shifts: ShiftSettings) -> str:
    return tell_of_shifts(failure.words, failure.facts, shifts)


def _show(found: list[Swap], shifts: ShiftSettings) -> None:
    def duty(each: Duty | None) -> str:
        return f"{each.day[5:]} {shifts.called(each.kind, language())}" if each else "-"

    output.put_table(
        [
            Column(_("No."), lambda s: str(s.id), right=True),
            Column(_("State"), lambda s: named(s.state), least=8),
            Column(_("Asks"), lambda s: s.asked.name, least=6),
            Column(_("Gives away"), lambda s: duty(s.asked)),
            Column(_("Asked"), lambda s: s.peer, least=6),
            Column(_("Gives for it"), lambda s: duty(s.offered)),
            Column(_("Reason"), lambda s: s.decision or s.reason, least=8),
        ],
        found,
        _("Nobody wants to swap."),
    )
    for each in found:
        for failure in each.failures:
            mark = _("must be kept") if failure.hard else _("should be kept")
            output.put(output.plain_line(f"{each.id}: [{mark}] {_told(failure, shifts)}"))
        if each.obstacle:
            output.put(output.plain_line(f"{each.id}: {tell_of_shifts(*each.obstacle, shifts)}"))
