"""Help with the wording of remarks: templates with slots, and hints (F27, I7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.status import Tab


@dataclass(frozen=True, slots=True)
class Hint:
    """Something in a text that looks wrong; a suggestion only."""

    message: str
    """English template with places for ``facts``."""
    facts: dict[str, object]
    tab: Tab | None = None
    """Where the text might better stand."""
