"""An item number that somebody typed becomes an item, in one place (S15)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csdesk.model.errors import NotFound, Refused
from csdesk.model.items import Item
from csdesk.rules import codes
from csdesk.rules.item_codes import fits, item_key, nearest
from csdesk.store import items, stock, stock_search

if TYPE_CHECKING:
    from sqlalchemy import Connection


def variants(connection: Connection, typed: str) -> tuple[Item, ...]:
    """What a person chooses from who typed an item number.

    Args:
        connection: reading.
        typed: full or short item number.

    Raises:
        NotFound: nothing has it; the nearest are named.
    """
    return _variants(connection, items.known(connection, typed), typed)


def one_item(
    connection: Connection, found: tuple[Item, ...], typed: str, attributes: str | None
) -> Item:
    """The one variant that is meant.

    Args:
        connection: reading.
        found: what goes under the item number.
        typed: the item number.
        attributes: colour and size where the person said them, or those of the line.

    Raises:
        NotFound: nothing has the item number; the nearest are named.
        Refused: several items have the short code, or several variants the item number.
    """
    told = _variants(connection, found, typed)
    whole = [item for item in told if item_key(item.sku) == item_key(typed)]
    fitting = whole or list(told)
    numbers = list(dict.fromkeys(item.sku for item in fitting))
    if len(numbers) > 1:
        raise Refused(
            "{code} stands for several products: {codes}. Give the whole number.",
            code=typed, codes=numbers,
        )  # fmt: skip
    if len(fitting) == 1:
        return fitting[0]
    for item in fitting:
        if item.attributes == attributes:
            return item
    raise Refused(
        "{code} comes in {variants}. Say which.",
        code=numbers[0], variants=[item.attributes for item in fitting],
    )  # fmt: skip


def stocked(connection: Connection, typed: str) -> list[str]:
    """Keys of the items that somebody means.

    Args:
        connection: reading.
        typed: a key; or a number, full or short, of an item or a product; with colour and size
            behind it, as people say them, where it stands for several.

    Raises:
        NotFound: nothing has it; the nearest are named.
    """
    if stock.which(connection, [typed]):
        return [typed]
    code = item_key(typed)
    exact, partly = _with_values(connection, typed)
    for keys in (exact, stock_search.named(connection, code), partly):
        if keys and code:
            return keys
    if code and stock_search.asked_for(connection, code):
        return [code]
    raise unknown_number(connection, typed)


def stocked_one(connection: Connection, typed: str) -> str:
    """The key of the one item that somebody means; arguments as ``stocked``.

    Raises:
        NotFound: nothing has it; the nearest are named.
        Refused: several items have it; each is named so that it is found by it.
    """
    keys = stocked(connection, typed)
    if len(keys) > 1:
        check_one(typed, [row.name for row in stock.items(connection, keys).values()])
    return keys[0]


def check_one(typed: str, found: Sequence[str]) -> None:
    """Refuse a number that stands for several, which are named."""
    if len(found) > 1:
        raise Refused(
            '"{typed}" stands for several: {candidates}. Give one of them whole.',
            typed=typed, candidates=list(found),
        )  # fmt: skip


def _with_values(connection: Connection, typed: str) -> tuple[list[str], list[str]]:
    """Keys of the items whose number, colour and size were typed, and of those with some of it."""
    words = typed.split()
    for place in range(len(words) - 1, 0, -1):
        code, values = item_key(" ".join(words[:place])), " ".join(words[place:])
        exact: list[str] = []
        partly: list[str] = []
        for key, *own in stock_search.under(connection, code):
            fitting = fits(values, own)
            if fitting is not False:
                (exact if fitting else partly).append(key)
        if exact or partly:
            return exact, partly
    return [], []


def unknown_number(connection: Connection, typed: str) -> NotFound:
    """That nothing has a number, with those that are most like it.

    Args:
        connection: reading.
        typed: the number.
    """
    if near := nearest(typed, items.numbers_like(connection, typed)):
        return NotFound('No item has the number "{typed}". The nearest are: {near}.',
                        typed=typed, near=list(near))  # fmt: skip
    return NotFound('No item has the number "{typed}".', typed=typed)


def _variants(connection: Connection, found: tuple[Item, ...], typed: str) -> tuple[Item, ...]:
    if told := codes.variants(found):
        return told
    raise unknown_number(connection, typed)
