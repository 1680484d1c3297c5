"""Swapping shifts: a colleague agrees, a lead decides, the roster changes for both (S54, W29)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

from csdesk.model.desk import Actor
from csdesk.model.errors import Conflict, NotAllowed, NotFound, Refused
from csdesk.model.roles import Action
from csdesk.model.roster import Duty, Swap, SwapState
from csdesk.model.settings import DeskSettings
from csdesk.rules import roster, swaps
from csdesk.rules.kept_words import kept_words
from csdesk.rules.permissions import may
from csdesk.services.acting import Act, Acting, as_known
from csdesk.services.notices import leads, post
from csdesk.services.roster import Roster, colleague
from csdesk.store import people
from csdesk.store import roster as plans
from csdesk.store import swaps as rows
from csdesk.store.engine import Store
from csdesk.words import N_, in_names

if TYPE_CHECKING:
    from sqlalchemy import Connection

LONGEST = 200
"""Characters of a reason."""

MOST = 500
"""Swaps of a list."""

_DECISIONS = (SwapState.APPROVED, SwapState.REFUSED)
_ANSWERS = (SwapState.ACCEPTED, SwapState.DECLINED)

_BECOMES: Mapping[SwapState, tuple[SwapState, ...]] = {
    SwapState.ASKED: (*_ANSWERS, SwapState.WITHDRAWN, SwapState.REFUSED),
    SwapState.ACCEPTED: (*_DECISIONS, SwapState.DECLINED, SwapState.WITHDRAWN),
}
"""What can become of a swap; nothing where it is decided."""


class Swaps:
    """Wishes to work at other times."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._zone = ZoneInfo(settings.zone)
        self._actor = actor
        self._acting = Acting(store, actor)

    # Looking

    def waiting(self) -> tuple[Swap, ...]:
        """What is not decided: first what waits for the acting person, then oldest first."""
        with self._store.read() as c:
            who = as_known(c, self._actor)
            found = [self._weighed(c, each) for each in rows.waiting(c)]
        return tuple(sorted(found, key=lambda each: not self._waits_for(each, who)))

    def newest(self, *, limit: int = MOST) -> tuple[Swap, ...]:
        """All, decided or not, the newest first."""
        with self._store.read() as c:
            return tuple(self._weighed(c, each) for each in rows.newest(c, limit))

    def one(self, swap_id: int) -> Swap:
        """One as it stands.

        Raises:
            NotFound: there is none with that id.
        """
        with self._store.read() as c:
            return self._weighed(c, _known(c, swap_id))

    def moves(self, swap: Swap) -> tuple[SwapState, ...]:
        """What the acting person may make of a swap."""
        with self._store.read() as c:
            who = as_known(c, self._actor)
        return tuple(to for to in _BECOMES.get(swap.state, ()) if _may_make(swap, to, who))

    def colleagues(self, kind: str) -> tuple[Actor, ...]:
        """Who may be asked to take a shift of this kind, by name.

        Where the acting person is one of those whom it needs, only others of them.
        """
        with self._store.read() as c:
            me = as_known(c, self._actor)
            return tuple(
                each for each in people.everyone(c)
                if each.login != me.login and may(each.roles, Action.SWAP)
                and self._replaces(kind, me, each)
            )  # fmt: skip

    def given_by(self, peer: Actor) -> tuple[Duty, ...]:
        """Duties to come that a colleague may give to the acting person in exchange."""
        duties = Roster(self._store, self._settings, self._actor).ahead(peer.login)
        with self._store.read() as c:
            me = as_known(c, self._actor)
        return tuple(each for each in duties if self._replaces(each.kind, peer, me))

    def _replaces(self, kind: str, who: Actor, by: Actor) -> bool:
        """Whether a shift counts as many people as before when one takes another's place."""
        needs = self._settings.shifts.kind(kind)
        return needs is None or needs.counts(by.roles) or not needs.counts(who.roles)

    @staticmethod
    def _waits_for(swap: Swap, who: Actor) -> bool:
        if swap.state is SwapState.ASKED:
            return swap.peer_login == who.login
        return may(who.roles, Action.ROSTER)

    # Asking

    def ask(
        self,
        day: date,
        peer_login: str,
        peer_day: date | None = None,
        reason: str = "",
        *,
        client_id: str = "",
    ) -> Swap:
        """Ask a colleague to take a duty of one's own, and perhaps give one of theirs for it.

        Args:
            day: of one's own duty.
            peer_login: of the colleague, or their name.
            peer_day: of the duty that they would give; None where they only take over.
            reason: why.
            client_id: made by the front end; sent twice it is asked once.

        Raises:
            NotFound: nobody who works here is called so.
            Refused: the colleague works in no shifts; there is no such duty, it has begun, is
                asked already, or cannot be done.
            NotAllowed: the person works in no shifts.
        """
        words = kept_words(reason, LONGEST)
        with self._acting.change(Action.SWAP, undoable=False) as act:
            c = act.connection
            sent = rows.sent_as(c, client_id) if client_id else None
            if sent is not None:
                return self._weighed(c, _known(c, sent))
            peer = colleague(c, peer_login)
            if not may(peer.roles, Action.SWAP):
                raise Refused("{name} works in no shifts.", name=peer.name)
            if peer.login == act.actor.login:
                raise Refused("Ask a colleague, not yourself.")
            asked = self._duty(c, act.actor, day)
            offered = self._duty(c, peer, peer_day) if peer_day else None
            self._check(c, asked, offered, peer)
            swap_id = rows.add(c, asked, offered, peer.login, words, client_id or uuid4().hex)
            after = {"swap": swap_id, "peer": peer.login, **_told(asked, "")}
            after |= _told(offered, "_back") if offered else {}
            after |= {"reason": words} if words else {}
            act.log("swap.asked", after=after, client_id=client_id)
            swap = self._weighed(c, _known(c, swap_id))
            post(act, [peer.login], _ASKS_BACK if offered else _ASKS, _about(swap),
                 who=act.actor.name, **_facts(swap))  # fmt: skip
            return swap

    def _duty(self, c: Connection, who: Actor, day: date) -> Duty:
        kind = plans.plan(c, day.isoformat(), day.isoformat()).get((day.isoformat(), who.login))
        if kind is None:
            raise Refused(
                "The roster has no shift of {name} on {day}. csdesk roster shows it.",
                name=who.name, day=day.isoformat(),
            )  # fmt: skip
        return Duty(day.isoformat(), who.login, who.name, kind)

    def _check(self, c: Connection, asked: Duty, offered: Duty | None, peer: Actor) -> None:
        duties = [each for each in (asked, offered) if each is not None]
        if offered and (asked.day, asked.kind) == (offered.day, offered.kind):
            raise Refused("Both of you work in that shift: there is nothing to swap.")
        for each in rows.of_duties(c, [(duty.day, duty.login) for duty in duties]):
            raise Refused(
                "Swap {id} of {name} and {peer} about that shift waits already: it must be"
                " decided or withdrawn first.",
                id=each.id, name=each.asked.name, peer=each.peer,
            )  # fmt: skip
        wish = swaps.Wish(asked, offered, peer.login, peer.name, datetime.now(UTC))
        blocked = swaps.obstacle(self._plan(c, wish), wish, self._grounds(c), datetime.now(UTC))
        if blocked is not None:
            raise self._refusal(blocked)

    # Answering and deciding

    def move(
        self,
        swap_id: int,
        to: SwapState,
        words: str = "",
        *,
        seen: int | None = None,
        client_id: str = "",
    ) -> Swap:
        """Answer, decide or withdraw a swap; the roster changes for both when a lead agrees.

        Args:
            swap_id: of the swap.
            to: accepted or declined by the colleague, withdrawn by whoever asked, approved or
                refused by a lead.
            words: what is said with it; a lead who passes over a rule must say why.
            seen: the version that the person had before their eyes.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: there is no such swap.
            NotAllowed: that is for somebody else to say.
            Conflict: somebody moved it since ``seen``.
            Refused: it cannot become that, the roster has changed, a rule that must be kept is
                broken and no reason is given, or a lead decides about their own shifts.
        """
        said = kept_words(words, LONGEST)
        right = Action.ROSTER if to in _DECISIONS else Action.SWAP
        with self._acting.change(right, undoable=False) as act:
            c = act.connection
            now = self._weighed(c, _known(c, swap_id))
            if act.sent(client_id):
                return now
            if seen is not None and seen != now.version:
                raise Conflict(
                    "{who} was faster: this is {state} now ({what}).",
                    who=now.decided_by or now.peer, state=now.state, what=now.decision or "-",
                )  # fmt: skip
            if to not in _BECOMES.get(now.state, ()):
                raise Refused(_not_now(now, to), state=now.state, to=to, peer=now.peer)
            self._check_whose(act, now, to)
            if to is SwapState.APPROVED:
                self._approve(act, now, said)
            rows.move(c, now, to, said, now.failures, act.actor)
            after: dict[str, object] = {
                "swap": now.id, "swap_state": to, "peer": now.peer_login, **_facts(now),
            }  # fmt: skip
            after |= {"reason": said} if said else {}
            if to is SwapState.APPROVED:
                after |= {"roster": [list(each) for each in _changes(now)]}
                after |= {"despite": [f.rule for f in now.failures]} if now.failures else {}
            act.log(f"swap.{to}", before={"swap_state": now.state}, after=after,
                    client_id=client_id)  # fmt: skip
            self._tell(act, now, to)
            return self._weighed(c, _known(c, swap_id))

    def _check_whose(self, act: Act, swap: Swap, to: SwapState) -> None:
        me = act.actor.login
        if not _may_make(swap, to, act.actor):
            name = swap.asked.name if to is SwapState.WITHDRAWN else swap.peer
            raise NotAllowed("Only {name} may say that.", name=name)
        others = set(leads(act.connection)) - {me}
        if to is SwapState.APPROVED and me in (swap.asked.login, swap.peer_login) and others:
            raise Refused("Another lead decides about your own shifts.")

    def _approve(self, act: Act, swap: Swap, words: str) -> None:
        if swap.obstacle is not None:
            raise self._refusal(swap.obstacle)
        for login, name in ((swap.asked.login, swap.asked.name), (swap.peer_login, swap.peer)):
            if people.person(act.connection, login) is None:
                raise Refused("{name} no longer works here: refuse the swap.", name=name)
        if swap.hard and not words:
            raise Refused(
                "It breaks what must be kept: {rules}. Say why it is done all the same.",
                rules=[each.rule for each in swap.failures if each.hard],
            )
        plan = self._plan(act.connection, _wish(swap))
        new = swaps.after(plan, _wish(swap))
        places = {place for place in (*plan, *new) if plan.get(place) != new.get(place)}
        plans.write(act.connection, {place: new.get(place, "") for place in places})

    def _tell(self, act: Act, swap: Swap, to: SwapState) -> None:
        both = [swap.asked.login, swap.peer_login]
        withdrawn = to is SwapState.WITHDRAWN and swap.state is SwapState.ACCEPTED
        if to is SwapState.ACCEPTED or withdrawn:
            both += leads(act.connection)
        back = swap.offered is not None
        post(act, both, _BECAME_BACK[to] if back else _BECAME[to], _about(swap),
             who=act.actor.name, name=swap.asked.name, peer=swap.peer, **_facts(swap))  # fmt: skip

    # What the rules look at

    def _weighed(self, c: Connection, swap: Swap) -> Swap:
        """A swap with what it would break as things stand, while it is not decided."""
        if not swap.open:
            return swap
        wish, grounds = _wish(swap), self._grounds(c)
        plan = self._plan(c, wish)
        blocked = swaps.obstacle(plan, wish, grounds, datetime.now(UTC))
        broken = () if blocked else swaps.failures(plan, wish, grounds)
        return replace(swap, obstacle=blocked, failures=broken)

    def _grounds(self, c: Connection) -> roster.Grounds:
        roles = {each.login: each.roles for each in people.everyone(c)}
        return roster.Grounds(self._settings.shifts, self._zone, roles)

    def _plan(self, c: Connection, wish: swaps.Wish) -> dict[tuple[str, str], str]:
        days = [date.fromisoformat(each.day) for each in (wish.asked, wish.offered) if each]
        around = timedelta(days=self._settings.shifts.rules.free_days + _NEAR)
        first, last = min(days) - around, max(days) + around
        return plans.plan(c, first.isoformat(), last.isoformat())

    def _refusal(self, told: tuple[str, Mapping[str, object]]) -> Refused:
        words, facts = told
        return Refused(words, **in_names(facts, self._settings.shifts))


