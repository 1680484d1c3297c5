"""What lies in the inbox and is never taken in, as the importer saw it last."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select

from csdesk.model.intake import Obstacle
from csdesk.store import columns

_c = columns.obstacles.c


def found(connection: Connection) -> tuple[Obstacle, ...]:
    """All of them, by path."""
    rows = connection.execute(select(columns.obstacles).order_by(_c.path)).mappings()
    return tuple(
        Obstacle(
            row["path"],
            row["reason"],
            json.loads(row["facts"]),
            datetime.fromtimestamp(row["seen_at"], UTC),
        )
        for row in rows
    )


def keep(connection: Connection, now_there: Sequence[Obstacle]) -> None:
    """These are there now and no others; the connection must be changing."""
    connection.execute(delete(columns.obstacles))
    if now_there:
        connection.execute(
            insert(columns.obstacles),
            [
                {
                    "path": each.path,
                    "reason": each.reason,
                    "facts": json.dumps(each.facts, ensure_ascii=False, default=str),
                    "seen_at": int(each.seen_at.timestamp()),
                }
                for each in now_there
            ],
        )
