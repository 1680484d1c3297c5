"""One session at a desk, without an importer: ``python -m tests.pty.session FOLDER LANG THEME``."""

from __future__ import annotations

import sys
from pathlib import Path

from csdesk.model.desk import Actor
from csdesk.model.settings import DeskSettings
from csdesk.ui.app import run


def main(folder: str, lang: str = "en", theme: str = "dark") -> int:
    """Run it in this terminal."""
    settings = DeskSettings(zone="Asia/Shanghai", theme=theme)

    def open_desk():
        from csdesk.services.desk import Desk

        return Desk(Path(folder), settings, Actor("li", "李雷", "LI", frozenset({"agent"}), "早班"))

    return run(open_desk, settings, title="demo", lang=lang)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
