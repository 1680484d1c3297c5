"""Changing an order at the keys: W15 (blacklist), W28, W32, flags, corrections, taking back."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from csdesk.model.cases import CaseKind, CaseLine
from csdesk.model.owed import Settlement
from csdesk.model.requests import RequestKind
from csdesk.model.status import Tab
from csdesk.services.accounts import Accounts
from csdesk.services.blacklist import Blacklist
from csdesk.services.cases import Cases
from csdesk.services.editing import Editing
from csdesk.services.exchanges import Exchanges
from csdesk.services.orders import Orders
from csdesk.services.remarks import Remarks
from csdesk.services.requests import Requests
from csdesk.ui.screens.cases import CaseCard
from csdesk.ui.screens.choosing import Choosing
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.screens.order_value import ValuePrompt
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person
from tests.ui.conftest import UNMASKED, press, screen_text, session, until
from tests.ui.order_sample import HAN, NUMBER, whole_order

FINANCE = person("qian", "钱芳", roles=("finance",))
LEAD = person("wang", "王主管", roles=("lead",))


def shows(pilot, *words):
    return lambda: all(word in screen_text(pilot.app) for word in words)


async def opened(pilot, number=NUMBER):
    pilot.app.open_order(number)
    await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
    await until(pilot, lambda: pilot.app.screen.answered)


@pytest.mark.parametrize(
    ("lang", "reason", "mark"),
    [
        ("en", "恶意留差评 malicious bad review", "[black]"),
        ("zh", "恶意留差评 malicious bad review", "[黑]"),
    ],
)
async def test_w15_a_malicious_buyer_is_red_and_marked_within_three_keys(
    orders, folder, lang, reason, mark
):
    key = whole_order(orders)
    async with session(folder, lang=lang) as pilot:
        await opened(pilot)
        await press(pilot, "b", "1", "enter")
        await until(pilot, lambda: orders.row(key)["blacklisted"] == 1)
        await until(pilot, shows(pilot, mark))
    assert orders.service(Blacklist).of(NUMBER).reason == reason


async def test_an_agent_who_wants_it_undone_asks_a_lead(orders, folder):
    key = whole_order(orders)
    orders.service(Blacklist).add(NUMBER, "恶意留差评")
    async with session(folder) as pilot:
        await opened(pilot)
        await press(pilot, "b")
        await until(pilot, lambda: isinstance(pilot.app.screen, ValuePrompt))
        assert "恶意留差评" in screen_text(pilot.app)
        await press(pilot, *"sorry", "enter")
        await until(pilot, shows(pilot, "off the blacklist asked"))
    (asked,) = orders.service(Requests).waiting()
    assert (asked.kind, asked.reason) == (RequestKind.UNBLACKLIST, "sorry")
    assert orders.row(key)["blacklisted"] == 1


async def test_w28_a_lead_takes_the_customer_off_with_a_reason(orders, folder):
    key = whole_order(orders)
    orders.service(Blacklist).add(NUMBER, "恶意留差评")
    async with session(folder, actor=LEAD) as pilot:
        await opened(pilot)
        await press(pilot, "b", *"mistake", "enter")
        await until(pilot, lambda: orders.row(key)["blacklisted"] == 0)


async def test_w32_finance_sets_the_payment_status_in_three_keys(orders, folder):
    key = whole_order(orders)
    async with session(folder, actor=FINANCE) as pilot:
        await opened(pilot)
        await press(pilot, "s", "5", "enter")
        await until(pilot, lambda: orders.row(key)["payment_status"] == "refunded")
        await until(pilot, shows(pilot, "[r] refunded"))


async def test_a_part_of_the_money_is_asked_for_in_words(orders, folder):
    key = whole_order(orders)
    async with session(folder, actor=FINANCE) as pilot:
        await opened(pilot)
        await press(pilot, "s", "4", *"19.9", "enter")
        await until(pilot, lambda: orders.row(key)["payment_status"] == "partly_refunded")
    assert orders.row(key)["refund"] == 1_990


async def test_who_is_not_finance_asks_and_the_status_stays(orders, folder):
    key = whole_order(orders)
    async with session(folder) as pilot:
        await opened(pilot)
        await press(pilot, "s", "5", "enter", *"broken", "enter")
        await until(pilot, shows(pilot, "Finance is asked"))
    assert orders.row(key)["payment_status"] == "paid"
    assert any("broken" in each.text for each in orders.service(Remarks).of(NUMBER))


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_refund_after_a_payout_is_added_up(orders, folder, lang):
    orders.order(NUMBER, "1" * 18, buyer="a@x.cn", total=19_800)
    orders.service(Editing).set_line(NUMBER, 1, quantity=1)
    orders.service(Accounts, FINANCE).settle(NUMBER, Settlement.PAID_OUT)
    orders.service(Cases).open(NUMBER, CaseKind.REFUND, "坏了", [CaseLine(0, 0, 4_000)])
    both = {"en": "¥139.00 of ¥198.00 went back", "zh": "¥198.00 中共退回 ¥139.00"}[lang]
    async with session(folder, actor=FINANCE, lang=lang) as pilot:
        await opened(pilot)
        await press(pilot, "s", "4", *"40", "enter")
        await until(pilot, lambda: both in "".join(screen_text(pilot.app).split("\n")))
        pilot.app.push_screen(CaseCard(1))
        await until(pilot, lambda: isinstance(pilot.app.screen, CaseCard))
        await until(pilot, lambda: both in "".join(screen_text(pilot.app).split("\n")))


@pytest.fixture
def dearer(orders):
    """An order that was exchanged for something that costs 60.00 more, and its key."""
    key = orders.order(NUMBER, "1" * 18, buyer="a@x.cn", account="a@x.cn")
    dear = {"sku": "WXZ0KU1122", "title": "卫衣", "attributes": "蓝 L", "unit_price": 12_900}
    orders.order("TB240202-0002", "2" * 18, dear)
    orders.service(Exchanges).exchange(NUMBER, 1, "1122")
    return orders, key


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_finance_notes_a_part_of_the_difference_and_then_the_rest(dearer, folder, lang):
    orders, _key = dearer
    account = orders.service(Accounts).of
    async with session(folder, actor=FINANCE, lang=lang) as pilot:
        await opened(pilot)
        await until(pilot, shows(pilot, "¥60.00"))
        await press(pilot, "s")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choosing))
        assert ("let go" if lang == "en" else "免收") not in screen_text(pilot.app), "a lead's"
        await press(pilot, "8", *"20", "enter", "s", "8", "enter")  # at once, on what is now
        await until(pilot, lambda: account(NUMBER).collect == 0)
        await press(pilot, "u")
        await until(pilot, lambda: account(NUMBER).collect == 4_000)


async def test_an_agent_asks_finance_and_a_lead_lets_the_customer_off(dearer, folder):
    orders, _key = dearer
    account = orders.service(Accounts).of
    async with session(folder) as pilot:
        await opened(pilot)
        await press(pilot, "s")
        await until(pilot, shows(pilot, "difference collected: ¥60.00"))
        assert "let go" not in screen_text(pilot.app)
        await press(pilot, "8", "enter", *"alipay", "enter")
        await until(pilot, shows(pilot, "only finance notes money"))
    assert account(NUMBER).collect == 6_000
    assert any("alipay" in each.text for each in orders.service(Remarks).of(NUMBER))
    async with session(folder, actor=LEAD) as pilot:
        await opened(pilot)
        await press(pilot, "s", "9", "enter", *"ours", "enter")
        await until(pilot, lambda: account(NUMBER).collect == 0)


async def test_a_corrected_address_is_shown_and_taken_back_with_one_key(orders, folder):
    key = whole_order(orders)
    before = orders.row(key)["address"]
    async with session(folder, settings=UNMASKED) as pilot:
        await opened(pilot)
        await press(pilot, "E", "3", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ValuePrompt))
        await press(pilot, *"88", "enter")
        await until(pilot, lambda: orders.row(key)["address"].endswith("88"))
        await until(pilot, shows(pilot, "88"))
        await press(pilot, "u")
        await until(pilot, lambda: orders.row(key)["address"] == before)


async def test_a_correction_that_is_refused_stays_as_it_was_typed(orders, folder):
    key = whole_order(orders)
    async with session(folder) as pilot:
        await opened(pilot)
        await press(pilot, "E", "1", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ValuePrompt))
        pilot.app.screen.query_one(Input).value = "x" * 501
        await press(pilot, "enter")
        await until(pilot, shows(pilot, " ! "))
        assert isinstance(pilot.app.screen, ValuePrompt)
        await press(pilot, "ctrl+u", *"Ma", "enter")
        await until(pilot, lambda: orders.row(key)["name"] == "Ma")


async def test_a_flag_is_given_by_number_and_named_in_the_shops_words(orders, folder):
    key = whole_order(orders)
    async with session(folder) as pilot:
        await opened(pilot)
        await press(pilot, "f", "5", "enter")
        await until(pilot, lambda: orders.row(key)["flag"] == "blue")


async def test_esc_changes_nothing(orders, folder):
    whole_order(orders)
    events = len(orders.events())
    async with session(folder) as pilot:
        await opened(pilot)
        for keys in (("E",), ("b",), ("s",), ("f",)):
            await press(pilot, *keys)
            await until(pilot, lambda: isinstance(pilot.app.screen, Choosing))
            await press(pilot, "escape")
            await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
    assert [each["kind"] for each in orders.events()[events:]] in ([], ["person.join"])


async def test_what_somebody_changed_meanwhile_is_told_and_not_overwritten(orders, folder):
    key = whole_order(orders)
    async with session(folder) as pilot:
        await opened(pilot)
        await press(pilot, "E", "1", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ValuePrompt))
        orders.service(Editing, person("han", "韩梅梅")).set(NUMBER, "name", "欧阳修")
        await press(pilot, *"X", "enter")
        await until(pilot, shows(pilot, "meanwhile"))
    assert orders.row(key)["name"] == "欧阳修"


async def test_what_changed_between_two_questions_is_not_overwritten_either(orders, folder):
    """The screen behind the questions shows the newer order by then."""
    key = whole_order(orders)
    async with session(folder) as pilot:
        await opened(pilot)
        screen = pilot.app.screen
        await press(pilot, "E")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choosing))
        orders.service(Editing, HAN).set(NUMBER, "phone", "13666666666")
        screen.load()  # as it does when the first question closes
        await until(pilot, lambda: screen.detail.row.phone == "136****6666")
        await press(pilot, "2", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ValuePrompt))
        await press(pilot, *"13999999999", "enter")
        await until(pilot, shows(pilot, "meanwhile"))
    assert orders.row(key)["phone"] == "13666666666"


async def test_hostile_reasons_are_shown_and_not_obeyed(orders, folder):
    whole_order(orders)
    lead, agent = orders.service(Blacklist, LEAD), orders.service(Blacklist)
    agent.add(NUMBER, "x")
    async with session(folder, actor=LEAD) as pilot:
        for payload in PAYLOADS[::8]:  # every kind is tried on the order itself
            lead.remove(NUMBER, "x")
            agent.add(NUMBER, f"why {payload}")
            await opened(pilot)
            await press(pilot, "b")
            await until(pilot, lambda: isinstance(pilot.app.screen, ValuePrompt))
            assert "why" in screen_text(pilot.app)
            assert forbidden(screen_text(pilot.app), lines=True) == []
            await press(pilot, "escape", "g", "o")
            await until(pilot, lambda: len(pilot.app.screen_stack) == 1)


class TestExchange:
    """W14: the item, the pieces, what it comes to, done: six keys where there is one line."""

    @pytest.fixture
    def one_line(self, orders):
        """An order of two pieces at 99.00, and an item that another order knows."""
        orders.order(NUMBER, "1" * 18, buyer="a@x.cn", account="a@x.cn")
        dear = {"sku": "WXZ0KU1122", "title": "卫衣", "attributes": "蓝 L", "unit_price": 12_900}
        orders.order("TB240202-0002", "2" * 18, dear)
        return orders

    @pytest.mark.parametrize(("lang", "more"), [("en", "pays ¥30.00 more"), ("zh", "¥30.00")])
    async def test_w14_in_six_keys(self, one_line, folder, lang, more):
        async with session(folder, lang=lang) as pilot:
            await opened(pilot)
            await press(pilot, "e", *"1122", "enter")
            await until(pilot, shows(pilot, "of 2?" if lang == "en" else "2"))
            await press(pilot, *"1", "enter")
            await until(pilot, shows(pilot, more))
            await press(pilot, "enter")
            await until(pilot, lambda: len(one_line.service(Orders).order(NUMBER).lines) == 2)
            await until(pilot, shows(pilot, "WXZ0KU1122"))
        ((tab, text),) = [(r.tab, r.text) for r in one_line.service(Remarks).of(NUMBER)]
        assert tab is Tab.SHIPPING
        assert ("换款成" in text) is (lang == "zh")

    async def test_an_unknown_item_is_said_and_nothing_changes(self, one_line, folder):
        async with session(folder) as pilot:
            await opened(pilot)
            await press(pilot, "e", *"9999", "enter", "enter")
            await until(pilot, shows(pilot, 'No item has the number "9999"'))
        assert len(one_line.service(Orders).order(NUMBER).lines) == 1

    async def test_of_several_lines_one_is_chosen(self, orders, folder):
        whole_order(orders)
        async with session(folder) as pilot:
            await opened(pilot)
            await press(pilot, "e", "2", "enter", *"1098", "enter", "enter")
            await until(pilot, shows(pilot, "Exchange?"))
            await press(pilot, "enter")
            await until(
                pilot, lambda: orders.service(Orders).order(NUMBER).lines[1].sku == "WLY0QU1098"
            )


async def test_what_is_wrong_is_told_while_the_question_stays(orders, folder):
    key = whole_order(orders)
    async with session(folder, actor=FINANCE) as pilot:
        await opened(pilot)
        await press(pilot, "s", "4", *"99999", "enter")
        await until(pilot, shows(pilot, "more than was paid"))
        await until(pilot, lambda: isinstance(pilot.app.screen, Choosing))
        assert "99999" in screen_text(pilot.app)
        await press(pilot, *["backspace"] * 5, *"12", "enter")
        await until(pilot, lambda: orders.row(key)["payment_status"] == "partly_refunded")
    assert orders.row(key)["refund"] == 1_200
