"""What a box needs of the system: its programs, a safe place for csdesk, services that run."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import csdesk
from csdesk.box.pieces import SOUND, Finding, Part, State, call, tool, user_name
from csdesk.model.errors import Refused
from csdesk.words import _

RUNNING = Path("/run/systemd/system")
"""Is there where systemd runs."""

_PACKAGE = Path(csdesk.__file__).parent

SSHD_RUN = Path("/run/sshd")
"""sshd refuses even to check its settings without it."""


@dataclass(frozen=True, slots=True)
class Packages:
    """Programs that come with packages of the distribution."""

    part: Part
    needed: tuple[tuple[str, str], ...]
    """Program, and the package of Debian that brings it."""

    def told(self) -> str:
        """The packages."""
        return _("packages {names}").format(names=", ".join(name for _program, name in self.needed))

    def _missing(self) -> list[str]:
        return sorted({package for program, package in self.needed if not tool(program)})

    def look(self) -> Finding:
        """Whether every program is there."""
        missing = self._missing()
        if not missing:
            return SOUND
        told = _("not installed: {names}").format(names=", ".join(missing))
        return Finding(State.MISSING, told)

    def shown(self) -> list[str]:
        """The command."""
        return [f"apt-get install --no-install-recommends {' '.join(self._missing())}"]

    def make(self) -> None:
        """Install what is missing."""
        missing = self._missing()
        if not tool("apt-get"):
            raise Refused(
                "Install {names} the way this system installs programs, then run this again.",
                names=missing,
            )
        call("apt-get", "install", "-qy", "--no-install-recommends", *missing)


@dataclass(frozen=True, slots=True)
class Program:
    """csdesk itself, where nobody but root can change it and the account can read it."""

    part: Part
    python: str

    def told(self) -> str:
        """The interpreter and the package."""
        places = ", ".join(str(place) for place in self._places())
        return _("csdesk in {places}").format(places=places)

    def _places(self) -> list[Path]:
        """The interpreter's environment, what it stands on, and the package."""
        places = [Path(self.python).parent.parent, Path(sys.base_prefix), _PACKAGE]
        own = dict.fromkeys(places)
        return [p for p in own if not any(p != q and p.is_relative_to(q) for q in own)]

    def look(self) -> Finding:
        """Whether others than root could change it, or the account could not read it."""
        places = self._places()
        ways = [path for place in places for path in (*reversed(place.parents), place)]
        files = [Path(self.python).resolve(), *sorted(_PACKAGE.rglob("*.py"))]
        for path in dict.fromkeys([*ways, *files]):
            if told := _unsafe(path):
                return Finding(State.OTHER, told)
        return SOUND

    def shown(self) -> list[str]:
        """How csdesk is installed for a box."""
        return [
            "apt-get install --no-install-recommends python3-venv",
            "python3 -m venv /opt/csdesk",
            "/opt/csdesk/bin/pip install csdesk   # or the folder of its source",
            "/opt/csdesk/bin/csdesk setup box --apply",
        ]

    def make(self) -> None:
        """Refuse: a program cannot move itself."""
        raise Refused(
            "The box needs csdesk where only root can change it and everybody can read it, and"
            " {cause}. As root: {commands}",
            cause=self.look().detail, commands="; ".join(self.shown()),
        )  # fmt: skip


def _unsafe(path: Path) -> str:
    """Why a path is not root's alone, or not for everybody to read; empty where it is."""
    try:
        state = path.stat()
    except OSError as fault:
        return f"{path}: {fault.strerror}"
    folder = stat.S_ISDIR(state.st_mode)
    # In a folder like /tmp nobody can take away what belongs to somebody else.
    sticky = folder and state.st_mode & stat.S_ISVTX
    told = ""
    if state.st_uid != 0:
        told = _("{path} belongs to {owner}")
    elif state.st_mode & 0o002 and not sticky:
        told = _("everybody can write to {path}")
    elif state.st_mode & 0o020 and state.st_gid != 0 and not sticky:
        told = _("a group can write to {path}")
    elif not state.st_mode & (0o001 if folder else 0o004):
        told = _("others than root cannot get at {path}")
    return told.format(path=path, owner=user_name(state.st_uid))


