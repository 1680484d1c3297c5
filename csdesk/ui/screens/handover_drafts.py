"""Words for the hand-over or for colleagues that are not sent yet, as drafts of a session (F74)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.model.handover import DraftKind, HandoverDraft

if TYPE_CHECKING:
    from csdesk.services.desk import Desk
    from csdesk.ui.app import CsdeskApp

READ_BACK = "read_back"
"""The one field of a read-back."""


@dataclass(frozen=True, slots=True)
class HandoverPlace:
    """Where words for the hand-over will go; each has one draft."""

    kind: DraftKind
    about: str = ""
    """The number, or the topic, that a new item begins with; empty for one that is there."""
    item_id: int = 0
    """0 for a new item."""
    seen: int = field(default=0, compare=False)
    """The version of the item that the person had before their eyes."""

    def keep(self, desk: Desk, text: str) -> None:
        """Put the fields, made one text by ``packed``, into the drafts of the hand-over."""
        words = json.loads(text) if text else {}
        desk.drafts.keep_handover(self.kind, self.about, self.item_id, words, seen=self.seen)

    def kept_at(self, desk: Desk) -> float:
        """When the draft in the store was typed."""
        mine = (self.kind, self.about, self.item_id)
        kept = desk.drafts.of_handover()
        return max(
            (e.at.timestamp() for e in kept if (e.kind, e.about, e.item_id) == mine), default=0.0
        )

    def packed_line(self, text: str) -> str:
        """What is typed into the one box of a read-back, as the text of a draft."""
        return packed({READ_BACK: text}) if text.strip() else ""


@dataclass(frozen=True, slots=True)
class NoticePlace:
    """Where a notice to colleagues will go; a person writes one at a time."""

    to: str = field(default="", compare=False)
    """For whom, as typed."""

    def keep(self, desk: Desk, text: str) -> None:
        """Put its words into the drafts, with whom they are for."""
        words = {"to": self.to, "text": text} if text else {}
        desk.drafts.keep_handover(DraftKind.NOTICE, "", 0, words)

    def kept_at(self, desk: Desk) -> float:
        """When the draft in the store was typed."""
        kept = (e for e in desk.drafts.of_handover() if e.kind is DraftKind.NOTICE)
        return max((each.at.timestamp() for each in kept), default=0.0)

    def packed_line(self, text: str) -> str:
        """The words as they are."""
        return text


def packed(words: Mapping[str, str]) -> str:
    """Fields as one text, as ``DraftBox`` holds it."""
    return json.dumps(words, ensure_ascii=False)


async def draft_at(app: CsdeskApp, place: HandoverPlace) -> HandoverDraft | None:
    """What was typed there before and not sent, kept or only held; None where nothing was."""
    there = await app.ask(app.desk.drafts.of_handover)
    mine = (place.kind, place.about, place.item_id)
    draft = next((e for e in there if (e.kind, e.about, e.item_id) == mine), None)
    held = app.drafts.held(place)
    if held is None:
        return draft
    if not held:
        return None
    words = json.loads(held)
    if draft is not None:
        return replace(draft, words=words)
    return HandoverDraft(place.kind, place.about, place.item_id, words, place.seen,
                         datetime.now(UTC))  # fmt: skip
