"""What the search of the stock holds of an item: every run of up to three characters.

Items are few and their words are short, so that a fragment of three characters or less is one
token, and having it is having the fragment: ``裙``, ``xl``, ``109``. A longer one is looked for by
all its runs of three.
"""

from __future__ import annotations

_LONGEST = 3

_SIGNS = {place: chr(0xE000 + place) for place in range(33, 127) if not chr(place).isalnum()}
"""The index takes ASCII signs for blanks; those of numbers and sizes count: ``A-1``, ``30/32``."""


def item_grams(words: str) -> frozenset[str]:
    """The tokens of an item.

    Args:
        words: all that it is searched by, folded, with blanks between.
    """
    found: set[str] = set()
    for word in words.translate(_SIGNS).split():
        for length in range(1, _LONGEST + 1):
            found.update(word[at : at + length] for at in range(len(word) - length + 1))
    return frozenset(found)


def sought_grams(word: str) -> tuple[str, ...]:
    """The tokens that every item has in whose words a fragment stands.

    Args:
        word: folded, without blanks, not empty.
    """
    text = word.translate(_SIGNS)
    if len(text) <= _LONGEST:
        return (text,)
    return tuple(dict.fromkeys(text[at : at + _LONGEST] for at in range(len(text) - _LONGEST + 1)))