_NEAR = 4
"""Days around a duty in which another may be too near, besides the free days after nights."""

_ASKS = N_("{who} asks you to take {kind} of {day}.")
_ASKS_BACK = N_("{who} asks you to take {kind} of {day} for {kind_back} of {day_back}.")
_BECAME: Mapping[SwapState, str] = {
    SwapState.ACCEPTED: N_("{who} takes {kind} of {day} for {name}, if a lead agrees."),
    SwapState.DECLINED: N_("{who} does not take {kind} of {day} for {name}."),
    SwapState.WITHDRAWN: N_("{who} no longer asks {peer} to take {kind} of {day}."),
    SwapState.APPROVED: N_("{who} agreed: {peer} works in {kind} of {day} for {name}."),
    SwapState.REFUSED: N_("{who} said no: {name} works in {kind} of {day} as before."),
}
_BECAME_BACK: Mapping[SwapState, str] = {
    SwapState.ACCEPTED: N_(
        "{who} takes {kind} of {day} from {name} and gives {kind_back} of {day_back} for it, if a"
        " lead agrees."
    ),
    SwapState.DECLINED: N_("{who} does not swap {kind_back} of {day_back} for {kind} of {day}."),
    SwapState.WITHDRAWN: N_(
        "{who} no longer asks {peer} to swap {kind_back} of {day_back} for {kind} of {day}."
    ),
    SwapState.APPROVED: N_(
        "{who} agreed: {peer} works in {kind} of {day}, {name} in {kind_back} of {day_back}."
    ),
    SwapState.REFUSED: N_(
        "{who} said no: {name} works in {kind} of {day}, {peer} in {kind_back} of {day_back}, as"
        " before."
    ),
}


