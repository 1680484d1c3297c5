"""What was done in a range of events, and what was left at its end (F45, F49, S55)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.audit import ChainHead
    from csdesk.model.shifts import Signature

MOST_LISTED = 50
"""Rows of a list that a report names; how many it leaves out is told beside them."""


class Section(StrEnum):
    """Which part of the work a figure tells about, in the order of a report."""

    IMPORTS = "imports"
    REVIEW = "review"
    DOWNLOADS = "downloads"
    CHANGES = "changes"
    REMARKS = "remarks"
    ASKS = "asks"
    PROMISES = "promises"
    CASES = "cases"
    CALLS = "calls"
    CONFLICTS = "conflicts"
    BLACKLIST = "blacklist"
    REQUESTS = "requests"
    HANDOVER = "handover"
    ROSTER = "roster"


class Figure(StrEnum):
    """A figure of a report: so often it was done. Figures of two ranges add up."""

    FILES = "files"
    DUPLICATES = "duplicates"
    QUARANTINED = "quarantined"
    ROWS = "rows"
    ROWS_NEW = "rows_new"
    ROWS_CHANGED = "rows_changed"
    ROWS_UNCHANGED = "rows_unchanged"
    REJECTED = "rejected"
    ORDERS_NEW = "orders_new"
    ORDERS_CHANGED = "orders_changed"
    NEW_CONFLICTS = "conflicts"
    APPROVED = "approved"
    DESPITE = "despite"
    HELD = "held"
    PROBLEMS = "problems"
    RELEASED = "released"
    LISTS = "lists"
    LISTED = "listed"
    FIELDS = "fields"
    LINES = "lines"
    EXCHANGED = "exchanged"
    PAID = "paid"
    SHIPPED = "shipped"
    STOPS = "stops"
    SPLIT = "split"
    UNSPLIT = "unsplit"
    RESHIPPED = "reshipped"
    GIFTS = "gifts"
    FIRST = "first"
    URGED = "urged"
    UNDONE = "undone"
    INTERNAL = "internal"
    FINANCE = "finance"
    SHIPPING = "shipping"
    REVISED = "revised"
    FINANCE_DONE = "finance_done"
    SHIPPING_DONE = "shipping_done"
    QUERIED = "queried"
    PROMISED = "promised"
    KEPT = "kept"
    BROKEN = "broken"
    OPENED = "opened"
    MOVED = "moved"
    CLOSED = "closed"
    AMAZON = "amazon"
    CALLED = "called"
    ITEMS_CALLED = "items_called"
    DISCONTINUED = "discontinued"
    SETTLED = "settled"
    EXPLAINED = "explained"
    BLACKLISTED = "blacklisted"
    UNBLACKLISTED = "unblacklisted"
    ASKED_LEAD = "asked_lead"
    AGREED = "agreed"
    TURNED_DOWN = "turned_down"
    ITEMS_ADDED = "items_added"
    ITEMS_ACKNOWLEDGED = "items_acknowledged"
    ITEMS_DONE = "items_done"
    OVERRIDDEN = "overridden"
    SWAPS_ASKED = "swaps_asked"
    SWAPPED = "swapped"
    NOTICES = "notices"
    DENIED = "denied"


FIGURES: Mapping[Section, tuple[Figure, ...]] = {
    Section.IMPORTS: (
        Figure.FILES, Figure.DUPLICATES, Figure.QUARANTINED, Figure.ROWS, Figure.ROWS_NEW,
        Figure.ROWS_CHANGED, Figure.ROWS_UNCHANGED, Figure.REJECTED, Figure.ORDERS_NEW,
        Figure.ORDERS_CHANGED, Figure.NEW_CONFLICTS,
    ),
    Section.REVIEW: (
        Figure.APPROVED, Figure.DESPITE, Figure.HELD, Figure.PROBLEMS, Figure.RELEASED,
    ),
    Section.DOWNLOADS: (Figure.LISTS, Figure.LISTED),
    Section.CHANGES: (
        Figure.FIELDS, Figure.LINES, Figure.EXCHANGED, Figure.PAID, Figure.SHIPPED, Figure.STOPS,
        Figure.SPLIT, Figure.UNSPLIT, Figure.RESHIPPED, Figure.GIFTS, Figure.FIRST, Figure.URGED,
        Figure.UNDONE,
    ),
    Section.REMARKS: (Figure.INTERNAL, Figure.FINANCE, Figure.SHIPPING, Figure.REVISED),
    Section.ASKS: (Figure.FINANCE_DONE, Figure.SHIPPING_DONE, Figure.QUERIED),
    Section.PROMISES: (Figure.PROMISED, Figure.KEPT, Figure.BROKEN),
    Section.CASES: (Figure.OPENED, Figure.MOVED, Figure.CLOSED, Figure.AMAZON),
    Section.CALLS: (Figure.CALLED, Figure.ITEMS_CALLED, Figure.DISCONTINUED),
    Section.CONFLICTS: (Figure.SETTLED, Figure.EXPLAINED),
    Section.BLACKLIST: (Figure.BLACKLISTED, Figure.UNBLACKLISTED),
    Section.REQUESTS: (Figure.ASKED_LEAD, Figure.AGREED, Figure.TURNED_DOWN),
    Section.HANDOVER: (
        Figure.ITEMS_ADDED, Figure.ITEMS_ACKNOWLEDGED, Figure.ITEMS_DONE, Figure.OVERRIDDEN,
    ),
    Section.ROSTER: (Figure.SWAPS_ASKED, Figure.SWAPPED, Figure.NOTICES, Figure.DENIED),
}  # fmt: skip
"""Which figures stand under which heading."""


class Done(StrEnum):
    """Lists of what was done that a report names one by one."""

    IMPORTS = "imports"
    DOWNLOADS = "downloads"
    CALLS = "calls"
    BLACKLISTINGS = "blacklistings"
    SWAPS = "swaps"


class Left(StrEnum):
    """What may be left at the end, in the order of a report."""

    DIFFERENCES = "differences"
    """Orders on one side of the ledger only that nobody has explained (I6)."""
    DRAFTS = "drafts"
    FINANCE = "finance"
    """Asks on which finance has to do something."""
    SHIPPING = "shipping"
    QUERIES = "queries"
    """Asks that came back with a question."""
    OVERDUE = "overdue"
    """Promises whose time is past."""
    PROMISES = "promises"
    """Promises still to come."""
    CASES = "cases"
    REQUESTS = "requests"
    SHORTAGES = "shortages"
    """Items of which there is too little and about which nobody has called, or so long ago that it
    counts no more."""
    CONFLICTS = "conflicts"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One thing that a report names."""

    about: str
    """Number of an order or item, name of a file or of a person."""
    who: str = ""
    """Name of who did it, asked for it, or has it."""
    at: datetime | None = None
    """When it was done, or since when it waits."""
    due: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    """Numbers that belong to it, such as ``rows`` of a file."""
    word: str = ""
    """A value of a closed vocabulary, such as the state of an import; never anybody's own words."""
    is_order: bool = False
    """Whether ``about`` is the number of an order."""


