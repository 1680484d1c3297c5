"""What is typed in the search box, understood: words that must all be found, and fields.

    王小明 状态:审核通过 之后:11-20        Ms Wang's approved orders since Friday
    sku:1098,1122 -status:closed is:late  of two products, not closed, past their day

Free words match any text of an order. A field narrows: ``field:value``, in English or Chinese,
with an ordinary or a full-width colon; a comma means any of; a leading ``-`` means not. Quotes
keep blanks, commas and colons. Nothing typed raises anything but ``NotUnderstood``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from csdesk.model.errors import NotUnderstood
from csdesk.model.sorting import Sort
from csdesk.plain import plain
from csdesk.rules import search_dates
from csdesk.rules.folding import fold
from csdesk.rules.numbers import family_root, normal
from csdesk.rules.phones import join_phones
from csdesk.rules.search_words import FIELD_NAMED, FIELDS, VALUES, Field

LONGEST = 500
"""Characters of a query."""

MOST_TERMS = 20
"""Words and fields of a query."""

Fact = tuple[str, str]
"""A field's name and a value: a word of the vocabulary, or folded text."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What one ``field:value,value`` asks."""

    any_of: tuple[tuple[Fact, ...], ...]
    """One of these must hold; each is facts that hold together (``已付费(等待审核)``)."""
    negated: bool
    typed: str
    """The word as typed, for messages."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question about orders; all of it must hold."""

    words: tuple[str, ...] = ()
    """Folded fragments, each found anywhere."""
    filters: tuple[Filter, ...] = ()
    since: int | None = None
    """Placed at or after this instant, in epoch seconds."""
    until: int | None = None
    """Placed before this instant."""
    sort: Sort = Sort.NEWEST

    @property
    def everything(self) -> bool:
        """Whether it asks for all orders of the desk."""
        return not self.words and not self.filters and self.since is None and self.until is None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a query as it is written, before its words are understood."""

    start: int
    end: int
    negated: bool
    field: str
    """Folded text before the colon, empty for a free word."""
    parts: tuple[tuple[str, bool], ...]
    """Text between commas, and whether any of it was quoted; one part for a free word."""


_LONGEST_BATCH = 18
"""Digits: what the store can hold."""

_DAYS = ("after", "before", "until", "on")
_CLOSING = {'"': '"', "“": "”", "＂": "＂"}
_field_name = re.compile(r"[^\W\d]+").fullmatch
_composite = re.compile(r"(.+?)[(](.+)[)]").fullmatch
_china_mobile = re.compile(r"(?:\+|00)?86-?(1[0-9]{10})").fullmatch
_AROUND = "=\"'`#*,;:.?!，；：。、！？…·（）()[]<>《》【】"
"""What hangs on a word that was copied out of a sentence."""


def scan(text: str) -> tuple[Item, ...]:
    """Cut a query into items; total over any text."""
    items, at = [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        item = _scan_item(text, at)
        items.append(item)
        at = item.end
    return tuple(items)


def _scan_item(text: str, start: int) -> Item:
    at = start
    parts: list[tuple[str, bool]] = []
    field, piece, quoted = "", "", False
    while at < len(text) and not text[at].isspace():
        character = text[at]
        if character in _CLOSING:
            inner, at = _quoted(text, at)
            piece, quoted = piece + inner, True
            continue
        at += 1
        if character in ":：" and not field and not parts and not quoted:
            name = fold(piece.removeprefix("-"))
            if _field_name(name):
                field, piece = name, ""
                continue
        if character in ",，、" and field:
            parts.append((piece, quoted))
            piece, quoted = "", False
            continue
        piece += character
    parts.append((piece, quoted))
    return Item(start, at, bool(field) and text[start] == "-", field, tuple(parts))


def _quoted(text: str, start: int) -> tuple[str, int]:
    """The text in quotes that open at ``start``, and where it goes on; two quotes are one."""
    closing, inner, at = _CLOSING[text[start]], "", start + 1
    while at < len(text):
        if text[at] == closing:
            if text[at + 1 : at + 2] != closing:
                return inner, at + 1
            at += 1
        inner += text[at]
        at += 1
    return inner, at


def quote(value: str) -> str:
    """A value as it must be written in a query to be taken whole."""
    return '"' + value.replace('"', '""') + '"'


def parse(
    text: str, *, now: datetime, flag_words: Mapping[str, str] | None = None, me: str = ""
) -> Query:
    """Understand a query.

    Args:
        text: as typed or pasted.
        now: aware, in the desk's zone: what days are counted from.
        flag_words: the shop's own words for flag colours (F26).
        me: who asks, for ``by:me``.

    Raises:
        NotUnderstood: with the word that is not, and what is allowed there.
    """
    text = join_phones(plain(text))
    if len(text) > LONGEST:
        raise NotUnderstood(
            "The search has {length} characters; {longest} at most are read.",
            length=len(text),
            longest=LONGEST,
        )
    items = scan(text)
    if len(items) > MOST_TERMS:
        raise NotUnderstood(
            "The search has {count} words; {most} at most are read.",
            count=len(items),
            most=MOST_TERMS,
        )
    words: list[str] = []
    filters: list[Filter] = []
    since: list[int] = []
    until: list[int] = []
    sorts: list[Sort] = []
    for item in items:
        typed = text[item.start : item.end]
        if not item.field:
            filters += _free(item, typed, words)
            continue
        field = _field(item, typed)
        if field.name in _DAYS:
            _read_day(field.name, item, typed, now, since, until)
        elif field.name == "sort":
            sorts.append(_sort(item, typed, sorts))
        else:
            filters.append(_filter(field, item, typed, flag_words or {}, me))
    if Sort.DUE in sorts:  # what has left, or never had a day, has no place in that list
        filters.append(Filter(((("is", "due"),),), negated=False, typed="sort:due"))
    return Query(
        tuple(dict.fromkeys(words)),
        tuple(filters),
        max(since, default=None),
        min(until, default=None),
        sorts[0] if sorts else Sort.NEWEST,
    )


def sorted_by(text: str, sort: Sort, *, chinese: bool = False) -> str:
    """A query that asks for the same orders, standing in another order.

    Args:
        text: the query; what it says of its order now is left out.
        sort: the order to ask for; newest first needs no word.
        chinese: say it in Chinese.
    """
    text = plain(text)
    kept = [
        text[item.start : item.end]
        for item in scan(text)
        if FIELD_NAMED.get(item.field) is not FIELDS["sort"]
    ]
    if sort is not Sort.NEWEST:
        word = next(value for value in VALUES["sort"] if value.name == sort)
        kept.append(f"{FIELDS['sort'].chinese}:{word.chinese}" if chinese else f"sort:{sort}")
    return " ".join(kept)


def _free(item: Item, typed: str, words: list[str]) -> list[Filter]:
    """A free word is added to ``words``, or is the manual's ``已付费(等待审核)`` (S22)."""
    ((value, _),) = item.parts
    quoted = typed[0] in _CLOSING  # a spreadsheet's ="123" is no quotation
    if not quoted and (facts := _both_axes(fold(value))):
        return [Filter((facts,), negated=False, typed=typed)]
    fragment = _fragment(value, quoted)
    if fragment or not quoted:
        words.append(_long_enough(fragment, "", typed))
    return []


