"""Delimited text: an open file in a known encoding, and its rows, strictly.

The csv module swallows the rest of a file at an unclosed quotation mark without an error
(reliability-facts.md 2.3); here a row that is not well quoted refuses the file.
"""

from __future__ import annotations

import codecs
import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import IO

from csdesk.intake.reading.errors import Unreadable
from csdesk.words import N_

HEADER_WITHIN = 20
"""Rows at the beginning of a file in which its header is looked for."""
LONGEST_FIELD = 32_768
MOST_COLUMNS = 300
OTHER_ENCODING = N_(
    "Line {line} is not in the encoding of the rest of the file ({encoding}); export the file "
    "again."
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How rows are cut into cells."""

    delimiter: str
    quotes: bool


@dataclass(frozen=True, slots=True)
class Text:
    """An open text file whose lines end in a line feed, and its encoding.

    ``skip`` bytes of byte-order mark stand before the first line. ``label`` is the encoding that
    the file came in, where it was turned into another for reading, and ``longest`` the bytes of the
    longest line, as far as that is known.
    """

    file: IO[bytes]
    encoding: str
    skip: int = 0
    label: str = ""
    longest: int = sys.maxsize

    def lines(self) -> Iterator[str]:
        """Its lines from the beginning.

        Raises:
            Unreadable: bytes that the encoding does not have; names the line.
        """
        line_no = 0
        try:
            for words in self._decoded():
                line_no += 1
                yield words
        except UnicodeDecodeError:
            raise self._not_in_it(line_no + 1) from None

    def rows(self, dialect: Dialect) -> Iterator[tuple[list[str], int, bool]]:
        """Its rows, the line that each begins in, and whether it runs over several lines.

        Raises:
            Unreadable: a quotation mark that is never closed or stands in the wrong place, a cell
                larger than any export has.
        """
        large = False

        def watched() -> Iterator[str]:
            nonlocal large
            for words in self._decoded():
                if len(words) > LONGEST_FIELD:
                    large = True
                if not dialect.quotes and "\r" in words:
                    words = words.rstrip("\r\n").replace("\r", " ")
                yield words

        ordinary = dialect.quotes and self.longest <= LONGEST_FIELD
        reader = csv.reader(
            self._decoded() if ordinary else watched(),
            delimiter=dialect.delimiter,
            quoting=csv.QUOTE_MINIMAL if dialect.quotes else csv.QUOTE_NONE,
            strict=True,
        )
        line = 1
        try:
            for row in reader:
                after = reader.line_num + 1
                several = after - line > 1
                if (large or several) and max(map(len, row), default=0) > LONGEST_FIELD:
                    raise csv.Error("field larger")
                yield row, line, several
                line, large = after, False
        except csv.Error as error:
            raise _badly_quoted(line, str(error)) from None
        except UnicodeDecodeError:
            raise self._not_in_it(reader.line_num + 1) from None

    def _decoded(self) -> Iterator[str]:
        """Its lines, decoded without a step in between."""
        self.file.seek(self.skip)
        return map(itemgetter(0), map(codecs.getdecoder(self.encoding), self.file))

    def _not_in_it(self, line: int) -> Unreadable:
        return Unreadable(OTHER_ENCODING, line=line, encoding=self.label or self.encoding)


def _badly_quoted(line: int, error: str) -> Unreadable:
    if "field larger" in error:
        return Unreadable(
            "A cell in the row beginning in line {line} is longer than {limit} characters; perhaps "
            "a quotation mark is opened there and never closed.",
            line=line,
            limit=LONGEST_FIELD,
        )
    if "new-line" in error:
        return Unreadable(
            "The row beginning in line {line} has a line break outside of quotation marks.",
            line=line,
        )
    return Unreadable(
        "A quotation mark in the row beginning in line {line} is never closed, or stands in the "
        "middle of a cell.",
        line=line,
    )


def head_rows(text: Text, dialect: Dialect, count: int = HEADER_WITHIN) -> list[list[str]]:
    """The first rows, to find the header in; fewer where they cannot be read this way."""
    found: list[list[str]] = []
    try:
        for row, _, _ in text.rows(dialect):
            found.append(row)
            if len(found) == count:
                break
    except Unreadable:
        pass
    return found
