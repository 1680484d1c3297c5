"""Keys take effect one after another, however fast they come.

A slow line delivers several keys at once, and people type ahead: ``g i``, ``3 n`` and the remark.
Textual hands each key to the widget that has the focus at that moment, although the key before
may be about to move the focus or to open another screen; then letters of a remark would be taken
for commands. So each key waits here until the one before has been through, and a key that acts on
what is shown waits until that is the answer to what was asked.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen

from csdesk.ui.desk_screen import DeskScreen

PATIENCE = 1.0
"""Seconds after which the next key goes on even if the way of the one before cannot be followed:
the widget that had it is gone."""

ANSWER_PATIENCE = 5.0
"""Seconds that a key waits for an answer of the desk, which may never come."""

LOOK_AGAIN = 0.01
"""Seconds after which is looked whether the answer has come."""

Handle = Callable[[events.Event], Awaitable[None]]


class TypeAhead:
    """The queue of keys of one app."""

    def __init__(self, app: App[int], handle: Handle) -> None:
        """Queue the keys of an app.

        Args:
            app: whose keys they are.
            handle: what the app does with one.
        """
        self._app = app
        self._handle = handle
        self._waiting: deque[events.Event] = deque()
        self._under_way = 0
        """Number of the key that is under way, 0 if none is."""
        self._count = 0
        self._patience: asyncio.TimerHandle | None = None

    async def take(self, event: events.Event) -> None:
        """A key or a paste has come."""
        self._waiting.append(event)
        if not self._under_way:
            await self._next()

    async def _next(self) -> None:
        self._under_way = 0
        if self._patience is not None:
            self._patience.cancel()
        if not self._waiting:
            return
        self._count += 1
        number = self._under_way = self._count
        await self._give(number, asyncio.get_running_loop().time() + ANSWER_PATIENCE)

    async def _give(self, number: int, until: float) -> None:
        """Hand on the key that is under way, once it can only mean what the person meant."""
        later = asyncio.get_running_loop()
        if self._asked_for_more() and later.time() < until:
            later.call_later(LOOK_AGAIN, self._app.call_later, self._give, number, until)
            return
        self._patience = later.call_later(PATIENCE, self._app.call_later, self._done, number)
        screen = self._app.screen
        target = screen.focused or screen
        try:
            await self._handle(self._waiting.popleft())
        finally:
            self._follow(number, target, screen)

    def _asked_for_more(self) -> bool:
        """Whether what is shown is not yet what was asked for; typing need not wait for that."""
        screen = self._app.screen
        if not isinstance(screen, DeskScreen):
            return False
        screen.at_work -= {job for job in screen.at_work if job.is_finished}
        if screen.at_work:  # it is about to ask something, and the key is for that
            return True
        if screen.answered or screen.refused:
            return False
        box = screen.focused
        return screen.TYPING_WAITS or box is None or not box.check_consume_key("a", "a")

    def _follow(self, number: int, node: DOMNode, screen: Screen[Any], rounds: int = 2) -> None:
        """Go the way of the event: through the queue of every node it rises through.

        The second round comes after the messages that the event's own action has sent that way,
        the third visit to the app after the change of focus that they asked for.
        """
        if node is not self._app:
            outer = node.parent or self._app
            way = (number, outer, screen, rounds)
            if not node.call_later(outer.call_later, self._follow, *way):
                self._app.call_later(self._follow, number, self._app, screen, rounds)
        elif rounds > 1:
            self._follow(number, screen.focused or screen, screen, rounds - 1)
        else:
            self._app.call_later(self._settle, number, screen)

    async def _settle(self, number: int, screen: Screen[Any]) -> None:
        """Where another screen has come up, let it be made and take the focus."""
        if self._app.screen is not screen:
            self._app.screen.call_after_refresh(self._done, number)
        else:
            await self._done(number)

    async def _done(self, number: int) -> None:
        if number == self._under_way:
            await self._next()
