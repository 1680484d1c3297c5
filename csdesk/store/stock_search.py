"""Finding items by what somebody typed (S31)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    distinct,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    text,
    union_all,
)

from csdesk.model.status import ItemStatus
from csdesk.rules.item_codes import SEAM, short_code
from csdesk.rules.item_grams import sought_grams
from csdesk.rules.stock_query import StockQuery
from csdesk.store import columns
from csdesk.store.sqlite import item_grams
from csdesk.store.sqlite.lists import among, packed
from csdesk.store.stock import DISCONTINUED, SHORT_OF

_i, _s = columns.items.c, columns.stock_totals.c

NEIGHBOURS = 100
"""Codes on each side of what was typed that may be like it."""

COUNTED = 300
"""Items up to which matches are counted where many match; twice the products of several items."""

LEAFED = 500
"""Items that are told where nothing is looked for."""

MOST = 1_000
"""Items that are looked at one by one: some milliseconds."""

OVERSOLD: ColumnElement[bool] = literal_column(columns.OVERSOLD)

AFTER_SEAM = chr(ord(SEAM) + 1)
"""What no key of a variant holds behind its number sorts from here."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search of the stock comes to."""

    codes: dict[str, str]
    """Key of an item -> folded code of its product, in the order of codes: the first of them."""
    total: int
    """Items."""
    products: int
    more: bool = False
    """There are more than ``total``; they are not counted, nor are their products."""


def found(connection: Connection, asked_for: StockQuery, limit: int) -> Found:
    """The items that are looked for, by product code, so that those of a product stand together.

    Where few can match, by an index, those are looked at; where many can, items are walked through
    in their order until there are enough.

    Args:
        connection: reading.
        asked_for: what they all have.
        limit: items that are told where there are more than are counted.
    """
    joined = columns.items.outerjoin(columns.stock_totals, _s.key == _i.key)
    asked = select(_i.key, _i.code_key).select_from(joined)
    most = max(limit, COUNTED)
    in_order = asked.order_by(_i.code_key, _i.key).limit(most + 1)
    if asked_for == StockQuery():
        counts = select(func.count(), func.count(distinct(_i.code_key)))
        total, products = connection.execute(counts.select_from(columns.items)).one()
        first = connection.execute(asked.order_by(_i.code_key, _i.key).limit(max(limit, LEAFED)))
        return Found(_codes(first.all()), int(total), int(products))
    few = _few(connection, asked_for)
    where = _conditions(asked_for, few)
    if few is not None:
        among_few = asked.where(among(few[0], "few"), *where)
        rows = connection.execute(among_few, {"few": packed(few[1])}).all()
        codes = _codes(sorted(rows, key=attrgetter("code_key", "key")))
        return Found(codes, len(codes), len(set(codes.values())))
    codes = _codes(connection.execute(in_order.where(*where)).all())
    more = len(codes) > most
    return Found(codes, min(len(codes), most), len(set(codes.values())), more)


def _codes(rows: Sequence[Row[str, str]]) -> dict[str, str]:
    return {row.key: row.code_key for row in rows}


Few = tuple[ColumnElement[Any], Sequence[Any]]
"""A column of ``items``, and the few values of it that items can have which match."""


def _few(connection: Connection, asked: StockQuery) -> Few | None:
    """The least that an index leaves of the items; None where each leaves many."""
    least: Few | None = None
    for column, question in _narrowed(connection, asked):
        most = MOST if least is None else len(least[1])
        few = question.limit(most + 1)
        count = select(func.count()).select_from(few.subquery())
        if connection.execute(count).scalar_one() <= most:
            least = column, connection.execute(few).scalars().all()
    return least


def _narrowed(
    connection: Connection, asked: StockQuery
) -> Iterator[tuple[ColumnElement[Any], Select[Any]]]:
    """Questions that an index answers: which items may have what is looked for."""
    v, w = columns.stock_levels.c, columns.warehouses.c
    grams = [gram for word in (*asked.words, *asked.suppliers) for gram in sought_grams(word)]
    if grams:
        yield _i.doc, item_grams.having(list(dict.fromkeys(grams)))
    totals = select(_s.key)
    if asked.short_of is not None or "short" in asked.marks:
        yield _i.key, totals.where(SHORT_OF)
    if "negative" in asked.marks:
        yield _i.key, totals.where(OVERSOLD)
    gone = select(_i.key).where(text(columns.DISCONTINUED))
    if "discontinued" in asked.marks or ItemStatus.DISCONTINUED in asked.statuses:
        yield _i.key, gone
    if ItemStatus.OUT_OF_STOCK in asked.statuses:
        yield _i.key, totals.where(_s.available <= 0)
    if ItemStatus.UNKNOWN in asked.statuses:
        yield _i.key, totals.where(_s.available.is_(None))
    if ItemStatus.PARTIAL in asked.statuses:  # not all of its items are normal
        either = union_all(gone, totals.where(_s.available <= 0)).limit(MOST + 1).subquery()
        yield _i.code_key, select(_i.code_key).where(_i.key.in_(select(either.c.key)))
    for name in asked.warehouses:
        fits = func.lower(w.name).contains(name, autoescape=True)
        places = connection.execute(select(w.id, w.snapshot_id).where(fits)).all()
        there = [and_(v.warehouse_id == p.id, v.snapshot_id >= p.snapshot_id) for p in places]
        yield _i.key, select(v.key).where(or_(false(), *there))
    if "missing" in asked.marks:
        places = connection.execute(select(w.id, w.snapshot_id)).all()
        left = [and_(v.warehouse_id == p.id, v.snapshot_id < p.snapshot_id) for p in places]
        yield _i.key, select(v.key).where(or_(false(), *left))


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


def _conditions(asked: StockQuery, few: Few | None) -> list[ColumnElement[bool]]:
    """Conditions on items and their numbers.

    Args:
        asked: what all have that are looked for.
        few: what they are among; None where that is all there are.
    """
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
        where.append(OVERSOLD)
    if "missing" in asked.marks:
        where.append(~exists(select(v.key).select_from(joined).where(v.key == _i.key, there)))
    if "discontinued" in asked.marks:
        where.append(DISCONTINUED)
    for status in asked.statuses:
        if status is ItemStatus.PARTIAL:
            alone = few is None and asked == StockQuery(statuses=(status,))
            where.append(_i.code_key.in_(_partial(few, alone=alone)))
        else:
            where.append(_STATES[status])
    return where


_STATES = {
    ItemStatus.DISCONTINUED: DISCONTINUED,
    ItemStatus.UNKNOWN: and_(_s.available.is_(None), ~DISCONTINUED),
    ItemStatus.NORMAL: and_(_s.available > 0, ~DISCONTINUED),
    ItemStatus.OUT_OF_STOCK: and_(_s.available <= 0, ~DISCONTINUED),
}


def _partial(few: Few | None, *, alone: bool) -> Select[Any]:
    """Codes of the products that have items of several states (S37).

    Args:
        few: what their items are among.
        alone: nothing else is asked, so that the first of them are enough.
    """
    state = case((DISCONTINUED, 1), (_s.available > 0, 2), (_s.available <= 0, 3), else_=None)
    joined = columns.items.outerjoin(columns.stock_totals, _s.key == _i.key)
    asked = select(_i.code_key).select_from(joined).group_by(_i.code_key)
    asked = asked.having(func.min(state) < func.max(state)).correlate(None)
    if few is not None:
        theirs = select(_i.code_key).where(among(few[0], "few"))
        asked = asked.where(_i.code_key.in_(theirs))
    return asked.order_by(_i.code_key).limit(COUNTED // 2 + 1) if alone else asked
