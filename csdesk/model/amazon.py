"""Amazon performance cases and the plan of action that answers them (S66-S79, F63-F65, W31)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """What Amazon's notice is about."""

    DEFECTS = "defects"
    """Order defect rate: feedback, A-to-z claims, chargebacks (S73, S76)."""
    LATE = "late"
    """Late shipment rate (S76)."""
    CANCELLED = "cancelled"
    """Cancellation rate (S76)."""
    TRACKING = "tracking"
    """Valid tracking rate (S73)."""
    PREMIUM = "premium"
    """Premium shipping eligibility (S68)."""
    CONDITION = "condition"
    """A complaint about the condition of a product (S69)."""
    QUALITY = "quality"
    """Used sold as new, not as described, damaged, defective (S77)."""
    COUNTERFEIT = "counterfeit"
    PROPERTY = "property"
    """Somebody's intellectual property (S71)."""
    SAFETY = "safety"
    EXPIRED = "expired"
    MEDIA = "media"
    """Promotional copies of media (S78)."""
    RESTRICTED = "restricted"
    """Products that may not be sold, or not so (S73, S74)."""
    LINKED = "linked"
    """Linked with an account that nobody here knows (S70)."""
    ACCOUNT = "account"
    """The account as a whole, for another reason (S72)."""
    CLAIM = "claim"
    """An A-to-z claim that was decided against the shop."""
    FUNDS = "funds"
    """Money that is kept back."""


class ReplyForm(StrEnum):
    """How Amazon wants to be answered; some notices need no plan."""

    PLAN = "plan"
    QUESTIONNAIRE = "questionnaire"
    ACKNOWLEDGEMENT = "acknowledgement"
    QUIZ = "quiz"


class AmazonState(StrEnum):
    """How far a case is. Only a person says that something was sent, or answered."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    MORE_ASKED = "more_asked"
    """Amazon wants to know more."""
    REFUSED = "refused"
    RESTORED = "restored"
    CLOSED = "closed"


class MomentKind(StrEnum):
    """What happens at a moment of a case."""

    REPLY = "reply"
    """The shop has answered by then."""
    VERDICT = "verdict"
    """Amazon is expected to have answered."""
    WATCHED = "watched"
    """Up to then the shop is watched."""
    NOT_BEFORE = "not_before"
    """Nothing can be asked before."""


class MomentSource(StrEnum):
    """Where a moment comes from."""

    NOTICE = "notice"
    """Amazon said so, and a person typed it."""
    MANUAL = "manual"
    """An expectation that the manual states; Amazon did not say so."""
    PERSON = "person"
    """Somebody here expects it."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of a case, and who says so."""

    at: datetime
    kind: MomentKind
    source: MomentSource
    words: str
    """Amazon's words as typed, or the place in the manual (``S75``)."""

    def is_overdue(self, now: datetime) -> bool:
        """Whether what should have been by then is late; a time of watching only ends."""
        return self.kind in (MomentKind.REPLY, MomentKind.VERDICT) and self.at < now


class Section(StrEnum):
    """The parts of a plan of action, in their order (S66)."""

    CAUSE = "cause"
    ACTION = "action"
    PREVENTION = "prevention"


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """One root cause, one thing that was done, or one that prevents."""

    section: Section
    number: int
    """1, 2, 3 … within its section; it keeps it when others go."""
    text: str
    causes: tuple[int, ...] = ()
    """Numbers of the root causes that it answers."""
    day: date | None = None
    """An action: when it was done. A prevention: since when it holds."""
    owner: str = ""
    """Who sees to a prevention."""
    every: str = ""
    """How often: ``daily``, ``每周``."""


class EvidenceKind(StrEnum):
    """What an evidence shows (S69, S77)."""

    INVOICE = "invoice"
    AUTHORISATION = "authorisation"
    """Of the brand or the maker."""
    TEST_REPORT = "test_report"
    UNDERTAKING = "undertaking"
    """The shop's or the supplier's word on quality."""
    INSPECTION = "inspection"
    """Goods were looked through."""
    LISTING = "listing"
    """A page before and after, or that it is down."""
    METRICS = "metrics"
    """Amazon's own report of the figures."""
    RETRACTION = "retraction"
    """A complaint is taken back."""
    COURT = "court"
    RECORD = "record"
    """Orders, messages, parcels."""
    PROCEDURE = "procedure"
    """A written procedure, a training."""
    OTHER = "other"


