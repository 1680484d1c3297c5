"""Help with the wording of remarks: templates with slots, and hints (F27, I7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from csdesk.model.status import Tab


@dataclass(frozen=True, slots=True)
class Template:
    """A text to begin a remark with; ``{amount}`` is a slot that a person must fill."""

    tab: Tab
    number: int
    text: str


class Need(StrEnum):
    """What a remark ought to name."""

    AMOUNT = "amount"
    DATE = "date"
    SKU = "sku"


@dataclass(frozen=True, slots=True)
class HintRule:
    """One rule of desk.toml: where words belong, or what must stand beside them."""

    words: tuple[str, ...]
    tab: Tab | None = None
    """The tab that they belong to."""
    needs: Need | None = None
    """What must stand beside them."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something in a text that looks wrong; a suggestion only."""

    message: str
    """English template with places for ``facts``."""
    facts: dict[str, object]
    tab: Tab | None = None
    """Where the text might better stand."""
