"""A window over a result of any length: a few screens of rows around the cursor.

Pages are cut at the place of an order, never at a row number, so that the middle of a million
orders is as near as the top, and orders that arrive meanwhile shift nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Protocol, TypedDict, Unpack

if TYPE_CHECKING:
    from csdesk.model.found import OrderRow, Page
    from csdesk.model.sorting import Place


class Cut(TypedDict, total=False):
    """Where a page is cut out of a result, as ``Orders.search`` takes it."""

    below: Place | None
    above: Place | None
    at: Place | None
    from_end: bool


class AskPage(Protocol):
    """Asks for a page of one result."""

    def __call__(self, *, limit: int, **cut: Unpack[Cut]) -> Awaitable[Page]:
        """A page of the result."""


class Window:
    """Rows as they stand in their list, the place of the cursor and of the first row in sight.

    ``cursor`` and ``top`` are indexes into ``rows``. The rows in sight are
    ``rows[top : top + height]``.
    """

    def __init__(self) -> None:
        self.rows: list[OrderRow] = []
        self.more_above = False
        """Whether there are orders above the first row."""
        self.more_below = False
        """Whether there are orders below the last row."""
        self.cursor = 0
        self.top = 0
        self.height = 1
        """Lines for rows."""

    @property
    def chunk(self) -> int:
        """Rows to ask for at a time: three screens."""
        return max(60, 3 * self.height)

    @property
    def keep(self) -> int:
        """Rows that are held at most."""
        return 5 * self.chunk

    @property
    def row(self) -> OrderRow | None:
        """The order under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def wants_below(self) -> bool:
        """Whether the end of the rows is nearer than two screens."""
        return self.more_below and len(self.rows) - self.cursor < 2 * self.height + 2

    @property
    def wants_above(self) -> bool:
        """Whether the first row is nearer than two screens."""
        return self.more_above and self.cursor < 2 * self.height + 2

    def go_to_number(self, typed: str) -> None:
        """The cursor to the order that has exactly this number, if it is among the rows.

        Its re-shipments and parts are found by the same number, and newer ones stand before it.
        """
        wanted = _bare(typed)
        for place, row in enumerate(self.rows):
            if wanted in (_bare(row.order_no), _bare(row.market_no)):
                self.cursor = place
                self._into_sight()
                return

    # What arrives

    def show(self, page: Page, *, from_end: bool = False) -> None:
        """Show a page instead of all that was there; the cursor on its first or last order."""
        self.rows = list(page.rows)
        self.more_above, self.more_below = page.more_before, page.more_after
        self.cursor = max(0, len(self.rows) - 1) if from_end else 0
        self.top = 0
        self._into_sight()

    def add_below(self, page: Page, last: int) -> None:
        """Add the page that follows the order ``last``; dropped if that is the last no more."""
        if not self.rows or self.rows[-1].id != last:
            return
        self.rows += page.rows
        self.more_below = page.more_after
        if (spare := len(self.rows) - self.keep) > 0 and self.top >= spare:
            del self.rows[:spare]
            self.more_above = True
            self.top -= spare
            self.cursor -= spare

    def add_above(self, page: Page, first: int) -> None:
        """Add the page that stands before the order ``first``, as ``add_below`` does."""
        if not self.rows or self.rows[0].id != first:
            return
        self.rows[:0] = page.rows
        self.more_above = page.more_before
        self.top += len(page.rows)
        self.cursor += len(page.rows)
        if len(self.rows) > self.keep and self.top + self.height < self.keep:
            del self.rows[self.keep :]
            self.more_below = True

    def renew(self, page: Page) -> None:
        """Show the same part anew: the cursor stays on its order, and that on its line.

        An order that is there no more gives the cursor to the next one that still is.
        """
        line = self.cursor - self.top
        places = {row.id: number for number, row in enumerate(page.rows)}
        last = max(0, len(page.rows) - 1)
        held = (places[row.id] for row in self.rows[self.cursor :] if row.id in places)
        self.cursor = next(held, last) if self.rows else 0
        self.rows = list(page.rows)
        self.more_above, self.more_below = page.more_before, page.more_after
        self.top = self.cursor - line
        self._into_sight()

    # Moving

    def move(self, steps: int) -> None:
        """Move the cursor by rows; the part in sight follows only when it must."""
        self.cursor += steps
        self._into_sight()

    def page(self, pages: int) -> None:
        """Move the cursor and the part in sight by screens, one row of overlap."""
        steps = pages * max(1, self.height - 1)
        self.cursor += steps
        self.top += steps
        self._into_sight()

    def scroll(self, steps: int) -> None:
        """Move the part in sight; the cursor comes along only when it would leave it."""
        self.top += steps
        self._top_in_range()
        self.cursor = min(max(self.cursor, self.top), self.top + self.height - 1)
        self._into_sight()

    def resize(self, height: int) -> None:
        """There are ``height`` lines for rows now."""
        self.height = max(1, height)
        self._into_sight()

    def _top_in_range(self) -> None:
        self.top = max(0, min(self.top, len(self.rows) - self.height))

    def _into_sight(self) -> None:
        self.cursor = max(0, min(self.cursor, len(self.rows) - 1))
        self._top_in_range()
        if self.cursor < self.top:
            self.top = self.cursor
        elif self.cursor >= self.top + self.height:
            self.top = self.cursor - self.height + 1


def _bare(number: str) -> str:
    """A number without blanks and hyphens, in capitals."""
    return "".join(number.split()).replace("-", "").upper()
