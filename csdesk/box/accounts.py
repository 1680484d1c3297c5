"""The account that keeps the desk, and the group of the people who may open it through sudo."""

from __future__ import annotations

import grp
import pwd
import shlex
from dataclasses import dataclass
from pathlib import Path

from csdesk.box.pieces import SOUND, Finding, Part, State, call
from csdesk.model.errors import Refused
from csdesk.words import _

FIRST_PERSON = 1000
"""Numbers from here on belong to people, and 65534 to nobody."""

_SHELL = "/bin/sh"
"""sshd runs forced commands through it; nobody gets to type into it."""

_SHADOW = Path("/etc/shadow")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the system."""

    part: Part
    name: str

    def told(self) -> str:
        """Its name."""
        return _("group {name}").format(name=self.name)

    def look(self) -> Finding:
        """Whether it is there."""
        try:
            grp.getgrnam(self.name)
        except KeyError:
            missing = _("there is no group {name}").format(name=self.name)
            return Finding(State.MISSING, missing)
        return SOUND

    def shown(self) -> list[str]:
        """The command."""
        return [f"groupadd --system {self.name}"]

    def make(self) -> None:
        """Add it."""
        call("groupadd", "--system", self.name)


@dataclass(frozen=True, slots=True)
class Account:
    """An account that owns the desk and that nobody can sign in to but by a key of the desk."""

    part: Part
    name: str
    home: str

    def told(self) -> str:
        """Its name and home."""
        return _("account {name}, home {home}").format(name=self.name, home=self.home)

    def look(self) -> Finding:
        """Whether it is there, has no password, is not locked, and has no further rights."""
        try:
            entry = pwd.getpwnam(self.name)
        except KeyError:
            missing = _("there is no account {name}").format(name=self.name)
            return Finding(State.MISSING, missing)
        if (told := self._refused(entry)) or (told := self._amiss(entry)):
            return Finding(State.OTHER, told)
        try:
            password = _password(self.name)
        except PermissionError:
            return Finding(State.UNKNOWN, _("only root can look at {path}").format(path=_SHADOW))
        if password.startswith("!"):
            told = _("the account {name} is locked, so sshd would let nobody in")
        elif password != "*":
            told = _("the account {name} has a password")
        else:
            return SOUND
        return Finding(State.OTHER, told.format(name=self.name))

    def _refused(self, entry: pwd.struct_passwd) -> str:
        """What the set-up does not mend by itself; empty where there is nothing."""
        if entry.pw_uid == 0 or entry.pw_uid >= FIRST_PERSON:
            told = _("{name} is the account of a person, not of a service")
            return told.format(name=self.name)
        groups = [each.gr_name for each in grp.getgrall() if self.name in each.gr_mem]
        if groups:
            told = _("the account {name} is in further groups: {groups}")
            return told.format(name=self.name, groups=", ".join(groups))
        return ""

    def _amiss(self, entry: pwd.struct_passwd) -> str:
        if (entry.pw_dir, entry.pw_shell) == (self.home, _SHELL):
            return ""
        told = _("the account {name} has home {home} and shell {shell}")
        return told.format(name=self.name, home=entry.pw_dir, shell=entry.pw_shell)

    def shown(self) -> list[str]:
        """The commands."""
        try:
            pwd.getpwnam(self.name)
        except KeyError:
            return [shlex.join(self._add()), shlex.join(self._mend())]
        return [shlex.join(self._mend())]

    def _add(self) -> list[str]:
        return [
            "useradd", "--system", "--user-group", "--home-dir", self.home, "--no-create-home",
            "--shell", _SHELL, self.name,
        ]  # fmt: skip

    def _mend(self) -> list[str]:
        return ["usermod", "--home", self.home, "--shell", _SHELL, "--password", "*", self.name]

    def make(self) -> None:
        """Add or mend it.

        Raises:
            Refused: the account belongs to a person, or is in groups that give it rights.
        """
        try:
            entry = pwd.getpwnam(self.name)
        except KeyError:
            call(*self._add())
        else:
            if told := self._refused(entry):
                raise Refused(
                    "The box needs an account of its own: {cause}. Take it out of its groups, or"
                    " choose another name with --account.",
                    cause=told,
                )
        # A new account is locked, and sshd without PAM lets nobody into a locked one. "*" is a
        # password that nothing matches.
        call(*self._mend())


def _password(name: str) -> str:
    """The second field of an account's line; empty where it has none."""
    for line in _SHADOW.read_text(encoding="utf-8", errors="replace").splitlines():
        fields = line.split(":")
        if fields[0] == name:
            return fields[1]
    return ""
