"""Closing a shift with its report; signing it, and adding to it (W26, W30, F45, F47, F49)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

from csdesk.model.closing import Blocking, ClosedShift, Closing, Obstacle, Seal, ShiftNote
from csdesk.model.desk import Actor
from csdesk.model.errors import Conflict, NotAllowed, NotFound, Refused
from csdesk.model.handover import HandoverItem
from csdesk.model.reports import Report
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.shifts import Shift, ShiftState, Side, Signature
from csdesk.rules import report_form, signing
from csdesk.rules.kept_words import kept_words
from csdesk.rules.permissions import may
from csdesk.services.acting import Act, Acting, as_known
from csdesk.services.receiving import hand_on
from csdesk.services.reports import compose
from csdesk.services.shift_steps import (
    again,
    called,
    check_clock,
    known,
    present_moment,
    sent_for_another,
    stays,
    to_close,
)
from csdesk.services.shifts import LONGEST_REASON
from csdesk.store import closing as rows
from csdesk.store import handover, log, remaining, shifts
from csdesk.store.engine import Store
from csdesk.words import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

LONGEST_NOTE = 2_000
"""Characters of a note."""

NAMED = 5
"""Orders that an obstacle names."""


class ShiftReports:
    """Reports of shifts: made when one is closed, signed, and from then on only added to."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)
        self._zone = ZoneInfo(settings.zone)

    # Looking

    def preview(self) -> Closing:
        """What would come of closing the shift that is on now.

        Raises:
            Refused: no shift is on.
        """
        now = present_moment()
        with self._store.read() as c:
            on = to_close(c, self._settings)
            leads = may(as_known(c, self._actor).roles, Action.PASS_OVER)
            report = self._report(c, on, log.length(c) + 1, now)
            return Closing(on, report, self._blocked(c, on, now), leads)

    def closed(self, shift_id: int | None = None) -> ClosedShift:
        """A closed shift as it was reported, and what was added since.

        Args:
            shift_id: of the shift; None for the one that was closed last.

        Raises:
            NotFound: there is none.
            Refused: it is not closed yet.
        """
        with self._store.read() as c:
            return self._closed(c, _id(c, shift_id))

    def tampered(self) -> tuple[tuple[Shift, Seal], ...]:
        """Closed shifts whose report is not what was signed, oldest first, with what is wrong."""
        with self._store.read() as c:
            seals = ((each, _seal(kept)) for each, kept in rows.all_kept(c))
            return tuple((known(c, each), seal) for each, seal in seals if seal is not Seal.HOLDS)

    def _closed(self, c: Connection, shift_id: int) -> ClosedShift:
        shift = known(c, shift_id)
        kept = rows.kept(c, shift_id)
        if kept is None:
            raise Refused(
                "{shift} is not closed yet: it has no report.", shift=called(self._settings, shift)
            )
        leads = may(as_known(c, self._actor).roles, Action.PASS_OVER)
        return ClosedShift(
            shift,
            kept.text,
            _read(kept.text),
            _seal(kept),
            rows.notes(c, shift_id),
            handover.kept_from(c, shift_id)[0],
            signing.sides_of(self._actor.login, shift, shifts.current(c), leads),
        )

    # Closing

    def close(
        self,
        reason: str = "",
        *,
        seen: Shift | None = None,
        shown: Iterable[Blocking] | None = None,
        client_id: str = "",
    ) -> Shift:
        """Cut the shift that is on off here, report it, and sign it as the one who gives.

        The step that closes it is its last; open items go to the next shift. Who came for a later
        kind stays, and moves on into the next.

        Args:
            reason: why a lead passes over what blocks it; empty where nothing does.
            seen: the shift as the person had it before their eyes; None where nobody looked.
            shown: what blocked it then, so that nothing else is passed over.
            client_id: made by the front end; sent twice it is closed once.

        Raises:
            Refused: no shift is on, the person is not in it, the clock went back, or something
                blocks it and no lead passes over it.
            Conflict: another shift is on, this one was changed, or something else blocks it by now.
            NotAllowed: the person works in no shifts; or is no lead and would pass over something.
                Either is logged.
        """
        why = kept_words(reason, LONGEST_REASON)
        try:
            with self._acting.change(Action.SHIFT, undoable=False) as act:
                if (before := again(act, rows.CLOSE, client_id)) is not None:
                    return before
                on = self._to_close(act, seen)
                return self._cut(act, on, why, shown, client_id)
        except NotAllowed as refusal:
            if refusal.facts.get("action") is Action.PASS_OVER:
                self._acting.check(Action.PASS_OVER)  # logs what was undone with the change
            raise

    def _to_close(self, act: Act, seen: Shift | None) -> Shift:
        on = to_close(act.connection, self._settings)
        if seen is not None and on.id != seen.id:
            raise Conflict(
                "{shift} is closed by now, and {other} is on. Look at that one, then decide.",
                shift=called(self._settings, seen), other=called(self._settings, on),
            )  # fmt: skip
        if seen is not None and on.version != seen.version:
            raise Conflict(
                "Somebody came or went meanwhile. Look at {shift} again, then decide.",
                shift=called(self._settings, on),
            )
        if on.present(act.actor.login) is None:
            raise Refused(
                "You are not in {shift}. Join it to close it; where its people have gone, a"
                " lead takes it over.",
                shift=called(self._settings, on),
            )
        return on

    def _cut(
        self, act: Act, on: Shift, why: str, shown: Iterable[Blocking] | None, client_id: str
    ) -> Shift:
        c, now = act.connection, present_moment()
        check_clock(c, now, self._zone)
        cutoff = log.length(c) + 1
        blocked = self._blocked(c, on, now)
        if blocked:
            self._pass_over(act, on, blocked, why, shown)
            cutoff += 1
        going = [each.login for each in on.here if not stays(on, each, now)]
        shifts.go(c, on.id, going, int(now.timestamp()))
        hand_on(act, on.id)
        text = report_form.canonical(self._report(c, known(c, on.id), cutoff, now))
        digest = report_form.digest(text)
        told: dict[str, object] = {"shift": on.id, "hash": digest, "after_seq": on.after_seq}
        seq = act.log(rows.CLOSE, after=told, client_id=client_id, personal=False)
        if seq != cutoff:
            raise AssertionError("the step that closes a shift is its last")
        shifts.keep(
            c, on.id, state=ShiftState.CLOSED.value, cutoff_seq=seq,
            cutoff_at=shifts.logged_at(c, seq), closed_login=act.actor.login,
            closed_by=act.actor.name, report=text, report_hash=digest,
        )  # fmt: skip
        who = act.actor
        rows.sign(c, on.id, Signature(Side.GIVES, who.login, who.name, now, digest))
        return known(c, on.id)

    def _report(self, c: Connection, shift: Shift, cutoff: int, now: datetime) -> Report:
        return compose(c, self._settings, shift.after_seq, cutoff, now=now, shift=shift)

    def _blocked(self, c: Connection, on: Shift, now: datetime) -> tuple[Blocking, ...]:
        found = []
        if (differences := remaining.differences(c, NAMED)).count:
            named = tuple(each.about for each in differences.rows)
            found.append(Blocking(Obstacle.DIFFERENCES, differences.count, named))
        if items := _unreceived(c):
            named = tuple(each.order_no or each.topic for each in items[:NAMED])
            found.append(Blocking(Obstacle.ITEMS, len(items), named))
        stay = [each.login for each in on.here if stays(on, each, now)]
        if drafts := rows.drafts_of(c, {each.login for each in on.people} - set(stay)):
            named = tuple(f"{number} {name}" for number, name in drafts[:NAMED])
            found.append(Blocking(Obstacle.DRAFTS, len(drafts), named))
        rules = self._settings.shifts
        early, late = on.planned_end - now, now - on.planned_end
        if early > timedelta(0) and not rules.early_handover:
            found.append(Blocking(Obstacle.EARLY, _minutes(early)))
        if late > timedelta(minutes=rules.late_minutes) and not rules.late_handover:
            found.append(Blocking(Obstacle.LATE, _minutes(late)))
        return tuple(found)

    def _pass_over(
        self, act: Act, on: Shift, blocked: tuple[Blocking, ...], why: str,
        shown: Iterable[Blocking] | None,
    ) -> None:  # fmt: skip
        if why and (refusal := Acting.refusal(act.actor, Action.PASS_OVER)) is not None:
            raise refusal
        if not why:
            raise Refused(
                "{shift} cannot be closed yet: {obstacles}. Settle that; or a lead closes it all"
                " the same, with a reason.",
                shift=called(self._settings, on),
                obstacles=[each.obstacle for each in blocked],
            )
        new = [] if shown is None else _not_shown(blocked, {each.obstacle: each for each in shown})
        if new:
            raise Conflict(
                "More keeps {shift} from being closed than you saw: {obstacles}. Look again,"
                " then decide.",
                shift=called(self._settings, on), obstacles=new,
            )  # fmt: skip
        told = {each.obstacle.value: each.count for each in blocked}
        act.log("shift.override", after={"shift": on.id, "passed_over": told, "reason": why})

    # Signing, and what is added

    def check_sign(self, shift_id: int | None = None, side: Side | None = None) -> None:
        """Refuse what ``sign`` would refuse, before anybody is asked whether to sign.

        Raises:
            NotFound, Refused, NotAllowed: as ``sign``.
        """
        self._acting.check(_right(side))
        with self._store.read() as c:
            self._signable(c, shift_id, side)

    def _signable(
        self, c: Connection, shift_id: int | None, side: Side | None
    ) -> tuple[Shift, Side]:  # fmt: skip
        """The shift whose report may be signed, and as what."""
        closed = self._closed(c, _id(c, shift_id))
        if closed.seal is not Seal.HOLDS:
            raise Refused(
                "This report is not what was signed: {seal}. Do not sign it; `csdesk audit`"
                " tells where the log was changed.",
                seal=closed.seal,
            )
        as_what = side or closed.side or Side.RECEIVES
        signing.check(
            self._actor.login, as_what, closed.shift, shifts.current(c), closed.unacknowledged
        )
        return closed.shift, as_what

    def sign(
        self, shift_id: int | None = None, side: Side | None = None, *, client_id: str = ""
    ) -> Shift:
        """Put one's name under a closed shift's report; whoever receives it ends its hand-over.

        Args:
            shift_id: of the shift; None for the one that was closed last.
            side: as what; None for what fits the person.
            client_id: made by the front end; sent twice it is signed once.

        Raises:
            NotFound: there is no such shift.
            Refused: it is not closed, was tampered with, or such a signature would prove nothing.
            NotAllowed: the person works in no shifts, or signs as a lead and is none.
        """
        with self._acting.change(_right(side), undoable=False) as act:
            if (before := again(act, "shift.sign", client_id)) is not None:
                return before
            c, now, who = act.connection, present_moment(), act.actor
            shift, as_what = self._signable(c, shift_id, side)
            check_clock(c, now, self._zone)
            signature = Signature(as_what, who.login, who.name, now, shift.report_hash)
            rows.sign(c, shift.id, signature)
            received = {"state": ShiftState.RECEIVED.value} if as_what is Side.RECEIVES else {}
            shifts.keep(c, shift.id, **received)
            told: dict[str, object] = {
                "shift": shift.id, "side": as_what, "hash": shift.report_hash,
            }  # fmt: skip
            act.log("shift.sign", after=told, client_id=client_id, personal=False)
            return known(c, shift.id)

    def note(self, text: str, shift_id: int | None = None, *, client_id: str = "") -> ShiftNote:
        """Add a comment, or what was found out later, to a closed shift; its report stays as it is.

        Args:
            text: may have several lines.
            shift_id: of the shift; None for the one that was closed last.
            client_id: made by the front end; sent twice it is added once.

        Raises:
            NotFound: there is no such shift.
            Refused: it is not closed yet, or nothing is said.
            NotAllowed: the person works in no shifts.
        """
        words = kept_words(text, LONGEST_NOTE, missing=N_("Say what is to be added."), lines=True)
        with self._acting.change(Action.SHIFT, undoable=False) as act:
            c, now = act.connection, present_moment()
            if (before := again(act, "shift.note", client_id)) is not None:
                found = next((n for n in rows.notes(c, before.id) if n.text == words), None)
                if found is None:
                    raise sent_for_another()
                return found
            closed = self._closed(c, _id(c, shift_id))
            check_clock(c, now, self._zone)
            note_id = rows.add_note(
                c,
                {
                    "shift_id": closed.shift.id, "text": words, "login": act.actor.login,
                    "author": act.actor.name, "at": int(now.timestamp()),
                    "client_id": client_id or uuid4().hex,
                },
            )  # fmt: skip
            told: dict[str, object] = {"shift": closed.shift.id, "note": note_id, "text": words}
            act.log("shift.note", after=told, client_id=client_id)
            return ShiftNote(note_id, words, act.actor.login, act.actor.name, now)


