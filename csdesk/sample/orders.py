"""Made-up orders in the order they were placed, as a stream of frozen records.

    for order in generate(1_000_000, seed=7, until=datetime(2026, 11, 22, 9, 30, tzinfo=CHINA)):
        ...

Skewed as measured on real shops: hour-of-day curve and sales festivals, 55 % of orders from buyers
who ordered before, 1.6 lines per order, 30 % to Shanghai, sales along a zipf curve, states that fit
the age.
"""

from abc import ABC, abstractmethod
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from random import Random

from csdesk.sample import goods
from csdesk.sample.goods import Item
from csdesk.sample.moments import CHINESE_FESTIVALS, moments
from csdesk.sample.people import amazon_buyer, chinese_buyer
from csdesk.sample.records import (
    AMAZON_CHANNELS,
    CHINA,
    TAOBAO,
    Flag,
    Market,
    Refund,
    SampleLine,
    SampleOrder,
    State,
)
from csdesk.sample.talk import CANCELLED, MESSAGES, REFUNDED, REMARKS
from csdesk.sample.waybills import waybill

__all__ = ["CHINA", "Flag", "Market", "Refund", "SampleLine", "SampleOrder", "State", "generate"]

# Share of orders from buyers met before, and how many buyers are known when a stream begins.
_REPEAT, _KNOWN = 0.55, 200
# Share of orders with at most one line, two, three, four: 1.6 lines on average.
_BASKETS = (0.62, 0.86, 0.95, 0.99)
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_TAOBAO_FOUNDED = 1_052_496_000
# Digits of a Taobao order number before each year; the last six belong to the buyer.
_DIGITS = ((2013, 15), (2016, 16), (2018, 17), (2020, 18))
_DIGITS_NOW = 19
_POSTAGE = (0, 0, 0, 0, 0, 0, 0, 0, 0, 600, 800, 1000, 1200)
_FLAGS = (Flag.RED, Flag.RED, Flag.RED, Flag.YELLOW, Flag.GREEN, Flag.BLUE, Flag.PURPLE)
_AMAZON_SHARES = (0, 0, 0, 0, 0, 1, 1, 1, 2, 3)
# One fen in minor units of the channel's currency, and what a parcel costs there.
_AMAZON_PRICES = {"GBP": (0.13, 399), "EUR": (0.14, 449), "USD": (0.15, 599), "JPY": (0.2, 480)}


def generate(
    count: int,
    seed: int,
    *,
    until: datetime,
    days: float = 1095,
    market: Market = Market.TAOBAO,
    first_buyer: int = 0,
) -> Iterator[SampleOrder]:
    """``count`` orders of the ``days`` before ``until``, oldest first, as they stand at ``until``.

    The same arguments give the same orders on every box. Memory does not grow with ``count``. Goods
    and people do not depend on ``seed``: two streams share their buyers from number ``first_buyer``
    on, as two exports of one shop do. A naive ``until`` is China time.
    """
    now = until if until.tzinfo else until.replace(tzinfo=CHINA)
    rng = Random(f"{market}/{seed}")
    chinese = market is Market.TAOBAO
    maker, festivals = (_TaobaoMaker, CHINESE_FESTIVALS) if chinese else (_AmazonMaker, {})
    make = maker(rng.random, int(now.timestamp()), first_buyer).make
    for placed in moments(count, rng, until=now, days=days, festivals=festivals):
        yield make(placed)


@dataclass(slots=True)
class _Life:
    """What has happened to an order by now, in epoch seconds; 0 stands for not yet."""

    state: State
    paid: int = 0
    shipped: int = 0
    finished: int = 0
    refund: Refund = Refund.NONE


def _life(draw: Callable[[], float], placed: int, now: int) -> _Life:
    fate = draw()
    pay_after = int(_MINUTE * (0.3 + 9 * draw()) if fate < 0.85 else 20 * _HOUR * draw())
    if fate > 0.955 or placed + pay_after > now:
        given_up = placed + _DAY
        if given_up < now:
            return _Life(State.CLOSED, finished=given_up)
        return _Life(State.UNPAID)
    return _after_payment(draw, fate, placed + pay_after, now)


