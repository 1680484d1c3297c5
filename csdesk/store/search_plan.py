"""From an understood query to what the store is asked: an index expression and conditions.

Every part of a query gives up to two things: an expression over tokens, which the index answers
without looking at a row, and a condition on the row for what tokens alone cannot tell (that two
neighbours of tokens stand side by side, that a day is past). A part whose tokens tell all has no
condition, so most questions never touch a row that they do not show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, text, true
from sqlalchemy import not_ as sql_not

from csdesk.model.errors import NotUnderstood
from csdesk.model.status import OrderStatus
from csdesk.rules.grams import facet, fold, sought, squeeze
from csdesk.rules.numbers import key_at
from csdesk.rules.search_language import Fact, Filter, Query
from csdesk.rules.search_words import NO_FLAG, PAID, SITES
from csdesk.store import columns, visible
from csdesk.store.sqlite.fulltext import both, either, holds, token, without

_o, _l, _r = columns.orders.c, columns.lines.c, columns.remarks.c

_Condition = ColumnElement[bool]

_TOO_COMMON = 0.1
_ENOUGH_GRAMS = 4

_LETTER_COLUMNS = (
    _o.title, _o.address, _o.name, _o.nick, _o.market_remark, _o.city, _o.district, _o.province,
    _o.buyer_message, _o.account, _o.tracking_no, _o.email, _o.order_no, _o.market_no, _o.zip,
    _o.phone,
)  # fmt: skip
_DIGIT_COLUMNS = (
    _o.market_no, _o.phone, _o.tracking_no, _o.order_no, _o.account, _o.address, _o.zip, _o.nick,
    _o.title, _o.email, _o.buyer_message, _o.market_remark, _o.name,
    _o.city, _o.district, _o.province,
)  # fmt: skip
"""All columns that free words match, those first that a fragment of the kind mostly stands in."""

_FIELD_COLUMNS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    "name": (_o.name,),
    "phone": (_o.phone,),
    "account": (_o.account, _o.email),
    "nick": (_o.nick,),
    "address": (_o.address, _o.city, _o.district, _o.province, _o.zip),
    "tn": (_o.tracking_no,),
    "no": (_o.order_no, _o.market_no),
    "remark": (_o.market_remark,),
    "title": (_o.title,),
    "sku": (),
}
_LINE_COLUMNS = {"": (_l.title, _l.sku), "sku": (_l.sku,), "title": (_l.title,)}
_WHOLE_ADDRESS = _o.province.concat(_o.city).concat(_o.district).concat(_o.address)
_UNSHIPPED = (
    OrderStatus.AWAITING_REVIEW, OrderStatus.APPROVED, OrderStatus.HELD, OrderStatus.PARTLY_SHIPPED,
)  # fmt: skip
_EVERY_ORDER = tuple(token(facet("status", status)) for status in OrderStatus)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask the store."""

    expression: str
    """Of the index; empty where the rows are walked."""
    conditions: tuple[_Condition, ...]
    """On the rows of ``orders``."""
    low: int | None
    """Smallest key, by ``after:``."""
    high: int | None
    """The key after the largest, by ``before:``."""
    nothing: bool = False
    """No order can match."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store says of itself before a search."""

    shares: Mapping[str, float]
    """Token -> part of the orders that have it; a token that is not there is rare."""
    hidden: tuple[int, ...]
    """Batches whose orders are not there yet."""
    shops: Callable[[], Sequence[tuple[int, str, str]]]
    """Id, site and name of every shop; called only where a query names one."""
    now: int
    """Epoch seconds, for ``is:late``."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One requirement."""

    expression: str
    """Orders that may meet it; empty where tokens cannot tell."""
    exact: bool
    """Whether they all do."""
    row: Callable[[], _Condition]
    """The same requirement on a row."""


