"""What the search of the stock holds of items finds every fragment of their words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from csdesk.rules.folding import fold
from csdesk.rules.item_grams import item_grams, sought_grams

WORDS = st.text(st.sampled_from("aA1０9-/·.裙連红XL \"'*"), max_size=30).map(fold)


@given(WORDS, st.data())
def test_a_fragment_of_an_items_words_is_found(words, data):
    if not (parts := words.split()):
        return
    word = data.draw(st.sampled_from(parts))
    start = data.draw(st.integers(0, len(word) - 1))
    fragment = word[start : data.draw(st.integers(start + 1, len(word)))]
    assert item_grams(words).issuperset(sought_grams(fragment))


@given(WORDS, st.text(st.sampled_from("a19-裙红x"), min_size=1, max_size=3))
def test_a_short_fragment_is_found_in_no_other_item(words, fragment):
    there = any(fragment in word for word in words.split())
    assert item_grams(words).issuperset(sought_grams(fragment)) == there


@given(WORDS)
def test_tokens_hold_nothing_that_the_index_takes_for_a_blank(words):
    for gram in item_grams(words):
        assert gram.strip() == gram != ""
        assert not [sign for sign in gram if sign.isascii() and not sign.isalnum()]
