"""Finding orders as an agent does: type, look, open, copy; nothing typed is thrown away."""

from __future__ import annotations

import pytest
from textual import events

from csdesk.model.settings import DeskSettings
from csdesk.model.status import Tab
from csdesk.services.remarks import Remarks
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.typed_query import pasted
from tests.services.desks import person
from tests.ui.conftest import UNMASKED, press, screen_text, session, until


def table(pilot):
    return pilot.app.screen_stack[0].table


def numbers(pilot):
    return [row.order_no for row in table(pilot).window.rows]


def under_cursor(pilot):
    return table(pilot).row.order_no


async def typed(pilot, text):
    """Type into the box and wait for the answer."""
    await press(pilot, "/")
    await press(pilot, *text)
    await until(pilot, lambda: pilot.app.screen_stack[0].answered)


async def test_the_newest_orders_are_there_at_once_and_counted(twenty, folder):
    async with session(folder) as pilot:
        assert numbers(pilot)[0] == "TB240202-0020"
        assert len(numbers(pilot)) == 20
        assert "20 orders" in screen_text(pilot.app)


async def test_results_come_while_typing_and_enter_opens_the_first(twenty, folder, opened):
    async with session(folder) as pilot:
        await typed(pilot, "娜娜")
        assert set(numbers(pilot)) == {f"TB240202-{n:04d}" for n in (1, 5, 9, 13, 17)}
        await press(pilot, "enter")
        await until(pilot, lambda: opened == ["TB240202-0017"])


