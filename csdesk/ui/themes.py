"""The desk's own colours: dark, light and high contrast.

Every colour is one of the fixed colours 22 to 255 of the 256-colour palette: the same on every
terminal, half as many bytes on the wire as a 24-bit colour, and its contrast can be computed. A
highlight always turns light and dark round, so that it is still seen as reverse video where
there are 16 colours or none.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from textual.theme import Theme

_LEVELS = (0, 95, 135, 175, 215, 255)


def rgb(index: int) -> tuple[int, int, int]:
    """Red, green and blue of a colour of the 256-colour palette, 16 to 255."""
    if index >= 232:
        grey = 8 + 10 * (index - 232)
        return grey, grey, grey
    red, rest = divmod(index - 16, 36)
    green, blue = divmod(rest, 6)
    return _LEVELS[red], _LEVELS[green], _LEVELS[blue]


INDEX_OF = {rgb(index): index for index in range(255, 21, -1)}
"""Red, green, blue -> colour number."""


@dataclass(frozen=True, slots=True)
class Colours:
    """What a theme paints with, as numbers of the 256-colour palette."""

    ground: int
    text: int
    muted: int
    """Headings, labels, what matters less; still readable."""
    bar: int
    """Ground of the header line, the key line, the search box and of dialogs."""
    bar_text: int
    bar_muted: int
    cursor: int
    """Ground of the line under the cursor."""
    cursor_text: int
    good: int
    warn: int
    bad: int
    info: int
    red: int
    yellow: int
    green: int
    blue: int
    purple: int

    def pairs(self) -> list[tuple[str, int, int]]:
        """Every text and ground that may meet: a name, the text's and the ground's number."""
        signs = ("good", "warn", "bad", "info", "red", "yellow", "green", "blue", "purple")
        on_ground = [(name, getattr(self, name), self.ground) for name in signs]
        on_bar = [(f"{name} on bar", getattr(self, name), self.bar) for name in signs]
        return [
            ("text", self.text, self.ground),
            ("muted", self.muted, self.ground),
            ("text on bar", self.bar_text, self.bar),
            ("muted on bar", self.bar_muted, self.bar),
            ("cursor", self.cursor_text, self.cursor),
            *on_ground,
            *on_bar,
        ]


DARK = Colours(
    ground=234, text=252, muted=248, bar=237, bar_text=255, bar_muted=250,
    cursor=153, cursor_text=232,
    good=114, warn=221, bad=210, info=117,
    red=210, yellow=221, green=114, blue=117, purple=183,
)  # fmt: skip

LIGHT = Colours(
    ground=255, text=234, muted=239, bar=253, bar_text=232, bar_muted=237,
    cursor=24, cursor_text=255,
    good=22, warn=58, bad=88, info=24,
    red=88, yellow=58, green=22, blue=24, purple=54,
)  # fmt: skip

CONTRAST = Colours(
    ground=232, text=231, muted=255, bar=232, bar_text=231, bar_muted=255,
    cursor=226, cursor_text=232,
    good=120, warn=226, bad=217, info=123,
    red=217, yellow=226, green=120, blue=123, purple=219,
)  # fmt: skip

THEMES = {"dark": DARK, "light": LIGHT, "contrast": CONTRAST}
"""The names of desk.toml."""


@lru_cache
def contrast(one: int, other: int) -> float:
    """How well two colours stand apart, by the WCAG formula: 1 not at all, 21 black on white."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(index: int) -> float:
    parts = [value / 255 for value in rgb(index)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def css(index: int) -> str:
    """A colour for style sheets."""
    return "#{:02x}{:02x}{:02x}".format(*rgb(index))


def themes() -> list[Theme]:
    """The themes for Textual; style sheets name the colours ``$d-text``, ``$d-bar-text``."""
    return [_theme(name, colours) for name, colours in THEMES.items()]


def _theme(name: str, c: Colours) -> Theme:
    own = {f"d-{field.name.replace('_', '-')}": css(getattr(c, field.name)) for field in fields(c)}
    text, ground, bar = css(c.text), css(c.ground), css(c.bar)
    return Theme(
        name=name,
        dark=c.ground < 240,
        primary=css(c.info),
        secondary=css(c.info),
        accent=css(c.info),
        success=css(c.good),
        warning=css(c.warn),
        error=css(c.bad),
        foreground=text,
        background=ground,
        surface=ground,
        panel=bar,
        boost=ground,
        variables={
            **own,
            "text": text,
            "text-muted": css(c.muted),
            "text-disabled": css(c.muted),
            "foreground-muted": css(c.muted),
            "foreground-disabled": css(c.muted),
            "block-cursor-foreground": css(c.cursor_text),
            "block-cursor-background": css(c.cursor),
            "block-cursor-text-style": "none",
            "block-cursor-blurred-foreground": text,
            "block-cursor-blurred-background": ground,
            "block-hover-background": ground,
            "border": css(c.muted),
            "border-blurred": css(c.muted),
            "input-cursor-foreground": css(c.cursor_text),
            "input-cursor-background": css(c.cursor),
            "input-cursor-text-style": "none",
            "input-selection-background": css(c.cursor),
            "input-selection-foreground": css(c.cursor_text),
            "scrollbar": css(c.muted),
            "scrollbar-hover": css(c.muted),
            "scrollbar-active": css(c.muted),
            "scrollbar-background": bar,
            "scrollbar-background-hover": bar,
            "scrollbar-background-active": bar,
            "scrollbar-corner-color": bar,
        },
    )
