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

Importing 100,000 orders leaves about 25 microseconds for each, so values that come again are
kept, neighbours are cut by ``map`` in C, and a token may stand twice: the index holds it once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import add, itemgetter
from typing import cast

from csdesk.model.intake import Value
from csdesk.rules.folding import facet, fold, join_hyphens, squeeze
from csdesk.rules.numbers import family_root
from csdesk.rules.search_words import NO_FLAG

GRAMS_VERSION = 1
"""Stored with the index; another number means that the index must be built again."""

# Long classes of characters take a millisecond each to compile, and a session waits for them.
_FIRST_SIGN = "\u2e80"
"""Word characters from here on are taken for signs: Chinese, Japanese, Korean and rarer ones."""

_LETTER = r"(?:(?=[\0-\u2e7f])[^\W_])"
_letters_of = re.compile("[a-z\xaa-\u2e7f]").search
_threes_ascii = re.compile("(?=((?![0-9]{3})[0-9a-z]{3}))").findall
_threes_other = re.compile(f"(?=((?![0-9]{{3}}){_LETTER}{{3}}))").findall
_letter_digits = re.compile("[a-z][0-9]{3}").findall
_numbers = re.compile("[0-9]{3,}").findall
_sought_numbers = re.compile("(?=([0-9]{4}|(?<=[^0-9 ])[0-9]{3}(?=[^0-9 ])))").findall
_digit_runs = re.compile(
    r"([^\W_0-9a-z]?)([0-9]+)(?=([^\W_0-9a-z]?)([0-9]?))"
).findall  # fmt: skip
_is_digits = re.compile("[0-9]{3,}").fullmatch

_LONG = 24
_fours: tuple[Callable[[str], tuple[str, ...]], ...] = tuple(
    itemgetter(*(slice(i, i + 4) for i in range(max(2, n - 3)))) for n in range(_LONG)
)
"""For a number of n > 4 digits, at place n: the getter of its runs of four."""

# Plain tokens have four characters at most, and no fact starts with a mark and a gram.
_MARKS = {
    "no": "xo", "phone": "xp", "tn": "xt", "account": "xa", "nick": "xk", "sku": "xu",
    "name": "xn", "remark": "xr",
}  # fmt: skip
"""By field of the search language; titles and addresses have the tokens without a mark."""

_NUMBERS = ("no", "phone", "tn")


class _Pairs(dict[str, str]):
    """Two neighbours -> the token they make, or nothing; remembers the ones seen first."""

    def __missing__(self, pair: str) -> str:
        token = pair if pair.isalnum() and max(pair) >= _FIRST_SIGN else ""
        if len(self) < 65_536:
            self[pair] = token
        return token


_pair = _Pairs().__getitem__


def _pairs(text: str) -> Iterator[str]:
    """Two neighbours of which one is a sign; an empty text for others."""
    return map(_pair, map(add, text, text[1:]))


def _signs(text: str) -> list[str]:
    return [sign for sign in text if sign >= _FIRST_SIGN and sign.isalnum()]


def _digits(number: str) -> str:
    """Tokens of a run of three or more digits."""
    length = len(number)
    if length < 5:
        return number
    if length < _LONG:
        return " ".join(_fours[length](number))
    return " ".join([number[i : i + 4] for i in range(length - 3)])


def _tokens(folded: str) -> str:
    """Tokens of any folded text, blank-separated, perhaps with empty places."""
    text = join_hyphens(folded)
    if text.isascii():
        if text.isdigit():
            return _digits(text) if len(text) > 2 else ""
        return " ".join([*map(_digits, _numbers(text)), *_threes(text)])
    edges, numbers = _edges(text)
    return " ".join([*_pairs(text), *edges, *map(_digits, numbers), *_threes(text)])


def _edges(text: str) -> tuple[list[str], list[str]]:
    """Where digits meet Chinese: two and three of them with their neighbour, one on each side.

    Returns:
        The tokens, and the runs of three or more digits.
    """
    edges, numbers = [], []
    for before, run, after, beyond in _digit_runs(text):
        length = len(run)
        if length > 1:
            if before:
                edges.append(before + run[:2])
            if after:
                edges.append(run[-2:] + after)
        if length > 2:
            numbers.append(run)
            if before:
                edges.append(before + run[:3])
            if after:
                edges.append(run[-3:] + after)
        if after and beyond:
            edges.append(run[-1] + after + beyond)
    return edges, numbers


