"""Approved-order files and the count ledger: what is approved is what is in the files (S46)."""

from __future__ import annotations

import csv
import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor

import openpyxl
import pytest

from csdesk.model.bulk import BulkAction
from csdesk.model.downloads import Side
from csdesk.model.errors import NotAllowed, NotFound, Refused
from csdesk.model.settings import DeskSettings
from csdesk.model.status import Tab
from csdesk.rules.spreadsheets import csv_cell, workbook_cell
from csdesk.services.desk import Desk
from csdesk.services.downloads import Downloads
from csdesk.services.ledger import Ledger
from tests.hostile import CASES
from tests.intake.desks import AGENT, changed_cells, make_desk, rows, take, write_pair
from tests.services.desks import person
from tests.services.test_review import paid

ORDERS = paid(6, 21)
MORNING = ("2011-2-15-1.csv", "2011-2-15-2.csv")
NAME = "淘宝订单付款2011-2-15-1"


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path / "desk")
    take(desk, *write_pair(tmp_path / "x", ORDERS, *MORNING))
    yield desk
    desk.close()


def approve_all(desk):
    return desk.bulk.do(BulkAction.APPROVE, desk.review.preview().ready).order_nos


def table(desk, file):
    """Head and rows of a CSV in exports/."""
    text = (desk.folder / "exports" / file).read_text(encoding="utf-8-sig")
    head, *found = csv.reader(text.splitlines())
    return [dict(zip(head, row, strict=True)) for row in found]


def line(desk, file=MORNING[0]):
    return next(each for each in desk.ledger.lines() if each.batch.file == file)


def test_the_file_is_named_as_in_the_manual_and_has_as_many_rows_as_were_approved(desk):
    approved = approve_all(desk)
    done = desk.downloads.download(line(desk).batch.id)
    assert done.file == f"{NAME}.csv"
    assert (done.orders, done.approved, done.equal, done.fresh) == (6, 6, True, True)
    found = table(desk, done.file)
    assert {row["order no."] for row in found} == set(approved)
    assert (desk.folder / "exports" / done.file).read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_workbook_has_the_same_orders_and_their_items_on_a_second_sheet(desk):
    approve_all(desk)
    desk.downloads.download(line(desk).batch.id)
    orders, items = openpyxl.load_workbook(desk.folder / "exports" / f"{NAME}.xlsx").worksheets
    assert orders.max_row == 1 + 6
    sold = [cell.value for cell in items["C"][1:]]
    assert sorted(sold) == sorted(each.item.sku for order in ORDERS for each in order.lines)
    numbers = [cell.value for cell in orders["B"][1:]]
    assert set(numbers) == {each.number for each in ORDERS}, "all digits, as text"


def test_either_half_of_a_pair_stands_for_the_import(desk):
    approve_all(desk)
    halves = [each.id for each in desk.imports.batches()]
    files = {desk.downloads.download(half).file for half in halves}
    assert files == {f"{NAME}.csv"}


def test_what_is_approved_later_goes_into_a_file_of_its_own_and_no_order_into_two(desk):
    first, *others = [each.order_no for each in desk.review.preview().ready]
    desk.gate.approve(first)
    batch = line(desk).batch.id
    assert desk.downloads.download(batch).in_file == 1
    for number in others:
        desk.gate.approve(number)
    assert line(desk).difference == 5
    done = desk.downloads.download(batch)
    assert done.file == f"{NAME}(2).csv"
    assert (done.in_file, done.orders, done.approved, done.equal) == (5, 6, 6, True)
    both = [row["order no."] for name in (f"{NAME}.csv", done.file) for row in table(desk, name)]
    assert sorted(both) == sorted([first, *others])
    assert line(desk).difference == 0


def test_a_download_with_nothing_new_tells_the_last_file_and_writes_it_again_if_it_is_gone(desk):
    approve_all(desk)
    batch = line(desk).batch.id
    file = desk.downloads.download(batch).file
    path = desk.folder / "exports" / file
    was = path.read_bytes()
    assert not desk.downloads.download(batch).fresh
    path.unlink()
    again = desk.downloads.download(batch)
    assert (again.file, again.equal) == (file, True)
    assert path.read_bytes() == was
    assert len(rows(desk, "downloads")) == 1


