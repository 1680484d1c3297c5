"""The two ways a file refuses to be read: as a whole, and in one cell."""

from __future__ import annotations

from csdesk.model.errors import DeskError


class Unreadable(DeskError):
    """The file cannot be taken in at all and belongs into quarantine, with this sentence."""


class BadCell(Exception):
    """One cell cannot be what its column says; the row is rejected, the rest of the file goes in.

    Args:
        reason: English sentence with ``{name}`` places, for a person to act on.
        **facts: values for the places.
    """

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts
