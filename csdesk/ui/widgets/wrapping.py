"""Breaking plain text into lines as Chinese and English readers expect.

Textual wraps at blanks, so that an address without blanks moves to the next line whole and leaves
half a line empty. Here a line may break between any two Chinese characters, and a line does not
begin with a closing mark.
"""

from __future__ import annotations

LONGEST = 20_000
"""Characters of one text that a screen breaks into lines; what is longer is cut and says so."""

_NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕”’…—～·,.;:?!)]}%")
"""Marks that do not begin a line: they hang together with the sign before them."""

_WIDE = 0x2E80
"""From this code point on, words need no blank between them."""


def wrapped(text: str, width: int) -> list[str]:
    r"""Plain text in lines of at most ``width`` cells; at least one line.

    Line breaks of the text are kept. A word breaks only where it is longer than a line, and
    nothing is lost but the blanks at which a line was broken.

    Args:
        text: what has passed ``plain(text, lines=True)``.
        width: cells of a line, at least 2.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        if len(line) <= width and line.isascii():
            lines.append(line)
        else:
            lines += _broken(line, width)
    return lines


def _broken(line: str, width: int) -> list[str]:
    """One paragraph, broken into lines."""
    from rich.cells import split_graphemes

    spans, taken = split_graphemes(line)
    if taken <= width:
        return [line]
    lines: list[str] = []
    begin, cells = 0, 0
    stop, stop_cells = 0, 0  # the last place where this line may end, and its width there
    before = ""
    for start, end, size in spans:
        sign = line[start]
        if start > begin and _may_break(before, sign):
            stop, stop_cells = start, cells
        if cells + size > width and sign != " ":
            if stop <= begin:
                stop, stop_cells = start, cells
            lines.append(line[begin:stop].rstrip(" "))
            begin, cells = stop, cells - stop_cells
        cells += size
        before = line[end - 1] if end - start == 1 else sign
    lines.append(line[begin:].rstrip(" "))
    return lines


def _may_break(before: str, sign: str) -> bool:
    """Whether a line may end between two signs."""
    if sign in _NOT_FIRST or sign == " ":
        return False
    return before == " " or ord(before) >= _WIDE or ord(sign) >= _WIDE
