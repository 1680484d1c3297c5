"""``csdesk`` without a command: the desk in the terminal."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.cli.opening import acting_person, open_desk, own_visit, settings_of, visitor
from csdesk.model.errors import NotUnderstood, StoreUnusable
from csdesk.model.settings import DeskSettings
from csdesk.words import _

if TYPE_CHECKING:
    from csdesk.model.sessions import Visit
    from csdesk.services.counter import Counter
    from csdesk.services.desk import Desk

STORE_NAME = "desk.db"
"""As csdesk.services.desk has it; asked here before anything heavy is loaded."""


def description() -> str:
    """What the command is for."""
    return _("Open the desk in this terminal.")


def arguments(parser: ArgumentParser) -> None:
    """There are none but the shared ones."""


def run(args: Namespace) -> int:
    """Open the desk that the arguments name until the person leaves."""
    check_terminal()
    folder, settings = settings_of(args)
    if not (folder / STORE_NAME).is_file():
        raise StoreUnusable(
            "There is no desk in {folder}. `csdesk init` makes one there, `csdesk demo` opens a"
            " sample.",
            folder=folder,
        )
    return show(folder, settings, lang=args.lang, mouse=not args.no_mouse, as_login=args.as_login,
                visit=args.visit)  # fmt: skip


def check_terminal() -> None:
    """Whether the screens can be shown here.

    Raises:
        NotUnderstood: this is no terminal, or one that cannot show them.
    """
    streams = (sys.stdin, sys.stdout, sys.stderr)
    if not all(stream and stream.isatty() for stream in streams):
        raise NotUnderstood(
            "The desk opens in a terminal, and this is none. For scripts there are commands such"
            " as `csdesk search --json`; see `csdesk --help`."
        )
    if os.environ.get("TERM", "") in ("", "dumb", "unknown"):
        raise NotUnderstood(
            'This terminal calls itself "{term}" and cannot show screens. Set TERM, for example to'
            " xterm-256color, or use the commands of `csdesk --help`.",
            term=os.environ.get("TERM", ""),
        )
    encoding = (sys.stdout.encoding or "").lower().replace("-", "").replace("_", "")
    if encoding != "utf8":
        raise NotUnderstood(
            "This terminal is set to {encoding}; Chinese needs UTF-8. Set LANG, for example to"
            " C.UTF-8 or zh_CN.UTF-8.",
            encoding=sys.stdout.encoding,
        )


def show(
    folder: Path,
    settings: DeskSettings,
    *,
    lang: str,
    mouse: bool,
    as_login: str = "",
    visit: Visit | None = None,
    prepare: Callable[[], object] | None = None,
    first: Callable[[], object] = lambda: None,
) -> int:
    """Run the screens on a desk, with an importer beside them.

    Args:
        folder: the desk.
        settings: its settings.
        lang: what ``--lang`` says.
        mouse: whether the screens see the mouse.
        as_login: who is to act, from ``--as``.
        visit: who came in by a door. No importer is started then: the box runs one, and nothing is
            started behind a door.
        prepare: called before the desk is opened, once the first frame stands.
        first: called in a thread before the importer comes, once the first page stands.

    Returns:
        The exit status of the screens.
    """
    from csdesk.intake import ensure_importer, session_presence
    from csdesk.ui.app import run as run_app

    counter = None if as_login else _counter(folder, settings, visit)
    with ExitStack() as session:

        def opening() -> Desk:
            if prepare is not None:
                prepare()
            sitting = counter.sitting if counter else None
            desk = open_desk(folder, settings, joins=True, as_login=as_login, stays=True,
                             sitting=sitting, visit=visit)  # fmt: skip
            session.pop_all().close()  # of who sat there before
            session.enter_context(session_presence(folder))
            return desk

        def beside() -> int | None:
            first()
            return None if visit else ensure_importer(folder)

        return run_app(
            opening, settings, title=folder.name, lang=lang, mouse=mouse, then=beside,
            counter=counter,
        )  # fmt: skip


def _counter(folder: Path, settings: DeskSettings, visit: Visit | None) -> Counter | None:
    """Where people say who they are before the desk opens; None where it is known.

    A key that is a counter's, and nobody's, opens nothing else; whose key it is needs no more.

    Raises:
        NotAllowed: the counter's key opens the desk no more.
        StoreUnusable: the store cannot be opened.
    """
    shared = visit is not None and visit.login.startswith("@")
    if not shared and (visit is not None or not settings.people.sign_in):
        return None
    from csdesk.services.counter import Counter

    if visit is None:
        door = acting_person()
        return Counter(folder, settings, door, own_visit(door))
    from csdesk.services.keys import check_counter

    check_counter(folder, visit)
    return Counter(folder, settings, visitor(visit), visit)
