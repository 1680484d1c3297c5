"""Verified copies of the store, and where the log's chain ends in each (design §2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.audit import ChainHead


class Why(StrEnum):
    """What a backup was made for."""

    ASKED = "asked"
    UPGRADE = "upgrade"
    """A newer csdesk was about to change the schema."""
    REPLACED = "replaced"
    """Another backup was about to take the store's place."""
    RESTORED = "restored"
    """A backup had taken the store's place."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands beside a backup, so that it can be checked without trusting it."""

    made_at: datetime
    why: Why
    csdesk: str
    """The version that made it."""
    schema: int
    size: int
    """Bytes."""
    sha256: str
    """Of the file, in hex."""
    rows: Mapping[str, int]
    """Table -> rows."""
    head: ChainHead
    goes_on: bool
    """Whether its log went on from that of the backup before it."""
    settings: str
    """The text of desk.toml; empty where there was none."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup where it lies."""

    path: Path
    manifest: Manifest | None
    """None where there is none that can be read."""

    @property
    def name(self) -> str:
        """What people call it."""
        return self.path.name


class Closed(StrEnum):
    """What a restored store would have opened again, and was closed in it."""

    LEFT = "left"
    """Somebody who left since."""
    ROLES = "roles"
    """Roles that were taken from somebody since."""
    KEY = "key"
    """A key of SSH that was revoked since."""
    PIN = "pin"
    """A PIN that was changed since: the newer one counts."""
    PIN_OFF = "pin_off"
    """A PIN that was taken away since."""
    PIN_LOCKED = "pin_locked"
    """Somebody who was locked since, after wrong ones."""
    STAYS = "stays"
    """Not closed: somebody who left, or is administrator no more, without whom nobody would be."""


@dataclass(frozen=True, slots=True)
class Closing:
    """One of those."""

    what: Closed
    login: str
    name: str
    """Empty for a counter."""
    detail: str = ""
    """The key's fingerprint, or the roles."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of restoring a backup."""

    backup: Backup
    former: Path | None
    """Where the store lies that it replaced; None where there was none."""
    lost: int | None
    """Steps of the log that only the former store has; None where it could not be read, or went
    another way than the backup."""
    closed: tuple[Closing, ...] | None
    """What the former store had closed later than the backup; None where it does not tell."""


@dataclass(frozen=True, slots=True)
class Drilled:
    """What trying a backup out told; whatever is wrong with one raises instead."""

    backup: Backup
    events: int
    orders: int
    seconds: Mapping[str, float]
    """Step of the drill -> how long it took; ``all`` together."""
