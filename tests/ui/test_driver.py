"""A gone terminal holds nobody up, and a paste is text however it is made."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.drivers._writer_thread import WriterThread

from csdesk.ui.driver import DeskParser, Line, PasteFilter

START, END = "\x1b[200~", "\x1b[201~"


class Gone(io.StringIO):
    """A terminal that was closed."""

    def write(self, text, /):
        raise OSError(5, "Input/output error")

    def flush(self):
        raise OSError(5, "Input/output error")


def test_last_words_to_a_closed_terminal_hold_nobody_up():
    line: Any = Line(Gone())
    writer = WriterThread(line)
    writer.start()
    for _ in range(200):
        writer.write("x")
    writer.stop()
    assert not writer.is_alive()


def parsed(*pieces):
    """What the parser makes of input that comes in these pieces."""
    parser = DeskParser()
    return [event for piece in pieces for event in parser.feed(piece)]


@pytest.mark.parametrize(
    "hostile",
    ["Q\x1b[31mQ", "\x1bQ", "a\x1b[200~b", "\x1b]0;x\x07Q", "\x1b", "a\x1b[20", "\x1bOP\n\x1b[15~"],
)
def test_a_paste_with_escapes_in_it_is_one_paste_and_no_key(hostile):
    whole = f"{START}{hostile}{END}x"
    for cut in range(1, len(whole)):
        paste, key = parsed(whole[:cut], whole[cut:])
        assert isinstance(paste, events.Paste)
        assert paste.text == hostile.replace("\x1b", "")
        assert (type(key), key.key) == (events.Key, "x")


@given(st.lists(st.text(alphabet="\x1b[2014~aQ", min_size=1), max_size=8))
def test_outside_a_paste_nothing_is_held_back_or_changed(pieces):
    keys = PasteFilter()
    for piece in pieces:
        piece = piece.replace("0", "")
        assert keys.clean(piece) == piece


def test_a_lone_escape_is_a_key_at_once():
    assert PasteFilter().clean("\x1b") == "\x1b"