async def test_w11_a_buyer_asks_and_the_order_is_there(twenty, folder):
    """W11 up to the order: ``/`` nickname or number ``Enter``, two keys besides what is typed."""
    async with session(folder) as pilot:
        await press(pilot, "/", *"buyer17", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
        await until(pilot, lambda: "TB240202-0017" in screen_text(pilot.app))
        await press(pilot, "escape")
        assert under_cursor(pilot) == "TB240202-0017"


async def test_enter_before_the_answer_opens_the_first_order_of_the_answer(twenty, folder, opened):
    async with session(folder) as pilot:
        await press(pilot, "/", *"0007", "enter")
        await until(pilot, lambda: opened == ["TB240202-0007"])


async def test_a_new_search_takes_the_place_of_the_old_text(twenty, folder):
    async with session(folder) as pilot:
        await typed(pilot, "娜娜")
        await press(pilot, "down")
        await typed(pilot, "0003")
        assert pilot.app.screen.box.value == "0003"
        assert numbers(pilot) == ["TB240202-0003"]


async def test_escape_goes_back_step_by_step_and_up_brings_the_text_back(twenty, folder):
    async with session(folder) as pilot:
        await typed(pilot, "娜娜")
        await press(pilot, "escape")
        assert table(pilot).has_focus
        assert pilot.app.screen.box.value == "娜娜"
        await press(pilot, "escape")
        await until(pilot, lambda: len(numbers(pilot)) == 20)
        await press(pilot, "/", "up")
        await until(pilot, lambda: len(numbers(pilot)) == 5)
        assert pilot.app.screen.box.value == "娜娜"


async def test_a_name_from_an_input_method_or_the_clipboard_is_searched_from_the_list(
    twenty, folder
):
    async with session(folder) as pilot:
        await typed(pilot, "0003")
        await press(pilot, "down", "娜娜")
        await until(pilot, lambda: len(numbers(pilot)) == 5)
        assert pilot.app.screen.box.value == "娜娜"
        await press(pilot, "down")
        pilot.app.post_message(events.Paste("0007"))
        await until(pilot, lambda: numbers(pilot) == ["TB240202-0007"])
        assert pilot.app.screen.box.value == "0007"


async def test_a_query_not_understood_says_why_and_keeps_the_list(twenty, folder):
    async with session(folder) as pilot:
        await typed(pilot, "娜娜")
        pilot.app.screen.box.value = "娜娜 statsu:approved"
        await until(pilot, lambda: "statsu" in screen_text(pilot.app).splitlines()[2])
        assert len(numbers(pilot)) == 5
        pilot.app.screen.box.value = "娜娜 status:approved"
        await until(pilot, lambda: "statsu" not in screen_text(pilot.app))


async def test_what_a_field_may_hold_is_read_whole_and_in_the_words_that_were_typed(twenty, folder):
    async with session(folder, lang="zh", size=(80, 24)) as pilot:
        pilot.app.screen.box.value = "状态:错"
        await until(pilot, lambda: "不是 状态 的值" in screen_text(pilot.app))
        shown = screen_text(pilot.app)
        assert "等待付款" in shown
        assert "欺诈" in shown, "the last of them"
        assert "awaiting_review" not in shown


async def test_enter_after_a_refusal_opens_nothing_of_the_older_list(twenty, folder, opened):
    async with session(folder) as pilot:
        await typed(pilot, "娜娜")
        pilot.app.screen.box.value = "娜娜 statsu:approved"
        await until(pilot, lambda: "statsu" in screen_text(pilot.app).splitlines()[2])
        await press(pilot, "enter", "enter")
        assert pilot.app.screen.box.has_focus
        assert opened == []


async def test_a_word_that_matches_nothing_says_so(twenty, folder):
    async with session(folder) as pilot:
        await typed(pilot, "诸葛孔明")
        assert "No order matches." in screen_text(pilot.app)
        assert "0 orders" in screen_text(pilot.app)


async def test_fields_and_values_complete(twenty, folder):
    async with session(folder) as pilot:
        await press(pilot, "/", *"stat")
        await until(pilot, lambda: "status 状态" in screen_text(pilot.app))
        await press(pilot, "tab")
        assert pilot.app.screen.box.value == "status:"
        await press(pilot, *"appr")
        await until(pilot, lambda: "approved" in screen_text(pilot.app).splitlines()[2])
        await press(pilot, "down", "enter")
        assert pilot.app.screen.box.value.strip() == "status:approved"
        await until(pilot, lambda: len(numbers(pilot)) == 5)


async def test_a_field_without_a_value_yet_is_no_fault(twenty, folder):
    async with session(folder) as pilot:
        await typed(pilot, "娜娜 status:")
        assert len(numbers(pilot)) == 5
        assert "not known" not in screen_text(pilot.app)


async def test_the_palette_finds_a_command_in_both_languages_and_does_it(twenty, folder):
    async with session(folder) as pilot:
        await press(pilot, ":", *"high contr")
        await until(pilot, lambda: "Use high contrast." in screen_text(pilot.app))
        await press(pilot, "enter")
        await until(pilot, lambda: pilot.app.theme == "contrast")
        await press(pilot, ":")
        lines = "\n".join(screen_text(pilot.app).splitlines()[2:20])
        assert "Open this order" in lines
        assert "Search with this form" not in lines
        await press(pilot, "escape", ":", *"zzz", "enter")
        assert "No command has this in its name." in screen_text(pilot.app)
        await press(pilot, "escape", ":", *"chinese", "enter")
        await until(pilot, lambda: " zh" in screen_text(pilot.app).splitlines()[0])
        await press(pilot, ":", *"列表", "escape")
        assert table(pilot).has_focus


async def test_help_shows_the_keys_that_work_here_also_changed_ones(twenty, folder):
    settings = DeskSettings(keys={"search.filter": "insert, X"})
    async with session(folder, settings=settings, size=(80, 60)) as pilot:
        await press(pilot, "?")
        assert "Ins  X" in screen_text(pilot.app)
        await press(pilot, "escape", "X")
        assert "< any >" in screen_text(pilot.app)


async def test_escape_puts_suggestions_away_first(twenty, folder):
    async with session(folder) as pilot:
        await press(pilot, "/", *"stat")
        await until(pilot, lambda: "status 状态" in screen_text(pilot.app))
        await press(pilot, "escape")
        assert "status 状态" not in screen_text(pilot.app)
        assert pilot.app.screen.box.has_focus


async def test_pasted_numbers_are_all_searched(twenty, folder):
    async with session(folder) as pilot:
        await press(pilot, "/")
        text = "280000000000000003\r\n280000000000000005\r\n\r\n280000000000000011\r\n"
        pilot.app.post_message(events.Paste(text))
        await until(pilot, lambda: len(numbers(pilot)) == 3)
        assert numbers(pilot) == ["TB240202-0011", "TB240202-0005", "TB240202-0003"]


def test_a_paste_is_harmless_text_of_one_line():
    assert pasted("  一个\x1b[2J名字\n") == "一个␛[2J名字"
    assert pasted("两 个\n名字") == "两 个 名字"
    assert pasted("\n\n") == ""


async def test_moving_marking_and_copying(twenty, folder, clipboard):
    async with session(folder) as pilot:
        await press(pilot, "j", "j", "k", "y")
        await until(pilot, lambda: clipboard == ["TB240202-0019"])
        await press(pilot, "space", "space", "end", "y")
        await until(pilot, lambda: len(clipboard) == 2)
        assert clipboard[1] == "TB240202-0019\nTB240202-0018"
        assert "2 marked" in screen_text(pilot.app)
        assert "Sent to the terminal" in screen_text(pilot.app)
        assert under_cursor(pilot) == "TB240202-0001"
        await press(pilot, "escape")
        assert "marked" not in screen_text(pilot.app)


async def test_the_filter_form_writes_the_search_language(twenty, folder):
    async with session(folder) as pilot:
        await press(pilot, "F")
        await press(pilot, "down", "right", "right", "right", "enter")
        await until(pilot, lambda: pilot.app.screen is pilot.app.screen_stack[0])
        assert pilot.app.screen.box.value == "status:approved"
        await until(pilot, lambda: len(numbers(pilot)) == 5)
        await press(pilot, "F")
        await press(pilot, *"0007", "enter")
        home = pilot.app.screen_stack[0]
        await until(pilot, lambda: "0007" in home.box.value and pilot.app.screen is home)
        assert home.box.value == "status:approved 0007"
        await press(pilot, "F")
        assert "< approved >" in screen_text(pilot.app)
        await press(pilot, "escape")
        assert pilot.app.screen.box.value == "status:approved 0007"


async def test_the_list_follows_changes_and_the_cursor_stays_on_its_order(twenty, folder):
    async with session(folder) as pilot:
        await press(pilot, "j", "j")
        line = (
            screen_text(pilot.app)
            .splitlines()
            .index(next(s for s in screen_text(pilot.app).splitlines() if "0018" in s))
        )
        twenty.order(order_no="TB240202-0021", market_no="280000000000000021", name="新来的")
        Remarks(twenty.store, twenty.settings, person()).add(
            "TB240202-0018", Tab.SHIPPING, "改发顺丰"
        )
        await until(pilot, lambda: "newer orders above" in screen_text(pilot.app))
        assert under_cursor(pilot) == "TB240202-0018"
        assert table(pilot).row.remarks.shipping == 1
        assert "0018" in screen_text(pilot.app).splitlines()[line]
        await press(pilot, "home")
        assert under_cursor(pilot) == "TB240202-0021"
        assert "newer orders above" not in screen_text(pilot.app)


async def test_the_cursor_stays_when_hundreds_come_in_above(twenty, folder):
    async with session(folder) as pilot:
        await press(pilot, "j", "j")
        for n in range(300):
            twenty.order(order_no=f"TB240203-{n:04d}", market_no=f"29{n:016d}")
        twenty.service(Remarks).add("TB240202-0018", Tab.SHIPPING, "改发顺丰")
        await until(pilot, lambda: "newer orders above" in screen_text(pilot.app))
        assert under_cursor(pilot) == "TB240202-0018"
        assert "TB240202-0018" in screen_text(pilot.app).splitlines()[6]
        await press(pilot, "k", "k", "k")
        assert under_cursor(pilot) == "TB240203-0000"
        await press(pilot, "home")
        await until(pilot, lambda: under_cursor(pilot) == "TB240203-0299")
        assert "newer orders above" not in screen_text(pilot.app)


async def test_the_first_orders_of_an_empty_desk_are_not_above_anything(orders, folder):
    async with session(folder) as pilot:
        orders.order()
        orders.service(Remarks).add("TB261122-0001", Tab.SHIPPING, "改发顺丰")
        await until(pilot, lambda: "1 order" in screen_text(pilot.app))
        await until(pilot, lambda: "TB261122-0001" in screen_text(pilot.app))
        assert "newer orders above" not in screen_text(pilot.app)


async def test_a_number_not_imported_takes_a_remark(twenty, folder, clipboard, remark_written):
    """W13, as far as this screen goes: / number Enter n text Enter y."""
    async with session(folder) as pilot:
        await press(pilot, "/", *"290000000000000001", "enter")
        await until(pilot, lambda: "is not imported" in screen_text(pilot.app))
        await press(pilot, "n")
        await until(pilot, lambda: remark_written == [("290000000000000001", Tab.SHIPPING)])
        Remarks(twenty.store, twenty.settings, person()).add(
            "290000000000000001", Tab.SHIPPING, "要圆通"
        )
        await until(pilot, lambda: "1 remark waits already" in screen_text(pilot.app))
        await press(pilot, "y")
        await until(pilot, lambda: clipboard == ["1) 290000000000000001 要圆通"])


async def test_waiting_remarks_are_told_and_listed(twenty, folder, clipboard):
    remarks = Remarks(twenty.store, twenty.settings, person())
    remarks.add("290000000000000001", Tab.SHIPPING, "要圆通")
    remarks.add("290000000000000002", Tab.FINANCE, "退差价 5 元")
    async with session(folder) as pilot:
        await until(pilot, lambda: "2 remarks wait for an import" in screen_text(pilot.app))
        await press(pilot, "W")
        await until(pilot, lambda: "退差价 5 元" in screen_text(pilot.app))
        await press(pilot, "y")
        await until(pilot, lambda: len(clipboard) == 1)
        assert clipboard[0].startswith("1) 290000000000000001 要圆通\n2) ")
        await press(pilot, "j", "enter")
        await until(pilot, lambda: "290000000000000002 is not imported" in screen_text(pilot.app))


async def test_no_command_is_offered_that_would_do_nothing(orders, folder):
    async with session(folder) as pilot:
        assert "There are no orders yet" in screen_text(pilot.app)
        keys = screen_text(pilot.app).splitlines()[-1]
        assert "Enter open" not in keys
        assert "copy" not in keys
        assert "remark" not in keys
        assert "search" in keys


async def test_a_desk_number_that_does_not_exist_offers_no_remark(twenty, folder, remark_written):
    async with session(folder) as pilot:
        await press(pilot, "/", *"TB240202-9999", "enter")
        await until(pilot, lambda: "desk itself gives such numbers" in screen_text(pilot.app))
        assert "writes a remark" not in screen_text(pilot.app)
        await press(pilot, "n")
        assert remark_written == []
        pilot.app.open_order("TB240202-9999")
        await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
        await until(pilot, lambda: "desk itself gives such numbers" in screen_text(pilot.app))
        await press(pilot, "n")
        assert isinstance(pilot.app.screen, OrderScreen), "nothing can be written on it"


async def test_part_of_a_number_that_nothing_has_offers_no_remark(twenty, folder, remark_written):
    async with session(folder) as pilot:
        await press(pilot, "/", *"99887", "enter")
        await until(pilot, lambda: "No order matches." in screen_text(pilot.app))
        await press(pilot, "n")
        assert remark_written == []


async def test_enter_after_a_whole_number_opens_that_order_and_not_a_newer_relative(
    orders, folder, opened
):
    orders.order("TB240202-0300", "3" * 18)
    orders.order("OSP2-TB240202-0300", f"OSP2-{'3' * 18}", parent_id=1)
    async with session(folder) as pilot:
        for number in ("TB240202-0300", "tb2402020300", "3" * 18):
            await press(pilot, "/", number, "enter")
            await until(pilot, lambda: opened == ["TB240202-0300"])
            opened.clear()


async def test_a_full_width_space_is_a_space(orders, folder):
    orders.order("TB240202-0300", "3" * 18, name="王小明", order_status="approved")
    async with session(folder) as pilot:
        await press(pilot, "/")
        pilot.app.screen.box.value = "王"
        pilot.app.screen.box.cursor_position = 1
        pilot.app.post_message(events.Key("ideographic_space", "\u3000"))
        await until(pilot, lambda: pilot.app.screen.box.value == "王 ")


@pytest.mark.parametrize(("settings", "told"), [(None, True), (UNMASKED, False)])
async def test_who_sees_masks_is_told_why_a_part_finds_nothing(twenty, folder, settings, told):
    async with session(folder, settings=settings) as pilot:
        await press(pilot, "/", *"13912")
        await until(pilot, lambda: "No order matches." in screen_text(pilot.app))
        assert ("found by the whole" in screen_text(pilot.app)) is told