def _threes(text: str) -> list[str]:
    if text.isascii():
        return _threes_ascii(text) + _letter_digits(text)
    return _threes_other(text) + _letter_digits(text) if _letters_of(text) else []


@lru_cache(maxsize=16_384)
def _recurring(text: str) -> str:
    """Tokens of a text that many orders share: title, province, carrier."""
    return _tokens(fold(text))


@lru_cache(maxsize=16_384)
def _name(text: str) -> str:
    folded = join_hyphens(fold(text))
    marked = _marked(_MARKS["name"], _threes(folded))
    return f"{_tokens(folded)} {marked} {' '.join(_signs(folded))}"


@lru_cache(maxsize=16_384)
def _sku(text: str) -> str:
    folded = fold(text)
    codes = [f"xcode{code}" for code in _numbers(folded)]
    return f"{_own('sku', folded)} {' '.join(codes)} {facet('sku', text)}"


def _marked(mark: str, grams: Iterable[str]) -> str:
    return " ".join([mark + gram for gram in grams])


def _own(field: str, folded: str) -> str:
    """Tokens of a field that is also searched by itself: Chinese in it is marked, too."""
    tokens = _tokens(folded)
    if folded.isascii():
        return tokens
    text = join_hyphens(folded)
    return f"{tokens} {_marked(_MARKS[field], filter(None, _pairs(text)))}"


def _desk_number(number: str) -> str:
    """Tokens of ``TB261122-0041``, whose first part all orders of a day share."""
    day, _, serial = number.rpartition("-")
    if number.isascii() and serial.isdigit() and len(serial) > 3 and day[-3:].isdigit():
        return f"{_recurring(day)} {_digits(fold(day[-3:] + serial))}"
    return _tokens(fold(number))


def _number(field: str, text: str) -> str:
    """Tokens of a number: of the whole without blanks and hyphens, and its first three digits."""
    folded, mark = fold(text), _MARKS[field]
    if not (folded.isascii() and folded.isdigit()):
        folded = squeeze(folded)
        if field == "phone":
            folded = national(folded)
        heads = _marked(mark, [run[:3] for run in _numbers(folded)])
        return f"{_own(field, folded)} {heads}"
    return f"{_digits(folded)} {mark}{folded[:3]}" if len(folded) > 2 else ""


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


_ORDER_TEXTS = (
    "order_status", "payment_status", "method", "place", "flag", "market_no", "order_no", "name",
    "phone", "tracking_no", "account", "email", "nick", "zip", "buyer_message", "market_remark",
    "title", "address", "province", "city", "district",
)  # fmt: skip


def order_text(
    values: Mapping[str, Value],
    lines: Iterable[Mapping[str, Value]] = (),
    remarks: Iterable[Mapping[str, Value]] = (),
) -> str:
    """All tokens of an order, blank-separated, some of them twice: what ``index.put`` takes.

    The arguments are those of ``order_texts``.
    """
    return " ".join(order_texts(values, lines, remarks))


def order_texts(
    values: Mapping[str, Value],
    lines: Iterable[Mapping[str, Value]] = (),
    remarks: Iterable[Mapping[str, Value]] = (),
) -> tuple[str, str, str]:
    """The tokens of an order in three parts: numbers, people and places, goods.

    Orders have many tokens of a part in common and few of two parts, so that an import fills the
    index part by part in half the time (``intake.tokens``).

    Args:
        values: the columns of ``orders`` by name; a missing one counts as empty.
        lines: the columns of its ``lines`` (``sku`` and ``title`` are read).
        remarks: the columns of its ``remarks`` (``text``, ``login``, ``author``, ``in_market``).
    """
    get = values.get
    texts = cast("list[str]", [get(name) or "" for name in _ORDER_TEXTS])
    (
        status, pay, method, place, flag, market_no, order_no, name, phone, tracking, account,
        email, nick, zip_code, message, remark, title, address, province, city, district,
    ) = texts  # fmt: skip
    address = squeeze(fold(address))
    around = (province + city + district).replace(" ", "")
    numbers = [
        _facts(status, pay, get("shop_id"), get("batch_id"), method, place, flag),
        _number("no", market_no),
        _desk_number(order_no),
    ]
    if phone:
        numbers.append(_number("phone", phone))
    if tracking:
        numbers.append(_number("tn", tracking))
    parts = [_name(name), _tokens(address)]
    if around and around not in address:
        parts.append(_recurring(around))
    if account and not (account == phone and account.isdigit()):
        parts.append(_own("account", fold(account)))
    if email and email != account:
        parts.append(_own("account", fold(email)))
    if nick:
        parts.append(_own("nick", fold(nick)))
    if zip_code:
        parts.append(_recurring(zip_code))
    if message:
        parts.append(_tokens(fold(message)))
    if remark:
        parts.append(_remark_text(remark))
    if get("conflicts") or get("blacklisted") or order_no[:1] in "ROG":
        parts += _rare_facts(values, order_no)
    parts += map(_remark, remarks)
    return " ".join(numbers), " ".join(parts), " ".join(_goods(title, lines))


