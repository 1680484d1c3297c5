"""Text as it is compared: one form for what looks the same, on both sides of a search.

Apart from ``rules.grams``, whose tables take some milliseconds to make: the first page of a
session is shown without them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import is_normalized, normalize

# A literal in front lets the expression skip to each hyphen: four times as fast.
_hyphens = re.compile(r"-(?<=[^\W_]-)(?=[^\W_])").sub
_not_token = re.compile(r"[\W_]+").sub
_LONGEST_FACT = 80


def fold(text: str) -> str:
    """Text as it is compared: full-width forms made ordinary, capitals made small."""
    if text.isascii():
        return text.lower()
    folded = (text if is_normalized("NFKC", text) else normalize("NFKC", text)).casefold()
    return folded if is_normalized("NFKC", folded) else normalize("NFKC", folded)


def join_hyphens(folded: str) -> str:
    """Take hyphens out of numbers and codes, ``021-5888`` -> ``0215888``."""
    return _hyphens("", folded) if "-" in folded else folded


def squeeze(folded: str) -> str:
    """Text as fragments are looked for in it: no blanks or breaks, no hyphens inside words."""
    return join_hyphens(folded.replace(" ", "").replace("\n", ""))


@lru_cache(maxsize=65_536)
def facet(kind: str, value: str) -> str:
    """The token of a fact, such as ``facet("status", "approved")``.

    Args:
        kind: lower-case word, ``status``, ``pay``, ``shop``, ``method``, ``place``, ``flag``,
            ``batch``, ``by``, ``is``, ``sku``, ``family``.
        value: any text; what cannot stand in a token is left out.
    """
    return f"x{kind}{_not_token('', fold(value))[:_LONGEST_FACT]}"


UNDONE = facet("is", "undone")
"""The token of an order that was made from another and taken back."""
