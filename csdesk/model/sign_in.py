"""Signing in by name and PIN, and leaving the desk alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.desk import Actor


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may sign in."""

    login: str
    name: str
    code: str
    ready: bool
    """Whether a PIN or password is set."""
    locked: bool = False
    """Whether a lead must unlock it first."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who proved who they are."""

    actor: Actor
    must_change: bool
    """Whether somebody else chose the PIN, so that the person chooses one of their own now."""
