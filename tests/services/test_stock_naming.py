"""Every item can be named, and every product is found by its own code."""

from __future__ import annotations

import pytest

from csdesk.model.errors import NotFound, Refused
from csdesk.services.purchasing import Purchasing
from csdesk.services.stock import Stock
from tests.services.desks import person
from tests.services.test_stock import in_days, order, take

SEVERAL = """\
sku,color,size,on_hand
A100,红色,L,1
A100,红色,M,2
A100,light blue,M,3
B200,red,,4
B200R,green,,5
B200,green,,6
"""


@pytest.fixture
def several(desk, tmp_path):
    """Numbers that stand for several colours and sizes, as small shops give them."""
    take(desk, tmp_path, "a.csv", SEVERAL)
    return desk


@pytest.mark.parametrize(
    ("typed", "on_hand"),
    [
        ("A100 红色 L", 1),
        ("a100 l 红色", 1),
        ("A100 红色L", 1),
        ("A100 颜色分类：红色；尺码：M", 2),
        ("A100 L", 1),  # only one is of that size
        ("a100 Light Blue M", 3),
        ("A100 light blue", 3),
        ("B200 R", 5),
        ("B200 red", 4),
    ],
)
def test_an_item_is_named_by_number_colour_and_size(several, typed, on_hand):
    assert several.service(Stock).item(typed).row.numbers.on_hand == on_hand


def test_a_refusal_names_each_so_that_it_is_found(several):
    stock = several.service(Stock)
    with pytest.raises(Refused) as refused:
        stock.item("A100")
    names = refused.value.facts["candidates"]
    assert isinstance(names, list | tuple)
    assert {stock.item(name).row.numbers.on_hand for name in names} == {1, 2, 3}
    with pytest.raises(Refused, match=r"A100 红色 L.*A100 红色 M"):
        stock.item("A100 红色")
    with pytest.raises(NotFound):
        stock.item("A100 紫色")


def test_every_row_is_asked_for_by_its_key_and_by_its_name(several):
    stock = several.service(Stock)
    for row in stock.search().items:
        assert stock.item(row.key).row == stock.item(row.name).row == row


def test_a_call_about_one_colour_leaves_the_others_alone(several):
    lead = person("wang", "王", ("lead",))
    told = several.service(Purchasing, lead).call(["A100 红色 L"], in_days(2))
    assert [call.key for call in told.calls] == ["a100 l 红色"]
    assert several.service(Stock).item("A100 红色 M").calls == ()
    assert several.events()[-1]["after"].count("A100 红色 L") == 1


def test_a_product_spelled_in_two_ways_is_one(desk, tmp_path):
    take(
        desk,
        tmp_path,
        "a.csv",
        "sku,product,color,on_hand\nX1-R,ABC100,red,5\nX2-B,abc100,blue,4\n",
    )
    stock = desk.service(Stock)
    for typed in ("X1-R", "abc100", "ABC100"):
        assert stock.product(typed).row.numbers.on_hand == 9
    (product,) = stock.search("abc100").products
    assert (product.items, product.numbers.on_hand) == (2, 9)


def test_a_page_has_the_matrix_of_each_of_its_products(desk, tmp_path):
    short = "S1098-R,1098,dress,5\nWLY0QU1098-B,WLY0QU1098,dress,4\n"
    equal = "AB11-R,AB11,dress,3\nAB11,ZZ99,dress,2\n"
    take(desk, tmp_path, "a.csv", f"sku,product,title,on_hand\n{short}{equal}")
    stock = desk.service(Stock)
    page = stock.search("dress")
    told = {each.row.code: each.row.numbers.on_hand for each in stock.matrices(page.products)}
    assert told == {"1098": 5, "WLY0QU1098": 4, "AB11": 3, "ZZ99": 2}
    assert [each.row for each in stock.matrices(page.products)] == list(page.products)
    for product in page.products:
        assert stock.product(product.code).row == product


def test_a_product_that_only_orders_know_has_an_empty_matrix(desk, tmp_path):
    take(desk, tmp_path, "a.csv", "sku,on_hand\nA100,1\n")
    order(desk, 1, "NEVER-1", 2)
    found = desk.service(Stock).product("NEVER-1")
    assert (found.cells, found.row.numbers.demand) == ({}, 2)


def test_the_nearest_codes_stand_beside_what_was_typed(desk, tmp_path):
    codes = [f"WLY0QU{n}" for n in range(1_000, 1_400)] + [f"MCS{n}SA7" for n in range(400)]
    rows = "".join(f"{code}-BK,{code},1\n" for code in codes)
    take(desk, tmp_path, "a.csv", f"sku,product,on_hand\n{rows}")
    stock = desk.service(Stock)
    assert "WLY0QU1398" in stock.search("WLY0QU1398X").near
    assert "WLY0QU1398" in stock.search("WLX0QU1398").near  # its digits are right
    assert stock.search("WLY0QU1498").near
    assert stock.search("2398").near
    assert stock.search("裙子").near == ()
