"""``csdesk restore``: a backup takes the place of the store, or is tried out."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli import output
from csdesk.model.errors import NotUnderstood
from csdesk.settings import SETTINGS_NAME, desk_folder, read_settings
from csdesk.words import _


def description() -> str:
    """What the command is for."""
    return _(
        "Put a backup in the place of the store, or with --drill try out whether that\n"
        "would work. FILE is a path or a name of csdesk backup --list; it is checked\n"
        "against its manifest first. Nobody may have the desk open. The store that was\n"
        "there is kept as a backup, so another restore takes this one back."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("file", metavar="FILE", nargs="?", default="",
        help=_("the backup; with --drill the newest one if it is left out"))  # fmt: skip
    add("--drill", action="store_true", help=_("only try it out beside the desk; changes nothing"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Restore a backup, or try one out."""
    from csdesk.cli.init import make_folders
    from csdesk.cli.opening import acting_person, own_visit, settings_of
    from csdesk.services.backups import named
    from csdesk.services.restoring import Restoring

    if not args.file and not args.drill:
        raise NotUnderstood("Say which backup: csdesk restore FILE. csdesk backup --list has them.")
    folder = desk_folder(args.desk).absolute()
    backup = named(folder, args.file)
    assert backup.manifest is not None
    if not args.drill:
        make_folders(folder)
        if not (folder / SETTINGS_NAME).exists() and backup.manifest.settings:
            path = folder / SETTINGS_NAME
            path.touch(mode=0o600)
            path.write_text(backup.manifest.settings, encoding="utf-8")
            read_settings(folder)
    folder, settings = settings_of(args, folder)
    who = acting_person()
    restoring = Restoring(folder, settings, who, own_visit(who))
    if args.drill:
        tried = restoring.drill(backup)
        record: dict[str, object] = {
            "file": str(backup.path), "events": tried.events, "orders": tried.orders,
            "seconds": dict(tried.seconds),
        }  # fmt: skip
        told = _(
            "{file} can be restored: {orders:,} orders, {count:,} steps of the log, all as its"
            " manifest tells. It took {seconds} s."
        ).format(
            file=backup.name, orders=tried.orders, count=tried.events,
            seconds=tried.seconds["all"],
        )  # fmt: skip
        output.put_receipt(args.json, record, told)
        return 0
    done = restoring.restore(backup)
    record = {
        "file": str(backup.path), "events": backup.manifest.head.seq,
        "former": str(done.former) if done.former else None, "lost": done.lost,
    }  # fmt: skip
    told = _("Restored: {file}, {count:,} steps of the log.").format(
        file=backup.name, count=backup.manifest.head.seq
    )
    if done.former:
        told += " " + _("The store from before is kept as {file}.").format(
            file=output.plain_path(done.former)
        )
    if done.lost:
        told += " " + _("Steps of the log that only that one has: {count:,}.").format(
            count=done.lost
        )
    output.put_receipt(args.json, record, told)
    return 0
