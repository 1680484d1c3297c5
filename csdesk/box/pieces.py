"""Pieces of a box: what should be there, how to see whether it is, and how to make it so."""

from __future__ import annotations

import grp
import os
import pwd
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from difflib import unified_diff
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from csdesk.model.errors import Refused
from csdesk.words import N_, _

MARK = "csdesk setup box"
"""Stands in every file that the set-up wrote; it never writes over another."""


class Part(StrEnum):
    """What a piece is for; ``csdesk doctor`` has one check for each."""

    PACKAGES = "packages"
    PROGRAM = "program"
    ACCOUNT = "account"
    FOLDERS = "folders"
    SCRIPTS = "scripts"
    SSH = "ssh"
    SUDO = "sudo"
    SERVICES = "services"


class State(StrEnum):
    """How a piece was found."""

    SOUND = "sound"
    MISSING = "missing"
    OTHER = "other"
    UNKNOWN = "unknown"
    """Only root can see it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How a piece was found, and what is not as it should be, in the language spoken."""

    state: State = State.SOUND
    detail: str = ""


SOUND = Finding()


class Piece(Protocol):
    """One thing of the system that a box needs."""

    @property
    def part(self) -> Part:
        """What it is for."""

    def told(self) -> str:
        """What it is, as one line."""

    def look(self) -> Finding:
        """How it is now; changes nothing."""

    def shown(self) -> list[str]:
        """What would be done now: commands, or the lines of a file that are new or change."""

    def make(self) -> None:
        """Make it so.

        Raises:
            Refused: it cannot be done.
        """


def call(*command: str, given: str = "") -> str:
    """Run a command of the system.

    Args:
        *command: program and arguments; found in the system's own folders only.
        given: its standard input.

    Returns:
        What it printed.

    Raises:
        Refused: it is not there, or failed; with its first line.
    """
    env = {"PATH": SYSTEM_PATH, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, input=given, env=env, cwd="/", capture_output=True, text=True,
            errors="replace", check=False, timeout=600, umask=0o022,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise Refused(
            "{command} cannot be run: {cause}.", command=command[0], cause=fault
        ) from None
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip() or str(done.returncode)).splitlines()
        told = [line for line in lines if not line.startswith("Created symlink")] or lines
        raise Refused("`{command}` failed: {cause}", command=" ".join(command), cause=told[0])
    return done.stdout


SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


def tool(name: str) -> str:
    """Where a program of the system lies; empty where it is missing."""
    import shutil

    return shutil.which(name, path=SYSTEM_PATH) or ""


def rights(state: os.stat_result) -> str:
    """Owner, group and mode as one word: ``root:root 755``."""
    owner, group = user_name(state.st_uid), _group_name(state.st_gid)
    return f"{owner}:{group} {stat.S_IMODE(state.st_mode):o}"


def user_name(number: int) -> str:
    """The name of an account; its number where it has none."""
    with suppress(KeyError):
        return pwd.getpwuid(number).pw_name
    return str(number)


def _group_name(number: int) -> str:
    with suppress(KeyError):
        return grp.getgrgid(number).gr_name
    return str(number)