def _after_payment(draw: Callable[[], float], fate: float, paid: int, now: int) -> _Life:
    slow = draw()
    shipped = paid + int(2 * _HOUR + 34 * _HOUR * slow * slow + (3 * _DAY if slow > 0.97 else 0))
    received = shipped + int(_DAY * (2 + 9 * draw()))
    if fate < 0.02:
        given_back = paid + int(_HOUR + 6 * _HOUR * slow)
        if given_back > now:
            return _Life(State.PAID, paid, refund=Refund.REQUESTED)
        return _Life(State.CLOSED, paid, finished=given_back, refund=Refund.DONE)
    if shipped > now:
        return _Life(State.PAID, paid)
    if received > now:
        asked = Refund.REQUESTED if fate < 0.04 else Refund.NONE
        return _Life(State.SHIPPED, paid, shipped, refund=asked)
    state = State.CLOSED if fate < 0.035 else State.SUCCESS
    refund = Refund.DONE if fate < 0.06 else Refund.NONE
    return _Life(state, paid, shipped, received, refund)


def _quantity(place: float) -> int:
    return 1 if place < 0.93 else 2 if place < 0.985 else int((place - 0.985) * 600) + 2


class _Maker(ABC):
    """Makes the orders of one marketplace; knows how many buyers it met and the last number."""

    def __init__(self, draw: Callable[[], float], now: int, first_buyer: int) -> None:
        self._draw = draw
        self._now = now
        self._first_buyer = first_buyer
        self._met = _KNOWN
        self._last = 0

    def _buyer_number(self) -> int:
        draw = self._draw
        if draw() < _REPEAT:
            return self._first_buyer + int(draw() * self._met)
        self._met += 1
        return self._first_buyer + self._met - 1

    def _basket(self) -> list[tuple[Item, int]]:
        draw, pick = self._draw, goods.pick
        return [
            (pick(draw(), draw()), _quantity(draw())) for _ in range(bisect(_BASKETS, draw()) + 1)
        ]

    @abstractmethod
    def make(self, placed: int) -> SampleOrder:
        """The next order, placed at this epoch second."""


def _line(
    number: str, item: Item, quantity: int, unit_price: int, discount: int, life: _Life, place: int
) -> SampleLine:
    """One line of an order: a closed order is refunded as a whole, another its first line."""
    refund = life.refund if place == 0 or life.state is State.CLOSED else Refund.NONE
    state, refunded = life.state, 0
    if state is State.PARTLY_SHIPPED:
        state = State.PAID if place else State.SHIPPED
    if refund is Refund.DONE:
        state, refunded = State.CLOSED, quantity * unit_price - discount
    return SampleLine(number, item, quantity, unit_price, discount, state, refund, refunded)


