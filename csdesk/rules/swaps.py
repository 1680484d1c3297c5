"""Swapping shifts: what becomes of the roster, and which rules of desk.toml that breaks (F50).

Nothing here asks anybody: a plan goes in, sentences come out. A rule that was broken before the
swap is no fault of the swap and is not listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from csdesk.model.roster import Duty, RuleFailure
from csdesk.model.settings import Strength, SwapRule
from csdesk.rules.roster import Grounds, Plan, counted, on_duty, overlap, spans
from csdesk.words import N_

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Wish:
    """A swap as far as rules are concerned."""

    asked: Duty
    """What whoever asks gives away."""
    offered: Duty | None
    peer_login: str
    peer: str
    at: datetime
    """When it was asked."""

    @property
    def gains(self) -> Iterator[tuple[str, str, Duty]]:
        """Who takes which duty: login, name, the duty as it was."""
        yield self.peer_login, self.peer, self.asked
        if self.offered is not None:
            yield self.asked.login, self.asked.name, self.offered


def after(plan: Plan, wish: Wish) -> dict[tuple[str, str], str]:
    """The plan when it is done. Who works in a shift already and takes it over works in it once."""
    new = dict(plan)
    del new[wish.asked.day, wish.asked.login]
    if wish.offered is not None:
        del new[wish.offered.day, wish.offered.login]
    for login, _name, duty in wish.gains:
        new[duty.day, login] = duty.kind
    return new


def obstacle(
    plan: Plan, wish: Wish, grounds: Grounds, now: datetime
) -> tuple[str, dict[str, object]] | None:
    """Why it cannot be done at all: a message and its facts; None where it can."""
    for duty in filter(None, (wish.asked, wish.offered)):
        facts: dict[str, object] = {"name": duty.name, "kind": duty.kind, "day": duty.day}
        if plan.get((duty.day, duty.login)) != duty.kind:
            return _GONE, facts
        span = grounds.span(duty.day, duty.kind)
        if span is not None and span.start <= now:
            return _BEGUN, facts
    given = {(duty.day, duty.login) for duty in (wish.asked, wish.offered) if duty}
    for login, name, duty in wish.gains:
        there = plan.get((duty.day, login))
        if there not in (None, duty.kind) and (duty.day, login) not in given:
            return _TWICE, {"name": name, "day": duty.day, "kind": there}
    new = after(plan, wish)
    for login, name, duty in wish.gains:
        for early, late in pairwise(spans(new, login, grounds)):
            if late.start < early.end and duty.day in (early.day, late.day):
                return overlap(name, early, late)
    return None


_GONE = N_("The roster was changed: {name} no longer works in {kind} of {day}. Ask anew.")
_BEGUN = N_("{kind} of {day} has begun: {name} cannot swap it any more.")
_TWICE = N_(
    "{name} works on {day} already, in {kind}. Ask for that shift in exchange, or ask somebody"
    " else."
)


def failures(plan: Plan, wish: Wish, grounds: Grounds) -> tuple[RuleFailure, ...]:
    """The rules that a swap breaks, those that must be kept first.

    Args:
        plan: as it stands, some days before and behind the duties included; it must have them.
        wish: the swap.
        grounds: rules, kinds, roles.
    """
    new = after(plan, wish)
    rules = grounds.settings.rules
    people = {login: name for login, name, _duty in wish.gains} | {
        wish.asked.login: wish.asked.name
    }
    found: list[tuple[SwapRule, str, dict[str, object]]] = []
    for login, name in people.items():
        for told in (_rests, _nights):
            before = [*told(plan, login, name, grounds)]
            found += [each for each in told(new, login, name, grounds) if each not in before]
    found += _notice(wish, grounds)
    places = dict.fromkeys((duty.day, duty.kind) for _login, _name, duty in wish.gains)
    for day, kind in places:
        found += _left(plan, new, day, kind, grounds)
    counted = [
        RuleFailure(rule, rules.strengths[rule] is Strength.HARD, words, facts)
        for rule, words, facts in found
        if rules.strengths[rule] is not Strength.OFF
    ]
    return tuple(sorted(counted, key=lambda each: not each.hard))


_Found = Iterable[tuple[SwapRule, str, dict[str, object]]]


def _rests(plan: Plan, login: str, name: str, grounds: Grounds) -> _Found:
    least = timedelta(hours=grounds.settings.rules.rest_hours)
    for early, late in pairwise(spans(plan, login, grounds)):
        rest = late.start - early.end
        if rest < least:
            yield SwapRule.REST, _SHORT_REST, {
                "name": name, "hours": _hours(rest), "least": _hours(least),
                "kind_before": early.kind.code, "day_before": early.day,
                "kind": late.kind.code, "day": late.day,
            }  # fmt: skip


def _nights(plan: Plan, login: str, name: str, grounds: Grounds) -> _Found:
    free = grounds.settings.rules.free_days
    for early, late in pairwise(spans(plan, login, grounds)):
        if not grounds.is_night(early) or grounds.is_night(late):
            continue
        between = (date.fromisoformat(late.day) - date.fromisoformat(early.day)).days - 1
        if between < free:
            yield SwapRule.NIGHTS, _SOON_AFTER_NIGHT, {
                "name": name, "days": max(0, between), "least": free,
                "day_before": early.day, "kind": late.kind.code, "day": late.day,
            }  # fmt: skip


def _notice(wish: Wish, grounds: Grounds) -> _Found:
    least = timedelta(hours=grounds.settings.rules.notice_hours)
    spans = [grounds.span(duty.day, duty.kind) for _login, _name, duty in wish.gains]
    first = min((each.start for each in spans if each), default=None)
    if first is not None and first - wish.at < least:
        yield SwapRule.NOTICE, _SHORT_NOTICE, {
            "hours": _hours(max(first - wish.at, timedelta(0))), "least": _hours(least),
        }  # fmt: skip


def _left(plan: Plan, new: Plan, day: str, kind: str, grounds: Grounds) -> _Found:
    """What a shift is left with when people have gone and come."""
    known = grounds.settings.kind(kind)
    was, now = on_duty(plan, day, kind), on_duty(new, day, kind)
    needed = known.heads if known else 1
    here, there = now, was
    if known:
        here, there = (counted(each, day, known, grounds.roles) for each in (new, plan))
    if len(here) < needed and len(here) < len(there):
        yield SwapRule.HEADS, _TOO_FEW, {
            "kind": kind, "day": day, "there": len(here), "needed": needed,
        }  # fmt: skip
    had = {role for login in was for role in grounds.roles.get(login, ())}
    has = {role for login in now for role in grounds.roles.get(login, ())}
    wanted = set(known.skills) if known and known.skills else had - _NO_SKILLS
    for role in sorted(wanted & had - has):
        yield SwapRule.SKILLS, _NO_ROLE, {"kind": kind, "day": day, "role": role}


def _hours(span: timedelta) -> str:
    return f"{span / _HOUR:.1f}".removesuffix(".0")


_NO_SKILLS = frozenset({"viewer", "admin"})
"""Roles that no shift needs."""

_SHORT_REST = N_(
    "{name} would rest {hours} h between {kind_before} of {day_before} and {kind} of {day}; at"
    " least {least} h are due."
)
_SOON_AFTER_NIGHT = N_(
    "{name} would have {days} free days between the night of {day_before} and {kind} of {day}; at"
    " least {least} are due."
)
_SHORT_NOTICE = N_("It was asked {hours} h before the first shift; {least} h are due.")
_TOO_FEW = N_("{kind} of {day} would have {there} of {needed} people.")
_NO_ROLE = N_("{kind} of {day} would have nobody who works as {role}.")
