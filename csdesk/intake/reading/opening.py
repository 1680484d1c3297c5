"""Opening a file that was dropped into the inbox: what it is, and whether it can be read at all."""

from __future__ import annotations

import os
import stat
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import IO

from csdesk.intake.reading import workbook
from csdesk.intake.reading.catalogue import profiles, stock_profiles
from csdesk.intake.reading.content import is_workbook
from csdesk.intake.reading.encoding import ways
from csdesk.intake.reading.errors import Unreadable
from csdesk.intake.reading.export import Export
from csdesk.intake.reading.kind import SPREADSHEET, AnyProfile, recognise
from csdesk.intake.reading.stock_file import StockFile
from csdesk.intake.reading.stock_profile import StockProfile
from csdesk.intake.reading.text import Dialect, head_rows
from csdesk.model.settings import DeskSettings

_MEGABYTE = 1 << 20

TABLE_MB = 5
"""Largest file that ``read_table`` reads."""

TABLES = (SPREADSHEET, Dialect("\t", quotes=True), Dialect(";", quotes=True))
"""How the rows of such a table may be cut into cells."""


def open_export(path: Path, settings: DeskSettings) -> Export:
    """As ``open_file``, of a file that must tell of orders.

    Raises:
        Unreadable: also where it tells of the stock.
    """
    opened = open_file(path, settings)
    if isinstance(opened, StockFile):
        opened.close()
        raise Unreadable("This file tells of the stock, not of orders.")
    return opened


def open_file(path: Path, settings: DeskSettings) -> Export | StockFile:
    """Open an export file, of orders or about the stock, and look it through.

    Args:
        path: a regular file; its name means nothing here.
        settings: for the size limit and the shop's own profiles.

    Raises:
        Unreadable: the file cannot be taken in: empty, over the size limit, no known header, two
            encodings, NUL bytes, encrypted, a web page named like a workbook, and the like.
        NotUnderstood: a profile in desk.toml is wrong.
        OSError: the file cannot be opened at all.
    """
    kinds: tuple[AnyProfile, ...] = (*profiles(settings), *stock_profiles(settings))
    held = ExitStack()
    try:
        file = held.enter_context(_regular_file(path, settings.size_limit_mb))
        if is_workbook(file):
            kind = workbook.recognise(file, kinds, held)
        else:
            kind = recognise(ways(file, held), kinds)
        if isinstance(kind.profile, StockProfile):
            return StockFile(path, kind, settings.zone, held)
        return Export(path, kind, kind.profile, held)
    except BaseException:
        held.close()
        raise


def read_table(path: Path, *, most: int) -> list[list[str]]:
    """The rows of a small table that a person made: CSV in any of its forms, or a workbook.

    Args:
        path: a regular file; its name means nothing here.
        most: rows that are read at most.

    Raises:
        Unreadable: the file cannot be read, or has more rows.
        OSError: the file cannot be opened at all.
    """
    with ExitStack() as held:
        file = held.enter_context(_regular_file(path, TABLE_MB))
        if is_workbook(file):
            text, dialect = workbook.first_sheet(file, held), SPREADSHEET
        else:
            text = next(iter(ways(file, held).texts(["gb18030"])))
            widths = {each: max(map(len, head_rows(text, each)), default=0) for each in TABLES}
            dialect = max(widths, key=lambda each: widths[each])
        rows = [row for row, _line, _several in islice(text.rows(dialect), most + 1)]
    if len(rows) > most:
        raise Unreadable("The file has more than {limit} rows.", limit=most)
    return rows


def _regular_file(path: Path, limit_mb: int) -> IO[bytes]:
    """The file for reading; no link is followed and no pipe waited for."""
    _check_regular(path.lstat())
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")
    status = os.fstat(file.fileno())
    try:
        _check_regular(status)
        if status.st_size > limit_mb * _MEGABYTE:
            raise Unreadable(
                "The file has {size} MB, more than the limit of {limit} MB (size_limit_mb of the "
                "inbox in desk.toml). Export fewer days at a time.",
                size=-(-status.st_size // _MEGABYTE),
                limit=limit_mb,
            )
    except Unreadable:
        file.close()
        raise
    return file


def _check_regular(status: os.stat_result) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise Unreadable("This is a link, which is not followed.")
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable("This is not a regular file.")
