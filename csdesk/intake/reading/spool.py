"""The rows of a file between its two readings, on disk.

To take a text apart costs as much as to read its cells, so what the first reading found is kept for
the second, and for whoever compares two halves in between. The rows lie beside the file, under no
name, in a form that only the process that wrote them reads; a killed process leaves nothing.
"""

from __future__ import annotations

import marshal
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

Fault = tuple[str, str, str, dict[str, object]]
"""Why a row is rejected: column, value, reason and facts of the ``Reject``."""

Row = tuple[str, int, str, str, Fault | None]
"""Order number, row number, cells joined, shop, and why it is rejected before its cells are read.

The number is empty where a rejected row does not tell it, the shop where a row names none.
"""

_AT_ONCE = 200


class Spool:
    """Rows, written once and read as often as one likes."""

    def __init__(self, rows: Iterable[Row], folder: Path, held: ExitStack) -> None:
        """Write all rows.

        Args:
            rows: of a file.
            folder: on whose disk they are kept.
            held: lets go of them in the end.

        Raises:
            OSError: the disk is full.
        """
        file = held.enter_context(tempfile.TemporaryFile(buffering=0, dir=folder))  # noqa: SIM115 - held
        self._file = file.fileno()
        self._ends: list[int] = []
        end, rows = 0, iter(rows)
        while some := list(islice(rows, _AT_ONCE)):
            piece = marshal.dumps(some, 2)  # 2: without a look whether a text was written before
            while piece:
                written = file.write(piece)
                end += written
                piece = piece[written:]
            self._ends.append(end)

    def __iter__(self) -> Iterator[Row]:
        start = 0
        for end in self._ends:
            yield from marshal.loads(os.pread(self._file, end - start, start))
            start = end
