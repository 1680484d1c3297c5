"""Keys of SSH that people come in with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

COUNTER = "@"
"""What a login that is a counter's, and nobody's, begins with."""


@dataclass(frozen=True, slots=True)
class Key:
    """The public half of somebody's key."""

    login: str
    """Whose it is; ``@`` and a name for one that is shared at a counter."""
    fingerprint: str
    """``SHA256:`` and 43 signs."""
    kind: str
    """As it stands in the key's line: ``ssh-ed25519``."""
    line: str
    """Kind and key, without options and comment."""
    added_by: str = ""
    added_at: datetime | None = None
    revoked_by: str = ""
    revoked_at: datetime | None = None
