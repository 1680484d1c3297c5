"""``csdesk report``: what was done in a shift, a day, a week or a month, and what is left (S55)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csdesk.cli import output
from csdesk.cli.output import instant
from csdesk.model.counting import whole_number
from csdesk.model.errors import NotFound, NotUnderstood
from csdesk.model.reports import Performance, Period, ReportForm, ReportPage, Trend, Unit
from csdesk.words import _

if TYPE_CHECKING:
    from csdesk.services.desk import Desk
    from csdesk.services.reports import Reports

_FORMS = {
    "text": ReportForm.TEXT, "md": ReportForm.MARKDOWN, "csv": ReportForm.CSV,
    "html": ReportForm.HTML, "xlsx": ReportForm.XLSX,
}  # fmt: skip


def description() -> str:
    """What the command is for."""
    return _(
        "Show what was done in a shift, a day, a week or a month, and what was left at its end.\n"
        "Without a choice it is the shift that is on, or today. Files are written whole; HTML is\n"
        "one page with its pictures inside."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("when", nargs="?", metavar="DAY", default="", help=_("the same as --day"))
    add("--shift", metavar="ID", type=whole_number, help=_("this shift"))
    add("--day", metavar="DAY", help=_("the shifts of this day"))
    add("--week", metavar="DAY", help=_("the week with this day"))
    add("--month", metavar="DAY", help=_("the month with this day"))
    add("--from", metavar="DAY", dest="first", help=_("from this day on"))
    add("--to", metavar="DAY", help=_("with --from: up to this day, included"))
    add("--against", metavar="DAY|ID|before",
        help=_("compare with the period of this day or shift, or with the one before"))  # fmt: skip
    add("--trend", metavar="N", type=whole_number,
        help=_("the figures of so many periods, the last one included"))  # fmt: skip
    add("--people", action="store_true", help=_("the figures of single people, for leads"))
    add("--by-role", action="store_true", help=_("files name roles instead of people"))
    add("--json", action="store_true", help=_("print one JSON document"))
    for name in _FORMS:
        text = _("write it to this file, which a report may replace")
        add(f"--{name}", metavar="FILE", type=Path, help=text)


def run(args: Namespace) -> int:
    """Show or write the report."""
    from csdesk.cli.opening import opened

    if args.to and not args.first:
        raise NotUnderstood("--to goes with --from DAY.")
    if sum(map(bool, (args.when, args.shift, args.day, args.week, args.month, args.first))) > 1:
        raise NotUnderstood("Choose one of --shift, --day, --week, --month and --from.")
    args.day = args.day or args.when
    with opened(args) as desk:
        reports = desk.reports
        period = _period(reports, args)
        page = reports.page(period)
        beside = reports.page(reports.like(period, args.against)) if args.against else None
        told = reports.performance(period) if args.people else None
        trend = reports.trend(period, args.trend) if args.trend else None
        written = _write(desk, args, page, beside, trend)
    for path in written:
        output.put(_("Written: {file}").format(file=output.plain_path(path)))
    if args.json:
        output.put_document(_document(page, beside, told, trend, desk.settings.zone))
    elif not written:
        _show(desk, page, beside, told, trend)
    return 0


def _period(reports: Reports, args: Namespace) -> Period:
    from csdesk.rules.report_periods import a_day, around, begun, span

    if args.shift:
        return reports.shift(args.shift)
    today = reports.today
    for unit, told in ((Unit.DAY, args.day), (Unit.WEEK, args.week), (Unit.MONTH, args.month)):
        if told:
            return begun(around(unit, a_day(told, today)), today)
    if args.first:
        first = a_day(args.first, today)
        last = a_day(args.to, today) if args.to else max(first, today)
        return begun(span(first, last), today)
    try:
        return reports.newest(Unit.SHIFT)
    except NotFound:
        return around(Unit.DAY, today)


def _write(
    desk: Desk, args: Namespace, page: ReportPage, beside: ReportPage | None, trend: Trend | None
) -> list[Path]:
    wanted = [(getattr(args, name), form) for name, form in _FORMS.items()]
    return [
        desk.report_files.write(page, form, path=path.expanduser(), beside=beside, trend=trend,
                                with_people=args.people, roles_only=args.by_role)
        for path, form in wanted
        if path is not None
    ]  # fmt: skip


def _show(
    desk: Desk,
    page: ReportPage,
    beside: ReportPage | None,
    told: Performance | None,
    trend: Trend | None,
) -> None:
    from csdesk.rules.report_tables import performance_table, tables, title, trend_table
    from csdesk.rules.report_text import text

    settings = desk.settings
    all_told = list(tables(page, settings, beside))
    if told is not None:
        all_told.insert(-1, performance_table(told))
    if trend is not None:
        all_told.insert(1, trend_table(trend))
    output.put(text(title(page, settings), all_told).rstrip("\n"))


# --- JSON ----------------------------------------------------------------------------------------


def _document(
    page: ReportPage,
    beside: ReportPage | None,
    told: Performance | None,
    trend: Trend | None,
    zone: str,
) -> dict[str, object]:
    made = _record(page, zone)
    if beside is not None:
        made["against"] = _record(beside, zone)
    if told is not None:
        made["people"] = [
            {"name": each.name, "roles": list(each.roles), **_measures(each.measures)}
            for each in told.people
        ]
        made["median"] = _measures(told.median)
    if trend is not None:
        made["trend"] = [
            {**_period_record(each.period), "figures": _measures(each.report.figures)}
            for each in trend.pages
        ]
    return made


def _measures(values: Mapping[Any, object]) -> dict[str, object]:
    return {str(name): value for name, value in values.items()}


def _period_record(period: Period) -> dict[str, object]:
    return {
        "unit": period.unit.value, "first": period.first, "last": period.last,
        "shift": period.shift_id or None,
    }  # fmt: skip


def _record(page: ReportPage, zone: str) -> dict[str, object]:
    from csdesk.rules.report_form import document

    return {
        **_period_record(page.period),
        "begins": instant(page.begins, zone),
        "ends": instant(page.ends, zone),
        "running": page.running,
        "by_clock": page.by_clock,
        "hash": page.hash or None,
        "sound": page.sound,
        "signed": [
            {"side": each.side.value, "name": each.name, "at": instant(each.at, zone)}
            for each in page.signatures
        ],
        **document(page.report),
    }
