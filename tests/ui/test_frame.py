"""Only what differs is written, and the terminal shows the same as if all were."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from csdesk.ui.frame import Changes, Frame

WIDTH, HEIGHT = 12, 3
CUTS = (0, 5, 8, WIDTH)
STYLES = (None, Style(bold=True), Style(color="red"))


@pytest.fixture(scope="module")
def console():
    """Of a terminal with colours."""
    return Console(force_terminal=True, color_system="256", legacy_windows=False)


class Seen:
    """A terminal, and what was sent to it."""

    def __init__(self):
        self.screen = pyte.Screen(WIDTH, HEIGHT)
        self.stream = pyte.Stream(self.screen)

    def feed(self, text):
        self.stream.feed(text)

    @property
    def cells(self):
        return [[self.screen.buffer[y][x] for x in range(WIDTH)] for y in range(HEIGHT)]


@st.composite
def strips(draw, cells):
    """Something to draw that takes so many cells, with wide characters among it."""
    segments = []
    while cells:
        sign = draw(st.sampled_from("ab " + "订单" * (cells > 1)))
        text = sign * draw(st.integers(1, cells // (1 + (sign > "~"))))
        segments.append(Segment(text, draw(st.sampled_from(STYLES))))
        cells -= Segment.get_line_length([segments[-1]])
    return Strip(segments)


@st.composite
def updates(draw):
    """The whole screen, in other cuts than before, or pieces of some lines."""
    cuts = draw(st.sampled_from([CUTS, (0, 8, WIDTH), (0, WIDTH)]))
    sizes = [end - start for start, end in pairwise(cuts)]
    lines: list[Iterable[Strip]] = [[draw(strips(size)) for size in sizes] for _ in range(HEIGHT)]
    if draw(st.booleans()):
        return LayoutUpdate(lines, Region(0, 0, WIDTH, HEIGHT))
    chops = [dict(zip(cuts, line, strict=False)) for line in lines]
    spans = []
    for y in sorted(draw(st.sets(st.integers(0, HEIGHT - 1), min_size=1))):
        first, last = sorted(draw(st.sets(st.sampled_from(cuts), min_size=2, max_size=2)))
        spans.append((y, first, last))
    return ChopsUpdate(chops, spans, [list(cuts[1:])] * HEIGHT)


@given(drawn=st.lists(updates(), min_size=1, max_size=6))
def test_the_terminal_shows_what_textual_would_have_written(console, drawn):
    frame, seen, whole = Frame(), Seen(), Seen()
    for update in drawn:
        seen.feed(Changes(update, frame).render_segments(console))
        whole.feed(update.render_segments(console).replace("\n", ""))
    assert seen.cells == whole.cells


@given(update=updates())
def test_nothing_is_written_twice_until_the_terminal_has_lost_it(console, update):
    frame = Frame()
    first = frame.changes(update, console)
    assert first
    assert frame.changes(update, console) == ""
    frame.forget()
    assert frame.changes(update, console) == first
