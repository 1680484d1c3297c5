"""Starting an importer beside a session, where none runs.

Standard library only: a session pays nothing for it before its first frame.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from csdesk.intake.locks import is_held

IMPORTER_LOCK = "importer.lock"
"""Held by the process that watches the inbox, as long as it lives."""


def importer_runs(folder: Path) -> bool:
    """Whether a process watches the desk's inbox."""
    return is_held(folder / IMPORTER_LOCK)


def ensure_importer(folder: Path) -> None:
    """Start an importer for a desk unless one runs; call it inside ``session_presence``.

    It is a process of its own in a session of its own, so that a closed terminal or Ctrl-C does
    not reach it, and it ends once no session is open. Called again and again it costs a
    system call; an importer that was killed is replaced.

    Args:
        folder: the desk.
    """
    if importer_runs(folder):
        return
    command = [sys.executable, "-m", "csdesk.intake.importer", "--desk", str(folder.absolute())]
    # The process that this waits for leaves the importer behind and ends at once.
    subprocess.run(
        [*command, "--detach"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        check=False,
    )
