"""How column titles are compared."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

_ignored = re.compile(r"[\s\-_\ufeff]+").sub


@lru_cache(maxsize=4_096)
def header_key(title: str) -> str:
    """A column title without case, blanks, dashes, underscores and full-width forms.

    Marketplaces write ``收货地址`` with a blank behind it, ``商品 ID`` with one inside, and
    ``Purchase Date`` for ``purchase-date`` (formats.md 1.3, 2.3).
    """
    return _ignored("", normalize("NFKC", title).casefold())
