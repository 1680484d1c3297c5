"""What the search index holds of an order: short tokens, cut so that any fragment is found.

One order becomes about a hundred tokens in one full-text column, whose tokeniser only splits at
blanks. A text gives

- every two neighbours of which one is Chinese, Japanese or Korean (``浦东``, ``路8``, ``T恤``),
- every four digits in a row,
- every three letters or digits in a row that hold a letter (``qu1``),
- where digits begin or end: ``路18``, ``路186``, ``65号``, ``865号``, ``4号1``, ``b261``, since a
  short fragment of a number has no four digits and would be looked for among thousands,
- a number of exactly three digits (house numbers).

Text is folded on both sides, NFKC (full-width letters and digits) and case, and hyphens inside
words are left out (``021-5888`` holds ``1588``, ``1098-BK`` holds ``8bk``).

Names give their single characters too. Tokens that start with ``x`` are marked: the first three
digits of order number, telephone and tracking number (``xp138``), facts such as status, shop, flag
and batch, and what ``remark:``, ``name:``, ``nick:`` and others would else look for in every
address (``xr圆通``, ``xnsmi``, ``xk小兔``).

What a mask hides, such as the address, has its tokens under a mark of their own (``xh路18``), and
one token for each name that finds it all the same (``xw13812341234``, ``rules.masking``). So who
sees masks is answered from the index alone, and cannot look behind them.

Importing 100,000 orders leaves some 20 microseconds for each, so values that come again are kept,
and a token may stand twice: the index holds it once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from operator import itemgetter
from typing import cast

from csdesk.model.intake import Value
from csdesk.rules.cutting import cut, digits, edges, numbers_of, pairs, signs, threes
from csdesk.rules.family import undone
from csdesk.rules.folding import UNDONE, facet, fold, join_hyphens, squeeze
from csdesk.rules.masking import names_of
from csdesk.rules.numbers import family_root
from csdesk.rules.search_words import NO_FLAG

GRAMS_VERSION = 3
"""Stored with the index; another number means that the index must be built again."""

# Plain tokens have four characters at most, and no fact starts with a mark and a gram.
_MARKS = {
    "no": "xo", "phone": "xp", "tn": "xt", "account": "xa", "nick": "xk", "sku": "xu",
    "name": "xn", "remark": "xr",
}  # fmt: skip
"""By field of the search language; titles and addresses have the tokens without a mark."""

_HIDDEN, _WHOLE, _LONG_WHOLE = "xh", "xw", "xv"
HIDDEN_FIELDS = ("phone", "account", "nick")
"""Fields of the search language whose texts a mask hides; of an address it hides a part."""

Places = tuple[str, str]
"""A token where everybody sees it, and its other form where a mask hides it; empty: not there."""

_NUMBERS = ("no", "phone", "tn")
_LONGEST_WHOLE = 20

_sought_numbers = re.compile("(?=([0-9]{4}|(?<=[^0-9 ])[0-9]{3}(?=[^0-9 ])))").findall
_is_digits = re.compile("[0-9]{3,}").fullmatch


@lru_cache(maxsize=16_384)
def _recurring(text: str) -> str:
    """Tokens of a text that many orders share: title, province, carrier."""
    return cut(fold(text))


@lru_cache(maxsize=4_096)
def _name(text: str) -> str:
    folded = join_hyphens(fold(text))
    letters = _marked(_MARKS["name"], threes(folded))
    return f"{cut(folded)} {letters} {' '.join(signs(folded))}"


@lru_cache(maxsize=16_384)
def _sku(text: str) -> str:
    folded = fold(text)
    codes = [f"xcode{code}" for code in numbers_of(folded)]
    return f"{_own('sku', folded)} {' '.join(codes)} {facet('sku', text)}"


def _marked(mark: str, grams: Iterable[str]) -> str:
    return " ".join([mark + gram for gram in grams])


def _own(field: str, folded: str, value: str = "") -> str:
    """Tokens of a field that is also searched by itself: Chinese in it is marked, too."""
    text = folded if folded.isascii() else join_hyphens(folded)
    tokens = _hidden(text, value) if field in HIDDEN_FIELDS else cut(text)
    if folded.isascii():
        return tokens
    return f"{tokens} {_marked(_MARKS[field], filter(None, pairs(text)))}"


def _hidden(folded: str, value: str = "") -> str:
    """Tokens of a text that a mask hides, and of the names that find it all the same.

    Args:
        folded: the text.
        value: folded and squeezed; the whole of which it is a part.
    """
    names = map(whole, names_of(value or squeeze(folded)))
    return f"{_marked(_HIDDEN, cut(folded).split())} {' '.join(names)}"


def whole(name: str) -> str:
    """The token for a text that is named so.

    Args:
        name: folded and squeezed; one of ``rules.masking.names_of`` finds the text.
    """
    if name.isalnum() and len(name) <= _LONGEST_WHOLE:
        return _WHOLE + name
    return _LONG_WHOLE + blake2b(name.encode("utf-8", "replace"), digest_size=7).hexdigest()


def _desk_number(number: str) -> str:
    """Tokens of ``TB261122-0041``, whose first part all orders of a day share."""
    day, _, serial = number.rpartition("-")
    if number.isascii() and serial.isdigit() and len(serial) > 3 and day[-3:].isdigit():
        return f"{_recurring(day)} {digits(day[-3:] + serial)}"
    return cut(fold(number))


def _number(field: str, text: str) -> str:
    """Tokens of a number: of the whole without blanks and hyphens, and its first three digits."""
    mark, value = _MARKS[field], text
    if not (text.isascii() and text.isdigit()):
        text = value = squeeze(fold(text))
        if field == "phone":
            text = national(text)
        if not (text.isascii() and text.isdigit()):
            heads = _marked(mark, [run[:3] for run in numbers_of(text)])
            return f"{_own(field, text, value)} {heads}"
    if len(text) < 3:
        return ""
    tokens = _hidden(text, value) if field in HIDDEN_FIELDS else digits(text)
    return f"{tokens} {mark}{text[:3]}"


def national(telephone: str) -> str:
    """A telephone number without China's country code, which nobody types."""
    for code in ("+86", "0086"):
        if telephone.startswith(code):
            return telephone[len(code) :]
    return telephone


