"""The filter form takes what is typed, wherever the cursor stands in it (S2)."""

from __future__ import annotations

from textual import events

from tests.ui.conftest import press, screen_text, session, until


def box(pilot):
    return pilot.app.screen_stack[0].box.value


async def searched(pilot):
    await press(pilot, "enter")
    await until(pilot, lambda: pilot.app.screen is pilot.app.screen_stack[0])


async def test_who_types_at_once_searches_for_what_was_typed(twenty, folder):
    async with session(folder) as pilot:
        await press(pilot, "F", "0007")
        await searched(pilot)
        assert box(pilot) == "0007"


async def test_what_stands_in_the_search_box_is_kept_and_added_to(twenty, folder):
    async with session(folder) as pilot:
        await press(pilot, "/", "smith", "f7", " 0006")
        await searched(pilot)
        assert box(pilot) == "smith 0006"


async def test_typing_in_a_choice_completes_to_the_word(twenty, folder):
    async with session(folder) as pilot:
        await press(pilot, "F", "down", "shi")
        assert "< shipped >  shi_" in screen_text(pilot.app)
        await press(pilot, "backspace", "backspace", "backspace")
        assert "< any >" in screen_text(pilot.app)
        await press(pilot, "ppr")
        assert "< approved >  ppr_" in screen_text(pilot.app)
        await searched(pilot)
        assert box(pilot) == "status:approved"


async def test_a_chinese_word_pasted_or_typed_with_an_input_method_chooses_too(twenty, folder):
    async with session(folder, lang="zh") as pilot:
        await press(pilot, "F", "down")
        pilot.app.post_message(events.Paste("审核通过"))
        await until(pilot, lambda: "< 审核通过 >" in screen_text(pilot.app))
        await press(pilot, "down", "down")
        for sign in "申请":
            pilot.app.post_message(events.Key(sign, sign))
        await until(pilot, lambda: "< 申请退款 >  申请_" in screen_text(pilot.app))
        await searched(pilot)
        assert box(pilot) == "状态:审核通过 付款:申请退款"


async def test_what_is_no_value_of_a_choice_goes_to_the_text_and_none_of_it_is_lost(twenty, folder):
    async with session(folder) as pilot:
        await press(pilot, "F", "down", "down", "smith")
        assert "< any >" in screen_text(pilot.app)
        await searched(pilot)
        assert box(pilot) == "smith"


async def test_arrows_after_typing_turn_from_the_word_that_was_chosen(twenty, folder):
    async with session(folder) as pilot:
        await press(pilot, "F", "down", "app", "right", "left", "x")
        assert "< approved >" in screen_text(pilot.app)
        await searched(pilot)
        assert box(pilot) == "status:approved x"