def _may_make(swap: Swap, to: SwapState, who: Actor) -> bool:
    if to in _DECISIONS:
        return may(who.roles, Action.ROSTER)
    return who.login == (swap.asked.login if to is SwapState.WITHDRAWN else swap.peer_login)


def _not_now(swap: Swap, to: SwapState) -> str:
    if swap.state is SwapState.ASKED and to is SwapState.APPROVED:
        return "{peer} has not agreed yet."
    return "What is {state} cannot become {to}."


def _wish(swap: Swap) -> swaps.Wish:
    return swaps.Wish(swap.asked, swap.offered, swap.peer_login, swap.peer, swap.at)


def _changes(swap: Swap) -> Sequence[tuple[str, str, str]]:
    """Day, login and kind of what each gets."""
    return [(duty.day, login, duty.kind) for login, _name, duty in _wish(swap).gains]


def _about(swap: Swap) -> str:
    return f"swap {swap.id}"


def _told(duty: Duty, end: str) -> dict[str, object]:
    return {f"kind{end}": duty.kind, f"day{end}": duty.day}


def _facts(swap: Swap) -> dict[str, object]:
    return _told(swap.asked, "") | (_told(swap.offered, "_back") if swap.offered else {})


def _known(connection: Connection, swap_id: int) -> Swap:
    found = rows.one(connection, swap_id)
    if found is None:
        raise NotFound("There is no swap {id}.", id=swap_id)
    return found
