"""In which sequence files go in: an older export before a newer one, as far as anything tells."""

from __future__ import annotations

import os
from datetime import datetime, tzinfo
from pathlib import Path

from csdesk.intake.staging import shown_name
from csdesk.rules.filenames import hints


def exported(path: Path, zone: tzinfo) -> tuple[str, int, str, bool, int, bytes]:
    """What files are sorted by: day, import of the day, stamp, orders before items, time, name.

    Args:
        path: of the file; the folder it lies in may be named by the day.
        zone: the desk's.
    """
    told = hints(shown_name(path), path.parent.name)
    try:
        written = path.stat(follow_symlinks=False).st_mtime_ns
    except OSError:
        written = 0
    try:
        day = told.day or datetime.fromtimestamp(written // 10**9, zone).date().isoformat()
    except (OverflowError, ValueError):  # a time of writing that no calendar has
        day = ""
    return day, told.ordinal, told.stamp, told.half == "items", written, os.fsencode(path)
