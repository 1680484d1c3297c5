"""The generator: what its orders look like, and that a seed settles everything."""

from __future__ import annotations

import re
import subprocess
import sys
import tracemalloc
from collections import Counter, deque
from datetime import datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.sample import goods
from csdesk.sample.orders import CHINA, Market, Refund, SampleOrder, State, generate
from csdesk.sample.people import chinese_buyer, masked

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=CHINA)
MARKETS = pytest.mark.parametrize("market", Market)


@pytest.fixture(scope="module")
def taobao() -> list[SampleOrder]:
    return list(generate(12_000, 1, until=NOW))


@pytest.fixture(scope="module")
def amazon() -> list[SampleOrder]:
    return list(generate(6_000, 1, until=NOW, market=Market.AMAZON))


@MARKETS
def test_the_same_seed_gives_the_same_orders_and_another_seed_others(market):
    first = list(generate(50, 7, until=NOW, market=market))
    assert first == list(generate(50, 7, until=NOW, market=market))
    assert first != list(generate(50, 8, until=NOW, market=market))


def test_a_seed_means_the_same_in_every_process():
    ask = (
        "from datetime import datetime; from csdesk.sample.orders import generate;"
        "print([o.number for o in generate(20, 7, until=datetime(2026, 11, 22, 9, 30))])"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", ask],
            env={"PYTHONHASHSEED": hash_seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed, zone in (("1", "UTC"), ("2", "America/New_York"))
    ]
    assert told[0] == told[1]


@given(
    count=st.integers(0, 60),
    seed=st.integers(),
    until=st.datetimes(datetime(2009, 1, 1), datetime(2033, 1, 1)),  # noqa: DTZ001 (naive: China time)
    days=st.floats(0.01, 400),
    market=st.sampled_from(Market),
)
def test_any_stream_is_sorted_complete_and_within_its_days(count, seed, until, days, market):
    orders = list(generate(count, seed, until=until, days=days, market=market))
    now = until.replace(tzinfo=CHINA)
    assert len(orders) == count
    for order in orders:
        assert now - timedelta(days=days, seconds=1) <= order.placed_at <= now
        for moment in (order.paid_at, order.shipped_at, order.finished_at):
            assert moment is None or order.placed_at <= moment <= now
    assert all(a.placed_at <= b.placed_at for a, b in pairwise(orders))


@MARKETS
def test_numbers_are_unique_within_a_stream(market, taobao, amazon):
    orders = taobao if market is Market.TAOBAO else amazon
    assert len({order.number for order in orders}) == len(orders)
    lines = [line.number for order in orders for line in order.lines]
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize(
    ("year", "digits"), [(2011, 15), (2015, 16), (2017, 17), (2019, 18), (2021, 19), (2026, 19)]
)
def test_a_taobao_number_has_the_digits_of_its_year_and_ends_like_its_buyers_others(year, digits):
    orders = list(generate(300, 3, until=NOW.replace(year=year), days=20))
    assert {len(order.number) for order in orders} == {digits}
    assert all(order.number.endswith(order.buyer.tail) for order in orders)


def test_a_single_line_bears_the_number_of_its_order(taobao):
    for order in taobao[:500]:
        own = [line.number for line in order.lines]
        assert (own == [order.number]) is (len(own) == 1)


def test_amazon_numbers_are_three_seven_seven(amazon):
    assert all(re.fullmatch(r"\d{3}-\d{7}-\d{7}", order.number) for order in amazon)


def test_money_adds_up(taobao, amazon):
    for order in taobao + amazon:
        assert order.total == sum(line.due for line in order.lines) + order.postage
        assert order.paid == (order.total if order.paid_at else 0)
        assert 0 <= order.refunded <= order.paid
        assert all(line.due >= 0 and line.quantity > 0 for line in order.lines)


def test_states_fit_what_has_happened(taobao):
    for order in taobao:
        shipped = order.state in (State.SHIPPED, State.PARTLY_SHIPPED, State.SUCCESS)
        assert order.paid_at or order.state in (State.UNPAID, State.CLOSED)
        assert bool(order.shipped_at) >= shipped
        assert bool(order.waybill) is bool(order.shipped_at)
        assert bool(order.close_reason) is (order.state is State.CLOSED)
        if order.state is State.CLOSED and order.paid_at:
            assert all(line.refund is Refund.DONE for line in order.lines)
    old = [order.state for order in taobao if NOW - order.placed_at > timedelta(days=30)]
    assert set(old) == {State.SUCCESS, State.CLOSED}
    assert set(State) == {order.state for order in generate(3_000, 1, until=NOW, days=5)}


def test_the_shares_are_those_of_a_shop(taobao):
    count = len(taobao)
    assert 0.27 < sum(o.buyer.address.state == "上海" for o in taobao) / count < 0.33
    assert 0.06 < sum(o.buyer.name.startswith("王") for o in taobao) / count < 0.085
    assert 1.5 < sum(len(o.lines) for o in taobao) / count < 1.7
    buyers = Counter(o.buyer.account for o in taobao)
    assert 0.5 < 1 - len(buyers) / count < 0.6
    days = Counter(o.placed_at.strftime("%m-%d") for o in taobao)
    ordinary = count / 1_095 * 3
    assert days.most_common(2)[0][0] == "11-11"
    assert days["11-11"] > 10 * ordinary
    hours = Counter(o.placed_at.hour for o in taobao)
    assert hours[21] > 10 * hours[4]
    products = Counter(line.item.code for o in taobao for line in o.lines)
    assert products.most_common(1)[0][1] > 15 * len(taobao) / len(goods.catalogue())


def test_some_orders_carry_talk_and_flags(taobao):
    assert 0.05 < sum(bool(o.message) for o in taobao) / len(taobao) < 0.3
    assert 0.05 < sum(bool(o.remark) for o in taobao) / len(taobao) < 0.3
    assert all(o.flag for o in taobao if o.remark)


_WAYBILLS = {
    "顺丰速运": r"SF\d{13}",
    "圆通速递": r"YT\d{13}",
    "极兔速递": r"JT\d{13}",
    "京东快递": r"JD[A-Z0-9]{11,15}",
    "中通快递": r"7[3-58]\d{11,12}",
    "申通快递": r"77\d{13}",
    "韵达快递": r"(YD)?\d{13}|4\d{14}",
    "EMS": r"E[A-Z]?\d{9}(E|CN|[A-Z]{2})",
}


def test_waybills_have_the_shapes_of_their_carriers(taobao):
    sent = [order for order in taobao if order.waybill]
    assert {order.carrier for order in sent} == set(_WAYBILLS)
    for order in sent:
        assert re.fullmatch(_WAYBILLS[order.carrier], order.waybill.split(",")[0]), order.waybill
    assert any("," in order.waybill for order in sent)


def test_goods_have_full_codes_short_codes_and_titles_of_15_to_30_characters():
    products = goods.catalogue()
    assert products[0][0].code == "WLY0QU1098"
    assert products[1][0].code == "WXZ0KU1122"
    assert len({items[0].code[-4:] for items in products}) == len(products)
    for items in products:
        assert len({item.sku for item in items}) == len(items)
        for item in items:
            assert re.fullmatch(r"[A-Z0-9]{6}\d{4}", item.code)
            assert item.sku.startswith(item.code)
            assert 15 <= len(item.title) <= 30
            assert 15 <= len(item.title_en) <= 30


def test_two_streams_share_goods_and_buyers_as_two_exports_of_one_shop_do():
    last_year = {o.buyer.account for o in generate(400, 1, until=NOW - timedelta(days=300))}
    today = [o.buyer.account for o in generate(200, 2, until=NOW, days=1)]
    assert any(account in last_year for account in today)
    assert chinese_buyer(5) == chinese_buyer(5) != chinese_buyer(6)


def test_a_masked_buyer_shows_only_what_marketplaces_show():
    buyer = chinese_buyer(12)
    hidden = masked(buyer)
    assert hidden.name == buyer.name[0] + "**"
    assert re.fullmatch(r"1\*{6}\d{4}", hidden.mobile)
    assert hidden.address.one_line == f"{buyer.address.state} {buyer.address.city} ***"


@MARKETS
def test_nobody_can_be_reached(market):
    for order in generate(300, 1, until=NOW, market=market):
        if "@" in order.buyer.account:
            assert order.buyer.account.endswith(".example")


def test_memory_does_not_grow_with_the_number_of_orders():
    stream = generate(3_000, 1, until=NOW)
    next(stream)
    tracemalloc.start()
    try:
        deque(stream, maxlen=0)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # 3,000 orders kept would take 6 MB; the interpreter keeps small freed objects for itself.
    assert peak < 1_000_000


def test_the_first_order_of_a_huge_stream_comes_at_once():
    stream = generate(10**9, 1, until=NOW)
    assert len(list(islice(stream, 3))) == 3
