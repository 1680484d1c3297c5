"""How finding orders looks, as text, in both languages at both sizes."""

from __future__ import annotations

import pytest

from csdesk.model.status import Tab
from csdesk.services.remarks import Remarks
from tests import golden
from tests.services.desks import person
from tests.ui.conftest import press, screen_text, session, until

SIZES = [(80, 24), (140, 40)]


def look(lang, size):
    return f"{lang}-{size[0]}x{size[1]}"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
async def test_the_list(twenty, folder, lang, size):
    async with session(folder, lang=lang, size=size) as pilot:
        await press(pilot, "j", "j", "space")
        if size[0] >= 140:
            await until(pilot, lambda: "TB240202-0017" in screen_text(pilot.app).splitlines()[3])
        golden.check(f"search-{look(lang, size)}", screen_text(pilot.app))


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_filter_form(twenty, folder, lang):
    async with session(folder, lang=lang) as pilot:
        await press(pilot, "F", "ma", "down", "right", "down", "down", "right")
        golden.check(f"filter-{lang}", screen_text(pilot.app))


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_help(twenty, folder, lang):
    async with session(folder, lang=lang) as pilot:
        await press(pilot, "?")
        golden.check(f"help-{lang}", screen_text(pilot.app))


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_palette(twenty, folder, lang):
    async with session(folder, lang=lang) as pilot:
        await press(pilot, ":")
        await until(pilot, lambda: "TB240202" in screen_text(pilot.app))
        golden.check(f"palette-{lang}", screen_text(pilot.app))


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_number_not_imported(twenty, folder, lang):
    Remarks(twenty.store, twenty.settings, person()).add("290000000000000001", Tab.SHIPPING, "急")
    async with session(folder, lang=lang) as pilot:
        await press(pilot, "/", *"290000000000000001", "enter")
        await until(pilot, lambda: "W" in screen_text(pilot.app).splitlines()[2])
        golden.check(f"not-imported-{lang}", screen_text(pilot.app))


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_first_key_of_two_shows_what_may_follow(twenty, folder, lang):
    async with session(folder, lang=lang) as pilot:
        await press(pilot, "g")
        keys = screen_text(pilot.app).splitlines()[-1]
        assert keys.startswith(" g ...  o ")
        await press(pilot, "x")
        assert "g ..." not in screen_text(pilot.app)
