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

from csdesk.model.sight import Sight
from csdesk.rules.folding import squeeze
from csdesk.rules.masking import PART_OF
from csdesk.rules.search_words import NO_FLAG
from csdesk.store import columns
from csdesk.store.sqlite.fulltext import holds, is_whole

_o, _l, _r = columns.orders.c, columns.lines.c, columns.remarks.c

LETTERS = (
    _o.title, _o.address, _o.name, _o.nick, _o.market_remark, _o.city, _o.district, _o.province,
    _o.buyer_message, _o.account, _o.tracking_no, _o.email, _o.order_no, _o.market_no, _o.zip,
    _o.phone,
)  # fmt: skip
DIGITS = (
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
_REGION = _o.province.concat(_o.city).concat(_o.district)
_WHOLE_ADDRESS = _REGION.concat(_o.address)
_ALL_TEXTS = tuple(dict.fromkeys(DIGITS))
_BY_WHOLE = (_o.phone, _o.account, _o.email, _o.nick, _o.zip, _o.address)
"""Texts that, masked, are found by the whole only; a name is found by any part: it is what people
ask by, and one sign of it is all that a search can tell."""

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


def stands_in(field: str, fragment: str, seen: Sight) -> Check:
    """The fragment stands in one of the field's texts; in any text where ``field`` is empty.

    Of a text that is masked for who asks it must be the whole, or a part that the mask shows:
    otherwise a few dozen searches would tell every digit behind it.
    """
    kind = "letters" if any(character.isalpha() for character in fragment) else "digits"
    needle = squeeze(fragment)
    values = (f"%{_pattern(fragment)}%", needle, f"%{_pattern(needle)}%")
    return Check(f"text {kind} {field} {_seen_as(seen)}", values)


def _seen_as(seen: Sight) -> str:
    return "clear" if seen.clear else ",".join(("masked", *sorted(seen.withheld)))


def withholds(field: str, seen: Sight) -> bool:
    """Whether a field has texts that are not found at all, which the index knows nothing of."""
    asked = TEXT_COLUMNS.get(field, _ALL_TEXTS)
    return any(_hidden(column, _seen_as(seen)) == "not" for column in asked)


def _hidden(column: ColumnElement[Any], seen_as: str) -> str:
    """``whole`` where a text is found by the whole of it, ``not`` where it is not found at all."""
    if seen_as == "clear" or column.key not in PART_OF:
        return ""
    if PART_OF[str(column.key)] in seen_as.split(",")[1:]:
        return "not"
    return "whole" if column in _BY_WHOLE else ""


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
        _, letters, field, seen_as = kind.split(" ")
        own = TEXT_COLUMNS[field] if field else LETTERS if letters == "letters" else DIGITS
        return _text(field, own, letters == "letters", seen_as, *(take() for _ in range(values)))
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
    "buyer": lambda take: and_(_o.buyer == _buyer_meant(take()), text("buyer <> ''")),
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


def _buyer_meant(given: ColumnElement[Any]) -> ColumnElement[Any]:
    """Whose orders are asked for: those of the buyer of an order, or of an account."""
    its = columns.orders.alias("its").c
    of_order = select(its.buyer).where(its.order_no == given, its.buyer != "").scalar_subquery()
    return func.coalesce(of_order, given)


def _by(who: ColumnElement[Any]) -> _Condition:
    return _remarked(or_(_r.login.like(who, escape="\\"), _r.author.like(who, escape="\\")))


def _remarked(check: _Condition) -> _Condition:
    """An order has a remark of a kind; most have none, which the counts on the row tell."""
    count = _o.remarks_internal + _o.remarks_finance + _o.remarks_shipping
    return and_(count > 0, exists(select(_r.id).where(_r.order_id == _o.id, check)))


def _text(
    field: str,
    columns_of: Sequence[ColumnElement[Any]],
    letters: bool,
    seen_as: str,
    pattern: ColumnElement[Any],
    needle: ColumnElement[Any],
    squeezed: ColumnElement[Any],
) -> _Condition:
    def found(*texts: ColumnElement[Any]) -> Iterator[_Condition]:
        for each in texts:
            yield each.like(pattern, escape="\\")

    own = [each for each in columns_of if not _hidden(each, seen_as)]
    whole = [each for each in columns_of if _hidden(each, seen_as) == "whole"]
    choices = [*found(*own)]
    around = _WHOLE_ADDRESS if _o.address in own else _REGION
    if _o.city in own and letters:
        # Province, city and street are typed in one piece, and stored apart or with blanks.
        choices.append(func.replace(around, " ", "").like(squeezed, escape="\\"))
    if whole:
        told = [_WHOLE_ADDRESS, *whole] if _o.address in whole else whole
        choices.append(is_whole(needle, *told))
    if lines := _LINE_COLUMNS.get(field, ()):
        check = or_(*found(*lines), holds(needle, *lines))
        choices.append(exists(select(_l.order_id).where(_l.order_id == _o.id, check)))
    if field in ("", "remark"):
        choices.append(_remarked(or_(*found(_r.text), holds(needle, _r.text))))
    if own:
        texts = [around if each is _o.city else each for each in own if each is not _o.address]
        choices.append(holds(needle, *texts))
    return or_(false(), *choices)
