"""Reports: a shift, a day, a week or a month; each number opens what it counts (W27, W30, S55)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.errors import NotFound
from csdesk.model.reports import (
    Figure,
    Left,
    Period,
    ReportForm,
    Unit,
)
from csdesk.model.roles import Action
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.screens.listing import Listing
from csdesk.ui.screens.report_figures import (
    Told,
    entries,
    heading,
)
from csdesk.ui.screens.report_lists import CountedScreen, ItemsScreen, PeopleScreen, TrendScreen
from csdesk.ui.widgets.entries import Entry
from csdesk.words import _, named

_BACK = (1, 2, 7)
"""How many periods before those are that are offered to compare with."""

_UNITS = (Unit.SHIFT, Unit.DAY, Unit.WEEK, Unit.MONTH)


class ReportsScreen(Listing[None, Told]):
    """A report, with the figures of the periods before it as a line of blocks."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("reports"))

    def __init__(self, period: Period | None = None) -> None:
        """Show a report.

        Args:
            period: which; None for the shift that is on, or today where no shift was ever opened.
        """
        super().__init__()
        self._period = period
        self._beside: Period | None = None
        self._whole = False

    async def fetch(self) -> Told:
        """Ask for the report, those before it, and the one beside it."""
        ask, reports = self.desk_app.ask, self.desk_app.desk.reports
        if self._period is None:
            self._period = await self._newest(Unit.SHIFT)
        page = await ask(reports.page, self._period)
        trend = await ask(reports.trend, self._period)
        beside = None if self._beside is None else await ask(reports.page, self._beside)
        return Told(page, trend, beside)

    async def _newest(self, unit: Unit) -> Period:
        ask, reports = self.desk_app.ask, self.desk_app.desk.reports
        try:
            return await ask(reports.newest, unit)
        except NotFound:  # no shift yet: the day says as much
            return await ask(reports.newest, Unit.DAY)

    def heading(self, answer: Told) -> Content:
        """Which period, and the names of the columns."""
        settings = self.desk_app.settings
        return heading(answer, settings.zone, settings.shifts.kinds, self.size.width)

    def rows(self, answer: Told) -> Sequence[Entry]:
        """What is left, and the figures."""
        return entries(answer)

    def drawn(self) -> None:
        """At first the cursor stands on a number."""
        if not self._whole:
            self._whole = True
            self.entries.move(1)

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What would do nothing now is not offered."""
        if action == "open":
            return self._counted > 0
        if action == "trend":
            return self.key.startswith("figure ")
        return super().check_action(action, parameters)

    @property
    def _counted(self) -> int:
        """The number under the cursor."""
        kind, _blank, name = self.key.partition(" ")
        if self.answer is None:
            return 0
        report = self.answer.page.report
        if kind == "figure":
            return report.figures.get(Figure(name), 0)
        if report.remaining is None:
            return 0
        if kind == "items":
            return len(report.remaining.items)
        return report.remaining.left[Left(name)].count if kind == "left" else 0

    @job("open")
    async def action_open(self) -> None:
        """The rows that the number counts."""
        kind, _blank, name = self.key.partition(" ")
        told = self.answer
        if told is None:
            return
        report = told.page.report
        if kind == "figure":
            ask, reports = self.desk_app.ask, self.desk_app.desk.reports
            listed = await ask(reports.behind, report.ranges, Figure(name))
            self.app.push_screen(CountedScreen(Figure(name), listed, report.made_at))
        elif report.remaining is not None and kind == "left":
            listed = report.remaining.left[Left(name)]
            self.app.push_screen(CountedScreen(Left(name), listed, report.made_at))
        elif report.remaining is not None and kind == "items":
            self.app.push_screen(ItemsScreen(report.remaining.items))

    @job("go")
    async def action_earlier(self) -> None:
        """The period before."""
        await self._move(-1)

    @job("go")
    async def action_later(self) -> None:
        """The period after."""
        await self._move(1)

    async def _move(self, by: int) -> None:
        if self._period is None:
            return
        reports = self.desk_app.desk.reports
        now = await self.desk_app.ask(reports.moved, self._period, by)
        if now == self._period:
            notice(self, _("There is no shift before this one.") if by < 0
                   else _("There is no shift after this one."))  # fmt: skip
            return
        if self._beside is not None:
            self._beside = await self.desk_app.ask(reports.moved, self._beside, by)
        self._period = now
        self.ask_anew()

    @job("go")
    async def action_unit(self) -> None:
        """Shift, day, week, month: the one that is going on now."""
        at = _UNITS.index(self._period.unit) if self._period and self._period.unit in _UNITS else 0
        place = await self.choose(_("Report on"), [named(each) for each in _UNITS], at)
        if place is None:
            return
        period = await self._newest(_UNITS[place])
        if period.unit is not _UNITS[place]:
            notice(self, _("No shift was opened yet: this is the day."), warning=True)
        self._period, self._beside = period, None
        self.ask_anew()

    @job("go")
    async def action_compare(self) -> None:
        """Another period beside this one."""
        if self._period is None:
            return
        options = [
            _("the period before"),
            _("the one before that"),
            _("seven before"),
            _("another one"),
            _("nothing"),
        ]
        place = await self.choose(_("Compare with"), options)
        if place is None:
            return
        beside = await self._other(place)
        if beside == self._period:
            notice(self, _("There is no shift before this one."))
            return
        self._beside = beside
        self.ask_anew()

    async def _other(self, place: int) -> Period | None:
        ask, reports, period = self.desk_app.ask, self.desk_app.desk.reports, self._period
        assert period is not None
        if place == len(_BACK):
            return await self._named(period) or self._beside
        return await ask(reports.moved, period, -_BACK[place]) if place < len(_BACK) else None

    async def _named(self, period: Period) -> Period | None:
        """A period of the same kind that the person names."""
        shift = period.unit is Unit.SHIFT
        a_day = _("A day of it: 2026-11-22, 11-22, fri, yesterday, -7")
        ask, like = self.desk_app.ask, self.desk_app.desk.reports.like
        label = _("The number of the shift") if shift else a_day
        return await self.write_right(label, "", lambda typed: ask(like, period, typed))

    @job("go")
    async def action_day(self) -> None:
        """The period of a day, or the shift of a number, that the person types."""
        named = await self._named(self._period) if self._period else None
        if named is not None:
            self._period = named
            self.ask_anew()

    def action_trend(self) -> None:
        """The figure under the cursor, period by period."""
        kind, _blank, name = self.key.partition(" ")
        if self.answer is not None and kind == "figure":
            self.app.push_screen(TrendScreen(self.answer.trend, Figure(name)))

    @job("people", needs=Action.PERFORMANCE)
    async def action_people(self) -> None:
        """People's figures beside the median of their team."""
        if self.answer is not None:
            page = self.answer.page
            told = await self.desk_app.ask(self.desk_app.desk.reports.performance, page.period)
            self.app.push_screen(PeopleScreen(page, told))

    @job("print")
    async def action_print(self) -> None:
        """Write the report into exports/."""
        options = [_("text, to read or print"), "Markdown", "CSV", "XLSX", _("one HTML page")]
        place = await self.choose(_("Write the report into exports/ as"), options)
        if place is None or self.answer is None:
            return
        app, told = self.desk_app, self.answer
        form = tuple(ReportForm)[place]
        path = await app.ask(app.desk.report_files.write, told.page, form, beside=told.beside,
                             trend=told.trend)  # fmt: skip
        notice(self, _("Written: {file}").format(file=path))
