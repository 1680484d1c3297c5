"""``csdesk restore``: a backup takes the place of the store, or is tried out."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from csdesk.cli import output
from csdesk.model.backups import Closed, Manifest, Restored
from csdesk.model.errors import NotUnderstood
from csdesk.model.roles import Role
from csdesk.plain import plain
from csdesk.settings import SETTINGS_NAME, desk_folder, read_settings
from csdesk.words import N_, _, named, when


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
    _tell(args, restoring.restore(backup), backup.manifest, settings.zone)
    return 0


def _tell(args: Namespace, done: Restored, manifest: Manifest, zone: str) -> None:
    """What came of it, and what was not opened again."""
    record: dict[str, object] = {
        "file": str(done.backup.path), "events": manifest.head.seq,
        "former": str(done.former) if done.former else None, "lost": done.lost,
        "closed": None if done.closed is None else [
            {"what": each.what.value, "login": each.login, "name": each.name, "detail": each.detail}
            for each in done.closed
        ],
    }  # fmt: skip
    told = _("Restored: {file}, {count:,} steps of the log.").format(
        file=done.backup.name, count=manifest.head.seq
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
    if sys.stderr:
        for line in _closed(done, when(manifest.made_at, zone)):
            print(plain(line), file=sys.stderr)


_CLOSED = {
    Closed.LEFT: N_("{who} left since, and comes in no more."),
    Closed.ROLES: N_("{who} has no longer these roles: {detail}."),
    Closed.KEY: N_("The key {detail} of {who} stays revoked."),
    Closed.PIN: N_("The PIN of {who} was changed since: the newer one counts."),
    Closed.PIN_OFF: N_("The PIN of {who} stays taken away."),
    Closed.PIN_LOCKED: N_("{who} stays locked after wrong PINs."),
    Closed.STAYS: N_(
        "{who} left since or is administrator no more, and still is: nobody else here could let"
        " people in. Make somebody else administrator, then csdesk people off {login}."
    ),
}


def _closed(done: Restored, then: str) -> Iterator[str]:
    """What would have come back to life, by name; for standard error, beside any answer."""
    if done.closed is None:
        yield _(
            "Who may come in is as it was at {time}, since there is no former store that could tell"
            " what was closed later. Look through csdesk people list and csdesk people key --list:"
            " take off who left since, revoke the keys that were revoked since, and give new PINs"
            " where they were changed since."
        ).format(time=then)
        return
    if not done.closed:
        yield _("Of keys, PINs, people and roles nothing had been closed since {time}.").format(
            time=then
        )
        return
    yield _("Closed since {time}, and closed again in what was restored:").format(time=then)
    for each in done.closed:
        detail = each.detail
        if each.what is Closed.ROLES:
            detail = ", ".join(named(Role(role)) for role in detail.split())
        who = f"{each.name} ({each.login})" if each.name else each.login
        yield "  " + _(_CLOSED[each.what]).format(who=who, login=each.login, detail=detail)
