"""A shared terminal, without an importer: ``python -m tests.pty.counter FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from csdesk.model.desk import Actor
from csdesk.model.settings import DeskSettings
from csdesk.services.counter import Counter
from csdesk.ui import ending
from csdesk.ui.app import run


def main(folder: str) -> int:
    """Run it in this terminal; whatever holds up an end may do so for a moment only."""
    ending.LAST_SECONDS = 0.5
    settings = DeskSettings(zone="Asia/Shanghai")
    counter = Counter(Path(folder), settings, Actor("@one", "one", "ONE", frozenset()))

    def open_desk():
        from csdesk.services.desk import Desk

        assert counter.sitting
        return Desk(Path(folder), settings, counter.sitting)

    return run(open_desk, settings, title="demo", lang="en", counter=counter)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
