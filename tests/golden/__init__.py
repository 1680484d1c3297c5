"""Screens as text, kept beside the tests: a change of a screen is read as a difference of lines.

``CSDESK_GOLDEN=write pytest tests/ui`` writes them anew; look at the difference before keeping it.
"""

from __future__ import annotations

import os
from pathlib import Path

HERE = Path(__file__).parent


def check(name: str, text: str) -> None:
    """Compare a screen with the one that is kept under ``name``.

    Args:
        name: of the file, without ``.txt``.
        text: the screen, as ``tests.ui.conftest.screen_text`` gives it.
    """
    path = HERE / f"{name}.txt"
    if os.environ.get("CSDESK_GOLDEN") == "write":
        path.write_text(text + "\n", encoding="utf-8")
    assert path.is_file(), f"there is no golden screen {name}; write it with CSDESK_GOLDEN=write"
    assert text + "\n" == path.read_text(encoding="utf-8")
