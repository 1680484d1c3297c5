"""What stands between people and their work though csdesk itself is sound."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Effect(StrEnum):
    """How far somebody can go on."""

    WARNS = "warns"
    """All works still."""
    HALTS = "halts"
    """Nothing is saved; what is there can be looked at."""
    ENDS = "ends"
    """The session must not go on: what it would show or save is not the desk's any more."""


class Kind(StrEnum):
    """What is wrong."""

    REPLACED = "replaced"
    NEWER = "newer"
    DAMAGED = "damaged"
    FULL = "full"
    REFUSED = "refused"
    """The disk does not take what is written."""
    READ_ONLY = "read_only"
    LOW = "low"
    """The disk is nearly full."""
    STALLED = "stalled"
    """The importer is there and does nothing."""
    CLOCK = "clock"
    """The clock of the computer went back."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong, for people."""

    kind: Kind
    effect: Effect
    message: str
    """English template, see ``facts``."""
    facts: dict[str, object] = field(default_factory=dict)
