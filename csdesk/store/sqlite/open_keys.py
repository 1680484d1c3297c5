"""Which key opens the door, asked of the store's file itself.

sshd asks anew for every key that is offered, thirty times a second when shifts change. To load
SQLAlchemy takes three times as long as all the rest of the answer.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from csdesk.model.errors import StoreUnusable
from csdesk.model.keys import COUNTER, Key

ASKED = f"""
SELECT login, fingerprint, kind, line FROM ssh_keys
WHERE fingerprint = :fingerprint AND revoked_at IS NULL
  AND (login LIKE '{COUNTER}%'
       OR EXISTS (SELECT 1 FROM people WHERE people.login = ssh_keys.login AND people.active = 1))
"""  # noqa: S608  # a constant

_PATIENCE = 10.0
"""Seconds to wait where somebody holds the whole store."""


def open_key(store: Path, fingerprint: str) -> Key | None:
    """A key that opens the door now: of somebody who works here, or of a counter.

    Args:
        store: the store file.
        fingerprint: ``SHA256:...``.

    Raises:
        StoreUnusable: the store cannot be read.
    """
    try:
        # For writing, too: who reads a write-ahead log alone must make the file beside it.
        opened = sqlite3.connect(f"file:{quote(str(store))}?mode=rw", _PATIENCE, uri=True)
        with closing(opened) as connection:
            row = connection.execute(ASKED, {"fingerprint": fingerprint}).fetchone()
    except sqlite3.Error as fault:
        raise StoreUnusable("The store cannot be read: {cause}.", cause=fault) from fault
    return Key(*row) if row else None
