"""Telling a person at work that files have been taken in, with their counts (W3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csdesk.model.status import BatchState
from csdesk.plain import plain
from csdesk.words import N_, _, ngettext, tell

if TYPE_CHECKING:
    from csdesk.model.intake import Batch

LOOKED_AT = 20
"""Newest batches that are looked through for news."""

MOST_TOLD = 3
"""Files told one by one; more are told together."""

_TAKEN_IN = N_("{file}: {new} new, {changed} changed, {conflicts} conflicts, {rejected} rejected.")

_ITEMS_IN = N_("{file}: {lines} lines of orders, {conflicts} conflicts, {rejected} rejected.")
"""An item report counts no orders: its order report has counted them."""

SENTENCES = {
    BatchState.IMPORTED: _TAKEN_IN,
    BatchState.PARTLY: _TAKEN_IN,
    BatchState.WAITING: N_("{file} waits for its other half."),
    BatchState.DUPLICATE: N_("{file} was imported before; nothing has changed."),
    BatchState.QUARANTINED: N_("{file} could not be read and lies in quarantine."),
}


class ImportNews:
    """Remembers what was known of the newest batches when it last looked."""

    def __init__(self) -> None:
        self._known: dict[int, BatchState] | None = None

    def look(self, batches: Sequence[Batch]) -> list[str]:
        """What to tell since the last look, in the person's language; nothing at the first.

        Args:
            batches: the newest ``LOOKED_AT``, newest first.
        """
        known, self._known = self._known, {each.id: each.state for each in batches}
        if known is None:
            return []
        oldest = min(known, default=0)
        ended = [
            each
            for each in reversed(batches)
            if each.state in SENTENCES and known.get(each.id) != each.state and each.id >= oldest
        ]
        opens = _("g b opens it.")
        if len(ended) > MOST_TOLD:
            text = ngettext("{n} file was taken in.", "{n} files were taken in.", len(ended))
            return [text.format(n=len(ended)) + " " + _("g i lists them.")]
        return [f"{_sentence(each)} {opens}" for each in ended]


def _sentence(batch: Batch) -> str:
    sentence = SENTENCES[batch.state]
    orders = batch.orders_new + batch.orders_changed + batch.orders_unchanged
    if sentence is _TAKEN_IN and batch.lines and not orders:
        sentence = _ITEMS_IN
    return tell(
        sentence,
        {
            "file": plain(batch.file),
            "lines": batch.lines,
            "new": batch.orders_new,
            "changed": batch.orders_changed,
            "conflicts": batch.conflicts,
            "rejected": batch.rejected,
        },
    )
