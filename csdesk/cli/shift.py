"""``csdesk shift``: opening, closing and signing shifts (F45, F47, F49)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from functools import partial
from typing import TYPE_CHECKING, Any

from csdesk.cli import output
from csdesk.model.closing import Obstacle
from csdesk.model.errors import NeedsYes, NotUnderstood, Refused
from csdesk.model.shifts import Side
from csdesk.words import _, meant, names_of, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from csdesk.cli.shift_records import Record
    from csdesk.model.shifts import Shift
    from csdesk.services.desk import Desk

_STEPS = ("show", "list", "open", "join", "leave", "take-over", "close", "sign", "note", "clock")
_LOOKS = ("show", "list")


def description() -> str:
    """What the command is for."""
    return _(
        "Show the shift that is on; or come, go, close and sign.\n"
        "  shift                             the shift that is on, or the last one\n"
        "  shift list                        the last shifts\n"
        "  shift show ID                     one shift, and whether its report holds\n"
        "  shift open [KIND]                 open the shift of this time, or of a kind\n"
        "  shift join [KIND]                 work in the shift that is on\n"
        "  shift leave                       go home while others stay\n"
        "  shift take-over --reason TEXT     as a lead, where its people have gone\n"
        "  shift close [ID]                  report, sign, hand over\n"
        "  shift close --over WHAT --reason TEXT\n"
        "                                    as a lead, passing over what is named and\n"
        "                                    nothing else\n"
        "  shift sign [ID] [--side SIDE]     gives, receives or lead\n"
        "  shift clock --reason TEXT         as a lead: the clock is right, the log is ahead\n"
        "  shift note ID TEXT                add to the report of a closed shift"
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("step", metavar="STEP", nargs="?", default="show", choices=_STEPS,
        help="|".join(_STEPS))  # fmt: skip
    add("about", metavar="ID|KIND", nargs="?", default="",
        help=_("number of a shift, or a kind of desk.toml"))  # fmt: skip
    add(
        "text",
        metavar="TEXT",
        nargs="?",
        default="",
        help=_("what is to be added; - reads it from standard input"),
    )
    add("--day", metavar="DAY", default="", help=_("of the shift to open, such as 2026-11-22"))
    add("--yes", action="store_true", help=_("what would be asked is answered with yes"))
    add("--reason", metavar="TEXT", default="", help=_("why"))
    add(
        "--over",
        metavar="OBSTACLES",
        default="",
        help=_("what a lead has seen and passes over: differences,items,drafts,early,late"),
    )
    add("--side", metavar="SIDE", default="", help=_("gives, receives or lead"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Look, or take a step and print the shift."""
    from csdesk.cli.opening import opened
    from csdesk.cli.shift_records import put_list, shift_record, show

    with opened(args, joins=args.step not in _LOOKS) as desk:
        settings = desk.settings
        if args.step == "clock":
            desk.shifts.trust_clock(args.reason)
        if args.step in ("list", "clock"):
            put_list(args.json, desk.shifts.newest(), settings)
            return 0
        if args.step in ("show", "note"):
            record = _looked_at(desk, args)
        else:
            record = shift_record(_taken(desk, args), settings)
    line = {key: value for key, value in record.items() if key != "report"}
    output.put_answer(args.json, record, [line], partial(show, record))
    return 0


def _taken(desk: Desk, args: Namespace) -> Shift:
    """The shift after the step that was asked for."""
    shifts, reports = desk.shifts, desk.shift_reports
    if args.step == "open":
        return _with_yes(shifts.open, args.about, day=args.day, yes=args.yes)
    if args.step == "join":
        return shifts.join(args.about)
    if args.step == "leave":
        return shifts.leave()
    if args.step == "take-over":
        return _with_yes(shifts.take_over, args.reason, yes=args.yes)
    if args.step == "close":
        return _closed(desk, args)
    side = meant(args.side, names_of(Side)) if args.side else None
    if args.side and side is None:
        raise NotUnderstood(
            'Nobody signs as "{side}". Choose: {sides}.',
            side=args.side, sides=[each.value for each in Side],
        )  # fmt: skip
    return reports.sign(_number(args.about), side)


def _closed(desk: Desk, args: Namespace) -> Shift:
    """The shift that is on, closed: the one that was named, and nothing unnamed is passed over."""
    from csdesk.services.shift_steps import called

    number, found = _number(args.about), desk.shift_reports.preview()
    seen = found.shift if number in (None, found.shift.id) else desk.shifts.one(number or 0)
    shown = found.blocked
    if shown and args.reason and found.may_pass and not args.over:
        raise Refused(
            "{shift} cannot be closed yet: {obstacles}. Name with --over what you have seen and"
            " pass over: --over {words}.",
            shift=called(desk.settings, found.shift),
            obstacles=[each.obstacle for each in shown],
            words=",".join(each.obstacle.value for each in shown),
        )
    if args.over:
        named = [meant(word, names_of(Obstacle)) for word in args.over.split(",")]
        if None in named:
            raise NotUnderstood(
                'Nothing that blocks a shift is called "{word}". Choose: {obstacles}.',
                word=args.over, obstacles=[each.value for each in Obstacle],
            )  # fmt: skip
        shown = tuple(each for each in shown if each.obstacle in named)
    return desk.shift_reports.close(args.reason, seen=seen, shown=shown)


def _with_yes(step: Callable[..., Shift], *args: str, **options: Any) -> Shift:
    """The shift after a step that may ask first; ``--yes`` is the answer."""
    try:
        return step(*args, **options)
    except NeedsYes as question:
        raise Refused("{question} Yes is --yes.", question=say(question)) from question


def _number(typed: str) -> int | None:
    number = typed.removeprefix("#")
    if typed and not (number.isascii() and number.isdecimal()):
        raise NotUnderstood(
            '"{typed}" is no number of a shift. `csdesk shift list` tells them.', typed=typed
        )
    return int(number) if typed else None


def _looked_at(desk: Desk, args: Namespace) -> Record:
    """The shift asked for, the one that is on, or else the last one; noted upon first."""
    from csdesk.cli.search import given_text
    from csdesk.cli.shift_records import closed_record, open_record
    from csdesk.services.closing import LONGEST_NOTE

    number = _number(args.about)
    if args.step == "note":
        if number is None:
            raise NotUnderstood("Say which shift and what is to be added: shift note 3 TEXT.")
        text = given_text(LONGEST_NOTE) if args.text == "-" else args.text
        desk.shift_reports.note(text, number)
    on = desk.shifts.now()
    if on is not None and number in (None, on.id):
        return open_record(desk.shift_reports.preview(), desk.settings)
    return closed_record(desk.shift_reports.closed(number), desk.settings)