@lru_cache(maxsize=4_096)
def _facts(
    status: str, pay: str, shop: Value, batch: Value, method: str, place: str, flag: str
) -> str:
    tokens = [facet("status", status), facet("pay", pay), facet("flag", flag or NO_FLAG)]
    named = (("shop", shop), ("batch", batch), ("method", method), ("place", place))
    tokens += [facet(kind, str(value)) for kind, value in named if value]
    return " ".join(tokens)


_MADE = frozenset("ROG")
"""What the numbers of orders begin with that were made from others; some sites' do, too."""

_ORDER_TEXTS = (
    "order_status", "payment_status", "method", "place", "flag", "market_no", "order_no", "name",
    "phone", "tracking_no", "account", "email", "nick", "zip", "buyer_message", "market_remark",
    "title", "address", "province", "city", "district",
)  # fmt: skip
_in_order = itemgetter(*_ORDER_TEXTS)
_at_commas = re.compile("[,，]").split


def order_text(
    values: Mapping[str, Value],
    lines: Collection[Mapping[str, Value]] = (),
    remarks: Iterable[Mapping[str, Value]] = (),
) -> str:
    """All tokens of an order, blank-separated, some of them twice: what ``index.put`` takes.

    The arguments are those of ``order_texts``.
    """
    return " ".join(order_texts(values, lines, remarks))


