"""Keeping the search index in step with the rows.

A change sends only the tokens that came and went, in the transaction that writes the rows. New
orders are put in whole, somewhat behind their rows: nobody sees them before their import is
finished. How common the common tokens are is sampled now and then, so that a search starts with
the rare ones.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, func, insert, select

from csdesk.store import columns, marks
from csdesk.store.engine import Store
from csdesk.store.events import IMPORTED
from csdesk.store.sqlite import fulltext

if TYPE_CHECKING:
    from csdesk.model.intake import Value

    _Row = Mapping[str, Value]

_o, _l, _r = columns.orders.c, columns.lines.c, columns.remarks.c

SHARES = "gram_shares"
"""The mark that moves when the shares are sampled anew: ``orders:instant``."""

_VERSION = "grams_version"
REBUILT = "grams_rebuilt"
"""The mark that tells how far the index has been built anew, while that goes on: JSON."""

_PLACE = "grams_place"
"""The mark that tells up to which event the orders that imports brought are in the index."""

_AT_ONCE = 500
_SPOTS, _AT_A_SPOT = 100, 25
_COMMON = 0.005
_GROWN = 1.25


def put(connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """New orders.

    Args:
        connection: changing.
        rows: id and ``rules.grams.order_text``, or a part of its tokens.
    """
    fulltext.add(connection, sorted(rows))


def put_remarks(connection: Connection, remarks: Mapping[int, Mapping[str, object]]) -> None:
    """Remarks that are about to be added to orders: they only add tokens.

    Args:
        connection: changing.
        remarks: order that is in the index -> columns of ``remarks``.
    """
    from csdesk.rules.folding import UNDONE
    from csdesk.rules.grams import remark_text

    there = tokens(connection, list(remarks))
    change_all(
        connection,
        [(order, there[order], there[order].union(remark_text(each).split()))
         for order, each in remarks.items() if UNDONE not in there[order]],
    )  # fmt: skip


def keep_place(connection: Connection, seq: int, parts: int = 0) -> None:
    """Note that the orders that imports brought are in the index up to this event.

    Args:
        connection: changing.
        seq: of the event.
        parts: of ``rules.grams.order_texts`` that are in for the ones since the last place, while
            these go in part by part; 0 where all are.
    """
    place = f"{_place(connection)[0]} {seq} {parts}" if parts else str(seq)
    marks.keep(connection, _PLACE, place)


def _place(connection: Connection) -> tuple[int, int, int]:
    """Up to which event orders are in, and up to which event how many of their parts are."""
    place, *some = map(int, marks.read(connection, _PLACE).split() or ["0"])
    upto, parts = some or (place, 0)
    return place, upto, parts


def catch_up(connection: Connection) -> bool:
    """Put in orders that a broken-off import left behind, some at a time.

    What is in already is not put in again: of a token that stands there twice one would stay when
    it is taken away.

    Returns:
        Whether there were any; there may be more.
    """
    from csdesk.rules.grams import order_texts

    e = columns.events.c
    place, upto, parts = _place(connection)
    behind = select(e.seq, e.order_id).where(e.seq > place, e.kind == IMPORTED)
    if parts:
        behind = behind.where(e.seq <= upto)
    some = connection.execute(behind.order_by(e.seq).limit(_AT_ONCE)).all()
    if not some and not parts:
        return False
    found = facts_of(connection, [order_id for _, order_id in some])
    texts = [(order, order_texts(*facts)[parts:]) for order, facts in found]
    for part in range(len(texts[0][1]) if texts else 0):
        put(connection, [(order, its[part]) for order, its in texts])
    if parts and len(some) == _AT_ONCE:
        marks.keep(connection, _PLACE, f"{some[-1].seq} {upto} {parts}")
    else:
        keep_place(connection, upto if parts else some[-1].seq)
    return True


def change_all(
    connection: Connection, changes: Iterable[tuple[int, frozenset[str], frozenset[str]]]
) -> None:
    """As ``change``, for many orders: id, old tokens, new tokens."""
    rebuilt = marks.read(connection, REBUILT)
    place = json.loads(rebuilt)["place"] if rebuilt else -(2**63)
    # What is not in yet will be put in as it stands then.
    ordered = sorted((each for each in changes if each[0] >= place), key=itemgetter(0))
    gone = ((order, " ".join(old - new)) for order, old, new in ordered if old - new)
    came = ((order, " ".join(new - old)) for order, old, new in ordered if new - old)
    fulltext.remove(connection, gone)
    fulltext.add(connection, came)


def tokens(connection: Connection, order_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """What the rows, lines and remarks of orders say now; a missing order has no tokens."""
    from csdesk.rules.grams import order_grams

    found = facts_of(connection, order_ids)
    return {order: order_grams(*facts) for order, facts in found}


@contextmanager
def in_step(connection: Connection, order_ids: Sequence[int]) -> Iterator[None]:
    """Write to rows, lines or remarks of orders inside; the index follows at the end.

    Three statements before and three after, however many orders: for single changes and small
    batches. It reads what is there, so it cannot forget a token.
    """
    before = tokens(connection, order_ids)
    yield
    after = tokens(connection, order_ids)
    nothing: frozenset[str] = frozenset()
    change_all(
        connection,
        ((o, before.get(o, nothing), after.get(o, nothing)) for o in before.keys() | after.keys()),
    )


def facts_of(
    connection: Connection, order_ids: Sequence[int]
) -> Iterator[tuple[int, tuple[_Row, list[_Row], list[_Row]]]]:
    """What the tokens of orders are cut from, by ascending key: row, lines, remarks."""
    orders = connection.execute(
        select(columns.orders).where(_o.id.in_(order_ids)).order_by(_o.id)
    ).mappings()
    lines: dict[int, list[_Row]] = {}
    line_rows = connection.execute(
        select(_l.order_id, _l.sku, _l.title)
        .where(_l.order_id.in_(order_ids))
        .order_by(_l.order_id)
    ).mappings()
    for order_id, group in groupby(line_rows, itemgetter("order_id")):
        lines[order_id] = [dict(row) for row in group]
    remarks: dict[int, list[_Row]] = {}
    remark_rows = connection.execute(
        select(_r.order_id, _r.text, _r.login, _r.author, _r.in_market).where(
            _r.order_id.in_(order_ids)
        )
    ).mappings()
    for row in remark_rows:
        remarks.setdefault(row["order_id"], []).append(dict(row))
    for order in orders:
        order_id = order["id"]
        yield order_id, (dict(order), lines.get(order_id, []), remarks.get(order_id, []))


def outdated(connection: Connection) -> bool:
    """Whether the index was cut by other rules than this csdesk's, and must be built again."""
    from csdesk.rules.grams import GRAMS_VERSION

    return marks.read(connection, _VERSION) not in ("", str(GRAMS_VERSION))


