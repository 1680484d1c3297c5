"""What a person gets about rows and files that did not go in (F55)."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.intake.reports import marked_copy
from csdesk.model.intake import Reject
from csdesk.model.status import BatchState
from csdesk.rules.spreadsheets import csv_cell
from csdesk.words import use_language
from tests.hostile import PAYLOADS
from tests.intake.desks import changed_cells, make_desk, sample, take, write_pair

FORMULAS = [
    "=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "  =1", "\t=1", "\u00a0=1", "＝1+1",
    "|calc", "=HYPERLINK(\"http://x\")", "-1-1", '="1"&A1',
]  # fmt: skip


@pytest.fixture(autouse=True)
def _english():
    use_language("en")


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_is_a_formula_when_the_copy_is_opened(cell):
    assert csv_cell(cell).startswith("'")


@pytest.mark.parametrize(
    "cell", ["-12.50", "0", "99", "张伟", "2026-11-22", '="7428100945209024636"']
)
def test_ordinary_cells_stay_as_they_are(cell):
    assert csv_cell(cell) == cell


def test_long_numbers_keep_all_their_digits():
    assert csv_cell("7428100945209024636") == '="7428100945209024636"'


@given(st.text() | st.sampled_from(PAYLOADS))
def test_any_cell_is_harmless(cell):
    shown = csv_cell(cell)
    harmless = re.fullmatch(r'="[0-9A-Za-z_-]*"|-?[0-9]{1,14}([.,][0-9]+)?', shown)
    assert harmless or not re.match(r"[\s\xa0]*[=+\-@|＝＋－＠]", shown)
    shown.encode()


def test_the_marked_copy_opens_in_a_spreadsheet_with_the_reasons_in_front():
    rejects = [
        Reject(3, "总金额", "十块", "This is no amount: {cell}.", {"cell": "x"}, ("1", "=2"))
    ]
    copy = marked_copy(("订单编号", "总金额"), rejects)
    assert copy.startswith(b"\xef\xbb\xbf"), "without the mark Excel takes it for GBK"
    rows = list(csv.reader(io.StringIO(copy.decode("utf-8-sig"))))
    assert rows[0] == ["row", "column", "value", "reason", "订单编号", "总金额"]
    assert rows[1] == ["3", "总金额", "十块", "This is no amount: x.", "1", "'=2"]


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path / "desk")
    yield desk
    desk.close()


def test_rejected_rows_are_reported_and_the_rest_is_in(desk, tmp_path):
    orders = sample(20)
    paths = write_pair(tmp_path / "f", orders)
    changed_cells(paths[0], {orders[4].number: {"总金额": "十块"}})
    batch, _ = take(desk, *paths)
    assert batch.state is BatchState.PARTLY
    folder = desk.folder / "quarantine" / str(batch.id)
    report = (folder / f"{paths[0].name}.rejected.csv.txt").read_text("utf-8")
    assert "1 of the 20 rows" in report
    assert "Row 6, column 总金额: 十块" in report
    copy = (folder / f"{paths[0].name}.rejected.csv").read_text("utf-8-sig")
    assert orders[4].number in copy
    assert orders[3].number not in copy


def test_the_marked_copy_can_be_put_right_and_dropped_in_again(desk, tmp_path):
    orders = sample(20)
    paths = write_pair(tmp_path / "f", orders)
    changed_cells(paths[0], {orders[4].number: {"总金额": "十块"}})
    batch, items = take(desk, *paths)
    put_right = tmp_path / "put right.csv"
    for one in (batch, items):
        name = f"{one.file}.rejected.csv"
        copy = (desk.folder / "quarantine" / str(one.id) / name).read_text("utf-8-sig")
        rows = [row[4:] for row in csv.reader(io.StringIO(copy))]
        put_right = tmp_path / f"put right {one.file}"
        with put_right.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([[c.replace("十块", "10.00") for c in row] for row in rows])
        (done,) = [b for b in take(desk, put_right, alone=True) if b.file == put_right.name]
        assert done.state is BatchState.IMPORTED
    assert desk.orders.order(orders[4].number).row.total == 1000
    assert len(desk.orders.order(orders[4].number).lines) == len(orders[4].lines)


def test_a_file_that_cannot_be_read_lies_in_quarantine_with_the_reason(desk, tmp_path):
    path = tmp_path / "清单.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    (batch,) = take(desk, path)
    assert batch.state is BatchState.QUARANTINED
    assert (desk.folder / "quarantine" / "清单.csv").read_bytes() == path.read_bytes()
    report = (desk.folder / "quarantine" / "清单.csv.txt").read_text("utf-8")
    assert "清单.csv was not taken in" in report
    assert "a,b" in report or "a|b" in report, "it names what was found"


def test_nothing_in_quarantine_is_overwritten(desk, tmp_path):
    for folder, content in (("a", "x"), ("b", "y"), ("c", "x")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "list.csv").write_text(f"{content}\n")
        take(desk, tmp_path / folder / "list.csv")
    (tmp_path / "list.csv.txt").write_text("an odd name\n")
    take(desk, tmp_path / "list.csv.txt")
    files = {path.name: path.read_text("utf-8") for path in (desk.folder / "quarantine").iterdir()}
    assert files["list.csv"] == "x\n"
    assert files["list-2.csv"] == "y\n"
    assert "was not taken in" in files["list.csv.txt"]
    assert "an odd name\n" in files.values()
    assert "list-3.csv" not in files, "the same bytes lie there already"