@dataclass(frozen=True, slots=True)
class ReportList:
    """Things of a kind: how many there are, and the first of them."""

    count: int
    rows: tuple[ReportRow, ...] = ()
    left_out: int = 0
    """Rows that are counted and not named."""

    @classmethod
    def of(cls, count: int, rows: tuple[ReportRow, ...]) -> ReportList:
        """The first of ``count`` things, a row for each."""
        return cls(count, rows, count - len(rows))


@dataclass(frozen=True, slots=True)
class ReportItem:
    """A hand-over item as it was when the report was made."""

    id: int
    urgency: str
    order_no: str
    topic: str
    summary: str
    action: str
    owner: str
    due: datetime
    what_if: str
    author: str
    age_shifts: int
    """How many shifts have handed it on, the one that is closed included."""


@dataclass(frozen=True, slots=True)
class ReportPerson:
    """Somebody who worked in the shift."""

    name: str
    kind: str
    """Code of the kind that they came for."""
    came_at: datetime
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReportShift:
    """Which shift a report is about."""

    id: int
    kind: str
    day: str
    opened_at: datetime
    opened_by: str
    people: tuple[ReportPerson, ...]


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left at one moment."""

    left: Mapping[Left, ReportList]
    items: tuple[ReportItem, ...]
    """Open hand-over items, the most urgent first."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was done in the events ``after_seq < seq <= cutoff_seq``, and what was left then.

    Shifts of one day may have others between them, as where somebody opened one for a day that was
    forgotten: ``parts`` tells which of these events are meant then.
    """

    after_seq: int
    cutoff_seq: int
    made_at: datetime
    """The moment at which ``remaining`` was counted, or the cut-off."""
    figures: Mapping[Figure, int]
    """All of them, 0 where nothing was counted."""
    kinds: Mapping[str, int]
    """All events of the range by kind; together ``events``."""
    done: Mapping[Done, ReportList]
    remaining: Remaining | None
    """None where it is not known, as for the end of a range that is past."""
    shifts: tuple[ReportShift, ...] = ()
    """The shift, or the shifts that it adds up; empty where it is by the clock."""
    parts: tuple[tuple[int, int], ...] = ()
    """After which step each stretch begins, and its last step, where other work lies between."""

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """All stretches of the log that it tells about, the oldest first."""
        return self.parts or ((self.after_seq, self.cutoff_seq),)

    @property
    def events(self) -> int:
        """How many steps of the log it tells about."""
        return sum(cutoff - after for after, cutoff in self.ranges)


class Unit(StrEnum):
    """How long a stretch of work a report is about."""

    SHIFT = "shift"
    DAY = "day"
    WEEK = "week"
    """From Monday."""
    MONTH = "month"
    SPAN = "span"
    """Any days."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of work: the shifts that begin on its days, or one shift."""

    unit: Unit
    first: str
    """ISO day of the desk's zone."""
    last: str
    """The last day, included."""
    shift_id: int = 0
    """Of one shift; 0 otherwise."""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report with what people must know to judge it."""

    period: Period
    report: Report
    begins: datetime | None
    """The cut-off before it; None where nothing was before it."""
    ends: datetime
    running: bool
    """Whether it goes on, so that the figures will grow."""
    by_clock: bool
    """Whether no shift tells where it begins and ends, so that the clock does."""
    hash: str = ""
    """Of the report that is kept, in hex; empty where none is."""
    sound: bool = True
    """Whether every report that is kept is still what was signed."""
    signatures: tuple[Signature, ...] = ()
    anchor: ChainHead | None = None
    """The last step of the log that it covers; None where that is none."""


class Measure(StrEnum):
    """What the log proves about one person (F51); nothing else is counted about anybody."""

    REVIEWED = "reviewed"
    REMARKS = "remarks"
    ANSWERED = "answered"
    ANSWER_MINUTES = "answer_minutes"
    """Median of the minutes from an ask to the person's answer."""
    CASES_CLOSED = "cases_closed"
    ITEMS_CARRIED = "items_carried"
    """Hand-over items acknowledged, or written."""


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """One person's figures; a measure that nothing proves is None."""

    name: str
    roles: tuple[str, ...]
    measures: Mapping[Measure, int | None]


@dataclass(frozen=True, slots=True)
class Performance:
    """People's figures beside their team's median, by name."""

    period: Period
    people: tuple[PersonFigures, ...]
    median: Mapping[Measure, float | None]
    """Of all who have the measure; None where nobody has."""


@dataclass(frozen=True, slots=True)
class Trend:
    """Periods that follow each other, the oldest first."""

    unit: Unit
    pages: tuple[ReportPage, ...]

    def values(self, figure: Figure) -> tuple[int, ...]:
        """One figure of each."""
        return tuple(each.report.figures.get(figure, 0) for each in self.pages)


class ReportForm(StrEnum):
    """As what a report is written; the ending of its file."""

    TEXT = "txt"
    MARKDOWN = "md"
    CSV = "csv"
    XLSX = "xlsx"
    HTML = "html"
