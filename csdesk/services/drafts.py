"""Remarks and items typed and not saved yet: kept from the first keystroke (F74)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from csdesk.model.desk import Actor
from csdesk.model.handover import DraftKind, HandoverDraft
from csdesk.model.remarks import RemarkDraft
from csdesk.model.settings import DeskSettings
from csdesk.model.status import Tab
from csdesk.plain import plain
from csdesk.rules.typed_numbers import typed_number
from csdesk.store import drafts as rows
from csdesk.store import handover_drafts
from csdesk.store.engine import Store
from csdesk.store.lookup import numbers_of


class Drafts:
    """A person's own drafts, one per place where the text will go; they are no events."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor

    def keep(
        self, number: str, tab: Tab, text: str, *, remark_id: int = 0, seen_version: int = 0
    ) -> None:
        """Keep what is typed so far in place of what was kept before; nothing typed drops it.

        Args:
            number: any of the order's numbers, imported or not.
            tab: where the remark will stand.
            text: of any length and content.
            remark_id: the remark that is corrected; 0 for a new one.
            seen_version: the version of it that the person had before their eyes.

        Raises:
            NotUnderstood: ``number`` cannot be an order number.
        """
        typed, tab, cleaned = typed_number(number), Tab(tab), plain(text, lines=True)
        with self._store.change() as c:
            rows.drop(c, self._actor.login, numbers_of(c, typed), tab, remark_id)
            if cleaned.strip():
                draft = RemarkDraft(typed, tab, cleaned, datetime.now(UTC), remark_id, seen_version)
                rows.keep(c, self._actor.login, draft)

    def drop(self, number: str, tab: Tab, *, remark_id: int = 0) -> None:
        """Forget the draft, because it was saved or thrown away."""
        typed = typed_number(number)
        with self._store.change() as c:
            rows.drop(c, self._actor.login, numbers_of(c, typed), Tab(tab), remark_id)

    def kept(self) -> tuple[RemarkDraft, ...]:
        """All my drafts, the last touched first."""
        with self._store.read() as c:
            return rows.kept(c, self._actor.login)

    def kept_for(self, number: str) -> tuple[RemarkDraft, ...]:
        """My drafts on this order, whichever of its numbers they were typed on."""
        typed = typed_number(number)
        with self._store.read() as c:
            return rows.kept_for(c, self._actor.login, numbers_of(c, typed))

    # Of the hand-over

    def keep_handover(
        self, kind: DraftKind, about: str, item_id: int, words: Mapping[str, str], *, seen: int = 0
    ) -> None:
        """Keep what is typed so far for the hand-over; no words drop it.

        Args:
            kind: an item, or a read-back.
            about: the number, or the topic, that a new item began with; empty for one that is
                there.
            item_id: the item that is corrected or read back; 0 for a new one.
            words: field -> text of any length and content.
            seen: the version of the item that the person had before their eyes.
        """
        cleaned = {name: plain(text, lines=True) for name, text in words.items()}
        about, now = plain(about), datetime.now(UTC)
        draft = HandoverDraft(DraftKind(kind), about, item_id, cleaned, seen, now)
        with self._store.change() as c:
            if any(text.strip() for text in cleaned.values()):
                handover_drafts.keep(c, self._actor.login, draft)
            else:
                handover_drafts.drop(c, self._actor.login, draft.kind, about, item_id)

    def of_handover(self) -> tuple[HandoverDraft, ...]:
        """What I typed for the hand-over and did not send, the last touched first."""
        with self._store.read() as c:
            return handover_drafts.kept(c, self._actor.login)
