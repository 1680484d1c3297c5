"""Typed text is safe before it is saved: in the store a moment after each keystroke (F74).

A killed session or a dropped line loses at most the last moment. Where the store does not take
the draft (full disk), the session holds the text, says so once, and tries again by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from csdesk.model.status import Tab

if TYPE_CHECKING:
    from csdesk.services.desk import Desk

MOMENT = 0.25
"""Seconds between a keystroke and the write that it causes; keys meanwhile share the write."""

AGAIN = 5.0
"""Seconds until a write that failed is tried again."""


class Place(Protocol):
    """Where a text will go; each has one draft. It is hashable, and equal to itself made anew."""

    def keep(self, desk: Desk, text: str) -> None:
        """Put a text into the store as the draft of this place; an empty one drops it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a remark will go."""

    number: str
    tab: Tab
    remark_id: int = 0
    """The remark that is corrected; 0 for a new one."""
    seen_version: int = field(default=0, compare=False)
    """The version of it that the person had before their eyes."""

    def keep(self, desk: Desk, text: str) -> None:
        """Put a text into the drafts of remarks."""
        desk.drafts.keep(
            self.number, self.tab, text, remark_id=self.remark_id, seen_version=self.seen_version
        )


class DraftBox:
    """Holds the texts of one session that the store does not have yet.

    It belongs to the event loop of the screens; only the writing itself happens in a thread, one
    draft at a time, so that an older text never overtakes a newer one.
    """

    def __init__(self, desk: Desk, told: Callable[[Exception | None], None]) -> None:
        """Hold nothing yet.

        Args:
            desk: that keeps them.
            told: called with the first fault of a row of them, and with None when it is over.
        """
        self._desk = desk
        self._told = told
        self._held: dict[Place, tuple[Place, str]] = {}
        self._writer: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()
        self._fault: Exception | None = None

    def typed(self, slot: Place, text: str) -> None:
        """Keep this text from now on; an empty one drops the draft."""
        self._held[slot] = (slot, text)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_after(MOMENT))

    def held(self, slot: Place) -> str | None:
        """The text that the store does not have yet; None where it has the newest."""
        return self._held[slot][1] if slot in self._held else None

    @property
    def fault(self) -> Exception | None:
        """Why texts are held and not kept; None while all is well."""
        return self._fault

    async def forget(self, slot: Place) -> None:
        """The text was saved as a remark: drop its draft."""
        self._held[slot] = (slot, "")
        await self.flush()

    async def flush(self) -> bool:
        """Write everything now; false where the store does not take it."""
        async with self._writing:
            trouble: Exception | None = None
            for slot, (exact, text) in list(self._held.items()):
                try:
                    await asyncio.to_thread(exact.keep, self._desk, text)
                except Exception as fault:  # whatever it is, the text stays held
                    trouble = trouble or fault
                else:
                    if self._held.get(slot) == (exact, text):
                        del self._held[slot]
            self._trouble(trouble)
        return trouble is None

    async def _write_after(self, seconds: float) -> None:
        while self._held:
            await asyncio.sleep(seconds)
            seconds = MOMENT if await self.flush() else AGAIN

    def _trouble(self, fault: Exception | None) -> None:
        first = (fault is None) != (self._fault is None)
        self._fault = fault
        if first:
            self._told(fault)
