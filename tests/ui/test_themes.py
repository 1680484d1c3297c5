"""Every text can be read: in every theme, with 256 colours, with 16, and with none."""

from __future__ import annotations

import pytest
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as TextualColor

from csdesk.ui.themes import THEMES, contrast, css, rgb
from csdesk.ui.wire import Wire
from tests.hostile import CASES, forbidden

BLACK = TextualColor(0, 0, 0)
LEAST = {"dark": 4.5, "light": 4.5, "contrast": 7.0}
PAIRS = [
    pytest.param(theme, ink, ground, id=f"{theme}-{name}")
    for theme, colours in THEMES.items()
    for name, ink, ground in colours.pairs()
]


@pytest.mark.parametrize(("theme", "ink", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(theme, ink, ground):
    assert contrast(ink, ground) >= LEAST[theme]


def test_contrast_is_the_formula_of_the_guidelines():
    assert contrast(231, 231) == 1
    assert round(contrast(231, 16), 1) == 21.0
    assert round(contrast(244, 231), 2) == 3.95  # #808080 on white


@pytest.mark.parametrize("theme", THEMES)
def test_a_highlight_turns_light_and_dark_round(theme):
    c = THEMES[theme]
    assert (sum(rgb(c.cursor)) > 380) != (sum(rgb(c.ground)) > 380)


def written(theme, depth, style, text="x"):
    wire = Wire(THEMES[theme], depth)
    return wire.apply([Segment(text, style)], BLACK)[0]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("depth", [0, 16])
def test_with_few_colours_the_cursor_is_reverse_video(theme, depth):
    c = THEMES[theme]
    style = Style.parse(f"{css(c.cursor_text)} on {css(c.cursor)}")
    assert written(theme, depth, style).style.reverse
    calm = Style.parse(f"{css(c.text)} on {css(c.ground)}")
    assert not written(theme, depth, calm).style.reverse


@pytest.mark.parametrize("theme", THEMES)
def test_without_colours_none_is_written(theme):
    c = THEMES[theme]
    for _, ink, ground in c.pairs():
        style = written(theme, 0, Style.parse(f"bold {css(ink)} on {css(ground)}")).style
        assert (style.color, style.bgcolor) == (None, None)
        assert style.bold


@pytest.mark.parametrize("theme", THEMES)
def test_sixteen_colours_leave_the_ground_to_the_terminal(theme):
    """Its owner chose the ground and sixteen colours that can be read on it."""
    c = THEMES[theme]
    style = written(theme, 16, Style.parse(f"{css(c.bad)} on {css(c.ground)}")).style
    assert style.color == Color.parse("red")
    assert style.bgcolor is None


def test_colours_go_out_as_short_as_they_can():
    c = THEMES["dark"]
    segment = written("dark", 256, Style.parse(f"{css(c.text)} on {css(c.ground)}"))
    assert segment.style.render("x") == f"\x1b[38;5;{c.text};48;5;{c.ground}mx\x1b[0m"


@pytest.mark.parametrize("text", CASES)
def test_nothing_but_text_passes_the_last_gate(text):
    style = Style(link="http://x.example", meta={"@click": "app.quit"})
    segment = written("dark", 256, style, text)
    assert forbidden(segment.text, lines=False) == []
    assert segment.style.link is None
    assert segment.style.meta == {}
