"""Whatever was stored, a terminal is shown text and nothing else."""

from __future__ import annotations

import re
import sys
import unicodedata

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.plain import _ORDINARY, CUT, MARKS, cell_width, fit, plain
from tests.hostile import CASES, HUGE, PAYLOADS, forbidden

NASTY = st.text(
    st.sampled_from("a9 #订　[]/\n\r\t\0\x1b\x9b\x85\u2028\u200b\u200d\ufe0f\u20e3\u0301\u0e49")
    | st.sampled_from("\u1161\u3164\u202e\u2066\ud800\ue000\uffff👨👩❤☎🇨🏽\U000e0041\U000e0100")
)
ANY = st.text(st.characters()) | NASTY | st.sampled_from(PAYLOADS)
"""Any code points at all, lone surrogates too."""

ORDINARY_TEXT = st.text(st.sampled_from("abcXYZ 019-_/[]订单备注，。：￥　ＡＢカナ한국éßЖ…①"))


@pytest.mark.parametrize("lines", [False, True], ids=["one-line", "lines"])
@given(text=ANY)
def test_nothing_a_terminal_obeys_is_left(lines, text):
    shown = plain(text, lines=lines)
    assert forbidden(shown, lines=lines) == []
    assert plain(shown, lines=lines) == shown
    shown.encode()


@given(text=ANY)
def test_one_line_is_the_lines_joined_by_spaces(text):
    assert plain(text) == plain(text, lines=True).replace("\n", " ")


@given(text=ANY)
def test_marks_do_not_pile_up_and_never_lean_on_the_neighbour(text):
    shown = plain(text)
    marks = "".join("m" if unicodedata.category(c) in ("Mn", "Me", "Mc") else "." for c in shown)
    assert "m" * (MARKS + 1) not in marks
    assert not marks.startswith("m")


@given(text=ORDINARY_TEXT)
def test_ordinary_text_is_handed_back_as_it_is(text):
    assert plain(text) is text


def test_every_character_taken_without_a_look_is_a_visible_one():
    """The fast path may let nothing through that the careful path would change."""
    unlooked = re.compile(f"[{_ORDINARY}]").match
    changed = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if unlooked(chr(code))
        and (forbidden(chr(code)) or unicodedata.category(chr(code)) in ("Mn", "Me", "Mc"))
    ]
    assert changed == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2Jgone", "␛[2Jgone"),
        ("a\x00b\x7fc", "a␀b␡c"),
        ("退\u202e款\u2069", "退款"),
        ("8\u200b8\ufeff8", "888"),
        ("a\ud800b\ue000c", "a\ufffdb\ufffdc"),
        ("a\tb", "a b"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one two three four five"),
        ("1️⃣ ☎️ 👍🏽 🇨🇳", "1️⃣ ☎️ 👍🏽 🇨🇳"),
        ("👨\u200d👩\u200d👧\u200d👦", "👨\u200d👩\u200d👧\u200d👦"),
        ("👩🏽\u200d❤️\u200d💋\u200d👨🏿", "👩🏽\u200d❤️\u200d💋\u200d👨🏿"),
        ("🏳️\u200d🌈", "🏳️\u200d🌈"),
        ("X\ufe0f\u200d家", "X家"),
        ("tiếng Việt น้ำ", "tiếng Việt น้ำ"),
        ("𠮷野家", "𠮷野家"),
        ("[@click=app.quit]boo[/]", "[@click=app.quit]boo[/]"),
    ],
)
def test_what_a_person_sees(text, shown):
    assert plain(text) == shown


def test_lines_are_kept_where_asked():
    assert plain("one\r\ntwo\rthree\x0bfour", lines=True) == "one\ntwo\nthree\nfour"


def test_a_family_has_four_members_at_most():
    shown = plain("\u200d".join("👩" * 9))
    assert max(len(part) for part in re.split("(?<!\u200d)(?=👩)", shown)) == 7


@pytest.mark.parametrize("text", HUGE, ids=["ascii", "chinese", "lines", "escapes"])
def test_a_million_characters_pass(text):
    assert forbidden(plain(text[:2000])) == []
    assert len(plain(text)) == len(text)


@pytest.mark.parametrize("text", CASES)
def test_a_terminal_shows_the_payload_in_its_own_cells(text):
    """A column of 20 cells stays one of 20 cells, in a real terminal's arithmetic."""
    screen = pyte.Screen(60, 5)
    before = set(screen.mode)
    stream = pyte.Stream(screen)
    stream.feed("|" + fit(plain(text), 20) + "|")
    assert screen.title == ""
    assert set(screen.mode) == before
    assert screen.cursor.y == 0
    assert screen.display[1:] == [" " * 60] * 4
    # pyte knows no emoji sequences, and draws nothing after a mark of combining class 0.
    if not re.search("[\u200d\ufe0f\U0001f3fb-\U0001f3ff\u0489\u0900-\u097f]", plain(text)):
        assert screen.cursor.x == 22


@given(text=ANY, width=st.integers(0, 40), right=st.booleans())
def test_fit_takes_exactly_the_width(text, width, right):
    cut = fit(plain(text), width, right=right)
    assert cell_width(cut) == width
    if cell_width(plain(text)) <= width:
        assert cut.strip(" ") == plain(text).strip(" ")
    elif width:
        assert cut.endswith(CUT)


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("订单编号", 8, "订单编号"),
        ("订单编号", 7, "订单编~"),
        ("订单编号", 6, "订单 ~"),
        ("订单", 6, "订单  "),
        ("288888888888888888", 6, "28888~"),
        ("abc", 1, "~"),
        ("订", 1, "~"),
        ("订", 0, ""),
    ],
)
def test_a_wide_character_is_never_halved(text, width, shown):
    assert fit(text, width) == shown


def test_amounts_stand_to_the_right():
    assert fit("￥12.00", 9, right=True) == "  ￥12.00"
