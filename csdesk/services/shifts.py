"""Shifts: opening, joining, leaving, taking over (W1, F45)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

from csdesk.model.desk import Actor
from csdesk.model.errors import NeedsYes, NotUnderstood, Refused
from csdesk.model.roles import Action, Role
from csdesk.model.settings import KINDS, DeskSettings, ShiftKind
from csdesk.model.shifts import Arrival, PlannedShift, Present, Shift, ShiftState, Waiting
from csdesk.rules import shift_times
from csdesk.rules.kept_words import kept_words
from csdesk.services.acting import Act, Acting, as_known
from csdesk.services.notices import post
from csdesk.services.shift_steps import (
    CLOCK,
    again,
    called,
    check_clock,
    check_due,
    current,
    known,
    present_moment,
    stays,
    works_on,
)
from csdesk.store import handover, log
from csdesk.store import shifts as rows
from csdesk.store.engine import Store
from csdesk.words import N_, language, when

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.services.presence import Presence

LONGEST_REASON = 200
"""Characters."""

MOST = 200
"""Shifts of a list."""

WHY = N_("Say why: whoever reads it must understand it.")
"""Said where a reason is missing."""


class Shifts:
    """The desk's chain of shifts: one is on at most, and each step of the log belongs to one."""

    def __init__(
        self, store: Store, settings: DeskSettings, actor: Actor, presence: Presence | None = None
    ) -> None:
        """Of one person; without ``presence`` nobody is known to be at the desk."""
        self._presence = presence
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)
        self._zone = ZoneInfo(settings.zone)

    # Looking

    def now(self) -> Shift | None:
        """The shift that is on; None where none is."""
        with self._store.read() as c:
            return rows.current(c)

    def working(self) -> str:
        """Code of the kind of shift in which the acting person works now; empty for none."""
        with self._store.read() as c:
            return rows.kind_worked(c, self._actor.login)

    def one(self, shift_id: int) -> Shift:
        """A shift as it stands.

        Raises:
            NotFound: there is none with that id.
        """
        with self._store.read() as c:
            return known(c, shift_id)

    def newest(self, *, limit: int = MOST) -> tuple[Shift, ...]:
        """The last shifts, the newest first."""
        with self._store.read() as c:
            return rows.newest(c, limit)

    def arrival(self) -> Arrival:
        """What the acting person needs to know who comes to work (W1)."""
        now = present_moment()
        with self._store.read() as c:
            who, on = as_known(c, self._actor), rows.current(c)
            offers, on_roster = self._offers(c, who.login, now)
            in_use = self._settings.shifts.kinds != KINDS or rows.any_yet(c)
            mine = on.present(who.login) if on else None
            at_desk = not who.roles.isdisjoint({Role.AGENT, Role.LEAD})
            return Arrival(
                now, on, rows.last_closed(c), mine, offers, on_roster, _waiting(c),
                stuck=on is not None and now > on.planned_end + self._lateness,
                asks=mine is None and (on_roster or (in_use and at_desk)),
                connected=self._connected(),
            )  # fmt: skip

    def _connected(self) -> frozenset[str]:
        """Logins of everybody who has a session open at the desk."""
        sessions = self._presence.everybody() if self._presence else ()
        return frozenset(each.login for each in sessions)

    @property
    def _lateness(self) -> timedelta:
        return timedelta(minutes=self._settings.shifts.late_minutes)

    def _offers(
        self, connection: Connection, login: str, now: datetime
    ) -> tuple[tuple[PlannedShift, ...], bool]:
        """What somebody may come for, and whether the roster says the first.

        Who comes after a shift was closed comes for another one: that one is offered last.
        """
        offers = shift_times.offers(self._settings.shifts.kinds, now, self._zone)
        days = {each.day for each in offers}
        duties, closed = rows.rostered(connection, login, days), rows.closed_of(connection, days)
        offers = tuple(replace(e, closed=(e.day, e.kind.code) in closed) for e in offers)
        told = [e for e in offers if duties.get(e.day) == e.kind.code and not e.closed]
        rest = [each for each in offers if each not in told]
        return (*told, *sorted(rest, key=lambda each: each.closed)), bool(told)

    # Coming and going

    def open(
        self, kind: str = "", *, day: str = "", yes: bool = False, client_id: str = ""
    ) -> Shift:
        """Open the shift of a kind nearest to now; who stayed from the one before moves on.

        Args:
            kind: code or name of its kind; empty for what the roster or the clock says.
            day: ISO day on which it begins, where it is not the nearest; such as yesterday's.
            yes: also where no day is named and the nearest is closed or over.
            client_id: made by the front end; sent twice it is opened once.

        Raises:
            NotUnderstood: there is no such kind.
            NeedsYes: the nearest of that kind was closed already, or its time is over.
            Refused: a shift is on, or the clock went back.
            NotAllowed: the person works in no shifts.
        """
        with self._acting.change(Action.SHIFT, undoable=False) as act:
            if (before := again(act, "shift.open", client_id)) is not None:
                return before
            c, now = act.connection, present_moment()
            on = rows.current(c)
            if on is not None:
                raise Refused(
                    "{shift} is on: {who} opened it at {at}. Join it, or have it closed first;"
                    " where its people have gone, a lead takes it over.",
                    shift=called(self._settings, on), who=on.opened_by, at=self._when(on.opened_at),
                )  # fmt: skip
            check_clock(c, now, self._zone)
            span = self._span(c, act.actor.login, kind, now)
            if day:
                span = shift_times.planned(span.kind, self._day(span.kind, day, now), self._zone)
            elif not yes:
                check_due(self._settings, span, now)
            last = rows.last_closed(c)
            shift_id = rows.open_new(
                c,
                {
                    "kind": span.kind.code, "day": span.day,
                    "planned_start": int(span.start.timestamp()),
                    "planned_end": int(span.end.timestamp()), "opened_at": int(now.timestamp()),
                    "opened_login": act.actor.login, "opened_by": act.actor.name,
                    "after_seq": last.cutoff_seq if last else log.length(c),
                    "state": ShiftState.OPEN.value, "closed_login": "", "closed_by": "",
                    "report_hash": "", "version": 1, "client_id": client_id or uuid4().hex,
                },
            )  # fmt: skip
            stayed = _moved_on(c, last, shift_id, now) if last else []
            rows.come(c, shift_id, _present(act.actor, span, now))
            self._log(act, "shift.open", shift_id, span, client_id,
                      stayed=stayed)  # fmt: skip
            return known(c, shift_id)

    def join(self, kind: str = "", *, client_id: str = "") -> Shift:
        """Work in the shift that is on.

        Args:
            kind: code or name of the kind that the person came for, which may be another than the
                shift's; empty for what the roster or the clock says.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotUnderstood: there is no such kind.
            Refused: no shift is on, the person is in it already, or the clock went back.
            NotAllowed: the person works in no shifts.
        """
        with self._acting.change(Action.SHIFT, undoable=False) as act:
            if (before := again(act, "shift.join", client_id)) is not None:
                return before
            c, now = act.connection, present_moment()
            on = current(c)
            if (mine := on.present(act.actor.login)) is not None:
                raise Refused(
                    "You are in {shift} since {at}.",
                    shift=called(self._settings, on), at=self._when(mine.came_at),
                )  # fmt: skip
            check_clock(c, now, self._zone)
            span = self._span(c, act.actor.login, kind, now)
            rows.come(c, on.id, _present(act.actor, span, now))
            rows.keep(c, on.id)
            self._log(act, "shift.join", on.id, span, client_id)
            return known(c, on.id)

    def leave(self, *, client_id: str = "") -> Shift:
        """Go home while others stay in the shift.

        Args:
            client_id: made by the front end; sent twice it is done once.

        Raises:
            Refused: no shift is on, or the person is not in it, or the last in it.
            NotAllowed: the person works in no shifts.
        """
        with self._acting.change(Action.SHIFT, undoable=False) as act:
            if (before := again(act, "shift.leave", client_id)) is not None:
                return before
            c, now = act.connection, present_moment()
            on = current(c)
            if on.present(act.actor.login) is None:
                raise Refused("You are not in {shift}.", shift=called(self._settings, on))
            if len(on.here) == 1:
                raise Refused(
                    "You are the last in {shift}. Close it, so that what is open is handed over.",
                    shift=called(self._settings, on),
                )
            check_clock(c, now, self._zone)
            rows.go(c, on.id, [act.actor.login], int(now.timestamp()))
            rows.keep(c, on.id)
            act.log("shift.leave", after={"shift": on.id}, client_id=client_id, personal=False)
            return known(c, on.id)

    def take_over(self, reason: str, *, yes: bool = False, client_id: str = "") -> Shift:
        """A lead goes on with a shift whose people have gone; then it can be closed.

        Who came for another kind and is still to work stays in it; the others are told.

        Args:
            reason: why.
            yes: also where some of them have a session open at the desk.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NeedsYes: some who would be put out are at the desk.
            Refused: no shift is on, no reason is given, or the clock went back.
            NotAllowed: the person is no lead.
        """
        why = kept_words(reason, LONGEST_REASON, missing=WHY)
        with self._acting.change(Action.TAKE_OVER, undoable=False) as act:
            if (before := again(act, "shift.take_over", client_id)) is not None:
                return before
            c, now = act.connection, present_moment()
            on = current(c)
            check_clock(c, now, self._zone)
            gone = [each for each in on.here
                    if each.login != act.actor.login and not stays(on, each, now)]  # fmt: skip
            here = [each.name for each in gone if each.login in self._connected()]
            if here and not yes:
                raise NeedsYes(
                    "{people} work in {shift} and are connected now. Take it over and put them"
                    " out all the same?",
                    people=here, shift=called(self._settings, on),
                )  # fmt: skip
            rows.go(c, on.id, [each.login for each in gone], int(now.timestamp()))
            post(
                act, [each.login for each in gone],
                N_('{who} has taken over {day} {kind} ("{reason}"): you are in it no more. Join'
                   " it (g u) if you go on working."),
                who=act.actor.name, day=on.day, kind=on.kind, reason=why,
            )  # fmt: skip
            rows.come(c, on.id, Present(act.actor.login, act.actor.name, on.kind,
                                        on.planned_start, on.planned_end, now))  # fmt: skip
            rows.keep(c, on.id)
            act.actor = replace(act.actor, shift=on.kind)
            act.log("shift.take_over", client_id=client_id,
                    before={"shift": on.id, "people": [each.login for each in gone]},
                    after={"shift": on.id, "reason": why})  # fmt: skip
            return known(c, on.id)

    def trust_clock(self, reason: str, *, client_id: str = "") -> None:
        """A lead says that the clock is right where a step of the log is ahead of it.

        Args:
            reason: why.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            Refused: no reason is given.
            NotAllowed: the person is no lead.
        """
        why = kept_words(reason, LONGEST_REASON, missing=WHY)
        with self._acting.change(Action.PASS_OVER, undoable=False) as act:
            if not act.sent(client_id):
                told = {"now": int(present_moment().timestamp()), "reason": why}
                act.log(CLOCK, after=told, client_id=client_id)

    def _span(self, connection: Connection, login: str, kind: str, now: datetime) -> PlannedShift:
        offers, _roster = self._offers(connection, login, now)
        kinds = self._settings.shifts.kinds
        wanted = _kind(kinds, kind).code if kind else offers[0].kind.code if offers else ""
        found = next((each for each in offers if each.kind.code == wanted), None)
        if found is None:
            raise Refused(
                "No shift of that kind begins on any day. Give it days in desk.toml, under"
                " [[shifts.kinds]]."
            )
        return found

    def _day(self, kind: ShiftKind, told: str, now: datetime) -> date:
        today = now.astimezone(self._zone).date()
        try:
            day = date.fromisoformat(told)
        except ValueError:
            day = None
        if day is None or abs((day - today).days) > 1:
            raise Refused(
                "A shift of {day} cannot be opened: today is {today}. Choose yesterday, today or"
                " tomorrow.",
                day=told, today=today.isoformat(),
            )  # fmt: skip
        if not shift_times.begins_on(kind, day):
            raise Refused(
                "No {kind} begins on {day}: it begins on {days}. Choose another kind or day.",
                kind=kind.called(language()),
                day=told,
                days=list(kind.days) or "-",
            )
        return day

    def _log(
        self, act: Act, step: str, shift_id: int, span: PlannedShift, client_id: str,
        **more: object,
    ) -> None:  # fmt: skip
        act.actor = replace(act.actor, shift=span.kind.code)
        after: dict[str, object] = {"shift": shift_id, "kind": span.kind.code, "day": span.day}
        act.log(step, after=after | more, client_id=client_id, personal=False)

    def _when(self, at: datetime) -> str:
        return when(at, self._zone)


def _waiting(connection: Connection) -> Waiting:
    giver = rows.last_closed_id(connection)
    return Waiting(*handover.kept_from(connection, giver)) if giver else Waiting(0, 0)


def _kind(kinds: Iterable[ShiftKind], word: str) -> ShiftKind:
    typed = word.strip().casefold()
    for kind in kinds:
        if typed in (kind.code, kind.name.casefold(), kind.name_en.casefold()):
            return kind
    raise NotUnderstood(
        'There is no shift "{kind}". Choose: {kinds}.',
        kind=word, kinds=[kind.code for kind in kinds],
    )  # fmt: skip


def _present(who: Actor, span: PlannedShift, now: datetime) -> Present:
    return Present(who.login, who.name, span.kind.code, span.start, span.end, now)


def _moved_on(c: Connection, last: Shift, shift_id: int, now: datetime) -> list[str]:
    """Who goes on from a shift into the next; the others went at the end of their hours."""
    stayed = []
    for each in last.here:
        left = max(each.came_at, min(each.planned_end, now))
        if works_on(c, each, now):
            stayed.append(each.login)
            left = now
            rows.come(c, shift_id, replace(each, came_at=now))
        rows.go(c, last.id, [each.login], int(left.timestamp()))
    return stayed
