"""The review queue and the count ledger at the keys: W5 to W8 within their budgets."""

from __future__ import annotations

import csv

import pytest
from sqlalchemy import insert, update

from csdesk.model.status import Tab
from csdesk.services.gate import Gate
from csdesk.services.imports import Imports
from csdesk.services.ledger import Ledger
from csdesk.services.remarks import Remarks
from csdesk.store import columns, index
from csdesk.ui.screens.ledger import LedgerBatchScreen, LedgerOrdersScreen, LedgerScreen
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.screens.review import ReviewScreen
from csdesk.ui.screens.review_bulk import BulkScreen
from tests.golden import check
from tests.hostile import PAYLOADS, forbidden
from tests.intake.desks import changed_cells, write_pair
from tests.services.desks import person
from tests.services.test_review import PAID
from tests.ui.conftest import press, screen_text, session, until
from tests.ui.order_sample import FACTS, PLACED, conflict, set_clock, whole_order
from tests.ui.test_imports import taken

BAD = PAID[0]
LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])


@pytest.fixture
def imported(orders, folder, tmp_path):
    """Twelve paid orders of one import; of one, the oldest, the address lacks its district."""
    with orders.store.change() as c:
        c.execute(columns.batches.delete())
    paths = write_pair(tmp_path / "x", PAID, "2011-2-15-1.csv", "2011-2-15-2.csv")
    changed_cells(paths[0], {BAD.number: {
        "收货地址": "浙江省 杭州市 文三路 1 号(310012)", "订单创建时间": "2026-11-01 08:00:00",
    }})  # fmt: skip
    taken(orders, folder, *paths)
    return orders


class Keys:
    """Presses keys and counts them, waiting for what each brings as a person does."""

    def __init__(self, pilot):
        self.pilot = pilot
        self.pressed = 0

    async def __call__(self, *keys, then=None):
        for key in keys:
            await press(self.pilot, key)
            self.pressed += 1
        app = self.pilot.app
        await until(self.pilot, lambda: then is None or isinstance(app.screen, then))
        await until(self.pilot, lambda: getattr(app.screen, "answered", True))


def shown(pilot):
    return pilot.app.screen.detail.row.order_no


def statuses(desk):
    with desk.store.read() as c:
        found = c.execute(columns.orders.select()).mappings()
        return {row["order_no"]: row["order_status"] for row in found}


def exported(folder, start):
    (path,) = (each for each in (folder / "exports").glob("*.csv") if each.name.startswith(start))
    return path


async def queue(pilot):
    await press(pilot, "g", "r")
    await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
    await until(pilot, lambda: pilot.app.screen.answered and pilot.app.screen._counts)


@LANGUAGES
async def test_w5_a_clean_order_is_approved_with_one_key_and_the_next_comes(imported, folder, lang):
    """W5: ``g r``, then ``a`` for each, of two keys allowed an order."""
    async with session(folder, lang=lang) as pilot:
        keys = Keys(pilot)
        await keys("g", "r", then=ReviewScreen)
        await keys("j")
        approved = []
        for _ in range(3):
            approved.append(shown(pilot))
            await keys("a")
            await until(pilot, lambda: shown(pilot) not in approved)
        assert keys.pressed == 2 + 1 + 3
    found = statuses(imported)
    assert {found[number] for number in approved} == {"approved"}
    assert list(found.values()).count("approved") == 3


async def test_what_must_be_on_screen_stands_there_at_80_by_24(imported, folder):
    async with session(folder, lang="en") as pilot:
        await queue(pilot)
        await press(pilot, "j")
        await until(pilot, lambda: pilot.app.screen.answered)
        detail = pilot.app.screen.detail
        text = screen_text(pilot.app)
        wanted = [detail.row.order_no, detail.row.name, detail.address[:6], detail.district]
        wanted += [line.sku for line in detail.lines]
        wanted += [f" x{line.quantity}" for line in detail.lines]
        wanted += ["stock [?] unknown", "✓ address", "✓ paid amount", "! item number", "buyer "]
        wanted += ["12 waiting", "11 clean", "1 problem", "no check failed"]
        assert [each for each in wanted if each not in text] == []


