"""``csdesk amazon``: Amazon's notices, plans of action, what was sent (F63-F65, W31)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from csdesk.cli import amazon_records as records
from csdesk.cli import output
from csdesk.model.amazon import AmazonState, EvidenceKind, NoticeKind, ReplyForm, Section
from csdesk.model.counting import whole_number
from csdesk.model.errors import NeedsYes, NotUnderstood, Refused
from csdesk.rules.plan_editing import word
from csdesk.words import _, meant, named, names_of, say

if TYPE_CHECKING:
    from csdesk.model.amazon import AmazonCase
    from csdesk.services.desk import Desk

LARGEST = 1 << 20
"""Bytes of a file with a notice or an entry."""


def description() -> str:
    """What the command is for."""
    return _(
        "Keep Amazon's notices, write and check plans of action. Nothing is sent to Amazon: a\n"
        "person does that, and notes it with submit.\n"
        "  amazon [list] [--all]                   what waits, the most urgent first\n"
        "  amazon new KIND --text-file FILE [--due 72h] [--account NAME] [--reference NO]\n"
        "  amazon show ID                          notice, deadline, plan, evidence\n"
        "  amazon set ID FIELD VALUE               kind, form, account, reference, notice,\n"
        "                                          received, due, verdict_hours, subjects\n"
        "  amazon set ID cause TEXT\n"
        "  amazon set ID action TEXT --on DAY [--for 1,2]\n"
        "  amazon set ID prevention TEXT --on DAY --owner NAME --every WEEK [--for 1,2]\n"
        "  amazon set ID action [TEXT] --entry N [--remove]\n"
        "  amazon evidence ID KIND TITLE [--about ASIN,... | all] [--file FILE]\n"
        "  amazon evidence ID --entry N [--remove]\n"
        "  amazon lint ID                          what is missing; exit status 1 if anything is\n"
        "  amazon submit ID [--on WHEN] [--yes]    a person has sent it\n"
        "  amazon answer ID restored | refused | more_asked [TEXT] [--due 72h]\n"
        "  amazon close | reopen ID WHY\n"
        "  amazon export ID [--pack]               Markdown, or ZIP with the evidence"
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("step", metavar="STEP", nargs="?", default="list", choices=tuple(_STEPS),
        help=_("what to do; see above"))  # fmt: skip
    add("words", metavar="ID ...", nargs="*", help=_("the case, and what else the step needs"))
    add("--text", metavar="TEXT", default=None, help=_("the notice, or an entry of the plan"))
    add("--text-file", metavar="FILE", default="", help=_("the same, out of a file"))
    add("--form", metavar="FORM", default="plan",
        help=_("what Amazon wants: plan, questionnaire, acknowledgement or quiz"))  # fmt: skip
    add("--received", metavar="WHEN", default="", help=_("when the notice came"))
    add("--due", metavar="WHEN", default="",
        help=_("by when Amazon wants an answer, as it says: 72h, 17 days, 2026-12-01"))  # fmt: skip
    add("--account", metavar="NAME", default="", help=_("which seller account"))
    add("--reference", metavar="NO", default="", help=_("Amazon's number of the case"))
    add("--entry", metavar="N", type=whole_number, default=None,
        help=_("correct this entry, or this evidence"))  # fmt: skip
    add("--remove", action="store_true", help=_("take it out"))
    add("--for", metavar="N,N", dest="causes", default=None,
        help=_("the root causes that it answers"))  # fmt: skip
    add("--on", metavar="WHEN", default=None, help=_("the day or time: 2026-11-20, yesterday"))
    add("--owner", metavar="NAME", default=None, help=_("who sees to a prevention"))
    add("--every", metavar="WORDS", default=None, help=_("how often: daily, weekly"))
    add("--about", metavar="ASINS", default=None, help=_("what an evidence is about, or all"))
    add("--supplier", metavar="NAME", default=None, help=_("who made it out"))
    add("--contact", metavar="WORDS", default=None, help=_("how they are reached"))
    add("--pieces", metavar="N", type=whole_number, default=None, help=_("pieces on it"))
    add("--file", metavar="FILE", default="", help=_("is copied into the desk"))
    add("--pack", action="store_true", help=_("with a copy of every evidence, as a ZIP file"))
    add("--yes", action="store_true",
        help=_("it was sent although something is missing or not answered yet"))  # fmt: skip
    add("--version", metavar="N", type=whole_number, default=None, dest="seen",
        help=_("refuse if the case has another version by now"))  # fmt: skip
    add("--all", action="store_true", help=_("closed ones too, the newest first"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Do the step and print what it came to."""
    from csdesk.cli.opening import opened

    changes = args.step not in ("list", "show", "lint", "export")
    if args.step not in ("list", "new"):
        args.id = _case_id(args)
    with opened(args, joins=changes) as desk:
        return _STEPS[args.step](desk, args)


def _case_id(args: Namespace) -> int:
    if not args.words:
        raise NotUnderstood("Say which case: csdesk amazon {step} ID.", step=args.step)
    return whole_number(args.words.pop(0))


# Looking


def _list(desk: Desk, args: Namespace) -> int:
    found = desk.amazon.listed(everything=args.all)
    zone, now = desk.settings.zone, datetime.now(UTC)
    rows = [records.row_record(each, zone, now) for each in found]
    output.put_answer(args.json, {"cases": rows}, rows, lambda: records.put_list(found, zone, now))
    return 0


def _show(desk: Desk, args: Namespace) -> int:
    checked, zone, now = desk.amazon.checked(args.id), desk.settings.zone, datetime.now(UTC)
    record = records.case_record(checked, zone, now)
    if args.json:
        output.put_document(record)
    elif output.for_people():
        records.put_case(checked, zone, now)
    else:
        output.put_pairs(record)
    return 0


