"""A desk in a temporary folder, with orders put in as a finished import leaves them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from sqlalchemy import func, insert, select

from csdesk.model.desk import Actor
from csdesk.model.settings import DeskSettings
from csdesk.model.sight import Sight
from csdesk.rules.grams import order_text
from csdesk.rules.numbers import EPOCH
from csdesk.store import columns, index, tables
from csdesk.store.engine import Store
from tests.new_store import new_store


def person(login="li", name="李雷", roles=("agent",), shift="早班"):
    """Somebody who acts."""
    return Actor(login, name, login[:4].upper(), frozenset(roles), shift)


@dataclass
class BareDesk:
    """A store and what is needed to build services on it."""

    store: Store
    settings: DeskSettings = field(default_factory=DeskSettings)

    def unmasked(self):
        """The same desk for somebody whose desk.toml masks nothing."""
        self.store.look_as(Sight(clear=True))
        return self

    def service(self, kind, actor=None):
        """A service in somebody's name."""
        return kind(self.store, self.settings, actor or person())

    def batch(self, state="imported"):
        """A batch, whose id is returned."""
        with self.store.change() as c:
            new = tables.Batch(id=0, file="a.csv", sha256="", size=1, state=state, received_at=1)
            made = insert(columns.batches).returning(columns.batches.c.id)
            return c.execute(made, new.model_dump(exclude={"id"})).scalar_one()

    def order(self, order_no="TB261122-0001", market_no="1234567890123456789", line=None, **more):
        """An order with one line, found by search; returns its id."""
        more.setdefault("batch_id", 1)
        shop = more.pop("shop", "旗舰店")
        with self.store.change() as c:
            s = columns.shops
            shop_id = c.execute(select(s.c.id).where(s.c.name == shop)).scalar()
            if shop_id is None:
                made = insert(s).returning(s.c.id)
                shop_id = c.execute(made, {"site": order_no[:2], "name": shop}).scalar_one()
            o = columns.orders
            last = c.execute(select(func.max(o.c.id))).scalar()
            order_id = (last or (int(time.time()) - EPOCH) << 8) + 1
            values = _order_row(
                id=order_id, shop_id=shop_id, order_no=order_no, market_no=market_no, **more
            )
            told = {
                "sku": "WLY0QU1098", "title": "连衣裙", "attributes": "红 M", "quantity": 2,
                "unit_price": 9_900, **(line or {}),
            }  # fmt: skip
            line = tables.OrderLine(order_id=order_id, line_no=1, **told).model_dump()
            c.execute(insert(o), values)
            c.execute(insert(columns.lines), line)
            index.put(c, [(order_id, order_text(values, [line]))])
            return order_id

    def row(self, order_id):
        """The order's row."""
        with self.store.read() as c:
            o = columns.orders
            return c.execute(select(o).where(o.c.id == order_id)).mappings().one()

    def events(self):
        """Every event, oldest first."""
        with self.store.read() as c:
            return c.execute(select(columns.events).order_by(columns.events.c.seq)).mappings().all()


def _order_row(**values):
    """A row of ``orders``; what is not told has its default."""
    plain_order = tables.Order(
        order_status="awaiting_review", payment_status="paid", name="马小云", phone="13800001111",
        total=19_800, currency="CNY", placed_at=1_790_000_000, title="连衣裙",
        **{name: values[name] for name in ("id", "shop_id", "order_no", "market_no", "batch_id")},
    )  # fmt: skip
    return plain_order.model_dump() | values


def bare_desk(folder):
    """A new desk in ``folder`` with one finished batch."""
    path = folder / "desk.db"
    new_store(path)
    desk = BareDesk(Store(path))
    desk.batch()
    return desk
