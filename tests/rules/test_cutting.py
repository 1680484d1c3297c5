"""What a text is cut into, against a definition that remembers nothing and saves nothing."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from csdesk.rules.cutting import FIRST_SIGN, cut, digits, edges
from csdesk.rules.folding import fold, join_hyphens
from tests.rules.test_grams import ALPHABET

TEXT = st.one_of(st.text(ALPHABET, max_size=20), st.text(max_size=20))


def is_word(character):
    return character.isalnum() and not character.isascii()


def neighbours(text):
    pairs = {text[at : at + 2] for at in range(len(text) - 1)}
    return {pair for pair in pairs if pair.isalnum() and max(pair) >= FIRST_SIGN}


def at_numbers(text):
    found = set()
    for run in re.finditer("[0-9]+", text):
        number, before, behind = run[0], text[run.start() - 1 : run.start()], text[run.end() :]
        for length in (2, 3):
            if len(number) >= length and before and is_word(before):
                found.add(before + number[:length])
            if len(number) >= length and behind and is_word(behind[0]):
                found.add(number[-length:] + behind[0])
        if len(behind) > 1 and is_word(behind[0]) and behind[1] in "0123456789":
            found.add(number[-1] + behind[:2])
    return found


def four_digits(text):
    runs = re.findall("[0-9]{3,}", text)
    return {run[at : at + 4] for run in runs for at in range(max(len(run) - 3, 1))}


def codes(text):
    threes = {text[at : at + 3] for at in range(len(text) - 2)}
    letters = {
        three
        for three in threes
        if three.isalnum() and max(three) < FIRST_SIGN and not re.fullmatch("[0-9]{3}", three)
    }
    if not text.isascii() and not re.search("[a-z\xaa-\u2e7f]", text):
        letters = set()
    return letters | set(re.findall("(?=([a-z][0-9]{3}))", text))


@given(TEXT)
def test_a_text_is_cut_into_what_its_definition_says(text):
    text = join_hyphens(fold(text))
    wanted = at_numbers(text) | four_digits(text) | codes(text)
    if not text.isascii():
        wanted |= neighbours(text)
    assert set(cut(text).split()) == wanted
    assert set(edges(text)) == at_numbers(text)


@given(st.text("0123456789", min_size=3, max_size=40))
def test_a_number_is_cut_into_its_runs_of_four(number):
    assert set(digits(number).split()) == four_digits(number)