def _looked(path: str) -> os.stat_result | Finding:
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return Finding(State.MISSING, _("{path} is missing").format(path=path))
    except PermissionError:
        return Finding(State.UNKNOWN, _("only root can look at {path}").format(path=path))


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with its owner and mode."""

    part: Part
    path: str
    owner: str = "root"
    group: str = "root"
    mode: int = 0o755

    def told(self) -> str:
        """The folder and its rights."""
        place, wanted = self.path, self._wanted()
        return _("folder {path}, {rights}").format(path=place, rights=wanted)

    def _wanted(self) -> str:
        return f"{self.owner}:{self.group} {self.mode:o}"

    def look(self) -> Finding:
        """Whether it is a folder, and whose."""
        state = _looked(self.path)
        if isinstance(state, Finding):
            return state
        if not stat.S_ISDIR(state.st_mode):
            return Finding(State.OTHER, _("{path} is no folder").format(path=self.path))
        return _rights_of(self.path, state, self._wanted())

    def shown(self) -> list[str]:
        """The command."""
        return [
            f"install -d -o {self.owner} -g {self.group} -m {self.mode:o} {self.path}",
        ]

    def make(self) -> None:
        """Make the folder, or give it its owner and mode; what lies in it stays as it is."""
        state = _looked(self.path)
        if isinstance(state, os.stat_result) and not stat.S_ISDIR(state.st_mode):
            raise Refused("{path} is there and is no folder. Move it away first.", path=self.path)
        call("install", "-d", "-o", self.owner, "-g", self.group, "-m", f"{self.mode:o}", self.path)


def _rights_of(path: str, state: os.stat_result, wanted: str) -> Finding:
    if rights(state) == wanted:
        return SOUND
    told = _("{path} is {found}, should be {wanted}")
    return Finding(State.OTHER, told.format(path=path, found=rights(state), wanted=wanted))


@dataclass(frozen=True, slots=True)
class File:
    """A file that only root can change."""

    part: Part
    path: str
    text: str
    mode: int = 0o644
    owner: str = "root"
    group: str = "root"
    trial: tuple[str, ...] = ()
    """A command that must accept the new file, which is its last argument, before it counts."""
    proof: Callable[[], object] | None = None
    """Must succeed once the file is in its place; else the former one comes back."""

    def told(self) -> str:
        """The file and its rights."""
        place, wanted = self.path, self._wanted()
        return _("file {path}, {rights}").format(path=place, rights=wanted)

    def _wanted(self) -> str:
        return f"{self.owner}:{self.group} {self.mode:o}"

    def _there(self) -> str | None:
        """Its text now; None where it is missing."""
        try:
            handle = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except FileNotFoundError:
            return None
        with os.fdopen(handle, encoding="utf-8", errors="replace") as file:
            return file.read()

    def look(self) -> Finding:
        """Whether it says what it should, and who may change it."""
        state = _looked(self.path)
        if isinstance(state, Finding):
            return state
        if not stat.S_ISREG(state.st_mode):
            return Finding(State.OTHER, _("{path} is no ordinary file").format(path=self.path))
        found = _rights_of(self.path, state, self._wanted())
        if found is not SOUND:
            return found
        try:
            same = self._there() == self.text
        except PermissionError:
            return Finding(State.UNKNOWN, _("only root can look at {path}").format(path=self.path))
        if same:
            return SOUND
        return Finding(State.OTHER, _("{path} says something else").format(path=self.path))

    def shown(self) -> list[str]:
        """The whole text of a new file; of one that is there, what changes."""
        try:
            there = self._there()
        except OSError:
            there = None
        if there is None:
            return [f"| {line}" for line in self.text.splitlines()]
        return list(unified_diff(there.splitlines(), self.text.splitlines(), lineterm="", n=1))[2:]

    def make(self) -> None:
        """Write it beside its place, have it tried, and put it there; or leave all as it was."""
        try:
            there = self._there()
        except OSError as fault:
            raise Refused("{path} cannot be read: {cause}.", path=self.path, cause=fault) from fault
        if there is not None and MARK not in there:
            raise Refused(
                "{path} is there and was not written by csdesk. Look at it, move it away, then run"
                " this again.",
                path=self.path,
            )
        place = Path(self.path)
        new, former = (place.with_name(f".{place.name}.{word}") for word in ("new", "former"))
        try:
            self._write(new)
            if self.trial:
                call(*self.trial, str(new))
            if there is not None:
                former.unlink(missing_ok=True)
                os.link(place, former)
            new.replace(place)
            self._prove(place, former)
        finally:
            new.unlink(missing_ok=True)
            former.unlink(missing_ok=True)

    def _write(self, new: Path) -> None:
        new.unlink(missing_ok=True)
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(self.text)
            owner, group = pwd.getpwnam(self.owner).pw_uid, grp.getgrnam(self.group).gr_gid
            os.fchown(file.fileno(), owner, group)
            os.fchmod(file.fileno(), self.mode)
            file.flush()
            os.fsync(file.fileno())

    def _prove(self, place: Path, former: Path) -> None:
        if self.proof is None:
            return
        try:
            self.proof()
        except Refused:
            if former.exists():
                former.replace(place)
            else:
                place.unlink()
            raise


@dataclass(frozen=True, slots=True)
class Link:
    """A name that leads elsewhere."""

    part: Part
    path: str
    target: str

    def told(self) -> str:
        """From where to where."""
        return _("link {path} to {target}").format(path=self.path, target=self.target)

    def look(self) -> Finding:
        """Whether it leads there."""
        state = _looked(self.path)
        if isinstance(state, Finding):
            return state
        if stat.S_ISLNK(state.st_mode) and str(Path(self.path).readlink()) == self.target:
            return SOUND
        told = _("{path} does not lead to {target}")
        return Finding(State.OTHER, told.format(path=self.path, target=self.target))

    def shown(self) -> list[str]:
        """The commands."""
        return [f"rmdir {self.path}", f"ln -s {self.target} {self.path}"]

    def make(self) -> None:
        """Put the link there, where at most an empty folder is."""
        place = Path(self.path)
        try:
            if place.is_symlink():
                place.unlink()
            elif place.is_dir():
                place.rmdir()
            place.symlink_to(self.target)
        except OSError as fault:
            raise Refused(
                "{path} cannot become a link to {target}: {cause}. Take out what lies in it first.",
                path=self.path, target=self.target, cause=fault.strerror or fault,
            ) from fault  # fmt: skip


def wrong(pieces: list[Piece]) -> Iterator[tuple[Piece, Finding]]:
    """The pieces that are not as they should be, as far as can be seen."""
    for piece in pieces:
        found = piece.look()
        if found.state in (State.MISSING, State.OTHER):
            yield piece, found


PARTS = {
    Part.PACKAGES: N_("programs of the system"),
    Part.PROGRAM: N_("where csdesk is installed"),
    Part.ACCOUNT: N_("account of the desk"),
    Part.FOLDERS: N_("folders of the box"),
    Part.SCRIPTS: N_("scripts of the box"),
    Part.SSH: N_("the door of SSH"),
    Part.SUDO: N_("the door of sudo"),
    Part.SERVICES: N_("services"),
}
"""What parts are called."""
