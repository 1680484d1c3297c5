"""Typed text is safe before it is saved: in the store a moment after each keystroke (F74).

A killed session or a dropped line loses at most the last moment. Where the store does not take
the draft (full disk, somebody else's long change), the session holds the text, puts it into a file
beside the store, says so once, and tries again by itself.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from csdesk.model.status import Tab

if TYPE_CHECKING:
    from csdesk.services.desk import Desk

MOMENT = 0.25
"""Seconds between a keystroke and the write that it causes; keys meanwhile share the write."""

AGAIN = 5.0
"""Seconds until a write that failed is tried again."""

PATIENCE = 0.2
"""Seconds that the store may take before the text is put into the file beside it."""


class Place(Protocol):
    """Where a text will go; each has one draft. It is hashable, and equal to itself made anew.

    It is a dataclass of texts and numbers, so that a file can name it.
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def keep(self, desk: Desk, text: str) -> None:
        """Put a text into the store as the draft of this place; an empty one drops it."""

    def kept_at(self, desk: Desk) -> float:
        """When the draft in the store was typed, in epoch seconds; 0 where there is none."""


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

    def kept_at(self, desk: Desk) -> float:
        """When the draft in the store was typed."""
        mine = (self.tab, self.remark_id)
        kept = desk.drafts.kept_for(self.number)
        return max((e.at.timestamp() for e in kept if (e.tab, e.remark_id) == mine), default=0.0)


def place_of(kind: str, values: dict[str, Any]) -> Place:
    """A place as a file names it.

    Raises:
        LookupError, TypeError, ValueError: there is no such place.
    """
    from csdesk.ui.screens.handover_drafts import HandoverPlace, NoticePlace
    from csdesk.ui.screens.plan_editor import PlanPlace

    places: tuple[type[Slot | HandoverPlace | NoticePlace | PlanPlace], ...]
    places = (Slot, HandoverPlace, NoticePlace, PlanPlace)
    return {each.__name__: each for each in places}[kind](**values)


class DraftBox:
    """Holds the texts of one session that the store does not have yet.

    It belongs to the event loop of the screens; only the writing itself happens in a thread, one
    draft at a time, so that an older text never overtakes a newer one.
    """

    def __init__(self, desk: Desk, told: Callable[[Exception | None, bool], None]) -> None:
        """Hold nothing yet.

        Args:
            desk: that keeps them.
            told: called with the first fault of a row of them and whether the text is safe all the
                same, and with None when it is over.
        """
        self._desk = desk
        self._told = told
        self._held: dict[Place, tuple[Place, str]] = {}
        self._file = desk.draft_file
        self._writer: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()
        self._fault: Exception | None = None
        self.safe = True
        """Whether what the store does not have is in the file."""

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

    async def take_up(self) -> None:
        """Put what sessions of this person left in files into the store, unless it has newer."""
        await asyncio.to_thread(self._take_up)

    def _take_up(self) -> None:
        self._file.open()
        for path, entries in self._file.left_behind():
            try:
                for each in entries:
                    place = place_of(each["kind"], each["place"])
                    if place.kept_at(self._desk) <= each["at"]:
                        place.keep(self._desk, each["text"])
            except (LookupError, TypeError, ValueError):
                continue  # of a newer csdesk: that one will know it
            self._file.forget(path)

    async def flush(self) -> bool:
        """Write everything now; false where the store does not take it.

        What the store does not take at once is put into the file meanwhile.
        """
        async with self._writing:
            trouble: Exception | None = None
            for slot, (exact, text) in list(self._held.items()):
                try:
                    await self._written(exact, text)
                except Exception as fault:  # whatever it is, the text stays held
                    trouble = trouble or fault
                else:
                    if self._held.get(slot) == (exact, text):
                        del self._held[slot]
            await self._to_file()
            self._trouble(trouble)
        return trouble is None

    async def _written(self, place: Place, text: str) -> None:
        writing = asyncio.create_task(asyncio.to_thread(place.keep, self._desk, text))
        done, _ = await asyncio.wait({writing}, timeout=PATIENCE)
        if not done:
            await self._to_file()
        await writing

    async def _to_file(self) -> None:
        """Have the file hold what the store does not have."""
        now = time.time()
        entries = [
            {"kind": type(place).__name__, "place": asdict(place), "text": text, "at": now}
            for place, text in self._held.values()
            if text.strip()
        ]
        self.safe = await asyncio.to_thread(self._file.keep, entries)

    async def _write_after(self, seconds: float) -> None:
        while self._held:
            await asyncio.sleep(seconds)
            seconds = MOMENT if await self.flush() else AGAIN

    def _trouble(self, fault: Exception | None) -> None:
        first = (fault is None) != (self._fault is None)
        self._fault = fault
        if first:
            self._told(fault, self.safe)
