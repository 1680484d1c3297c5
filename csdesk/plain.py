"""The one gate from stored text to a terminal, and how many cells text takes there.

Buyers, marketplaces and spreadsheets put anything into a field: escape sequences that set the
clipboard, bidirectional overrides that turn a number round, marks that climb over the rows above.
Neither Textual nor Rich takes them out. ``plain()`` does, at intake and again at display.
"""

from __future__ import annotations

import re
from functools import cache

MARKS = 4
"""Marks kept on one base, taking no cell of their own: real words need two, towers are cut."""

CUT = "~"
"""Shows that text was cut. ASCII, because ``…`` is one cell here and two in some terminals."""

UNREADABLE = "\ufffd"

_TONES = "\U0001f3fb-\U0001f3ff"
_ORDINARY = (
    " -~\xa0-\xac\xae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u038a\u0391-\u03a1\u03a3-\u0482"
    "\u048a-\u052f\u1e00-\u1eff\u2000-\u200a\u2010-\u2027\u202f-\u205f\u2070\u2071\u2074-\u208e"
    "\u20a0-\u20c0\u2100-\u218b\u2190-\u2426\u2440-\u244a\u2460-\u2b73\u2e80-\u2e99\u2e9b-\u2ef3"
    "\u2f00-\u2fd5\u2ff0-\u2ffb\u3000-\u3029\u3030-\u303f\u3041-\u3096\u309b-\u30ff\u3105-\u312f"
    "\u3131-\u3163\u3165-\u318e\u3190-\u31e3\u31f0-\u321e\u3220-\ua48c\ua490-\ua4c6\uac00-\ud7a3"
    "\uf900-\ufa6d\ufa70-\ufad9\ufe10-\ufe19\ufe30-\ufe4f\uff01-\uff9f\uffa1-\uffbe\uffe0-\uffe6"
    "\ufffd\U0001f000-\U0001f3fa\U0001f400-\U0001faff"
    # The ideographic planes whole: a name may be written with a sign newer than this Python.
    "\U00020000-\U0002fffd\U00030000-\U0003fffd"
)
"""Characters that need no second look, as a regular expression class: no control, no mark,
nothing invisible."""

_doubtful = re.compile(f"[^{_ORDINARY}]").search

_EMOJI = (
    "[\xa9\xae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23fa\u24c2\u25aa-\u27bf\u2934\u2935"
    "\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001f3fa\U0001f400-\U0001faff]"
)
_ONE = f"{_EMOJI}(?:\ufe0f|[{_TONES}])?"


@cache
def _sequence() -> re.Pattern[str]:
    """An emoji with its joiners (a family has four members at most), or a run of doubtful text.

    Made at the first doubtful text: few are, and the making takes some milliseconds.
    """
    return re.compile(
        f"(?P<emoji>{_ONE}(?:\u200d{_ONE}){{1,3}}|{_EMOJI}(?:\ufe0f|[{_TONES}])|[0-9#*]\ufe0f\u20e3)"
        f"|[^{_ORDINARY}]+"
    )


_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")

_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
)
"""Letters and marks that show nothing, beside the format characters (category Cf)."""

_joined = re.compile("[\u1161-\u11ff\ud7b0-\ud7fb]").match
"""Vowels and finals of old Korean spelling: letters that are drawn onto the one before."""


def plain(text: str, *, lines: bool = False) -> str:
    r"""Make stored text harmless to a terminal and to the columns of a table.

    Nothing that a terminal obeys is left: controls are shown as pictures (``␛``), what is
    invisible or turns the writing direction is dropped, broken or private characters become
    U+FFFD. Emoji families, flags and keycaps stay whole. The result can be encoded as UTF-8, and
    passing it again changes nothing. It is not markup: hand it on as ``Text`` or ``Content``.

    Args:
        text: what a file or a person brought, of any length.
        lines: keep line breaks, each as one ``\n``; otherwise each becomes a space.

    Returns:
        The same object where there is nothing to change.
    """
    if text.isascii():
        if text.isprintable():
            return text
    elif not _doubtful(text):
        return text
    text = _sequence().sub(_shown, _BREAKS.sub("\n", text))
    return text if lines else text.replace("\n", " ")


def _shown(match: re.Match[str]) -> str:
    """What stands for one match of ``_sequence``."""
    if match["emoji"]:
        return match[0]
    from unicodedata import category

    before = match.string[match.start() - 1] if match.start() else "\n"
    # A mark needs a base of its own field: not the cell to its left, not an emoji sequence.
    room = 0 if before in "\n\ufe0f\u20e3" else MARKS
    shown: list[str] = []
    for character in match[0]:
        kind = category(character)
        if kind in ("Mn", "Me", "Mc") or _joined(character):
            if room and character not in _INVISIBLE and character < "\U000e0000":
                shown.append(character)
                room -= 1
            continue
        if kind == "Cf" or character in _INVISIBLE or "\U0001f3fb" <= character <= "\U0001f3ff":
            continue
        shown.append(_visible(character, kind))
        room = 0 if character == "\n" else MARKS
    return "".join(shown)


def _visible(character: str, kind: str) -> str:
    """One printable character for one doubtful character of category ``kind``."""
    if kind == "Cc":
        if character == "\n":
            return character
        if character == "\t":
            return " "
        if character < " ":
            return chr(0x2400 + ord(character))
        return "\u2421" if character == "\x7f" else UNREADABLE
    return UNREADABLE if kind in ("Cs", "Co", "Cn") else character


def cell_width(text: str) -> int:
    """How many terminal cells plain text takes: two for a Chinese character.

    Measured with the tables that Textual draws by, so that a column is as wide as it was counted.
    They are imported (15 ms) at the first text that is not ASCII.

    Args:
        text: one line that has passed ``plain()``.
    """
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Make one line of plain text take exactly ``width`` cells.

    What is too long is cut and ends in ``CUT``; a wide character that would be halved becomes a
    space.

    Args:
        text: one line that has passed ``plain()``.
        width: cells, zero or more.
        right: pad on the left, for amounts.
    """
    taken = cell_width(text)
    if taken <= width:
        blank = " " * (width - taken)
        return blank + text if right else text + blank
    if width < 1:
        return ""
    from rich.cells import set_cell_size

    return set_cell_size(text, width - 1) + CUT