def _long_enough(fragment: str, field: str, typed: str) -> str:
    from csdesk.rules.grams import sought

    if sought(fragment, field) is None:
        raise NotUnderstood(
            "{word} is too short to search for: it takes two Chinese characters, three letters or"
            " four digits in a row. One Chinese character finds names, three digits the start of"
            " a number.",
            word=typed,
        )
    return fragment


def _fragment(value: str, quoted: bool) -> str:
    folded = " ".join(fold(value).split()).strip("-")
    if quoted:
        return folded
    bare = folded.strip(_AROUND).strip("-")
    if mobile := _china_mobile(bare):
        return mobile[1]
    number = normal(bare)
    root = family_root(number)
    return fold(root) if root != number else bare


def _field(item: Item, typed: str) -> Field:
    found = FIELD_NAMED.get(item.field)
    if found is None:
        raise NotUnderstood(
            'There is no field "{field}" to search in ({word}). Fields: {allowed}.'
            " To find the text itself put it in quotes.",
            field=item.field,
            word=typed,
            allowed=[f"{f.name} {f.chinese}" for f in FIELDS.values()],
        )
    return found


def _values(item: Item, typed: str, field: Field) -> list[tuple[str, bool]]:
    values = [(part.strip(), quoted) for part, quoted in item.parts if part.strip()]
    if not values and (allowed := _allowed(field.name, item.field)):
        raise NotUnderstood("{word} needs a value: {allowed}.", word=typed, allowed=allowed)
    if not values:
        raise NotUnderstood("{word} needs a value behind the colon.", word=typed)
    return values


