"""The sample exports in ``data/``, taken in as files are at a desk: every outcome as promised."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from csdesk.intake.importer import Listener
from csdesk.intake.passes import Passes
from tests.intake.desks import AGENT, make_desk, rows, take

DATA = Path(__file__).parents[2] / "data"
CASES = json.loads((DATA / "expected.json").read_text("utf-8"))


STOCK = [case for case in CASES if case["outcome"] == "stock"]


@pytest.mark.parametrize("case", STOCK, ids=[case["case"] for case in STOCK])
def test_a_sample_of_stock_comes_out_as_promised(case, tmp_path):
    desk = make_desk(tmp_path / "desk")
    batches = take(desk, *sorted((DATA / case["case"]).iterdir()))
    states = [batch.state.value for batch in batches]
    expected = ["imported"] * len(batches)
    if case["rejects"]:
        expected[0] = "partly"
    elif case["why"]:
        expected[-1] = "quarantined"
    assert states == expected, batches
    assert len(rows(desk, "items")) == case["items"]
    assert len(rows(desk, "rejects")) == len(case["rejects"])
    check_rejects(desk, batches, case["rejects"])
    for batch in batches:
        told = batch.rows_new + batch.rows_changed + batch.rows_unchanged + batch.rejected
        assert told == batch.rows or batch.state.value == "quarantined"


ORDERS = [case for case in CASES if case["outcome"] != "stock"]


@pytest.mark.parametrize("case", ORDERS, ids=[case["case"] for case in ORDERS])
def test_a_sample_comes_out_as_promised(case, tmp_path):
    desk = make_desk(tmp_path / "desk")
    source = DATA / case["case"]
    if case["outcome"] == "ignored":
        shutil.copytree(source, desk.folder / "inbox", dirs_exist_ok=True)
        with Passes(desk.folder, desk.settings, AGENT, Listener(), 500) as passes:
            assert not passes.work(), "nothing is left to be looked at"
        assert len(list((desk.folder / "inbox").iterdir())) == len(list(source.iterdir()))
        assert rows(desk, "batches") == []
        return
    batches = take(desk, *source.iterdir())
    states = {batch.state.value for batch in batches}
    assert case["outcome"] in states
    if case["outcome"] == "imported":
        # The same items may come again beside another order report.
        assert states <= {"imported", "duplicate"}, batches
    elif case["outcome"] in ("waiting", "quarantined"):
        assert states == {case["outcome"]}, batches
    assert len(rows(desk, "orders")) == case["orders"]
    assert len(rows(desk, "lines")) == case["lines"]
    check_rejects(desk, batches, case["rejects"])
    check_ledger(desk, batches)


def check_rejects(desk, batches, promised):
    """Every row that is wrong in itself is named with its column and value."""
    files = {batch.id: batch.file for batch in batches}
    found = {(files[row["batch_id"]], row["row"]): row for row in rows(desk, "rejects")}
    for reject in promised:
        row = found[reject["file"], reject["row"]]
        assert reject["column"] in ("", row["column"])
        assert reject["value"] in ("", row["value"])


def check_ledger(desk, batches):
    """The counts of a file add up, and each file lies where it belongs, byte for byte (S45)."""
    for batch in batches:
        row = next(row for row in rows(desk, "batches") if row["id"] == batch.id)
        if batch.state.value in ("imported", "partly"):
            kind = batch.profile
            assert batch.rows == row["rows_done"]
            if kind == "taobao-orders" and not batch.lines:
                orders = batch.orders_new + batch.orders_changed + batch.orders_unchanged
                assert batch.rows == orders + batch.rejected
            else:
                assert batch.rows == batch.lines + batch.rejected
        place = {"imported": "archive", "partly": "archive", "quarantined": "quarantine"}
        if batch.state.value in place:
            folder = desk.folder / place[batch.state.value]
            assert (
                any(
                    path.read_bytes()
                    for path in folder.rglob("*")
                    if path.stat().st_size == row["size"]
                )
                or not row["size"]
            )
    assert not list((desk.folder / "staging").glob("*.tmp"))
