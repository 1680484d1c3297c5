"""``csdesk backup``: verified copies of the store, made while everybody works (design §2)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from csdesk.cli import output
from csdesk.cli.output import Column, instant
from csdesk.model.backups import Backup, Why
from csdesk.model.errors import NotUnderstood, Refused
from csdesk.words import N_, UNKNOWN, _, when

WHY = {
    Why.ASKED: N_("asked for"),
    Why.UPGRADE: N_("before an upgrade"),
    Why.REPLACED: N_("replaced by a restore"),
    Why.RESTORED: N_("after a restore"),
}
"""What a backup was made for, in words."""

_MB = 1_000_000


def description() -> str:
    """What the command is for."""
    return _(
        "Make a copy of the store while everybody works, check it, and write a\n"
        "manifest beside it: SHA-256, rows, the last step of the log. Older ones go as\n"
        "[backups] of desk.toml says. For a timer, and before anything daring; csdesk\n"
        "restore --drill tries one out."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("--to", metavar="DIR", type=Path,
        help=_("another folder, such as one on another disk"))  # fmt: skip
    add("--list", action="store_true", help=_("list the backups that are there"))
    anew = _("the log was replaced and a lead knows: later backups go on from this one")
    add("--anew", action="store_true", help=anew)
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Make a backup, or list those that are there.

    Raises:
        Refused: the backup was made, but its log does not go on from that of the one before.
    """
    from csdesk.cli.opening import opened

    if args.list and args.anew:
        raise NotUnderstood("--anew goes with making a backup, not with --list.")
    wish = args.to.expanduser().absolute() if args.to else None
    with opened(args) as desk:
        if args.list:
            _put_list(args, desk.backups.folder(wish), desk.backups.list(wish), desk.settings.zone)
            return 0
        made = desk.backups.make(wish, anew=args.anew)
        manifest = made.manifest
        assert manifest is not None
        gone = desk.backups.thin_out(wish) if manifest.goes_on else ()
    told = _("Backup made: {file}, {size:,} MB, {count:,} steps of the log.").format(
        file=output.plain_path(made.path), size=-(-manifest.size // _MB), count=manifest.head.seq
    )
    if gone:
        told += " " + _("Older ones removed: {count}.").format(count=len(gone))
    document = {**record(made, desk.settings.zone), "removed": [each.name for each in gone]}
    output.put_receipt(args.json, document, told)
    if not manifest.goes_on:
        raise Refused(
            "The backup {file} was made, but its log does not go on from that of the backup before"
            " it: somebody cut, changed or replaced it. No older backup was removed. Tell a lead;"
            " csdesk audit verify tells more.",
            file=made.name,
        )
    return 0


def record(backup: Backup, zone: str) -> dict[str, object]:
    """A backup for programs."""
    told: dict[str, object] = {"file": str(backup.path), "sound": backup.manifest is not None}
    if (manifest := backup.manifest) is None:
        return told
    return {
        **told,
        "made_at": instant(manifest.made_at, zone),
        "why": manifest.why.value,
        "size": manifest.size,
        "sha256": manifest.sha256,
        "schema": manifest.schema,
        "orders": manifest.rows.get("orders", 0),
        "events": manifest.head.seq,
        "hash": manifest.head.hash,
        "goes_on": manifest.goes_on,
    }


def _put_list(args: Namespace, folder: Path, found: tuple[Backup, ...], zone: str) -> None:
    records = [record(each, zone) for each in found]

    def at(backup: Backup) -> str:
        return when(backup.manifest.made_at, zone) if backup.manifest else UNKNOWN

    def size(backup: Backup) -> str:
        return f"{-(-backup.manifest.size // _MB):,}" if backup.manifest else UNKNOWN

    def steps(backup: Backup) -> str:
        return f"{backup.manifest.head.seq:,}" if backup.manifest else UNKNOWN

    def told(backup: Backup) -> str:
        if backup.manifest is None:
            return _("no manifest")
        why = _(WHY[backup.manifest.why])
        return why if backup.manifest.goes_on else f"{why}; {astray}"

    astray = _("ITS LOG DOES NOT GO ON")
    columns = [
        Column(_("Backup"), lambda each: each.name),
        Column(_("Made"), at),
        Column(_("MB"), size, right=True),
        Column(_("Steps"), steps, right=True),
        Column(_("What for"), told, least=10),
    ]
    nothing = _("There is no backup in {folder}. csdesk backup makes one.").format(
        folder=output.plain_path(folder)
    )
    output.put_answer(
        args.json, {"folder": str(folder), "backups": records}, records,
        lambda: output.put_table(columns, found, nothing),
    )  # fmt: skip
