"""``csdesk audit``: is the log as it was written, are reports as they were signed (S28, F77)."""

from __future__ import annotations

import os
import socket
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.cli import output
from csdesk.model.audit import ChainCheck, ChainHead
from csdesk.model.errors import DeskError, NotUnderstood, Refused
from csdesk.plain import plain
from csdesk.words import _, ngettext, when

if TYPE_CHECKING:
    from csdesk.model.closing import Seal
    from csdesk.model.shifts import Shift
    from csdesk.services.desk import Desk

JOURNAL = Path("/dev/log")
"""Where the box's journal listens."""

_NOTICE = 10 << 3 | 5
"""Of syslog: security, a notice."""


def description() -> str:
    """What the command is for."""
    return _(
        "Check the operation log: every step must follow from the one before it, and\n"
        "every report of a shift must be what was signed.\n"
        "  audit verify             look through all of it\n"
        "  audit verify --anchor F  hold it against anchors, too; only they show\n"
        "                           that its end was cut off, or all of it replaced\n"
        "  audit anchor             tell the box's journal where the log ends now\n"
        "  audit anchor --to F      and write it at the end of a file; - prints it\n"
        "F may be a file of anchors, lines of the journal, a report, or the manifest\n"
        "of a backup."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("step", metavar="verify|anchor", choices=("verify", "anchor"))
    add("--anchor", metavar="FILE", action="append", default=[],
        help=_("with verify: a file with anchors, - for standard input"))  # fmt: skip
    add("--to", metavar="FILE", default="", help=_("with anchor: a file to write it to"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Verify the log, or anchor it."""
    from csdesk.cli.opening import opened

    if args.anchor and args.step == "anchor":
        raise NotUnderstood(
            "--anchor goes with csdesk audit verify, --to with csdesk audit anchor."
        )
    if args.to and args.step == "verify":
        raise NotUnderstood(
            "--anchor goes with csdesk audit verify, --to with csdesk audit anchor."
        )
    if args.step == "anchor":
        with opened(args) as desk:
            folder, head = desk.folder, desk.audit.head()
        return _anchor(args, folder, head)
    known = tuple(each for name in args.anchor for each in _read_anchors(name))
    with opened(args) as desk:
        check = desk.audit.check(known)
        tampered = desk.shift_reports.tampered()
        refusal = _refusal(desk, check, tampered)
    if args.json:
        output.put_document(_document(check, tampered))
    elif refusal is None:
        told = _("{count:,} steps, unbroken")
        if check.anchors:
            told = ngettext(
                "{count:,} steps, unbroken; held against {anchors:,} anchor",
                "{count:,} steps, unbroken; held against {anchors:,} anchors",
                check.anchors,
            )
        output.put(told.format(count=check.head.seq, anchors=check.anchors))
    if refusal is not None:
        raise refusal
    return 0


def _document(check: ChainCheck, tampered: tuple[tuple[Shift, Seal], ...]) -> dict[str, object]:
    astray = check.astray
    return {
        "ok": check.ok and not tampered,
        "events": check.head.seq,
        "hash": check.head.hash,
        "first_broken": check.broken,
        "missing": check.missing,
        "emptied": check.emptied,
        "unguarded": list(check.unguarded),
        "sessions": list(check.sessions),
        "anchors": check.anchors,
        "anchor_astray": None if astray is None else {"seq": astray.seq, "hash": astray.hash},
        "cut": check.cut,
        "reports": [{"shift": each.id, "seal": seal.value} for each, seal in tampered],
    }


def _refusal(
    desk: Desk, check: ChainCheck, tampered: tuple[tuple[Shift, Seal], ...]
) -> DeskError | None:
    """What is wrong, the gravest first."""
    if check.broken is not None and check.missing:
        return Refused(
            "Steps {first} to {last} of the log are missing. Keep the store, tell a lead, and"
            " compare it with a backup.",
            first=check.broken - check.missing, last=check.broken - 1,
        )  # fmt: skip
    if check.broken is not None:
        return Refused(
            "Somebody changed the log at step {seq}. Keep the store, tell a lead, and compare it"
            " with a backup.",
            seq=check.broken,
        )
    if check.astray is not None and check.emptied is None:
        return _astray(desk, check, check.astray)
    if check.emptied or check.sessions or check.unguarded:
        return _beside_the_chain(check)
    if tampered:
        shift, seal = tampered[0]
        return Refused(
            "The report of shift {id} of {day} is not what was signed: {seal}. Keep the store, tell"
            " a lead, and compare it with a backup.",
            id=shift.id, day=shift.day, seal=seal,
        )  # fmt: skip
    return None


def _beside_the_chain(check: ChainCheck) -> DeskError:
    """What is wrong though every step follows from the one before it."""
    if check.emptied is not None:
        return Refused(
            "Somebody took out of step {seq} of the log what it told, and no purge names that"
            " step. Keep the store, tell a lead, and compare it with a backup.",
            seq=check.emptied,
        )
    if check.sessions:
        return Refused(
            "Who came in and how was changed or taken away for {count} sessions, such as {id}. Keep"
            " the store, tell a lead, and compare it with a backup.",
            count=len(check.sessions), id=check.sessions[0],
        )  # fmt: skip
    return Refused(
        "Somebody took away what keeps the log from being changed ({names}); its steps fit"
        " each other. Keep the store, tell a lead, and compare it with a backup.",
        names=list(check.unguarded),
    )


def _astray(desk: Desk, check: ChainCheck, anchor: ChainHead) -> DeskError:
    """What it means that the log lacks a step that was anchored."""
    restored = desk.audit.restored()
    if restored is not None and anchor.seq > restored.backup_seq:
        return Refused(
            "Step {seq}, of which an anchor tells, is not in the log. The log says that {who}"
            " restored a backup of step {backup} at {at} and kept the former store as {former}. If"
            " that is so, write new anchors; if not, keep the store and tell a lead.",
            seq=anchor.seq, who=restored.who, backup=restored.backup_seq,
            at=when(restored.at, desk.settings.zone), former=restored.former or "-",
        )  # fmt: skip
    if check.cut:
        return Refused(
            "The log ends at step {end}, but an anchor tells of step {seq}: its end was cut off, or"
            " an older store was put in its place. Keep the store, tell a lead, and compare it with"
            " a backup.",
            end=check.head.seq, seq=anchor.seq,
        )  # fmt: skip
    return Refused(
        "Step {seq} of the log is not the one of which an anchor tells: the log was written anew,"
        " or another store was put in its place. Keep the store, tell a lead, and compare it with a"
        " backup.",
        seq=anchor.seq,
    )


# --- anchors -------------------------------------------------------------------------------------


def _anchor(args: Namespace, folder: Path, head: ChainHead) -> int:
    from csdesk.rules.anchors import anchor

    at = datetime.now(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    line = f"csdesk anchor {anchor(head)} at={at} desk={plain(str(folder))}"
    told = tell_journal(line)
    if not told and not args.to:
        raise Refused(
            "This box has no journal at {path} that takes the anchor. Name a file with --to, best"
            " one that csdesk cannot change.",
            path=JOURNAL,
        )
    if args.to and args.to != "-":
        _append(Path(args.to).expanduser(), line)
    record: dict[str, object] = {
        "seq": head.seq, "hash": head.hash, "at": at, "journal": told,
        "file": None if args.to in ("", "-") else args.to,
    }  # fmt: skip
    if args.to == "-" and not args.json:
        output.put(line)
    else:
        output.put_receipt(args.json, record, line)
    return 0


def tell_journal(line: str) -> bool:
    """Send a line to the box's journal or syslog; whether there is one that took it."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
            to.settimeout(2.0)
            to.connect(str(JOURNAL))
            to.send(f"<{_NOTICE}>csdesk[{os.getpid()}]: {line}".encode())
    except OSError:
        return False
    return True


def _append(path: Path, line: str) -> None:
    try:
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        with os.fdopen(file, "a", encoding="utf-8") as writing:
            writing.write(f"{line}\n")
            writing.flush()
            os.fsync(writing.fileno())
    except OSError as fault:
        raise Refused(
            "The anchor cannot be written to {path} ({cause}).",
            path=path, cause=fault.strerror or fault,
        ) from fault  # fmt: skip


def _read_anchors(name: str) -> tuple[ChainHead, ...]:
    from csdesk.rules.anchors import anchors

    try:
        found = anchors(_lines(name))
    except OSError as fault:
        raise Refused(
            "{path} cannot be read ({cause}).", path=name, cause=fault.strerror or fault
        ) from fault
    if not found:
        raise NotUnderstood(
            "There is no anchor in {path}: no seq=... hash=... as csdesk audit anchor writes it.",
            path=name,
        )
    return found


def _lines(name: str) -> Iterator[str]:
    if name == "-":
        yield from sys.stdin
        return
    with Path(name).expanduser().open(encoding="utf-8", errors="replace") as reading:
        yield from reading
