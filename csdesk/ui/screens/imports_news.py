"""Telling a person at work that files have been taken in, with their counts (W3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csdesk.model.status import BatchState
from csdesk.plain import cell_width, plain
from csdesk.ui.widgets.paragraphs import middle_cut
from csdesk.words import N_, _, ngettext, tell

if TYPE_CHECKING:
    from csdesk.model.intake import Batch, Progress

LOOKED_AT = 20
"""Newest batches that are looked through for news."""

MOST_TOLD = 2
"""Files that did not go in told one by one; more are told together."""

LEAST_NAME = 12
"""Cells that a file's name keeps in its sentence."""

TAKEN_IN = (BatchState.IMPORTED, BatchState.PARTLY)

_COUNTS = N_("{file}: {new} new, {changed} changed, {conflicts} conflicts, {rejected} rejected.")

_ITEMS = N_("{file}: {lines} lines of orders, {conflicts} conflicts, {rejected} rejected.")
"""An item report counts no orders: its order report has counted them."""

NOT_IN = {
    BatchState.WAITING: N_("{file} waits for its other half."),
    BatchState.DUPLICATE: N_("{file} was imported before; nothing has changed."),
    BatchState.QUARANTINED: N_("{file} could not be read and lies in quarantine."),
}


class ImportNews:
    """Remembers what was known of the newest batches when it last looked."""

    def __init__(self) -> None:
        self._known: dict[int, BatchState] | None = None
        self.told: int | None = None
        """The batch that the last sentence spoke of."""

    def look(self, batches: Sequence[Batch], width: int) -> list[str]:
        """What to tell since the last look, in the person's language; nothing at the first.

        Args:
            batches: the newest ``LOOKED_AT``, newest first.
            width: cells of a line that a sentence should keep to.
        """
        known, self._known = self._known, {each.id: each.state for each in batches}
        if known is None:
            return []
        oldest = min(known, default=0)
        ended = [
            each
            for each in reversed(batches)
            if known.get(each.id) != each.state and each.id >= oldest
        ]
        went_in = [each for each in ended if each.state in TAKEN_IN]
        others = [each for each in ended if each.state in NOT_IN]
        sentences = [_together(went_in, width)] if went_in else []
        if len(others) > MOST_TOLD:
            text = ngettext("{n} file did not go in.", "{n} files did not go in.", len(others))
            sentences.append(text.format(n=len(others)) + " " + _("g i lists them."))
        else:
            sentences += [_sentence(NOT_IN[each.state], [each], width) for each in others]
        if told := went_in or others:
            self.told = told[0].id
        return sentences


def _together(went_in: Sequence[Batch], width: int) -> str:
    """Files that went in, in one sentence; the halves of a pair are one download."""
    first = went_in[0]
    if len(went_in) > 1 and any(each.pair != first.id for each in went_in[1:]):
        text = ngettext("{n} file", "{n} files", len(went_in)).format(n=len(went_in))
        return tell(_COUNTS, {"file": text, **_sums(went_in)}) + " " + _("g i lists them.")
    orders = any(each.orders_new + each.orders_changed + each.orders_unchanged for each in went_in)
    items = not orders and any(each.lines for each in went_in)
    return _sentence(_ITEMS if items else _COUNTS, went_in, width)


def _sentence(template: str, batches: Sequence[Batch], width: int) -> str:
    """A sentence that keeps to one line: the file's name gives way, its counts do not."""
    name = plain(batches[0].file)
    facts = _sums(batches)
    tail = " " + _("g b opens it.")
    room = width - cell_width(tell(template, {"file": "", **facts}) + tail)
    return tell(template, {"file": middle_cut(name, max(LEAST_NAME, room)), **facts}) + tail


def _sums(batches: Sequence[Batch]) -> dict[str, int]:
    return {
        "lines": sum(each.lines for each in batches),
        "new": sum(each.orders_new for each in batches),
        "changed": sum(each.orders_changed for each in batches),
        "conflicts": sum(each.conflicts for each in batches),
        "rejected": sum(each.rejected for each in batches),
    }


def progress_words(progress: Progress | None) -> str:
    """The running import for the header line."""
    if progress is None:
        return ""
    if not progress.rows_total:
        text = _("importing {file}: row {done:,}")
        return text.format(file=progress.file, done=progress.rows_done)
    percent = progress.rows_done * 100 // progress.rows_total
    text = _("importing {file}: {percent} % of {total:,} rows")
    if not progress.file:
        text = _("building the search index anew: {percent} % of {total:,} orders")
    return text.format(file=progress.file, percent=percent, total=progress.rows_total)
