"""Moments in the forms that exports write them (formats.md 1.5, 2.1), as epoch seconds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from unicodedata import normalize
from zoneinfo import ZoneInfo

from csdesk.intake.reading.cells import mark
from csdesk.intake.reading.errors import BadCell
from csdesk.words import N_

_DAY = 86_400
_EARLIEST = 946_684_800
_LATEST = 4_102_444_800
_MINUTES = {f"{mark}{n // 60:02d}:{n % 60:02d}": n * 60 for mark in " T" for n in range(24 * 60)}
_SECONDS = {f":{n:02d}": n for n in range(60)}
_ABBREVIATIONS = {
    "Z": 0, "UTC": 0, "GMT": 0, "BST": 1, "CET": 1, "CEST": 2, "JST": 9,
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_SERIAL_DAY_0 = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel counts wall-clock days

_FORM = (
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:(?:T|\s+)(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?秒?|分)?)?"
)
_written = re.compile(rf"{_FORM}\s*([+-]\d\d:?\d\d|[A-Z]{{1,4}})?").fullmatch
_among = re.compile(_FORM).finditer
_serial = re.compile(r"\d{5}(?:\.\d+)?").fullmatch

NO_DATE = N_("This is not a date and time that csdesk reads, such as 2026-11-22 09:30:00.")


class Clock:
    """Reads the moments of one zone.

    The day's start is worked out once per day of the file; days on which the zone changes its
    offset are read hour by hour.

    Args:
        zone: name of the zone that holds where a cell names none.
        forms: further forms to try first, as ``strptime`` writes them.
    """

    def __init__(self, zone: str, forms: Sequence[str] = ()) -> None:
        self.zone = ZoneInfo(zone)
        self._forms = tuple(forms)
        self._days: dict[str, int] = {}
        self._utc_days: dict[str, int] = {}

    def read(self, cell: str) -> int | None:
        """Epoch seconds; ``None`` where the cell is empty.

        Raises:
            BadCell: no moment between the years 2000 and 2100.
        """
        days, seconds = self._days, cell[16:]
        if seconds.endswith("+00:00"):
            days, seconds = self._utc_days, seconds[:-6]
        try:
            return days[cell[:10]] + _MINUTES[cell[10:16]] + _SECONDS[seconds]
        except KeyError:
            return self._slowly(cell)

    def read_all(self, column: Sequence[str]) -> list[int | None]:
        """``read`` of each cell."""
        days = self._days
        for day in {cell[:10]: cell for cell in column if cell[:10] not in days}.values():
            self.read(day)  # remembers it
        try:
            return [
                days[cell[:10]] + _MINUTES[cell[10:16]] + _SECONDS[cell[16:]] if cell else None
                for cell in column
            ]
        except KeyError:
            return list(map(self.read, column))

    def earliest(self, cell: str) -> int | None:
        """The first of several moments in one cell: a deadline per line (``应发货时间``)."""
        try:
            return self.read(cell)
        except BadCell:
            found = [self._moment(match, self.zone) for match in _among(mark(cell))]
            if not found:
                raise
            return min(found)

    def _slowly(self, cell: str) -> int | None:
        words = normalize("NFKC", mark(cell)).strip()
        if not words:
            return None
        for form in self._forms:
            try:
                moment = datetime.strptime(words, form)  # noqa: DTZ007 - zoned below
            except ValueError:
                continue
            return _plausible(moment if moment.tzinfo else moment.replace(tzinfo=self.zone))
        if match := _written(words):
            zone = _offset(match[7]) if match[7] else self.zone
            self._remember(words[:10], zone)
            return self._moment(match, zone)
        if _serial(words):
            days = timedelta(seconds=round(float(words) * _DAY))
            return _plausible((_SERIAL_DAY_0 + days).replace(tzinfo=self.zone))
        raise BadCell(NO_DATE)

    def _moment(self, match: re.Match[str], zone: tzinfo) -> int:
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        try:
            moment = datetime(year, month, day, hour, minute, second, tzinfo=zone)
        except ValueError:
            raise BadCell(NO_DATE) from None
        return _plausible(moment)

    def _remember(self, day: str, zone: tzinfo) -> None:
        """Keep the start of ``2026-11-22`` unless the offset changes in its course."""
        try:
            start = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=zone)
        except ValueError:
            return
        first = start.timestamp()
        if (start + timedelta(days=1)).timestamp() - first == _DAY and first >= _EARLIEST:
            days = {self.zone: self._days, UTC: self._utc_days}.get(zone)
            if days is not None and first < _LATEST - _DAY:
                days[day] = int(first)


def _plausible(moment: datetime) -> int:
    seconds = int(moment.timestamp())
    if not _EARLIEST <= seconds < _LATEST:
        raise BadCell("This moment is not between the years 2000 and 2100.")
    return seconds


def _offset(word: str) -> tzinfo:
    if word[0] in "+-":
        hours, minutes = int(word[1:3]), int(word[-2:])
        if hours > 15 or minutes > 59:
            raise BadCell(NO_DATE)
        delta = timedelta(hours=hours, minutes=minutes)
        return timezone(delta if word[0] == "+" else -delta) if delta else UTC
    if word not in _ABBREVIATIONS:
        raise BadCell(
            "The time zone {zone} is not known; write an offset such as +08:00.", zone=word
        )
    hours = _ABBREVIATIONS[word]
    return timezone(timedelta(hours=hours)) if hours else UTC
