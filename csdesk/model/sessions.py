"""How people come to the desk: a session is one opening of it by one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Door(StrEnum):
    """Where somebody came in."""

    OWN = "own"
    """As whom the operating system knows, at a desk that they run themselves."""
    SSH = "ssh"
    """With a key of the keys table."""
    SUDO = "sudo"
    """From an account of the box, by the sudo rule."""
    COUNTER = "counter"
    """By name and PIN, where a shared key or account opened the desk."""


class Ended(StrEnum):
    """Why a session is over."""

    LEFT = "left"
    DONE = "done"
    """It was one command."""
    CLOSED = "closed"
    """From another session, by the person or by a lead."""
    SHUT_OUT = "shut_out"
    """The person no longer works here, or the key is revoked."""
    LOST = "lost"
    """Its process is gone without having said so."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who came in, and how: told by the door, never by what somebody typed or by environment."""

    login: str
    """Who came in; with ``--as`` the desk's owner acts in somebody else's name."""
    door: Door = Door.OWN
    credential: str = ""
    """Fingerprint of the key, or ``uid`` and the number of the account."""
    address: str = ""
    """Where the line comes from; empty on the box itself."""
    tty: str = ""
    """The terminal on this box; empty for a command in a pipe."""


@dataclass(frozen=True, slots=True)
class Session:
    """One opening of the desk, as it is told to people."""

    id: str
    visit: Visit
    name: str
    """Of the person, as colleagues read it."""
    began: datetime
    ended: datetime | None = None
    why: Ended | None = None
    """Why it is over; None while it is on."""
    ended_by: str = ""
    """Login of who ended it from elsewhere."""
    mine: bool = False
    """Whether this is the session that asks."""
