"""How a text is cut into the short tokens of the search index; ``rules.grams`` says which texts.

Every text of every order comes through here, so what many texts share is cut once and remembered:
the words between the numbers of addresses, the places where a number meets a word. A token may
stand twice and blanks may be many; the index holds each token once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from operator import add, itemgetter

from csdesk.rules.folding import join_hyphens

# Long classes of characters take a millisecond each to compile, and a session waits for them.
FIRST_SIGN = "\u2e80"
"""Word characters from here on are taken for signs: Chinese, Japanese, Korean and rarer ones."""

_LETTER = r"(?:(?=[\0-\u2e7f])[^\W_])"
_letters_of = re.compile("[a-z\xaa-\u2e7f]").search
_threes_ascii = re.compile("(?=((?![0-9]{3})[0-9a-z]{3}))").findall
_threes_other = re.compile(f"(?=((?![0-9]{{3}}){_LETTER}{{3}}))").findall
_letter_digits = re.compile("[a-z][0-9]{3}").findall
_at_numbers = re.compile("([0-9]+)").split
numbers_of = re.compile("[0-9]{3,}").findall
"""Runs of three or more digits."""

_MOST = 16_384
"""Texts remembered by each memory: a few megabytes."""

_LONG = 24
_fours: tuple[Callable[[str], tuple[str, ...]], ...] = tuple(
    itemgetter(*(slice(i, i + 4) for i in range(max(2, n - 3)))) for n in range(_LONG)
)
"""For a number of n > 4 digits, at place n: the getter of its runs of four."""


class _Pairs(dict[str, str]):
    """Two neighbours -> the token they make, or nothing."""

    def __missing__(self, pair: str) -> str:
        token = pair if pair.isalnum() and max(pair) >= FIRST_SIGN else ""
        if len(self) < 4 * _MOST:
            self[pair] = token
        return token


class _Words(dict[str, str]):
    """Text without digits -> the tokens of its neighbours."""

    def __missing__(self, text: str) -> str:
        tokens = " ".join(filter(None, pairs(text)))
        if len(self) < _MOST:
            self[text] = tokens
        return tokens


class _Edges(dict[str, str]):
    """Up to three digits and what stands before or behind them -> the tokens of both."""

    def __missing__(self, edge: str) -> str:
        tokens = " ".join(_edge_tokens(edge))
        if len(self) < _MOST:
            self[edge] = tokens
        return tokens


_pair = _Pairs().__getitem__
_words = _Words().__getitem__
_edge = _Edges().__getitem__


def pairs(text: str) -> Iterator[str]:
    """Two neighbours of which one is a sign; an empty text for others."""
    return map(_pair, map(add, text, text[1:]))


def signs(text: str) -> list[str]:
    """The Chinese, Japanese and Korean characters of a text."""
    return [sign for sign in text if sign >= FIRST_SIGN and sign.isalnum()]


def digits(number: str) -> str:
    """Tokens of a run of three or more digits."""
    length = len(number)
    if length < 5:
        return number
    if length < _LONG:
        return " ".join(_fours[length](number))
    return " ".join([number[i : i + 4] for i in range(length - 3)])


def cut(folded: str) -> str:
    """Tokens of any folded text, blank-separated, perhaps with empty places."""
    text = join_hyphens(folded)
    if text.isascii():
        if text.isdigit():
            return digits(text) if len(text) > 2 else ""
        return " ".join([*map(digits, numbers_of(text)), *threes(text)])
    parts = _at_numbers(text)
    found = [*map(_words, parts[::2])]
    if len(parts) > 1:
        found += _edges(parts)
        found += [digits(run) for run in parts[1::2] if len(run) > 2]
    return " ".join(found + threes(text))


def edges(text: str) -> list[str]:
    """Where digits meet words: two and three of them with their neighbour, ``路18``, ``4号1``."""
    tokens = " ".join(_edges(_at_numbers(text))).split()
    return [token for token in tokens if len(token) > 2]


def _edges(parts: list[str]) -> list[str]:
    """Tokens where digits meet words, for a text split at its numbers."""
    found = []
    for at in range(1, len(parts), 2):
        run, behind = parts[at], parts[at + 1]
        found.append(_edge(parts[at - 1][-1:] + run[:3]))
        if behind:
            found.append(_edge(run[-3:] + behind[0]))
            if len(behind) == 1 and at + 2 < len(parts) and _is_word(behind):
                found.append(run[-1] + behind + parts[at + 2][0])
    return found


def _edge_tokens(edge: str) -> list[str]:
    """Tokens of ``路837`` or ``837号``: with one digit, where it is a sign, two and three."""
    if edge.isascii():
        return []
    if _is_word(edge[0]):
        found = [edge[:end] for end in range(2, len(edge) + 1)]
    elif _is_word(edge[-1]):
        found = [edge[-end:] for end in range(2, len(edge) + 1)]
    else:
        return []
    return found if max(edge) >= FIRST_SIGN else found[1:]


def _is_word(character: str) -> bool:
    """Whether it makes tokens with digits: a letter or sign, but no Latin letter of a code."""
    return not character.isascii() and character.isalnum()


def threes(text: str) -> list[str]:
    """Every three letters or digits in a row that hold a letter, and a letter with three digits."""
    if text.isascii():
        return _threes_ascii(text) + _letter_digits(text)
    return _threes_other(text) + _letter_digits(text) if _letters_of(text) else []
