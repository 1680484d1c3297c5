"""A report drawn: figures with their trend, what is left, lists, people (F45, F51)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from textual.content import Content

from csdesk.figures import (
    kind_name,
    left_out,
    period_name,
    period_short,
    report_title,
    sparkline,
)
from csdesk.model.reports import (
    FIGURES,
    Done,
    Figure,
    Left,
    Measure,
    Performance,
    PersonFigures,
    ReportItem,
    ReportList,
    ReportPage,
    Trend,
)
from csdesk.model.roles import Role
from csdesk.model.settings import ShiftKind
from csdesk.plain import cell_width, fit
from csdesk.ui.screens.report_rows import item_lines, row_lines
from csdesk.ui.signs import BAD, GOOD, INFO, WARN
from csdesk.ui.widgets.entries import GUTTER, Entry
from csdesk.ui.widgets.paragraphs import LABEL, Fact, flow, paragraph
from csdesk.words import UNKNOWN, _, named, when

COUNT_CELLS = 11
"""Of a number, and the blank before it."""

NAME_CELLS = 38
"""Of what a number counts; the longest name takes them."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the screen of a report shows."""

    page: ReportPage
    trend: Trend
    beside: ReportPage | None


def title_of(page: ReportPage, kinds: Sequence[ShiftKind]) -> str:
    """What stands above a report."""
    return report_title(page.period, _kind(page, kinds))


def name_of(page: ReportPage, kinds: Sequence[ShiftKind]) -> str:
    """What a period is called in a list."""
    return period_name(page.period, _kind(page, kinds))


def _kind(page: ReportPage, kinds: Sequence[ShiftKind]) -> str:
    shifts = page.report.shifts
    return kind_name(kinds, shifts[0].kind) if len(shifts) == 1 else ""


def heading(told: Told, zone: str, kinds: Sequence[ShiftKind], width: int) -> Content:
    """Which period, from when to when, who worked; the names of the columns."""
    page, report = told.page, told.page.report
    people = dict.fromkeys(each.name for shift in report.shifts for each in shift.people)
    facts = [
        Fact("", title_of(page, kinds), "bold"),
        Fact("", _("still running") if page.running else "", WARN),
        Fact(_("begins"), when(page.begins, zone) if page.begins else _("the desk's first step")),
        Fact(_("ends"), when(page.ends, zone)),
        Fact(_("steps of the log"), f"{report.events:,}"),
        Fact("", _("by the clock, no shift was opened") if page.by_clock else "", WARN),
        Fact(_("worked"), ", ".join(people)),
        Fact(_("hash"), page.hash[:12]),
        Fact("", "" if page.sound else _("A report that is kept is not what was signed."), BAD),
    ]
    lines = [Content(" ") + line for line in flow(facts, width - 1)]
    return Content("\n").join([*lines, _titles(told, width)])


def _titles(told: Told, width: int) -> Content:
    heads = [_right(period_short(told.page.period))]
    if told.beside is not None:
        heads += [_right(period_short(told.beside.period)), _right("+/-")]
    name = fit(_("What"), _name_cells(told, width))
    line = " " * GUTTER + name + "".join(heads)
    trend = "  " + _("last {periods}").format(periods=len(told.trend.pages))
    if cell_width(line) + max(cell_width(trend), len(told.trend.pages) + 2) <= width:
        line += trend
    return Content.styled(fit(line, width).rstrip(), LABEL)


def _name_cells(told: Told, width: int) -> int:
    columns = 1 if told.beside is None else 3
    return max(12, min(NAME_CELLS, width - GUTTER - columns * COUNT_CELLS))


def _right(text: str) -> str:
    return fit(text, COUNT_CELLS, right=True)


# --- figures and what is left --------------------------------------------------------------------


def entries(told: Told) -> list[Entry]:
    """What is left, then every figure under its heading; each number on a row of its own."""
    return [*_left_entries(told), *_figure_entries(told)]


def _left_entries(told: Told) -> Iterator[Entry]:
    yield Entry("heading left", partial(_heading, _("What is left")))
    remaining = told.page.report.remaining
    if remaining is None:
        words = _("What was left at the end is not known: it is counted when a shift is closed.")
        yield Entry("unknown", lambda width: paragraph(" ", words, width))
        return
    then = told.beside.report.remaining if told.beside else None
    yield Entry("items", partial(_number, told, _("hand-over items open"), len(remaining.items),
                                 None if then is None else len(then.items), (), True))  # fmt: skip
    for name in Left:
        before = None if then is None else then.left[name].count
        count = remaining.left[name].count
        yield Entry(f"left {name}", partial(_number, told, named(name), count, before, (), True))