def mark(connection: Connection) -> None:
    """Note by which rules the index is cut."""
    from csdesk.rules.grams import GRAMS_VERSION

    marks.keep(connection, _VERSION, str(GRAMS_VERSION))


def refresh_shares(store: Store, *, always: bool = False) -> bool:
    """Sample how common tokens are, where the store has grown by a quarter since the last time.

    To be called after an import, outside its transaction: the sample (a third of a second) is
    taken without holding up anybody, and only the result is written.

    Returns:
        Whether new shares were kept.
    """
    with store.read() as c:
        orders = c.execute(select(func.count()).select_from(columns.orders)).scalar_one()
        kept = int(marks.read(c, SHARES).partition(":")[0] or 0)
        if not always and orders <= kept * _GROWN:
            return False
        shares = _sample(c)
    with store.change() as c:
        g = columns.gram_shares
        c.execute(delete(g))
        if shares:
            c.execute(insert(g), [{"gram": gram, "share": part} for gram, part in shares.items()])
        marks.keep(c, SHARES, f"{orders}:{time.time_ns()}")
    return True


def _sample(connection: Connection) -> dict[str, float]:
    """Token -> part of the orders that have it, for tokens of more than one in two hundred."""
    ids = _spread(connection)
    counts: Counter[str] = Counter()
    sampled = sorted(ids)
    for start in range(0, len(sampled), _AT_ONCE):
        for grams in tokens(connection, sampled[start : start + _AT_ONCE]).values():
            counts.update(grams)
    return {gram: n / len(ids) for gram, n in counts.items() if n > _COMMON * len(ids)}


def _spread(connection: Connection) -> set[int]:
    """Some orders of all times.

    Spots are spread over the time in which there are orders: of a few that are decades away from
    the others (a mistyped year) neither end is taken for the beginning or the end of all.
    """
    newest = select(_o.id).order_by(_o.id.desc()).limit(_AT_A_SPOT)
    ids = set(connection.execute(newest).scalars())
    last, high = min(ids, default=0), min(ids, default=0)
    for spot in range(_SPOTS):
        start = last + (high - last) // (_SPOTS - spot) if spot else -(2**63)
        near = select(_o.id).where(_o.id >= start).order_by(_o.id).limit(_AT_A_SPOT)
        found = connection.execute(near).scalars().all()
        ids.update(found)
        last = found[-1] if found else last
    return ids


def shares(connection: Connection) -> dict[str, float]:
    """The shares as last sampled; a token that is not there is rare."""
    g = columns.gram_shares.c
    return {row.gram: row.share for row in connection.execute(select(g.gram, g.share))}
