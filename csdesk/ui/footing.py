"""What is wrong with the desk's file, disk, importer or clock, as one session shows it.

What halts the work stands in the header line of every screen until it is over; what only warns
stands at its right; what ends the session hides everything behind a sentence.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from csdesk.model.errors import DeskError, StoreUnusable
from csdesk.model.trouble import Effect, Kind, Trouble
from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.notices import notice
from csdesk.words import _, say, tell

if TYPE_CHECKING:
    from csdesk.ui.app import CsdeskApp

SECONDS = 5.0
"""Between two looks, and until what could not be saved is tried again."""


class Footing:
    """What is known to be wrong; it belongs to the event loop of the screens."""

    def __init__(self, app: CsdeskApp) -> None:
        """Nothing is known to be wrong yet."""
        self._app = app
        self._troubles: tuple[Trouble, ...] = ()
        self.lost = False
        """Whether the session has ended but for its last words."""

    async def watch(self) -> None:
        """Look again and again until the session ends."""
        while not (self._app.leaving or self.lost):
            self._stand(await self._app.ask(self._app.desk.soundness.look))
            await asyncio.sleep(SECONDS)

    def met(self, error: Exception) -> None:
        """Something that was asked of the store was refused: perhaps it concerns all."""
        if isinstance(error, StoreUnusable) and self._app.is_open:
            trouble = self._app.desk.soundness.met(error)
            if trouble is not None:
                self._stand((trouble,))

    def tell_drafts(self, fault: Exception | None, safe: bool) -> None:
        """What is typed is not kept in the store, or is again.

        Args:
            fault: the first of a row of them; None when it is over.
            safe: it is kept beside the store.
        """
        if fault is None:
            notice(self._app, _("Drafts are kept again."), news=True)
            return
        self.met(fault)
        if safe and (self.halted or self.lost):
            return  # the sentence on that says so
        cause = say(fault) if isinstance(fault, DeskError) else type(fault).__name__
        text = _(
            "What you type is not kept as a draft now: {cause} This session holds the text and"
            " tries again; do not close it."
        )
        notice(self._app, text.format(cause=cause), warning=True)

    @property
    def halted(self) -> str:
        """The sentence on what keeps everybody from saving; empty where nothing does."""
        return next((_sentence(t) for t in self._troubles if t.effect is Effect.HALTS), "")

    @property
    def warned(self) -> str:
        """What is not as it should be, in a few words; empty where nothing is."""
        return next((_sentence(t) for t in self._troubles if t.effect is Effect.WARNS), "")

    def _stand(self, troubles: tuple[Trouble, ...]) -> None:
        before, self._troubles = self._troubles, troubles
        if self.lost or troubles == before:
            return
        for trouble in troubles:
            if trouble.effect is Effect.ENDS:
                self._end(trouble)
                return
            if trouble.effect is Effect.WARNS and trouble.kind not in _kinds(before):
                notice(self._app, _sentence(trouble), warning=True, news=True)
        if _halting(before) and not _halting(troubles):
            notice(self._app, _("What is changed is saved again."), news=True)
        for screen in self._app.screen_stack:
            if isinstance(screen, DeskScreen):
                screen.show_facts()

    def _end(self, trouble: Trouble) -> None:
        from csdesk.ui.screens.lost import LostScreen

        self.lost = True
        self._app.push_screen(LostScreen(trouble))


def _sentence(trouble: Trouble) -> str:
    return tell(trouble.message, trouble.facts)


def _kinds(troubles: tuple[Trouble, ...]) -> set[Kind]:
    return {trouble.kind for trouble in troubles}


def _halting(troubles: tuple[Trouble, ...]) -> bool:
    return any(trouble.effect is Effect.HALTS for trouble in troubles)
