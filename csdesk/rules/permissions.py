"""The one table of rights: what is not written here nobody may do (F70, S8, S10)."""

from __future__ import annotations

from collections.abc import Iterable

from csdesk.model.roles import Action, Role
from csdesk.model.sight import Personal, Sight

_DESK = frozenset({Role.AGENT, Role.LEAD})
_EVERYBODY_AT_WORK = frozenset(Role) - {Role.VIEWER, Role.ADMIN}

FOUNDER = frozenset({Role.AGENT, Role.LEAD, Role.ADMIN})
"""Roles of whoever comes first: somebody must be able to let the others in."""

NEWCOMER = frozenset({Role.VIEWER})
"""Roles of whoever comes without having been added: they look, and ask for a role."""

ALLOWED: dict[Action, frozenset[Role]] = {
    Action.REMARK: _EVERYBODY_AT_WORK,
    Action.ASK: _EVERYBODY_AT_WORK,
    Action.SEARCHES: frozenset(Role),
    Action.REVIEW: _DESK,
    Action.EDIT: _DESK,
    Action.SETTLE: _DESK,
    Action.IMPORT: _DESK,
    Action.DOWNLOAD: _DESK | {Role.SHIPPING},
    Action.BLACKLIST: _DESK,
    Action.UNBLACKLIST: frozenset({Role.LEAD}),
    Action.DECIDE: frozenset({Role.LEAD}),
    Action.OVERSEE: frozenset({Role.LEAD}),
    Action.PROMISE: _DESK,
    Action.CASE: _DESK,
    Action.RECEIVE: _DESK | {Role.SHIPPING},
    Action.URGE: _DESK,
    Action.SHIP: frozenset({Role.SHIPPING}),
    Action.PAY: frozenset({Role.FINANCE}),
    Action.ANSWER_FINANCE: frozenset({Role.FINANCE}),
    Action.ANSWER_SHIPPING: frozenset({Role.SHIPPING}),
    Action.CALL: _DESK | {Role.PURCHASING},
    Action.DISCONTINUE: frozenset({Role.PURCHASING, Role.LEAD}),
    Action.PRIORITY: frozenset({Role.LEAD}),
    Action.COSTS: frozenset({Role.PURCHASING, Role.LEAD}),
    Action.WAREHOUSES: frozenset({Role.PURCHASING, Role.LEAD}),
    Action.SHIFT: _EVERYBODY_AT_WORK,
    Action.TAKE_OVER: frozenset({Role.LEAD}),
    Action.PASS_OVER: frozenset({Role.LEAD}),
    Action.SIGN_LEAD: frozenset({Role.LEAD}),
    Action.ROSTER: frozenset({Role.LEAD}),
    Action.SWAP: _EVERYBODY_AT_WORK,
    Action.NOTICE: frozenset({Role.LEAD}),
    Action.PERFORMANCE: frozenset({Role.LEAD}),
    Action.AMAZON: _DESK,
    Action.AMAZON_SENT: frozenset({Role.LEAD}),
    Action.BACKUP: frozenset({Role.ADMIN, Role.LEAD}),
    Action.PURGE: frozenset({Role.ADMIN, Role.LEAD}),
    Action.PEOPLE: frozenset({Role.ADMIN, Role.LEAD}),
    Action.REVEAL: _DESK | {Role.FINANCE, Role.SHIPPING},
    Action.EXPORT: _DESK,
    Action.PRIVACY: frozenset({Role.LEAD}),
}
"""Action -> the roles that may do it."""

_ALL = frozenset(Personal)

WITHHELD: dict[Role, frozenset[Personal]] = {
    Role.FINANCE: frozenset({Personal.ADDRESS}),
    Role.PURCHASING: _ALL,
}
"""What a role is not even shown masked; of several roles the one that is shown most counts."""

REVEALED: dict[Role, frozenset[Personal]] = {
    Role.AGENT: _ALL,
    Role.LEAD: _ALL,
    Role.FINANCE: _ALL - {Personal.ADDRESS},
    Role.SHIPPING: frozenset({Personal.NAME, Personal.PHONE, Personal.ADDRESS}),
}
"""What a role may reveal. An administrator looks after the desk and has no business there."""


def may(roles: Iterable[str], action: Action) -> bool:
    """Whether somebody with these roles may do it; an unknown role may do nothing."""
    return not ALLOWED.get(action, frozenset()).isdisjoint(roles)


def sight(roles: Iterable[str], *, mask: bool = True) -> Sight:
    """How somebody with these roles sees buyers.

    Args:
        roles: of the person; without any, and with unknown ones only, as a viewer.
        mask: what desk.toml says of masking.
    """
    withheld = [WITHHELD.get(role, frozenset()) for role in Role if role in set(roles)]
    return Sight(not mask, frozenset.intersection(*withheld) if withheld else frozenset())


def may_reveal(roles: Iterable[str]) -> frozenset[Personal]:
    """What somebody with these roles may see whole."""
    has = set(roles)
    return frozenset().union(*(fields for role, fields in REVEALED.items() if role in has))


def who_may(action: Action) -> tuple[Role, ...]:
    """The roles that may do it, in the order of ``Role``."""
    allowed = ALLOWED.get(action, frozenset())
    return tuple(role for role in Role if role in allowed)
