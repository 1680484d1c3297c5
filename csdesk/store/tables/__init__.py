"""The schema, as SQLModel tables: the one truth for DDL, constraints and migrations.

Instants are epoch seconds (events: microseconds) in UTC, money is integer minor units, ids are
text, and vocabularies are stored by value. Questions and changes use the light column lists of
``store.columns``, so that a session's first page does not wait for SQLModel to load; a test
keeps the two equal. ``table=True`` skips validation (see ``CHECK`` below): values are checked in
rules and intake before they come here.
"""

from __future__ import annotations

from csdesk.store.tables.amazon import (
    AmazonCase,
    AmazonStep,
    PlanDraft,
    PlanEntry,
    PlanEvidence,
    PlanSubmission,
)
from csdesk.store.tables.asks import Answer, Mention, Promise
from csdesk.store.tables.batches import Batch, Obstacle, RejectedRow
from csdesk.store.tables.cases import Case, CaseLine, CaseStep
from csdesk.store.tables.credentials import Credential
from csdesk.store.tables.handover import (
    HandoverDraft,
    HandoverItem,
    HandoverOverride,
    HandoverReceipt,
)
from csdesk.store.tables.keys import SshKey
from csdesk.store.tables.log import Event, LastAct
from csdesk.store.tables.notices import Notice, NoticeReader
from csdesk.store.tables.orders import (
    FieldConflict,
    FormerKey,
    Order,
    OrderLine,
    Owed,
    RawOrder,
    Serial,
    Shop,
)
from csdesk.store.tables.people import Blacklisted, Person
from csdesk.store.tables.privacy import Export, Reveal
from csdesk.store.tables.purchasing import CallOrder, Priority, StockCall, Supplier
from csdesk.store.tables.purging import PurgedOrder
from csdesk.store.tables.remarks import Draft, Remark, RemarkVersion
from csdesk.store.tables.requests import Request, Stop, Urge
from csdesk.store.tables.review import Download, DownloadedOrder, Explanation, MarkedRow
from csdesk.store.tables.roster import RosterDay, Swap
from csdesk.store.tables.saved import SavedSearch
from csdesk.store.tables.search import GramShare, Mark
from csdesk.store.tables.sessions import SessionRow
from csdesk.store.tables.shifts import Shift, ShiftNote, ShiftPerson, ShiftSignature
from csdesk.store.tables.stock import (
    Demand,
    Snapshot,
    StockItem,
    StockLevel,
    StockMovement,
    StockStale,
    StockTotal,
    StockTouched,
    Warehouse,
)

__all__ = [
    "AmazonCase",
    "AmazonStep",
    "Answer",
    "Batch",
    "Blacklisted",
    "CallOrder",
    "Case",
    "CaseLine",
    "CaseStep",
    "Credential",
    "Demand",
    "Download",
    "DownloadedOrder",
    "Draft",
    "Event",
    "Explanation",
    "Export",
    "FieldConflict",
    "FormerKey",
    "GramShare",
    "HandoverDraft",
    "HandoverItem",
    "HandoverOverride",
    "HandoverReceipt",
    "LastAct",
    "Mark",
    "MarkedRow",
    "Mention",
    "Notice",
    "NoticeReader",
    "Obstacle",
    "Order",
    "OrderLine",
    "Owed",
    "Person",
    "PlanDraft",
    "PlanEntry",
    "PlanEvidence",
    "PlanSubmission",
    "Priority",
    "Promise",
    "PurgedOrder",
    "RawOrder",
    "RejectedRow",
    "Remark",
    "RemarkVersion",
    "Request",
    "Reveal",
    "RosterDay",
    "SavedSearch",
    "Serial",
    "SessionRow",
    "Shift",
    "ShiftNote",
    "ShiftPerson",
    "ShiftSignature",
    "Shop",
    "Snapshot",
    "SshKey",
    "StockCall",
    "StockItem",
    "StockLevel",
    "StockMovement",
    "StockStale",
    "StockTotal",
    "StockTouched",
    "Stop",
    "Supplier",
    "Swap",
    "Urge",
    "Warehouse",
]