@LANGUAGES
async def test_w6_a_problem_order_takes_three_keys(imported, folder, lang):
    """W6: ``p`` ``‹reason no.›`` ``Enter``; held, in the marked table, remarked."""
    async with session(folder, lang=lang) as pilot:
        await queue(pilot)
        number = shown(pilot)
        text = screen_text(pilot.app)
        assert {"en": "✗ address failed", "zh": "✗ 地址 不通过"}[lang] in text
        assert {"en": "row 2, 收货地址", "zh": "第 2 行 收货地址"}[lang] in text
        keys = Keys(pilot)
        await keys("p", "1", "enter", then=ReviewScreen)
        assert keys.pressed == 3
        assert shown(pilot) != number
    assert statuses(imported)[number] == "held"
    rows = list(csv.reader(exported(folder, "标记").read_text(encoding="utf-8-sig").splitlines()))
    assert [row[:2] for row in rows[1:-1]] == [["2", number]]
    (remark,) = imported.service(Remarks).of(number)
    assert (remark.tab, "row 2" in remark.text) == (Tab.INTERNAL, True)


@LANGUAGES
async def test_w7_all_clean_ones_take_two_keys_and_u_restores_them(imported, folder, lang):
    """W7: ``A`` ``Enter``, then ``u``."""
    async with session(folder, lang=lang) as pilot:
        await queue(pilot)
        keys = Keys(pilot)
        await keys("A", then=BulkScreen)
        text = screen_text(pilot.app)
        assert {"en": "11 will be approved, 1 skipped", "zh": "将通过 11 单, 跳过 1 单"}[
            lang
        ] in text
        assert {"en": "the district is missing", "zh": "缺区县"}[lang] in text
        await keys("enter", then=ReviewScreen)
        assert keys.pressed == 2
        await until(pilot, lambda: list(statuses(imported).values()).count("approved") == 11)
        await keys("u")
        await until(pilot, lambda: set(statuses(imported).values()) == {"awaiting_review"})


@LANGUAGES
async def test_w8_the_approved_orders_are_a_file_with_two_keys(imported, folder, lang):
    """W8: ``D`` ``Enter``; import, count and name are shown before, the equal counts after."""
    gate = imported.service(Gate)
    for number in list(statuses(imported))[:5]:
        gate.approve(number)
    async with session(folder, lang=lang) as pilot:
        await queue(pilot)
        keys = Keys(pilot)
        await keys("D")
        await until(pilot, lambda: "淘宝订单付款2011-2-15-1" in screen_text(pilot.app))
        assert {"en": "5 orders", "zh": "5 单"}[lang] in screen_text(pilot.app)
        await keys("enter", then=ReviewScreen)
        assert keys.pressed == 2
        equal = {
            "en": "5 orders in 淘宝订单付款2011-2-15-1.csv = 5 approved",
            "zh": "5 单 = 通过 5 单",
        }
        await until(pilot, lambda: equal[lang] in screen_text(pilot.app))
    assert len(exported(folder, "淘宝").read_text(encoding="utf-8-sig").splitlines()) == 1 + 5


async def test_an_order_in_which_a_check_failed_is_approved_only_after_a_question(imported, folder):
    async with session(folder) as pilot:
        await queue(pilot)
        number = shown(pilot)
        await press(pilot, "a")
        await until(pilot, lambda: "Approve all the same?" in screen_text(pilot.app))
        await press(pilot, "n")
        assert statuses(imported)[number] == "awaiting_review"
        await press(pilot, "a")
        await until(pilot, lambda: "Approve all the same?" in screen_text(pilot.app))
        await press(pilot, "y")
        await until(pilot, lambda: statuses(imported)[number] == "approved")


async def test_keys_pressed_ahead_wait_for_the_next_order(imported, folder):
    """Three quick ``a`` approve three orders, not one thrice."""
    async with session(folder) as pilot:
        await queue(pilot)
        await press(pilot, "j", "a", "a", "a")
        await until(pilot, lambda: list(statuses(imported).values()).count("approved") == 3)


async def test_what_a_colleague_changed_meanwhile_is_refused_and_told(imported, folder):
    async with session(folder) as pilot:
        await queue(pilot)
        await press(pilot, "j")
        await until(pilot, lambda: pilot.app.screen.answered)
        number = shown(pilot)
        imported.service(Gate, person("han", "韩梅梅")).hold(number, "1")
        await press(pilot, "a")
        await until(pilot, lambda: "meanwhile" in screen_text(pilot.app))
        assert statuses(imported)[number] == "held"
        await until(pilot, lambda: pilot.app.screen.answered and shown(pilot) != number)


