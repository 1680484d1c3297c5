"""What a person sees first: a line at once, before anything heavy is loaded."""

from __future__ import annotations

import gc
import os
import sys

from csdesk import __version__


def announce() -> None:
    """Say that the screens come, where there is a terminal, and load what they need faster."""
    if not all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        return
    os.write(sys.stdout.fileno(), f"csdesk {__version__} ...\r\n".encode())
    # Imports make many objects and drop none: looking for dead cycles meanwhile costs a sixth
    # of the start. The app goes back to Python's own pace once the desk is open.
    gc.set_threshold(200_000, 20, 50)