def order_texts(
    values: Mapping[str, Value],
    lines: Collection[Mapping[str, Value]] = (),
    remarks: Iterable[Mapping[str, Value]] = (),
) -> tuple[str, str, str, str]:
    """The tokens of an order in four parts: order and codes, telephone and parcel, people, titles.

    Orders have many tokens of a part in common and few of two parts, so that an import fills the
    index part by part in half the time (``intake.tokens``).

    Args:
        values: the columns of ``orders`` by name; a missing one counts as empty.
        lines: the columns of its ``lines`` (``sku`` and ``title`` are read).
        remarks: the columns of its ``remarks`` (``text``, ``login``, ``author``, ``in_market``).
    """
    (
        status, pay, method, place, flag, market_no, order_no, name, phone, tracking, account,
        email, nick, zip_code, message, remark, title, address, province, city, district,
    ) = _texts(values)  # fmt: skip
    if order_no[:1] in _MADE and undone(values):
        return _undone_texts(values)
    get = values.get
    order = [
        _facts(status, pay, get("shop_id"), get("batch_id"), method, place, flag),
        _number("no", market_no),
    ]
    order += [_sku(str(line.get("sku") or "")) for line in lines]
    parcel = [_desk_number(order_no)]
    if phone:
        parcel.append(_number("phone", phone))
    if tracking:
        parcel.append(_number("tn", tracking))
    if account == phone and account.isdigit():
        account = ""
    people = [_buyer(name, address, province + city + district, account, email, nick, zip_code)]
    if message:
        people.append(cut(fold(message)))
    if remark:
        people.append(_remark_text(remark))
    if get("conflicts") or get("blacklisted") or order_no[:1] in _MADE:
        people += _rare_facts(values, order_no)
    people += map(remark_text, remarks)
    return " ".join(order), " ".join(parcel), " ".join(people), _titles(title, lines)


@lru_cache(maxsize=6_144)
def _buyer(
    name: str, address: str, around: str, account: str, email: str, nick: str, zip_code: str
) -> str:
    """Tokens of whom an order goes to and where: in a shop every third buyer has bought before."""
    address = squeeze(fold(address))
    around = around.replace(" ", "")
    found = [_name(name), _hidden(address)] if address else [_name(name)]
    if around:
        found.append(_recurring(around))
        found += map(whole, names_of(squeeze(fold(around)) + address))
    if account:
        found.append(_own("account", fold(account)))
    if email and email != account:
        found.append(_own("account", fold(email)))
    if nick:
        found.append(_own("nick", fold(nick)))
    if zip_code:
        found.append(_hidden(squeeze(fold(zip_code))))
    return " ".join(found)


def _undone_texts(values: Mapping[str, Value]) -> tuple[str, str, str, str]:
    """Of an order that was taken back its numbers and its family only: no list has it."""
    order_no = str(values["order_no"])
    family = facet("family", family_root(order_no))
    numbers = _number("no", str(values.get("market_no") or ""))
    return numbers, _desk_number(order_no), f"{family} {UNDONE}", ""


def _texts(values: Mapping[str, Value]) -> tuple[str, ...]:
    """The values of ``_ORDER_TEXTS``."""
    try:
        found = _in_order(values)
    except KeyError:
        found = tuple([values.get(name) for name in _ORDER_TEXTS])
    if None in found:
        found = tuple([text or "" for text in found])
    return cast("tuple[str, ...]", found)


def _rare_facts(values: Mapping[str, Value], order_no: str) -> list[str]:
    """Facts of few orders: conflict, blacklist, made from another order."""
    found = [("conflict", values.get("conflicts")), ("blacklisted", values.get("blacklisted"))]
    tokens = [facet("is", name) for name, holds in found if holds]
    root = family_root(order_no)
    if root == order_no:
        return tokens
    return [*tokens, facet("family", root), facet("is", "derived")]


def _titles(title: str, lines: Collection[Mapping[str, Value]]) -> str:
    # An order report tells the titles of all lines as one, which would be cut for each order.
    titles = {*_at_commas(title)} if "，" in title or "," in title else {title}
    titles.update([str(line.get("title") or "") for line in lines])
    return " ".join(map(_recurring, titles))


def _remark_text(text: str) -> str:
    tokens = cut(fold(text))
    return f"{tokens} {_marked(_MARKS['remark'], tokens.split())}"


