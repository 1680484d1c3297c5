"""A report as tables of words in the language spoken now: what every form of it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from csdesk.figures import (
    kind_name,
    left_out,
    period_name,
    period_short,
    report_title,
    row_words,
    sparkline,
)
from csdesk.model.handover import Owner, Urgency
from csdesk.model.reports import (
    FIGURES,
    Done,
    Figure,
    Left,
    Measure,
    Performance,
    Remaining,
    Report,
    ReportItem,
    ReportList,
    ReportPage,
    ReportRow,
    Trend,
)
from csdesk.model.roles import Role
from csdesk.model.settings import DeskSettings
from csdesk.plain import plain
from csdesk.rules.anchors import anchor
from csdesk.words import UNKNOWN, _, age, named, when


class Change(int):
    """A difference of two figures, with its sign for people: ``+3``."""


Cell = str | int


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a report."""

    key: str
    """Which one it is, in every language."""
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    """A sentence below it."""
    bars: int = 0
    """The column whose numbers are drawn as bars where there are pictures; 0 for none."""
    spark: bool = False
    """Whether the numbers of a row follow each other in time; the last cell is their line."""


def title(page: ReportPage, settings: DeskSettings) -> str:
    """What stands above a report."""
    return report_title(page.period, _kind(page, settings))


def label(page: ReportPage, settings: DeskSettings) -> str:
    """What a page is called beside others."""
    return period_name(page.period, _kind(page, settings))


def _kind(page: ReportPage, settings: DeskSettings) -> str:
    shifts = page.report.shifts
    return kind_name(settings.shifts.kinds, shifts[0].kind) if len(shifts) == 1 else ""


def tables(
    page: ReportPage, settings: DeskSettings, beside: ReportPage | None = None
) -> tuple[Table, ...]:
    """All that a report tells.

    Args:
        page: the report.
        settings: of the desk: its zone, and what its kinds of shifts are called.
        beside: another report to compare it with.
    """
    return (
        _facts(page, settings),
        *_counts(page, settings, beside),
        *_done(page.report, settings),
        *_left(page.report, settings),
        *_signed(page, settings),
        _steps(page.report),
        *_anchor(page),
    )


# --- what it is about ----------------------------------------------------------------------------


def _facts(page: ReportPage, settings: DeskSettings) -> Table:
    report, zone = page.report, settings.zone
    rows: list[tuple[Cell, ...]] = [
        (_("begins"), when(page.begins, zone) if page.begins else _("the desk's first step")),
        (_("ends"), when(page.ends, zone)),
        (_("steps of the log"), report.events),
    ]
    if page.running:
        rows.append((_("state"), _("still running: the figures will grow")))
    if page.by_clock:
        rows.append((_("cut-offs"), _("by the clock, no shift was opened")))
    for shift in report.shifts:
        who = ", ".join(plain(each.name) for each in shift.people) or _("nobody")
        kind = kind_name(settings.shifts.kinds, shift.kind)
        rows.append((f"{shift.day} {plain(kind)} #{shift.id}", who))
    if page.hash:
        rows.append((_("hash"), page.hash))
    if not page.sound:
        rows.append((_("warning"), _("A report that is kept is not what was signed.")))
    return Table("report", _("Report"), (_("What"), _("Value")), tuple(rows))


# --- what was done -------------------------------------------------------------------------------


def _counts(page: ReportPage, settings: DeskSettings, beside: ReportPage | None) -> Iterator[Table]:
    for section, figures in FIGURES.items():
        counted = [(named(each), page.report.figures.get(each, 0), each) for each in figures]
        if beside is None:
            rows: list[tuple[Cell, ...]] = [(name, now) for name, now, _each in counted]
            head: tuple[str, ...] = (_("What"), _("Count"))
        else:
            head = (_("What"), label(page, settings), label(beside, settings), _("more or less"))
            rows = []
            for name, now, each in counted:
                then = beside.report.figures.get(each, 0)
                rows.append((name, now, then, Change(now - then)))
        yield Table(section, named(section), head, tuple(rows), bars=1)


def _done(report: Report, settings: DeskSettings) -> Iterator[Table]:
    for name in Done:
        listed = report.done.get(name, ReportList(0))
        if listed.count:
            yield _listed(f"done-{name}", name, listed, report, settings)


def _listed(
    key: str, name: Done | Left, listed: ReportList, report: Report, settings: DeskSettings
) -> Table:
    rows = tuple(_row(name, each, report.made_at, settings.zone) for each in listed.rows)
    head = (_("What"), _("Who"), _("When"), _("Due"), _("More"))
    text = f"{named(name)}: {listed.count:,}"
    return Table(key, text, head, rows, left_out(listed))


def _row(name: Done | Left, row: ReportRow, now: datetime, zone: str) -> tuple[Cell, ...]:
    at = when(row.at, zone) if row.at else ""
    if row.at and isinstance(name, Left):
        at = f"{at} ({age(row.at, now)})"
    return (
        plain(row.about), plain(row.who), at, when(row.due, zone) if row.due else "",
        row_words(name, row),
    )  # fmt: skip


