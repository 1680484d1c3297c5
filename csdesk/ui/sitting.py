"""Who sits at the keys: signing in, leaving the desk for a moment, nobody there any more."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from textual import events

from csdesk.model.errors import NotUnderstood, Refused
from csdesk.model.roles import Action
from csdesk.model.sessions import Door
from csdesk.plain import plain
from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.jobs import job
from csdesk.ui.notices import notice
from csdesk.ui.shell import Shell
from csdesk.words import N_, _, when

if TYPE_CHECKING:
    from datetime import datetime

    from textual.screen import Screen
    from textual.worker import Worker

    from csdesk.model.desk import Actor
    from csdesk.model.sign_in import Candidate
    from csdesk.services.counter import Counter
    from csdesk.services.desk import Desk
    from csdesk.ui.screens.sign_in import SignInScreen

LOOK_SECONDS = 2.0
"""Between two looks whether anybody is still there."""


def now() -> float:
    """Seconds that also go on while the machine sleeps, so that a lid that was shut locks."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Sitting(Shell):
    """A session that knows whether somebody sits at it, and who."""

    desk_title = ""
    """What the desk is called."""

    counter: Counter | None = None
    """Where people say who they are before they see anything; None where the system says it."""

    next_please = False
    """Whether somebody else may sit down when this session has ended."""

    _touched = 0.0
    """When the last key was pressed, as ``now`` tells."""

    _hidden_since: float | None = None

    @property
    def desk(self) -> Desk:
        """The opened desk."""
        raise NotImplementedError

    @property
    def is_open(self) -> bool:
        """Whether somebody has the desk open."""
        raise NotImplementedError

    def begin(self) -> Worker[None]:
        """Open the desk for who sits there."""
        raise NotImplementedError

    # Sitting down

    @job("receive")
    async def receive(self) -> None:
        """Ask who sits down, where that is not known, and open the desk."""
        if self.counter is not None and self.counter.sitting is None:
            screen = self._sign_in_screen(self.counter)
            who: Actor | None = await self.push_screen_wait(screen)
            if who is None:
                self.leave(0)
                return
            self.counter.sitting = who
        self.begin()

    def _sign_in_screen(
        self, counter: Counter, since: datetime | None = None, away: Actor | None = None
    ) -> SignInScreen:
        from csdesk.ui.screens.sign_in import SignInScreen

        def heading() -> str:
            if away is None or since is None:
                return _("{desk}: sign in").format(desk=plain(self.desk_title))
            return self.away_words(away.name, since)

        return SignInScreen(
            counter.candidates, counter.prove, counter.choose, heading=heading,
            away=away.login if away else "",
        )  # fmt: skip

    def away_words(self, name: str, since: datetime) -> str:
        """What stands on a hidden screen."""
        text = _("{name} left the desk at {time}.")
        return text.format(name=plain(name), time=when(since, self.settings.zone))

    # Leaving it for a moment

    @property
    def locked(self) -> bool:
        """Whether everything is hidden until somebody comes back."""
        return self._hidden_since is not None

    def action_lock(self) -> None:
        """Hide the screen until somebody comes back."""
        from csdesk.ui.screens.lock import LockScreen

        if self.locked:
            return
        if isinstance(self.screen, DeskScreen):
            for work in self.screen.at_work:  # what it shows when it is done would be seen
                work.cancel()
        self.push_screen(LockScreen(self.desk.actor))
        self._hidden_since = now()

    def push_screen(self, screen: Any, *args: Any, **kwargs: Any) -> Any:
        """As Textual's; nothing comes over a hidden screen but the question who comes back."""
        if self.locked and not (isinstance(screen, DeskScreen) and screen.HIDES):
            raise Refused(N_("The desk is hidden until somebody comes back."))
        return super().push_screen(screen, *args, **kwargs)

    async def ask_who_comes(self, lock: Screen[None], since: datetime) -> bool:
        """On a hidden screen: ask for the PIN, where one is needed.

        Args:
            lock: the hidden screen.
            since: when it was hidden.

        Returns:
            Whether none is needed.
        """
        desk = self.desk
        me = desk.actor
        if self.counter is None:
            if not await self.ask(desk.sign_in.asked):
                return True
            screen = self._pin_screen(since)
        else:
            screen = self._sign_in_screen(self.counter, since, me)
        who: Actor | None = await self.push_screen_wait(screen)
        if who is not None and who.login == me.login:
            self.show_again(lock)
        elif who is not None and self.counter is not None:
            self.leave(0)
            self.counter.sitting = who
        return False

    def _pin_screen(self, since: datetime) -> SignInScreen:
        """Asks the person alone; nobody else sits down at somebody's own session."""
        from csdesk.ui.screens.sign_in import SignInScreen

        desk = self.desk
        me = desk.actor

        def alone() -> tuple[Candidate, ...]:
            return tuple(each for each in desk.sign_in.candidates() if each.login == me.login)

        return SignInScreen(
            alone, desk.sign_in.sign_in, desk.sign_in.choose, away=me.login,
            heading=lambda: self.away_words(me.name, since),
        )  # fmt: skip

    def show_again(self, lock: Screen[None]) -> None:
        """Somebody is back."""
        self._hidden_since = None
        lock.dismiss(None)

    # Nobody there

    async def on_event(self, event: events.Event) -> None:
        """Whoever presses keys is there."""
        if isinstance(event, events.Key | events.Paste | events.MouseDown | events.MouseScrollDown
                      | events.MouseScrollUp):  # fmt: skip
            self._touched = now()
        await super().on_event(event)

    @job("watch")
    async def watch_keys(self) -> None:
        """Hide the screen when nobody has been at the keys for long, and end at last."""
        self._touched = now()
        while not self.leaving:
            self.look_idle()
            await asyncio.sleep(LOOK_SECONDS)

    def look_idle(self) -> None:
        """Hide or end what nobody sits at."""
        people, idle = self.settings.people, now() - self._touched
        if not self.locked:
            busy = isinstance(self.screen, DeskScreen) and any(
                not work.is_finished for work in self.screen.at_work
            )
            if self.is_open and people.lock_minutes and idle >= 60 * people.lock_minutes:
                if not busy:
                    self.action_lock()
                return
        since = self._touched if not self.is_open else self._hidden_since
        if since is None or not people.exit_minutes or not self._ends_alone:
            return
        if min(idle, now() - since) >= 60 * people.exit_minutes:
            text = _("Nobody came back for {n} minutes: the session ended. Drafts are kept.")
            self.leave_idle(text.format(n=round(people.exit_minutes)))

    @property
    def _ends_alone(self) -> bool:
        """Whether a session that nobody comes back to ends: not one's own without a PIN."""
        visit = self.desk.visit if self.is_open else None
        by_a_door = visit is not None and visit.door is not Door.OWN
        return by_a_door or (isinstance(self.screen, DeskScreen) and self.screen.SEATS)

    def leave_idle(self, sentence: str) -> None:
        """End with a sentence on the terminal; nobody else sits down."""
        self.leave(0, sentence)
        self.next_please = False

    def leave(self, status: int, sentence: str = "") -> None:
        """As ``Shell.leave``; at a counter the next person may sit down after one who went."""
        if not self.leaving and status == 0 and self.counter is not None and self.is_open:
            self.counter.sitting = None
            self.next_please = True
        super().leave(status, sentence)

    # Elsewhere

    @job("sessions")
    async def action_sessions(self) -> None:
        """See where else one is signed in, and end that."""
        from csdesk.ui.own_sessions import end_one

        await end_one(self)

    # PINs

    @job("pin")
    async def action_pin(self) -> None:
        """Choose one's own PIN."""
        service, me = self.desk.sign_in, self.desk.actor
        old = ""
        if await self.ask(service.asked):
            typed = await self._typed_pin(_("PIN or password of now"))
            if typed is None:
                return
            old = typed
        new = await self._typed_pin(_("New PIN or password: 6 digits or more, or 8 signs"))
        if new is None:
            return
        if await self._typed_pin(_("The same again, {name}").format(name=plain(me.name))) != new:
            raise NotUnderstood(N_("The two are not the same; nothing was changed."))
        await self.ask(service.choose, me.login, old, new)
        notice(self, _("Your PIN is set. z hides the screen until you type it."))

    async def _typed_pin(self, label: str) -> str | None:
        from csdesk.ui.screens.order_value import ValuePrompt

        typed: str | None = await self.push_screen_wait(ValuePrompt(label, "", hidden=True))
        return typed

    @job("unlock", needs=Action.PEOPLE)
    async def action_unlock(self) -> None:
        """Let somebody try again who typed wrong PINs."""
        from csdesk.ui.screens.choosing import Choosing

        service = self.desk.sign_in
        locked = [each for each in await self.ask(service.candidates) if each.locked]
        if not locked:
            notice(self, _("Nobody is locked."))
            return
        names = [f"{each.name}  {each.login}" for each in locked]
        place: int | None = await self.push_screen_wait(Choosing(_("Unlock whom?"), names))
        if place is not None:
            who = await self.ask(service.unlock, locked[place].login)
            notice(self, _("{name} may sign in again.").format(name=plain(who.name)))
