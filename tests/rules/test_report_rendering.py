"""Reports as text, Markdown, HTML and tables: whole, the same to the byte, and harmless."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.figures import sparkline
from csdesk.model.audit import ChainHead
from csdesk.model.errors import NotUnderstood
from csdesk.model.reports import (
    Done,
    Figure,
    Left,
    Period,
    Remaining,
    Report,
    ReportItem,
    ReportList,
    ReportPage,
    ReportPerson,
    ReportRow,
    ReportShift,
    Trend,
    Unit,
)
from csdesk.model.settings import DeskSettings
from csdesk.model.shifts import Side, Signature
from csdesk.rules.anchors import anchors
from csdesk.rules.report_form import canonical, digest, read
from csdesk.rules.report_html import page as html
from csdesk.rules.report_names import by_role
from csdesk.rules.report_periods import a_day, around, begun, bounds, moved, span
from csdesk.rules.report_tables import tables, title, trend_table
from csdesk.rules.report_text import long_rows, markdown, text
from csdesk.words import named, use_language
from tests.hostile import CASES, PAYLOADS, forbidden

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
DESK = DeskSettings()
WHOLE = [text for text in PAYLOADS if text == text.encode(errors="replace").decode()]
"""Those that a file can hold."""


@pytest.fixture(autouse=True)
def _english():
    use_language("en")


def made(words="TB261122-0001", name="李雷", count=3):
    """A report in which every field that people fill says ``words``."""
    row = ReportRow(words, name, NOW - timedelta(hours=5), NOW, {"orders": count}, "imported")
    listed = ReportList.of(count, (row,))
    item = ReportItem(4, "critical", "", words, words, words, name, NOW, words, name, 2)
    person = ReportPerson(name, "early", NOW, None)
    report = Report(
        0, 120, NOW, dict.fromkeys(Figure, count), {"order.approve": 120},
        dict.fromkeys(Done, listed), Remaining(dict.fromkeys(Left, listed), (item,)),
        (ReportShift(7, "early", "2026-11-22", NOW, name, (person,)),),
    )  # fmt: skip
    signature = Signature(Side.GIVES, "li", name, NOW, "ab" * 32)
    period = Period(Unit.SHIFT, "2026-11-22", "2026-11-22", 7)
    return ReportPage(period, report, None, NOW, running=False, by_clock=False, hash="ab" * 32,
                      signatures=(signature,), anchor=ChainHead(120, "cd" * 32))  # fmt: skip


def forms(page):
    told = tables(page, DESK)
    name = title(page, DESK)
    return text(name, told), markdown(name, told), html(name, told)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_and_everything_left_is_told_in_every_form(language):
    use_language(language)
    for count in (0, 1_234):
        page = made(count=count)
        told = [" ".join(line.split()) for line in forms(page)[0].splitlines()]
        for figure in Figure:
            assert f"{named(figure)} {count:,}" in told
        for left in Left:
            assert any(line.startswith(f"{named(left)} {count:,}") for line in told)
        for form in forms(page)[1:]:
            cells = re.split(r"[|<>\n]", form.replace("\\", ""))
            assert sum(cell.strip() == f"{count:,}" for cell in cells) >= len(Figure) + len(Left)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_form_ends_in_the_anchor_of_its_last_step(language):
    use_language(language)
    page = made()
    rows = [",".join(map(str, row)) for row in long_rows(tables(page, DESK))]
    for form in (*forms(page), "\n".join(rows)):
        assert anchors(form.splitlines()) == (page.anchor,)


@pytest.mark.parametrize("hostile", CASES)
def test_no_text_of_a_file_or_person_is_obeyed(hostile):
    page = made(hostile, hostile)
    for form in forms(page):
        assert not forbidden(form.replace("\n", ""))
    told = html(title(page, DESK), tables(page, DESK))
    assert Tags.of(told) <= Tags.OURS
    assert "http" not in re.sub(
        r"http-equiv", "", re.sub(r"&[a-z#0-9]+;", "", Tags.attributes(told))
    )


class Tags(HTMLParser):
    """Which elements and attributes a page has."""

    OURS = frozenset({
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "table", "thead", "tbody",
        "tr", "th", "td", "p", "svg", "text", "rect",
        "polyline",
    })  # fmt: skip

    def __init__(self):
        super().__init__()
        self.found, self.values = set(), []

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        self.values += [f"{name}={value}" for name, value in attrs if name != "aria-label"]

    @classmethod
    def of(cls, page):
        parser = cls()
        parser.feed(page)
        return parser.found

    @classmethod
    def attributes(cls, page):
        parser = cls()
        parser.feed(page)
        return " ".join(parser.values)


def test_a_page_fetches_and_runs_nothing():
    told = html("x", tables(made(), DESK))
    assert "default-src 'none'" in told
    assert "<script" not in told
    assert "url(" not in told
    assert "src=" not in told
    assert "<svg" in told


@given(st.sampled_from(WHOLE), st.integers(0, 10**9))
def test_a_report_is_the_same_to_the_byte_and_comes_back_whole(words, count):
    page = made(words, words, count)
    again = made(words, words, count)
    assert forms(page) == forms(again)
    assert canonical(page.report) == canonical(again.report)
    assert read(canonical(page.report)) == page.report
    assert digest(canonical(page.report)) == digest(canonical(again.report))


def test_a_form_that_is_newer_is_read_as_far_as_it_is_known():
    told = canonical(made().report).replace('"figures":{', '"figures":{"something_new":5,')
    assert read(told).figures == made().report.figures
    told = canonical(made().report).replace('"approved":3,', "")
    assert read(told).figures[Figure.APPROVED] == 0


def test_names_give_way_to_roles():
    told = "\n".join(forms(by_role(made(name="李雷"), {"李雷": ("agent",), "王": ("lead",)})))
    assert "李雷" not in told
    assert "agent 1" in told


def test_names_that_nobody_has_any_more_give_way_too():
    """Who was renamed or has left stands in old reports under a name that no list of people has."""
    page = by_role(made(name="李小雷"), {"李雷": ("agent",), "访客": ()})
    remaining = page.report.remaining
    assert remaining is not None
    left = dict(remaining.left)
    assert left.pop(Left.SHORTAGES).rows[0].who == "李小雷"  # those are suppliers
    told = "\n".join(forms(replace(page, report=replace(page.report, remaining=None))))
    told += repr((left, remaining.items, page.report.shifts, page.signatures))
    assert "李小雷" not in told
    assert "somebody 2" in told
    assert "somebody 3" not in told
    importer = ReportRow("a.csv", "importer")
    done = dict.fromkeys(Done, ReportList.of(1, (importer,)))
    page = made()
    page = by_role(replace(page, report=replace(page.report, done=done)), {})
    assert page.report.done[Done.IMPORTS].rows[0] == importer


def test_a_trend_is_a_line_on_a_page_and_blocks_in_text():
    pages = tuple(made(count=count) for count in (0, 4, 8))
    table = trend_table(Trend(Unit.SHIFT, pages))
    assert ("orders approved", 0, 4, 8, ".▄█") in table.rows
    told = html("x", [table])
    assert '<polyline points="2,22 14,12 26,2"/>' in told
    assert Tags.of(told) <= Tags.OURS
    assert "▄" not in told


def test_a_list_that_is_cut_says_so():
    assert "2 more are counted and not listed." in forms(made(count=3))[0]


def test_two_periods_stand_beside_each_other_with_their_difference():
    told = text("x", tables(made(count=5), DESK, made(count=1_200)))
    assert re.search(r"orders approved +5 +1,200 +-1,195", told)


def test_a_long_table_has_a_row_for_each_cell():
    rows = list(long_rows(tables(made(), DESK)))
    assert all(len(row) == 4 for row in rows)
    assert ("Review", "orders approved", "Count", 3) in rows


def test_figures_as_blocks_of_a_line():
    assert sparkline([0, 1, 4, 8]) == ".▁▄█"
    assert sparkline([]) == ""
    assert sparkline([0, 0]) == ".."


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(["day", "week", "month"]))
def test_periods_follow_each_other_without_a_gap(day, unit):
    period = around(Unit(unit), day)
    assert period.first <= day.isoformat() <= period.last
    after = moved(period, 1)
    assert date.fromisoformat(after.first) - date.fromisoformat(period.last) == timedelta(days=1)
    assert moved(after, -1) == period
    assert bounds(period, "Europe/Berlin")[1] == bounds(after, "Europe/Berlin")[0]


def test_a_day_is_read_as_people_write_it():
    today = date(2026, 11, 22)
    assert [a_day(each, today).day for each in ("today", "昨天", "-7", "2026-11-03")] == [
        22, 21, 15, 3,
    ]  # fmt: skip
    back = ("fri", "周日", "11-20", "20", "23", "前天")
    assert [a_day(each, today).isoformat() for each in back] == [
        "2026-11-20", "2026-11-22", "2026-11-20", "2026-11-20", "2026-10-23", "2026-11-20",
    ]  # fmt: skip
    for wrong in ("22.11.", "", "-x", "--", "2026-13-01", *PAYLOADS[:5]):
        with pytest.raises(NotUnderstood):
            a_day(wrong, today)
    assert begun(around(Unit.WEEK, today), today).last == "2026-11-22"
    with pytest.raises(NotUnderstood, match="2026-11-23 is still to come"):
        begun(around(Unit.DAY, a_day("11-23", today)), today)
    with pytest.raises(NotUnderstood):
        span(today, today - timedelta(days=1))
    with pytest.raises(NotUnderstood):
        span(date(1900, 1, 1), today)
    with pytest.raises(NotUnderstood):
        moved(around(Unit.DAY, date.max), 1)
