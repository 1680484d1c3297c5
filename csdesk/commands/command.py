"""What a command is, and how its keys are written."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can tell the desk to do."""

    id: str
    """``place.name``: the name of desk.toml, and of the method ``action_name`` that does it."""
    keys: tuple[str, ...]
    """Key names, the one to show first; ``g o`` is two keys. Empty: from the palette only."""
    label: str
    """One or two English words for the key line; a message id."""
    help: str
    """One English sentence for help and palette; a message id."""
    where: str
    """A key of ``INSIDE``."""
    footer: bool = False
    """Whether the key line shows it."""
    order: int = 50
    """Its place in the key line, small ones first; the last fall off where it is narrow."""

    @property
    def action(self) -> str:
        """The name of the method that does it, without ``action_``."""
        return self.id.partition(".")[2]


_SHOWN = {
    "escape": "Esc", "enter": "Enter", "space": "Space", "tab": "Tab", "pageup": "PgUp",
    "pagedown": "PgDn", "up": "Up", "down": "Down", "left": "Left", "right": "Right",
    "home": "Home", "end": "End", "insert": "Ins", "delete": "Del", "backspace": "Backspace",
    "ideographic_comma": "、", "fullwidth_colon": "：", "fullwidth_question_mark": "？",
}  # fmt: skip


def shown(key: str) -> str:
    """A key as keyboards and people write it: ``Ctrl+F``, ``F3``, ``PgUp``, ``g o``."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    if modifiers or re.fullmatch(r"f\d+", last):
        last = _SHOWN.get(last, last.upper())
    return "+".join([*(each.capitalize() for each in modifiers), _SHOWN.get(last, last)])
