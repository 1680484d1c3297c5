"""Keys of SSH at rest."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from sqlalchemy import Connection, RowMapping, delete, insert, select, text, update

from csdesk.model.keys import Key
from csdesk.store import columns

_k = columns.ssh_keys.c


def by_fingerprint(connection: Connection, fingerprint: str) -> Key | None:
    """A key, revoked or not; None where nobody brought it."""
    asked = select(columns.ssh_keys).where(_k.fingerprint == fingerprint)
    row = connection.execute(asked).mappings().first()
    return None if row is None else _key(row)


def good(connection: Connection, login: str = "") -> tuple[Key, ...]:
    """Keys that open the door, of one person or of all, by login, oldest first."""
    whose = [_k.login == login] if login else []
    asked = select(columns.ssh_keys).where(text(columns.KEY_GOOD), *whose)
    return tuple(map(_key, connection.execute(asked.order_by(_k.login, _k.id)).mappings()))


def everyone(connection: Connection) -> tuple[Key, ...]:
    """All keys that were ever taken down, by login, oldest first."""
    asked = select(columns.ssh_keys).order_by(_k.login, _k.id)
    return tuple(map(_key, connection.execute(asked).mappings()))


def add(connection: Connection, key: Key, by: str) -> None:
    """Take a key down; a revoked one that comes back is taken down anew."""
    connection.execute(delete(columns.ssh_keys).where(_k.fingerprint == key.fingerprint))
    row = {
        "login": key.login, "fingerprint": key.fingerprint, "kind": key.kind, "line": key.line,
        "added_by": by, "added_at": int(time.time()), "revoked_by": "", "revoked_at": None,
    }  # fmt: skip
    connection.execute(insert(columns.ssh_keys), row)


def revoke(connection: Connection, fingerprint: str, by: str) -> None:
    """Open the door with a key no more."""
    connection.execute(
        update(columns.ssh_keys)
        .where(_k.fingerprint == fingerprint, _k.revoked_at.is_(None))
        .values(revoked_by=by, revoked_at=int(time.time()))
    )


def _key(row: RowMapping) -> Key:
    revoked = row["revoked_at"]
    return Key(
        login=row["login"], fingerprint=row["fingerprint"], kind=row["kind"], line=row["line"],
        added_by=row["added_by"], added_at=datetime.fromtimestamp(row["added_at"], UTC),
        revoked_by=row["revoked_by"],
        revoked_at=None if revoked is None else datetime.fromtimestamp(revoked, UTC),
    )  # fmt: skip
