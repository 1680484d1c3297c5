"""Who gets what of an item: first come, first served, without jumping the queue (F39, F40).

Orders are served by priority, then by the time of their approval, then by number. A line gets what
is left when everybody before it has theirs, so that what it gets depends on the pieces before it
and on nothing else. A small order never overtakes a large one that waits: if it did, goods that
come for the large one would take away what the small one had.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from csdesk.model.status import Verdict


@dataclass(frozen=True, slots=True)
class Receipt:
    """Goods that a supplier told to come."""

    expected: date
    quantity: int | None
    """None for as many as are short."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A line that waits for its item; sorts by who is served first."""

    priority: int
    """0, or more where a lead put the order first."""
    since: int
    """Approval, epoch seconds."""
    order_no: str
    line_no: int
    quantity: int

    @property
    def turn(self) -> tuple[int, int, str, int]:
        """What claims are sorted by."""
        return -self.priority, self.since, self.order_no, self.line_no


@dataclass(frozen=True, slots=True)
class Allotment:
    """What one line gets."""

    verdict: Verdict
    covered: int
    """Pieces that are there for it."""
    expected: date | None = None
    """When the rest comes; None where nobody told, or where nothing is missing."""


def allot(
    sellable: int | None, receipts: Sequence[Receipt], ahead: int, quantity: int
) -> Allotment:
    """What a line gets that has this many pieces before it.

    Args:
        sellable: pieces that are there for orders; None where no file tells.
        receipts: what will come, in any order.
        ahead: pieces that lines before it ask for.
        quantity: pieces it asks for.

    Returns:
        What it gets. Where nobody knows what is there, what the supplier told counts all the same.
    """
    if sellable is None:
        told = allot(0, receipts, ahead, quantity)
        return told if told.verdict is Verdict.EXPECTED else Allotment(Verdict.UNKNOWN, 0)
    covered = min(max(sellable - ahead, 0), quantity)
    if covered == quantity:
        return Allotment(Verdict.AVAILABLE, covered)
    there = sellable
    for receipt in sorted(receipts, key=lambda each: each.expected):
        if receipt.quantity is None or (there := there + receipt.quantity) >= ahead + quantity:
            return Allotment(Verdict.EXPECTED, covered, receipt.expected)
    return Allotment(Verdict.NOT_AVAILABLE, covered)


def allocate(
    sellable: int | None,
    receipts: Sequence[Receipt],
    claims: Iterable[Claim],
    later: Iterable[Claim] = (),
    *,
    together: bool = False,
) -> Iterator[tuple[Claim, Allotment, int]]:
    """What every line of an item's queue gets.

    Args:
        sellable: pieces that are there for orders; None where no file tells.
        receipts: what will come.
        claims: of approved orders, in any order.
        later: of orders that are not approved. They hold nothing, so each stands behind all that
            are, as it would if it alone were approved now.
        together: as if all of those were approved now, one after the other.

    Yields:
        Claim, what it gets, and the pieces before it; in the order of the queue.
    """
    ahead = 0
    for claim, got, before in in_turn(sellable, receipts, sorted(claims, key=_turn)):
        yield claim, got, before
        ahead = before + claim.quantity
    yield from if_approved(sellable, receipts, sorted(later, key=_turn), ahead, together=together)


def in_turn(
    sellable: int | None, receipts: Sequence[Receipt], claims: Iterable[Claim], ahead: int = 0
) -> Iterator[tuple[Claim, Allotment, int]]:
    """What a stretch of the queue gets.

    Args:
        sellable: as for ``allocate``.
        receipts: as for ``allocate``.
        claims: of approved orders, in the order of the queue.
        ahead: pieces before the first of them.

    Yields:
        As ``allocate``.
    """
    for claim in claims:
        yield claim, allot(sellable, receipts, ahead, claim.quantity), ahead
        ahead += claim.quantity


def if_approved(
    sellable: int | None,
    receipts: Sequence[Receipt],
    later: Iterable[Claim],
    ahead: int,
    *,
    together: bool = False,
) -> Iterator[tuple[Claim, Allotment, int]]:
    """What lines of orders would get that are not approved; see ``allocate``.

    Args:
        sellable: as for ``allocate``.
        receipts: as for ``allocate``.
        later: in the order of the queue.
        ahead: pieces of all approved orders.
        together: as for ``allocate``.
    """
    own: dict[str, int] = {}
    for claim in later:
        whose = "" if together else claim.order_no
        before = ahead + own.get(whose, 0)
        yield claim, allot(sellable, receipts, before, claim.quantity), before
        own[whose] = own.get(whose, 0) + claim.quantity


def short_together(available: int | None, claims: Iterable[Claim]) -> Iterator[Claim]:
    """The lines that would get too little if all their orders were approved at the same moment.

    Args:
        available: pieces that are left when everybody approved has theirs; None where no file
            tells.
        claims: of those orders, about one item; approved together, they come by priority and
            number.
    """
    same_moment = (replace(claim, since=0) for claim in claims)
    for claim, got, _ in allocate(available, (), same_moment):
        if got.verdict is Verdict.NOT_AVAILABLE:
            yield claim


def _turn(claim: Claim) -> tuple[int, int, str, int]:
    return claim.turn


WORST = (Verdict.NOT_AVAILABLE, Verdict.UNKNOWN, Verdict.EXPECTED, Verdict.AVAILABLE)
"""What decides about an order with several lines, first: what is not there keeps it, whatever else
nobody knows; and what nobody knows is no promise."""


def lateness(got: Allotment) -> tuple[int, date]:
    """What grows when somebody waits longer; where no day is known all wait the same."""
    ranks = {Verdict.AVAILABLE: 0, Verdict.EXPECTED: 1}
    return ranks.get(got.verdict, 2), got.expected or date.min
