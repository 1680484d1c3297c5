"""The roster: looked at by week, set by leads, taken from their files (S54, F50)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.model.desk import Actor
from csdesk.model.errors import NotFound, NotUnderstood, Refused
from csdesk.model.roles import Action, Role
from csdesk.model.roster import Duty, RosterReject, RosterTaken, Short, Week, WeekRow
from csdesk.model.settings import DeskSettings
from csdesk.plain import plain
from csdesk.rules import roster as rules
from csdesk.rules.due import ALLOWED, due
from csdesk.rules.permissions import may
from csdesk.rules.roster_file import (
    NO_KIND,
    NOBODY,
    NOT_THAT_DAY,
    SEVERAL,
    Reading,
    Told,
)
from csdesk.rules.shift_times import begins_on
from csdesk.services.acting import Act, Acting
from csdesk.services.notices import post
from csdesk.store import people
from csdesk.store import roster as rows
from csdesk.store.engine import Store
from csdesk.words import N_, in_names

if TYPE_CHECKING:
    from sqlalchemy import Connection

AHEAD = 60
"""Duties of a person that are listed."""

_AROUND = timedelta(days=2)
"""Before and behind a day, to see what overlaps it."""


class Roster:
    """Who is to work when."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._zone = ZoneInfo(settings.zone)
        self._actor = actor
        self._acting = Acting(store, actor)

    # Looking

    def today(self) -> date:
        """The day in the desk's zone."""
        return datetime.now(self._zone).date()

    def day(self, typed: str) -> date:
        """The day that somebody means: ``2026-11-23``, ``周五``, ``11-23``.

        A day without a year is the nearest one, as in a roster's file: rosters are corrected, too.

        Raises:
            NotUnderstood: it is no day.
        """
        written = Reading((), {}, self.today()).day(typed)
        if written is not None:
            return written
        found = due(plain(typed), datetime.now(self._zone))
        if found is None:
            raise NotUnderstood(
                '"{typed}" is not a day. Examples: {allowed}.', typed=typed, allowed=ALLOWED
            )
        return found.date()

    def week(self, day: date | None = None) -> Week:
        """The week from Monday to Sunday that holds a day; today's by default."""
        today = self.today()
        monday = _monday(day or today)
        days = tuple((monday + timedelta(days=n)).isoformat() for n in range(7))
        with self._store.read() as c:
            plan = rows.plan(c, days[0], days[-1])
            here = people.everyone(c)
            busy = {login for _day, login in plan}
            gone = [each for each in people.left(c) if each.login in busy]
        everybody = [each for each in here if may(each.roles, Action.SWAP) or each.login in busy]
        week_rows = tuple(
            WeekRow(
                each.login, each.name,
                tuple(plan.get((day, each.login), "") for day in days), each.roles,
            )
            for each in (*everybody, *gone)
        )  # fmt: skip
        purchasers = tuple(
            tuple(r.name for r in week_rows if r.kinds[n] and Role.PURCHASING in r.roles)
            for n in range(7)
        )
        roles = {each.login: each.roles for each in (*everybody, *gone)}
        short = tuple(self._short(plan, days, roles)) if plan else ()
        return Week(days, today.isoformat(), week_rows, short, purchasers)

    def _short(
        self, plan: rules.Plan, days: Sequence[str], roles: Mapping[str, Collection[str]]
    ) -> Iterable[Short]:
        for day in days:
            for kind in self._settings.shifts.kinds:
                there = len(rules.counted(plan, day, kind, roles))
                if begins_on(kind, date.fromisoformat(day)) and there < kind.heads:
                    yield Short(day, kind.code, there, kind.heads)

    def ahead(self, login: str = "") -> tuple[Duty, ...]:
        """Somebody's next duties from today on; the acting person's own by default."""
        whose = login or self._actor.login
        with self._store.read() as c:
            person = people.person(c, whose)
            found = rows.of_person(c, whose, self.today().isoformat(), AHEAD)
        name = person.name if person else whose
        return tuple(Duty(day, whose, name, kind) for day, kind in found)

    # Setting

    def set(self, login: str, day: date, kind: str, *, client_id: str = "") -> Duty:
        """Have somebody work in a kind of shift on a day, or give them the day free.

        Args:
            login: of somebody who works here, or their name.
            day: in the desk's zone, on which the shift begins.
            kind: code or name of a kind; empty, ``off`` or ``休`` for a free day.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: nobody who works here is called so.
            NotUnderstood: there is no such kind.
            Refused: that kind does not begin on that day, or overlaps what the person does.
            NotAllowed: the person may not change the roster.
        """
        kinds = self._settings.shifts.kinds
        code = Reading(kinds, {}, day).kind(kind)
        if code is None:
            raise NotUnderstood(NO_KIND, value=kind, kinds=[each.code for each in kinds])
        with self._acting.change(Action.ROSTER, undoable=False) as act:
            c = act.connection
            who = colleague(c, login)
            place = day.isoformat(), who.login
            duty = Duty(*place, who.name, code)
            known = self._settings.shifts.kind(code)
            if act.sent(client_id):
                return duty
            if known is not None and not begins_on(known, day):
                raise self._refusal(NOT_THAT_DAY, {"kind": code, "day": place[0]})
            plan = rows.plan(c, (day - _AROUND).isoformat(), (day + _AROUND).isoformat())
            was = plan.get(place, "")
            if code == was:
                return duty
            new = {**plan, place: code} if code else _without(plan, place)
            for early, late, _login in rules.clashes(new, [place], self.grounds({})):
                raise self._refusal(*rules.overlap(who.name, early, late))
            rows.write(c, {place: code})
            about: dict[str, object] = {"login": who.login, "day": place[0]}
            act.log("roster.set", before=about | {"kind": was}, after=about | {"kind": code},
                    client_id=client_id, personal=False)  # fmt: skip
            self._tell(act, [duty])
            return duty

    def take(
        self, table: Sequence[Sequence[str]], monday: date | None = None, *, client_id: str = ""
    ) -> RosterTaken:
        """Take in a roster that was made in a spreadsheet; what cannot be meant is left out.

        Args:
            table: the rows of the file.
            monday: any day of the week that days of the week without a date are meant in.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotUnderstood: there is no head with days, nor one of a list.
            NotAllowed: the person may not change the roster.
        """
        with self._acting.change(Action.ROSTER, undoable=False) as act:
            c = act.connection
            here = {each.login: each.name for each in people.everyone(c)}
            week = _monday(monday) if monday else None
            told = Reading(self._settings.shifts.kinds, here, self.today(), week).table(table)
            if act.sent(client_id) or not told.cells:
                return RosterTaken(0, 0, 0, 0, 0, tuple(told.rejects))
            days = sorted({day for day, _login in told.cells})
            first, last = (date.fromisoformat(each) for each in (days[0], days[-1]))
            plan = rows.plan(c, (first - _AROUND).isoformat(), (last + _AROUND).isoformat())
            self._leave_out_clashes(plan, told)
            new = {place: cell.kind for place, cell in told.cells.items()}
            changed = {place: kind for place, kind in new.items() if plan.get(place, "") != kind}
            rows.write(c, changed)
            taken = RosterTaken(
                people=len({login for _day, login in new}),
                days=len({day for day, _login in new}),
                set=sum(1 for kind in changed.values() if kind),
                freed=sum(1 for kind in changed.values() if not kind),
                unchanged=len(new) - len(changed),
                rejects=tuple(sorted(told.rejects, key=lambda each: each.row)),
            )
            after = {
                "days": [days[0], days[-1]], "rejected": len(taken.rejects),
                "duties": [[*place, kind] for place, kind in sorted(changed.items())],
            }  # fmt: skip
            act.log("roster.import", after=after, client_id=client_id, personal=False)
            duties = (Duty(*place, here[place[1]], kind) for place, kind in changed.items())
            self._tell(act, duties)
            return taken

    def _leave_out_clashes(self, plan: rules.Plan, told: Told) -> None:
        """Of two lines that are worked at the same time nobody can know which one is meant."""
        found = True
        while found:
            kept = {**plan, **{place: cell.kind for place, cell in told.cells.items()}}
            there = {place: kind for place, kind in kept.items() if kind}
            found = False
            for early, late, login in list(rules.clashes(there, [*told.cells], self.grounds({}))):
                for span in (early, late):
                    cell = told.cells.pop((span.day, login), None)
                    if cell is not None:
                        found = True
                        words, facts = rules.overlap(cell.name, early, late)
                        told.rejects.append(
                            RosterReject(cell.row, cell.column, cell.kind, words, facts)
                        )

    def _tell(self, act: Act, duties: Iterable[Duty]) -> None:
        """Whoever works at another time than they thought is told."""
        today = self.today().isoformat()
        by_login: dict[str, list[Duty]] = {}
        for duty in duties:
            if duty.day >= today:
                by_login.setdefault(duty.login, []).append(duty)
        for login, changed in by_login.items():
            who, days = act.actor.name, sorted(each.day for each in changed)
            if len(changed) > 1:
                post(act, [login], _CHANGED, "roster", who=who, n=len(days), first=days[0],
                     last=days[-1])  # fmt: skip
            elif changed[0].kind:
                post(act, [login], _SET, "roster", who=who, day=days[0], kind=changed[0].kind)
            else:
                post(act, [login], _FREED, "roster", who=who, day=days[0])

    def grounds(self, roles: Mapping[str, frozenset[str]]) -> rules.Grounds:
        """What the rules look at besides the plan."""
        return rules.Grounds(self._settings.shifts, self._zone, roles)

    def _refusal(self, words: str, facts: Mapping[str, object]) -> Refused:
        return Refused(words, **in_names(facts, self._settings.shifts))


