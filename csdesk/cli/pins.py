"""``csdesk people pin`` and ``unlock``: what people sign in with at shared terminals."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from csdesk.model.errors import NotUnderstood
from csdesk.model.roles import Action
from csdesk.plain import plain
from csdesk.rules.secrets import MOST_SIGNS
from csdesk.words import _

if TYPE_CHECKING:
    from csdesk.services.desk import Desk


def change(desk: Desk, args: Namespace) -> None:
    """Set, take away or unlock the PIN of ``args.login``.

    It is never an argument, as others see those: it is asked at the terminal without being shown,
    or read line by line from standard input where that is none (the old one first, where there
    is one and it is one's own).

    Raises:
        DeskError: as ``services.sign_in.SignIn`` tells, or the two that were typed differ.
    """
    service, login = desk.sign_in, args.login
    if args.step == "unlock":
        service.unlock(login)
        return
    if args.remove:
        service.take_away(login)
        return
    name = plain(desk.people.named(login).name)
    if login == desk.actor.login:
        old = _asked(_("PIN or password of now: ")) if service.asked() else ""
        service.choose(login, old, _new(name))
    else:
        desk.rights.check(Action.PEOPLE)
        service.give(login, _new(name))


def _new(name: str) -> str:
    text = _("New PIN or password of {name}: ").format(name=name)
    new = _asked(text)
    if _at_terminal() and _asked(_("The same again: ")) != new:
        raise NotUnderstood("The two are not the same; nothing was changed.")
    return new


def _at_terminal() -> bool:
    return bool(sys.stdin and sys.stdin.isatty())


def _asked(prompt: str) -> str:
    """One line from whoever sits there, or from a program."""
    if _at_terminal():
        from getpass import getpass

        line = getpass(prompt)
    else:
        line = sys.stdin.readline(4 * MOST_SIGNS).rstrip("\r\n") if sys.stdin else ""
    if not line:
        raise NotUnderstood("No PIN was typed; nothing was changed.")
    return line
