"""Which encoding a text file is in.

Bytes are never guessed at: a byte-order mark decides, else UTF-8 if the whole file is UTF-8, else
what the header's profile expects and the whole file is. A file that needs two encodings is refused
with the line where the second begins, because half of its names would be wrong (formats.md 2.6).
"""

from __future__ import annotations

import codecs
import io
import re
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, cast

from csdesk.intake.reading.errors import Unreadable
from csdesk.intake.reading.text import OTHER_ENCODING, Text
from csdesk.words import N_

LONGEST_LINE = 1_000_000
_HEAD = 65_536
_BLANK = b" \t\r\n\x0b\x0c\x00"

_NUL = N_("Line {line} holds NUL bytes; the file is broken.")
_CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef]").search
_JAPANESE = re.compile("[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]{2}").search
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Ways:
    """In which encodings a file may be, as far as its bytes alone tell.

    ``text`` is set where they tell for certain. Otherwise ``second`` is the line from which another
    encoding than before is needed if the first line's is UTF-8, and ``latin`` whether some lines
    are UTF-8 beyond doubt, but for an encoding of Chinese or Japanese. ``longest`` is the bytes of
    the longest line.
    """

    file: IO[bytes]
    text: Text | None = None
    latin: bool = False
    second: int = 0
    longest: int = 0

    def texts(self, encodings: Iterable[str]) -> list[Text]:
        """The file as a text in each of these encodings that it may be in."""
        if self.text:
            return [self.text]
        return [
            Text(self.file, encoding, longest=self.longest)
            for encoding in encodings
            if not encoding.startswith("utf") and (not self.latin or _eastern(encoding))
        ]


def ways(file: IO[bytes], held: ExitStack) -> Ways:
    """Looks at all bytes of a text file once.

    Args:
        file: opened for reading, at its beginning.
        held: keeps what is opened besides, until the export is closed.

    Raises:
        Unreadable: empty, holding NUL bytes, a line too long, or two encodings.
    """
    head = file.read(_HEAD)
    mark, encoding = next((known for known in _MARKS if head.startswith(known[0])), (b"", ""))
    if not head.removeprefix(mark).strip(_BLANK):
        raise Unreadable("The file is empty.")
    if encoding == "utf-8":
        return _surveyed(file, len(mark))
    if encoding := encoding or _utf16_without_mark(head):
        return Ways(file, _from_utf16(file, encoding, len(mark), held))
    if b"\r" in head and b"\n" not in head:
        return _surveyed(_with_line_feeds(file, held), 0)
    return _surveyed(file, 0)


def holds(text: Text) -> bool:
    """Whether the whole file can be in this encoding.

    The bytes of western letters pass for lone Chinese signs in cp932; Japanese has two together.
    """
    seen = text.encoding != "cp932"
    try:
        for words in text.lines():
            seen = seen or bool(_JAPANESE(words))
    except Unreadable:
        return False
    return seen


def mixed(line: int) -> Unreadable:
    """The refusal of a file in two encodings."""
    return Unreadable(
        "The file is in two encodings: the second begins in line {line}. Export it again instead "
        "of putting two files together.",
        line=line,
    )


def _utf16_without_mark(head: bytes) -> str:
    sample = head[:4_096]
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    if odd + even < len(sample) // 8:
        return ""
    if even == 0:
        return "utf-16-le"
    return "utf-16-be" if odd == 0 else ""


def _from_utf16(file: IO[bytes], encoding: str, skip: int, held: ExitStack) -> Text:
    """The same text as UTF-8, in a file without a name."""
    file.seek(skip)
    spool = held.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - held
    decoded = io.TextIOWrapper(cast("io.BufferedReader", file), encoding, newline="")
    line = 0
    try:
        for line, words in enumerate(decoded, start=1):
            if "\0" in words:
                raise Unreadable(_NUL, line=line)
            if len(words) > LONGEST_LINE:
                raise _too_long(line)
            spool.write(words.encode())
    except UnicodeError:
        raise Unreadable(OTHER_ENCODING, line=line + 1, encoding="utf-16") from None
    finally:
        decoded.detach()
    return Text(spool, "utf-8", label="utf-16")


def _with_line_feeds(file: IO[bytes], held: ExitStack) -> IO[bytes]:
    """A file of an old Macintosh, whose lines end in a carriage return, with line feeds."""
    file.seek(0)
    spool = held.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - held
    while chunk := file.read(_HEAD):
        spool.write(chunk.replace(b"\r", b"\n"))
    return spool


def _surveyed(file: IO[bytes], skip: int) -> Ways:
    """Looks at every line once: NUL, length, and whether it is UTF-8."""
    file.seek(skip)
    chinese = latin = other = longest = 0
    for line_no, line in enumerate(file, start=1):
        if len(line) > longest:
            longest = len(line)
            if longest > LONGEST_LINE:
                raise _too_long(line_no)
        if b"\0" in line:
            raise Unreadable(_NUL, line=line_no)
        if line.isascii():
            continue
        try:
            words = line.decode()
        except UnicodeDecodeError:
            other = other or line_no
        else:
            # Two Chinese signs in GBK may pass for Latin letters in UTF-8, never for Chinese.
            if _CHINESE(words):
                chinese = chinese or line_no
            else:
                latin = latin or line_no
    if not other:
        return Ways(file, Text(file, "utf-8", skip, longest=longest))
    if chinese or skip:
        raise mixed(max(chinese, other))
    return Ways(file, latin=latin > 0, second=max(latin, other), longest=longest)


def _eastern(encoding: str) -> bool:
    """Whether Chinese can be written in it; its bytes may then pass for Latin letters in UTF-8."""
    try:
        "中".encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _too_long(line: int) -> Unreadable:
    return Unreadable(
        "Line {line} is longer than {limit} characters; this is no export that csdesk knows.",
        line=line,
        limit=LONGEST_LINE,
    )
