"""Remarks typed and not saved yet: kept from the first keystroke (F74)."""

from __future__ import annotations

from datetime import UTC, datetime

from csdesk.model.desk import Actor, DeskSettings
from csdesk.model.orders import RemarkDraft
from csdesk.model.status import Tab
from csdesk.plain import plain
from csdesk.rules.typed_numbers import typed_number
from csdesk.store import drafts as rows
from csdesk.store.engine import Store
from csdesk.store.lookup import numbers_of


class Drafts:
    """A person's own drafts, one per order number, tab and remark corrected; they are no events."""

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
