"""Telling a person something: one sentence, for a while, in the corner."""

from __future__ import annotations

from textual.dom import DOMNode

from csdesk.model.errors import DeskError
from csdesk.plain import plain
from csdesk.words import say

SECONDS = 6.0
"""How long a notice stands."""


def notice(node: DOMNode, sentence: str, *, warning: bool = False) -> None:
    """Show a sentence, already in the person's language."""
    node.app.notify(
        plain(sentence, lines=True),
        severity="warning" if warning else "information",
        timeout=SECONDS,
        markup=False,
    )


def refusal(node: DOMNode, error: DeskError) -> None:
    """Show why something was not done."""
    node.app.notify(
        plain(say(error), lines=True), severity="error", timeout=2 * SECONDS, markup=False
    )