def plan(query: Query, known: Known) -> Plan:
    """Decide how to answer a query.

    Raises:
        NotUnderstood: it names a shop or site that there is none of.
    """
    maker = _Maker(known)
    words = [maker.text("", word) for word in query.words]
    wanted = [*words, *(maker.filter(each) for each in query.filters if not each.negated)]
    unwanted = [maker.filter(each) for each in query.filters if each.negated]
    low = None if query.since is None else key_at(query.since)
    high = None if query.until is None else key_at(query.until)
    if _walks(query):
        rows = [part.row() for part in wanted] + [sql_not(part.row()) for part in unwanted]
        return Plan("", (*rows, *visible.shown(known.hidden)), low, high)
    found = [part.expression for part in wanted if part.expression]
    left_out = [part.expression for part in unwanted if part.exact and part.expression]
    conditions = [part.row() for part in wanted if not part.exact]
    conditions += [sql_not(part.row()) for part in unwanted if not part.exact]
    nothing = any(part.exact and not part.expression for part in wanted)
    if not found and not left_out:
        return Plan("", (*conditions, *visible.shown(known.hidden)), low, high, nothing)
    left_out += [token(facet("batch", str(batch))) for batch in known.hidden]
    expression = without(both(found or [either(_EVERY_ORDER)]), left_out)
    return Plan(expression, tuple(conditions), low, high, nothing)


def _walks(query: Query) -> bool:
    """Whether the rows of few orders are walked, by an index of their own: one buyer's or late."""
    facts = [
        fact for each in query.filters if not each.negated
        for facts in each.any_of for fact in facts
    ]  # fmt: skip
    if any(field == "buyer" for field, _ in facts):
        return True
    texts = query.words or any(field in _FIELD_COLUMNS for field, _ in facts)
    return not texts and ("is", "late") in facts and len(query.filters) == 1


