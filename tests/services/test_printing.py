"""The out-of-stock sheet as files: for paper, and for spreadsheets that run nothing in it."""

from __future__ import annotations

import csv
import stat

import openpyxl
import pytest

from csdesk.model.errors import Refused
from csdesk.model.purchasing import SheetForm
from csdesk.model.settings import DeskSettings
from csdesk.services.printing import Printing
from csdesk.words import use_language
from tests import stock_answers as answers
from tests.hostile import PAYLOADS, forbidden

ZONE = DeskSettings(zone="Asia/Shanghai")


@pytest.fixture(autouse=True)
def _chinese():
    use_language("zh")
    yield
    use_language("en")


@pytest.fixture
def printing(tmp_path):
    return Printing(tmp_path, ZONE)


def test_the_sheet_on_paper_has_what_is_said_on_the_telephone(printing):
    sheet = answers.sheet("合顺服饰")
    path = printing.call_sheet(sheet, SheetForm.TEXT)
    told = path.read_text(encoding="utf-8-sig")
    assert path.name.startswith("缺货电话单-")
    assert "2026-11-22 09:40" in told
    supplier = "采购（未排班）: 合顺服饰"
    for words in (supplier, "2026-11-28", "未打电话", "2026-11-19 09:40", "件数 10"):
        assert words in told


def test_columns_stand_below_each_other_on_paper(printing):
    path = printing.call_sheet(answers.sheet("WLY0QU1098"), SheetForm.TEXT)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    called, fresh = (line for line in lines if line.startswith("  WLY0QU1098"))
    assert called.index("2026-11-19") == fresh.index("2026-11-21")


def test_a_spreadsheet_has_an_item_a_row(printing):
    path = printing.call_sheet(answers.sheet("合顺服饰"), SheetForm.CSV)
    with path.open(encoding="utf-8-sig", newline="") as file:
        heads, called, fresh = csv.reader(file)
    row = dict(zip(heads, called, strict=True))
    assert (row["缺件 pieces"], row["订单 orders"]) == ("8", "5")
    assert (row["最早 waiting since"], row["到货日 expected"]) == ("2026-11-19", "2026-11-28")
    assert dict(zip(heads, fresh, strict=True))["打电话人 called by"] == ""


def test_a_workbook_has_numbers_as_numbers(printing):
    path = printing.call_sheet(answers.sheet("合顺服饰"), SheetForm.WORKBOOK)
    heads, called, _fresh = openpyxl.load_workbook(path).active.values
    assert dict(zip(heads, called, strict=True))["缺件 pieces"] == 8


@pytest.mark.parametrize("form", SheetForm)
def test_no_text_of_a_file_runs_or_breaks_the_sheet(printing, form):
    for text in (each for each in PAYLOADS if len(each) < 200):
        path = printing.call_sheet(answers.sheet(text), form)
        if form is SheetForm.WORKBOOK:
            cells = [cell for row in openpyxl.load_workbook(path).active for cell in row]
            assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
            continue
        told = path.read_bytes().decode("utf-8-sig")
        assert forbidden(told.replace("\r\n", "\n")) == []
        if form is SheetForm.CSV:
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.reader(file))
            assert len(rows) == 3
            assert not any(cell[:1] in ("=", "+", "@") for cell in rows[1])


def test_only_its_owner_can_read_what_holds_telephones(printing):
    path = printing.call_sheet(answers.sheet("x"), SheetForm.CSV)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_folder_that_takes_nothing_is_told(tmp_path):
    (tmp_path / "exports").write_text("no folder")
    with pytest.raises(Refused, match="cannot be written"):
        Printing(tmp_path, ZONE).call_sheet(answers.sheet("x"), SheetForm.TEXT)
