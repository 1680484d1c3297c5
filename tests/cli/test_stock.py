"""``csdesk stock``, ``can-ship``, ``shortages``, ``discontinue``, ``priority``."""

from __future__ import annotations

import csv

import pytest

from tests.hostile import PAYLOADS, forbidden


@pytest.fixture
def order(csdesk, desk):
    """An approved order with one line, and its item."""
    for row in csdesk("search", "status:awaiting_review", "--json", desk=desk).answer["orders"]:
        told = csdesk("order", row["order_no"], "--json", desk=desk).answer
        if len(told["lines"]) == 1 and told["lines"][0]["sku"]:
            number = told["order_no"]
            if csdesk("approve", number, desk=desk).status == 0:
                return number, told["lines"][0]["sku"], told["lines"][0]["quantity"]
    raise AssertionError("the sample has no such order")


HEAD = "sku,title,color,size,on_hand,supplier,cost,status"


def stock(csdesk, desk, tmp_path, *rows, name="stock.csv"):
    path = tmp_path / name
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    told = csdesk("import", str(path), "--json", desk=desk)
    assert told.status == 0, told.err
    return told.answer["batches"][0]


def test_the_answers_have_their_keys(csdesk, desk, tmp_path, order):
    number, sku, quantity = order
    batch = stock(csdesk, desk, tmp_path, f"{sku},裙,红,M,0,杭州一厂,9.50,正常")
    assert (batch["profile"], batch["rows"], batch["state"]) == ("own-stock", 1, "imported")
    told = csdesk("stock", sku, "--json", desk=desk).answer
    (item,) = told["items"]
    assert {
        "sku", "title", "color", "size", "on_hand", "defective", "held", "allocated", "available",
        "demand", "inbound", "shortage", "status", "warehouse",
    } <= set(item)  # fmt: skip
    assert (item["on_hand"], item["allocated"], item["available"]) == (0, quantity, -quantity)
    (product,) = told["products"]
    assert product["matrix"]["红"]["M"]["sku"] == sku
    answer = csdesk("can-ship", number, "--json", desk=desk).answer
    assert (answer["verdict"], answer["reason"], answer["place"]) == (
        "not_available", "not_called", 1,
    )  # fmt: skip
    assert {"sku", "quantity", "verdict", "expected", "place"} <= set(answer["lines"][0])
    sheet = csdesk("shortages", "--json", desk=desk).answer
    assert sheet["suppliers"][0]["supplier"]["name"] == "杭州一厂"
    assert sheet["suppliers"][0]["items"][0]["pieces"] == quantity


def test_a_call_is_logged_and_the_order_gets_its_day(csdesk, desk, tmp_path, order):
    number, sku, _quantity = order
    stock(csdesk, desk, tmp_path, f"{sku},裙,红,M,0,杭州一厂,9.50,正常")
    told = csdesk("shortages", "--call", sku, "--expected", "2099-01-05", "--json", desk=desk)
    assert (told.status, told.answer["sooner"]) == (0, 1)
    assert told.answer["to_tell"][0]["order_no"] == number
    answer = csdesk("can-ship", number, "--json", desk=desk).answer
    assert (answer["verdict"], answer["expected"]) == ("expected", "2099-01-05")
    shown = csdesk("can-ship", number, desk=desk, terminal=True).out
    assert "2099-01-05" in shown
    (later,) = csdesk("shortages", "--to-tell", "--json", desk=desk).answer["to_tell"]
    assert (later["order_no"], later["sku"]) == (number, sku)
    assert number in csdesk("shortages", "--to-tell", desk=desk, terminal=True).out
    told = csdesk("shortages", "--told", number, "--json", desk=desk)
    assert (told.status, told.answer["to_tell"]) == (0, [])
    assert csdesk("shortages", "--told", number, desk=desk).status == 1