class _Maker:
    """Makes the parts of one query."""

    def __init__(self, known: Known) -> None:
        self._known = known

    def filter(self, asked: Filter) -> _Part:
        choices = [[self._fact(fact, asked.typed) for fact in facts] for facts in asked.any_of]
        expressions = [both([p.expression for p in parts if p.expression]) for parts in choices
                       if any(p.expression for p in parts)]  # fmt: skip
        exact = all(part.exact for parts in choices for part in parts)
        told = len(expressions) == len(choices) or exact
        return _Part(
            either(expressions) if expressions and told else "",
            exact,
            lambda: or_(false(), *(and_(true(), *(p.row() for p in parts)) for parts in choices)),
        )

    def _fact(self, fact: Fact, typed: str) -> _Part:
        field, value = fact
        if field in _FIELD_COLUMNS:
            return self.text(field, value)
        if field in ("site", "shop"):
            return self._shops(field, value, typed)
        if field == "is":
            return self._state(value)
        if field == "buyer":
            return _Part("", False, lambda: and_(_o.buyer == value, text("buyer <> ''")))
        row: Callable[[], _Condition] = {
            "status": lambda: _o.order_status == value,
            "pay": lambda: _o.payment_status == value,
            "flag": lambda: _o.flag == ("" if value == NO_FLAG else value),
            "batch": lambda: _o.batch_id == int(value),
            "method": lambda: _same(_o.method, value),
            "place": lambda: _same(_o.place, value),
            "by": lambda: _remarked(or_(_same(_r.login, value), _same(_r.author, value))),
        }[field]
        return _Part(token(facet(field, value)), True, row)

    def text(self, field: str, fragment: str) -> _Part:
        asked = sought(fragment, field)
        if asked is None:
            return _Part("", True, false)
        if asked.any_of:
            expression = either([token(gram) for gram in asked.any_of])
        else:
            expression = both([token(gram) for gram in self._rarest(asked.grams)])
        return _Part(expression, asked.exact, lambda: _stands_in(field, fragment))

    def _rarest(self, grams: Sequence[str]) -> Sequence[str]:
        """The few tokens that tell most: all in a tenth of the orders tell little."""
        share = self._known.shares.get
        telling = [gram for gram in grams if share(gram, 0.0) <= _TOO_COMMON]
        ordered = sorted(telling or grams, key=lambda gram: share(gram, 0.0))
        rare = [gram for gram in ordered if gram not in self._known.shares]
        if len(rare) > _ENOUGH_GRAMS:
            # Neighbours share most of their letters: far ones tell more together.
            step = (len(rare) - 1) / (_ENOUGH_GRAMS - 1)
            return [rare[round(i * step)] for i in range(_ENOUGH_GRAMS)]
        return ordered[:_ENOUGH_GRAMS]

    def _shops(self, field: str, value: str, typed: str) -> _Part:
        shops = self._known.shops()
        if field == "site":
            ids = [shop for shop, site, _ in shops if fold(site) == fold(value)]
        else:
            ids = [shop for shop, _, name in shops if fold(value) in fold(name)]
        if not ids and shops and value not in [site.name for site in SITES]:
            raise NotUnderstood(
                "There is no {field} of that name in {word}. Known: {allowed}.",
                field=field,
                word=typed,
                allowed=", ".join(
                    dict.fromkeys(site if field == "site" else name for _, site, name in shops)
                ),
            )
        tokens = [token(facet("shop", str(shop))) for shop in ids]
        return _Part(either(tokens) if tokens else "", True, lambda: _o.shop_id.in_(ids))

    def _state(self, value: str) -> _Part:
        if value == "late":
            now = self._known.now
            return _Part(
                either([token(facet("status", status)) for status in _UNSHIPPED]),
                False,
                lambda: and_(text(columns.UNSHIPPED), _o.ship_by < now),
            )
        if value == "waiting":
            return _Part("", True, false)
        if value == "paid":
            paid = either([token(facet("pay", each)) for each in PAID])
            return _Part(paid, True, lambda: _o.payment_status.in_(PAID))
        if value == "held":
            held = token(facet("status", OrderStatus.HELD))
            return _Part(held, True, lambda: _o.order_status == OrderStatus.HELD)
        row: Callable[[], _Condition] = {
            "blacklisted": lambda: _o.blacklisted != 0,
            "conflict": lambda: _o.conflicts > 0,
            "unmirrored": lambda: _remarked(_r.in_market == 0),
        }[value]
        return _Part(token(facet("is", value)), True, row)


def _pattern(fragment: str) -> str:
    return fragment.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _same(column: ColumnElement[str], value: str) -> _Condition:
    return column.like(_pattern(value), escape="\\")


def _remarked(condition: _Condition) -> _Condition:
    """An order has a remark of a kind; most have none, which the counts on the row tell."""
    count = _o.remarks_internal + _o.remarks_finance + _o.remarks_shipping
    return and_(count > 0, exists(select(_r.id).where(_r.order_id == _o.id, condition)))


def _stands_in(field: str, fragment: str) -> _Condition:
    """The fragment stands in one of the field's texts; anywhere where ``field`` is empty."""
    pattern, needle = f"%{_pattern(fragment)}%", squeeze(fragment)

    def found(*texts: ColumnElement[Any]) -> Iterator[_Condition]:
        for each in texts:
            yield each.like(pattern, escape="\\")

    if field:
        own = _FIELD_COLUMNS[field]
    else:
        own = _LETTER_COLUMNS if any(c.isalpha() for c in fragment) else _DIGIT_COLUMNS
    choices = [*found(*own)]
    if lines := _LINE_COLUMNS.get(field, ()):
        condition = or_(*found(*lines), holds(needle, *lines))
        choices.append(exists(select(_l.order_id).where(_l.order_id == _o.id, condition)))
    if field in ("", "remark"):
        choices.append(_remarked(or_(*found(_r.text), holds(needle, _r.text))))
    if own:
        texts = [_WHOLE_ADDRESS if each is _o.address else each for each in own]
        choices.append(holds(needle, *texts))
    return or_(*choices)
