"""``csdesk roster``: who is to work when (S54, F50)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.model.errors import NotUnderstood
from csdesk.model.roster import RosterReject, RosterTaken, Week, WeekRow
from csdesk.model.settings import ShiftSettings
from csdesk.vocabulary import ON_DUTY, WEEKDAYS
from csdesk.words import _, language, tell_of_shifts

if TYPE_CHECKING:
    from csdesk.services.desk import Desk

_STEPS = ("show", "set", "import")

MOST_ROWS = 2_000
"""Rows of a roster file."""


def description() -> str:
    """What the command is for."""
    return _(
        "Show or change the roster.\n"
        "  roster show [--week DAY]             the week of a day, or this one\n"
        "  roster set LOGIN DAY KIND | off      one day of one person\n"
        "  roster import FILE [--week DAY]      CSV or XLSX: a row for each person with a column\n"
        "                                       for each day, or columns day, person, shift\n"
        "Days: 2026-11-23, 11-23, fri. Kinds are those of desk.toml, by code or name."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("step", metavar="show|set|import", nargs="?", default="show", choices=_STEPS)
    add("words", metavar="LOGIN DAY KIND", nargs="*", help=_("what the step needs"))
    add("--week", metavar="DAY", default="", help=_("any day of the week that is meant"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Show the week, set a day, or take a file in."""
    from csdesk.cli.opening import opened

    needed = {"show": 0, "set": 3, "import": 1}[args.step]
    if len(args.words) != needed:
        raise NotUnderstood(
            "csdesk roster {step} needs {needed} words more: csdesk roster --help shows which.",
            step=args.step, needed=needed,
        )  # fmt: skip
    with opened(args, joins=args.step != "show") as desk:
        week = desk.roster.day(args.week) if args.week else None
        if args.step == "import":
            return _import(desk, args, week)
        if args.step == "set":
            who, day, kind = args.words
            duty = desk.roster.set(who, desk.roster.day(day), kind)
            record: dict[str, object] = {
                "day": duty.day, "login": duty.login, "name": duty.name, "kind": duty.kind,
            }  # fmt: skip
            called = desk.settings.shifts.called(duty.kind, language()) or _("free")
            output.put_receipt(args.json, record, f"{duty.day}  {duty.name}  {called}")
            return 0
        _show(args, desk.roster.week(week), desk.settings.shifts)
    return 0


def _import(desk: Desk, args: Namespace, week: date | None) -> int:
    from csdesk.intake.reading.opening import read_table

    path = Path(args.words[0]).expanduser()
    try:
        table = read_table(path, most=MOST_ROWS)
    except OSError as fault:
        raise NotUnderstood(
            "{file} cannot be read: {cause}.", file=path, cause=fault.strerror or "-"
        ) from fault
    shifts = desk.settings.shifts
    taken = desk.roster.take(table, week)
    record: dict[str, object] = {
        "people": taken.people, "days": taken.days, "set": taken.set, "freed": taken.freed,
        "unchanged": taken.unchanged, "rejected": len(taken.rejects),
    }  # fmt: skip
    errors = [_error(each, shifts) for each in taken.rejects]
    output.put_answer(
        args.json, record | {"errors": errors}, [record, *errors], lambda: _told(taken, shifts)
    )
    return 1 if taken.rejects else 0


def _error(each: RosterReject, shifts: ShiftSettings) -> dict[str, object]:
    reason = tell_of_shifts(each.words, each.facts, shifts)
    return {"row": each.row, "column": each.column, "value": each.value, "reason": reason}


def _told(taken: RosterTaken, shifts: ShiftSettings) -> None:
    told = _(
        "{people} people, {days} days: {set} shifts set, {freed} freed, {unchanged} as before,"
        " {rejected} left out."
    )
    output.put(
        told.format(
            people=taken.people, days=taken.days, set=taken.set, freed=taken.freed,
            unchanged=taken.unchanged, rejected=len(taken.rejects),
        )
    )  # fmt: skip
    for each in taken.rejects:
        reason = tell_of_shifts(each.words, each.facts, shifts)
        where = _("row {row}").format(row=each.row)
        output.put(output.plain_line(f"{where} {each.column}: {reason}"))


def _show(args: Namespace, week: Week, shifts: ShiftSettings) -> None:
    records: list[dict[str, object]] = [
        {"login": row.login, "name": row.name, **dict(zip(week.days, row.kinds, strict=True))}
        for row in week.rows
    ]
    if args.json:
        output.put_document(
            {
                "days": list(week.days),
                "people": [
                    {"login": row.login, "name": row.name, "kinds": list(row.kinds)}
                    for row in week.rows
                ],
                "short": [
                    {"day": s.day, "kind": s.kind, "there": s.there, "needed": s.needed}
                    for s in week.short
                ],
                "purchasers": [list(each) for each in week.purchasers],
            }
        )
    elif output.for_people():
        _table(week, shifts)
    else:
        output.put_tabbed(records)


def _table(week: Week, shifts: ShiftSettings) -> None:
    days = [
        Column(" ".join((day[5:], _(WEEKDAYS[n]))), _kind_on(n, shifts), least=4)
        for n, day in enumerate(week.days)
    ]
    output.put_table([Column(_("Name"), lambda row: row.name, least=6), *days], week.rows)
    for each in week.short:
        text = _("{day} {kind}: {there} of {needed} people")
        called = shifts.called(each.kind, language())
        output.put(text.format(day=each.day, kind=called, there=each.there, needed=each.needed))
    today = week.days.index(week.today) if week.today in week.days else 0
    if names := week.purchasers[today]:
        output.put(output.plain_line(": ".join((_(ON_DUTY[True]), ", ".join(names)))))


def _kind_on(n: int, shifts: ShiftSettings) -> Callable[[WeekRow], str]:
    return lambda row: shifts.called(row.kinds[n], language()) if row.kinds[n] else "-"
