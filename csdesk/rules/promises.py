"""Whether a promise was kept, as far as the order's own facts tell (I4)."""

from __future__ import annotations

from csdesk.model.promises import PromiseKind, PromiseState

SOON = 86_400
"""Seconds before its time from which a promise is due."""


def by_facts(kind: PromiseKind, due: int, shipped_at: int | None) -> PromiseState | None:
    """What the order's shipping decides for good; None where it decides nothing (yet).

    Only what was promised about shipping is decided so, and only by a moment that is known.

    Args:
        kind: what was promised.
        due: by when, epoch seconds.
        shipped_at: when the parcel left, epoch seconds; None where that is unknown.
    """
    if kind is not PromiseKind.SHIP or shipped_at is None:
        return None
    return PromiseState.KEPT if shipped_at <= due else PromiseState.BROKEN


def standing(
    kind: PromiseKind, due: int, shipped_at: int | None, settled: PromiseState, now: int
) -> PromiseState:
    """How a promise stands now.

    Args:
        kind: what was promised.
        due: by when, epoch seconds.
        shipped_at: when the parcel left; None where that is unknown.
        settled: what was decided; ``OPEN`` where nothing was.
        now: epoch seconds.
    """
    if settled is not PromiseState.OPEN:
        return settled
    decided = by_facts(kind, due, shipped_at)
    if decided is not None:
        return decided
    if now > due:
        return PromiseState.OVERDUE
    return PromiseState.DUE if due - now <= SOON else PromiseState.OPEN
