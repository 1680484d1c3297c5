"""The line between the search box and the list: how many, what is new, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from csdesk.model.sorting import Sort
from csdesk.plain import fit
from csdesk.ui.widgets.paragraphs import text_lines
from csdesk.words import _, ngettext, sorted_how

if TYPE_CHECKING:
    from textual import events

    from csdesk.model.found import Count


MOST_OF_FAULT = 4
"""Lines of why a query is not understood."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the line tells."""

    count: Count | None = None
    """None while it is not known."""
    sort: Sort = Sort.NEWEST
    """How the list stands."""
    sorted_of: int | None = None
    """Of how many of the newest it is, where not all that match were sorted."""
    newer: bool = False
    """Whether orders came in above the list since it was asked for."""
    marked: int = 0
    waiting: int = 0
    """Remarks on numbers that are not imported yet."""
    fault: str = ""
    """Why the query is not understood, in the person's language; the list shows the last one."""


class FoundLine(Static):
    """One line; a fault takes the place of all else, and more lines where it needs them."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "FoundLine { height: 1; background: $d-ground; color: $d-muted; }"

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.found = Found()
        self._lines = 1

    def tell(self, **changes: object) -> None:
        """Change some of the facts, by the names of ``Found``."""
        if all(getattr(self.found, name) == value for name, value in changes.items()):
            return
        self.found = replace(self.found, **changes)  # type: ignore[arg-type]  # names are checked there
        if self.is_attached:
            self._make_room(self.size.width)
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """A fault takes as many lines as the new width asks for."""
        self._make_room(event.size.width)

    def _make_room(self, width: int) -> None:
        lines = max(1, len(self._fault(width)))
        if lines != self._lines:
            self._lines = lines
            self.styles.height = lines

    def _fault(self, width: int) -> list[str]:
        if not self.found.fault:
            return []
        lines, _more = text_lines(self.found.fault, width - 2, most=MOST_OF_FAULT)
        return lines

    def render(self) -> Content:
        """The facts, the most important first."""
        width, found = max(0, self.size.width), self.found
        if found.fault:
            told = "\n".join(fit(f" {line}", width) for line in self._fault(width))
            return Content.styled(told, "$d-bad")
        parts = [count_words(found.count)]
        if how := sorted_how(found.sort, found.sorted_of):
            parts.append(how)
        if found.newer:
            parts.append(_("^ newer orders above: Home"))
        if found.marked:
            parts.append(_("{n} marked").format(n=found.marked))
        if found.waiting:
            text = ngettext(
                "{n} remark waits for an import: W",
                "{n} remarks wait for an import: W",
                found.waiting,
            )
            parts.append(text.format(n=found.waiting))
        return Content(fit(" " + "   ".join(parts), width))


def count_words(count: Count | None) -> str:
    """How many orders: exactly, or more than."""
    if count is None:
        return _("counting ...")
    if not count.exact:
        return _("more than {n:,} orders").format(n=count.total)
    return ngettext("{n:,} order", "{n:,} orders", count.total).format(n=count.total)
