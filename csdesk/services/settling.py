"""Looking at what stands on orders until somebody settles it: cases, requests, promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from csdesk.model.desk import Actor
from csdesk.model.errors import NotFound
from csdesk.model.settings import DeskSettings
from csdesk.services.acting import Acting
from csdesk.store.engine import Store
from csdesk.store.lookup import known_order

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST = 500
"""Rows of a list."""

Item = TypeVar("Item")
Item_co = TypeVar("Item_co", covariant=True)


class KeptRows(Protocol[Item_co]):
    """The module of the store that reads one kind."""

    def waiting(self, connection: Connection, limit: int) -> tuple[Item_co, ...]:
        """What waits, in the order in which it should be settled."""

    def newest(self, connection: Connection, limit: int) -> tuple[Item_co, ...]:
        """All, the newest first."""

    def one(self, connection: Connection, key: int) -> Item_co | None:
        """One of them; None where there is none."""


class Rows(KeptRows[Item_co], Protocol[Item_co]):
    """The module that reads a kind which stands on orders."""

    def of_order(self, connection: Connection, order_id: int) -> tuple[Item_co, ...]:
        """Those of one order, oldest first."""


def known(connection: Connection, rows: KeptRows[Item], key: int, missing: str) -> Item:
    """One item as it stands.

    Args:
        connection: reading or changing.
        rows: of its kind.
        key: its id.
        missing: what to say where there is none with that ``{id}``.

    Raises:
        NotFound: there is none.
    """
    found = rows.one(connection, key)
    if found is None:
        raise NotFound(missing, id=key)
    return found


class Kept(Generic[Item]):
    """The lists of one kind, and each by its id. Subclasses add how it is made and settled."""

    def __init__(
        self, store: Store, settings: DeskSettings, actor: Actor, rows: KeptRows[Item], missing: str
    ) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)
        self._rows = rows
        self._missing = missing

    def waiting(self, *, limit: int = MOST) -> tuple[Item, ...]:
        """What somebody has to settle, in the order in which it should be."""
        with self._store.read() as c:
            return self._rows.waiting(c, limit)

    def newest(self, *, limit: int = MOST) -> tuple[Item, ...]:
        """All, settled or not, the newest first."""
        with self._store.read() as c:
            return self._rows.newest(c, limit)

    def one(self, key: int) -> Item:
        """One as it stands.

        Raises:
            NotFound: there is none with that id.
        """
        with self._store.read() as c:
            return known(c, self._rows, key, self._missing)


class Settling(Kept[Item]):
    """The same of a kind that stands on orders."""

    def __init__(
        self, store: Store, settings: DeskSettings, actor: Actor, rows: Rows[Item], missing: str
    ) -> None:
        super().__init__(store, settings, actor, rows, missing)
        self._of_order = rows.of_order

    def of(self, number: str) -> tuple[Item, ...]:
        """Those of an order, oldest first.

        Raises:
            NotFound: no order has the number.
            Refused: orders of several shops have it.
        """
        with self._store.read() as c:
            return self._of_order(c, known_order(c, number).id)
