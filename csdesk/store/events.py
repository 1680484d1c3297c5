"""The append-only log, each row chained to the one before it (invariant 4, S28).

``hash = SHA-256(previous hash, canonical form)``. Before and after values that may hold personal
data enter the form only as a salted digest, so that they can be purged later and the chain still
verifies. Where an event has a session, ``hash = SHA-256(that hash, session)``, and the session's id
in turn seals who came in and how (``store.sessions``); events without one, as all were before
schema 6, have the links that they always had.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from csdesk.store import columns

FIRST_LINK = bytes(32)
"""What the first event is chained to."""

IMPORTED = "order.imported"
"""The kind of the first event of every order that an import brings."""


@dataclass(slots=True)
class NewEvent:
    """One step to log; ``before`` and ``after`` are field name -> value.

    Not frozen, because an import makes a hundred thousand and freezing costs as much as logging.
    """

    kind: str
    actor: str
    shift: str = ""
    order_id: int | None = None
    order_no: str = ""
    batch_id: int | None = None
    before: dict[str, object] | None = None
    after: dict[str, object] | None = None
    client_id: str | None = None
    personal: bool = True
    """Whether before and after may hold a buyer's data; false saves the salted digest."""
    session: str = ""


_encode = json.JSONEncoder(ensure_ascii=False).encode
_COLUMNS = tuple(columns.events.c.keys())
_INSERT = (
    f"INSERT INTO events ({', '.join(_COLUMNS)})"  # noqa: S608 - names of our own columns
    f" VALUES ({', '.join('?' * len(_COLUMNS))})"
)


def append(connection: Connection, *new: NewEvent) -> int:
    """Log events inside the caller's ``BEGIN IMMEDIATE`` transaction.

    Returns:
        The sequence number of the last one.
    """
    return append_all(connection, new)


def append_all(connection: Connection, new: Sequence[NewEvent]) -> int:
    """As ``append``, for the many events of an import chunk."""
    seq, at, link = _last(connection)
    rows: list[tuple[object, ...]] = []
    for event in new:
        seq += 1
        before, after = _text(event.before), _text(event.after)
        salt = digest = None
        body = f"{before}\x1f{after}"
        if event.personal and (before or after):
            salt = os.urandom(16)
            digest = body_digest(salt, before, after)
            body = digest.hex()
        link = _chained(
            link, seq, at, event.actor, event.shift, event.kind, event.order_id, event.order_no,
            event.batch_id, event.client_id, body,
        )  # fmt: skip
        link = _with_session(link, event.session)
        rows.append((
            seq, at, event.actor, event.shift, event.kind, event.order_id, event.order_no,
            event.batch_id, before, after, salt, digest, link, event.client_id,
            event.session,
        ))  # fmt: skip
        at += 1
    if rows:
        connection.exec_driver_sql(_INSERT, rows)
    return seq


def append_imported(
    connection: Connection, alike: NewEvent, orders: Iterable[tuple[int, str, str]]
) -> int:
    """Log the first events of orders: as ``append_all``, for a hundred thousand in half the time.

    Args:
        connection: changing.
        alike: what they have in common; not personal.
        orders: key, number, and what is told of it as JSON.
    """
    seq, at, link = _last(connection)
    actor, shift, kind, batch_id = alike.actor, alike.shift, alike.kind, alike.batch_id
    session = alike.session
    same, alone = f"\x1f{actor}\x1f{shift}\x1f{kind}\x1f", f"\x1f{batch_id}\x1fNone\x1fNone\x1f"
    rows: list[tuple[object, ...]] = []
    for order_id, number, after in orders:
        seq += 1
        # As ``_chained``; there is no client and nothing before.
        form = f"{seq}\x1f{at}{same}{order_id}\x1f{number}{alone}{after}"
        link = _with_session(hashlib.sha256(link + form.encode()).digest(), session)
        rows.append((
            seq, at, actor, shift, kind, order_id, number, batch_id, None, after, None, None, link,
            None, session,
        ))  # fmt: skip
        at += 1
    if rows:
        connection.exec_driver_sql(_INSERT, rows)
    return seq


def _last(connection: Connection) -> tuple[int, int, bytes]:
    """Sequence number and hash of the last event, and when the next one is."""
    e = columns.events.c
    last = connection.execute(select(e.seq, e.at, e.hash).order_by(e.seq.desc()).limit(1)).first()
    seq, at, link = last if last else (0, 0, FIRST_LINK)
    return seq, max(time.time_ns() // 1000, at + 1), link


def as_json(values: object) -> str:
    """What an event tells, or a part of it, as it is kept."""
    return _encode(values)


def _text(values: dict[str, object] | None) -> str | None:
    return None if values is None else _encode(values)


def body_digest(salt: bytes, before: str | None, after: str | None) -> bytes:
    """What stands in the chain for values that may be purged."""
    body = f"{before or ''}\x1f{after or ''}".encode()
    return hashlib.sha256(salt + body).digest()


def chained(link: bytes, row: dict[str, object]) -> bytes:
    """The hash of a row, given the hash of the row before it.

    Args:
        link: hash of the previous row, ``FIRST_LINK`` for the first.
        row: the columns of ``events`` by name; ``hash`` and ``salt`` are not part of the form.
    """
    digest = row["digest"]
    body = digest.hex() if isinstance(digest, bytes) else f"{row['before']}\x1f{row['after']}"
    form = (row[name] for name in _IN_FORM)
    return _with_session(_chained(link, *form, body), str(row["session"]))


_IN_FORM = ("seq", "at", "actor", "shift", "kind", "order_id", "order_no", "batch_id", "client_id")


def _chained(link: bytes, *form: object) -> bytes:
    """The hash of an event, given the one before it, its columns of ``_IN_FORM`` and its body."""
    return hashlib.sha256(link + "\x1f".join(map(str, form)).encode()).digest()


def _with_session(link: bytes, session: str) -> bytes:
    """The hash of an event with what tells in which session it was done."""
    return hashlib.sha256(link + session.encode()).digest() if session else link


def first_broken(connection: Connection, *, after_seq: int = 0) -> int | None:
    """The sequence number of the first event that does not fit the chain, or None.

    Args:
        connection: a reading connection.
        after_seq: trust the chain up to here and check what follows.
    """
    e = columns.events
    link: bytes = FIRST_LINK
    if after_seq:
        link = connection.execute(select(e.c.hash).where(e.c.seq == after_seq)).scalar_one()
    expected = after_seq
    stream = connection.execution_options(yield_per=1000).execute(
        select(e).where(e.c.seq > after_seq).order_by(e.c.seq)
    )
    for found in stream.mappings():
        row = dict(found)
        expected += 1
        link = chained(link, row)
        kept = row["before"] is not None or row["after"] is not None
        body_ok = (
            row["digest"] is None
            or not kept
            or row["digest"] == body_digest(row["salt"] or b"", row["before"], row["after"])
        )
        if row["seq"] != expected or row["hash"] != link or not body_ok:
            return int(row["seq"])
    return None
