"""Where the log's chain of hashes ends, and whether it goes on from where it ended before."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from csdesk.model.audit import ChainCheck, ChainHead
from csdesk.store import columns, emptied, events, sessions
from csdesk.store.sqlite import guarding

_e = columns.events.c

EMPTY = ChainHead(0, events.FIRST_LINK.hex())
"""Where a log without steps ends."""


def head(connection: Connection) -> ChainHead:
    """The last step of the log."""
    last = connection.execute(select(_e.seq, _e.hash).order_by(_e.seq.desc()).limit(1)).first()
    return ChainHead(last.seq, last.hash.hex()) if last else EMPTY


def at(connection: Connection, seq: int) -> ChainHead | None:
    """A step as an anchor; None where the log has none of that number."""
    found = connection.execute(select(_e.hash).where(_e.seq == seq)).scalar()
    return None if found is None else ChainHead(seq, found.hex())


def has(connection: Connection, anchor: ChainHead) -> bool:
    """Whether the log has the step that an anchor names."""
    return anchor == EMPTY or anchor == at(connection, anchor.seq)


def check(connection: Connection, anchors: Sequence[ChainHead] = ()) -> ChainCheck:
    """Look through the whole log.

    Args:
        connection: reading.
        anchors: heads that it had, the earliest first.
    """
    broken = events.first_broken(connection)
    missing = 0
    if broken is not None:
        before = select(_e.seq).where(_e.seq < broken).order_by(_e.seq.desc()).limit(1)
        missing = broken - 1 - int(connection.execute(before).scalar() or 0)
    return ChainCheck(
        head=head(connection),
        broken=broken,
        missing=missing,
        unguarded=guarding.missing(connection),
        anchors=len(anchors),
        astray=next((each for each in anchors if not has(connection, each)), None),
        sessions=sessions.astray(connection),
        emptied=emptied.first_unnamed(connection) if broken is None else None,
    )


def goes_on(connection: Connection, before: ChainHead, *, whole: bool = True) -> bool:
    """Whether the log went on from a head that it had, link by link.

    Args:
        connection: reading.
        before: the head.
        whole: follow every link since then; an older schema's steps only its own csdesk can.
    """
    if not has(connection, before):
        return False
    return not whole or events.first_broken(connection, after_seq=before.seq) is None
