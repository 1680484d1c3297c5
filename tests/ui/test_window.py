"""A few screens of rows stand for a result of any length, and nothing is skipped or doubled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from csdesk.ui.window import Window
from tests.ui.rows import Result

keys = st.lists(st.integers(1, 10_000), min_size=1, max_size=400, unique=True)
moves = st.lists(
    st.tuples(st.sampled_from(["move", "page", "scroll"]), st.integers(-30, 30))
    | st.tuples(st.sampled_from(["renew", "first", "last"]), st.just(0)),
    max_size=60,
)


def feed(window, result):
    """Answer what the window wants, as the list does before the cursor gets there."""
    while window.wants_below:
        last = window.rows[-1]
        window.add_below(result.page(limit=window.chunk, below=last.place), last.id)
    while window.wants_above:
        first = window.rows[0]
        window.add_above(result.page(limit=window.chunk, above=first.place), first.id)


def opened(result, height=10):
    window = Window()
    window.resize(height)
    window.show(result.page(limit=window.chunk))
    feed(window, result)
    return window


def check(window, result):
    """The rows are a part of the result without gaps; the cursor is in sight."""
    held = [row.id for row in window.rows]
    start = result.keys.index(held[0])
    assert held == result.keys[start : start + len(held)]
    assert window.more_above == (start > 0)
    assert window.more_below == (start + len(held) < len(result.keys))
    assert 0 <= window.top <= window.cursor < min(window.top + window.height, len(held))
    assert window.top + window.height <= len(held) or window.top == 0
    assert len(held) <= window.keep + window.chunk


@given(keys=keys, moves=moves, height=st.integers(1, 40))
def test_however_one_moves_the_rows_are_those_of_the_result(keys, moves, height):
    result = Result(keys)
    window = opened(result, height)
    check(window, result)
    for name, steps in moves:
        if name == "renew":
            window.renew(result.page(limit=len(window.rows), at=window.rows[0].place))
        elif name == "first":
            window.show(result.page(limit=window.chunk))
        elif name == "last":
            window.show(result.page(limit=window.chunk, from_end=True), from_end=True)
        else:
            getattr(window, name)(steps)
        feed(window, result)
        check(window, result)


@given(keys=keys, height=st.integers(2, 30))
def test_page_down_to_the_end_and_up_again_shows_every_order(keys, height):
    result = Result(keys)
    window = opened(result, height)
    for direction, end in ((1, result.keys[-1]), (-1, result.keys[0])):
        seen = set()
        for _ in range(len(result.keys) + 2):
            seen |= {row.id for row in window.rows[window.top : window.top + window.height]}
            if window.row.id == end:
                break
            window.page(direction)
            feed(window, result)
        assert window.row.id == end
        assert seen == set(result.keys)


@given(keys=keys, gone=st.sets(st.integers(1, 10_000)), more=st.sets(st.integers(10_001, 10_050)))
def test_the_cursor_stays_on_its_order_and_line_when_orders_come_and_go(keys, gone, more):
    result = Result(keys)
    window = opened(result)
    window.move(len(keys) // 2)
    held, line = window.row.id, window.cursor - window.top
    kept = (set(keys) - gone) | more | {held}
    window.renew(Result(kept).page(limit=500))
    assert window.row.id == held
    above = sum(key > held for key in kept)
    below = len(kept) - above
    if above >= line and below >= window.height - line:
        assert window.cursor - window.top == line


def test_an_order_that_is_gone_gives_the_cursor_to_the_next_older():
    window = opened(Result(range(1, 31)))
    window.move(4)
    assert window.row.id == 26
    window.renew(Result([*range(1, 26), 28]).page(limit=60))
    assert window.row.id == 25


def test_an_answer_to_an_older_question_is_dropped():
    window = opened(Result(range(1, 500)))
    last = window.rows[-1]
    window.show(Result(range(600, 900)).page(limit=60))
    before = list(window.rows)
    window.add_below(Result(range(1, 500)).page(limit=60, below=last.place), last.id)
    assert window.rows == before
