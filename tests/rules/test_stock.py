"""The numbers are what their printed formulas say, and states say what agents are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.status import ItemStatus
from csdesk.model.stock import AlarmKind, Numbers
from csdesk.rules.demand import Known, Stage, left_at, pieces, since, stage
from csdesk.rules.item_codes import (
    item_key,
    nearest,
    product_code,
    short_code,
    values_of,
    variant_key,
)
from csdesk.rules.stock import (
    Asked,
    Compared,
    Told,
    alarms,
    by_size,
    formulas,
    item_status,
    numbers,
    product_status,
    total,
)

few = st.none() | st.integers(0, 50)
told = st.builds(Told, few, few, few, st.none() | st.integers(-9, 50), few, st.booleans())
asked = st.builds(Asked, *[st.integers(0, 20)] * 5)


@given(st.lists(told, max_size=3), asked)
def test_every_printed_formula_gives_its_number(levels, orders):
    found = numbers(levels, orders)
    for each in formulas(found):
        known = [sign * value for sign, _, value in each.terms if value is not None]
        if len(known) == len(each.terms) and each.value is not None:
            result = sum(known)
            assert each.value == (max(result, 0) if each.at_least_zero else result)
        assert each.value == getattr(found, each.name)


@given(told, asked)
def test_one_warehouse_tells_all_formulas(level, orders):
    assert [each.name for each in formulas(numbers([level], orders))] == [
        "available", "sellable", "demand", "shortage",
    ]  # fmt: skip


def test_the_numbers_of_the_manual():
    found = numbers(
        [Told(on_hand=10, defective=1, held=2, available=4, inbound=6)],
        Asked(left=1, allocated=4, awaiting=3, on_hold=1),
    )
    assert (found.sellable, found.available, found.demand, found.shortage) == (6, 2, 8, 2)
    assert (found.inbound, found.told_available) == (6, 4)


def test_what_no_warehouse_tells_is_unknown():
    found = numbers([], Asked(allocated=2))
    assert (found.on_hand, found.available, found.shortage, found.demand) == (None, None, None, 2)


def test_defective_pieces_count_only_where_the_export_counts_them_in():
    inside = numbers([Told(on_hand=5, defective=2)], Asked())
    beside = numbers([Told(on_hand=5, defective=2, defective_inside=False)], Asked())
    assert (inside.available, beside.available) == (3, 5)


def test_a_listing_that_tells_only_what_can_be_sold():
    found = numbers([Told(available=7)], Asked(allocated=2))
    assert (found.on_hand, found.sellable, found.available) == (None, 7, 5)


def test_what_a_listing_took_off_already_is_not_taken_off_twice():
    found = numbers([Told(available=0)], Asked(left=1, allocated=2, netted=3))
    assert (found.netted, found.sellable, found.available) == (3, 2, 0)
    counted = numbers([Told(on_hand=3, available=0)], Asked(allocated=2, netted=3))
    assert (counted.netted, counted.available) == (0, 1)


def test_a_product_is_the_sum_of_its_items():
    rows = [
        numbers([Told(on_hand=3)], Asked(allocated=1)),
        numbers([Told(on_hand=4)], Asked(awaiting=9)),
        Numbers(),
    ]
    found = total(rows)
    assert (found.on_hand, found.available, found.shortage, found.demand) == (7, 6, 5, 10)


@pytest.mark.parametrize(
    ("states", "product"),
    [
        ("normal normal", "normal"),
        ("normal out_of_stock", "partial"),
        ("discontinued normal", "partial"),
        ("discontinued discontinued", "discontinued"),
        ("normal unknown", "normal"),
        ("unknown", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_product_is_partial_when_its_items_differ(states, product):
    assert product_status(map(ItemStatus, states.split())) is ItemStatus(product)


def test_an_item_of_which_all_is_promised_is_out_of_stock():
    promised = numbers([Told(on_hand=2)], Asked(allocated=2))
    assert item_status(promised, discontinued=False) is ItemStatus.OUT_OF_STOCK
    assert item_status(promised, discontinued=True) is ItemStatus.DISCONTINUED
    assert item_status(Numbers(), discontinued=False) is ItemStatus.UNKNOWN


def test_alarms_tell_by_how_much_numbers_differ():
    level = Told(on_hand=5, available=5)
    found = numbers([level], Asked(left=1, allocated=2))
    promised = Compared((level,), certain=2, possible=2)
    told = alarms(found, told_normal=True, unmoved=0, compared=promised)
    assert told == ((AlarmKind.DIFFERS, 3, 5),)
    empty = numbers([Told(on_hand=0)], Asked(allocated=1))
    kinds = [kind for kind, _, _ in alarms(empty, told_normal=True, unmoved=2)]
    assert kinds == [AlarmKind.NEGATIVE, AlarmKind.NORMAL_EMPTY, AlarmKind.UNMOVED]


@pytest.mark.parametrize(("available", "differs"), [(5, True), (4, False), (2, False), (1, True)])
def test_programs_may_take_off_what_nobody_approved_yet(available, differs):
    level = Told(on_hand=6, defective=1, available=available)
    assert Compared((level,), certain=1, possible=3).differs is differs


def test_sizes_stand_as_people_say_them():
    sizes = ["XL", "40", "M", "均码", "3XL", "S", "38", "2XL", "L"]
    assert sorted(sizes, key=by_size) == ["均码", "S", "M", "L", "XL", "2XL", "3XL", "38", "40"]


# --- codes ---------------------------------------------------------------------------------


def test_a_number_is_the_same_however_it_is_typed():
    assert item_key("wly0qu1098-BK-m") == item_key(" ＷＬＹ0QU1098-bk-M ")


def test_colour_and_size_are_read_from_an_orders_line():
    stock = variant_key("WLY0QU1098", ["黑色", "M"])
    for words in ("颜色分类：黑色；尺码：M", "黑色 M", "Color: 黑色, Size: m", "M;黑色"):
        assert variant_key("WLY0QU1098", values_of(words)) == stock


@pytest.mark.parametrize(
    ("sku", "code", "short"),
    [
        ("WLY0QU1098-NV-S", "WLY0QU1098", "1098"),
        ("WXZ0KU1122", "WXZ0KU1122", "1122"),
        ("1098", "1098", "1098"),
        ("SHIRT-M", "SHIRT-M", ""),
    ],
)
def test_the_short_code_of_an_item(sku, code, short):
    assert (product_code(sku), short_code(product_code(sku))) == (code, short)


def test_an_unknown_code_gets_the_nearest():
    codes = ["WLY0QU1098", "WXZ0KU1122", "BSB0BA6414"]
    assert nearest("WLY0QU1089", codes)[0] == "WLY0QU1098"
    assert nearest("1089", codes)[0] == "WLY0QU1098"
    assert nearest("完全不同", codes) == ()


# --- what lines ask for -----------------------------------------------------------------------


def order(status, **more):
    known = {"approved_at": 5, "paid_at": 4, "placed_at": 3, "shipped_at": None}
    line = {"line_no": 1, "quantity": 1, "line_status": ""}
    return {"order_status": status, **line, **known, **more}


def test_what_an_order_asks_for_depends_on_how_far_it_is():
    assert stage(order("approved")) is Stage.APPROVED
    assert stage(order("partly_shipped")) is Stage.APPROVED
    assert stage(order("partly_shipped", line_status="卖家已发货")) is Stage.LEFT
    assert stage(order("awaiting_review")) is Stage.AWAITING
    assert stage(order("held")) is Stage.HELD
    assert stage(order("shipped")) is Stage.LEFT
    assert stage(order("shipped", line_status="交易关闭")) is None
    assert stage(order("closed")) is None
    assert stage(order("split")) is None


NOW = 100 * 86_400
HOUR = 3_600
HERE = Known(Stage.AWAITING, 3)


@pytest.mark.parametrize(
    ("told", "known", "left"),
    [
        (NOW - 60, {}, NOW - 60),
        (NOW - 30 * 86_400, {1: HERE}, None),  # every stock file is newer
        (None, {}, None),  # nobody knows when
        (None, {1: HERE}, NOW),  # when the desk learned of it
        (None, {1: Known(Stage.LEFT, NOW - HOUR)}, NOW - HOUR),  # and stays so
        (NOW - 2 * HOUR, {1: Known(Stage.LEFT, NOW - HOUR)}, NOW - 2 * HOUR),  # told later
        # The first parcel keeps its time, the second one has its own.
        (NOW - HOUR, {1: Known(Stage.LEFT, NOW - 9 * HOUR)}, NOW - 9 * HOUR),
        (NOW - 9 * HOUR, {1: HERE, 2: Known(Stage.LEFT, NOW - 9 * HOUR)}, NOW),
        (NOW - HOUR, {1: HERE, 2: Known(Stage.LEFT, NOW - 9 * HOUR)}, NOW - HOUR),
    ],
)
def test_when_goods_left(told, known, left):
    assert left_at(order("shipped", shipped_at=told), known, NOW) == left


def test_the_queue_is_by_approval():
    assert since(order("approved")) == 5
    assert since(order("awaiting_review")) == 4
    assert since(order("partly_shipped", approved_at=None)) == 4


def test_lines_that_left_or_were_cancelled_ask_for_nothing():
    def line(word, quantity=2):
        return {"quantity": quantity, "line_status": word}

    assert pieces("approved", line("")) == 2
    assert pieces("approved", line("交易关闭")) == 0
    assert pieces("partly_shipped", line("卖家已发货")) == 0
    assert pieces("partly_shipped", line("买家已付款，等待卖家发货")) == 2
    assert pieces("partly_shipped", line("Unshipped")) == 2
    assert pieces("approved", line("卖家已发货")) == 2
    assert pieces("approved", line("", -3)) == 0
