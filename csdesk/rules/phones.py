"""Telephone numbers as people and buyers write them: with blanks, hyphens, brackets, a country.

The index holds numbers without blanks and hyphens and finds any four digits of them wherever they
stand, so a written number is searched as its digits without the country in front.
"""

from __future__ import annotations

import re

_GAP = r"[\s.-]"
_CHINA = rf"(?:(?:\+|00)?86{_GAP}*|\(\+?86\)\s*|0(?=1))"
_written = re.compile(
    rf"""(?<![^\s:：(（])
    (?: {_CHINA}?(?P<mobile>1[3-9]\d(?:{_GAP}?\d{{4}}{_GAP}?\d{{4}}|{_GAP}?\d{{3}}{_GAP}?\d{{5}}
                           |\d{_GAP}\d{{4}}{_GAP}\d{{3}}|\d{_GAP}\d{{3}}{_GAP}\d{{4}}))
      | (?:\+|00)\d{{1,3}}{_GAP}+(?P<abroad>\(?\d{{1,4}}\)?(?:{_GAP}*\d{{2,5}}){{1,4}})
      | (?P<landline>(?:\(0\d{{2,3}}\)\s*|0\d{{2,3}}{_GAP})\d{{3,4}}{_GAP}?\d{{4}})
      | (?P<american>\(\d{{3}}\)\s*\d{{3}}{_GAP}?\d{{4}}|\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{4}})
    )(?![^\s,，)）])""",
    re.VERBOSE,
).sub
_WIDE = str.maketrans("０１２３４５６７８９＋－（）　", "0123456789+-() ")
_not_digit = re.compile(r"\D").sub


def join_phones(text: str) -> str:
    """The text with every telephone number in it as the digits that are searched for.

    ``+86 158 1234 5678`` becomes ``15812345678``, ``(021) 5888-1234`` becomes ``02158881234``.
    Digits that are not grouped as a telephone number stay apart: they are words of their own.
    """
    text = text if text.isascii() else text.translate(_WIDE)
    return _written(lambda found: _not_digit("", str(found[found.lastgroup or 0])), text)
