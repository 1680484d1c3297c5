"""What past orders tell of items: numbers, variants, prices."""

from __future__ import annotations

from sqlalchemy import Connection, select

from csdesk.model.items import Item
from csdesk.rules.codes import fits
from csdesk.rules.folding import facet, fold
from csdesk.store import columns, visible
from csdesk.store.sqlite import fulltext

_o, _l = columns.orders.c, columns.lines.c

NEWEST = 200
"""Orders that are looked at: enough to know every variant that sells."""


def known(connection: Connection, typed: str) -> tuple[Item, ...]:
    """The variants that go under an item number, as last sold, the newest first.

    Args:
        connection: reading.
        typed: full or short item number.
    """
    code = typed.strip()
    if not code:
        return ()
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
