"""A session whose terminal is gone ends, however much it still had to say."""

from __future__ import annotations

import io
from typing import Any

from textual.drivers._writer_thread import WriterThread

from csdesk.ui.driver import Line


class Gone(io.StringIO):
    """A terminal that was closed."""

    def write(self, text, /):
        raise OSError(5, "Input/output error")

    def flush(self):
        raise OSError(5, "Input/output error")


def test_last_words_to_a_closed_terminal_hold_nobody_up():
    line: Any = Line(Gone())
    writer = WriterThread(line)
    writer.start()
    for _ in range(200):
        writer.write("x")
    writer.stop()
    assert not writer.is_alive()
