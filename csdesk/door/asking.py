"""What is asked for at the door: who comes, and which command of the desk, if any.

The arguments are written by root, into a forced command or a sudo rule. What a person asks for
stands in ``SSH_ORIGINAL_COMMAND``: once it is there, the screens never open, whatever stands in it.
"""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from csdesk.model.errors import NotUnderstood
from csdesk.model.sessions import Door, Visit

SSH_COMMAND = "SSH_ORIGINAL_COMMAND"
SUDO_USER_ID = "SUDO_UID"
LONGEST = 4_000
"""Characters of a command."""

COMMANDS = frozenset({
    "search", "saved", "order", "remark", "set", "exchange", "pay", "account", "blacklist",
    "conflicts", "settle", "inbox", "answer", "mirror", "promises", "requests", "urge", "case",
    "amazon", "review", "approve", "hold", "release", "ship", "download", "ledger", "split",
    "unsplit", "reship", "gift", "stuck", "stock", "can-ship", "shortages", "discontinue",
    "priority", "report", "shift", "handover", "log", "as-of", "roster", "swap", "notice",
    "people", "reveal", "export", "fetch",
})  # fmt: skip
"""Commands that may be asked for from outside; what reads or writes a person's files may not."""

_BOX_ONLY: dict[str, frozenset[str]] = {
    "": frozenset({"--desk", "--as", "--no-mouse"}),
    "amazon": frozenset({"--text-file", "--file"}),
    "report": frozenset({"--text", "--md", "--csv", "--html", "--xlsx"}),
    "shortages": frozenset({"--xlsx", "--csv"}),
}
"""Options that name a file or a person; the empty word stands for every command."""

_STEPS_ON_THE_BOX = {"roster": frozenset({"import"})}
"""Steps of commands that read a file."""

_WITH_VALUE = frozenset({"--lang", "--theme"})

_LOGIN = re.compile(r"@?[A-Za-z0-9_][A-Za-z0-9._-]{0,31}")
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
_ADDRESS = re.compile(r"[0-9A-Fa-f.:]{2,45}(%[A-Za-z0-9_.-]{1,15})?")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who stands at the door of which desk, and what they want."""

    desk: str
    visit: Visit
    """Without the terminal."""
    words: tuple[str, ...] | None
    """The command and its arguments; None for the screens."""
    refused: NotUnderstood | None = None
    """Why the command is not one; then nothing is opened."""

    @property
    def command(self) -> str:
        """The name of the command that is asked for; empty where none is."""
        words = self.words or ()
        return next(iter(words[_place_of_command(words) :]), "")


class Turned(Exception):
    """Nobody whom the door could name stands at it: the set-up is wrong, or somebody plays."""


def asked(
    argv: Sequence[str], environ: Mapping[str, str], name_of: Callable[[int], str | None]
) -> Asked:
    """Read what root wrote and what the person asks for.

    Args:
        argv: ``--desk DIR --as LOGIN --key FINGERPRINT`` from a forced command, ``--desk DIR`` from
            a sudo rule.
        environ: as sshd or sudo handed it on; two names of it are read for who comes in through
            sudo and what is asked for, and one for where the line comes from.
        name_of: tells the login of an account by its number; None where there is none.

    Raises:
        Turned: it does not tell who comes, or tells it twice.
    """
    told = _told(argv)
    desk, login, key = told.get("--desk", ""), told.get("--as", ""), told.get("--key", "")
    if not desk.startswith("/"):
        raise Turned("no desk")
    if bool(login) != bool(key) or (login and SUDO_USER_ID in environ):
        raise Turned("who comes is told by half, or twice")
    if login:
        if not (_LOGIN.fullmatch(login) and _FINGERPRINT.fullmatch(key)):
            raise Turned("no login, or no fingerprint")
        visit = Visit(login, Door.SSH, key, _address(environ))
    else:
        number = environ.get(SUDO_USER_ID, "")
        name = name_of(int(number)) if re.fullmatch(r"[0-9]{1,10}", number) else None
        if name is None:
            raise Turned("no account")
        visit = Visit(name, Door.SUDO, f"uid {int(number)}")
    original = environ.get(SSH_COMMAND)
    if original is None:
        return Asked(desk, visit, None)
    try:
        return Asked(desk, visit, words_of(original))
    except NotUnderstood as refused:
        return Asked(desk, visit, (), refused)


def _told(argv: Sequence[str]) -> dict[str, str]:
    names, values = argv[::2], argv[1::2]
    if len(names) != len(values) or len(set(names)) != len(names):
        raise Turned("arguments")
    if not set(names) <= {"--desk", "--as", "--key"}:
        raise Turned("arguments")
    return dict(zip(names, values, strict=True))


def _address(environ: Mapping[str, str]) -> str:
    first = environ.get("SSH_CONNECTION", "").partition(" ")[0]
    return first if _ADDRESS.fullmatch(first) else ""


def words_of(command: str) -> tuple[str, ...]:
    """The words of a command that may be asked for from outside.

    They are told apart as a shell does it, and no shell ever sees them.

    Raises:
        NotUnderstood: it is none.
    """
    if len(command) > LONGEST or any(unicodedata.category(sign)[0] == "C" for sign in command):
        raise NotUnderstood("That is no command of the desk.")
    try:
        words = tuple(shlex.split(command))
    except ValueError:
        raise NotUnderstood(
            "A quotation mark is not closed, or a command ends in a backslash."
        ) from None
    place = _place_of_command(words)
    name = words[place] if place < len(words) else ""
    if name not in COMMANDS:
        raise NotUnderstood(
            "From outside only commands that look things up or change orders can be asked for, such"
            " as search, order, remark or report. Without a command the desk opens (ssh -t)."
        )
    _check_options(name, words[place + 1 :])
    return words


def _place_of_command(words: Sequence[str]) -> int:
    """Where the command stands, after options that every command has and their values."""
    place = 0
    while place < len(words) and words[place].partition("=")[0] in _WITH_VALUE:
        place += 1 if "=" in words[place] else 2
    return place


def _check_options(name: str, words: Sequence[str]) -> None:
    if _STEPS_ON_THE_BOX.get(name, frozenset()) & set(words):
        raise _here(next(iter(_STEPS_ON_THE_BOX[name])))
    kept = _BOX_ONLY[""] | _BOX_ONLY.get(name, frozenset())
    for word in words:
        if word == "--":
            return
        if word.partition("=")[0] in kept:
            raise _here(word.partition("=")[0])


def _here(word: str) -> NotUnderstood:
    return NotUnderstood("{word} can be given on the box only.", word=word)
