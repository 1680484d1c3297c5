"""Triggers that note which orders ask something else of the stock than before.

Whatever writes orders and lines, whoever wrote it: every change of a line raises the version of
its order, and the trigger sees that. ``store.demand.settle`` then looks at the orders noted.
"""

from __future__ import annotations

from sqlalchemy import Connection

from csdesk.rules.demand import REMEMBERED

_OPEN = "('approved', 'awaiting_review', 'held', 'partly_shipped')"
_LEFT = f"CAST(strftime('%s', 'now') AS INTEGER) - {REMEMBERED}"

_NEW = f"(NEW.order_status IN {_OPEN} OR NEW.shipped_at > {_LEFT})"
_OLD = "EXISTS (SELECT 1 FROM demand WHERE order_id = OLD.id)"
_NOTE = (
    "INSERT INTO stock_touched (order_id) VALUES ({}.id)"
    " ON CONFLICT (order_id) DO UPDATE SET batch_id = 0;"
)

_TRIGGERS = {
    "stock_order_new": (f"AFTER INSERT ON orders WHEN {_NEW} BEGIN {_NOTE.format('NEW')} END"),
    "stock_order_changed": (
        "AFTER UPDATE OF id, version, order_no, order_status, approved_at, shipped_at ON orders"
        f" WHEN {_NEW} OR {_OLD}"
        f" BEGIN {_NOTE.format('OLD')} {_NOTE.format('NEW')} END"
    ),
    "stock_order_gone": f"AFTER DELETE ON orders BEGIN {_NOTE.format('OLD')} END",
}


def create(connection: Connection) -> None:
    """Make the triggers, in place of older ones; a table that is made anew has lost its own."""
    older = (
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'stock!_%' ESCAPE '!'"
    )
    for name in connection.exec_driver_sql(older).scalars().all():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    for name, rest in _TRIGGERS.items():
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {rest}")


def touch_all(connection: Connection) -> None:
    """Note every order that may ask something of the stock, such as for a store without any.

    They may be all that there are, so ``demand.settle_shown`` follows them, some at a time.
    """
    connection.exec_driver_sql(
        "INSERT INTO stock_touched (order_id, batch_id) SELECT NEW.id, max(NEW.batch_id, 1)"  # noqa: S608 - our own words
        f" FROM orders AS NEW WHERE {_NEW} ON CONFLICT DO NOTHING"
    )


def anything(connection: Connection) -> bool:
    """Whether an order is noted that everybody sees; 20 microseconds where none is."""
    found = connection.exec_driver_sql("SELECT 1 FROM stock_touched WHERE batch_id = 0 LIMIT 1")
    return found.first() is not None
