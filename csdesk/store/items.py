"""What past orders and stock files tell of items: numbers, variants, prices."""

from __future__ import annotations

from sqlalchemy import Connection, select

from csdesk.model.items import Item
from csdesk.rules.codes import fits
from csdesk.rules.folding import facet, fold
from csdesk.rules.item_codes import item_key, values_of, variant_key
from csdesk.store import columns, stock_search, visible
from csdesk.store.sqlite import fulltext
from csdesk.store.sqlite.lists import among, packed

_o, _l, _i = columns.orders.c, columns.lines.c, columns.items.c

NEWEST = 200
"""Orders that are looked at: enough to know every variant that sells."""

LATELY = 2_000
"""Orders that are looked at for numbers like one that nothing has."""


def known(connection: Connection, typed: str) -> tuple[Item, ...]:
    """The variants that go under an item number: as last sold, the newest first, then the stock's.

    Args:
        connection: reading.
        typed: full or short item number.
    """
    code = typed.strip()
    if not code:
        return ()
    sold = _sold(connection, code)
    told = {key for each in sold for key in (item_key(each.sku), _variant(each))}
    return (*sold, *(item for key, item in _in_stock(connection, code) if key not in told))


def numbers_like(connection: Connection, typed: str) -> list[str]:
    """Item numbers and product codes that somebody may have meant: the stock's, and lately sold."""
    shown = visible.shown(visible.unfinished(connection))
    newest = select(_o.id).where(*shown).order_by(_o.id.desc()).limit(LATELY)
    sold = connection.execute(select(_l.sku).where(_l.order_id.in_(newest), _l.sku != ""))
    return list(
        dict.fromkeys((*stock_search.codes_like(connection, item_key(typed)), *sold.scalars()))
    )


def _variant(item: Item) -> str:
    return variant_key(item.sku, values_of(item.attributes))


def _in_stock(connection: Connection, code: str) -> list[tuple[str, Item]]:
    """Key and item of what stock files have under a number."""
    key = item_key(code)
    keys = stock_search.named(connection, key)
    asked = (
        select(_i.key, _i.sku, _i.color, _i.size, _i.title, _i.price, _i.currency)
        .where(among(_i.key, "keys"))
        .order_by(_i.code_key, _i.key)
    )
    return [
        (row.key, Item(row.sku, " ".join(filter(None, (row.color, row.size))), row.title,
                       row.price, row.currency))
        for row in connection.execute(asked, {"keys": packed(keys)})
    ]  # fmt: skip


def _sold(connection: Connection, code: str) -> tuple[Item, ...]:
    tokens = [fulltext.token(facet("sku", code))]
    if fold(code).isdigit():
        tokens.append(fulltext.token(facet("code", fold(code))))
    key = fulltext.grams.c.rowid
    having = (
        select(key)
        .where(fulltext.matches(fulltext.either(tokens)))
        .where(*visible.shown_keys(key, visible.unfinished(connection)))
        .order_by(key.desc())
        .limit(NEWEST)
    )
    sold = connection.execute(
        select(_l.sku, _l.attributes, _l.title, _l.unit_price, _o.currency)
        .join_from(columns.lines, columns.orders, _o.id == _l.order_id)
        .where(_l.order_id.in_(having), _o.parent_id == 0)  # what was sent for nothing has no price
        .order_by(_l.order_id.desc(), _l.line_no)
    )
    found: dict[tuple[str, str], Item] = {}
    for row in sold:
        if fits(code, row.sku):
            found.setdefault((row.sku, row.attributes), Item(*row))
    return tuple(found.values())
