"""A roster as people write it in a spreadsheet: a week's grid, or a line for each duty (S54).

In a grid the head has days and each row somebody's name; a cell names a kind of shift, and an
empty one is a free day. A list has the columns day, person and shift; it says nothing of what it
does not name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from csdesk.model.errors import NotUnderstood
from csdesk.model.roster import RosterReject
from csdesk.model.settings import ShiftKind
from csdesk.plain import plain
from csdesk.rules.folding import fold
from csdesk.rules.shift_times import begins_on
from csdesk.words import N_

FREE = frozenset({"", "-", "--", "/", "off", "free", "休", "休息", "休假", "假", "无", "空"})
"""What a cell says of a free day."""

_DAY = frozenset({"day", "date", "日期", "日子", "天"})
_WHO = frozenset(
    {"login", "name", "person", "姓名", "名字", "人员", "员工", "客服", "工号", "账号"}
)
_SHIFT = frozenset({"shift", "kind", "班", "班次", "班别", "排班"})

_HEADS = 20
"""Rows in which the head is looked for."""

_WEEKDAYS = (
    ("mon", "monday", "一"), ("tue", "tuesday", "二"), ("wed", "wednesday", "三"),
    ("thu", "thursday", "四"), ("fri", "friday", "五"), ("sat", "saturday", "六"),
    ("sun", "sunday", "日", "天"),
)  # fmt: skip

_date = re.compile(
    r"(?<![-/.0-9])(?:(?P<year>[0-9]{4})[-/.年])?(?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})"
    r"[日号]?(?![-/.]?[0-9])"
)
_weekday = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])|([a-z]{3,9})")
_clock = re.compile(r"[t ]0?0:00(?::00)?$")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a place of the file says: somebody's shift on a day; free where ``kind`` is empty."""

    row: int
    column: str
    day: str
    login: str
    name: str
    kind: str


@dataclass(slots=True)
class Told:
    """What a file says, and what of it cannot be meant."""

    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    """By day and login."""
    rejects: list[RosterReject] = field(default_factory=list)

    def reject(self, row: int, column: str, written: str, words: str, /, **facts: object) -> None:
        """Leave a place of the file out."""
        shown = plain(written)[:_SHOWN]
        self.rejects.append(RosterReject(row, plain(column)[:_SHOWN], shown, words, facts))