def _figure_entries(told: Told) -> Iterator[Entry]:
    for section, figures in FIGURES.items():
        yield Entry(f"heading {section}", partial(_heading, named(section)))
        for figure in figures:
            before = told.beside.report.figures.get(figure, 0) if told.beside else None
            yield Entry(
                f"figure {figure}",
                partial(_number, told, named(figure), told.page.report.figures.get(figure, 0),
                        before, told.trend.values(figure), False),
            )  # fmt: skip


def _heading(words: str, width: int) -> list[Content]:
    return [Content.styled(fit(words, width).rstrip(), "bold")]


def _number(
    told: Told, name: str, count: int, before: int | None, trend: Sequence[int], waits: bool,
    width: int,
) -> list[Content]:  # fmt: skip
    style = LABEL if not count else f"bold {WARN}" if waits else "bold"
    parts: list[tuple[str, str]] = [
        (fit(f"  {name}", _name_cells(told, width + GUTTER)), "" if count else LABEL),
        (_right(f"{count:,}"), style),
    ]
    if told.beside is not None:
        by = None if before is None else count - before
        parts.append((_right(UNKNOWN if before is None else f"{before:,}"), ""))
        parts.append((_right(UNKNOWN if by is None else f"{by:+,}" if by else "0"), LABEL))
    room = width - sum(cell_width(text) for text, _style in parts) - 2
    if any(trend) and room >= len(trend):
        parts.append((f"  {sparkline(trend)}", INFO))
    return [Content.assemble(*parts)]


# --- lists ---------------------------------------------------------------------------------------


def list_entries(
    of: Done | Left | Figure, listed: ReportList, zone: str, now: datetime
) -> list[Entry]:
    """The rows that a number counts; the last says how many it leaves out.

    Args:
        of: what the number counts.
        listed: its rows.
        zone: of the desk.
        now: the moment at which they were counted, from which ages count.
    """
    found = [
        Entry(f"row {nth}", partial(row_lines, of, each, zone, now))
        for nth, each in enumerate(listed.rows)
    ]
    if listed.left_out:
        found.append(Entry("left out", lambda width: paragraph(" ", left_out(listed), width)))
    return found


def item_entries(items: Sequence[ReportItem], zone: str) -> list[Entry]:
    """Hand-over items, the most urgent first."""
    return [Entry(f"row {nth}", partial(item_lines, each, zone)) for nth, each in enumerate(items)]


# --- trends --------------------------------------------------------------------------------------


def trend_entries(trend: Trend, figure: Figure, kinds: Sequence[ShiftKind]) -> list[Entry]:
    """A figure period by period, the newest first: name, number, bar."""
    values = trend.values(figure)
    most = max(values, default=0)
    names = [name_of(each, kinds) for each in trend.pages]
    room = max(map(cell_width, names), default=0)
    rows = zip(reversed(range(len(values))), reversed(names), reversed(values), strict=True)
    return [Entry(f"page {nth}", partial(_bar, name, room, n, most)) for nth, name, n in rows]


def _bar(name: str, room: int, value: int, most: int, width: int) -> list[Content]:
    label = fit(name, min(room, width // 3))
    length = max(0, width - cell_width(label) - COUNT_CELLS - 3)
    cells = 0 if not most else max(1 if value else 0, value * length // most)
    number = (_right(f"{value:,}"), "bold" if value else LABEL)
    return [Content.assemble((label, ""), number, ("  " + "█" * cells, INFO))]


# --- people --------------------------------------------------------------------------------------


def people_entries(told: Performance) -> list[Entry]:
    """Everybody's figures, each with the median of the team in brackets."""
    return [
        Entry(f"person {nth}", partial(_person, each, told)) for nth, each in enumerate(told.people)
    ]


def _person(each: PersonFigures, told: Performance, width: int) -> list[Content]:
    roles = ", ".join(named(role) for role in Role if role in each.roles)
    facts = [Fact("", each.name, "bold"), Fact("", roles, LABEL)]
    lines = flow(facts, width)
    measures = [
        Fact(named(name), f"{_measured(each.measures[name])} ({_measured(told.median[name])})",
             GOOD if each.measures[name] else LABEL)
        for name in Measure
    ]  # fmt: skip
    return lines + [Content("  ") + line for line in flow(measures, width - 2)]


def _measured(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:,.1f}".removesuffix(".0")
