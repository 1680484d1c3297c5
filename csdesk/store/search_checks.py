"""What an order's row is checked for, as data: the statement of each shape is made only once.

Putting SQLAlchemy expressions together takes longer than most searches. So a query gives
``Check`` trees, whose kinds decide the SQL and whose values only fill its places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    text,
    true,
)

from csdesk.rules.folding import squeeze
from csdesk.rules.search_words import NO_FLAG
from csdesk.store import columns
from csdesk.store.sqlite.fulltext import holds

_o, _l, _r = columns.orders.c, columns.lines.c, columns.remarks.c

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

TEXT_COLUMNS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    "name": (_o.name,),
    "phone": (_o.phone,),
    "account": (_o.account, _o.email),
    "nick": (_o.nick,),
    "address": (_o.address, _o.city, _o.district, _o.province, _o.zip),
    "tn": (_o.tracking_no,),
    "no": (_o.order_no, _o.market_no),
    "remark": (_o.market_remark,),
    "sku": (),
}
"""Columns of ``orders`` by field of the search language."""

_LINE_COLUMNS = {"": (_l.title, _l.sku), "sku": (_l.sku,)}
_WHOLE_ADDRESS = _o.province.concat(_o.city).concat(_o.district).concat(_o.address)

Shape = tuple[str, int, tuple[Any, ...]]
"""Kind, number of values, and the shapes of the parts."""

_Take = Callable[[], ColumnElement[Any]]
_Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a row, or several joined by ``all``, ``any`` or ``not``."""

    kind: str
    values: tuple[object, ...] = ()
    parts: tuple[Check, ...] = ()

    @property
    def shape(self) -> Shape:
        """What decides the SQL."""
        return (self.kind, len(self.values), tuple(part.shape for part in self.parts))

    def filling(self) -> Iterator[object]:
        """The values in the order of their places."""
        yield from self.values
        for part in self.parts:
            yield from part.filling()


def all_of(checks: Sequence[Check]) -> Check:
    """Every one of them holds."""
    return checks[0] if len(checks) == 1 else Check("all", parts=tuple(checks))


def any_of(checks: Sequence[Check]) -> Check:
    """One of them holds."""
    return checks[0] if len(checks) == 1 else Check("any", parts=tuple(checks))


def no(check: Check) -> Check:
    """It does not hold."""
    return Check("not", parts=(check,))


def stands_in(field: str, fragment: str) -> Check:
    """The fragment stands in one of the field's texts; in any text where ``field`` is empty."""
    kind = "letters" if any(character.isalpha() for character in fragment) else "digits"
    needle = squeeze(fragment)
    values = (f"%{_pattern(fragment)}%", needle, f"%{_pattern(needle)}%")
    return Check(f"text {kind} {field}", values)


def equals(field: str, value: str) -> Check:
    """A field's value is this, but for the case of ASCII letters where it is free text."""
    if field == "flag" and value == NO_FLAG:
        value = ""
    if field == "batch":
        return Check(field, (int(value),))
    return Check(field, (_pattern(value) if field in ("method", "place", "by") else value,))


def _pattern(fragment: str) -> str:
    return fragment.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def condition(shapes: Sequence[Shape]) -> tuple[_Condition, ...]:
    """The SQL of shapes; places are named ``v0``, ``v1`` … in the order of ``filling``."""
    count = 0

    def take() -> ColumnElement[Any]:
        nonlocal count
        count += 1
        return bindparam(f"v{count - 1}")

    return tuple(_made(shape, take) for shape in shapes)


def _made(shape: Shape, take: _Take) -> _Condition:
    kind, values, parts = shape
    if kind.startswith("text "):
        _, letters, field = kind.split(" ")
        return _text(letters == "letters", field, *(take() for _ in range(values)))
    if kind == "hidden":
        return _o.batch_id.not_in([take() for _ in range(values)])
    if kind in ("all", "any", "not"):
        made = [_made(part, take) for part in parts]
        if kind == "not":
            return not_(made[0])
        return and_(true(), *made) if kind == "all" else or_(false(), *made)
    return _SIMPLE[kind](take)


_SIMPLE: Mapping[str, Callable[[_Take], _Condition]] = {
    "status": lambda take: _o.order_status == take(),
    "pay": lambda take: _o.payment_status == take(),
    "flag": lambda take: _o.flag == take(),
    "batch": lambda take: _o.batch_id == take(),
    "shop": lambda take: _o.shop_id == take(),
    # The partial index is used only where its condition stands in the question.
    "buyer": lambda take: and_(_o.buyer == take(), text("buyer <> ''")),
    "method": lambda take: _o.method.like(take(), escape="\\"),
    "place": lambda take: _o.place.like(take(), escape="\\"),
    "by": lambda take: _by(take()),
    "due": lambda _: and_(true(), text(columns.UNSHIPPED)),
    "late": lambda take: and_(text(columns.UNSHIPPED), _o.ship_by < take()),
    "soon": lambda take: and_(text(columns.UNSHIPPED), _o.ship_by.between(take(), take())),
    "blacklisted": lambda _: _o.blacklisted != 0,
    "conflict": lambda _: _o.conflicts > 0,
    "derived": lambda _: _o.parent_id != 0,
    "unmirrored": lambda _: _remarked(_r.in_market == 0),
    "nothing": lambda _: false(),
}


def _by(who: ColumnElement[Any]) -> _Condition:
    return _remarked(or_(_r.login.like(who, escape="\\"), _r.author.like(who, escape="\\")))


def _remarked(check: _Condition) -> _Condition:
    """An order has a remark of a kind; most have none, which the counts on the row tell."""
    count = _o.remarks_internal + _o.remarks_finance + _o.remarks_shipping
    return and_(count > 0, exists(select(_r.id).where(_r.order_id == _o.id, check)))


def _text(
    letters: bool,
    field: str,
    pattern: ColumnElement[Any],
    needle: ColumnElement[Any],
    squeezed: ColumnElement[Any],
) -> _Condition:
    def found(*texts: ColumnElement[Any]) -> Iterator[_Condition]:
        for each in texts:
            yield each.like(pattern, escape="\\")

    own = TEXT_COLUMNS[field] if field else _LETTER_COLUMNS if letters else _DIGIT_COLUMNS
    choices = [*found(*own)]
    if _o.address in own and letters:
        # Province, city and street are typed in one piece, and stored apart or with blanks.
        whole = func.replace(_WHOLE_ADDRESS, " ", "")
        choices.append(whole.like(squeezed, escape="\\"))
    if lines := _LINE_COLUMNS.get(field, ()):
        check = or_(*found(*lines), holds(needle, *lines))
        choices.append(exists(select(_l.order_id).where(_l.order_id == _o.id, check)))
    if field in ("", "remark"):
        choices.append(_remarked(or_(*found(_r.text), holds(needle, _r.text))))
    if own:
        texts = [_WHOLE_ADDRESS if each is _o.address else each for each in own]
        choices.append(holds(needle, *texts))
    return or_(*choices)
