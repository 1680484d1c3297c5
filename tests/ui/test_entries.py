"""Lists of tall entries: the cursor is a mark, tall ones can be read, nothing jumps."""

from __future__ import annotations

from functools import partial

import pytest
from textual.app import App
from textual.content import Content

from csdesk.ui.widgets.entries import Entries, Entry
from tests.ui.conftest import press


class Screenful(App[None]):
    """One list of ten lines, forty cells wide."""

    CSS = "Screen { layout: vertical; } Entries { height: 10; }"

    def __init__(self, entries, *, cursor=True):
        super().__init__()
        self.entries = entries
        self.cursor = cursor

    def get_css_variables(self):
        names = ("ground", "text", "cursor", "cursor-text")
        return super().get_css_variables() | {f"d-{name}": "#808080" for name in names}

    def compose(self):
        yield Entries(cursor=self.cursor)

    def on_mount(self):
        self.query_one(Entries).show(self.entries)
        self.query_one(Entries).focus()


def entry(n, lines=2):
    return Entry(f"e{n}", partial(drawn, n, lines))


def drawn(n, lines, width):
    del width
    return [Content(f"entry {n}" if part == 0 else f"line {part}") for part in range(lines)]


def shown(app):
    strips = app.screen._compositor.render_strips()
    return [strip.text.rstrip() for strip in strips[:10]]


async def test_the_cursor_is_seen_without_colours():
    app = Screenful([entry(n) for n in range(8)])
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        assert shown(app)[:4] == ["> entry 0", "| line 1", "  entry 1", "  line 1"]
        await press(pilot, "j")
        assert shown(app)[:4] == ["  entry 0", "  line 1", "> entry 1", "| line 1"]


async def test_an_entry_taller_than_the_list_is_read_line_by_line():
    app = Screenful([entry(0, 25), entry(1)])
    async with app.run_test(size=(40, 12)) as pilot:
        await press(pilot, *["j"] * 15)
        assert shown(app)[-1] == "| line 24"
        await press(pilot, "j")
        assert "> entry 1" in shown(app)
        await press(pilot, "k")
        await press(pilot, *["k"] * 30)
        assert shown(app)[0] == "> entry 0"


@pytest.mark.parametrize("key", ["end", "pagedown"])
async def test_the_end_is_reached_and_the_way_back(key):
    app = Screenful([entry(n) for n in range(30)])
    async with app.run_test(size=(40, 12)) as pilot:
        await press(pilot, *[key] * 9)
        assert shown(app)[-2:] == ["> entry 29", "| line 1"]
        await press(pilot, "home")
        assert shown(app)[0] == "> entry 0"


async def test_new_entries_above_move_nothing_that_is_looked_at():
    entries = [entry(n) for n in range(30)]
    app = Screenful(entries)
    async with app.run_test(size=(40, 12)) as pilot:
        await press(pilot, *["j"] * 12)
        before = shown(app)
        app.query_one(Entries).show([entry(100), entry(101), *entries])
        await pilot.pause()
        assert shown(app) == before


async def test_the_cursor_stays_in_the_list_when_its_entry_goes():
    app = Screenful([entry(n) for n in range(5)])
    async with app.run_test(size=(40, 12)) as pilot:
        await press(pilot, "end")
        app.query_one(Entries).show([entry(0), entry(1)], empty="nothing")
        await pilot.pause()
        assert shown(app)[2:4] == ["> entry 1", "| line 1"]
        app.query_one(Entries).show([], empty="nothing")
        await pilot.pause()
        assert shown(app)[0] == "  nothing"
        await press(pilot, "j", "k", "end", "home", "pagedown")


async def test_a_text_without_cursor_scrolls_by_lines():
    app = Screenful([entry(0, 40)], cursor=False)
    async with app.run_test(size=(40, 12)) as pilot:
        await press(pilot, "j", "j", "j")
        assert shown(app)[0] == "line 3"
        assert app.query_one(Entries).beyond == (3, 27)
        await press(pilot, "k")
        assert shown(app)[0] == "line 2"
