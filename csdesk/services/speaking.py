"""Answers for customers, and copies as files where the terminal takes none (I11)."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.model.errors import Refused
from csdesk.model.settings import DeskSettings
from csdesk.plain import plain
from csdesk.rules.speak import speak
from csdesk.words import Language

if TYPE_CHECKING:
    from csdesk.services.orders import Orders
    from csdesk.services.promises import Promises
    from csdesk.services.stock import Stock

_unsafe = re.compile(r"[^0-9A-Za-z-]+").sub


class Speaking:
    """Says what the store knows, and that it does not know the rest."""

    def __init__(
        self,
        folder: Path,
        settings: DeskSettings,
        orders: Orders,
        promises: Promises,
        stock: Stock,
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._orders = orders
        self._promises = promises
        self._stock = stock

    def card(self, number: str, language: Language) -> str:
        """What may be told to the customer of an order.

        Args:
            number: any of the order's numbers.
            language: that the customer reads.

        Raises:
            NotFound: no order has the number.
            Refused: orders of several shops have it.
        """
        order = self._orders.order(number)
        promises = self._promises.of(order.row.order_no)
        goods = self._stock.can_ship(order.row.order_no)
        return speak(order, promises, language, self._settings.zone, datetime.now(UTC), goods)

    def keep(self, text: str, name: str) -> Path:
        """Put a copy into exports/, for terminals that have no clipboard.

        Args:
            text: what would have been copied.
            name: what the file's name begins with; the time follows.

        Returns:
            The file, which only its owner can read.

        Raises:
            Refused: it cannot be written.
        """
        now = datetime.now(ZoneInfo(self._settings.zone))
        safe = _unsafe("-", plain(name))[:60].strip("-") or "copy"
        path = self._folder / "exports" / f"{safe}-{now:%Y%m%d-%H%M%S}.txt"
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(f"{plain(text, lines=True)}\n")
        except OSError as fault:
            raise Refused(
                "{file} cannot be written ({cause}).", file=path, cause=fault.strerror or fault
            ) from fault
        return path
