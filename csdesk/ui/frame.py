"""What stands on the terminal, so that nothing is written there twice.

Textual repaints a screen up to five times while it opens, and all of it when one over it closes.
A line over the internet pays for every byte.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

Piece = tuple[int, int, int, Strip]
"""Line, first column, column behind the last, and what is drawn there."""


class Frame:
    """Remembers what was written where, piece by piece as Textual draws."""

    def __init__(self) -> None:
        self._lines: dict[int, dict[int, tuple[int, str]]] = {}
        """Line -> first column -> column behind the last, and what was written."""

    def forget(self) -> None:
        """The terminal may show something else by now: write everything anew."""
        self._lines.clear()

    def changes(self, update: CompositorUpdate, console: Console) -> str:
        """What is to be written of an update, by the pieces that differ."""
        written: list[str] = []
        cursor: tuple[int, int] | None = None
        for y, x, end, strip in _pieces(update):
            text = strip.render(console)
            line = self._lines.setdefault(y, {})
            if line.get(x) == (end, text):
                continue
            for start, (old_end, _) in list(line.items()):
                if start < end and x < old_end:
                    del line[start]
            line[x] = (end, text)
            if cursor != (x, y):
                written.append(Control.move_to(x, y).segment.text)
            written.append(text)
            cursor = (end, y)
        return "".join(written)


class Changes(CompositorUpdate):
    """An update of which only the changes are written, if Textual comes to write it at all."""

    def __init__(self, update: CompositorUpdate, frame: Frame) -> None:
        self._update = update
        self._frame = frame

    def render_segments(self, console: Console) -> str:
        """What goes to the terminal."""
        return self._frame.changes(self._update, console)


def _pieces(update: CompositorUpdate) -> Iterator[Piece]:
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in strips:
                yield y, x, x + strip.cell_length, strip
                x += strip.cell_length
    elif isinstance(update, ChopsUpdate):
        for y, first, last in update.spans:
            for end, (x, chop) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if chop is not None and x <= last and first < end:
                    whole = first <= x < last and end <= last
                    stop = end if whole else min(end, last)
                    yield y, x, stop, chop if whole else chop.crop(0, stop - x)
    else:
        raise TypeError(update)
