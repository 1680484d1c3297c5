"""After-sale cases, and what is done about bad reviews (F18, F19, F23, S48, S49)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.found import OrderRow


class CaseKind(StrEnum):
    """What the case is about."""

    REFUND = "refund"
    """Money back, the goods stay."""
    RETURN = "return"
    """Goods back, then money back."""
    EXCHANGE = "exchange"
    """Goods back, then other goods."""
    RESHIP = "reship"
    """Goods sent again."""
    FEEDBACK = "feedback"
    """A neutral or negative review of the buyer's."""


class CaseState(StrEnum):
    """How far a case is; ``rules.cases.STEPS`` says which kind goes which way."""

    ASKED = "asked"
    AGREED = "agreed"
    GOODS_BACK = "goods_back"
    SETTLED = "settled"
    """Paid back, or sent."""
    SOLVED = "solved"
    """What the buyer complained about is put right."""
    EXPLAINED = "explained"
    """Why it happened is recorded."""
    REMOVAL = "removal"
    """The marketplace is asked to remove a review that breaks its rules."""
    CLOSED = "closed"
    REFUSED = "refused"


class Party(StrEnum):
    """Whose move is next."""

    DESK = "desk"
    CUSTOMER = "customer"
    FINANCE = "finance"
    SHIPPING = "shipping"
    MARKETPLACE = "marketplace"
    NOBODY = "nobody"


class Rating(StrEnum):
    """What the buyer gave."""

    NONE = ""
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Breach(StrEnum):
    """Which rule of the marketplace a review breaks."""

    NONE = ""
    INSULT = "insult"
    PRIVATE = "private"
    ADVERTISING = "advertising"
    BLACKMAIL = "blackmail"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """What a case is about: pieces of a line, and money for them."""

    line_no: int
    """0 for the order as a whole, such as its postage."""
    quantity: int
    amount: int
    """Minor units of the order's currency; 0 where no money goes back."""


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One step of a case; the first is its opening."""

    state: CaseState
    text: str
    told: str
    """What the customer was told with it."""
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """One case as it stands now."""

    id: int
    order_no: str
    order: OrderRow | None
    kind: CaseKind
    state: CaseState
    reason: str
    """Why, or what the buyer wrote."""
    rating: Rating
    breach: Breach
    lines: tuple[CaseLine, ...]
    steps: tuple[CaseStep, ...]
    waits_on: Party
    since: datetime
    """When the state was reached."""
    remark_id: int
    """What its next step is asked with; 0 where nothing is asked."""
    currency: str
    login: str
    author: str
    """Who opened it."""
    at: datetime
    version: int

    @property
    def amount(self) -> int:
        """What is paid back with it, minor units of ``currency``."""
        return sum(line.amount for line in self.lines)

    @property
    def told(self) -> str:
        """What the customer was told last."""
        return next((step.told for step in reversed(self.steps) if step.told), "")


@dataclass(frozen=True, slots=True)
class Room:
    """What can still be claimed on an order; None where nobody knows what was paid."""

    total: int | None
    """Minor units that were paid and neither refunded nor claimed."""
    lines: dict[int, int | None]
    """The same by line."""
    pieces: dict[int, int]
    """Pieces by line that no case takes back."""
