"""Shifts on the command line: for programs, and for people."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.model.closing import ClosedShift, Closing, Obstacle, Seal, ShiftNote
from csdesk.model.settings import DeskSettings
from csdesk.model.shifts import Shift, ShiftState, Side
from csdesk.plain import plain
from csdesk.rules import report_form
from csdesk.words import _, language, named, when

Record = dict[str, Any]


def shift_record(each: Shift, settings: DeskSettings) -> Record:
    """A shift for programs."""
    at = partial(output.instant, zone=settings.zone)
    people = [
        {
            "login": who.login, "name": who.name, "kind": who.kind, "came": at(who.came_at),
            "left": at(who.left_at),
        }
        for who in each.people
    ]  # fmt: skip
    signed = [
        {
            "side": one.side.value, "login": one.login, "name": one.name, "at": at(one.at),
            "hash": one.hash,
        }
        for one in each.signatures
    ]  # fmt: skip
    return {
        "shift": each.id,
        "day": each.day,
        "kind": each.kind,
        "name": settings.shifts.called(each.kind, language()),
        "state": each.state.value,
        "planned_start": at(each.planned_start),
        "planned_end": at(each.planned_end),
        "opened_at": at(each.opened_at),
        "opened_by": each.opened_by,
        "cutoff": at(each.cutoff_at),
        "after_seq": each.after_seq,
        "cutoff_seq": each.cutoff_seq,
        "closed_by": each.closed_by,
        "people": people,
        "signed": signed,
        "hash": each.report_hash,
        "version": each.version,
    }


def open_record(found: Closing, settings: DeskSettings) -> Record:
    """The shift that is on, with what keeps it from being closed."""
    blocked = [
        {"obstacle": each.obstacle.value, "count": each.count, "named": list(each.named)}
        for each in found.blocked
    ]
    return {**shift_record(found.shift, settings), "blocked": blocked}


def closed_record(found: ClosedShift, settings: DeskSettings) -> Record:
    """A closed shift with its report, whether that holds, and what was added."""
    return {
        **shift_record(found.shift, settings),
        "seal": found.seal.value,
        "unacknowledged": found.unacknowledged,
        "notes": [_note(each, settings.zone) for each in found.notes],
        "report": report_form.document(found.report) if found.report else None,
    }


def _note(each: ShiftNote, zone: str) -> Record:
    at = output.instant(each.at, zone)
    return {"id": each.id, "author": each.author, "at": at, "text": each.text}


def put_list(as_json: bool, found: Sequence[Shift], settings: DeskSettings) -> None:
    """The last shifts, the newest first."""
    records = [shift_record(each, settings) for each in found]
    columns = [
        Column(_("No."), lambda s: str(s.id), right=True),
        Column(_("Day"), lambda s: s.day),
        Column(_("Shift"), lambda s: settings.shifts.called(s.kind, language())),
        Column(_("State"), lambda s: named(s.state)),
        Column(_("Opened"), lambda s: when(s.opened_at, settings.zone)),
        Column(_("Cut off"), lambda s: when(s.cutoff_at, settings.zone)),
        Column(_("People"), lambda s: ", ".join(each.name for each in s.people), least=6),
    ]
    nothing = _("No shift was opened yet.")
    show = partial(output.put_table, columns, found, nothing)
    output.put_answer(as_json, {"shifts": records}, records, show)


def show(record: Record) -> None:
    """A shift for people: its facts, who is there, who signed, what blocks, what was added."""
    state = named(ShiftState(record["state"]))
    pairs = [
        (_("shift"), f"#{record['shift']} {record['day']} {record['name']} ({state})"),
        (_("planned"), f"{_short(record['planned_start'])} - {_short(record['planned_end'])}"),
        (_("opened"), f"{_short(record['opened_at'])} {record['opened_by']}"),
    ]
    if record["cutoff"]:
        pairs.append((_("cut off"), f"{_short(record['cutoff'])} {record['closed_by']}"))
    pairs += [(_("came"), _person(each)) for each in record["people"]]
    pairs += [
        (named(Side(each["side"])), f"{each['name']} {_short(each['at'])}")
        for each in record["signed"]
    ]
    if record["hash"]:
        seal = f"  {named(Seal(record['seal']))}" if "seal" in record else ""
        pairs.append((_("hash"), f"{record['hash']}{seal}"))
    if "unacknowledged" in record:
        pairs.append((_("not acknowledged"), f"{record['unacknowledged']}"))
    for each in record.get("blocked", ()):
        names = f" ({', '.join(each['named'])})" if each["named"] else ""
        pairs.append((_("blocked"), f"{named(Obstacle(each['obstacle']))}: {each['count']}{names}"))
    pairs += [
        (_("added"), f"{each['author']} {_short(each['at'])}: {each['text']}")
        for each in record.get("notes", ())
    ]
    for name, value in pairs:
        output.put(f"{name}: {plain(value)}")
    if "report" in record:
        text = _("`csdesk report --shift {id}` shows the report.")
        output.put(text.format(id=record["shift"]))


def _person(each: Record) -> str:
    gone = f" - {_short(each['left'])}" if each["left"] else ""
    return f"{each['name']} {_short(each['came'])}{gone}"


def _short(instant: str) -> str:
    """A moment of a record without seconds and zone."""
    return instant[:16].replace("T", " ")
