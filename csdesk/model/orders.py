"""Orders as the screens and the command line see them.

Times are aware UTC ``datetime``; money is integer minor units beside its currency; ids are text.
Text fields were passed through ``plain()`` at intake and must pass it again at display.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from csdesk.model.privacy import Personal
from csdesk.model.sorting import Place, Sort
from csdesk.model.status import (
    Choice,
    Flag,
    OrderStatus,
    PaymentStatus,
    RemarkState,
    StopOutcome,
    Tab,
)

REMARK_LIMIT = 4_000
"""Characters of one remark."""


@dataclass(frozen=True, slots=True)
class RemarkCounts:
    """How many remarks stand in each tab of one order."""

    internal: int = 0
    finance: int = 0
    shipping: int = 0


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One line of a result list."""

    id: int
    """The store's time-ordered key: larger is newer."""
    order_no: str
    """The desk number, ``TB261122-0041``."""
    market_no: str
    """The marketplace's own number."""
    site: str
    """Site code: ``TB``, ``AM``, or the code of a shop's own profile."""
    shop: str
    placed_at: datetime | None
    paid_at: datetime | None
    name: str
    account: str
    nick: str
    phone: str
    province: str
    city: str
    order_status: OrderStatus
    payment_status: PaymentStatus
    market_status: str
    total: int | None
    currency: str
    carrier: str
    tracking_no: str
    flag: Flag
    blacklisted: bool
    remarks: RemarkCounts
    conflicts: int
    """Open conflicts with the last import."""
    title: str
    """Title of the first line, or the export's joined titles."""
    ship_by: datetime | None = None
    """The last moment to ship, as the export says (F22)."""
    sorted_by: int | bytes = 0
    """What the list is sorted by, where that is not the key alone."""

    @property
    def place(self) -> Place:
        """Where it stands in its list: pages are cut there."""
        return Place(self.sorted_by, self.id)


@dataclass(frozen=True, slots=True)
class Line:
    """One item of an order (S18)."""

    line_no: int
    sku: str
    title: str
    attributes: str
    quantity: int
    unit_price: int | None
    line_status: str
    """The marketplace's word for this line, empty where it says none."""
    refund_status: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One move of what is asked of a department: seen, in work, done, a question, its answer."""

    state: RemarkState
    """What it became."""
    text: str
    author: str
    at: datetime
    shift: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark, newest version (S23 to S27)."""

    id: int
    order_no: str
    """The number it was written on: a desk number, or a number not imported yet."""
    tab: Tab
    text: str
    author: str
    at: datetime
    shift: str
    state: RemarkState
    in_market: bool
    """Whether the agent says it also stands in the marketplace's own remark (S26)."""
    version: int
    attached: bool
    login: str = ""
    """Of the author of this version."""
    answers: tuple[Answer, ...] = ()
    """Moves since it was asked, oldest first (F31)."""
    stop: StopOutcome | None = None
    """Whether the parcel was stopped, where the remark asks for that (F13)."""

    @property
    def moved(self) -> int:
        """Grows with every correction and every move: what whoever moves it next must have seen."""
        return self.version + len(self.answers)


@dataclass(frozen=True, slots=True)
class History:
    """The two counters of the first line (S5, S6)."""

    orders: int
    paid_orders: int
    buyer: str = ""
    """Whose orders are counted: the number of an order of theirs, as the search's ``buyer:`` takes
    it; empty where unknown."""


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """A field that both the shop and the marketplace changed (design §5, I1)."""

    id: int
    order_no: str
    line_no: int
    """0 for a field of the order itself."""
    field: str
    base: str
    ours: str
    theirs: str
    changed_by: str
    changed_at: datetime | None
    batch_id: int
    currency: str = ""
    """Of the order, for amounts."""
    masked: bool = False
    """Whether the values are masked for who looks."""


