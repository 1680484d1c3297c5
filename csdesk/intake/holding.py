"""What an import changes in orders that people see, held until all of it can be shown at once.

It is held in memory alone: an import that is taken up again finds it by comparing anew.
"""

from __future__ import annotations

from collections.abc import Iterable

from csdesk.intake.arrivals import Arrival


class Held:
    """Arrivals by the key of their order."""

    def __init__(self) -> None:
        """Hold nothing."""
        self._arrivals: dict[int, Arrival] = {}

    def __len__(self) -> int:
        return len(self._arrivals)

    def add(self, news: Iterable[tuple[int, Arrival]]) -> None:
        """Hold these; what a file tells of an order in several places is put together."""
        for order_id, arrival in news:
            before = self._arrivals.get(order_id)
            if before is not None:
                order = before.order or arrival.order
                arrival = Arrival(arrival.number, order, before.items + arrival.items)
            self._arrivals[order_id] = arrival

    def take_all(self) -> list[Arrival]:
        """All of them, in the sequence in which they came; nothing is held any more."""
        arrivals, self._arrivals = list(self._arrivals.values()), {}
        return arrivals
