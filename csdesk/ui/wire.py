"""The last gate before the terminal: what is drawn is text, in colours that the terminal has.

Screens hand on only what has passed ``plain()``. If one ever forgets, this filter of Textual's
finished lines still lets no control, no link and no click action through.
"""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len
from rich.color import Color as RichColor
from rich.color import ColorSystem, ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from csdesk.plain import fit, plain
from csdesk.ui.themes import INDEX_OF, Colours

SCROLLBAR = ("grab", "scroll_up", "scroll_down")
"""What a mouse may do to a scroll bar: the only actions that a style may carry."""


class Wire(LineFilter):
    """Makes every segment harmless and gives it a style that the terminal has."""

    def __init__(self, colours: Colours, depth: int) -> None:
        """Filter for one theme.

        Args:
            colours: the theme's.
            depth: colours of the terminal: 256, 16, or 0 for none.
        """
        super().__init__()
        self._colours = colours
        self._depth = depth
        self._dark = colours.ground < 240
        self.style = lru_cache(4096)(self._style)

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """One line, ready to be written."""
        style_of = self.style
        return [
            Segment(
                text if text.isprintable() else _harmless(text),
                None if style is None else style_of(style),
            )
            for text, style, _ in segments
        ]

    def _style(self, style: Style) -> Style:
        """The style in colours of the terminal; links and click actions are left out."""
        ink, ground = _number(style.color), _number(style.bgcolor)
        marks = Style(
            bold=style.bold or None,
            underline=style.underline or None,
            italic=style.italic or None,
            reverse=style.reverse or None,
        )
        if style.meta.get("@mouse.down") in SCROLLBAR and len(style.meta) == 1:
            marks += Style(meta=style.meta)
        if self._depth == 256:
            return marks + Style(color=_colour(ink), bgcolor=_colour(ground))
        if ground == self._colours.cursor:  # light and dark are turned round here
            return marks + Style(reverse=not style.reverse)
        if self._depth == 16 and ink is not None:
            # Below 16 it has a name already: what stands under a dialog comes here twice.
            return marks + (Style(color=style.color) if ink < 16 else self._named(ink))
        return marks

    def _named(self, ink: int) -> Style:
        return Style(color=self._signs.get(ink))

    @property
    def _signs(self) -> dict[int, str]:
        """Colour number -> name among the 16 colours, which the terminal's owner has chosen."""
        c = self._colours
        return {
            c.good: "green", c.warn: "yellow", c.bad: "red", c.info: "cyan",
            c.blue: "blue" if not self._dark else "cyan", c.purple: "magenta",
        }  # fmt: skip


def _harmless(text: str) -> str:
    """Text without controls, in as many cells as Textual counted for it."""
    return fit(plain(text), cell_len(text))


def _colour(number: int | None) -> RichColor | None:
    return None if number is None else RichColor.from_ansi(number)


def _number(colour: RichColor | None) -> int | None:
    """The number in the 256-colour palette; None for the terminal's own colour."""
    if colour is None or colour.type is ColorType.DEFAULT:
        return None
    if colour.type is not ColorType.TRUECOLOR:
        return colour.number
    assert colour.triplet is not None
    red, green, blue = colour.triplet
    exact = INDEX_OF.get((red, green, blue))
    return exact if exact is not None else colour.downgrade(ColorSystem.EIGHT_BIT).number
