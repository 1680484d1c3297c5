"""A shop's own profile in desk.toml, and what is said of a wrong one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from csdesk.intake.reading import packaged, profile_by_id, profiles
from csdesk.model.errors import NotFound, NotUnderstood
from csdesk.model.settings import DeskSettings
from tests.intake.reading.exports import NUMBER, order_report, plain_csv, read, sold_items

WEB_SHOP = """
[[profiles]]
id = "web-shop"
title = "Web shop orders"
site = "WS"
known_by = [["Order no"], ["E-mail", "Mail"]]
zone = "Europe/Berlin"
currency = "EUR"
decimal = ","
delimiter = ";"
encodings = ["utf-8", "cp1252"]
dates = ["%d.%m.%Y %H:%M"]
zero = ["gratis"]
[profiles.order]
market_no = "Order no"
name = { join = ["First name", "Last name"], with = " " }
email = ["E-mail", "Mail"]
total = "Amount"
placed_at = "Date"
closed_reason = { first = ["Reason", "Why"], empty = ["none"] }
market_status = "State"
[profiles.line]
sku = "Item"
quantity = "Pieces"
[profiles.status]
"bezahlt" = ["awaiting_review", "paid"]
"""
HEADER = ["Order no", "First name", "Last name", "Mail", "Amount", "Date", "Reason", "State",
          "Item", "Pieces"]  # fmt: skip
ROW = ["1001", "Zoë", "Müller", "z@example.com", "1.234,50", "22.11.2026 09:30", "none", "bezahlt",
       "A-1", "2"]  # fmt: skip


def _settings(text: str = WEB_SHOP) -> DeskSettings:
    return DeskSettings(profiles=tuple(tomllib.loads(text)["profiles"]))


def _with(**changed: Any) -> DeskSettings:
    form = tomllib.loads(WEB_SHOP)["profiles"][0]
    return DeskSettings(profiles=({**form, **changed},))


def test_a_shop_s_own_profile_reads_its_file(tmp_path):
    path = plain_csv(tmp_path / "orders.txt", [HEADER, ROW], delimiter=";")
    found = read(path, _settings())
    assert found.export.profile.id == "web-shop"
    order = found.order
    assert order.fields == {
        "name": "Zoë Müller",
        "email": "z@example.com",
        "total": 123450,
        "currency": "EUR",
        "placed_at": 1795336200,
        "closed_reason": "",
        "market_status": "bezahlt",
    }
    assert (order.order_status, order.payment_status) == ("awaiting_review", "paid")
    assert order.lines is not None
    assert order.lines[0].fields == {"sku": "A-1", "quantity": 2}


def test_its_encoding_zone_and_words_are_its_own(tmp_path):
    path = tmp_path / "orders.csv"
    rows = [HEADER, [*ROW[:4], "gratis", "01.07.2026 09:30", "sold out", "bezahlt", "A-1", "1"]]
    path.write_bytes("\n".join(";".join(row) for row in rows).encode("cp1252"))
    found = read(path, _settings())
    assert found.export.encoding == "cp1252"
    assert found.order.fields["name"] == "Zoë Müller"
    assert found.order.fields["placed_at"] == 1782891000
    assert found.order.fields["total"] == 0
    assert found.order.fields["closed_reason"] == "sold out"


def test_an_encoding_that_no_packaged_profile_has(tmp_path):
    path = tmp_path / "orders.csv"
    rows = [["訂單", "Mail", "Order no"], ["陳大文", "a@example.com", "7"]]
    path.write_bytes("\n".join(";".join(row) for row in rows).encode("big5"))
    changed = {"encodings": ["big5"], "order": {"market_no": "Order no", "name": "訂單"}}
    found = read(path, _with(**changed))
    assert found.export.encoding == "big5"
    assert found.order.fields["name"] == "陳大文"


def test_a_number_spread_over_columns_in_rows_with_an_empty_cell_too_many(tmp_path):
    """The empty cell behind the last is not taken for a part of the number."""
    rows = [["Shop", "Serial", "Mail"], ["7", "1001", "z@example.com", ""]]
    path = plain_csv(tmp_path / "orders.csv", rows, delimiter=";")
    number = {"market_no": {"join": ["Shop", "Serial"], "with": "-"}, "email": "Mail"}
    known_by = [["Serial"], ["Mail"]]
    found = read(path, _with(order=number, line={}, known_by=known_by, trailing_comma=True))
    assert found.order.market_no == "7-1001"
    assert found.order.fields["email"] == "z@example.com"


def test_another_delimiter_than_its_own_is_not_its_file(tmp_path):
    from csdesk.intake.reading import Unreadable

    path = plain_csv(tmp_path / "orders.csv", [HEADER, ROW])
    with pytest.raises(Unreadable):
        read(path, _settings())


def test_a_profile_may_extend_a_packaged_one(tmp_path):
    own = """
    [[profiles]]
    id = "our-taobao"
    extends = "taobao-orders"
    [profiles.order]
    method = "运送方式"
    [profiles.status]
    "跨境清关中" = ["shipped", "paid"]
    """
    path = order_report(tmp_path / "o.csv", {"运送方式": "快递", "订单状态": "跨境清关中"})
    found = read(path, _settings(own))
    assert found.export.profile.id == "our-taobao"
    assert found.export.half == "orders"
    assert found.order.fields["method"] == "快递"
    assert found.order.order_status == "shipped"
    assert found.order.fields["name"] == "张三"


def test_of_two_profiles_with_one_id_the_shop_s_own_counts(tmp_path):
    own = """
    [[profiles]]
    id = "taobao-orders"
    extends = "taobao-orders"
    title = "Ours"
    """
    settings = _settings(own)
    assert read(order_report(tmp_path / "o.csv", {}), settings).export.profile.title == "Ours"
    assert [p.id for p in profiles(settings)].count("taobao-orders") == 1
    assert profile_by_id("taobao-orders", settings).title == "Ours"


def test_the_shop_s_words_for_flags_are_known(tmp_path):
    settings = DeskSettings(flag_words={"purple": "加急"})
    order = read(sold_items(tmp_path / "o.xlsx", {"备注标签": "加急"}), settings).order
    assert order.fields["flag"] == "purple"


def test_a_profile_that_is_gone_is_not_found():
    with pytest.raises(NotFound, match="no profile web-shop"):
        profile_by_id("web-shop", DeskSettings())


def test_the_packaged_profiles_are_sound():
    assert {profile.id for profile in packaged()} == {
        "taobao-orders",
        "taobao-items",
        "amazon-all-orders",
        "amazon-unshipped",
        "amazon-new-orders",
    }


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"zone": "Mars/Olympus"}, "zone 'Mars/Olympus' is not known"),
        ({"encodings": ["utf-9"]}, "'utf-9' is not known"),
        ({"encodings": ["base64"]}, "'base64' is not known"),
        ({"encodings": ["cp500"]}, "'cp500' is not known"),
        ({"always": []}, "always is [order status, payment status]"),
        ({"decimal": ";"}, "decimal cannot be ';'. Allowed: "),
        ({"delimiter": "tab"}, "delimiter cannot be 'tab'. Allowed: "),
        ({"half": "both"}, "half cannot be 'both'. Allowed: '', 'items', 'orders'"),
        ({"site": "web shop"}, "site is two to four capital letters, not 'web shop'"),
        ({"site": "RE"}, "not 'RE'; OSP, RE and RE with a site behind it are what numbers of"),
        ({"site": "OSP"}, "not 'OSP'"),
        ({"site": "G"}, "not 'G'"),
        ({"site": "RETB"}, "not 'RETB'"),
        ({"currency": "euro"}, "ISO code such as CNY, not 'euro'"),
        ({"known_by": []}, "known_by is missing"),
        ({"known_by": ["Order no"]}, "known_by is a list of lists"),
        ({"colour": "red"}, "there is no 'colour' in profile. Allowed: always, "),
        ({"order": {"name": "First name"}}, "[order] has no market_no"),
        ({"order": {"market_no": "x", "nme": "y"}}, "no 'nme' in order. Allowed: account, "),
        ({"order": {"market_no": 7}}, "order.market_no is a text or a list of texts, not 7"),
        ({"order": {"market_no": {"join": ["a"], "first": ["b"]}}}, "either first or join"),
        ({"order": {"market_no": {"frist": ["a"]}}}, "no 'frist' in order.market_no. Allowed: "),
        ({"order": []}, "order is a table"),
        ({"line": {"price": "x"}}, "there is no 'price' in line. Allowed: "),
        ({"sums": {"name": ["x"]}}, "there is no 'name' in sums. Allowed: "),
        ({"status": {"ok": ["paid"]}}, "status.ok is [order status, payment status]"),
        ({"status": {"ok": ["done", "paid"]}}, "ok cannot be 'done'. Allowed: awaiting_payment"),
        ({"status": {"ok": ["shipped", "free"]}}, "status.ok cannot be 'free'. Allowed: unpaid"),
        ({"flags": {"vip": "pink"}}, "flags cannot be 'pink'. Allowed: red"),
        ({"number": "("}, "number is not a regular expression"),
        ({"dates": 7}, "dates is a text or a list of texts, not 7"),
        ({"dates": ["d.m.Y"]}, "dates: 'd.m.Y' is not a form of strptime"),
        ({"tab_quotes": "no"}, "tab_quotes is true or false, not 'no'"),
        ({"extends": "nothing"}, "extends cannot be 'nothing'. Allowed: amazon"),
        ({"id": ""}, "id is missing"),
        ({"title": 7}, "title is a text, not 7"),
    ],
)  # fmt: skip
def test_a_wrong_profile_is_told_by_place_key_value_and_what_is_allowed(
    tmp_path: Path, changed, said
):
    path = plain_csv(tmp_path / "o.csv", [HEADER, ROW], delimiter=";")
    with pytest.raises(NotUnderstood) as caught:
        read(path, _with(**changed))
    assert str(caught.value).startswith("In desk.toml, profile 1: ")
    assert said in str(caught.value)


def test_a_wrong_profile_of_the_shop_does_not_blame_the_file(tmp_path):
    with pytest.raises(NotUnderstood):
        read(order_report(tmp_path / "o.csv", {"订单编号": NUMBER}), _with(zone="x"))