async def test_who_may_not_review_is_told_who_may(imported, folder):
    viewer = person("zhao", "赵", roles=("viewer",))
    async with session(folder, actor=viewer) as pilot:
        await queue(pilot)
        await press(pilot, "j", "a")
        await until(pilot, lambda: "may not review orders" in screen_text(pilot.app))
        for key in ("A", "p", "h", "D"):
            await press(pilot, "?", "escape", key)
            await until(pilot, lambda: "Who may" in screen_text(pilot.app))
            assert isinstance(pilot.app.screen, ReviewScreen)
    assert set(statuses(imported).values()) == {"awaiting_review"}


async def test_an_order_is_decided_about_from_its_own_screen_too(imported, folder):
    async with session(folder) as pilot:
        await queue(pilot)
        await press(pilot, "j")
        await until(pilot, lambda: pilot.app.screen.answered)
        number = shown(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
        await until(pilot, lambda: pilot.app.screen.answered)
        await press(pilot, "h")
        await until(pilot, lambda: "Why is the order held?" in screen_text(pilot.app))
        await press(pilot, "8", "enter")
        await until(pilot, lambda: statuses(imported)[number] == "held")
        await until(pilot, lambda: "held because" in screen_text(pilot.app))
        await press(pilot, "h")
        await until(pilot, lambda: statuses(imported)[number] == "awaiting_review")
        await until(pilot, lambda: "[R] awaiting review" in screen_text(pilot.app))
        await press(pilot, "a")
        await until(pilot, lambda: statuses(imported)[number] == "approved")


async def test_a_reason_of_ones_own_is_written(imported, folder):
    async with session(folder) as pilot:
        await queue(pilot)
        number = shown(pilot)
        await press(pilot, "h")
        await until(pilot, lambda: "something else" in screen_text(pilot.app))
        await press(pilot, "k", "enter")
        await until(pilot, lambda: "value-box" in str(pilot.app.focused))
        await press(pilot, *"buyer is away", "enter")
        await until(pilot, lambda: statuses(imported)[number] == "held")
    with imported.store.read() as c:
        held = c.execute(columns.orders.select()).mappings().all()
    assert [row["hold_reason"] for row in held if row["hold_reason"]] == ["buyer is away"]


async def test_from_the_lead_board_the_cursor_is_on_the_import_that_differs(imported, folder):
    imported.service(Gate).approve(list(statuses(imported))[3])
    batches = imported.service(Imports).batches()
    batch = next(each.id for each in batches if each.file == "2011-2-15-1.csv")
    assert batches[0].id != batch
    async with session(folder) as pilot:
        await press(pilot, "g", "l", "2")
        await until(pilot, lambda: isinstance(pilot.app.screen, LedgerScreen))
        await until(pilot, lambda: pilot.app.screen.answered)
        assert pilot.app.screen.number == batch


async def test_a_difference_is_listed_and_stays_open_until_somebody_explains_it(imported, folder):
    gate, ledger = imported.service(Gate), imported.service(Ledger)
    number = list(statuses(imported))[3]
    gate.approve(number)
    batch = next(b.id for b in imported.service(Imports).batches() if b.file == "2011-2-15-1.csv")
    async with session(folder) as pilot:
        await press(pilot, "g", "i")
        await until(pilot, lambda: "2011-2-15-1.csv" in screen_text(pilot.app))
        await press(pilot, "l")
        await until(pilot, lambda: isinstance(pilot.app.screen, LedgerScreen))
        await until(pilot, lambda: "!=" in screen_text(pilot.app))
        pilot.app.push_screen(LedgerBatchScreen(batch))
        await until(pilot, lambda: number in screen_text(pilot.app))
        assert "approved, in no file" in screen_text(pilot.app)
        await press(pilot, "end", "e")
        await until(pilot, lambda: "why is it so?" in screen_text(pilot.app))
        await press(pilot, *"sent by hand", "enter")
        await until(pilot, lambda: "sent by hand" in screen_text(pilot.app))
    assert [each.open for each in ledger.differences(batch)] == [False]


async def test_a_number_of_the_ledger_opens_the_orders_it_counts(imported, folder):
    number = list(statuses(imported))[3]
    imported.service(Gate).approve(number)
    batch = next(b.id for b in imported.service(Imports).batches() if b.file == "2011-2-15-1.csv")
    async with session(folder) as pilot:
        pilot.app.push_screen(LedgerBatchScreen(batch))
        await until(pilot, lambda: "orders approved" in screen_text(pilot.app))
        for _ in range(6):
            await press(pilot, "j")
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LedgerOrdersScreen))
        await until(pilot, lambda: number in screen_text(pilot.app))
        assert "approved: 1 orders" in screen_text(pilot.app)


