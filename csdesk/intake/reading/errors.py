"""The two ways a file refuses to be read: as a whole, and in one cell."""

from __future__ import annotations

from csdesk.model.errors import DeskError


class Unreadable(DeskError):
    """The file cannot be taken in at all and belongs into quarantine, with this sentence."""


class BadCell(Exception):
    """One cell cannot be what its column says; the row is rejected, the rest of the file goes in.

    Attributes:
        place: index of the cell in its row, -1 where it is about the whole row.

    Args:
        reason: English sentence with ``{name}`` places, for a person to act on.
        **facts: values for the places.
    """

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts
        self.place = -1


class BadRow(Exception):
    """A row to be rejected: its number, the column's title, the cell, and why."""

    def __init__(self, row_no: int, column: str, value: str, error: BadCell) -> None:
        super().__init__(row_no, column, value)
        self.row_no, self.column, self.value, self.error = row_no, column, value, error
