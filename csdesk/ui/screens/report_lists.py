"""What stands behind the numbers of a report: rows, items, a figure over time, people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.reports import (
    Figure,
    Left,
    Performance,
    ReportItem,
    ReportList,
    ReportPage,
    Trend,
)
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.screens.listing import Listing
from csdesk.ui.screens.report_figures import (
    item_entries,
    list_entries,
    people_entries,
    title_of,
    trend_entries,
)
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import LABEL
from csdesk.words import N_, _, named


class CountedScreen(Listing[None, ReportList]):
    """What a number of a report counts."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("counted"))
    NOTHING = N_("It counts nothing.")

    def __init__(self, of: Figure | Left, listed: ReportList, made_at: datetime) -> None:
        """Show rows.

        Args:
            of: what the number counts.
            listed: its rows, as they were counted.
            made_at: when they were.
        """
        super().__init__()
        self._made_at = made_at
        self._of = of
        self._listed = listed

    async def fetch(self) -> ReportList:
        """They are there already: a report does not change."""
        return self._listed

    def heading(self, answer: ReportList) -> Content:
        """What, and how much of it."""
        return Content.styled(f" {named(self._of)}: {answer.count:,}", "bold")

    def rows(self, answer: ReportList) -> Sequence[Entry]:
        """Each of them."""
        return list_entries(self._of, answer, self.desk_app.settings.zone, self._made_at)

    def action_open(self) -> None:
        """Open the order, the item or the import of the row."""
        rows = self._listed.rows
        if not self.key.startswith("row ") or not rows:
            return
        row = rows[self.number]
        if self._of is Left.SHORTAGES:
            from csdesk.ui.screens.item import ItemScreen

            self.app.push_screen(ItemScreen(row.about))
        elif "batch" in row.counts:
            from csdesk.ui.screens.batch import BatchScreen

            self.app.push_screen(BatchScreen(row.counts["batch"]))
        elif self._of is not Left.DRAFTS and row.is_order:
            self.desk_app.open_order(row.about)
        else:
            notice(self, _("There is nothing behind this row."))


class ItemsScreen(Listing[None, Sequence[ReportItem]]):
    """Hand-over items as a report has them."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("counted"))

    def __init__(self, items: Sequence[ReportItem]) -> None:
        """Show these items."""
        super().__init__()
        self._items = items

    async def fetch(self) -> Sequence[ReportItem]:
        """They are there already."""
        return self._items

    def heading(self, answer: Sequence[ReportItem]) -> Content:
        """How many there are."""
        return Content.styled(" " + _("hand-over items open") + f": {len(answer):,}", "bold")

    def rows(self, answer: Sequence[ReportItem]) -> Sequence[Entry]:
        """Each of them."""
        return item_entries(answer, self.desk_app.settings.zone)

    def action_open(self) -> None:
        """Open the order that the item is about."""
        item = self._items[self.number] if self.key else None
        if item is not None and item.order_no:
            self.desk_app.open_order(item.order_no)
        else:
            notice(self, _("There is nothing behind this row."))


class TrendScreen(Listing[None, Trend]):
    """A figure period by period, as bars with their numbers."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("trend"))

    def __init__(self, trend: Trend, figure: Figure) -> None:
        """Show one figure.

        Args:
            trend: the periods.
            figure: of them.
        """
        super().__init__()
        self._trend = trend
        self._figure = figure

    async def fetch(self) -> Trend:
        """It is there already."""
        return self._trend

    def heading(self, answer: Trend) -> Content:
        """Which figure."""
        name = Content.styled(f" {named(self._figure)}", "bold")
        return name + Content.styled("  " + _("the newest first"), LABEL)

    def rows(self, answer: Trend) -> Sequence[Entry]:
        """A row for each period."""
        return trend_entries(answer, self._figure, self.desk_app.settings.shifts.kinds)

    def action_open(self) -> None:
        """The report of the period."""
        if self.key:
            from csdesk.ui.screens.reports import ReportsScreen

            self.app.push_screen(ReportsScreen(self._trend.pages[self.number].period))


class PeopleScreen(Listing[None, Performance]):
    """People's figures, each with the median of the team."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("team"))
    NOTHING = N_("The log tells of nobody's work in this period.")

    def __init__(self, page: ReportPage, told: Performance) -> None:
        """Show figures.

        Args:
            page: the report that they belong to.
            told: the figures.
        """
        super().__init__()
        self._page = page
        self._told = told

    async def fetch(self) -> Performance:
        """They are there already."""
        return self._told

    def heading(self, answer: Performance) -> Content:
        """Which period, and how to read them."""
        title = title_of(self._page, self.desk_app.settings.shifts.kinds)
        lines = [
            Content.styled(f" {title}", "bold"),
            Content.styled(" " + _("In brackets: the median of the team."), LABEL),
            Content.styled(
                " " + _("Only what the log proves. Who did other work has fewer figures here."),
                LABEL,
            ),
        ]
        return Content("\n").join(lines)

    def rows(self, answer: Performance) -> Sequence[Entry]:
        """Each person, by name."""
        return people_entries(answer)
