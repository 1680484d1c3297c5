"""What a roster says of times: nights, shifts that overlap, who is on duty (S54)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta, tzinfo
from itertools import pairwise

from csdesk.model.settings import ShiftKind, ShiftSettings
from csdesk.model.shifts import PlannedShift
from csdesk.rules.shift_times import moment, planned
from csdesk.words import N_

Plan = Mapping[tuple[str, str], str]
"""Day and login -> code of a kind."""

NIGHT = time(3)
"""Whoever works at this time of the day works at night."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the rules look at besides the plan."""

    settings: ShiftSettings
    zone: tzinfo
    roles: Mapping[str, Collection[str]]
    """Login -> roles."""

    def span(self, day: str, kind: str) -> PlannedShift | None:
        """The planned times of a duty; None where desk.toml no longer has its kind."""
        known = self.settings.kind(kind)
        return planned(known, date.fromisoformat(day), self.zone) if known else None

    def is_night(self, span: PlannedShift) -> bool:
        """Whether a shift is worked at night."""
        first = date.fromisoformat(span.day)
        nights = (moment(first + timedelta(days=n), NIGHT, self.zone) for n in (0, 1))
        return any(span.start <= night < span.end for night in nights)


def spans(plan: Plan, login: str, grounds: Grounds) -> list[PlannedShift]:
    """A person's shifts in the order in which they begin."""
    spans = (grounds.span(day, kind) for (day, who), kind in plan.items() if who == login)
    return sorted((each for each in spans if each), key=lambda each: each.start)


def overlap(name: str, early: PlannedShift, late: PlannedShift) -> tuple[str, dict[str, object]]:
    """The sentence about two shifts of a person that are worked at the same time."""
    return OVERLAP, {
        "name": name, "kind": late.kind.code, "day": late.day, "kind_before": early.kind.code,
        "day_before": early.day,
    }  # fmt: skip


OVERLAP = N_(
    "{name} would work in {kind} of {day} while {kind_before} of {day_before} is not over. Choose"
    " another shift or day."
)


def on_duty(plan: Plan, day: str, kind: str) -> set[str]:
    """Logins of those who are to work in a shift."""
    return {login for (each, login), code in plan.items() if (each, code) == (day, kind)}


def counted(
    plan: Plan, day: str, kind: ShiftKind, roles: Mapping[str, Collection[str]]
) -> set[str]:
    """Of those on duty in a shift, who are of the people that it needs; who is not known is."""
    there = on_duty(plan, day, kind.code)
    return {login for login in there if login not in roles or kind.counts(roles[login])}


def clashes(
    plan: Plan, touched: Collection[tuple[str, str]], grounds: Grounds
) -> Iterator[tuple[PlannedShift, PlannedShift, str]]:
    """Shifts of a person that are worked at the same time: both, and the person's login.

    Args:
        plan: a day before and behind what is touched included.
        touched: days and logins; a clash of none of them is not told.
        grounds: kinds and zone.
    """
    for login in dict.fromkeys(login for _day, login in touched):
        for early, late in pairwise(spans(plan, login, grounds)):
            concerns = {(early.day, login), (late.day, login)} & set(touched)
            if late.start < early.end and concerns:
                yield early, late, login