def test_the_sheet_as_a_file(csdesk, desk, tmp_path, order):
    _number, sku, _quantity = order
    stock(csdesk, desk, tmp_path, f"{sku},=裙,红,M,0,杭州一厂,9.50,正常")
    for name in ("sheet.csv", "sheet.xlsx"):
        file = tmp_path / name
        option = f"--{file.suffix[1:]}"
        told = csdesk("shortages", option, str(file), "--json", desk=desk)
        assert told.answer["file"] == str(file)
    text = (tmp_path / "sheet.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    assert rows[1][4] == sku
    assert not rows[1][5].startswith("=")
    assert (tmp_path / "sheet.xlsx").read_bytes().startswith(b"PK")
    assert csdesk("shortages", "--csv", str(tmp_path / "a.txt"), desk=desk).status == 2
    again = csdesk("shortages", "--csv", str(tmp_path / "sheet.csv"), desk=desk)
    assert "sheet.csv is there already" in again.err
    assert (tmp_path / "sheet.csv").read_text(encoding="utf-8-sig") == text
    both = ("--csv", str(tmp_path / "b.csv"), "--xlsx", str(tmp_path / "b.xlsx"))
    assert csdesk("shortages", *both, desk=desk).status == 2
    assert list(tmp_path.glob("b.*")) == []


def test_refusals_have_their_own_statuses(csdesk, desk, tmp_path, order):
    number, sku, _quantity = order
    stock(csdesk, desk, tmp_path, f"{sku},裙,红,M,0,厂,9.50,正常")
    typo = sku[:-3] + sku[-2] + sku[-3] + sku[-1]
    for arguments, status in (
        (["stock", "--item", typo], 3),
        (["stock", typo], 3),
        (["stock", "is:blue"], 2),
        (["can-ship", "TB200101-9999"], 3),
        (["shortages", "--call", "NEVER-1", "--expected", "18"], 3),
        (["shortages", "--call", sku, "--expected", "someday"], 2),
        (["shortages", "--call", sku, "--expected", "2001-01-01"], 2),
        (["priority", number], 1),
        (["stock", "--warehouses", "火星=no"], 3),
        (["stock", "--warehouses", "主仓=maybe"], 2),
    ):
        told = csdesk(*arguments, desk=desk)
        assert (told.status, told.out) == (status, ""), (arguments, told.err)
    csdesk("people", "add", "eye", "Eye", "--role", "viewer", desk=desk)
    for command in (
        ["shortages", "--call", sku, "--expected", "3d"], ["discontinue", sku],
        ["priority", number, "--reason", "x"], ["stock", "--warehouses", "主仓=no"],
    ):  # fmt: skip
        assert csdesk("--as", "eye", *command, desk=desk).status == 4


def test_an_older_file_is_refused_with_both_times(csdesk, desk, tmp_path):
    stock(csdesk, desk, tmp_path, "A-1,x,,,1,,,", name="stock 2026-11-21 08_00.csv")
    older = tmp_path / "stock 2026-11-20 08_00.csv"
    older.write_text(f"{HEAD}\nA-1,x,,,2,,,\n", encoding="utf-8")
    told = csdesk("import", str(older), desk=desk, terminal=True)
    assert told.status == 1
    assert "2026-11-20 08:00" in told.out + told.err
    assert "2026-11-21 08:00" in told.out + told.err


def test_priority_and_discontinuing(csdesk, desk, tmp_path, order):
    number, sku, quantity = order
    stock(csdesk, desk, tmp_path, f"{sku},裙,红,M,{quantity},厂,9.50,正常")
    assert csdesk("priority", number, "--preview", "--json", desk=desk).answer["pushed"] == []
    told = csdesk("priority", number, "--reason", "complaint", "--json", desk=desk)
    assert (told.status, told.answer["priority"]) == (0, 1)
    assert csdesk("can-ship", number, "--json", desk=desk).answer["priority"] == 1
    assert csdesk("priority", number, "--off", desk=desk).status == 0
    told = csdesk("discontinue", sku, "--reason", "old", "--json", desk=desk)
    assert (told.answer["status"], told.answer["served"]) == ("discontinued", 1)
    assert csdesk("discontinue", sku, desk=desk).status == 1
    assert csdesk("discontinue", sku, "--resume", "--json", desk=desk).status == 0
    kinds = [e["kind"] for e in csdesk("log", number, "--json", desk=desk).answer["events"]]
    assert kinds.count("stock.priority") == 2


def test_everything_can_be_shown_to_people_in_both_languages(csdesk, desk, tmp_path, order):
    number, sku, _quantity = order
    texts = [text.replace('"', "") for text in PAYLOADS if "\n" not in text and "\r" not in text]
    rows = [f'P-{n},"{text}",,,0,"{text}",,' for n, text in enumerate(texts)]
    path = tmp_path / "hostile.csv"
    lines = [HEAD, f"{sku},裙,红,M,0,厂,9.50,正常", *rows]
    text = "\n".join(lines).replace("\0", "")
    path.write_text(f"{text}\n", encoding="utf-8", errors="replace")
    assert csdesk("import", str(path), "--json", desk=desk).answer["batches"][0]["rows"] > 10
    csdesk("shortages", "--call", sku, "--expected", "3d", desk=desk)
    for language in ("en", "zh"):
        for command in (
            ["stock"], ["stock", "--item", sku], ["stock", "--queue", sku], ["stock", "--alarms"],
            ["stock", "--affected", sku], ["stock", "--slipping"], ["stock", "--warehouses"],
            ["can-ship", number], ["shortages"],
        ):  # fmt: skip
            for terminal in (True, False):
                told = csdesk("--lang", language, *command, desk=desk, terminal=terminal)
                assert told.status == 0, told.err
                assert not forbidden(told.out.replace("\t", " "))


def test_programs_can_name_every_item(csdesk, desk, tmp_path):
    path = tmp_path / "several.csv"
    path.write_text("sku,color,size,on_hand\nA100,红,L,0\nA100,红,M,7\n", encoding="utf-8")
    assert csdesk("import", str(path), desk=desk).status == 0
    items = csdesk("stock", "A100", "--json", desk=desk).answer["items"]
    for item in items:
        card = csdesk("stock", "--item", item["key"], "--json", desk=desk).answer
        assert (card["color"], card["size"], card["on_hand"]) == (
            item["color"], item["size"], item["on_hand"],
        )  # fmt: skip
    told = csdesk(
        "shortages", "--call", "A100 红 L", "--expected", "3d", "--json", desk=desk
    ).answer
    assert told["calls"][0]["key"] in {item["key"] for item in items}
    refused = csdesk("stock", "--item", "A100", desk=desk)
    assert "A100 红 L" in refused.err
