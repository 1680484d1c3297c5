"""Opening the desk that the arguments name, for the person who runs csdesk."""

from __future__ import annotations

import os
import pwd
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.cli.place import check_place
from csdesk.model.desk import Actor
from csdesk.model.errors import DiskFull, DiskRefuses, NotAllowed, NotUnderstood, ReadOnly
from csdesk.model.sessions import Door, Visit
from csdesk.model.settings import DeskSettings
from csdesk.plain import plain
from csdesk.settings import desk_folder, read_settings
from csdesk.words import N_, meant, use_language

if TYPE_CHECKING:
    from csdesk.services.desk import Desk
    from csdesk.services.people import People

_THEMES = {
    "dark": N_("dark colours"),
    "light": N_("light colours"),
    "contrast": N_("high contrast"),
}
"""The themes by the words that the palette has for them."""


def acting_person() -> Actor:
    """Who runs this process, as the operating system knows the person; never by environment."""
    number = os.getuid()
    try:
        entry = pwd.getpwuid(number)
        login, full_name = entry.pw_name, entry.pw_gecos.partition(",")[0]
    except KeyError:  # a container's user without an entry
        login, full_name = f"uid{number}", ""
    name = plain(full_name).strip() or login
    return Actor(login=login, name=name, code=login[:4].upper(), roles=frozenset({"agent"}))


def own_visit(who: Actor) -> Visit:
    """How somebody comes to a desk of their own."""
    with suppress(OSError, AttributeError, ValueError):  # closed, or no terminal
        return Visit(who.login, credential=f"uid {os.getuid()}", tty=os.ttyname(sys.stdin.fileno()))
    return Visit(who.login, credential=f"uid {os.getuid()}")


def visitor(visit: Visit) -> Actor:
    """Whom a door told, before the desk says who that is."""
    return Actor(visit.login, visit.login, visit.login[:4].upper(), frozenset())


def settings_of(args: Namespace, folder: Path | None = None) -> tuple[Path, DeskSettings]:
    """The desk's folder and settings; from here on its language is spoken.

    Args:
        args: with the options that every command has.
        folder: of the desk, where it is not the one that the options name.

    Raises:
        NotUnderstood: desk.toml, ``--lang`` or ``--theme`` is wrong.
    """
    folder = folder or desk_folder(args.desk)
    settings = read_settings(folder)
    use_language(args.lang, settings.lang)
    if settings.profiles:
        from csdesk.intake.reading.catalogue import profiles, stock_profiles

        profiles(settings)  # a wrong one is told now, not when its first file comes
        stock_profiles(settings)
    theme = meant(args.theme, _THEMES) if args.theme else settings.theme
    if theme is None:
        raise NotUnderstood(
            'There is no theme "{theme}". Choose: {themes}.', theme=args.theme, themes=list(_THEMES)
        )
    return folder, replace(settings, theme=theme)


def open_desk(
    folder: Path,
    settings: DeskSettings,
    *,
    joins: bool,
    as_login: str = "",
    stays: bool = False,
    sitting: Actor | None = None,
    anywhere: bool = False,
    visit: Visit | None = None,
) -> Desk:
    """The opened desk, for the person who runs csdesk; the caller closes it.

    Args:
        folder: the desk.
        settings: its settings.
        joins: take the person down if the desk does not know them yet; a mere look does not.
        as_login: who is to act instead, from ``--as``.
        stays: the session lasts, as the screens' does.
        sitting: who signed in at this terminal, and acts instead of its user.
        anywhere: open it even where it should not lie, for a look at what is wrong.
        visit: who came in by a door; None for whom the operating system tells.

    Raises:
        StoreUnusable: the store cannot be opened, or lies where others could change it.
        NotAllowed: the person no longer works here, nobody let them in, or they ask to act as
            somebody without owning the desk.
        NotFound: nobody who works here has the login of ``as_login``.
    """
    from csdesk.services.desk import Desk
    from csdesk.services.people import People

    if not anywhere:
        check_place(folder)
    who = sitting or (acting_person() if visit is None else visitor(visit))
    came = visit or own_visit(who)
    if sitting:
        came = replace(came, login=who.login, door=Door.COUNTER)
    desk = Desk(folder, settings, who, brief=not stays)
    desk.enter(came, stays=stays)
    people = People(desk.store, settings, desk.actor)
    try:
        if visit is not None:
            desk.keys.check(visit, seated=sitting is not None)
            joins = False
        if as_login and as_login != who.login:
            if visit is not None or desk.store.path.stat().st_uid != os.getuid():
                raise NotAllowed(
                    "Only the owner of the desk may act as somebody else; you are {name}.",
                    name=who.name,
                )
            desk.act_as(replace(people.named(as_login), session=desk.actor.session))
        else:
            desk.act_as(_joined(people) if joins else people.me())
        if stays:
            desk.stay()
    except BaseException:
        desk.close()
        raise
    return desk


def _joined(people: People) -> Actor:
    """The person, taken down at their first visit where the store can be written."""
    try:
        return people.ensure()
    except (DiskFull, DiskRefuses, ReadOnly):
        return people.me()


@contextmanager
def opened(args: Namespace, *, joins: bool = False) -> Iterator[Desk]:
    """The desk that the arguments name, closed at the end; see ``open_desk``."""
    desk = open_desk(*settings_of(args), joins=joins, as_login=args.as_login, visit=args.visit)
    try:
        yield desk
    finally:
        desk.close()