_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file is read with."""

    kinds: Sequence[ShiftKind]
    people: Mapping[str, str]
    """Login -> name of everybody who works here."""
    today: date
    """In the desk's zone; a day without a year is the nearest one."""
    monday: date | None = None
    """Of the week that days of the week are meant in; None where such days say nothing."""

    def table(self, rows: Sequence[Sequence[str]]) -> Told:
        """What the rows of a file say.

        Raises:
            NotUnderstood: there is no head with days, nor one of a list.
        """
        for place, row in enumerate(rows[:_HEADS]):
            keys = [fold(cell).strip() for cell in row]
            columns = [_place(keys, names) for names in (_DAY, _WHO, _SHIFT)]
            if None not in columns:
                day, who, shift = (each for each in columns if each is not None)
                return self._list(rows, place, day, who, shift)
            if len(keys) > 1 and any(self._dated(key) for key in keys[1:]):
                return self._grid(rows, place)
        raise NotUnderstood(
            "This is no roster. Its head has days (姓名, 2026-11-23, 2026-11-24 ...) with a row for"
            " each person, or the columns day, person, shift (日期, 姓名, 班次)."
        )

    def _list(
        self, rows: Sequence[Sequence[str]], head: int, day: int, who: int, shift: int
    ) -> Told:
        told = Told()
        for row_no, row in _numbered(rows, head):
            cells = {place: row[place] if place < len(row) else "" for place in (day, who, shift)}
            meant = self.day(cells[day])
            if meant is None:
                told.reject(row_no, rows[head][day], cells[day], _NO_DAY, value=cells[day])
                continue
            login = self._person(told, row_no, rows[head][who], cells[who])
            if login:
                self._take(told, row_no, rows[head][shift], meant, login, cells[shift])
        return told

    def _grid(self, rows: Sequence[Sequence[str]], head: int) -> Told:
        told = Told()
        keys = [fold(cell).strip() for cell in rows[head]]
        days: dict[int, date] = {}
        for place, key in enumerate(keys):
            meant = self.day(key) if self._dated(key) else None
            if meant is not None:
                days[place] = meant
            elif place and key and key not in _WHO:
                told.reject(head + 1, "", rows[head][place], _NO_DAY, value=rows[head][place])
        who = _place(keys, _WHO)
        who = next(place for place in range(len(keys)) if place not in days) if who is None else who
        for row_no, row in _numbered(rows, head):
            written = row[who] if who < len(row) else ""
            login = self._person(told, row_no, rows[head][who], written)
            for place, meant in days.items() if login else ():
                cell = row[place] if place < len(row) else ""
                self._take(told, row_no, rows[head][place], meant, login, cell)
        return told

    def _person(self, told: Told, row_no: int, column: str, written: str) -> str:
        """Login of whoever is meant; empty where the row is rejected."""
        who = fold(plain(written)).strip()
        logins = [login for login, name in self.people.items() if who in (fold(login), fold(name))]
        if len(logins) == 1:
            return logins[0]
        told.reject(row_no, column, written, SEVERAL if logins else NOBODY, who=written)
        return ""

    def _take(
        self, told: Told, row_no: int, column: str, day: date, login: str, written: str
    ) -> None:
        code = self.kind(written)
        if code is None:
            codes = [each.code for each in self.kinds]
            told.reject(row_no, column, written, NO_KIND, value=written, kinds=codes)
            return
        known = next((each for each in self.kinds if each.code == code), None)
        if known is not None and not begins_on(known, day):
            told.reject(row_no, column, written, NOT_THAT_DAY, kind=code, day=day.isoformat())
            return
        cell = Cell(row_no, column, day.isoformat(), login, self.people[login], code)
        before = told.cells.setdefault((cell.day, login), cell)
        if before.kind != code:
            told.reject(row_no, column, written, _AGAIN, row=before.row, name=cell.name,
                        day=cell.day)  # fmt: skip

    def kind(self, written: str) -> str | None:
        """Code of the kind that a cell names, empty for a free day; None where it is none."""
        word = fold(plain(written)).strip()
        if word in FREE:
            return ""
        for each in self.kinds:
            if word in (each.code, fold(each.name), fold(each.name_en)):
                return each.code
        return None

    def day(self, written: str) -> date | None:
        """The day that a cell means; None where it is none, or contradicts its day of the week."""
        text = _clock.sub("", fold(plain(written)).strip())
        found, place = _date.search(text), _place_in_week(text)
        if found is None:
            if place is None or self.monday is None:
                return None
            return self.monday + timedelta(days=place)
        meant = self._date(found)
        return None if meant and place is not None and meant.weekday() != place else meant

    def _dated(self, key: str) -> bool:
        """Whether the head of a column means to be a day."""
        if _date.search(key):
            return True
        return self.monday is not None and _place_in_week(key) is not None

    def _date(self, found: re.Match[str]) -> date | None:
        month, day = int(found["month"]), int(found["day"])
        years = [int(found["year"])] if found["year"] else [self.today.year + n for n in (-1, 0, 1)]
        possible = []
        for year in years:
            try:
                possible.append(date(year, month, day))
            except ValueError:
                continue
        return min(possible, key=lambda each: abs(each - self.today), default=None)


def _place(keys: Sequence[str], names: frozenset[str]) -> int | None:
    return next((place for place, key in enumerate(keys) if key in names), None)


def _place_in_week(text: str) -> int | None:
    found = _weekday.search(text)
    if found is None:
        return None
    word = found[1] or found[2]
    return next((place for place, names in enumerate(_WEEKDAYS) if word in names), None)


def _numbered(rows: Sequence[Sequence[str]], head: int) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows below the head that are not blank, numbered as a spreadsheet does."""
    for row_no, row in enumerate(rows[head + 1 :], head + 2):
        if any(cell.strip() for cell in row):
            yield row_no, row


_NO_DAY = N_('"{value}" is no day, or not that day of the week. Write days as 2026-11-23.')
NOBODY = N_('Nobody who works here is called "{who}". csdesk people lists logins and names.')
SEVERAL = N_('Several people are called "{who}": write the login.')
NO_KIND = N_('"{value}" is no kind of shift. Choose: {kinds}; leave it empty for a free day.')
NOT_THAT_DAY = N_("{kind} does not begin on {day}: desk.toml names its days.")
_AGAIN = N_("{name} has another shift on {day} in row {row}: one a day at most.")
