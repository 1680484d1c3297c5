"""Keys that come all at once, as over a slow line, mean what they would have meant one by one."""

from __future__ import annotations

from time import monotonic

from textual import events

from csdesk.model.requests import RequestKind, RequestState
from csdesk.model.status import Tab
from csdesk.rules.templates import of_tab
from csdesk.services.remarks import Remarks
from csdesk.services.requests import Requests
from csdesk.ui.screens.batch import BatchScreen
from csdesk.ui.screens.lead import RequestCard
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.screens.remark_editor import RemarkEditor
from csdesk.ui.typeahead import ANSWER_PATIENCE
from tests.services.desks import person
from tests.ui.conftest import press, screen_text, session, until
from tests.ui.order_sample import NUMBER, whole_order

TWO = [
    {"order_no": "TB240202-0001", "market_no": "5550000000000001", "name": "马小云",
     "placed_at": 1_706_846_700},
    {"order_no": "TB240202-0002", "market_no": "9990000000000002", "name": "李四",
     "placed_at": 1_706_846_760},
]  # fmt: skip


def at_once(pilot, *keys):
    """Put keys into the app's queue without waiting for any of them."""
    for key in keys:
        name = {"/": "slash"}.get(key, key)
        pilot.app.post_message(events.Key(name, key if len(key) == 1 else None))


async def test_a_pair_of_keys_in_one_breath_opens_the_imports(orders, folder):
    async with session(folder) as pilot:
        at_once(pilot, "g", "i")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "ImportsScreen")


async def test_a_remark_typed_blind_stands_on_the_order_that_was_searched(orders, folder):
    for values in TWO:
        orders.order(**values)
    async with session(folder) as pilot:
        at_once(pilot, "/", "5", "5", "5", "down", "enter", "3", "n", "h", "i", "enter")
        remarks = Remarks(orders.store, pilot.app.settings, person())
        await until(pilot, lambda: remarks.of("TB240202-0001"))
        (remark,) = remarks.of("TB240202-0001")
        assert (remark.tab, remark.text) == (Tab.SHIPPING, "hi")
        assert remarks.of("TB240202-0002") == ()


async def test_what_is_typed_after_saving_is_not_part_of_the_remark(orders, folder):
    for values in TWO:
        orders.order(**values)
    async with session(folder) as pilot:
        at_once(pilot, "enter", "n", "o", "k", "enter", "g", "i")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "ImportsScreen")
        remarks = Remarks(orders.store, pilot.app.settings, person())
        assert [each.text for each in remarks.of("TB240202-0002")] == ["ok"]


async def test_a_search_that_is_refused_does_not_hold_the_keys_up(orders, folder):
    orders.order(**TWO[0])
    async with session(folder) as pilot:
        at_once(pilot, "/", *"is:zz", "down", "g", "i")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "ImportsScreen")
        assert "g i" not in screen_text(pilot.app).splitlines()[1]


async def test_a_screen_whose_answer_was_refused_does_not_hold_the_keys_up(orders, folder):
    async with session(folder) as pilot:
        pilot.app.push_screen(BatchScreen(77))
        await until(pilot, lambda: "There is no import 77" in screen_text(pilot.app))
        asked = monotonic()
        at_once(pilot, "y", "v", "g", "i")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "ImportsScreen")
        assert monotonic() - asked < ANSWER_PATIENCE, "no key waited for an answer"


async def test_w12_in_one_burst_writes_to_shipping_with_shippings_template(orders, folder):
    whole_order(orders)
    (template, *_) = of_tab((), Tab.SHIPPING, chinese=False)
    async with session(folder) as pilot:
        for _ in range(3):
            at_once(pilot, "enter", "3", "t", "1", "enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, RemarkEditor))
            assert "[3] shipping" in screen_text(pilot.app)
            assert template.text[:8] in screen_text(pilot.app)
            await press(pilot, "escape", "g", "o")
            await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


async def test_a_tab_chosen_while_the_order_is_asked_for_again_stays(orders, folder):
    whole_order(orders)
    async with session(folder) as pilot:
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
        for n, key in enumerate("321" * 3):
            orders.service(Remarks, person("han", "韩")).add(NUMBER, Tab.INTERNAL, f"more {n}")
            pilot.app.screen.load()
            await pilot.press(key)
            await until(pilot, lambda n=n: f"internal {n + 2}" in screen_text(pilot.app))
            assert f"[{key} " in screen_text(pilot.app)


async def test_what_is_typed_behind_the_key_for_all_waits_for_that_list(orders, folder):
    whole_order(orders)
    lead = person("wang", "王主管", roles=("lead",))
    requests = orders.service(Requests, lead)
    asked = requests.ask(NUMBER, RequestKind.PRICE, "VIP", new=100_000)
    requests.move(asked.id, RequestState.REFUSED, "no")
    async with session(folder, actor=lead) as pilot:
        at_once(pilot, "g", "l", "9", "A", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RequestCard))
