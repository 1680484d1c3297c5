"""``csdesk doctor``: is everything sound, and what to do where it is not."""

from __future__ import annotations

import os
import shutil
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.cli import doctor_box, output
from csdesk.cli.disk import free_reserve, lay_reserve, reserved
from csdesk.cli.place import mend
from csdesk.intake.locks import IMPORT_LOCK, is_held
from csdesk.intake.mounts import NETWORK, filesystem_of
from csdesk.intake.starting import importer_runs
from csdesk.model.errors import DeskError, Refused, StoreUnusable
from csdesk.model.status import BatchState
from csdesk.plain import plain
from csdesk.services.heartbeat import IMPORTER_LOCK
from csdesk.settings import desk_folder
from csdesk.words import N_, _, say, when

if TYPE_CHECKING:
    from csdesk.services.desk import Desk
    from csdesk.store.health import Health

LEAST_FREE = 500_000_000
"""Bytes of disk below which imports and remarks may soon fail."""

SKEW = 5.0
"""Seconds that the last event may lie ahead of the clock."""

LATE = 3 * 3_600
"""Seconds without a backup after which a box has missed some."""

_NAMES = {
    "settings": N_("settings"),
    "filesystem": N_("file system"),
    "rights": N_("rights"),
    "disk": N_("disk"),
    "reserve": N_("reserve for a full disk"),
    "store": N_("store"),
    "content": N_("content of the store"),
    "chain": N_("operation log"),
    "backups": N_("backups"),
    "reports": N_("reports of shifts"),
    "index": N_("search index"),
    "clock": N_("clock"),
    "importer": N_("importer"),
    "waiting": N_("half pairs that wait"),
    "quarantine": N_("files in quarantine"),
    "stuck": N_("stuck re-ships, parts, gifts, split orders"),
}