def remark_text(remark: Mapping[str, object]) -> str:
    """The tokens that a remark adds to its order's, blank-separated.

    Args:
        remark: columns of ``remarks``.
    """
    parts = [_remark_text(str(remark.get("text") or ""))]
    parts += [facet("by", str(remark.get(who) or "")) for who in ("login", "author")]
    if not remark.get("in_market"):
        parts.append(facet("is", "unmirrored"))
    return " ".join(parts)


def order_grams(
    values: Mapping[str, Value],
    lines: Collection[Mapping[str, Value]] = (),
    remarks: Iterable[Mapping[str, Value]] = (),
) -> frozenset[str]:
    """The distinct tokens of ``order_text``: the difference of two is what a change costs."""
    return frozenset(order_text(values, lines, remarks).split())


@dataclass(frozen=True, slots=True)
class Sought:
    """What a typed fragment asks of the index."""

    tokens: tuple[Places, ...]
    """Each stands in every order that holds the fragment; in the order of the fragment."""
    one_will_do: bool = False
    """One of the tokens is enough."""
    exact: bool = False
    """Whether having them is having the fragment, so that no look at the row is needed."""


def sought(fragment: str, field: str = "") -> Sought | None:
    """The tokens to look for.

    Args:
        fragment: folded text without blanks at its ends, as typed.
        field: the field of the search language it must stand in; empty for anywhere.

    Returns:
        None where it is too short: less than two Chinese characters, three letters or four
        digits. One Chinese character finds names, three digits the start of a number.
    """
    text = join_hyphens(fragment.strip("-"))
    if len(fragment) == 1 and signs(fragment):
        return Sought(((fragment, ""),), exact=True) if field in ("", "name") else None
    if field == "sku" and _is_digits(text):
        return Sought(((facet("code", text), ""),), exact=True)
    if len(text) == 3 and _is_digits(text):
        return _three_digits(text, field)
    neighbours = filter(None, pairs(text))
    grams = [*neighbours, *_sought_numbers(text), *threes(text), *edges(text)]
    if text in grams:
        grams = [text]
    in_order = tuple(sorted(dict.fromkeys(grams), key=text.find))
    return _grams_in(field, in_order, exact=grams == [text]) if grams else None


def _grams_in(field: str, grams: tuple[str, ...], *, exact: bool) -> Sought:
    mark = _MARKS.get(field)
    if mark is None:
        return Sought(tuple(map(_anywhere, grams)), exact=exact and not field)
    if field == "remark":
        return Sought(tuple((mark + gram, "") for gram in grams), exact=exact)
    if field == "name":
        marked = tuple(mark + gram if threes(gram) else gram for gram in grams)
        exact = exact and marked != grams
        return Sought(tuple((each, "") for each in (*marked, *signs("".join(grams)))), exact=exact)
    short = all(len(gram) == 2 for gram in grams)
    if field in HIDDEN_FIELDS:
        behind = [(mark if len(gram) == 2 else _HIDDEN) + gram for gram in grams]
        return Sought(tuple(("", each) for each in behind), exact=exact and short)
    marked = tuple(mark + gram if len(gram) == 2 else gram for gram in grams)
    return Sought(tuple((each, "") for each in marked), exact=exact and short)


def _anywhere(gram: str) -> Places:
    return gram, _HIDDEN + gram


def _three_digits(text: str, field: str) -> Sought:
    """Three digits: the start of a number, or a number of three digits in a text."""
    if field in HIDDEN_FIELDS:
        heads: tuple[Places, ...] = (("", _MARKS["phone"] + text), ("", _HIDDEN + text))
        return Sought(heads[:1] if field == "phone" else heads, one_will_do=True,
                      exact=field == "phone")  # fmt: skip
    if field in (*_NUMBERS, "remark"):
        return Sought(((_MARKS[field] + text, ""),), exact=True)
    heads = ((_MARKS["no"] + text, ""), ("", _MARKS["phone"] + text), (_MARKS["tn"] + text, ""))
    return Sought((_anywhere(text), *heads), one_will_do=True, exact=not field)
