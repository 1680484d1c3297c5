"""A fault of csdesk itself: the person gets a reference, the file gets where it happened.

A traceback with its values would print customers' telephone numbers. Only the kind of the error
and the places in the source are kept.
"""

from __future__ import annotations

import os
import secrets
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

LARGEST = 1_000_000
"""Bytes of the file; a larger one is begun anew."""


def faults_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Where faults are noted: ``~/.local/state/csdesk/faults.log``, or under ``XDG_STATE_HOME``."""
    state = environ.get("XDG_STATE_HOME", "")
    root = Path(state) if Path(state).is_absolute() else Path.home() / ".local" / "state"
    return root / "csdesk" / "faults.log"


def note_fault(error: BaseException) -> str:
    """Note where an error came from, without its message or any value.

    Args:
        error: as it was caught, with its traceback.

    Returns:
        A reference of eight characters to quote; it stands in the file too, if that can be
        written.
    """
    reference = secrets.token_hex(4)
    places = " < ".join(
        f"{frame.filename}:{frame.lineno}:{frame.name}"
        for frame in reversed(traceback.extract_tb(error.__traceback__))
    )
    line = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {reference} {type(error).__name__} {places}\n"
    try:
        path = faults_file()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        anew = os.O_TRUNC if path.exists() and path.stat().st_size > LARGEST else 0
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | anew
        handle = os.open(path, flags, 0o600)
        try:
            os.write(handle, line.encode(errors="backslashreplace"))
        finally:
            os.close(handle)
    except (OSError, RuntimeError):  # no place to write, or no home: the person is told anyway
        return reference
    return reference
