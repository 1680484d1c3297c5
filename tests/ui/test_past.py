"""Looking back at the keys: an order as of an instant, and what others did while I was away."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from csdesk.model.status import Tab
from csdesk.services.editing import Editing
from csdesk.services.gate import Gate
from csdesk.services.people import People
from csdesk.services.remarks import Remarks
from csdesk.store import columns, log
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.screens.order_value import ValuePrompt
from csdesk.ui.screens.past import PastScreen
from csdesk.ui.screens.since import SinceScreen
from tests import golden
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person
from tests.services.test_as_of import shift
from tests.tampering import unguard
from tests.ui.conftest import press, screen_text, session, until
from tests.ui.typist import Typist

AGENT, MEI = person(), person("mei", "梅")
NUMBER, OTHER = "TB261122-0001", "TB261122-0002"
LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
LONG_AGO = datetime(2026, 11, 22, 8, 31, tzinfo=UTC)


@pytest.fixture
def away(orders):
    """Li asked about both orders and went home; Mei corrected and held the first."""
    boss = person("boss", "老板", roles=())
    orders.service(People, boss).ensure()
    for each in (AGENT, MEI):
        orders.service(People, boss).add(each.login, each.name, each.roles)
    for nth, number in enumerate((NUMBER, OTHER)):
        orders.order(number, f"123456789012345678{nth}")
        orders.service(Remarks).add(number, Tab.SHIPPING, "改圆通")
    with orders.store.change() as c:
        shift(c, 1, int(time.time()) - 60_000, 0, log.length(c), ["li"])
    orders.service(Editing, MEI).set(NUMBER, "name", "王小明")
    orders.service(Gate, MEI).hold(NUMBER, "地址不全")
    orders.service(Remarks, MEI).add(NUMBER, Tab.INTERNAL, "客户来电：改地址")
    return orders


async def test_what_others_did_and_the_order_as_i_left_it(away, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = Typist(pilot)
        await typist.press("g v")
        await typist.on(SinceScreen)
        await typist.sees("1 order changed by others")
        shown = screen_text(pilot.app)
        assert "马*云 -> 王*明" in shown
        assert "客户来电：改地址" in shown
        assert OTHER not in shown
        await typist.press("O")
        await typist.on(PastScreen)
        await typist.sees("Different now")
        shown = screen_text(pilot.app)
        assert "马*云 -> 王*明" in shown
        assert "held" in shown
        await press(pilot, "escape")
        await typist.on(SinceScreen)
        await press(pilot, "enter")
        await typist.on(OrderScreen)


async def test_an_order_as_of_an_instant_and_of_another(away, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = Typist(pilot)
        pilot.app.open_order(NUMBER)
        await typist.on(OrderScreen)
        await until(pilot, lambda: pilot.app.screen.detail is not None)
        await typist.press("O")
        await typist.on(ValuePrompt)
        await press(pilot, "enter")
        await typist.on(PastScreen)
        await typist.sees("马*云 -> 王*明")
        await typist.press("t")
        await typist.on(ValuePrompt)
        await typist.type("now")
        await press(pilot, "enter")
        await typist.on(PastScreen)
        await until(pilot, lambda: "马*云" not in screen_text(pilot.app))
        await typist.press("t")
        await typist.on(ValuePrompt)
        await typist.type("soon")
        await press(pilot, "enter")
        await typist.sees("is no instant")
        await typist.on(ValuePrompt)
        await press(pilot, "ctrl+u", *"now", "enter")
        await typist.on(PastScreen)


async def test_since_another_instant(away, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = Typist(pilot)
        await typist.press("g v")
        await typist.on(SinceScreen)
        await typist.sees("1 order changed by others")
        await typist.press("t")
        await typist.on(ValuePrompt)
        await typist.type("now")
        await press(pilot, "enter")
        await typist.sees("Nobody else has changed your orders since.")


async def test_hostile_text_is_shown_and_not_obeyed(away, folder):
    for payload in PAYLOADS[::9]:
        text = payload.encode(errors="replace").decode().replace("\x00", "")
        if not text.strip():
            continue
        with away.store.change() as c:
            o, r, p = columns.orders, columns.remark_versions, columns.people
            c.execute(update(o).values(title=text, address=text, hold_reason=text))
            c.execute(update(r).values(text=text, author=text))
            c.execute(update(p).where(p.c.login == "mei").values(name=text))
            e = columns.events
            unguard(c.exec_driver_sql)
            c.execute(update(e).where(e.c.kind == "remark.add", e.c.actor == "mei").values(
                after=json.dumps({"remark": 3, "text": text})))  # fmt: skip
        async with session(folder, actor=AGENT) as pilot:
            typist = Typist(pilot)
            await typist.press("g v")
            await typist.on(SinceScreen)
            await until(pilot, lambda: pilot.app.screen.answered)
            assert forbidden(screen_text(pilot.app), lines=True) == []
            await typist.press("O")
            await typist.on(PastScreen)
            await until(pilot, lambda: pilot.app.screen.answered)
            assert forbidden(screen_text(pilot.app), lines=True) == []


@SIZES
@LANGUAGES
async def test_how_they_look(away, folder, monkeypatch, lang, size):
    for module in ("since", "past"):
        monkeypatch.setattr(f"csdesk.ui.screens.{module}.when", lambda *_: "2026-11-22 08:31")
    monkeypatch.setattr("csdesk.ui.screens.since.when_short", lambda *_: "08:31")
    look = f"{lang}-{size[0]}x{size[1]}"
    async with session(folder, lang=lang, size=size, actor=AGENT) as pilot:
        typist = Typist(pilot)
        await press(pilot, "g", "v")
        await typist.on(SinceScreen)
        await until(pilot, lambda: pilot.app.screen.answered)
        golden.check(f"since-{look}", screen_text(pilot.app))
        await press(pilot, "O")
        await typist.on(PastScreen)
        await until(pilot, lambda: pilot.app.screen.answered)
        golden.check(f"past-{look}", screen_text(pilot.app))
