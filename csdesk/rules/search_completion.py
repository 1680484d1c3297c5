"""What the word under the cursor of the search box could become, in the language it is typed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from csdesk.model.found import Completion
from csdesk.plain import plain
from csdesk.rules.folding import fold
from csdesk.rules.search_language import Item, quote, scan
from csdesk.rules.search_words import FIELD_NAMED, FIELDS, VALUES, Field, Value

MOST = 12
"""Suggestions at a time."""

_DAYS = (
    Value("today", "今天"),
    Value("yesterday", "昨天"),
    Value("7d", "7天"),
    Value("30d", "30天"),
)
_DAY_FIELDS = ("after", "before", "until", "on")

Known = Callable[[str], Sequence[str]]
"""Field -> the values the desk has for it, for fields with an open vocabulary."""


def complete(text: str, cursor: int, known: Known) -> tuple[Completion, ...]:
    """Suggestions for the word that ends at the cursor.

    Args:
        text: of the search box.
        cursor: characters before it.
        known: asked for ``shop``, ``site``, ``method``, ``place`` and ``by`` only.

    Returns:
        What the part of the word before the cursor becomes, best first; nothing to suggest where
        no word is begun, or it is complete already.
    """
    before = plain(text[: max(cursor, 0)])
    items = scan(before)
    if not items or items[-1].end != len(before) or before[-1].isspace():
        return ()
    item = items[-1]
    typed = before[item.start :]
    if not item.field:
        found = _for_free_word(typed)
    else:
        field = FIELD_NAMED.get(item.field)
        found = _for_value(field, item, typed, known) if field else iter(())
    different = (each for each in found if each.insert != typed)
    return tuple(dict.fromkeys(different))[:MOST]


def _for_free_word(typed: str) -> Iterator[Completion]:
    sign = "-" if typed.startswith("-") else ""
    start = fold(typed.removeprefix("-"))
    if not start:
        return
    for field in FIELDS.values():
        if _begins(start, (field.name, field.chinese, *field.others)):
            insert = field.name if start.isascii() else field.chinese
            yield Completion(f"{sign}{insert}:", f"{field.name} {field.chinese}")
    if len(start) < (3 if start.isascii() else 2):
        return
    for name in ("status", "pay", "is"):
        for value in VALUES[name]:
            if _begins(start, (value.name, value.chinese, *value.others)):
                field, chinese = FIELDS[name], not start.isascii()
                word = f"{field.chinese}:{value.chinese}" if chinese else f"{name}:{value.name}"
                yield Completion(sign + word, f"{value.name} {value.chinese}")


def _for_value(field: Field, item: Item, typed: str, known: Known) -> Iterator[Completion]:
    value, quoted = item.parts[-1]
    start = fold(value)
    head = typed[: _value_start(typed)]
    if field.name in VALUES or field.name in _DAY_FIELDS:
        chinese = not start.isascii() if start else not item.field.isascii()
        for each in VALUES.get(field.name, _DAYS):
            if _begins(start, (each.name, each.chinese, *each.others)):
                insert = each.chinese if chinese else each.name
                yield Completion(head + insert, f"{each.name} {each.chinese}")
    if field.name in ("shop", "site", "method", "place", "by"):
        for own in known(field.name):
            if start in fold(own):
                insert = quote(own) if quoted or _needs_quotes(own) else own
                yield Completion(head + insert, own)


def _value_start(typed: str) -> int:
    """Where the last value of a word with a field begins, its quotes included."""
    start, inside = 0, False
    for place, character in enumerate(typed):
        if character in '"＂“”':
            inside = not inside
        elif not inside and (character in ",，、" or (start == 0 and character in ":：")):
            start = place + 1
    return start


def _begins(start: str, words: Iterable[str]) -> bool:
    return any(fold(word).startswith(start) for word in words)


def _needs_quotes(value: str) -> bool:
    return any(character.isspace() or character in ':：,，、"“”＂' for character in value)