def _not_shown(blocked: Iterable[Blocking], shown: Mapping[Obstacle, Blocking]) -> list[Obstacle]:
    """Obstacles of which somebody saw less, or others; minutes pass whoever looks."""
    more = []
    for each in blocked:
        seen = shown.get(each.obstacle)
        by_clock = each.obstacle in (Obstacle.EARLY, Obstacle.LATE)
        if seen is None or not (
            by_clock
            or (
                each.count <= seen.count
                and (each.count > NAMED or set(each.named) <= set(seen.named))
            )
        ):
            more.append(each.obstacle)
    return more


def _unreceived(connection: Connection) -> tuple[HandoverItem, ...]:
    """What the shift that was closed last handed over and nobody has acknowledged."""
    giver = shifts.last_closed_id(connection)
    handed = handover.of_shift(connection, giver) if giver else ()
    return tuple(each for each in handed if each.waits)


def _right(side: Side | None) -> Action:
    return Action.SIGN_LEAD if side is Side.LEAD else Action.SHIFT


def _id(connection: Connection, shift_id: int | None) -> int:
    if shift_id is not None:
        return shift_id
    last = shifts.last_closed(connection)
    if last is None:
        raise NotFound("No shift was closed yet.")
    return last.id


def _seal(kept: rows.Kept) -> Seal:
    if report_form.digest(kept.text) != kept.hash:
        return Seal.CHANGED
    return Seal.HOLDS if kept.logged_hash == kept.hash else Seal.NOT_LOGGED


def _read(text: str) -> Report | None:
    try:
        return report_form.read(text)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // 60
