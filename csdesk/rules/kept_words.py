"""What a person writes as a reason, a note or an explanation, as it is kept."""

from __future__ import annotations

from csdesk.model.errors import Refused
from csdesk.plain import plain


def kept_words(text: str, longest: int, *, missing: str = "", lines: bool = False) -> str:
    """The words without what a terminal obeys, nothing cut off.

    Args:
        text: as it was typed.
        longest: characters that it may have.
        missing: what to say where there are none, a message id; empty where none are needed.
        lines: keep its lines; otherwise it becomes one.

    Raises:
        Refused: there are no words, or too many.
    """
    words = plain(text, lines=True).strip() if lines else " ".join(plain(text).split())
    if missing and not words:
        raise Refused(missing)
    if len(words) > longest:
        raise Refused("That is longer than {longest} characters.", longest=longest)
    return words
