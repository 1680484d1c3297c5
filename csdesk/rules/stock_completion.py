"""What the word under the cursor of the stock's search box could become, in its own language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from csdesk.model.found import Completion
from csdesk.plain import plain
from csdesk.rules.folding import fold

MOST = 12
"""Suggestions at a time."""

LEAST = 2
"""Signs of a word from which the values of fields are offered."""

_FIELDS = (
    ("status", "状态"), ("short", "缺"), ("is", "是"), ("supplier", "供应商"),
    ("warehouse", "仓库"), ("sku", "货号"),
)  # fmt: skip
_VALUES = {
    "status": (
        ("normal", "正常"), ("out", "缺货"), ("discontinued", "停产"), ("partial", "部分"),
        ("unknown", "未知"),
    ),
    "is": (
        ("negative", "负库存"), ("short", "缺货"), ("missing", "缺失"), ("discontinued", "停产"),
    ),
}  # fmt: skip
_OPEN = ("supplier", "warehouse")

Known = Callable[[str], Sequence[str]]
"""``supplier`` or ``warehouse`` -> the names that the desk has."""


def complete(text: str, cursor: int, known: Known) -> tuple[Completion, ...]:
    """Suggestions for the word that ends at the cursor, best first.

    Args:
        text: of the box.
        cursor: characters before it.
        known: names that stock files told.
    """
    before = plain(text[: max(cursor, 0)])
    words = before.split()
    if not words or before[-1].isspace():
        return ()
    typed = words[-1]
    found = (each for each in _offered(typed, known) if each.insert != typed)
    return tuple(dict.fromkeys(found))[:MOST]


def _offered(typed: str, known: Known) -> Iterator[Completion]:
    name, colon, begun = fold(typed).replace("：", ":").partition(":")
    if not colon:
        yield from _for_free_word(name)
        return
    field = next((english for english, chinese in _FIELDS if name in (english, chinese)), "")
    for pair in _VALUES.get(field, ()):
        if any(each.startswith(begun) for each in pair):
            yield _value(field, pair, chinese=not name.isascii())
    for each in known(field) if field in _OPEN else ():
        # A name with a blank cannot be typed as one word: its first part finds it too.
        first = plain(each).partition(" ")[0]
        if first and begun in fold(first):
            yield Completion(f"{name}:{first}", plain(each))


def _for_free_word(start: str) -> Iterator[Completion]:
    for english, chinese in _FIELDS:
        if english.startswith(start) or chinese.startswith(start):
            yield Completion(f"{english if start.isascii() else chinese}:", f"{english} {chinese}")
    if len(start) < LEAST:
        return
    for field, values in _VALUES.items():
        for pair in values:
            if any(each.startswith(start) for each in pair):
                yield _value(field, pair, chinese=not start.isascii())


def _value(field: str, pair: tuple[str, str], *, chinese: bool) -> Completion:
    name = dict(_FIELDS)[field] if chinese else field
    return Completion(f"{name}:{pair[1] if chinese else pair[0]}", " ".join(pair))
