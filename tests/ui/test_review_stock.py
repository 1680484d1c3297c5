"""Nobody approves goods unseen that are not there: the review gate tells of the stock (W5, W7)."""

from __future__ import annotations

import pytest

from csdesk.store import columns
from csdesk.ui.screens.review import ReviewScreen
from csdesk.ui.screens.review_bulk import BulkScreen
from tests.ui.conftest import press, screen_text, session, until
from tests.ui.stocked import DRESS, THERE, stocked_desk, wanted

ADDRESS = {"province": "浙江省", "city": "杭州市", "district": "西湖区", "address": "文三路 1 号"}
GONE = f"{DRESS}-05-4XL"
"""One on hand, a faulty one, and not bought any more."""

HEADINGS = {
    "en": [
        "no check failed, too little in stock",
        "no check failed, discontinued",
        "no check failed, stock unknown",
        "no check failed ",
    ],
    "zh": [
        "无不合格项，库存不足",
        "无不合格项，已停产",
        "无不合格项，库存未知",
        "全部通过",
    ],
}
GONE_WORDS = {"en": "discontinued, too little is left of", "zh": "已停产，余量不足："}
STOCK = {
    "en": "Stock of those to be approved: too little left 1, discontinued and too little left 1,"
    " unknown 1",
    "zh": "待通过订单的库存：不足 1, 停产且不足 1, 未知 1",
}


@pytest.fixture
def queue(tmp_path):
    """Of four orders that await review one is short; one discontinued, one unknown, one there."""
    desk = stocked_desk(tmp_path)
    for n, sku, pieces in ((7, GONE, 2), (8, "ZZ90412", 2), (9, THERE, 2)):
        name = ("钱小二", "郑小五", "冯小六")[n - 7]
        wanted(desk, n, sku, quantity=pieces, name=name, order_status="awaiting_review")
    wanted(desk, 10, "ZZ90412")  # so that the number is known
    with desk.store.change() as c:
        c.execute(columns.orders.update().values(ADDRESS))
    yield tmp_path
    desk.store.close()


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_clean_is_not_said_of_goods_that_are_not_there(queue, lang):
    async with session(queue, size=(120, 40), lang=lang) as pilot:
        await press(pilot, "g", "r")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        for heading in HEADINGS[lang]:
            await until(pilot, lambda heading=heading: heading in screen_text(pilot.app))
            if heading == HEADINGS[lang][1]:
                assert GONE_WORDS[lang] in screen_text(pilot.app)
            await press(pilot, "j")
        await press(pilot, "A")
        await until(pilot, lambda: isinstance(pilot.app.screen, BulkScreen))
        assert STOCK[lang] in screen_text(pilot.app)
