"""What the stock has still to follow, in pieces: nobody who saves waits for all of it.

Whatever concerns many orders or items notes them in its own transaction, in ``stock_touched`` and
``stock_stale``, and calls ``follow`` when that is over. Of a process that dies in between the next
importer takes it up.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from csdesk.store import demand
from csdesk.store.engine import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection


def follow(store: Store) -> None:
    """Bring demand and totals up to date where that was left for later.

    Raises:
        StoreUnusable: the store does not take it; whoever imports next goes on.
    """
    _in_pieces(store, demand.settle_shown)
    _in_pieces(store, demand.refresh_stale)


def recover(store: Store) -> None:
    """As ``follow``, and goods that left long ago are forgotten: at least once a day.

    Raises:
        StoreUnusable: the store does not take it; whoever imports next goes on.
    """
    now = int(time.time())
    _in_pieces(store, lambda connection: demand.forget(connection, now))
    follow(store)


def _in_pieces(store: Store, piece: Callable[[Connection], bool]) -> None:
    while True:
        with store.change(last=True) as c:
            if not piece(c):
                return
