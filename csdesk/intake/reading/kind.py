"""Which kind of export a file is: found by its header, never by its name (formats.md 1.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csdesk.intake.reading import text
from csdesk.intake.reading.encoding import Ways, holds, mixed
from csdesk.intake.reading.errors import Unreadable
from csdesk.intake.reading.header import header_key
from csdesk.intake.reading.profile import Profile
from csdesk.intake.reading.stock_profile import StockProfile
from csdesk.intake.reading.text import Dialect, Text
from csdesk.plain import plain

AnyProfile = Profile | StockProfile
"""What a header may be known by."""

SPREADSHEET = Dialect(",", quotes=True)
_DIALECTS = (Dialect("\t", quotes=False), Dialect("\t", quotes=True), SPREADSHEET,
             Dialect(";", quotes=True), Dialect("|", quotes=True))  # fmt: skip
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Kind:
    """A file's kind, and how its rows are read."""

    profile: AnyProfile
    header: tuple[str, ...]
    header_row: int
    """0-based."""
    text: Text
    dialect: Dialect


def known(
    rows: Sequence[Sequence[str]], profiles: Sequence[AnyProfile]
) -> tuple[int, int, AnyProfile] | None:
    """The row that is a header and the profile that understands most of it.

    Args:
        rows: the first rows of a file or sheet; titles may stand above the header.
        profiles: in order of preference.

    Returns:
        Columns understood, 0-based row, profile; ``None`` where no row is a known header.
    """
    found: list[tuple[int, int, AnyProfile]] = []
    for place, row in enumerate(rows):
        keys = frozenset(map(header_key, row)) - {""}
        for profile in profiles:
            if score := profile.fits(keys):
                found.append((score, place, profile))
    return max(found, key=lambda one: one[0], default=None)


def recognise(found: Ways, profiles: Sequence[AnyProfile]) -> Kind:
    """The kind of a text file.

    Raises:
        Unreadable: no known header, too many columns, two encodings.
    """
    best: list[tuple[int, Kind]] = []
    shown: list[str] = []
    # First the one that an unknown header is most likely in, for the message about it.
    named = (name for profile in profiles for name in profile.encodings)
    encodings = dict.fromkeys(("gb18030", *named))
    for way in found.texts(encodings):
        for dialect in _DIALECTS:
            rows = text.head_rows(way, dialect)
            shown = max(shown, next((row for row in rows if any(row)), []), key=len)
            fitting = [p for p in profiles if _reads(p, way, dialect)]
            if matched := known(rows, fitting):
                score, place, profile = matched
                best.append((score, Kind(profile, tuple(rows[place]), place, way, dialect)))
    if not best:
        raise unknown_header(shown)
    score = max(score for score, _ in best)
    kinds = [kind for this, kind in best if this == score]
    kinds.sort(key=lambda kind: _preference(kind.profile, kind.text))
    kind = kinds[0] if found.text or _tells(kinds[0].header) else _holding(kinds, found)
    if len(kind.header) > text.MOST_COLUMNS:
        raise Unreadable(
            "The header has {found} columns, more than {limit}.",
            found=len(kind.header),
            limit=text.MOST_COLUMNS,
        )
    return kind


def unknown_header(first: Sequence[str]) -> Unreadable:
    """The refusal of a file whose header no profile knows; shows its first row."""
    return Unreadable(
        "None of the first {count} rows is a header that csdesk knows; the first reads: {header}. "
        "A profile for it can be written in desk.toml.",
        count=text.HEADER_WITHIN,
        header=plain("|".join(first))[:_SHOWN],
    )


def _reads(profile: AnyProfile, way: Text, dialect: Dialect) -> bool:
    """Whether a profile may be read in this encoding and dialect."""
    if profile.delimiter and profile.delimiter != dialect.delimiter:
        return False
    if dialect.delimiter == "\t" and dialect.quotes != profile.tab_quotes:
        return False
    return bool(way.label) or way.encoding in ("utf-8", *profile.encodings)


def _preference(profile: AnyProfile, way: Text) -> int:
    return profile.encodings.index(way.encoding) if way.encoding in profile.encodings else -1


def _tells(header: Sequence[str]) -> bool:
    """Whether a known header proves the encoding it was read in: an English one does not."""
    return not all(map(str.isascii, header))


def _holding(kinds: Sequence[Kind], found: Ways) -> Kind:
    """The first whose encoding the whole file is in."""
    for kind in kinds:
        if holds(kind.text):
            return kind
    if found.latin:
        raise mixed(found.second)
    raise Unreadable(
        "The file is in none of the encodings {encodings}; export it again.",
        encodings=", ".join(kind.text.encoding for kind in kinds),
    )