# --- what is left --------------------------------------------------------------------------------


def _left(report: Report, settings: DeskSettings) -> Iterator[Table]:
    if report.remaining is None:
        note = _("What was left at the end is not known: it is counted when a shift is closed.")
        yield Table("left", _("What is left"), (_("What"), _("Count")), (), note)
        return
    yield _left_counts(report.remaining, report.made_at, settings.zone)
    for name in Left:
        listed = report.remaining.left[name]
        if listed.count:
            yield _listed(f"left-{name}", name, listed, report, settings)
    if report.remaining.items:
        yield _items(report.remaining.items, settings.zone)


def _left_counts(remaining: Remaining, now: datetime, zone: str) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name in Left:
        listed = remaining.left[name]
        oldest = min((each.at for each in listed.rows if each.at), default=None)
        since = "" if oldest is None else f"{when(oldest, zone)} ({age(oldest, now)})"
        rows.append((named(name), listed.count, since))
    rows.append((_("hand-over items open"), len(remaining.items), ""))
    head = (_("What"), _("Open"), _("Oldest"))
    return Table("left", _("What is left"), head, tuple(rows), bars=1)


def _items(items: Sequence[ReportItem], zone: str) -> Table:
    head = (
        _("Urgency"), _("About"), _("What"), _("To do"), _("Owner"), _("Due"), _("What if"),
        _("Author"), _("Shifts"),
    )  # fmt: skip
    rows = tuple(
        (
            named(Urgency(each.urgency)), plain(each.order_no or each.topic), plain(each.summary),
            plain(each.action), owner_words(each.owner), when(each.due, zone), plain(each.what_if),
            plain(each.author), each.age_shifts,
        )
        for each in items
    )  # fmt: skip
    return Table("items", _("Hand-over items"), head, rows)


def owner_words(owner: str) -> str:
    """Who is to act: a person's name, or what a department or the next shift is called."""
    return named(Owner(owner)) if owner in set(Owner) else plain(owner)


def _signed(page: ReportPage, settings: DeskSettings) -> Iterator[Table]:
    if page.signatures:
        rows = tuple(
            (named(each.side), plain(each.name), when(each.at, settings.zone))
            for each in page.signatures
        )
        yield Table("signed", _("Signatures"), (_("Signs as"), _("Who"), _("When")), rows)


def _steps(report: Report) -> Table:
    from csdesk.vocabulary.steps import step_word

    rows = tuple((step_word(kind), count) for kind, count in report.kinds.items())
    note = _("Every step of the log stands here once; together {n:,}.").format(n=report.events)
    return Table("steps", _("Steps of the log"), (_("Kind"), _("Count")), rows, note)


def _anchor(page: ReportPage) -> Iterator[Table]:
    """What shows later whether the log still has the steps that were counted."""
    if page.anchor is not None:
        note = _("csdesk audit verify --anchor takes a file with this line.")
        rows = ((_("anchor"), anchor(page.anchor)),)
        yield Table("anchor", _("Where the log ended"), (_("What"), _("Value")), rows, note)


def reader_table(report: str, login: str) -> Table:
    """For whom a file was written: by login, since some files name no people.

    Without the time, so that the same report is the same bytes.
    """
    rows = ((plain(report), plain(login)),)
    return Table("reader", _("Written for"), (_("report"), _("who")), rows)


# --- people --------------------------------------------------------------------------------------


def performance_table(told: Performance) -> Table:
    """People's figures beside their team's median."""
    head = (_("Who"), _("Role"), *(named(each) for each in Measure))
    rows: list[tuple[Cell, ...]] = [
        (
            plain(each.name), role_words(each.roles),
            *(_measured(each.measures, name) for name in Measure),
        )
        for each in told.people
    ]  # fmt: skip
    rows.append((_("median"), "", *(_measured(told.median, name) for name in Measure)))
    note = _("Only what the log proves. Who did other work has fewer figures here.")
    return Table("people", _("Figures of people"), head, tuple(rows), note)


def _measured(measures: Mapping[Measure, int | None] | Mapping[Measure, float | None],
              name: Measure) -> Cell:  # fmt: skip
    value = measures[name]
    if value is None:
        return UNKNOWN
    return value if isinstance(value, int) else f"{value:,.1f}".removesuffix(".0")


def role_words(roles: Sequence[str]) -> str:
    """Roles as people call them."""
    known = (each for each in Role if each in roles)
    return ", ".join(named(each) for each in known)


def trend_table(trend: Trend) -> Table:
    """The figures of periods that follow each other, those that are not 0 throughout."""
    head = ("", *(period_short(each.period) for each in trend.pages), _("Trend"))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (named(figure), *values, sparkline(values))
        for figure in Figure
        if any(values := trend.values(figure))
    )
    return Table("trend", _("Trend"), head, rows, spark=True)
