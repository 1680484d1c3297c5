"""Delimited text: which encoding it is in, and its rows, strictly.

Bytes are never guessed at: a byte-order mark decides, else what decodes the whole file. A file
that needs two encodings is refused with the line where the second begins, because half of its
names would be wrong (formats.md 2.6, reliability-facts.md 2.3).
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, cast

from csdesk.intake.reading.errors import Unreadable

HEAD = 65_536
HEADER_WITHIN = 20
"""Rows at the beginning of a file in which its header is looked for."""
LONGEST_LINE = 1_000_000
LONGEST_FIELD = 32_768
MOST_COLUMNS = 300

_OTHER_ENCODING = (
    "Line {line} is not in the encoding of the rest of the file ({encoding}); export the file "
    "again."
)
_CJK = re.compile("[\u3000-\u9fff\uff00-\uffef]").search
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]").search
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
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
    the file came in, where it was turned into another for reading.
    """

    file: IO[bytes]
    encoding: str
    skip: int = 0
    label: str = ""

    def lines(self) -> Iterator[str]:
        """Its lines from the beginning.

        Raises:
            Unreadable: bytes that the encoding does not have; names the line.
        """
        self.file.seek(self.skip)
        decode = codecs.getdecoder(self.encoding)
        line_no = 0
        try:
            for line in self.file:
                words = decode(line)[0]
                line_no += 1
                yield words
        except UnicodeDecodeError:
            raise Unreadable(_OTHER_ENCODING, line=line_no + 1, encoding=self.encoding) from None

    def rows(self, dialect: Dialect) -> Iterator[tuple[list[str], int, bool]]:
        """Its rows, the line that each begins in, and whether it runs over several lines.

        Raises:
            Unreadable: a quotation mark that is never closed or stands in the wrong place, a cell
                larger than any export has.
        """
        large = False

        def watched() -> Iterator[str]:
            nonlocal large
            for words in self.lines():
                if len(words) > LONGEST_FIELD:
                    large = True
                yield words

        reader = csv.reader(
            watched(),
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


def _badly_quoted(line: int, error: str) -> Unreadable:
    if "field larger" in error:
        return Unreadable(
            "A cell in the row beginning in line {line} is longer than {limit} characters; perhaps "
            "a quotation mark is opened there and never closed.",
            line=line,
            limit=LONGEST_FIELD,
        )
    return Unreadable(
        "A quotation mark in the row beginning in line {line} is never closed, or stands in the "
        "middle of a cell.",
        line=line,
    )


@dataclass(frozen=True, slots=True)
class Ways:
    """In which ways a file may be read as text, as far as its bytes alone tell.

    ``second`` is the line from which another encoding than before is needed, 0 where one will do.
    """

    texts: tuple[Text, ...]
    second: int = 0


def ways(file: IO[bytes]) -> Ways:
    """Looks at all bytes of a text file once.

    Args:
        file: opened for reading, at its beginning.

    Raises:
        Unreadable: empty, holding NUL bytes, a line too long, or two encodings.
    """
    head = file.read(HEAD)
    if not head.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf\x00"):
        raise Unreadable("The file is empty.")
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            if encoding != "utf-8":
                return Ways((_from_utf16(file, encoding, len(mark)),))
            return _surveyed(file, len(mark))
    if sixteen := _utf16_without_mark(head):
        return Ways((_from_utf16(file, sixteen, 0),))
    return _surveyed(file, 0)


def holds(text: Text) -> bool:
    """Whether the whole file can be in this encoding: strictly, and Japanese must show kana.

    The bytes of western letters pass for rare signs in cp932; no Japanese file is without kana.
    """
    kana = text.encoding != "cp932"
    try:
        for words in text.lines():
            kana = kana or bool(_KANA(words))
    except Unreadable:
        return False
    return kana


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


def _utf16_without_mark(head: bytes) -> str:
    sample = head[:4_096]
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    if odd + even < len(sample) // 8:
        return ""
    if even == 0:
        return "utf-16-le"
    return "utf-16-be" if odd == 0 else ""


def _from_utf16(file: IO[bytes], encoding: str, skip: int) -> Text:
    """The same text as UTF-8, in a file without a name."""
    file.seek(skip)
    decoded = io.TextIOWrapper(cast("io.BufferedReader", file), encoding, newline="")
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the export
    line = 0
    try:
        for line, words in enumerate(decoded, start=1):
            if "\0" in words:
                raise Unreadable("Line {line} holds NUL bytes.", line=line)
            if len(words) > LONGEST_LINE:
                raise _too_long(line)
            spool.write(words.encode())
    except UnicodeError:
        spool.close()
        raise Unreadable(_OTHER_ENCODING, line=line + 1, encoding="utf-16") from None
    except Unreadable:
        spool.close()
        raise
    finally:
        decoded.detach()
    return Text(spool, "utf-8", label="utf-16")


def _surveyed(file: IO[bytes], skip: int) -> Ways:
    """Looks at every line once: NUL, length, and whether it is UTF-8."""
    file.seek(skip)
    chinese = latin = other = 0
    for line_no, line in enumerate(file, start=1):
        if len(line) > LONGEST_LINE:
            raise _too_long(line_no)
        if b"\0" in line:
            raise Unreadable("Line {line} holds NUL bytes.", line=line_no)
        if line.isascii():
            continue
        try:
            words = line.decode()
        except UnicodeDecodeError:
            other = other or line_no
        else:
            # Two Chinese signs in GBK may pass for Latin letters in UTF-8, never for Chinese.
            if _CJK(words):
                chinese = chinese or line_no
            else:
                latin = latin or line_no
    if not other:
        return Ways((Text(file, "utf-8", skip),))
    if chinese or skip:
        raise mixed(max(chinese, other))
    east = (Text(file, "gb18030"), Text(file, "cp932"))
    return Ways(east, max(latin, other)) if latin else Ways((*east, Text(file, "cp1252")))


def mixed(line: int) -> Unreadable:
    """The refusal of a file in two encodings."""
    return Unreadable(
        "The file is in two encodings: the second begins in line {line}. Export it again instead "
        "of putting two files together.",
        line=line,
    )


def _too_long(line: int) -> Unreadable:
    return Unreadable(
        "Line {line} is longer than {limit} characters; this is no export that csdesk knows.",
        line=line,
        limit=LONGEST_LINE,
    )