@dataclass(frozen=True, slots=True)
class Relative:
    """Another order of a family: split, sent again, or a gift (design §5)."""

    order_no: str
    order_status: OrderStatus
    parent_no: str
    """The order it was made from; empty for the one that an import brought."""
    undone: bool = False
    """It was put together again with others, or taken back."""


@dataclass(frozen=True, slots=True)
class Event:
    """One step of the log (S28)."""

    seq: int
    at: datetime
    actor: str
    shift: str
    kind: str
    order_no: str
    before: dict[str, object] | None
    after: dict[str, object] | None
    login: str = ""
    """Who acted, as ``csdesk people`` lists them."""


@dataclass(frozen=True, slots=True)
class LogPart:
    """How many steps of one kind somebody did to an order."""

    login: str
    name: str
    kind: str
    steps: int


@dataclass(frozen=True, slots=True)
class LogSteps:
    """Steps of an order's log, and what was tried in vain beside them."""

    steps: tuple[Event, ...] = ()
    """Newest last."""
    refused: int = 0
    """Attempts for which somebody had no right."""
    folded: bool = False
    """Whether those are left out of ``steps``."""


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """Everything one order screen shows."""

    row: OrderRow
    approved_at: datetime | None
    shipped_at: datetime | None
    finished_at: datetime | None
    email: str
    district: str
    address: str
    zip: str
    country: str
    method: str
    """Payment method."""
    place: str
    """Payment place (S2)."""
    postage: int | None
    refund: int | None
    buyer_message: str
    market_remark: str
    closed_reason: str
    hold_reason: str
    lines: tuple[Line, ...]
    remarks: tuple[Remark, ...]
    history: History
    relatives: tuple[Relative, ...]
    """The rest of the order's family, the one that an import brought first."""
    conflicts: tuple[OpenConflict, ...]
    version: int
    batch_id: int
    """The batch that brought the order."""
    parent_no: str = ""
    """The order that it was made from; empty where an import brought it."""
    owed: int = 0
    """What the shop owes its buyer, for any order, in minor units of the order's currency (S14)."""
    masked: tuple[Personal, ...] = ()
    """What is told and masked for who looks; the rest of a buyer's data is shown as it is."""
    to_collect: int = 0
    """What the customer has yet to pay for exchanges of this order, in the same units."""

    @property
    def family(self) -> tuple[str, ...]:
        """The numbers of its relatives."""
        return tuple(each.order_no for each in self.relatives)


@dataclass(frozen=True, slots=True)
class Page:
    """A window of a result, newest first unless the question says otherwise."""

    rows: tuple[OrderRow, ...]
    more_before: bool
    """Rows exist above the first."""
    more_after: bool
    """Rows exist below the last."""
    elapsed_ms: float
    sort: Sort = Sort.NEWEST
    sorted_of: int | None = None
    """Only so many of the newest that match were sorted, because there are more than can be
    sorted at once; None where all were."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many orders match; where ``exact`` is false counting stopped, and there are more."""

    total: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Completion:
    """A suggestion for the word under the cursor of the search box."""

    insert: str
    """What the word becomes."""
    label: str


@dataclass(frozen=True, slots=True)
class SavedRemark:
    """Receipt for a remark."""

    order_no: str
    id: int
    attached: bool
    case: int = 0
    """The after-sale case that it opened (W20); 0 where it opened none."""


@dataclass(frozen=True, slots=True)
class RemarkDraft:
    """Text typed and not saved yet; kept so that a dropped line loses nothing (F74)."""

    order_no: str
    tab: Tab
    text: str
    at: datetime
    remark_id: int = 0
    """The remark that is being corrected; 0 where a new one is being written."""
    seen_version: int = 0
    """The version of it that the person had before their eyes (F69)."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """A person's answer to a conflict (W4)."""

    conflict_id: int
    choice: Choice
    value: str = field(default="")
    """The text to store when ``choice`` is ``EDIT``."""
