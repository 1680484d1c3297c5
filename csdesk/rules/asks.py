"""The life of what is asked of a department: asked, seen, in work, done, or a question back (F31).

The department moves it; whoever asked answers its question, or asks again where done was not
enough.
"""

from __future__ import annotations

from csdesk.model.roles import Action
from csdesk.model.status import RemarkState, Tab

_ASKED, _SEEN, _DOING, _DONE, _QUERY = (
    RemarkState.ASKED, RemarkState.SEEN, RemarkState.DOING, RemarkState.DONE, RemarkState.QUERY,
)  # fmt: skip

BY_DEPARTMENT: dict[RemarkState, frozenset[RemarkState]] = {
    _ASKED: frozenset({_SEEN, _DOING, _DONE, _QUERY}),
    _SEEN: frozenset({_DOING, _DONE, _QUERY}),
    _DOING: frozenset({_DONE, _QUERY}),
    _QUERY: frozenset({_DOING, _DONE}),
    _DONE: frozenset({_DOING}),
}
"""State -> what the department may make of it; done may be taken up again."""

BY_ASKER: dict[RemarkState, frozenset[RemarkState]] = {
    _QUERY: frozenset({_ASKED}),
    _DONE: frozenset({_ASKED}),
}
"""State -> what whoever asked may make of it."""

OPEN = (_ASKED, _SEEN, _DOING, _QUERY)
"""Somebody has to do something."""

DEPARTMENTS = {Tab.FINANCE: Action.ANSWER_FINANCE, Tab.SHIPPING: Action.ANSWER_SHIPPING}
"""Tabs that ask a department, and the right to answer for it."""


def may_become(state: RemarkState, to: RemarkState) -> bool:
    """Whether somebody may make ``to`` of an ask in ``state``."""
    either = BY_DEPARTMENT.get(state, frozenset()) | BY_ASKER.get(state, frozenset())
    return to in either


def needs_words(to: RemarkState) -> bool:
    """Whether a move says nothing without words: a question, its answer, asking again."""
    return to in (_QUERY, _ASKED)


def is_news(to: RemarkState) -> bool:
    """Whether a move tells something about the order, so that what others saw is stale."""
    return to in (_DONE, _QUERY, _ASKED)


def right_to(tab: Tab, to: RemarkState, *, own: bool) -> Action:
    """What a move needs a right for.

    Args:
        tab: finance or shipping.
        to: what the ask is to become.
        own: whether the person asked it.
    """
    if to is _ASKED:
        return Action.ASK if own else Action.OVERSEE
    return DEPARTMENTS[tab]