async def test_an_empty_queue_says_so(orders, folder):
    async with session(folder) as pilot:
        await press(pilot, "g", "r")
        await until(pilot, lambda: "Nothing awaits review" in screen_text(pilot.app))
        await press(pilot, "a", "p", "h", "j", "enter", "A")
        await until(pilot, lambda: isinstance(pilot.app.screen, BulkScreen))
        await press(pilot, "enter", "D")
        await until(pilot, lambda: "No approved order waits" in screen_text(pilot.app))


# How it looks


def one_of_each(desk):
    """A problem order with all that can be shown, whose file and clock are known."""
    key = whole_order(desk)
    conflict(desk, key)
    file = {
        "file": "2024-2-2-1.csv", "received_at": PLACED, "finished_at": PLACED,
        "header": '["订单编号", "收货地址"]', "fields": '{"district": [1], "phone": [1]}',
    }  # fmt: skip
    with desk.store.change() as c, index.in_step(c, [key]):
        c.execute(update(columns.batches).values(file))
        o = columns.orders
        c.execute(update(o).where(o.c.id == key).values(district="", phone="1380013800"))
        raw = {"order_id": key, "kind": "x", "batch_id": 1, "row_no": 7, "digest": b"",
               "cells": "1\x1f浙江省 杭州市 文三路"}  # fmt: skip
        c.execute(insert(columns.raw_orders), raw)
    set_clock(desk)


@LANGUAGES
@SIZES
async def test_the_screens_look_as_they_are_kept(orders, folder, size, lang):
    one_of_each(orders)
    look = f"{lang}-{size[0]}x{size[1]}"
    async with session(folder, size=size, lang=lang) as pilot:
        await queue(pilot)
        check(f"review-{look}", screen_text(pilot.app))
        await press(pilot, "A")
        await until(pilot, lambda: isinstance(pilot.app.screen, BulkScreen))
        check(f"review-bulk-{look}", screen_text(pilot.app))
        await press(pilot, "escape", "l")
        await until(pilot, lambda: "2024-2-2-1.csv" in screen_text(pilot.app))
        await until(pilot, lambda: isinstance(pilot.app.screen, LedgerScreen))
        check(f"ledger-{look}", screen_text(pilot.app))


@pytest.mark.parametrize("size", [(80, 24), (140, 40), (40, 12)], ids=str)
async def test_hostile_text_is_shown_and_not_obeyed(orders, folder, size):
    """What buyers and files say passes every new screen at any size."""
    payloads = [text for text in PAYLOADS if "\0" not in text and text.isprintable() is False]
    numbers = []
    for n, text in enumerate([*payloads, *PAYLOADS[:10]], 1):
        safe = text.encode("utf-8", "replace").decode().replace("\0", "")[:3_000]
        hostile = dict.fromkeys(("name", "address", "buyer_message", "account", "phone", "title"),
                                safe)  # fmt: skip
        number = f"TB240202-{n:04d}"
        orders.order(number, str(10**17 + n), **(FACTS | hostile))
        numbers.append(number)
    orders.service(Gate).hold(numbers[0], PAYLOADS[0])
    orders.service(Gate).approve(numbers[1])
    with orders.store.change() as c:
        c.execute(update(columns.batches).values(file="\x1b[2J[/].csv"))
    async with session(folder, size=size) as pilot:
        await queue(pilot)
        for _ in numbers:
            await press(pilot, "j")
            await until(pilot, lambda: pilot.app.screen.answered)
            assert forbidden(screen_text(pilot.app)) == []
        await press(pilot, "A")
        await until(pilot, lambda: isinstance(pilot.app.screen, BulkScreen))
        assert forbidden(screen_text(pilot.app)) == []
        await press(pilot, "escape")
        for screen in (LedgerScreen(), LedgerBatchScreen(1), LedgerOrdersScreen(1, "approved")):
            pilot.app.push_screen(screen)
            await until(pilot, lambda screen=screen: screen.answered)
            assert forbidden(screen_text(pilot.app)) == []
