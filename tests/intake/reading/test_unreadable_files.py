"""Files that are refused whole, each with its own sentence (reliability-facts.md 2.3)."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from csdesk.intake.reading import Unreadable, open_export
from csdesk.model.settings import DeskSettings
from csdesk.sample.columns import TAOBAO_ORDERS
from csdesk.sample.damage import edit_sheet, write_bomb, write_encrypted_workbook
from tests.intake.reading.exports import (
    NUMBER,
    SETTINGS,
    order_report,
    read,
    sold_items,
    workbook,
    write_csv,
)

OTHER = "4567890123456789099"


def _refused(path: Path, settings: DeskSettings = SETTINGS) -> str:
    with pytest.raises(Unreadable) as caught:
        open_export(path, settings)
    return str(caught.value)


def _file(tmp_path: Path, content: bytes, name: str = "o.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def _open_files() -> set[Path]:
    return set(Path("/proc/self/fd").iterdir())


# --- text --------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [b"", b'"', b'"2'])
def test_a_quotation_mark_that_is_never_closed_names_its_line(tmp_path, end):
    path = order_report(tmp_path / "o.csv", {}, {"订单编号": OTHER})
    content = path.read_bytes()
    broken = content[: content.rindex("张三".encode("gb18030"))] + end
    assert "line 3" in _refused(_file(tmp_path, broken + b"x" if end == b'"' else broken))


def test_a_mark_left_open_does_not_swallow_the_file(tmp_path):
    path = order_report(
        tmp_path / "o.csv", *({"订单编号": str(int(NUMBER) + n)} for n in range(999))
    )
    content = path.read_bytes().replace('"张三"'.encode("gb18030"), '"张三'.encode("gb18030"), 1)
    assert "line 2" in _refused(_file(tmp_path, content))


def test_nul_bytes_name_their_line(tmp_path):
    content = order_report(tmp_path / "o.csv", {}).read_bytes() + b"\0" * 512
    assert _refused(_file(tmp_path, content)).startswith("Line 3 holds NUL bytes")


def test_two_encodings_name_the_line_of_the_second(tmp_path):
    first = order_report(tmp_path / "o.csv", {}).read_bytes()
    second = order_report(tmp_path / "p.csv", {}, encoding="utf-8").read_bytes()
    assert "begins in line 3" in _refused(_file(tmp_path, first + second.split(b"\r\n", 1)[1]))
    assert "begins in line 3" in _refused(_file(tmp_path, second + first.split(b"\r\n", 1)[1]))


def test_bytes_that_no_encoding_has_name_their_line(tmp_path):
    first = order_report(tmp_path / "o.csv", {}).read_bytes()
    assert _refused(_file(tmp_path, first + b'"\xff\xff"\r\n')).startswith("Line 3 is not in")


def test_a_broken_utf16_file_is_refused(tmp_path):
    content = order_report(tmp_path / "o.csv", {}, encoding="utf-16").read_bytes()
    assert "utf-16" in _refused(_file(tmp_path, content + b"\x00\xd8\x20"))


def test_a_header_nobody_knows_is_shown(tmp_path):
    path = write_csv(tmp_path / "o.csv", ["日期", "客户", "件数"], [["1", "2", "3"]])
    assert "日期|客户|件数" in _refused(path)


def test_a_refund_report_is_not_taken_for_orders(tmp_path):
    header = ["订单编号", "退款编号", "支付单号", "订单付款时间", "买家实际支付金额", "宝贝标题",
              "买家退款金额", "退款状态", "订单状态", "收货人姓名"]  # fmt: skip
    assert "header that csdesk knows" in _refused(write_csv(tmp_path / "r.csv", header, []))


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "o.csv"
    with path.open("wb") as file:
        file.truncate(10_000_000_000)
    assert "10,000 MB" not in _refused(path)
    assert "limit of 50 MB" in _refused(path)
    assert "limit of 7 MB" in _refused(path, DeskSettings(size_limit_mb=7))


def test_a_line_longer_than_any_export_has_is_refused(tmp_path):
    assert "longer than 1000000" in _refused(_file(tmp_path, b"a," * 600_000))


def test_a_cell_longer_than_any_export_has_is_refused(tmp_path):
    path = order_report(tmp_path / "o.csv", {"买家留言": "长" * 33_000})
    assert "row beginning in line 2 is longer than 32768" in _refused(path)


def test_a_message_of_very_many_lines_is_refused(tmp_path):
    path = order_report(tmp_path / "o.csv", {"买家留言": "长\n" * 20_000})
    assert "line 2" in _refused(path)


def test_more_columns_than_any_export_has_are_refused(tmp_path):
    header = [*TAOBAO_ORDERS["2011"], *(f"列{n}" for n in range(300))]
    assert "330 columns" in _refused(write_csv(tmp_path / "o.csv", header, []))


def test_a_line_break_outside_of_quotation_marks_is_refused(tmp_path):
    path = order_report(tmp_path / "o.csv", {})
    assert "line break" in _refused(_file(tmp_path, path.read_bytes() + b"a\rb,c\r\n"))


@pytest.mark.parametrize("name", ["o.xls", "o.xlsx", "o.csv"])
@pytest.mark.parametrize(
    "page",
    [b"<html><table><tr><td>1", b"\xef\xbb\xbf<!DOCTYPE html>", b"\n\n <TABLE border=1>",
     "\ufeff<html>".encode("utf-16-le"), b'<?xml version="1.0"?><Workbook/>'],
)  # fmt: skip
def test_a_web_page_under_any_name_is_told(tmp_path, name, page):
    assert "web page" in _refused(_file(tmp_path, page, name))


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"%PDF-1.7", "PDF"), (b"\x1f\x8b\x08\0", "unpack"), (b"SQLite format 3\0", "database")],
)
def test_other_files_are_told_by_their_content(tmp_path, content, what):
    assert what in _refused(_file(tmp_path, content + b"\0" * 99))


def test_links_pipes_and_folders_are_not_opened(tmp_path):
    target = order_report(tmp_path / "o.csv", {})
    link, pipe, folder = tmp_path / "l.csv", tmp_path / "p.csv", tmp_path / "d.csv"
    link.symlink_to(target)
    os.mkfifo(pipe)
    folder.mkdir()
    assert "link" in _refused(link)
    assert "regular file" in _refused(pipe)
    assert "regular file" in _refused(folder)


# --- workbooks ---------------------------------------------------------------------------------


def test_a_workbook_is_told_by_content_not_by_name(tmp_path):
    assert read(sold_items(tmp_path / "o.csv", {})).export.encoding == "xlsx"
    assert read(order_report(tmp_path / "o.xlsx", {})).export.encoding == "gb18030"


def test_a_password_is_told(tmp_path):
    path = tmp_path / "o.xlsx"
    write_encrypted_workbook(path)
    assert "password" in _refused(path)


def test_an_old_workbook_is_told(tmp_path):
    content = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 2_000
    assert "Excel 97" in _refused(_file(tmp_path, content, "o.xls"))


def test_an_archive_that_is_no_workbook_is_told(tmp_path):
    path = tmp_path / "o.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(order_report(tmp_path / "o.csv", {}), "ExportOrderList.csv")
    assert "unpack it first" in _refused(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "o.xlsx"
    write_bomb(path, size=60_000_000)
    assert path.stat().st_size < 1_000_000
    assert "times its size" in _refused(path)


def test_a_cut_workbook_is_refused(tmp_path):
    content = sold_items(tmp_path / "o.xlsx", {}).read_bytes()
    for share in (0.3, 0.9, 0.99):
        cut = _file(tmp_path, content[: int(len(content) * share)], "c.xlsx")
        assert "broken" in _refused(cut)


def test_a_workbook_with_a_broken_sheet_is_refused(tmp_path):
    path = sold_items(tmp_path / "o.xlsx", {})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, b"<broken" if "sheet1" in name else content)
    assert "broken" in _refused(path)


def test_a_document_type_is_refused(tmp_path):
    path = sold_items(tmp_path / "o.xlsx", {})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            entity = b'<!DOCTYPE x [<!ENTITY a "b">]>' if "workbook.xml" in name else b""
            archive.writestr(name, entity + content)
    assert "document type" in _refused(path)


def test_one_cell_at_the_far_end_is_refused(tmp_path):
    path = workbook(tmp_path / "o.xlsx", [["a"]], lambda book: book.active.cell(1, 16_384, "x"))
    assert "column XFD" in _refused(path)


def test_a_reader_that_dies_takes_nothing_with_it(tmp_path):
    # One cell in the last row makes the reading library ask for more memory than it may have.
    path = workbook(
        tmp_path / "o.xlsx", [["a"]], lambda book: book.active.cell(1_048_576, 290, "x")
    )
    assert "limits" in _refused(path)


def test_more_rows_than_are_read_at_once_are_refused(tmp_path):
    path = sold_items(tmp_path / "o.xlsx", {})
    many = "".join(f'<row r="{n * 7919 % 200_003}"/>' for n in range(200_001))
    edit_sheet(path, lambda xml: xml.replace("</sheetData>", many + "</sheetData>"))
    assert "more than 200000" in _refused(path)


def test_a_workbook_of_several_reports_is_refused_naming_the_sheets(tmp_path):
    def second(book):
        sheet = book.copy_worksheet(book.active)
        book.active.title, sheet.title = "订单报表", "发货报表"

    path = workbook(tmp_path / "o.xlsx", [[*TAOBAO_ORDERS["2026"]]], second)
    assert "订单报表, 发货报表" in _refused(path)


def test_an_empty_workbook_is_refused(tmp_path):
    assert "empty" in _refused(workbook(tmp_path / "o.xlsx", []))


def test_the_library_that_reads_workbooks_is_never_loaded_here(tmp_path):
    path = sold_items(tmp_path / "o.xlsx", {})
    code = (
        "import sys; from pathlib import Path; from csdesk.intake.reading import open_export;"
        "from csdesk.model.settings import DeskSettings;"
        "list(open_export(Path(sys.argv[1]), DeskSettings()).records());"
        "sys.exit('python_calamine' in sys.modules)"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code, path], check=True)


def test_a_refused_file_is_let_go(tmp_path):
    before = _open_files()
    for path in (
        _file(tmp_path, b"", "empty.csv"),
        write_csv(tmp_path / "u.csv", ["a", "b"], [], encoding="utf-16"),
        workbook(tmp_path / "w.xlsx", [["a"]]),
        _file(tmp_path, order_report(tmp_path / "o.csv", {}, encoding="utf-16").read_bytes()[:-1]),
    ):
        _refused(path)
    assert _open_files() == before