class Measure(StrEnum):
    """What the manual's examples of a plan have in it, by kind of case (S76-S78)."""

    MESSAGES = "messages"
    HANDLING = "handling"
    STOCK = "stock"
    GENUINE = "genuine"
    RELISTING = "relisting"
    DEFECT = "defect"
    WARNINGS = "warnings"
    PAGE = "page"
    PACKING = "packing"
    SAMPLES = "samples"
    SHELF_LIFE = "shelf_life"
    COPIES = "copies"
    INBOUND = "inbound"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One document or picture that goes with a plan."""

    number: int
    kind: EvidenceKind
    title: str
    subjects: tuple[str, ...] = ()
    """ASINs and order numbers that it is about; none for the whole case."""
    day: date | None = None
    """When it was made out."""
    supplier: str = ""
    contact: str = ""
    quantity: int | None = None
    """Pieces on an invoice."""
    file: str = ""
    """Name of the copy that the desk keeps; empty where it has none."""
    size: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a person sent, and what Amazon answered."""

    number: int
    sent_at: datetime
    text: str
    """The plan as it was then."""
    missing: int
    """Parts that the check missed then."""
    author: str
    answer: AmazonState | None = None
    answered_at: datetime | None = None
    answer_text: str = ""


@dataclass(frozen=True, slots=True)
class AmazonStep:
    """One change of a case, for its history."""

    kind: str
    """As the log calls it, ``amazon.opened``."""
    text: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AmazonCase:
    """One case as it stands now."""

    id: int
    kind: NoticeKind
    form: ReplyForm
    state: AmazonState
    account: str
    """Which of the shop's seller accounts; may be empty."""
    reference: str
    """Amazon's own number of the case; may be empty."""
    notice: str
    received: datetime
    due: datetime | None
    """What Amazon set; None where it set nothing."""
    due_words: str
    verdict_hours: int | None
    """Hours in which an answer is expected; None for the manual's."""
    subjects: tuple[str, ...]
    """ASINs and order numbers that the notice names, and those that a person added."""
    added: tuple[str, ...]
    """Of these the ones that a person added."""
    entries: tuple[PlanEntry, ...]
    evidence: tuple[Evidence, ...]
    submissions: tuple[Submission, ...]
    steps: tuple[AmazonStep, ...]
    deadlines: tuple[Deadline, ...]
    """What is in force, the one to go by first."""
    login: str
    author: str
    at: datetime
    version: int

    def section(self, section: Section) -> tuple[PlanEntry, ...]:
        """The entries of one part of the plan, by their numbers."""
        return tuple(each for each in self.entries if each.section is section)

    @property
    def deadline(self) -> Deadline | None:
        """The moment to go by; None where none is in force."""
        return self.deadlines[0] if self.deadlines else None

    @property
    def unanswered(self) -> Submission | None:
        """The submission that Amazon has not answered yet."""
        last = self.submissions[-1] if self.submissions else None
        return last if last and last.answer is None else None


class Fault(StrEnum):
    """What a check of a plan finds, in the order of their numbers."""

    NO_CAUSE = "no_cause"
    NO_ACTION = "no_action"
    NO_PREVENTION = "no_prevention"
    CAUSE_OPEN = "cause_open"
    BLAME = "blame"
    ONE_ORDER = "one_order"
    VAGUE = "vague"
    UNDATED = "undated"
    TO_COME = "to_come"
    NOBODY = "nobody"
    UNNAMED = "unnamed"
    UNPROVEN = "unproven"
    NO_EVIDENCE = "no_evidence"
    INVOICE_BARE = "invoice_bare"
    INVOICE_OLD = "invoice_old"
    NO_FILE = "no_file"
    MEASURE = "measure"
    SLOT = "slot"
    PROMISE = "promise"
    EMOTION = "emotion"
    TEMPLATE = "template"
    LENGTH = "length"
    AGAIN = "again"
    SAME_TEXT = "same_text"
    DEADLINE = "deadline"

    @property
    def number(self) -> int:
        """The number by which people speak of it."""
        return list(Fault).index(self) + 1


class Gravity(StrEnum):
    """What a finding means for the plan."""

    MISSING = "missing"
    """Something is not there: what is exported says that it is incomplete."""
    LOOK = "look"
    """Amazon often refuses such a text: read it again."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the check found."""

    fault: Fault
    gravity: Gravity
    message: str
    """English template; a message id."""
    facts: Mapping[str, object]
    section: Section | None = None
    """Where; None for the case as a whole and for its evidence."""
    entry: int = 0
    """The entry of that section; 0 for the section as a whole."""
    subject: str = ""
    """The ASIN or order that it is about."""
    evidence: int = 0
    """The evidence that it is about."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A case and what the check found in it."""

    case: AmazonCase
    findings: tuple[Finding, ...]

    @property
    def missing(self) -> int:
        """How many parts are not there."""
        return sum(each.gravity is Gravity.MISSING for each in self.findings)

    @property
    def looks(self) -> int:
        """How many places are to be read again."""
        return len(self.findings) - self.missing


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """What somebody typed for a case and did not save."""

    case_id: int
    part: str
    """``notice``, or section and number: ``cause 0`` for a new root cause."""
    text: str
    seen: int
    """The version of the case that the person had before their eyes."""
    at: datetime
