"""Asking and answering from the screens: W9, W12, W13, W20, W32, W33, with their key budgets."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from csdesk.model.promises import PromiseState
from csdesk.model.settings import DeskSettings
from csdesk.model.status import RemarkState, Tab
from csdesk.services.asks import Inboxes
from csdesk.services.gate import Gate
from csdesk.services.mirror import Mirror
from csdesk.services.orders import Orders
from csdesk.services.people import People
from csdesk.services.promises import Promises
from csdesk.services.remarks import Remarks
from csdesk.store import columns
from csdesk.ui.screens.choosing import Choosing
from csdesk.ui.screens.inbox import InboxScreen
from csdesk.ui.screens.mirror import MirrorScreen
from csdesk.ui.screens.my_queue import QueueScreen
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.screens.promises import PromisesScreen
from csdesk.ui.screens.remark_editor import RemarkEditor
from csdesk.ui.widgets.text_box import TextBox
from tests.golden import check
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person
from tests.ui.conftest import press, screen_text, session, until
from tests.ui.order_sample import HAN, NUMBER, set_clock, whole_order
from tests.ui.test_typeahead import at_once
from tests.ui.typist import Typist

AGENT = person()
SHIPPER = person("zhou", "周发", roles=("shipping",), shift="")
FINANCE = person("qian", "钱多", roles=("finance",), shift="")
LEAD = person("wang", "王主管", roles=("agent", "lead"))
LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])


@pytest.fixture
def team(orders):
    """The order with everything, at a desk where everybody works."""
    orders.service(People, person("boss", "老板", roles=())).ensure()
    for each in (AGENT, HAN, SHIPPER, FINANCE, LEAD):
        orders.service(People, person("boss", "老板", roles=())).add(
            each.login, each.name, each.roles
        )
    whole_order(orders, market_remark="")
    return orders


async def at_order(pilot, number=NUMBER):
    """The persona stands at an order."""
    pilot.app.open_order(number)
    typist = Typist(pilot)
    await typist.on(OrderScreen)
    return typist


def remarks(desk, tab=None):
    found = desk.service(Remarks).of(NUMBER)
    return [each for each in found if tab is None or each.tab is tab]


def box(pilot):
    return pilot.app.screen.query_one(TextBox).text


async def said(pilot, text):
    await until(pilot, lambda: text in screen_text(pilot.app))


# W12, W20: templates


@LANGUAGES
async def test_w12_the_buyer_wants_yto(team, folder, lang):
    async with session(folder, lang=lang, actor=AGENT) as pilot:
        typist = await at_order(pilot)
        await typist.press("3", "t")
        await typist.on(Choosing)
        assert ("圆通" if lang == "zh" else "YTO") in screen_text(pilot.app)
        await typist.press("1", "enter")
        await typist.on(RemarkEditor)
        await typist.press("enter")
        await typist.on(OrderScreen)
    assert typist.keys <= 5
    saved = remarks(team, Tab.SHIPPING)[-1]
    assert saved.text == ("客户要求发圆通" if lang == "zh" else "Customer wants YTO")
    assert (saved.author, saved.state, saved.in_market) == ("李雷", RemarkState.ASKED, False)
    inbox = team.service(Inboxes).of_department(Tab.SHIPPING)
    assert saved.id in [each.remark.id for each in inbox.asks]


@LANGUAGES
async def test_w20_a_refund_is_asked_of_finance_with_its_slots(team, folder, lang):
    async with session(folder, lang=lang, actor=AGENT) as pilot:
        typist = await at_order(pilot)
        await typist.press("2", "t")
        await typist.on(Choosing)
        await typist.press("1", "enter")
        await typist.on(RemarkEditor)
        await typist.type("12")
        await typist.press("tab")
        await typist.type("broken")
        await typist.press("enter")
        await typist.on(OrderScreen)
    assert typist.keys <= 6
    saved = remarks(team, Tab.FINANCE)[-1]
    assert (
        saved.text
        == {
            "zh": "退款 12 元，原因：broken，退回账户：zha***@example.com",
            "en": "Refund 12, reason: broken, to account zha***@example.com",
        }[lang]
    )
    assert saved.state is RemarkState.ASKED


async def test_an_empty_slot_is_named_and_the_cursor_stands_in_it(team, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_order(pilot)
        before = len(remarks(team))
        await typist.press("2", "t")
        await typist.on(Choosing)
        await typist.press("1", "enter")
        await typist.on(RemarkEditor)
        await typist.press("enter")
        await said(pilot, "Still empty: {amount}, {reason}.")
        await typist.type("7")
        assert box(pilot).startswith("Refund 7, reason: {reason}")
        assert len(remarks(team)) == before


async def test_templates_are_stacked(team, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_order(pilot)
        await typist.press("3", "t")
        await typist.on(Choosing)
        await typist.press("1", "enter")
        await typist.on(RemarkEditor)
        await typist.press("ctrl+o")
        await typist.on(Choosing)
        await typist.press("2", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RemarkEditor))
        await until(pilot, lambda: "{carrier}" in box(pilot))
        await typist.type("SF")
        await typist.press("enter")
        await typist.on(OrderScreen)
    assert remarks(team, Tab.SHIPPING)[-1].text == "Customer wants YTO\nCustomer wants SF"


async def test_a_template_goes_below_a_draft_and_loses_nothing(team, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_order(pilot)
        await typist.press("3", "n")
        await typist.on(RemarkEditor)
        await typist.type("call first")
        await typist.press("escape")
        await typist.on(OrderScreen)
        await typist.press("t")
        await typist.on(Choosing)
        await typist.press("1", "enter")
        await typist.on(RemarkEditor)
        await until(pilot, lambda: box(pilot) == "call first\nCustomer wants YTO")


# I7: hints


async def write(typist, tab, text):
    await typist.press(tab, "n")
    await typist.on(RemarkEditor)
    await typist.type(text)
    await typist.press("enter")


async def test_what_belongs_to_another_tab_is_moved_by_one_key(team, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_order(pilot)
        await write(typist, "1", "customer wants YTO")
        await said(pilot, "Ctrl+R saves it in")
        assert box(pilot) == "customer wants YTO"
        await typist.press("ctrl+r")
        await typist.on(OrderScreen)
        await said(pilot, "Saved in shipping")
    assert remarks(team, Tab.SHIPPING)[-1].text == "customer wants YTO"
    assert remarks(team, Tab.INTERNAL)[-1].text != "customer wants YTO"
    with team.store.read() as c:
        assert c.execute(columns.drafts.select()).all() == []


async def test_whoever_knows_better_presses_enter_once_more(team, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_order(pilot)
        await write(typist, "1", "asked about YTO")
        await said(pilot, "belongs to shipping")
        await typist.press("enter")
        await typist.on(OrderScreen)
    assert remarks(team, Tab.INTERNAL)[-1].text == "asked about YTO"


async def test_where_nothing_is_wrong_no_key_is_lost(team, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_order(pilot)
        await write(typist, "1", "called, all is well")
        await typist.on(OrderScreen)
    assert remarks(team, Tab.INTERNAL)[-1].text == "called, all is well"
    assert typist.keys == 3


# W32, W33: the inboxes


@LANGUAGES
async def test_w33_shipping_answers_done(team, folder, lang):
    async with session(folder, lang=lang, actor=SHIPPER) as pilot:
        first = team.service(Inboxes).of_department(Tab.SHIPPING).asks[0].remark.id
        typist = Typist(pilot)
        await typist.press("g d")
        await typist.on(InboxScreen)
        await typist.press("enter")
        await typist.on(OrderScreen)
        assert team.service(Inboxes).one(first).remark.state is RemarkState.SEEN
        await typist.press("d")
        await until(
            pilot, lambda: team.service(Inboxes).one(first).remark.state is RemarkState.DONE
        )
    assert typist.keys <= 4


@LANGUAGES
async def test_w33_shipping_asks_back_and_the_question_lies_with_the_asker(team, folder, lang):
    async with session(folder, lang=lang, actor=SHIPPER) as pilot:
        first = team.service(Inboxes).of_department(Tab.SHIPPING).asks[0].remark.id
        typist = Typist(pilot)
        await typist.press("g d")
        await typist.on(InboxScreen)
        await typist.press("enter")
        await typist.on(OrderScreen)
        await typist.press("q")
        await until(pilot, lambda: pilot.app.screen.query("#value-box"))
        await typist.type("red?")
        await typist.press("enter")
        await typist.on(OrderScreen)
        await said(pilot, "red?")
    assert typist.keys <= 5
    (query,) = team.service(Inboxes, AGENT).mine().queries
    assert (query.remark.id, query.said_last.text) == (first, "red?")


async def test_the_asker_sees_the_question_in_the_queue_and_answers_it_there(team, folder):
    first = team.service(Inboxes).of_department(Tab.SHIPPING).asks[0].remark.id
    team.service(Inboxes, SHIPPER).move(first, RemarkState.QUERY, "什么颜色？")
    async with session(folder, actor=AGENT) as pilot:
        await said(pilot, "[g m 1]")
        typist = Typist(pilot)
        await typist.press("g m")
        await typist.on(QueueScreen)
        assert "什么颜色？" in screen_text(pilot.app)
        await typist.press("q")
        await until(pilot, lambda: pilot.app.screen.query("#value-box"))
        await typist.type("red")
        await typist.press("enter")
        await until(pilot, lambda: "[g m 1]" not in screen_text(pilot.app))
    assert team.service(Inboxes).one(first).remark.answers[-1].text == "red"


@LANGUAGES
@pytest.mark.parametrize(
    ("number", "status", "amount", "refund"),
    [("5", "refunded", "", 123_400), ("4", "partly_refunded", "12", 1_200)],
    ids=["whole", "part"],
)
async def test_w32_finance_pays_back_and_says_so(  # what is typed, and what comes
    team, folder, lang, number, status, amount, refund
):
    async with session(folder, lang=lang, actor=FINANCE) as pilot:
        await said(pilot, "[g f 1]")
        typist = Typist(pilot)
        await typist.press("g f")
        await typist.on(InboxScreen)
        await typist.press("enter")
        await typist.on(OrderScreen)
        await typist.press("s", number)
        await typist.type(amount)
        await typist.press("enter")
        await typist.on(OrderScreen)
        order = team.service(Orders).order
        await until(pilot, lambda: order(NUMBER).row.payment_status == status)
        await typist.press("d")
        await until(pilot, lambda: pilot.app.screen.query("#value-box"))
        await typist.type("paid 12")
        await typist.press("enter")
        await typist.on(OrderScreen)
        await said(pilot, "paid 12")
        await until(pilot, lambda: "[g f 1]" not in screen_text(pilot.app))
    assert typist.keys <= 8
    assert order(NUMBER).refund == refund
    (ask,) = remarks(team, Tab.FINANCE)
    assert (ask.state, ask.answers[-1].text) == (RemarkState.DONE, "paid 12")


async def test_quick_keys_answer_one_ask_after_the_other(team, folder):
    for n in range(3):
        team.service(Remarks, AGENT).add(NUMBER, Tab.SHIPPING, f"加礼物 {n}")
    async with session(folder, actor=SHIPPER) as pilot:
        typist = Typist(pilot)
        await typist.press("g d")
        await typist.on(InboxScreen)
        await until(pilot, lambda: pilot.app.screen.asked is not None)
        waiting = [r.id for r in remarks(team, Tab.SHIPPING) if r.state is RemarkState.ASKED]
        at_once(pilot, *"d" * len(waiting))
        await until(pilot, lambda: not [
            r for r in remarks(team, Tab.SHIPPING) if r.state is RemarkState.ASKED
        ])  # fmt: skip


async def test_finance_is_done_with_nothing_to_say_where_no_amount_is_needed(team, folder):
    for each in remarks(team, Tab.FINANCE):
        team.service(Inboxes, FINANCE).move(each.id, RemarkState.DONE, "退了 12 元")
    team.service(Remarks, AGENT).add(NUMBER, Tab.FINANCE, "请开发票")
    async with session(folder, actor=FINANCE) as pilot:
        typist = Typist(pilot)
        await typist.press("g f")
        await typist.on(InboxScreen)
        await typist.press("d")
        await typist.sees("may be empty")
        await typist.press("enter")
        await typist.on(InboxScreen)
        await until(pilot, lambda: remarks(team, Tab.FINANCE)[-1].state is RemarkState.DONE)


def held(team):
    """An approved order that an agent held: the remark that asks shipping to stop it."""
    team.order("TB240202-0042", "2401234567890123457", order_status="approved", approved_at=5)
    team.service(Gate).hold("TB240202-0042", "客户要退")
    return team.service(Remarks).of("TB240202-0042")[-1].id


async def test_a_parcel_to_be_stopped_stands_on_top_and_is_stopped_or_too_late(team, folder):
    hold = held(team)
    async with session(folder, actor=SHIPPER) as pilot:
        typist = Typist(pilot)
        await typist.press("g d")
        await typist.on(InboxScreen)
        rows = screen_text(pilot.app).splitlines()
        assert "HOLD" in next(row for row in rows if "TB240202" in row)
        await typist.press("d")
        await until(pilot, lambda: team.service(Inboxes).one(hold).remark.state is RemarkState.DONE)
    assert team.service(Inboxes).one(hold).remark.answers[-1].text == "已拦截 stopped"


async def test_too_late_names_the_parcel(team, folder):
    hold = held(team)
    async with session(folder, actor=SHIPPER) as pilot:
        typist = Typist(pilot)
        await typist.press("g d")
        await typist.on(InboxScreen)
        await typist.press("X")
        await until(pilot, lambda: pilot.app.screen.query("#value-box"))
        await typist.type("YT99")
        await typist.press("enter")
        await until(pilot, lambda: team.service(Inboxes).one(hold).remark.state is RemarkState.DONE)
    assert team.service(Inboxes).one(hold).remark.answers[-1].text == "来不及了 too late YT99"


async def test_who_is_not_of_the_department_is_refused_on_the_screen_too(team, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = Typist(pilot)
        await typist.press("g d")
        await typist.on(InboxScreen)
        await typist.press("d")
        await said(pilot, "may not answer for shipping")
        assert {each.state for each in remarks(team, Tab.SHIPPING)} == {RemarkState.ASKED}


async def test_words_that_came_too_late_are_not_lost(team, folder):
    first = team.service(Inboxes).of_department(Tab.SHIPPING).asks[0].remark.id
    async with session(folder, actor=SHIPPER) as pilot:
        typist = Typist(pilot)
        await typist.press("g d")
        await typist.on(InboxScreen)
        await typist.press("q")
        await until(pilot, lambda: pilot.app.screen.query("#value-box"))
        await typist.type("red?")
        team.service(Inboxes, SHIPPER).move(first, RemarkState.DOING)
        await typist.press("enter")
        await said(pilot, "was faster")
        await until(pilot, lambda: isinstance(pilot.app.screen, InboxScreen))
        await until(pilot, lambda: pilot.app.screen.asked.state is RemarkState.DOING)
        await typist.press("q")
        await until(pilot, lambda: pilot.app.screen.query("#value-box"))
        assert "red?" in screen_text(pilot.app)


async def test_a_lead_sees_who_waits_on_whom_and_an_agent_is_told_who_may(team, folder):
    async with session(folder, actor=LEAD) as pilot:
        typist = Typist(pilot)
        await typist.press("g m")
        await typist.on(QueueScreen)
        await typist.press("A")
        await said(pilot, "Who waits on whom: 3")
        assert "waits on shipping" in screen_text(pilot.app)
    async with session(folder, actor=AGENT) as pilot:
        typist = Typist(pilot)
        await typist.press("g m")
        await typist.on(QueueScreen)
        await typist.press("A")
        await said(pilot, "Who may: lead")


async def test_a_call_by_name_is_counted_until_the_order_is_opened(team, folder):
    team.service(Remarks, HAN).add(NUMBER, Tab.INTERNAL, "@李雷 看一下")
    async with session(folder, actor=AGENT) as pilot:
        await said(pilot, "[g m 1]")
        typist = Typist(pilot)
        await typist.press("g m")
        await typist.on(QueueScreen)
        await typist.press("enter")
        await typist.on(OrderScreen)
        await until(pilot, lambda: "[g m" not in screen_text(pilot.app))
    assert team.service(Inboxes, AGENT).unread().mine == 0


# W9: the mirror


@LANGUAGES
async def test_w9_the_mirror_check_opens_orders_and_copies_for_the_market(
    team, folder, clipboard, lang
):
    team.order("TB240202-0050", "2401234567890123999", market_remark="送小礼品")
    async with session(folder, lang=lang, actor=AGENT) as pilot:
        typist = Typist(pilot)
        await typist.press("m")
        await typist.on(MirrorScreen)
        assert typist.keys == 1
        await said(pilot, "送小礼品")
        await typist.press("y")
        await until(pilot, lambda: clipboard)
        await typist.press("j", "enter")
        await typist.on(OrderScreen)
        await typist.press("m")
        await typist.on(MirrorScreen)
        await typist.press("y")
        await until(pilot, lambda: len(clipboard) == 2)
    assert clipboard == ["送小礼品", "改发圆通，不要申通；换款成 WXZ0KU1122 红色 M"]


@LANGUAGES
async def test_everybody_at_the_desk_is_told_when_an_import_made_the_mirror_worse(
    team, folder, lang
):
    missing = "3 missing" if lang == "en" else "缺少 3 条"
    team.service(Mirror).count()
    async with session(folder, lang=lang, actor=AGENT) as pilot:
        await until(pilot, lambda: pilot.app.unread is not None)
        team.service(Mirror).count()
        team.batch()
        key = team.order("TB240202-0051", "2401234567890123998", order_status="approved")
        team.service(Remarks, HAN).add("TB240202-0051", Tab.SHIPPING, "周六送")
        assert key
        await until(pilot, lambda: "Home" in screen_text(pilot.app))
        assert missing not in screen_text(pilot.app)
        team.service(Mirror).count()
        await said(pilot, missing)


async def test_without_a_clipboard_the_copy_is_a_file(team, folder, clipboard):
    settings = DeskSettings(zone="Asia/Shanghai", clipboard=False)
    async with session(folder, settings=settings, actor=AGENT) as pilot:
        typist = await at_order(pilot)
        await typist.press("y")
        await said(pilot, "has no clipboard")
    (file,) = (folder / "exports").iterdir()
    assert "订单" in file.read_text(encoding="utf-8")
    assert clipboard == []


async def test_the_answer_for_the_customer_comes_in_either_language(team, folder, clipboard):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_order(pilot)
        await typist.press("y")
        await until(pilot, lambda: len(clipboard) == 1)
        await typist.press("Y")
        await until(pilot, lambda: len(clipboard) == 2)
    chinese, english = clipboard
    assert "什么时候发货现在还不能确定。" in chinese
    assert "When it will be shipped is not known yet." in english


# W13


@LANGUAGES
async def test_w13_a_remark_on_a_number_not_imported_yet(team, folder, clipboard, lang):
    number = "290000000000000001"
    async with session(folder, lang=lang, actor=AGENT) as pilot:
        typist = Typist(pilot)
        await typist.press("/")
        await typist.type(number)
        await typist.press("enter")
        home = pilot.app.screen
        await until(pilot, lambda: home.answered)
        await typist.press("n")
        await typist.on(RemarkEditor)
        await typist.type("hurry")
        await typist.press("enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, RemarkEditor))
        await typist.press("y")
        await until(pilot, lambda: clipboard)
    assert typist.keys <= 5
    assert clipboard[0].startswith(f"1) {number} hurry")


# I4: promises


async def test_a_promise_is_made_in_the_order_listed_and_decided(team, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_order(pilot)
        await typist.press("T")
        await typist.on(Choosing)
        await typist.press("1", "enter")
        await until(pilot, lambda: pilot.app.screen.query("#value-box"))
        await typist.type("3d ships with the gift")
        await typist.press("enter")
        await typist.on(OrderScreen)
        await said(pilot, "ships with the gift")
        await typist.press("g k")
        await typist.on(PromisesScreen)
        assert "ships with the gift" in screen_text(pilot.app)
        await typist.press("x")
        await said(pilot, "No promise is open.")
    (promise,) = team.service(Promises).of(NUMBER)
    assert promise.state is PromiseState.BROKEN


# How they look


def frozen(team):
    """Everything asked long ago, so that ages do not move."""
    first = team.service(Inboxes).of_department(Tab.SHIPPING).asks[0].remark.id
    team.order(
        "TB240202-0042", "2401234567890123457", order_status="held", market_remark="先别发",
        name="王五", total=5_900,
    )  # fmt: skip
    team.service(Remarks).add("TB240202-0042", Tab.SHIPPING, "拦截，客户要退")
    team.service(Inboxes, SHIPPER).move(first, RemarkState.QUERY, "圆通到不了，改申通可以吗？")
    team.service(Remarks, HAN).add(NUMBER, Tab.INTERNAL, "@李雷 客户又来电了")
    set_clock(team)
    with team.store.change() as c:
        c.execute(update(columns.answers).values(at=1_706_850_300))


@pytest.fixture
def ages(monkeypatch):
    """Ages do not move with the calendar."""
    for name in ("age", "lasting"):
        monkeypatch.setattr(f"csdesk.ui.screens.inbox_rows.{name}", lambda *_: "5 d")


SCREENS = {"inbox": "g d", "queue": "g m", "mirror": "m"}


@SIZES
@LANGUAGES
@pytest.mark.parametrize("name", SCREENS)
async def test_the_screens_look_as_they_are_kept(team, folder, ages, name, lang, size):
    frozen(team)
    actor = SHIPPER if name == "inbox" else AGENT
    async with session(folder, size=size, lang=lang, actor=actor) as pilot:
        await until(pilot, lambda: "[g " in screen_text(pilot.app))
        await press(pilot, *SCREENS[name].split())
        await until(
            pilot,
            lambda: (
                isinstance(pilot.app.screen, InboxScreen | QueueScreen | MirrorScreen)
                and pilot.app.screen.answered
            ),
        )
        await until(pilot, lambda: "TB240202-0041" in screen_text(pilot.app))
        check(f"{name}-{lang}-{size[0]}x{size[1]}", screen_text(pilot.app))


def hostile_asks(desk):
    """An order for each of the worst that buyers write, asked back about with the same text."""
    remarks, shipping = desk.service(Remarks), desk.service(Inboxes, SHIPPER)
    for n, payload in enumerate(PAYLOADS):
        try:
            payload.encode()
        except UnicodeEncodeError:
            continue
        number = f"TB240203-{n:04}"
        desk.order(number, f"3{n:018}", name=payload, market_remark=payload, carrier=payload)
        ask = remarks.add(number, Tab.SHIPPING, f"{n} 改发圆通").id
        shipping.move(ask, RemarkState.QUERY, "?")
        with desk.store.change() as c:
            c.execute(
                update(columns.remarks)
                .where(columns.remarks.c.id == ask)
                .values(text=f"{n}{payload}{n}", author=payload)
            )
            c.execute(
                update(columns.answers)
                .where(columns.answers.c.remark_id == ask)
                .values(text=payload, author=payload)
            )


@pytest.mark.parametrize("name", SCREENS)
async def test_hostile_text_is_shown_and_not_obeyed(orders, folder, name):
    """The worst that buyers write, in every text of the new screens."""
    boss = person("boss", "老板", roles=())
    orders.service(People, boss).ensure()
    for each in (AGENT, SHIPPER):
        orders.service(People, boss).add(each.login, each.name, each.roles)
    hostile_asks(orders)
    async with session(folder, actor=AGENT, size=(100, 120)) as pilot:
        await press(pilot, *SCREENS[name].split())
        await until(
            pilot,
            lambda: (
                isinstance(pilot.app.screen, InboxScreen | QueueScreen | MirrorScreen)
                and pilot.app.screen.answered
            ),
        )
        for _ in range(6):
            assert "TB240203-" in screen_text(pilot.app)
            assert forbidden(screen_text(pilot.app)) == []
            await press(pilot, "pagedown")
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
        await until(pilot, lambda: pilot.app.screen.answered)
        assert forbidden(screen_text(pilot.app)) == []


async def test_the_warning_of_empty_slots_goes_once_they_are_filled(team, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_order(pilot)
        await typist.press("2", "t")
        await typist.on(Choosing)
        await typist.press("1", "enter")
        await typist.on(RemarkEditor)
        await until(pilot, lambda: "Tab next slot" in screen_text(pilot.app))
        await typist.press("enter")
        await said(pilot, "Still empty: {amount}, {reason}.")
        await typist.type("7")
        await typist.press("tab")
        await typist.type("broken")
        await until(pilot, lambda: "Still empty" not in screen_text(pilot.app))
        await until(pilot, lambda: "Tab next slot" not in screen_text(pilot.app))