def _lint(desk: Desk, args: Namespace) -> int:
    checked = desk.amazon.checked(args.id)
    found = [records.finding_record(each) for each in checked.findings]
    document = {
        "id": args.id, "missing": checked.missing, "read_again": checked.looks, "findings": found,
    }  # fmt: skip
    output.put_answer(args.json, document, found, lambda: records.put_findings(checked))
    return 1 if checked.missing else 0


def _export(desk: Desk, args: Namespace) -> int:
    path = desk.submissions.pack(args.id) if args.pack else desk.submissions.export(args.id)
    missing = desk.amazon.checked(args.id).missing
    record: dict[str, object] = {"file": output.plain_path(path), "missing": missing}
    output.put_receipt(args.json, record, output.plain_path(path))
    return 0


# Changing


def _new(desk: Desk, args: Namespace) -> int:
    case = desk.amazon.open(
        word(_next(args, _("what the notice is about")), NoticeKind), _text(args) or "",
        form=word(args.form, ReplyForm), received=args.received, due=args.due,
        account=args.account, reference=args.reference, client_id=uuid4().hex,
    )  # fmt: skip
    return _receipt(desk, args, case)


def _set(desk: Desk, args: Namespace) -> int:
    field = _next(args, _("which field, or cause, action, prevention"))
    section = meant(field, names_of(Section))
    if section is None:
        value = _text(args)
        return _receipt(desk, args, desk.amazon.set(args.id, field, value or "", seen=args.seen))
    if args.remove:
        if args.entry is None:
            raise NotUnderstood("Say which one: --entry N.")
        case = desk.amazon.remove(args.id, section, args.entry, seen=args.seen)
        return _receipt(desk, args, case)
    case = desk.amazon.write(
        args.id, section, _text(args), number=args.entry, causes=_numbers(args.causes),
        day=args.on, owner=args.owner, every=args.every, seen=args.seen,
    )  # fmt: skip
    return _receipt(desk, args, case)


def _evidence(desk: Desk, args: Namespace) -> int:
    if args.remove:
        if args.entry is None:
            raise NotUnderstood("Say which one: --entry N.")
        return _receipt(desk, args, desk.amazon.detach(args.id, args.entry, seen=args.seen))
    kind = word(args.words.pop(0), EvidenceKind) if args.words else None
    if kind is None and args.entry is None:
        raise NotUnderstood("Say what kind of evidence: {kinds}.", kinds=list(EvidenceKind))
    case = desk.amazon.attach(
        args.id, kind, _text(args), number=args.entry, about=args.about, day=args.on,
        supplier=args.supplier, contact=args.contact, quantity=args.pieces,
        file=Path(args.file).expanduser() if args.file else None, seen=args.seen,
    )  # fmt: skip
    return _receipt(desk, args, case)


def _submit(desk: Desk, args: Namespace) -> int:
    try:
        case = desk.submissions.submit(args.id, args.on or "", yes=args.yes, seen=args.seen)
    except NeedsYes as question:
        raise Refused("{question} Yes is --yes.", question=say(question)) from question
    return _receipt(desk, args, case)


def _answer(desk: Desk, args: Namespace) -> int:
    to = word(_next(args, _("what Amazon answered")), AmazonState)
    case = desk.submissions.answer(
        args.id, to, _text(args) or "", on=args.on or "", due=args.due, seen=args.seen
    )
    return _receipt(desk, args, case)


def _close(desk: Desk, args: Namespace) -> int:
    return _move(desk, args, AmazonState.CLOSED)


def _reopen(desk: Desk, args: Namespace) -> int:
    return _move(desk, args, AmazonState.DRAFT)


def _move(desk: Desk, args: Namespace, to: AmazonState) -> int:
    case = desk.submissions.move(args.id, to, _text(args) or "", seen=args.seen)
    return _receipt(desk, args, case)


_STEPS: dict[str, Callable[[Desk, Namespace], int]] = {
    "list": _list,
    "new": _new,
    "show": _show,
    "set": _set,
    "evidence": _evidence,
    "lint": _lint,
    "submit": _submit,
    "answer": _answer,
    "close": _close,
    "reopen": _reopen,
    "export": _export,
}


def _receipt(desk: Desk, args: Namespace, case: AmazonCase) -> int:
    checked, zone, now = desk.amazon.checked(case.id), desk.settings.zone, datetime.now(UTC)
    record = records.case_record(checked, zone, now)
    told = _("Amazon case {id} is {state}; missing: {n}. Version {version}.")
    said = told.format(id=case.id, state=named(case.state), n=checked.missing, version=case.version)
    output.put_receipt(args.json, record, said)
    return 0


# Reading arguments


def _next(args: Namespace, what: str) -> str:
    if not args.words:
        raise NotUnderstood("Something is missing: {what}.", what=what)
    return str(args.words.pop(0))


def _text(args: Namespace) -> str | None:
    """What was typed as words, with ``--text``, or stands in a file; None for nothing."""
    if args.text_file:
        return _read(Path(args.text_file).expanduser())
    if args.text is not None:
        return str(args.text)
    return " ".join(args.words) if args.words else None


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST).decode("utf-8-sig", errors="replace")
    except OSError as fault:
        raise Refused(
            "{file} cannot be read ({cause}).", file=path, cause=fault.strerror or fault
        ) from fault


def _numbers(typed: str | None) -> list[int] | None:
    if typed is None:
        return None
    return [whole_number(each) for each in typed.replace("，", ",").split(",") if each.strip()]