def _allowed(field: str, typed: str) -> list[str]:
    """What may stand behind the colon, for messages; nothing where anything may.

    In the language in which the field was typed: a line has room for one.
    """
    if field in VALUES:
        return [value.name if typed.isascii() else value.chinese for value in VALUES[field]]
    return list(search_dates.ALLOWED) if field in _DAYS else []


def _read_day(
    field: str, item: Item, typed: str, now: datetime, since: list[int], until: list[int]
) -> None:
    values = _values(item, typed, FIELDS[field])
    span = search_dates.span(fold(values[0][0]), now)
    if span is None or len(values) > 1 or item.negated:
        raise NotUnderstood(
            "{word} is not a day. Allowed: {allowed}.",
            word=typed,
            allowed=_allowed(field, item.field),
        )
    if field in ("after", "on"):
        since.append(span[0])
    if field == "before":
        until.append(span[0])
    if field in ("until", "on"):
        until.append(span[1])


def _sort(item: Item, typed: str, before: list[Sort]) -> Sort:
    """The order that ``sort:`` asks for."""
    values = _values(item, typed, FIELDS["sort"])
    facts = _word("sort", fold(values[0][0]))
    if before or len(values) > 1:
        raise NotUnderstood("A list stands in one order only: leave out {word}.", word=typed)
    if facts is None or item.negated:
        raise NotUnderstood(
            "{word} is no order that a list can stand in. Allowed: {allowed}.",
            word=typed,
            allowed=_allowed("sort", item.field),
        )
    return Sort(facts[0][1])


def _filter(field: Field, item: Item, typed: str, flag_words: Mapping[str, str], me: str) -> Filter:
    choices: list[tuple[Fact, ...]] = []
    for value, quoted in _values(item, typed, field):
        folded = fold(value)
        if field.name in VALUES:
            facts = _word(field.name, folded, flag_words)
            if facts is None and field.name == "site":
                facts = (("site", folded),)
            if facts is None:
                raise NotUnderstood(
                    '"{value}" is not known for {field} in {word}. Allowed: {allowed}.',
                    value=value,
                    field=item.field,
                    word=typed,
                    allowed=_allowed(field.name, item.field),
                )
            choices.append(facts)
        else:
            choices.append(((field.name, _text_value(field.name, value, quoted, typed, me)),))
    return Filter(tuple(dict.fromkeys(choices)), item.negated, typed)


def _text_value(field: str, value: str, quoted: bool, typed: str, me: str) -> str:
    """The value of a field with an open vocabulary."""
    if field == "buyer":
        return value
    if field == "batch":
        number = fold(value).removeprefix("#")
        if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST_BATCH):
            raise NotUnderstood(
                "{word} is not a batch. Allowed: the batch's number, batch:12.", word=typed
            )
        return str(int(number))
    if field == "by" and me and fold(value) in ("me", "我"):
        return me
    if field in ("shop", "method", "place", "by"):
        return fold(value)
    return _long_enough(_fragment(value, quoted), field, typed)


def _word(
    field: str, folded: str, flag_words: Mapping[str, str] | None = None
) -> tuple[Fact, ...] | None:
    """The facts that a word of a closed vocabulary stands for, None where it is unknown.

    Agents mix up the two axes (S22): a payment word is understood under ``status:`` too, and the
    other way round.
    """
    folded = folded.strip()
    if field == "flag":
        for colour, own in (flag_words or {}).items():
            if folded == fold(own):
                return (("flag", colour),)
    axes = {"status": ("status", "pay"), "pay": ("pay", "status")}.get(field, (field,))
    spelled = re.sub(r"[\s-]+", "_", folded)
    for axis in axes:
        for value in VALUES[axis]:
            if spelled == fold(value.name) or folded in (value.chinese, *value.others):
                return ((axis, value.name),)
    return _both_axes(folded) if field in ("status", "pay") else None


def _both_axes(folded: str) -> tuple[Fact, ...] | None:
    """``已付费(等待审核)``: payment and, in brackets, order status."""
    found = _composite(folded)
    if not found or "(" in found[1] or "(" in found[2]:
        return None
    payment, status = _word("pay", found[1]), _word("status", found[2])
    if payment and status and payment[0][0] == "pay" and status[0][0] == "status":
        return payment + status
    return None
