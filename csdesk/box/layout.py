"""Where everything of a shared box lies, and how it is called."""

from __future__ import annotations

import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from csdesk.model.errors import NotUnderstood
from csdesk.words import N_, tell

NOTE = Path("/etc/csdesk/box.toml")
"""Written by the set-up; a desk that it does not name is a personal one."""

DESK = "/var/lib/csdesk/desk"
ACCOUNT = "csdesk"
GROUP = "csdesk-people"
DOORS = ("ssh", "sudo")

_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
_PATH = re.compile(r"(/[A-Za-z0-9_+-][A-Za-z0-9._+-]*){3,}")
_PROGRAM = re.compile(r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._+-]+){3,}")
"""Signs that mean nothing to a shell, sshd, sudo or systemd. The folder above a desk becomes the
box's own, so it is none that stands at the root. A Python may lie in a ``.venv``."""

_ELSEWHERE = ("/home", "/root", "/tmp", "/var/tmp", "/run", "/dev", "/proc", "/sys")
"""What services do not see, or what is gone after a restart."""


@dataclass(frozen=True, slots=True)
class Box:
    """One desk of a team, kept by an account of its own.

    Raises:
        NotUnderstood: a name or a path cannot stand in the files of the system.
    """

    desk: str = DESK
    account: str = ACCOUNT
    """Owns the desk; sshd and sudo run the desk as it, and nobody signs in as it otherwise."""
    group: str = GROUP
    """Whoever is in it may open the desk through sudo."""
    doors: tuple[str, ...] = DOORS
    python: str = sys.executable
    """The interpreter that csdesk is installed for."""

    def __post_init__(self) -> None:
        """Check what was given."""
        for setting, name in (("--account", self.account), ("--group", self.group)):
            if not _NAME.fullmatch(name) or name == "root":
                allowed = N_("small letters, digits and hyphens, not root")
                raise _wrong(setting, name, allowed)
        for setting, path, rule in (
            ("--desk", self.desk, _PATH), ("python", self.python, _PROGRAM),
        ):  # fmt: skip
            if not rule.fullmatch(path):
                allowed = N_(
                    "an absolute path of at least three names, of letters, digits, . _ + -"
                )
                raise _wrong(setting, path, allowed)
        if any(Path(self.desk).is_relative_to(each) for each in _ELSEWHERE):
            allowed = N_("a folder of the system such as {desk}, not one below {elsewhere}")
            raise _wrong("--desk", self.desk, allowed, desk=DESK, elsewhere=", ".join(_ELSEWHERE))
        if self.account == self.group:
            raise _wrong("--group", self.group, N_("another name than that of the account"))
        if not self.doors or set(self.doors) - set(DOORS):
            raise _wrong("doors", ", ".join(self.doors), ", ".join(DOORS))

    @property
    def home(self) -> str:
        """The account's home: root's, so that no key or profile can be put there."""
        return str(Path(self.desk).parent)

    @property
    def state(self) -> str:
        """Where faults are noted."""
        return f"{self.home}/state"

    @property
    def inbox(self) -> str:
        """Where people of the group put export files; the desk's own inbox/ leads there."""
        return f"{self.home}/inbox"

    @property
    def door(self) -> str:
        """The script behind both doors."""
        return "/usr/lib/csdesk/door"

    @property
    def keys(self) -> str:
        """The script that sshd asks for keys."""
        return "/usr/lib/csdesk/keys"

    def places(self) -> dict[str, str]:
        """What the files of the system name, by the word that stands for it in ``files/``."""
        return {
            "desk": self.desk, "account": self.account, "group": self.group, "home": self.home,
            "state": self.state, "inbox": self.inbox, "door": self.door, "keys": self.keys,
            "python": self.python,
        }  # fmt: skip

    def text(self, name: str) -> str:
        """A file of ``files/`` for this box.

        Args:
            name: of the file there.
        """
        folder = Path(__file__).with_name("files")
        text = (folder / name).read_text(encoding="utf-8")
        if "@sandbox@" in text:
            text = text.replace("@sandbox@", (folder / "sandbox").read_text("utf-8").strip())
        for word, place in self.places().items():
            text = text.replace(f"@{word}@", place)
        return text

    def note(self) -> str:
        """What stands in ``box.toml``."""
        lines = ['# Written by "csdesk setup box"; csdesk doctor reads it.']
        for key, value in asdict(self).items():
            shown = f'"{value}"' if isinstance(value, str) else str(list(value)).replace("'", '"')
            lines.append(f"{key} = {shown}")
        return "\n".join(lines) + "\n"


def _wrong(setting: str, value: str, allowed: str, **facts: object) -> NotUnderstood:
    return NotUnderstood(
        "{setting} cannot be {value}. Allowed: {allowed}.",
        setting=setting, value=value, allowed=tell(allowed, facts),
    )  # fmt: skip


def noted(note: Path = NOTE) -> Box | None:
    """The box that was set up on this computer; None where none was.

    Raises:
        NotUnderstood: the note cannot be read.
    """
    import tomllib

    try:
        given = tomllib.loads(note.read_text(encoding="utf-8"))
        return Box(**{**given, "doors": tuple(given["doors"])})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as fault:
        raise NotUnderstood(
            "{file} cannot be read: {cause}. Mend that place or restore the file.",
            file=note, cause=fault,
        ) from fault  # fmt: skip


def box_of(folder: Path, note: Path = NOTE) -> Box | None:
    """The box whose desk lies in ``folder``; None for a personal desk.

    Raises:
        NotUnderstood: the note cannot be read.
    """
    box = noted(note)
    return box if box and Path(box.desk) == folder.absolute() else None
