"""``csdesk init``: a new desk, an empty folder with everything in its place (design §2)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import suppress
from pathlib import Path

from csdesk.cli import output
from csdesk.cli.disk import lay_reserve
from csdesk.model.errors import Refused
from csdesk.settings import SETTINGS_NAME, desk_folder, first_settings, read_settings
from csdesk.words import _, use_language

FOLDERS = ("inbox", "archive", "quarantine", "exports", "backups")


def description() -> str:
    """What the command is for."""
    return _("Make a new desk in a folder that only you can read.")


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("folder", nargs="?", default="", metavar="DIR",
                        help=_("where; your own desk if it is left out"))  # fmt: skip
    parser.add_argument("--zone", default="Asia/Shanghai", metavar="ZONE",
                        help=_("the desk's time zone (Asia/Shanghai)"))  # fmt: skip
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Make the desk and print where it is."""
    folder = make_desk(desk_folder(args.folder or args.desk), zone=args.zone, lang=args.lang)
    with suppress(OSError):  # the desk works without
        lay_reserve(folder)
    if args.json:
        output.put_document({"desk": str(folder)})
    elif output.for_people():
        output.put(_("The desk is ready: {folder}").format(folder=output.plain_path(folder)))
        output.put(_("Put export files into its inbox/, then run csdesk --desk with this folder."))
    else:
        output.put(output.plain_path(folder))
    return 0


def make_folders(folder: Path) -> None:
    """A desk's folder and those in it, for its owner only.

    Raises:
        OSError: one cannot be made.
    """
    for each in (folder, *(folder / name for name in FOLDERS)):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
        each.chmod(0o700)


def make_desk(folder: Path, *, zone: str = "Asia/Shanghai", lang: str = "") -> Path:
    """Make a desk; the person who makes it is its first lead.

    What is there already stays: a desk.toml that somebody prepared, files in inbox/.

    Args:
        folder: made if it is missing.
        zone: IANA name of the desk's time zone.
        lang: ``zh``, ``en``, or empty for the language of whoever opens it.

    Returns:
        The absolute folder.

    Raises:
        NotUnderstood: the zone, the language, or a desk.toml that is there is wrong.
        Refused: there is a desk already, or the folder cannot be made.
    """
    from csdesk.cli.opening import open_desk
    from csdesk.services.desk import STORE_NAME
    from csdesk.store import migrations

    folder = folder.absolute()
    text = first_settings(zone, use_language(lang) if lang else "")
    if (folder / STORE_NAME).exists():
        raise Refused("There is a desk in {folder} already; nothing was changed.", folder=folder)
    try:
        make_folders(folder)
        if not (folder / SETTINGS_NAME).exists():
            (folder / SETTINGS_NAME).write_text(text, encoding="utf-8")
            (folder / SETTINGS_NAME).chmod(0o600)
        settings = read_settings(folder)
        migrations.create(folder / STORE_NAME)
    except OSError as fault:
        raise Refused(
            "The desk cannot be made in {folder} ({cause}). Choose another folder.",
            folder=folder,
            cause=fault.strerror or fault,
        ) from fault
    open_desk(folder, settings, joins=True).close()
    return folder
