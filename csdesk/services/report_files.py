"""Reports as files: text, Markdown, CSV, XLSX, one HTML page; the same report is the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from csdesk.model.errors import Refused
from csdesk.model.reports import FIGURES, Performance, Period, ReportForm, ReportPage, Trend, Unit
from csdesk.model.settings import DeskSettings
from csdesk.rules.report_html import page as html_page
from csdesk.rules.report_names import by_role, people_by_role
from csdesk.rules.report_tables import (
    Table,
    performance_table,
    reader_table,
    tables,
    title,
    trend_table,
)
from csdesk.rules.report_text import long_head, long_rows, markdown, text
from csdesk.services.reports import Reports
from csdesk.services.spreadsheets import (
    EXPORTS,
    Sheet,
    write_bytes,
    write_csv,
    write_text,
    write_workbook,
)
from csdesk.words import _

NAME = "报告"
"""What the files are called; the period follows."""


class ReportFiles:
    """Writes reports as the person may see them."""

    def __init__(self, folder: Path, settings: DeskSettings, reports: Reports) -> None:
        self._folder = folder
        self._settings = settings
        self._reports = reports

    def write(
        self,
        page: ReportPage,
        form: ReportForm,
        *,
        path: Path | None = None,
        beside: ReportPage | None = None,
        trend: Trend | None = None,
        with_people: bool = False,
        roles_only: bool = False,
    ) -> Path:
        """Write a report; whoever may not see single people's figures gets roles for names.

        Args:
            page: the report.
            form: as what.
            path: where to; None for its own name in exports/.
            beside: another report to compare it with.
            trend: the periods before it, for their figures.
            with_people: whether the figures of single people stand in it.
            roles_only: whether it names roles instead of people whoever writes it.

        Returns:
            The file, which only its owner can read.

        Raises:
            NotAllowed: the person may not see the figures of single people.
            Refused: the disk does not take it.
        """
        people = self._reports.performance(page.period) if with_people else None
        where = path or self._folder / EXPORTS / f"{file_stem(page.period)}.{form}"
        return write_report(
            where, form, page, self._settings, beside=beside, trend=trend, people=people,
            roles=self._reports.roles_for_names(roles_only=roles_only),
            reader=self._reports.reader,
        )  # fmt: skip


def file_stem(period: Period) -> str:
    """The name of a report's file without its ending; another report of the period has the same."""
    days = period.first if period.first == period.last else f"{period.first}_{period.last}"
    shift = f"-{period.shift_id}" if period.unit is Unit.SHIFT else ""
    return f"{NAME}-{period.unit}{shift}-{days}"


def write_report(
    path: Path,
    form: ReportForm,
    page: ReportPage,
    settings: DeskSettings,
    *,
    beside: ReportPage | None = None,
    trend: Trend | None = None,
    people: Performance | None = None,
    roles: Mapping[str, Sequence[str]] | None = None,
    reader: str = "",
) -> Path:
    """Write a report, whole or not at all.

    Args:
        path: where to.
        form: as what.
        page: the report.
        settings: of the desk.
        beside: another report to compare it with.
        trend: the periods before it, for their figures.
        people: figures of single people, for who may see them.
        roles: people's roles by name, where the file is to name roles instead of people.
        reader: login of whom it is for, which its last line says.

    Raises:
        Refused: the disk does not take it.
    """
    if roles is not None:
        page = by_role(page, roles)
        beside = None if beside is None else by_role(beside, roles)
    told = [*tables(page, settings, beside)]
    if trend is not None:
        told.insert(1, trend_table(trend))
    if people is not None:
        named = people if roles is None else people_by_role(people, roles)
        told.insert(-1, performance_table(named))
    if reader:
        told.append(reader_table(file_stem(page.period), reader))
    try:
        _write(path, form, title(page, settings), told, page.ends)
    except OSError as fault:
        raise Refused(
            "{file} cannot be written ({cause}).", file=path, cause=fault.strerror or fault
        ) from fault
    return path


def _write(
    path: Path, form: ReportForm, name: str, told: Sequence[Table], made_at: datetime
) -> None:
    if form is ReportForm.TEXT:
        write_text(path, text(name, told))
    elif form is ReportForm.MARKDOWN:
        write_bytes(path, markdown(name, told).encode(errors="replace"))
    elif form is ReportForm.HTML:
        write_bytes(path, html_page(name, told).encode(errors="replace"))
    elif form is ReportForm.CSV:
        write_csv(path, Sheet(name, long_head(), list(long_rows(told))))
    else:
        write_workbook(path, list(_sheets(told)), at=made_at)


def _sheets(told: Sequence[Table]) -> Iterable[Sheet]:
    """The figures of all sections on one sheet, every other table on its own."""
    counted = [each for each in told if each.key in set(FIGURES)]
    for table in told:
        if table not in counted:
            rows = [*table.rows, *([(table.note,)] if table.note else [])]
            yield Sheet(table.title, table.head, rows)
        elif table is counted[0]:
            head = ("", *table.head)
            every = [(each.title, *row) for each in counted for row in each.rows]
            yield Sheet(_("Figures"), head, every)
