"""Whether what the shift before handed over is known to the one that is on (F47, I2).

Asked at the start of every session, and so apart from the rooms where items are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.model.desk import Actor
from csdesk.model.errors import Refused
from csdesk.model.roles import Action
from csdesk.rules.permissions import may
from csdesk.store import handover as rows
from csdesk.store import shifts

if TYPE_CHECKING:
    from sqlalchemy import Connection


def waiting_for(connection: Connection, login: str) -> int:
    """How many items wait for somebody: none where they do not work in the shift that is on."""
    giver = shifts.last_closed_id(connection) if shifts.kind_worked(connection, login) else None
    return rows.kept_from(connection, giver)[0] if giver else 0


def check_queue(connection: Connection, who: Actor) -> None:
    """Whether somebody may work on the review queue: nobody before critical items are known.

    Who has no right to review only looks, which is not refused.

    Args:
        connection: reading or changing.
        who: from ``as_known``.

    Raises:
        Refused: critical items of the shift before wait, and no lead has passed over them (I2).
    """
    giver = shifts.last_closed_id(connection)
    if giver is None or not may(who.roles, Action.REVIEW):
        return
    _items, critical = rows.kept_from(connection, giver)
    if critical and rows.override(connection, giver) is None:
        raise Refused(
            "The work queue opens when the critical items of the shift before are acknowledged:"
            " {count} wait (g h). A lead may open it with a reason.",
            count=critical,
        )