def test_an_order_that_is_held_after_the_download_is_a_difference_until_it_is_explained(desk):
    approved = approve_all(desk)
    batch = line(desk).batch.id
    desk.downloads.download(batch)
    desk.gate.hold(approved[0], "the buyer called")
    (apart,) = desk.ledger.differences(batch)
    assert (apart.order_no, apart.side, apart.open) == (approved[0], Side.EXTRA, True)
    assert (line(desk).approved, line(desk).downloaded, line(desk).difference) == (5, 6, 1)
    assert not desk.downloads.download(batch).equal
    told = desk.ledger.explain(batch, approved[0], "shipping took it out")
    assert (told.explanation, told.by) == ("shipping took it out", "li")
    assert line(desk).difference == 0
    assert [each.open for each in desk.ledger.differences(batch)] == [False]
    with pytest.raises(Refused, match="makes no difference"):
        desk.ledger.explain(batch, approved[1], "x")
    with pytest.raises(Refused):
        desk.ledger.explain(batch, approved[0], "  ")


def test_a_held_order_is_never_in_a_file_for_shipping(desk):
    approved = approve_all(desk)
    desk.gate.hold(approved[0], "1")
    desk.downloads.download(line(desk).batch.id)
    assert approved[0] not in [row["order no."] for row in table(desk, f"{NAME}.csv")]


def test_without_an_approved_order_there_is_no_file(desk):
    with pytest.raises(Refused, match="is approved yet"):
        desk.downloads.download(line(desk).batch.id)
    assert not (desk.folder / "exports").exists()
    with pytest.raises(NotFound):
        desk.downloads.download(99)


def test_the_afternoon_is_the_second_import_of_the_day(desk, tmp_path):
    later = paid(3, 22)
    take(desk, *write_pair(tmp_path / "y", later, "2011-2-15-11.csv", "2011-2-15-22.csv"))
    for each in [*desk.review.queue()]:
        desk.gate.approve(each.order_no)
    batch = line(desk, "2011-2-15-11.csv").batch.id
    assert desk.downloads.download(batch).file == "淘宝订单付款2011-2-15-2.csv"
    ready = desk.downloads.ready()
    assert [(each.name, each.orders) for each in ready] == [(NAME, 6)]


def test_what_shipping_must_know_stands_in_the_file(desk):
    number = approve_all(desk)[0]
    desk.remarks.add(number, Tab.SHIPPING, "改发圆通")
    desk.remarks.add(number, Tab.INTERNAL, "nobody's business")
    desk.downloads.download(line(desk).batch.id)
    row = next(row for row in table(desk, f"{NAME}.csv") if row["order no."] == number)
    assert row["shipping remarks"] == "改发圆通"
    assert "nobody" not in str(row)
    order = desk.orders.order(number)
    assert order.lines[0].sku in row["items"]
    assert row["pieces"] == str(sum(each.quantity for each in order.lines))


def test_the_counts_of_every_file_add_up(desk, tmp_path):
    again = write_pair(tmp_path / "z", ORDERS, "2011-2-15-11.csv", "2011-2-15-22.csv")
    changed_cells(again[0], {ORDERS[0].number: {"买家留言": "再加一双袜子"}})
    take(desk, *again)
    for each in desk.ledger.lines():
        batch = each.batch
        told = batch.rows_new + batch.rows_changed + batch.rows_unchanged + batch.rejected
        assert (each.missed, batch.rows) == (0, told)
    second = line(desk, "2011-2-15-11.csv")
    assert second.batch.rows_changed == 1
    changed = desk.ledger.behind(second.batch.id, "changed")
    assert [row.market_no for row in changed] == [ORDERS[0].number]


@pytest.mark.parametrize("number", ["approved", "downloaded", "held", "difference"])
def test_every_number_opens_the_orders_it_counts(desk, number):
    approved = approve_all(desk)
    batch = line(desk).batch.id
    desk.downloads.download(batch)
    desk.gate.hold(approved[0], "1")
    assert len(desk.ledger.behind(batch, number)) == getattr(line(desk), number)


