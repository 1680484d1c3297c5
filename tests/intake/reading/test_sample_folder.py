"""The sample exports that come with csdesk: what its page says of each file is what is read."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from csdesk.intake.reading import Unreadable
from tests.intake.reading.exports import Found, read

SAMPLES = Path(__file__).parents[3] / "data"
CASES = json.loads((SAMPLES / "expected.json").read_text("utf-8"))
READ_WHOLE = ("imported", "duplicate", "waiting")


def _found(case: dict[str, object]) -> dict[str, Found]:
    files = case["files"]
    assert isinstance(files, list)
    return {name: read(SAMPLES / str(case["case"]) / name) for name in files}


def _named(*outcomes: str) -> list[object]:
    return [pytest.param(case, id=case["case"]) for case in CASES if case["outcome"] in outcomes]


@pytest.mark.parametrize("case", _named(*READ_WHOLE))
def test_every_row_of_a_good_file_is_read(case):
    found = _found(case)
    assert not [reject for one in found.values() for reject in one.rejects]
    if case["outcome"] == "imported":
        numbers = {o.market_no for one in found.values() for o in one.orders}
        assert len(numbers) == case["orders"]


@pytest.mark.parametrize("case", _named("imported"))
def test_the_lines_of_a_file_are_those_of_its_orders(case):
    found = _found(case)
    halves = Counter(one.export.half for one in found.values())
    assert halves["orders"] == halves["items"]
    for one in found.values():
        if one.export.half == "":
            assert all(order.lines for order in one.orders)


@pytest.mark.parametrize("case", _named("partly"))
def test_the_rows_that_are_refused_are_named(case):
    found = _found(case)
    wrong = {
        (name, reject.row, reject.column, reject.value)
        for name, one in found.items()
        for reject in one.rejects
        if "same order" not in reject.reason
    }
    for reject in case["rejects"]:
        assert any(
            (name, row) == (reject["file"], reject["row"])
            and reject["column"] in ("", column)
            and reject["value"] in ("", value)
            for name, row, column, value in wrong
        ), (reject, wrong)
    assert len(wrong) == len(case["rejects"])


@pytest.mark.parametrize("case", _named("quarantined"))
def test_a_file_for_quarantine_is_refused_whole_or_in_every_row(case):
    for name in case["files"]:
        said = _refusal(SAMPLES / case["case"] / name)
        assert said.endswith(".")


def _refusal(path: Path) -> str:
    """Why the file is refused, or why its first row is where all of them are."""
    try:
        found = read(path)
    except Unreadable as refusal:
        return str(refusal)
    assert not found.orders
    assert not found.items
    return found.rejects[0].reason
