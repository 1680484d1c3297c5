"""What is there, who waits for it, and whether an order can leave (S31 to S37, S40, W11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.model.can_ship import CanShip
from csdesk.model.desk import Actor
from csdesk.model.found import Completion
from csdesk.model.items import Item
from csdesk.model.purchasing import Affected
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.status import ItemStatus
from csdesk.model.stock import (
    Alarm,
    AlarmKind,
    ItemCard,
    ItemRow,
    Product,
    ProductRow,
    Queue,
    Unmoved,
)
from csdesk.model.stock_page import StockPage
from csdesk.rules import stock as rules
from csdesk.rules import stock_query
from csdesk.rules.item_codes import item_key, nearest, values_of, variant_key
from csdesk.rules.permissions import may
from csdesk.rules.stock import by_size
from csdesk.rules.stock_completion import complete
from csdesk.services import queueing
from csdesk.services.acting import Act, as_known
from csdesk.services.item_numbers import check_one, stocked, stocked_one
from csdesk.store import netting, queues
from csdesk.store import purchasing as calls
from csdesk.store import stock as rows
from csdesk.store import stock_search as search
from csdesk.store.engine import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection

PAGE, PRODUCTS, LINES, MOST = 120, 40, 200, 1_000
"""Items and products of a page; lines of a page of a queue; customers that are listed."""

BESIDE = 20
"""Lines, calls and movements on an item card."""


class Stock:
    """Reading the stock. Nothing is changed here."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._actor = actor
        self._zone = ZoneInfo(settings.zone)

    def today(self) -> date:
        """The day in the desk's zone."""
        return queueing.today(self._zone)

    # --- items -------------------------------------------------------------------------------

    def search(self, query: str = "", *, limit: int = PAGE) -> StockPage:
        """Find items (S31): digits, codes, words of title, colour, size and supplier, and fields.

        Args:
            query: as typed; empty for all.
            limit: items at most.

        Returns:
            The items by product. A short code that several products have gives ``candidates``; a
            number that nothing has gives the ``near`` ones.

        Raises:
            NotUnderstood: a field has a value that it does not know.
        """
        asked = stock_query.read(query)
        with self._store.read() as c:
            if asked.code and (keys := search.named(c, asked.code)):
                codes = rows.codes_of(c, keys)
                found = search.Found(codes, len(keys), len(set(codes.values())))
                page = _page(c, query, found, limit)
                several = len(page.products) > 1
                return page if not several else replace(page, candidates=page.products)
            found = search.found(c, asked, limit)
            near: tuple[str, ...] = ()
            if not found.codes and asked.code:
                near = nearest(asked.code, search.codes_like(c, asked.code))
            return _page(c, query, found, limit, near)

    def product(self, code: str) -> Product:
        """A product as colours by sizes (F35).

        Args:
            code: full, or short where only one product has it; an item's own number, too, where
                no product has it.

        Raises:
            NotFound: nothing has it; the nearest codes are named.
            Refused: several products have the short code; they are named.
        """
        with self._store.read() as c:
            keys = rows.of_products(c, [item_key(code)]) or stocked(c, code)
            found = rows.products(rows.items(c, keys).values())
            check_one(code, [each.code for each in found])
            return _matrices(c, found)[0]

    def matrices(self, products: Sequence[ProductRow]) -> tuple[Product, ...]:
        """Products as colours by sizes, in the same order.

        Args:
            products: of a page, or anything else that was just read.
        """
        with self._store.read() as c:
            return _matrices(c, products)

    def beside(self, listed: Sequence[Item]) -> tuple[ItemRow, ...]:
        """How the stock stands of items that orders know, in their order (W14).

        Args:
            listed: with colour and size as orders word them.
        """
        own = [variant_key(each.sku, values_of(each.attributes)) for each in listed]
        with self._store.read() as c:
            told = rows.which(c, own)
            keys = [
                key if key in told else item_key(each.sku)
                for key, each in zip(own, listed, strict=True)
            ]
            found = rows.items(c, keys)
        return tuple(found[key] for key in keys)

    def complete(self, text: str, cursor: int) -> tuple[Completion, ...]:
        """What the word that ends at the cursor of the search box could become.

        Args:
            text: of the box.
            cursor: characters before it.
        """
        return complete(text, cursor, self._told)

    def _told(self, field: str) -> tuple[str, ...]:
        with self._store.read() as c:
            return rows.told_suppliers(c) if field == "supplier" else rows.told_warehouses(c)

    def item(self, sku: str) -> ItemCard:
        """All about one item (S36); the purchase price only for leads and purchasing.

        Args:
            sku: its number, or one that only it goes under.

        Raises:
            NotFound: nothing has it; the nearest codes are named.
            Refused: several items have it; they are named.
        """
        with self._store.read() as c:
            key = stocked_one(c, sku)
            told = rows.item(c, key)
            row = rows.items(c, [key])[key]
            supply = queueing.supplies(c, [key])[key]
            queue = queueing.served(c, key, supply, self.today(), BESIDE)
            sees = may(as_known(c, self._actor).roles, Action.COSTS)
            return ItemCard(
                row=row,
                levels=rows.levels(c, key),
                formulas=rules.formulas(row.numbers),
                supplier=rows.supplier(c, row.supplier),
                calls=calls.calls(c, key, BESIDE),
                movements=rows.movements(c, key, BESIDE),
                queue=queueing.waiting(c, queue),
                queue_total=queues.lines_of(c, key),
                price=told["price"] if told else None,
                cost=told["cost"] if told and sees else None,
                cost_hidden=not sees,
                currency=told["currency"] if told else "",
                discontinued_by=told["discontinued_by"] if told else "",
                alarms=self._alarms(c, [key], calls.unmoved(c, key), netting.compared(c, key)),
            )

    # --- who waits ---------------------------------------------------------------------------

    def queue(
        self,
        sku: str,
        counted: str = "demand",
        *,
        first: int = 0,
        at: str = "",
        limit: int = LINES,
    ) -> Queue:
        """Who gets an item, in order (F40, F41), some lines of it.

        Args:
            sku: of the item.
            counted: a field of ``Numbers``: only the lines that it counts, of ``shortage`` those
                that get too little.
            first: lines before one that stands on the page that is told.
            at: the number of an order: the page that it stands on, whatever ``first`` is.
            limit: lines of a page.

        Raises:
            NotFound: nothing has it. Refused: several items have it.
        """
        with self._store.read() as c:
            key = stocked_one(c, sku)
            item = rows.items(c, [key])[key]
            return queueing.page(c, item, self.today(), counted, first, limit, at)

    def affected(self, sku: str, *, limit: int = MOST) -> tuple[Affected, ...]:
        """The orders that ask for an item (F44), with what their customers were told.

        Raises:
            NotFound: nothing has it. Refused: several items have it.
        """
        with self._store.read() as c:
            key = stocked_one(c, sku)
            supply = queueing.supplies(c, [key])[key]
            found = queueing.served(c, key, supply, self.today(), limit)
            return queueing.affected(c, found)

    def can_ship(self, number: str) -> CanShip:
        """Whether an order can leave, and why not (S40, W11).

        Args:
            number: any of its numbers.

        Raises:
            NotFound: it is not imported. Refused: orders of several shops have the number.
        """
        with self._store.read() as c:
            order = Act(c, self._actor).order(number)
            return queueing.can_ship(c, order, self.today())

    # --- what does not fit -------------------------------------------------------------------

    def alarms(self) -> tuple[Alarm, ...]:
        """What does not fit in the stock (I15), by product."""
        with self._store.read() as c:
            unmoved, compared = calls.unmoved(c), netting.compared(c)
            differ = [key for key, each in compared.items() if each.differs]
            keys = sorted({*calls.suspicious(c), *unmoved, *differ})
            return self._alarms(c, keys, unmoved, compared)

    @staticmethod
    def _alarms(
        c: Connection,
        keys: Sequence[str],
        unmoved: dict[str, list[Unmoved]],
        compared: dict[str, rules.Compared],
    ) -> tuple[Alarm, ...]:
        found, told = [], rows.told_normal(c, keys)
        for key, row in rows.items(c, keys).items():
            shipped = unmoved.get(key, [])
            normal = row.status is not ItemStatus.DISCONTINUED and key in told
            for kind, ours, theirs in rules.alarms(
                row.numbers,
                told_normal=normal,
                unmoved=sum(each.quantity for each in shipped),
                compared=compared.get(key),
            ):
                difference = None if None in (ours, theirs) else (theirs or 0) - (ours or 0)
                of_kind = tuple(shipped) if kind is AlarmKind.UNMOVED else ()
                found.append(
                    Alarm(kind, row.sku, row.title, ours, theirs, difference, of_kind, key, row)
                )
        return tuple(found)


