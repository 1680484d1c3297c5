"""Finding items by what somebody typed (S31)."""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    distinct,
    exists,
    false,
    func,
    or_,
    select,
)

from csdesk.model.stock import ItemStatus
from csdesk.rules.item_codes import SEAM, short_code
from csdesk.rules.stock_query import StockQuery
from csdesk.store import columns
from csdesk.store.stock import DISCONTINUED

_i, _s = columns.items.c, columns.stock_totals.c

NEIGHBOURS = 100
"""Codes on each side of what was typed that may be like it."""

AFTER_SEAM = chr(ord(SEAM) + 1)
"""What no key of a variant holds behind its number sorts from here."""


def found(connection: Connection, asked_for: StockQuery, limit: int) -> tuple[list[str], int]:
    """Keys of the items that are looked for, and how many there are.

    By product code, so that items of a product stand together.
    """
    where = _conditions(asked_for)
    joined = columns.items.outerjoin(columns.stock_totals, _s.key == _i.key)
    asked = select(_i.key).select_from(joined).where(*where)
    keys = list(connection.execute(asked.order_by(_i.code_key, _i.key).limit(limit + 1)).scalars())
    if len(keys) <= limit:
        return keys, len(keys)
    counted = select(func.count()).select_from(joined).where(*where)
    return keys[:limit], int(connection.execute(counted).scalar_one())


def named(connection: Connection, key: str) -> list[str]:
    """Keys of the items that go under a number: the item's own, its product's, or the short one.

    Args:
        connection: reading.
        key: the number, folded.
    """
    own = select(_i.key).where(_i.key == key)
    if (found_own := connection.execute(own).scalar()) is not None:
        return [str(found_own)]
    return [found for found, _color, _size in under(connection, key)]


def under(connection: Connection, key: str) -> list[tuple[str, str, str]]:
    """Key, colour and size of all items under a number; see ``named``."""
    variants = and_(_i.key > key + SEAM, _i.key < key + AFTER_SEAM)
    either = or_(_i.code_key == key, variants, _i.short == key if key.isdigit() else false())
    asked = select(_i.key, _i.color, _i.size).where(either).order_by(_i.code_key, _i.key)
    return [(row.key, row.color, row.size) for row in connection.execute(asked)]


def asked_for(connection: Connection, key: str) -> bool:
    """Whether orders ask for an item, be it known or not."""
    return connection.execute(select(_s.key).where(_s.key == key)).first() is not None


def codes_like(connection: Connection, key: str) -> list[str]:
    """Product codes that begin like what was typed, or have digits that do.

    They stand next to it in the order of codes, and of short codes: that costs the same however
    many items there are.

    Args:
        connection: reading.
        key: what was typed, folded; nothing has it.
    """
    found: dict[str, None] = {}
    for column, wanted in ((_i.code_key, key), (_i.short, short_code(key))):
        behind = select(func.min(_i.code)).where(column >= wanted).group_by(column).order_by(column)
        before = (
            select(func.min(_i.code)).where(column < wanted).group_by(column)
            .order_by(column.desc())
        )  # fmt: skip
        for side in (behind, before):
            found |= dict.fromkeys(connection.execute(side.limit(NEIGHBOURS)).scalars())
    return list(found)


def _conditions(asked: StockQuery) -> list[ColumnElement[bool]]:
    """Conditions on items and their numbers."""
    v, w = columns.stock_levels.c, columns.warehouses.c
    where = [_i.words.contains(word, autoescape=True) for word in asked.words]
    where += [_i.supplier_key.contains(name, autoescape=True) for name in asked.suppliers]
    there = v.snapshot_id >= w.snapshot_id
    joined = columns.stock_levels.join(columns.warehouses, w.id == v.warehouse_id)
    for name in asked.warehouses:
        fits = func.lower(w.name).contains(name, autoescape=True)
        where.append(exists(select(v.key).select_from(joined).where(v.key == _i.key, there, fits)))
    if asked.short_of is not None or "short" in asked.marks:
        where.append(_s.shortage >= (asked.short_of or 1))
    if "negative" in asked.marks:
        where.append(or_(_s.available < 0, _s.told_available < 0))
    if "missing" in asked.marks:
        where.append(~exists(select(v.key).select_from(joined).where(v.key == _i.key, there)))
    if "discontinued" in asked.marks:
        where.append(DISCONTINUED)
    where += [having(status) for status in asked.statuses]
    return where


def having(status: ItemStatus) -> ColumnElement[bool]:
    """The condition on items that they stand so; ``PARTIAL``: their product does (S37)."""
    states = {
        ItemStatus.DISCONTINUED: DISCONTINUED,
        ItemStatus.UNKNOWN: and_(_s.available.is_(None), ~DISCONTINUED),
        ItemStatus.NORMAL: and_(_s.available > 0, ~DISCONTINUED),
        ItemStatus.OUT_OF_STOCK: and_(_s.available <= 0, ~DISCONTINUED),
    }
    if status is not ItemStatus.PARTIAL:
        return states[status]
    state = case((DISCONTINUED, 1), (_s.available > 0, 2), (_s.available <= 0, 3), else_=None)
    joined = columns.items.outerjoin(columns.stock_totals, _s.key == _i.key)
    several = select(_i.code_key).select_from(joined).group_by(_i.code_key)
    return _i.code_key.in_(several.having(func.count(distinct(state)) > 1).correlate(None))