def _discount(price: int, place: float) -> int:
    """What an agent took off the first line: 12 % of orders, some yuan, at most half a piece."""
    return min(price // 2, int(place * 150) * 100 + 100) if place < 0.12 else 0


def _moment(second: int, zone: tzinfo) -> datetime | None:
    return datetime.fromtimestamp(second, zone) if second else None


def _day(moment: datetime) -> int:
    return (moment.year * 100 + moment.month) * 100 + moment.day


def _taobao_reason(life: _Life, draw: float) -> str:
    if life.state is not State.CLOSED:
        return ""
    return REFUNDED if life.paid else CANCELLED[int(draw * len(CANCELLED))]


class _TaobaoMaker(_Maker):
    def make(self, placed: int) -> SampleOrder:
        draw = self._draw
        buyer = chinese_buyer(self._buyer_number())
        basket = self._basket()
        life = _life(draw, placed, self._now)
        if life.state is State.SHIPPED and len(basket) > 1 and draw() < 0.15:
            life.state = State.PARTLY_SHIPPED
        placed_at = datetime.fromtimestamp(placed, CHINA)
        number, line_numbers = self._numbers(placed, placed_at.year, buyer.tail, len(basket))
        off = _discount(basket[0][0].price, draw())
        lines = tuple(
            _line(own, item, quantity, item.price, 0 if place else off, life, place)
            for place, ((item, quantity), own) in enumerate(zip(basket, line_numbers, strict=True))
        )
        carrier, parcels = "", ""
        if life.shipped:
            boxes = 2 if len(basket) > 2 and draw() < 0.1 else 1
            carrier, parcels = waybill(placed_at.year, draw, boxes)
        talked, remarked = draw(), draw()
        return SampleOrder(
            market=Market.TAOBAO,
            channel=TAOBAO,
            number=number,
            payment_number=f"{_day(placed_at)}22001{int(draw() * 10**15):015d}",
            placed_at=placed_at,
            paid_at=_moment(life.paid, CHINA),
            shipped_at=_moment(life.shipped, CHINA),
            finished_at=_moment(life.finished, CHINA),
            state=life.state,
            close_reason=_taobao_reason(life, draw()),
            buyer=buyer,
            postage=_POSTAGE[int(draw() * len(_POSTAGE))],
            carrier=carrier,
            waybill=parcels,
            message=MESSAGES[int(talked * 8 * len(MESSAGES))] if talked < 1 / 8 else "",
            remark=REMARKS[int(remarked * 10 * len(REMARKS))] if remarked < 0.1 else "",
            flag=_FLAGS[int(draw() * len(_FLAGS))] if remarked < 0.13 else Flag.NONE,
            sent_by_marketplace=False,
            lines=lines,
        )

    def _numbers(self, placed: int, year: int, tail: str, lines: int) -> tuple[str, list[str]]:
        """Order number and line numbers; a single line bears the number of its order."""
        digits = next((digits for before, digits in _DIGITS if year < before), _DIGITS_NOW)
        scale: int = 10 ** (digits - 15)
        drawn = (placed - _TAOBAO_FOUNDED) * scale + int(self._draw() * scale)
        head = max(self._last + 1, drawn)
        self._last = head + (lines if lines > 1 else 0)
        number = f"{head}{tail}"
        if lines == 1:
            return number, [number]
        return number, [f"{head + place}{tail}" for place in range(1, lines + 1)]


class _AmazonMaker(_Maker):
    def make(self, placed: int) -> SampleOrder:
        draw = self._draw
        person = self._buyer_number()
        channel = AMAZON_CHANNELS[_AMAZON_SHARES[person * 7 % len(_AMAZON_SHARES)]]
        rate, parcel = _AMAZON_PRICES[channel.currency]
        buyer = amazon_buyer(person, channel.country)
        basket = self._basket()
        if len(basket) > 1 and draw() < 0.05:
            # Bought twice: the All Orders report, without line numbers, shows two identical rows.
            basket[1] = basket[0]
        life = _life(draw, placed, self._now)
        if life.shipped:
            # Amazon's order files know no refund after dispatch, only lines cancelled before it.
            life.state = State.SHIPPED
            life.refund = Refund.DONE if len(basket) > 1 and draw() < 0.05 else Refund.NONE
        by_amazon = draw() < 0.6
        lines = tuple(
            _line(
                f"{10**13 + int(draw() * 9 * 10**13)}",
                item,
                quantity,
                int(item.price * rate) // 100 * 100 + 99 * (channel.digits > 0),
                0,
                life,
                place,
            )
            for place, (item, quantity) in enumerate(basket)
        )
        return SampleOrder(
            market=Market.AMAZON,
            channel=channel,
            number=f"{int(draw() * 900) + 100}-{int(draw() * 10**7):07d}-{int(draw() * 10**7):07d}",
            payment_number="",
            placed_at=datetime.fromtimestamp(placed, UTC),
            paid_at=_moment(life.paid, UTC),
            shipped_at=_moment(life.shipped, UTC),
            finished_at=_moment(life.finished, UTC),
            state=life.state,
            close_reason="",
            buyer=buyer,
            postage=0 if by_amazon else parcel,
            carrier="",
            waybill="",
            message="",
            remark="",
            flag=Flag.NONE,
            sent_by_marketplace=by_amazon,
            lines=lines,
        )
