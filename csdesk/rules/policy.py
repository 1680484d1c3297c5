"""The guard on what buyers are told about reviews: marketplaces close shops for it (F23, S49).

A text may not ask to change or remove a review, offer money for one, or ask for or promise five
stars. Texts are compared without blanks and signs, so that spacing a word does not hide it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from csdesk.model.errors import Refused
from csdesk.model.settings import PolicyWords
from csdesk.plain import plain
from csdesk.rules.folding import fold
from csdesk.words import N_

NEAR = 24
"""Signs between a word and the review that it is about."""

_clauses = re.compile(r"[.!?;。！？；\n]+").split
_signs = re.compile(r"[\W_]+").sub

CHANGE = N_(
    'Not sent: "{words}" asks to change or remove a review, which the marketplace forbids. Solve'
    " what the buyer complains about instead."
)
MONEY = N_(
    'Not sent: "{words}" offers money or goods for a review, which the marketplace forbids. Offer'
    " what is right without a word on reviews."
)
STARS = N_(
    'Not sent: "{words}" asks for or promises stars, which the marketplace forbids. Leave it out.'
)


def check(text: str, words: PolicyWords) -> None:
    """Whether a text may go to a buyer.

    Raises:
        Refused: it may not; the message says why and quotes the words.
    """
    for clause in _clauses(fold(plain(text, lines=True))):
        compact = _signs("", clause)
        _near(compact, words.change, words.review, CHANGE)
        _near(compact, words.money, words.review, MONEY)
        if star := _first(compact, words.stars):
            raise Refused(STARS, words=star)


def _near(compact: str, some: Sequence[str], reviews: Sequence[str], message: str) -> None:
    for word in some:
        for review in reviews:
            one, other = _signs("", fold(word)), _signs("", fold(review))
            if one and other and _meet(compact, one, other):
                raise Refused(message, words=f"{word} ... {review}" if word != review else word)


def _meet(compact: str, one: str, other: str) -> bool:
    """Whether two words stand near each other, in either order; one inside the other counts."""
    at = [found.start() for found in re.finditer(re.escape(one), compact)]
    there = [found.start() for found in re.finditer(re.escape(other), compact)]
    return any(-len(other) - NEAR <= b - a <= len(one) + NEAR for a in at for b in there)


def _first(compact: str, some: Sequence[str]) -> str:
    return next((word for word in some if word and _signs("", fold(word)) in compact), "")
