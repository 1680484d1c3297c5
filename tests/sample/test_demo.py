"""The inbox of a demo desk, and the sample files that the repository carries."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import pytest

from csdesk.sample import damage
from csdesk.sample.demo import (
    HOSTILE_MESSAGES,
    worked_orders,
    write_demo_exports,
    write_pair_again,
    write_worked_pair,
)
from csdesk.sample.orders import CHINA
from csdesk.sample.shift import APPROVED, BLACKLISTED

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=CHINA)
DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def inbox(tmp_path_factory):
    folder = tmp_path_factory.mktemp("inbox")
    return {path.name: path for path in write_demo_exports(folder, NOW)}


def _orders(path):
    with path.open(encoding="gb18030", newline="") as file:
        return list(csv.DictReader(file))


def test_the_demo_inbox_has_a_file_for_every_state_of_an_import(inbox):
    assert set(inbox) == {
        "ExportOrderList202611211300.csv",
        "ExportOrderDetailList202611211300.csv",
        "2026-11-21-11.csv",
        "2026-11-22-1.csv",
        "2026-11-22-2.csv",
        "AllOrders-2026-11-22.txt",
        "AllOrders-2026-11-22 (1).txt",
        "Unshipped-2026-11-22.txt",
        "NewOrders-2026-11-22.txt",
        "售后登记-2026-11-22.xlsx",
    }
    assert all(path.parent == inbox["2026-11-22-1.csv"].parent for path in inbox.values())
    copies = inbox["AllOrders-2026-11-22.txt"], inbox["AllOrders-2026-11-22 (1).txt"]
    assert copies[0].read_bytes() == copies[1].read_bytes()
    assert inbox["售后登记-2026-11-22.xlsx"].read_bytes().startswith(b"\xd0\xcf\x11\xe0")
    told = inbox["NewOrders-2026-11-22.txt"].read_text(encoding="utf-8")
    assert all(word in told for word in ("昨天", "two", "12,99,9"))


def test_this_morning_has_about_400_orders_to_work_on(inbox):
    orders = _orders(inbox["2026-11-22-1.csv"])
    assert 350 < len(orders) < 470
    words = {order["订单状态"] for order in orders}
    assert words == {"买家已付款，等待卖家发货", "等待买家付款", "跨境清关中"}
    assert sum(order["收货人姓名"] == "马女士" for order in orders) >= 3
    assert any(order["收货人姓名"].endswith("**") for order in orders)
    messages = {order["买家留言"] for order in orders}
    assert set(HOSTILE_MESSAGES) <= messages


def test_the_history_has_ms_ma_and_most_of_this_morning_s_regulars(inbox):
    history = _orders(inbox["ExportOrderList202611211300.csv"])
    assert len(history) == 3_000
    assert sum(order["收货人姓名"] == "马女士" for order in history) >= 3
    before = {order["买家支付宝账号"] for order in history}
    today = [order["买家支付宝账号"] for order in _orders(inbox["2026-11-22-1.csv"])]
    assert 0.2 < sum(account in before for account in today) / len(today) < 0.8
    numbers = [order["订单编号"] for order in history + _orders(inbox["2026-11-22-1.csv"])]
    assert len(set(numbers)) == len(numbers)


def test_the_unshipped_orders_are_among_all_orders(inbox):
    everything = inbox["AllOrders-2026-11-22.txt"].read_text(encoding="utf-8")
    rows = inbox["Unshipped-2026-11-22.txt"].read_text(encoding="utf-8").splitlines()[1:]
    assert len(rows) >= 5
    assert all(row.split("\t")[0] in everything for row in rows)


def test_the_same_moment_gives_the_same_inbox(inbox, tmp_path):
    again = write_demo_exports(tmp_path, NOW)
    assert {path.name: path.read_bytes() for path in again} == {
        name: path.read_bytes() for name, path in inbox.items()
    }


def test_yesterday_s_orders_come_again_with_what_buyers_changed(tmp_path):
    first = _orders(write_worked_pair(tmp_path, NOW)[0])
    again = _orders(write_pair_again(tmp_path, NOW)[0])
    assert [each["订单编号"] for each in first] == [each["订单编号"] for each in again]
    assert len(first) == 36
    changed = {
        place: {name for name in one if one[name] != other[name]}
        for place, (one, other) in enumerate(zip(first, again, strict=True))
    }
    address = {"收货地址"}
    assert [{name.strip() for name in changed[n]} for n in (0, 1)] == [address, address]
    assert {name.strip() for name in changed[2]} == {"联系手机"}
    assert all("订单状态" in changed[n] for n in APPROVED[-3:])
    assert sum(map(bool, changed.values())) == 6


@pytest.mark.parametrize("hour", [0, 3, 6, 13, 23])
def test_a_shift_s_work_fits_the_orders_at_any_hour(hour):
    now = NOW.replace(hour=hour)
    orders = worked_orders(now)
    assert len(orders) == 36
    held_by = {order.buyer.account for order in orders[: APPROVED[-1] + 1]}
    assert orders[BLACKLISTED[0]].buyer.account not in held_by


@pytest.mark.parametrize("hour", [0, 3, 13, 23])
def test_a_demo_can_start_at_any_hour(tmp_path, hour):
    paths = write_demo_exports(tmp_path, NOW.replace(hour=hour))
    assert len(_orders(tmp_path / "2026-11-22-1.csv")) > 150
    assert all(path.stat().st_size for path in paths)


# --- damage --------------------------------------------------------------------------------------


def test_a_cell_that_is_not_there_cannot_be_set(tmp_path):
    path = tmp_path / "x.txt"
    path.write_bytes(b"order-id\tsku\n1\ta\n")
    assert damage.set_cell(path, "1", "sku", "b", encoding="utf-8") == 2
    assert path.read_bytes() == b"order-id\tsku\n1\tb\n"
    for holding, column in (("9", "sku"), ("1", "asin")):
        with pytest.raises(ValueError, match=r"x\.txt has no line"):
            damage.set_cell(path, holding, column, "c")


# --- data/ ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    subprocess.run([sys.executable, DATA / "make_samples.py", "--into", folder], check=True)
    return folder


def _content(path: Path) -> object:
    """The bytes of a file; of an archive its members, as compressors differ between builds."""
    try:
        with ZipFile(path) as archive:
            return [(info.filename, archive.read(info)) for info in archive.infolist()]
    except BadZipFile:
        pass
    return "a part of an archive" if path.suffix == ".xlsx" else path.read_bytes()


def test_the_samples_are_what_the_script_makes(made):
    relative = {path.relative_to(made) for path in made.rglob("*") if path.is_file()}
    listed = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))
    on_disk = {Path(entry["case"]) / name for entry in listed for name in entry["files"]}
    assert on_disk | {Path("README.md"), Path("expected.json")} == relative
    for path in sorted(relative):
        assert _content(DATA / path) == _content(made / path), f"run data/make_samples.py: {path}"


def test_no_stray_file_lies_among_the_samples(made):
    outcomes = {path.name for path in made.iterdir() if path.is_dir()}
    ours = {p.relative_to(DATA) for o in outcomes for p in (DATA / o).rglob("*") if p.is_file()}
    assert ours == {
        p.relative_to(made) for o in outcomes for p in (made / o).rglob("*") if p.is_file()
    }


def test_refused_rows_are_where_the_table_says():
    for entry in json.loads((DATA / "expected.json").read_text(encoding="utf-8")):
        for reject in entry["rejects"]:
            path = DATA / entry["case"] / reject["file"]
            if path.suffix == ".xlsx" or not reject["value"]:
                continue
            encoding = "utf-8" if path.suffix == ".txt" else "gb18030"
            line = path.read_text(encoding=encoding).splitlines()[reject["row"] - 1]
            assert reject["value"] in line


def test_the_samples_stay_small():
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < 1_000_000


@pytest.mark.parametrize("hour", [0, 3, 5, 6, 7, 12, 18, 23])
def test_a_demo_can_be_made_at_any_hour(tmp_path, hour):
    assert len(write_demo_exports(tmp_path, NOW.replace(hour=hour, minute=35))) == 10
