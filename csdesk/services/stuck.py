"""Orders made from others that do not get on (I8)."""

from __future__ import annotations

import time

from csdesk.model.desk import Actor
from csdesk.model.family import Stuck
from csdesk.model.settings import DeskSettings
from csdesk.rules.family import WAITS
from csdesk.store.engine import Store
from csdesk.store.stuck import stuck


class StuckOrders:
    """The check that nothing made from an order is forgotten."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor

    def list(self, *, now: float | None = None) -> tuple[Stuck, ...]:
        """What is stuck, the longest first.

        Orders sent again, parts and gifts are when they wait for longer than desk.toml's
        ``[family] stuck_hours``; split orders that are not right are at once.

        Args:
            now: epoch seconds; the present moment by default.
        """
        moment = time.time() if now is None else now
        before = int(moment - self._settings.stuck_hours * 3600)
        with self._store.read() as c:
            return stuck(c, before, WAITS)
