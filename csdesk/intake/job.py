"""What one import is made of: a file, or the two halves of a download."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from csdesk.intake.arrivals import Unread
from csdesk.intake.reading.catalogue import profiles
from csdesk.intake.reading.export import Export
from csdesk.intake.reading.profile import Profile
from csdesk.model.desk import Actor
from csdesk.model.intake import ROW
from csdesk.model.settings import DeskSettings

DIGEST_BYTES = 8


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an import."""

    batch_id: int
    file: str
    """Its name, for people."""
    export: Export
    salt: bytes
    """Makes the digests of a row differ where the same cells stand under another header."""

    @property
    def kind(self) -> str:
        """The kind of export: raw rows are kept per kind."""
        return self.export.profile.id


def part(batch_id: int, file: str, export: Export) -> Part:
    """A part whose digests depend on its header."""
    header = json.dumps(export.header).encode()
    return Part(batch_id, file, export, hashlib.blake2b(header, digest_size=16).digest())


@dataclass(slots=True)
class Telling:
    """The raw cells by which one file tells an order."""

    part: Part
    row_no: int
    cells: str
    digest: bytes


@dataclass(frozen=True)
class Job:
    """An import: one file, or an order report and its item report in this order."""

    parts: tuple[Part, ...]
    settings: DeskSettings
    actor: Actor
    received_at: int
    """Epoch seconds; an order without a time of its own is placed then."""
    orders_per_piece: int = 500

    @property
    def site(self) -> str:
        """The site's code."""
        return self.parts[0].export.profile.site

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of export that take part."""
        return tuple(each.kind for each in self.parts)

    @property
    def batch_ids(self) -> tuple[int, ...]:
        """The batches of the files."""
        return tuple(each.batch_id for each in self.parts)

    @cached_property
    def shop(self) -> str:
        """The shop of a file that does not name one: the only one of its site in desk.toml."""
        names = [shop.name for shop in self.settings.shops if shop.site == self.site]
        return names[0] if len(names) == 1 else ""

    @cached_property
    def profiles(self) -> dict[str, Profile]:
        """The desk's profiles by id, to read stored rows again."""
        return {profile.id: profile for profile in profiles(self.settings)}

    def tellings(self, told: Unread) -> list[Telling]:
        """What each file tells of an order, as it is stored."""
        found = []
        if told.order:
            found.append(self._telling(self.parts[0], told.order.row_nos[0], told.order.cells))
        if told.items:
            cells = ROW.join([item.cells for item in told.items])
            found.append(self._telling(self.parts[-1], told.items[0].row_nos[0], cells))
        return found

    def _telling(self, part: Part, row_no: int, cells: str) -> Telling:
        return Telling(part, row_no, cells, self.digest(part, cells))

    def digest(self, part: Part, cells: str) -> bytes:
        """What tells whether a row was there before, under the same header."""
        # Files are decoded strictly, so their text can be encoded again.
        return hashlib.blake2b(cells.encode(), digest_size=DIGEST_BYTES, key=part.salt).digest()
