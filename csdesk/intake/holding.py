"""What an import changes in orders that people see, held until all of it can be shown at once.

It is held in memory alone: an import that is taken up again finds it by comparing anew.
"""

from __future__ import annotations

from collections.abc import Iterable

from csdesk.intake.arrivals import Unread


class Held:
    """What files tell, by the key of its order."""

    def __init__(self) -> None:
        """Hold nothing."""
        self._held: dict[int, Unread] = {}

    def __len__(self) -> int:
        return len(self._held)

    def add(self, news: Iterable[tuple[int, Unread]]) -> None:
        """Hold these; what a file tells of an order in several places is put together."""
        for order_id, told in news:
            before = self._held.get(order_id)
            if before is not None:
                order = before.order or told.order
                told = Unread(told.number, order, before.items + told.items)
            self._held[order_id] = told

    def take_all(self) -> list[Unread]:
        """All of them, in the sequence in which they came; nothing is held any more."""
        held, self._held = list(self._held.values()), {}
        return held
