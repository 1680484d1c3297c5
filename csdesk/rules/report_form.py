"""A report as canonical JSON: the same report is the same text to the byte, and has one hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from csdesk.model.reports import (
    Done,
    Figure,
    Left,
    Remaining,
    Report,
    ReportItem,
    ReportList,
    ReportPerson,
    ReportRow,
    ReportShift,
)

FORM = 1
"""Of the document; whoever reads one that is newer takes what they know of it."""

_Name = TypeVar("_Name", bound=StrEnum)


def document(report: Report) -> dict[str, Any]:
    """The report as values of JSON; moments are ISO 8601 in UTC, in whole seconds."""
    told = _told({name: value for name, value in asdict(report).items() if name != "remaining"})
    if not report.parts:
        del told["parts"]
    remaining = None if report.remaining is None else _told(asdict(report.remaining))
    return {"form": FORM, **told, "remaining": remaining}


def canonical(report: Report) -> str:
    """The report as the text that is kept and signed; what no file can hold becomes ``?``."""
    told = json.dumps(
        document(report), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return told.encode(errors="replace").decode()


def digest(text: str) -> str:
    """SHA-256 of a report's text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> Report:
    """The report that stands in a text of ``canonical``."""
    told = json.loads(text)
    remaining = told["remaining"]
    return Report(
        after_seq=told["after_seq"],
        cutoff_seq=told["cutoff_seq"],
        made_at=_moment(told["made_at"]),
        figures={each: told["figures"].get(each, 0) for each in Figure},
        kinds=dict(told["kinds"]),
        done=_lists(told["done"], Done),
        remaining=None if remaining is None else Remaining(
            _lists(remaining["left"], Left),
            tuple(ReportItem(**{**each, "due": _moment(each["due"])})
                  for each in remaining["items"]),
        ),
        shifts=tuple(_shift(each) for each in told["shifts"]),
        parts=tuple((after, cutoff) for after, cutoff in told.get("parts", ())),
    )  # fmt: skip


def _told(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return {str(name): _told(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_told(each) for each in value]
    return str(value) if isinstance(value, StrEnum) else value


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _perhaps(text: str | None) -> datetime | None:
    return None if text is None else _moment(text)


def _lists(told: Mapping[str, Any], names: type[_Name]) -> dict[_Name, ReportList]:
    return {name: _list(told[name]) if name in told else ReportList(0) for name in names}


def _list(told: Mapping[str, Any]) -> ReportList:
    rows = (
        ReportRow(**{**each, "at": _perhaps(each["at"]), "due": _perhaps(each["due"])})
        for each in told["rows"]
    )
    return ReportList(told["count"], tuple(rows), told["left_out"])


def _shift(told: Mapping[str, Any]) -> ReportShift:
    people = tuple(
        ReportPerson(each["name"], each["kind"], _moment(each["came_at"]),
                     _perhaps(each["left_at"]))
        for each in told["people"]
    )  # fmt: skip
    return ReportShift(
        told["id"], told["kind"], told["day"], _moment(told["opened_at"]), told["opened_by"], people
    )