_PRIVATE = (
    ".", "desk.toml", "desk.db", "desk.db-wal", "desk.db-shm", "desk.db-turn", "desk.db-open",
    "archive",
    "quarantine", "staging", "exports", "backups", "drafts", "presence", "reserve",
)  # fmt: skip
"""What nobody else may read; inbox/ may be opened for those who drop files there."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    """For programs; the same in every language."""
    ok: bool
    detail: str
    remedy: str = ""
    """What to do; where it is sound, what would be better still."""

    @property
    def mark(self) -> str:
        """The word in front of it."""
        if not self.ok:
            return _("NOT SOUND")
        return _("note") if self.remedy else _("ok")


def description() -> str:
    """What the command is for."""
    return _(
        "Check the desk: store, log, rights, disk, importer. Nothing is changed unless you say so."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))
    parser.add_argument("--free", action="store_true",
                        help=_("give back the desk's reserve: the disk is full"))  # fmt: skip
    parser.add_argument("--reserve", action="store_true",
                        help=_("lay a reserve of disk aside again"))  # fmt: skip
    rights = _("take away what rights others have on the desk's files")
    parser.add_argument("--mend", action="store_true", help=rights)


def run(args: Namespace) -> int:
    """Do what is asked for first, then print the checks.

    Returns:
        0, or 6 where one of them failed.

    Raises:
        Refused: what is asked for cannot be done.
    """
    folder = desk_folder(args.desk)
    if args.free:
        free_reserve(folder)
    if args.reserve and not lay_reserve(folder):
        raise Refused("The disk has too little room for a reserve; nothing was laid aside.")
    if args.mend:
        mend(folder, _PRIVATE)
    names = _NAMES | doctor_box.names()
    checks = list(examine(args))
    sound = all(check.ok for check in checks)
    if args.json:
        output.put_document({"ok": sound, "checks": [asdict(check) for check in checks]})
    elif output.for_people():
        for check in checks:
            output.put(plain(f"{check.mark:<4} {_(names[check.name])}: {check.detail}"))
            if check.remedy:
                output.put(plain(f"     -> {check.remedy}"))
    else:
        output.put_tabbed(asdict(check) for check in checks)
    return 0 if sound else StoreUnusable.exit_status


def examine(args: Namespace) -> Iterator[Check]:
    """Look at everything; nothing that is wrong stops the rest.

    Args:
        args: say which desk, and in which language.
    """
    from csdesk.cli.opening import open_desk, settings_of

    folder = desk_folder(args.desk)
    settings = None
    try:
        folder, settings = settings_of(args)
        yield Check("settings", True, str(folder / "desk.toml"))
    except DeskError as fault:
        yield Check("settings", False, say(fault), _("Mend desk.toml as it says."))
    if not folder.is_dir():
        yield Check("store", False, _("there is no folder {path}").format(path=folder),
                    _("Make a desk with csdesk init."))  # fmt: skip
        return
    yield from doctor_box.examine(folder)
    doctor_box.become_its_keeper(folder)
    yield _filesystem(folder)
    yield _rights(folder)
    yield _disk(folder)
    room = reserved(folder) // 1_000_000
    detail = _("{megabytes:,} MB lie aside").format(megabytes=room)
    if not room:
        detail = _("none; csdesk doctor --reserve lays one aside")
    yield Check("reserve", True, detail)
    try:
        from csdesk.model.settings import DeskSettings

        desk = open_desk(folder, settings or DeskSettings(), joins=False, anywhere=True)
    except DeskError as fault:
        yield Check("store", False, say(fault), _("Restore the last backup, or ask a lead."))
        return
    try:
        yield from _inside(desk)
    finally:
        desk.close()


def _filesystem(folder: Path) -> Check:
    kind = filesystem_of(folder)
    remedy = _("Keep the desk on a disk of this computer; only inbox/ may be a network folder.")
    return _check("filesystem", not NETWORK(kind), kind or _("unknown"), remedy)


def _check(name: str, ok: bool, detail: str, remedy: str) -> Check:
    return Check(name, ok, detail, "" if ok else remedy)


def _rights(folder: Path) -> Check:
    loose = []
    for name in _PRIVATE:
        path = folder / name
        try:
            state = path.stat()
        except OSError:
            continue
        if state.st_mode & 0o077 or state.st_uid != os.getuid():
            loose.append(folder.name if name == "." else name)
    if not loose:
        return Check("rights", True, _("only you can read the desk"))
    detail = _("others can read, or own: {names}").format(names=", ".join(loose))
    remedy = _("csdesk doctor --mend takes these rights away (chmod go-rwx, chown).")
    return Check("rights", False, detail, remedy)


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    detail = _("{megabytes:,} MB free").format(megabytes=free // 1_000_000)
    remedy = _(
        "Free space now: when the disk is full nothing can be saved. csdesk doctor --free gives"
        " back the reserve."
    )
    return _check("disk", free >= LEAST_FREE, detail, remedy)


def _inside(desk: Desk) -> Iterator[Check]:
    """What can be asked of a store that opens."""
    from csdesk.store import health

    found = health.look(desk.store)
    schema = _("schema {version}").format(version=found.schema)
    yield Check("store", True, f"{desk.store.path.name}, {schema}")
    remedy = _("Stop working, keep the file, restore the last backup.")
    yield _check("content", not found.damage, found.damage or _("whole"), remedy)
    if found.damage:
        return
    remedy = _("Tell a lead, and compare with a backup.")
    yield _check("chain", *_chain(desk), remedy)
    yield _backups(desk)
    tampered = desk.shift_reports.tampered()
    reports = _("as they were signed")
    if tampered:
        reports = _("not what was signed: {shifts}").format(
            shifts=", ".join(f"#{shift.id} {shift.day}" for shift, _seal in tampered)
        )
    yield _check("reports", not tampered, reports, remedy)
    index = _("of another version") if found.index_outdated else _("up to date")
    yield _check("index", not found.index_outdated, index, _("The next import builds it anew."))
    ahead = round(found.last_event - time.time(), 1)
    clock = _("in step with the log")
    if ahead > SKEW:
        clock = _("the last step is {seconds} s ahead of it").format(seconds=ahead)
    yield _check("clock", ahead <= SKEW, clock, _("Set the clock of this computer."))
    yield from _imports(desk.folder, found)
    yield Check("stuck", True, str(len(desk.stuck.list())))


def _chain(desk: Desk) -> tuple[bool, str]:
    """Whether the log is what it was, and that in words."""
    found = desk.audit.check()
    if found.broken is not None:
        return False, _("somebody changed it at step {seq}").format(seq=found.broken)
    if found.astray is not None:
        return False, _("it does not go on from the last backup, step {seq}").format(
            seq=found.astray.seq
        )
    if found.unguarded:
        return False, _("somebody took away what keeps it from being changed")
    return True, _("{count:,} steps, unbroken").format(count=found.head.seq)


def _backups(desk: Desk) -> Check:
    """When the last backup was made; a box makes one every hour."""
    from csdesk.box.layout import box_of

    found = [each.manifest for each in desk.backups.list() if each.manifest is not None]
    if not found:
        return Check("backups", True, _("none yet"), _("csdesk backup makes one."))
    made = found[0].made_at
    detail = _("{count:,}, the last one of {at}").format(
        count=len(found), at=when(made, desk.settings.zone)
    )
    try:
        on_box = box_of(desk.folder) is not None
    except DeskError:
        on_box = False
    late = on_box and time.time() - made.timestamp() > LATE
    remedy = _("`journalctl -u csdesk-backup` tells why there is no newer one.")
    return _check("backups", not late, detail, remedy)


def _imports(folder: Path, found: Health) -> Iterator[Check]:
    """Whether somebody imports, and what waits for people."""
    broken_off = found.batches.get(BatchState.IMPORTING, 0)
    watched = (folder / IMPORTER_LOCK).exists() and importer_runs(folder)
    importing = (folder / IMPORT_LOCK).exists() and is_held(folder / IMPORT_LOCK)
    told, remedy = _("none runs; the next session starts one"), ""
    shared = doctor_box.is_shared(folder)
    if shared:
        told = _("none runs, and sessions of a box start none")
        remedy = _("As root: systemctl start csdesk-sync.")
    if watched or importing:
        told = _("takes files in") if importing else _("watches the inbox")
    elif broken_off:
        told = _("an import was broken off")
        remedy = remedy or _("csdesk sync --once takes it up where it stopped.")
    sound = bool(watched or importing or not (broken_off or shared))
    yield _check("importer", sound, told, remedy)
    for name, state in (("waiting", BatchState.WAITING), ("quarantine", BatchState.QUARANTINED)):
        yield Check(name, True, str(found.batches.get(state, 0)))
