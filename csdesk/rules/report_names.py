"""A report that names roles instead of people, for mail that leaves the team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from csdesk.model.handover import Owner
from csdesk.model.reports import (
    Left,
    Performance,
    Remaining,
    ReportItem,
    ReportList,
    ReportPage,
    ReportRow,
    ReportShift,
)
from csdesk.model.roles import Role
from csdesk.words import _, named

_NOBODY = ("importer", "Importer", "import")
"""As whom the desk itself takes files in."""


def by_role(page: ReportPage, roles: Mapping[str, Sequence[str]]) -> ReportPage:
    """The same report with ``agent 1`` and ``lead 2`` where people's names stand.

    One person is told apart from the next; the numbers follow the names, so that they are the same
    in every report of a team. A name that nobody has now, as of who was renamed since, becomes
    ``somebody`` with a number of this report. What people wrote into hand-over items is left.

    Args:
        page: the report.
        roles: people's roles by name.
    """
    told = _Told(roles)
    report = page.report
    return replace(
        page,
        report=replace(
            report,
            done={name: told.listed(each) for name, each in report.done.items()},
            remaining=told.remaining(report.remaining),
            shifts=tuple(map(told.shift, report.shifts)),
        ),
        signatures=tuple(replace(each, name=told.name(each.name)) for each in page.signatures),
    )


def people_by_role(told: Performance, roles: Mapping[str, Sequence[str]]) -> Performance:
    """The same figures of people under the names that ``by_role`` gives them."""
    names = _Told(roles)
    people = sorted(
        (replace(each, name=names.name(each.name)) for each in told.people),
        key=lambda each: each.name,
    )
    return replace(told, people=tuple(people))


class _Told:
    """What people are called instead of their names."""

    def __init__(self, roles: Mapping[str, Sequence[str]]) -> None:
        counted: dict[Role | None, int] = {}
        self._people = frozenset(roles)
        self._names: dict[str, str] = {each: each for each in ("", *Owner, *_NOBODY)}
        for name in sorted(roles):
            role = next((each for each in Role if each in roles[name]), None)
            counted[role] = counted.get(role, 0) + 1
            word = named(role) if role else _("somebody")
            self._names[name] = f"{word} {counted[role]}"
        self._nameless = counted.get(None, 0)

    def name(self, name: str) -> str:
        """Instead of a name; a department, or the desk itself, is left."""
        if name not in self._names:
            self._nameless += 1
            word = _("somebody")
            self._names[name] = f"{word} {self._nameless}"
        return self._names[name]

    def listed(self, listed: ReportList, *, suppliers: bool = False) -> ReportList:
        """A list with other names; of suppliers, whom nobody here knows by name, none is."""
        return replace(listed, rows=tuple(self._row(row, suppliers) for row in listed.rows))

    def _row(self, row: ReportRow, suppliers: bool) -> ReportRow:
        if suppliers and row.who not in self._people:
            return row
        about = self.name(row.about) if row.about in (row.who, *self._people) else row.about
        return replace(row, about=about, who=self.name(row.who))

    def remaining(self, remaining: Remaining | None) -> Remaining | None:
        """What is left, with other names."""
        if remaining is None:
            return None
        left = {
            name: self.listed(each, suppliers=name is Left.SHORTAGES)
            for name, each in remaining.left.items()
        }
        return Remaining(left, tuple(map(self._item, remaining.items)))

    def _item(self, item: ReportItem) -> ReportItem:
        return replace(item, owner=self.name(item.owner), author=self.name(item.author))

    def shift(self, shift: ReportShift) -> ReportShift:
        """A shift with other names."""
        people = tuple(replace(each, name=self.name(each.name)) for each in shift.people)
        return replace(shift, people=people, opened_by=self.name(shift.opened_by))
