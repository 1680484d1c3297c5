"""What is asked of other departments, who waits for whom, and who is called by name (F31, F32)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from csdesk.model.status import OrderStatus, RemarkState, StopOutcome, Tab

if TYPE_CHECKING:
    from csdesk.model.found import OrderRow
    from csdesk.model.remarks import Answer, Remark
    from csdesk.model.requests import Request


@dataclass(frozen=True, slots=True)
class Ask:
    """A remark for finance or shipping as something that is asked of them."""

    remark: Remark
    order: OrderRow | None
    """None while its order is not imported (S27)."""

    @property
    def order_no(self) -> str:
        """The desk number, or the number that is not imported yet."""
        return self.order.order_no if self.order else self.remark.order_no

    @property
    def is_hold(self) -> bool:
        """Whether the parcel must not leave: its order is held, or it asks to stop it (F13)."""
        held = self.order is not None and self.order.order_status is OrderStatus.HELD
        return held or self.remark.stop is StopOutcome.ASKED

    @property
    def waits_on(self) -> Tab | None:
        """The department whose move is next; None where the asker is to answer a query."""
        return None if self.remark.state is RemarkState.QUERY else self.remark.tab

    @property
    def since(self) -> datetime:
        """When the waiting began: at the last move that handed it over."""
        handed = (RemarkState.ASKED, RemarkState.QUERY)
        moves = [each for each in self.remark.answers if each.state in handed]
        return moves[-1].at if moves else self.remark.at

    @property
    def said_last(self) -> Answer | None:
        """The last move that came with words."""
        return next((each for each in reversed(self.remark.answers) if each.text), None)


@dataclass(frozen=True, slots=True)
class Asks:
    """Asks in the order of their urgency, and how many there are of them in all."""

    asks: tuple[Ask, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody was called by name or by role in a remark, or has an answer to read (F32)."""

    ask: Ask
    """The remark, whichever tab it stands in."""
    text: str
    """What called them: the remark, or the answer to it."""
    author: str
    at: datetime
    is_answer: bool


@dataclass(frozen=True, slots=True)
class MyQueue:
    """What waits for me, and what I wait for (W33, I9)."""

    queries: tuple[Ask, ...]
    """Asks of mine that came back with a question, oldest first."""
    calls: tuple[Call, ...]
    """Not read yet, oldest first."""
    asked: tuple[Ask, ...]
    """Asks of mine that a department has, oldest first."""
    decided: tuple[Request, ...] = ()
    """Requests of mine that a lead decided, and I have not seen it, oldest first."""
    requests: tuple[Request, ...] = ()
    """Requests of mine that a lead has, or that are approved and not done, oldest first."""


@dataclass(frozen=True, slots=True)
class Unread:
    """The counts of the header line; an inbox that is not the person's own is None."""

    finance: int | None
    shipping: int | None
    mine: int
    """Queries to me, and calls and decisions that I have not read."""
    lead: int | None = None
    """Requests that a lead has to decide."""
    notices: int = 0
    """Notices that I have not read."""
    swaps: int = 0
    """Swaps of shifts that I am asked for, or that a lead has to decide."""
    handover: int = 0
    """Items of the shift before that the shift they work in has not acknowledged."""
    amazon: int = 0
    """Amazon cases whose own deadline is past, or ends within a day."""