def test_who_may_only_look_downloads_and_explains_nothing(desk):
    approved = approve_all(desk)
    batch = line(desk).batch.id
    for role in ("finance", "viewer", "market"):
        other = person("x", "某", roles=(role,))
        with pytest.raises(NotAllowed):
            Downloads(desk.store, desk.settings, other).download(batch)
        with pytest.raises(NotAllowed):
            Ledger(desk.store, desk.settings, other).explain(batch, approved[0], "x")
    assert not (desk.folder / "exports").exists()
    shipping = person("y", "发货", roles=("shipping",))
    assert Downloads(desk.store, desk.settings, shipping).download(batch).equal


def test_a_folder_that_takes_no_file_notes_nothing_as_downloaded(desk):
    approve_all(desk)
    (desk.folder / "exports").write_text("in the way")
    with pytest.raises(Refused, match="Nothing was noted"):
        desk.downloads.download(line(desk).batch.id)
    assert rows(desk, "downloads") == []


def _download(folder, batch_id, start, told):
    desk = Desk(folder, DeskSettings(), AGENT)
    start.wait()
    done = desk.downloads.download(batch_id)
    told.put((done.file, done.in_file, done.equal))
    desk.close()


def test_two_who_download_at_once_write_every_order_once(desk):
    approve_all(desk)
    fork = multiprocessing.get_context("spawn")
    start, told = fork.Event(), fork.Queue()
    arguments = (desk.folder, line(desk).batch.id, start, told)
    both = [fork.Process(target=_download, args=arguments) for _ in range(2)]
    for each in both:
        each.start()
    start.set()
    assert [told.get(timeout=60) for _ in both] == [(f"{NAME}.csv", 6, True)] * 2
    for each in both:
        each.join(60)
    assert len(rows(desk, "downloaded_orders")) == 6
    assert len(table(desk, f"{NAME}.csv")) == 6
    left = {path.name for path in (desk.folder / "exports").iterdir()}
    assert left == {f"{NAME}.csv", f"{NAME}.xlsx"}


def test_two_who_download_in_one_process_do_not_take_each_others_files(desk):
    approve_all(desk)
    batch = line(desk).batch.id
    start = threading.Barrier(2)

    def download(_):
        start.wait()
        return desk.downloads.download(batch)

    with ThreadPoolExecutor(2) as both:
        done = list(both.map(download, range(2)))
    assert [(each.file, each.in_file, each.equal) for each in done] == [
        (f"{NAME}.csv", 6, True)
    ] * 2
    left = {path.name for path in (desk.folder / "exports").iterdir()}
    assert left == {f"{NAME}.csv", f"{NAME}.xlsx"}


def test_a_download_sent_again_after_another_approval_tells_its_own_file(desk):
    first, second, *_ = [each.order_no for each in desk.review.preview().ready]
    desk.gate.approve(first)
    batch = line(desk).batch.id
    desk.downloads.download(batch, "a")
    desk.gate.approve(second)
    again = desk.downloads.download(batch, "a")
    assert (again.file, again.in_file, again.fresh) == (f"{NAME}.csv", 1, False)
    assert len(rows(desk, "downloads")) == 1
    (desk.folder / "exports" / f"{NAME}.csv").unlink()
    assert desk.downloads.download(batch, "a").in_file == 1, "written anew where it is gone"
    assert desk.downloads.download(batch, "b").file == f"{NAME}(2).csv"


@pytest.mark.parametrize("text", CASES)
def test_no_text_becomes_a_formula_or_breaks_a_workbook(text, tmp_path):
    from csdesk.services.spreadsheets import Marked, Sheet, rows_in, write_csv, write_workbook

    sheet = Sheet(text, [text, "x"], [[text, Marked(text)], ["", 3]])
    write_csv(tmp_path / "a.csv", sheet)
    assert rows_in(tmp_path / "a.csv") == 2
    write_workbook(tmp_path / "a.xlsx", [sheet, sheet])
    for page in openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets:
        for cells in page.iter_rows():
            assert all(cell.data_type != "f" for cell in cells)
    for cell in (csv_cell(text), workbook_cell(text)):
        assert cell.lstrip()[:1] not in ("=", "+", "-", "@") or csv_cell(text)[:2] == '="'