_SET = N_("{who} changed the roster: you work in {kind} on {day}.")
_FREED = N_("{who} changed the roster: {day} is free for you.")
_CHANGED = N_("{who} changed the roster: {n} of your days from {first} to {last}.")


def colleague(connection: Connection, who: str) -> Actor:
    """Who works here under a login, or under a name that nobody else has.

    Raises:
        NotFound: nobody, or several.
    """
    typed = plain(who).strip()
    if (found := people.person(connection, typed)) is not None:
        return found
    called = [each for each in people.everyone(connection) if each.name == typed]
    if len(called) != 1:
        raise NotFound(SEVERAL if called else NOBODY, who=typed)
    return called[0]


def purchasers_on(connection: Connection, day: date) -> tuple[tuple[str, ...], bool]:
    """Names of the purchasers on duty on a day, and whether the roster says so.

    Where it has none for that day, all purchasers are meant.
    """
    here = [each for each in people.everyone(connection) if Role.PURCHASING in each.roles]
    plan = rows.plan(connection, day.isoformat(), day.isoformat())
    on_duty = tuple(each.name for each in here if (day.isoformat(), each.login) in plan)
    return on_duty or tuple(each.name for each in here), bool(on_duty)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _without(
    plan: Mapping[tuple[str, str], str], place: tuple[str, str]
) -> dict[tuple[str, str], str]:
    return {each: kind for each, kind in plan.items() if each != place}