def _page(
    c: Connection, query: str, found: search.Found, limit: int, near: tuple[str, ...] = ()
) -> StockPage:
    keys = list(found.codes)[:limit]
    shown = list(dict.fromkeys(found.codes.values()))
    shown = shown[: max(PRODUCTS, len({found.codes[key] for key in keys}))]
    items = rows.items(c, keys)
    return StockPage(
        query, tuple(items.values()), rows.products_of(c, shown), found.total, near=near,
        more=found.more, products_total=found.products,
    )  # fmt: skip


def _matrices(c: Connection, products: Sequence[ProductRow]) -> tuple[Product, ...]:
    codes = [item_key(each.code) for each in products]
    by_code: dict[str, list[ItemRow]] = {code: [] for code in codes}
    for item in rows.items(c, rows.of_products(c, codes)).values():
        by_code[item_key(item.code)].append(item)
    return tuple(_matrix(each, by_code[code]) for each, code in zip(products, codes, strict=True))


def _matrix(listed: ProductRow, items: Sequence[ItemRow]) -> Product:
    cells: dict[tuple[str, str], ItemRow] = {}
    others = []
    for item in items:
        if cells.setdefault((item.color, item.size), item) is not item:
            others.append(item)
    colors = tuple(dict.fromkeys(color for color, _ in cells))
    sizes = tuple(sorted({size for _, size in cells}, key=by_size))
    row = rows.product(items) if items else listed  # of what no file has there is no more to tell
    return Product(row, colors, sizes, cells, tuple(others))