def _rare_facts(values: Mapping[str, Value], order_no: str) -> list[str]:
    """Facts of few orders: conflict, blacklist, made from another order."""
    found = [("conflict", values.get("conflicts")), ("blacklisted", values.get("blacklisted"))]
    tokens = [facet("is", name) for name, holds in found if holds]
    root = family_root(order_no)
    if root == order_no:
        return tokens
    return [*tokens, facet("family", root), facet("is", "derived")]


def _goods(title: str, lines: Iterable[Mapping[str, Value]]) -> list[str]:
    titles, tokens = {title}, []
    for line in lines:
        tokens.append(_sku(str(line.get("sku") or "")))
        titles.add(str(line.get("title") or ""))
    return [*tokens, *map(_recurring, titles)]


def _remark_text(text: str) -> str:
    tokens = _tokens(fold(text))
    return f"{tokens} {_marked(_MARKS['remark'], tokens.split())}"


def _remark(remark: Mapping[str, Value]) -> str:
    parts = [_remark_text(str(remark.get("text") or ""))]
    parts += [facet("by", str(remark.get(who) or "")) for who in ("login", "author")]
    if not remark.get("in_market"):
        parts.append(facet("is", "unmirrored"))
    return " ".join(parts)


def order_grams(
    values: Mapping[str, Value],
    lines: Iterable[Mapping[str, Value]] = (),
    remarks: Iterable[Mapping[str, Value]] = (),
) -> frozenset[str]:
    """The distinct tokens of ``order_text``: the difference of two is what a change costs."""
    return frozenset(order_text(values, lines, remarks).split())


@dataclass(frozen=True, slots=True)
class Sought:
    """What a typed fragment asks of the index."""

    grams: tuple[str, ...]
    """All of them stand in every order that holds the fragment; in the order of the fragment."""
    any_of: tuple[str, ...] = ()
    """Instead of ``grams``: one of these stands there."""
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
    if len(fragment) == 1 and _signs(fragment):
        return Sought((fragment,), exact=True) if field in ("", "name") else None
    if field == "sku" and _is_digits(text):
        return Sought((facet("code", text),), exact=True)
    if len(text) == 3 and _is_digits(text):
        return _three_digits(text, field)
    pairs = filter(None, _pairs(text))
    grams = [*pairs, *_sought_numbers(text), *_threes(text), *_edges(text)[0]]
    if text in grams:
        grams = [text]
    in_order = tuple(sorted(dict.fromkeys(grams), key=text.find))
    return _grams_in(field, in_order, exact=grams == [text]) if grams else None


def _grams_in(field: str, grams: tuple[str, ...], *, exact: bool) -> Sought:
    mark = _MARKS.get(field)
    if mark is None:
        return Sought(grams, exact=exact and not field)
    if field == "remark":
        return Sought(tuple(mark + gram for gram in grams), exact=exact)
    if field == "name":
        marked = tuple(mark + gram if _threes(gram) else gram for gram in grams)
        return Sought((*marked, *_signs("".join(grams))), exact=exact and marked != grams)
    marked = tuple(mark + gram if len(gram) == 2 else gram for gram in grams)
    return Sought(marked, exact=exact and marked != grams)


def _three_digits(text: str, field: str) -> Sought:
    """Three digits: the start of a number, or a number of three digits in a text."""
    if field in (*_NUMBERS, "remark"):
        return Sought((_MARKS[field] + text,), exact=True)
    heads = tuple(_MARKS[number] + text for number in _NUMBERS)
    return Sought((), any_of=(text, *heads), exact=not field)
