"""Help that fits the screen: Chinese signs are two columns wide, which argparse ignores."""

from __future__ import annotations

import re
from argparse import RawDescriptionHelpFormatter

from csdesk.plain import cell_width

_BESIDES = 2
"""Columns that argparse leaves free."""

_hanging = re.compile(r"( +\S+(?: \S+)* {2,}| +|usage: [^\[]*|用法：[^\[]*)").match
_words = re.compile(r"\[[^]]*\] *|[ -~]+?(?: +|(?=[^ -~])|$)|[^ -~]\s*").findall


class HelpText(RawDescriptionHelpFormatter):
    """Line breaks of descriptions stay; what is too wide of a line goes on in the next."""

    def format_help(self) -> str:
        """The whole help."""
        made: list[str] = []
        rest = ""
        for line in super().format_help().splitlines():
            if rest and line and not line.startswith(" "):
                line = f"{rest} {line}" if rest.isascii() else f"{rest}{line}"
                made.pop()
            pieces = folded(line, self._width)
            rest = pieces[-1] if len(pieces) > 1 and not line.startswith(" ") else ""
            made += pieces
        return "".join(f"{line}\n" for line in made)


def folded(line: str, width: int) -> list[str]:
    """A line in lines that fit, the later ones under the beginning of the text.

    Args:
        line: without its line break.
        width: in columns, without those that argparse leaves free.
    """
    if cell_width(line) <= width + _BESIDES:
        return [line]
    hanging = _hanging(line)
    indent = len(hanging.group()) if hanging else 0  # as argparse counts
    made, now = [], ""
    for word in _words(line):
        if now.strip() and cell_width(now) + cell_width(word.rstrip()) > width + _BESIDES:
            made.append(now.rstrip())
            now = " " * indent
        now += word
    return [*made, now.rstrip()]
