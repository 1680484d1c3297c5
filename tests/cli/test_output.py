"""Tables fit the terminal, cells hold together, programs get tabs and exact values."""

from __future__ import annotations

import io
import json
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.plain import cell_width
from tests.hostile import CASES, forbidden


@pytest.fixture
def printed(capsys):
    """What was put on standard output so far."""
    kept = []

    def text():
        kept.append(capsys.readouterr().out)
        return "".join(kept)

    return text


def table(rows, width, monkeypatch):
    """A table of names and texts in a terminal of some width."""
    monkeypatch.setenv("COLUMNS", str(width))
    columns = [
        Column("no.", lambda row: row[0]),
        Column("名字", lambda row: row[1], least=6),
        Column("amount", lambda row: row[2], right=True),
        Column("text", lambda row: row[3], least=6),
    ]
    output.put_table(columns, rows)


ROWS = [("TB1", "马女士", "¥19.90", "连衣裙" * 40), ("TB22", "欧阳小明明", "¥1,999.00", "T恤")]


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal(printed, monkeypatch, width):
    table(ROWS, width, monkeypatch)
    lines = printed().splitlines()
    assert len(lines) == 4
    assert max(map(cell_width, lines)) <= width


def test_what_is_cut_says_so_and_columns_stay_in_line(printed, monkeypatch):
    table(ROWS, 60, monkeypatch)
    head, rule, first, second = printed().splitlines()
    assert first.endswith("~")
    place = cell_width(head[: head.index("text")])
    assert cell_width(first[: first.index("连")]) == place
    assert cell_width(second[: second.index("T恤")]) == place
    assert set(rule) == {"-", " "}


@pytest.mark.parametrize("text", CASES)
def test_no_text_breaks_out_of_its_cell(printed, monkeypatch, text):
    table([("TB1", text, "1", "next")], 100, monkeypatch)
    lines = printed().splitlines()
    assert len(lines) == 3
    assert forbidden(printed()) == []
    assert lines[2].endswith("next")
    place = cell_width(lines[0][: lines[0].index("text")])
    assert cell_width(lines[2]) == place + len("next")


@pytest.mark.parametrize("text", CASES)
def test_tabbed_output_keeps_a_record_on_its_line(printed, text):
    output.put_tabbed([{"a": text, "b": {"c": 1, "d": None}, "e": True}])
    head, row = printed().split("\n")[:2]
    assert head == "a\tb.c\tb.d\te"
    assert row.split("\t")[1:] == ["1", "", "1"]
    assert forbidden(row.replace("\t", "")) == []


@given(st.dictionaries(st.text(), st.text() | st.none() | st.integers() | st.booleans()))
def test_a_document_is_one_line_of_json_without_controls(record):
    stream, kept = io.StringIO(), sys.stdout
    sys.stdout = stream
    try:
        output.put_document({"answer": record})
    finally:
        sys.stdout = kept
    text = stream.getvalue()
    assert text.count("\n") == 1
    assert forbidden(text) == []
    assert list(json.loads(text)) == ["answer"]


def test_amounts_are_exact_decimals():
    assert output.decimal(123456, "CNY") == "1234.56"
    assert output.decimal(-5, "CNY") == "-0.05"
    assert output.decimal(1234567, "JPY") == "1234567"
    assert output.decimal(None, "CNY") is None


def test_moments_carry_the_offset_of_the_desk():
    at = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    assert output.instant(at, "Asia/Shanghai") == "2026-11-22T09:30:00+08:00"
    assert output.instant(None, "Asia/Shanghai") is None


def test_the_head_has_what_any_of_the_records_tells(printed):
    call = {"expected": "2026-12-01", "answer": "y"}
    output.put_tabbed([{"sku": "a", "call": None}, {"sku": "b", "call": call}])
    assert printed().splitlines() == [
        "sku\tcall.expected\tcall.answer", "a\t\t", "b\t2026-12-01\ty",
    ]  # fmt: skip
    stream: list[dict[str, object]] = [{"sku": "c"}, {"sku": "d"}]
    output.put_tabbed(iter(stream))
    assert printed().splitlines()[3:] == ["sku", "c", "d"]
