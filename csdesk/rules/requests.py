"""The life of a request to a lead: asked, decided, done (F16, W19, W28)."""

from __future__ import annotations

from csdesk.model.errors import Refused
from csdesk.model.requests import RequestState as S

BY_LEAD: dict[S, frozenset[S]] = {S.ASKED: frozenset({S.APPROVED, S.REFUSED})}
"""State -> what a lead may make of it."""

BY_ASKER: dict[S, frozenset[S]] = {
    S.ASKED: frozenset({S.WITHDRAWN}),
    S.APPROVED: frozenset({S.DONE, S.WITHDRAWN}),
}
"""State -> what whoever asked may make of it, and a lead in their place."""

OPEN = (S.ASKED, S.APPROVED)
"""Somebody has to do something."""


def decides(to: S) -> bool:
    """Whether a move is a lead's decision."""
    return to in (S.APPROVED, S.REFUSED)


def may_become(state: S, to: S) -> bool:
    """Whether somebody may make ``to`` of a request in ``state``."""
    return to in BY_LEAD.get(state, frozenset()) | BY_ASKER.get(state, frozenset())


def check_price(old: int | None, new: int) -> None:
    """Whether a price can be asked for.

    Raises:
        Refused: it is what the order costs, or nothing.
    """
    if new <= 0:
        raise Refused("A price is more than nothing.")
    if new == old:
        raise Refused("That is what the order costs now.")
