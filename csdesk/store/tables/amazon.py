"""Amazon cases: notices, plans of action, evidence, what was sent (S66-S79, F63-F65)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from csdesk.model.amazon import AmazonState, EvidenceKind, NoticeKind, ReplyForm, Section
from csdesk.store import columns
from csdesk.store.tables.checks import one_of, whole


def _of_case() -> Column[int]:
    return Column(Integer, ForeignKey("amazon_cases.id"), primary_key=True, autoincrement=False)


def _numbered() -> Column[int]:
    return Column(Integer, primary_key=True, autoincrement=False)


class AmazonCase(SQLModel, table=True):
    """A case as it stands; what belongs to it has tables of its own."""

    __tablename__ = "amazon_cases"
    __table_args__ = (
        UniqueConstraint("client_id"),
        Index("ix_amazon_cases_open", "id", sqlite_where=text(columns.OPEN_AMAZON)),
        one_of("kind", NoticeKind),
        one_of("form", ReplyForm),
        one_of("state", AmazonState),
        whole("received", "due", "verdict_hours", "at", "version"),
    )

    id: int = Field(primary_key=True)
    kind: str
    form: str
    state: str
    account: str = ""
    reference: str = ""
    notice: str
    received: int
    due: int | None = None
    """What Amazon set; null where it set nothing."""
    due_words: str = ""
    verdict_hours: int | None = None
    added: str = ""
    """ASINs and orders that a person added, with blanks between."""
    login: str
    author: str
    shift: str = ""
    at: int
    version: int = 1
    client_id: str


class PlanEntry(SQLModel, table=True):
    """One root cause, action or prevention; what it was before stands in the log."""

    __tablename__ = "plan_entries"
    __table_args__ = (one_of("section", Section), {"sqlite_with_rowid": False})

    case_id: int = Field(sa_column=_of_case())
    section: str = Field(primary_key=True)
    number: int = Field(sa_column=_numbered())
    text: str
    causes: str = ""
    """Numbers of root causes, with blanks between."""
    day: str = ""
    """ISO day; empty where none was told."""
    owner: str = ""
    every: str = ""


class PlanEvidence(SQLModel, table=True):
    """One document that goes with a plan; its file lies in the desk's folder ``evidence/``."""

    __tablename__ = "plan_evidence"
    __table_args__ = (
        one_of("kind", EvidenceKind),
        whole("quantity", "size"),
        {"sqlite_with_rowid": False},
    )

    case_id: int = Field(sa_column=_of_case())
    number: int = Field(sa_column=_numbered())
    kind: str
    title: str
    subjects: str = ""
    day: str = ""
    supplier: str = ""
    contact: str = ""
    quantity: int | None = None
    file: str = ""
    size: int = 0
    sha256: str = ""


class PlanSubmission(SQLModel, table=True):
    """What a person said that they sent; only its answer is added later."""

    __tablename__ = "plan_submissions"
    __table_args__ = (
        CheckConstraint("answer IN ('', 'restored', 'refused', 'more_asked')", name="answer_word"),
        whole("sent_at", "missing", "answered_at"),
        {"sqlite_with_rowid": False},
    )

    case_id: int = Field(sa_column=_of_case())
    number: int = Field(sa_column=_numbered())
    sent_at: int
    text: str
    missing: int
    author: str
    answer: str = ""
    answered_at: int | None = None
    answer_text: str = ""


class AmazonStep(SQLModel, table=True):
    """One change of a case, as its history tells it; never changed."""

    __tablename__ = "amazon_steps"
    __table_args__ = ({"sqlite_with_rowid": False},)

    case_id: int = Field(sa_column=_of_case())
    step: int = Field(sa_column=_numbered())
    """1, 2, 3 …; the first is the opening."""
    kind: str
    text: str = ""
    login: str
    author: str
    shift: str = ""
    at: int


class PlanDraft(SQLModel, table=True):
    """What somebody typed for a case and did not save (F74)."""

    __tablename__ = "plan_drafts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    login: str = Field(primary_key=True)
    case_id: int = Field(sa_column=_numbered())
    """0 for a case that is not opened yet."""
    part: str = Field(primary_key=True)
    text: str
    seen: int
    at: int