@dataclass(frozen=True, slots=True)
class Store:
    """The desk's store, made as the account that owns it."""

    part: Part
    desk: str
    account: str
    python: str
    zone: str

    def told(self) -> str:
        """Where it is."""
        return _("desk {path}").format(path=self.desk)

    def look(self) -> Finding:
        """Whether the desk was made, by its account."""
        place = f"{self.desk}/desk.db"
        try:
            state = os.lstat(place)
        except (FileNotFoundError, NotADirectoryError):
            return Finding(State.MISSING, _("there is no desk in {path}").format(path=self.desk))
        except PermissionError:
            told = _("only root can look at {path}").format(path=place)
            return Finding(State.UNKNOWN, told)
        owner = user_name(state.st_uid)
        if owner == self.account:
            return SOUND
        return Finding(State.OTHER, _("{path} belongs to {owner}").format(path=place, owner=owner))

    def shown(self) -> list[str]:
        """The command."""
        return [f"runuser -u {self.account} -- {' '.join(self._init())}"]

    def _init(self) -> list[str]:
        return [self.python, "-I", "-m", "csdesk", "init", self.desk, "--zone", self.zone]

    def make(self) -> None:
        """Make it.

        Raises:
            Refused: a desk of somebody else lies there, or it cannot be made.
        """
        if self.look().state is State.OTHER:
            raise Refused(
                "The desk in {path} belongs to somebody else. End its sessions, then run"
                " `chown -R {account}: {path}` and this again.",
                path=self.desk, account=self.account,
            )  # fmt: skip
        call("runuser", "-u", self.account, "--", *self._init())


@dataclass(frozen=True, slots=True)
class Service:
    """A unit of systemd that starts with the computer."""

    part: Part
    unit: str

    def told(self) -> str:
        """Its name."""
        return _("service {name} runs").format(name=self.unit)

    def look(self) -> Finding:
        """Whether it is enabled and active; nothing is known where systemd does not run."""
        if not RUNNING.is_dir():
            return Finding(
                State.UNKNOWN, _("systemd does not run here, so nothing starts services")
            )
        for word, told in (
            ("is-enabled", _("{name} does not start with the computer")),
            ("is-active", _("{name} does not run")),
        ):
            try:
                call("systemctl", word, "--quiet", self.unit)
            except Refused:
                return Finding(State.MISSING, told.format(name=self.unit))
        return SOUND

    def shown(self) -> list[str]:
        """The commands."""
        return ["systemctl daemon-reload", f"systemctl enable --now {self.unit}"]

    def make(self) -> None:
        """Start it now, and with the computer."""
        call("systemctl", "daemon-reload")
        call("systemctl", "enable", "--now", self.unit)


def encrypted(folder: Path, devices: Path = Path("/sys/dev/block")) -> bool | None:
    """Whether the disk under a folder is encrypted by the kernel (LUKS).

    Args:
        folder: on that disk.
        devices: where the kernel tells of its disks.

    Returns:
        None where the folder lies on no disk that the kernel tells of.
    """
    number = folder.stat().st_dev
    device = devices / f"{os.major(number)}:{os.minor(number)}"
    if not device.exists():
        return None
    return any(_is_crypt(each) for each in _below(device))


def _below(device: Path) -> Iterator[Path]:
    yield device
    slaves = device / "slaves"
    if slaves.is_dir():
        for each in slaves.iterdir():
            yield from _below(each)


def _is_crypt(device: Path) -> bool:
    try:
        return (device / "dm" / "uuid").read_text(encoding="ascii").startswith("CRYPT-")
    except OSError:
        return False
