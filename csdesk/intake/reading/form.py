"""Reads and checks the form in which profiles are written: packaged ones and a shop's own.

```toml
[[profiles]]                   # in desk.toml; a packaged profile is a file of the same keys
id = "my-web-shop"
title = "Web shop orders"
site = "WS"                    # two to four letters, used in desk numbers
known_by = [["Order no"], ["Mail", "E-mail"]]   # one title of each list must be in the header
zone = "Europe/Berlin"
currency = "EUR"
decimal = ","
delimiter = ";"
encodings = ["utf-8", "cp1252"]
dates = ["%d.%m.%Y %H:%M"]
[profiles.order]                # field = title, [titles: first that is filled] or a table
market_no = "Order no"
name = { join = ["First name", "Last name"], with = " " }
closed_reason = { first = ["Reason"], empty = ["none"] }
[profiles.line]                 # only where a row is an item of an order
sku = "Item"
[profiles.status]               # the market's word = [order status, payment status, unpaid status]
"paid" = ["awaiting_review", "paid"]
```

``extends = "taobao-orders"`` starts from another profile; tables are then laid over its tables.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import NoReturn, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from csdesk.intake.reading.header import header_key
from csdesk.intake.reading.profile import Profile, Source, Word
from csdesk.model.desk import is_site
from csdesk.model.errors import NotUnderstood
from csdesk.model.intake import INSTANTS, LINE_FIELDS, MONEY, ORDER_TEXTS
from csdesk.model.status import Flag, OrderStatus, PaymentStatus
from csdesk.plain import plain
from csdesk.words import N_

ORDER_FIELDS = frozenset({"market_no", "shop", *ORDER_TEXTS, *INSTANTS, *MONEY}) - {"unit_price"}
LINE_COLUMNS = frozenset({*LINE_FIELDS, "line_total"})
"""``line_total`` is the price of all pieces of a line, from which the unit price is worked out."""
SUMS = frozenset({"total", "postage", "refund"})
ROWS = ("orders", "lines", "either")
HALVES = ("", "orders", "items")
DELIMITERS = ("", ",", ";", "\t", "|")

_SAMPLE = datetime(2026, 11, 22, 9, 30, 5, tzinfo=UTC)
_Named = TypeVar("_Named", OrderStatus, PaymentStatus, Flag)
_TABLES = ("order", "line", "sums", "status", "flags", "zones")
KEYS = frozenset(
    {
        "id", "title", "site", "half", "extends", "known_by", "unless", "number", "zone", "dates",
        "decimal", "zero", "currency", "encodings", "delimiter", "tab_quotes", "trailing_comma",
        "china_address", "rows", "always", *_TABLES,
    }
)  # fmt: skip


def laid_over(under: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    """A form that extends another: its keys count, its tables are laid over the other's."""
    form = {**under, **over}
    for table in _TABLES:
        below, above = under.get(table), over.get(table)
        if isinstance(below, Mapping) and isinstance(above, Mapping):
            form[table] = {**below, **above}
    return form


def profile_of(form: Mapping[str, object], where: str) -> Profile:
    """Check a form and make the profile of it.

    Args:
        form: the keys as TOML gives them, ``extends`` already resolved.
        where: what to call it in a message, ``desk.toml, profile 2``.

    Raises:
        NotUnderstood: a key, field, zone, encoding or word that does not exist; the message says
            which and what is allowed.
    """
    return Form(form, where).profile()


class Form:
    """The checks of one form; ``stock_form`` has others on top."""

    def __init__(self, form: Mapping[str, object], where: str) -> None:
        self._form = form
        self._where = where

    def profile(self) -> Profile:
        """The profile of orders that the form describes."""
        self._known("profile", self._form, KEYS)
        half = self._word("half")
        self._among("half", half, HALVES)
        delimiter = self._word("delimiter")
        self._among("delimiter", delimiter, DELIMITERS)
        decimal = self._word("decimal", ".")
        self._among("decimal", decimal, (".", ","))
        rows = self._word("rows", "lines" if self._form.get("line") else "orders")
        self._among("rows", rows, ROWS)
        site = self._word("site", needed=True)
        if not is_site(site):
            self._wrong(
                N_(
                    "In {where}: site is two to four capital letters, not {value}; OSP, RE and RE"
                    " with a site behind it are what numbers of split and re-shipped orders start"
                    " with."
                ),
                value=site,
            )
        return Profile(
            id=self._word("id", needed=True),
            title=self._word("title") or self._word("id"),
            site=site,
            half=half,
            known_by=self._known_by(),
            unless=self._titles("unless"),
            order=self._sources("order", ORDER_FIELDS, "market_no"),
            line=self._sources("line", LINE_COLUMNS),
            sums=self._sums(),
            status={w: self._meaning(f"status.{w}", said) for w, said in self._table("status")},
            always=self._always(),
            flags={w: self._one(Flag, "flags", said) for w, said in self._table("flags")},
            number=self._number(),
            zone=self._zone(self._word("zone", "Asia/Shanghai")),
            zones={place: self._zone(zone) for place, zone in self._table("zones")},
            dates=self._dates(),
            decimal_comma=decimal == ",",
            zero=frozenset(self._list("zero", self._form.get("zero", []))),
            currency=self._currency(),
            encodings=self._encodings(),
            delimiter=delimiter,
            tab_quotes=self._switch("tab_quotes", True),
            trailing_comma=self._switch("trailing_comma", False),
            china_address=self._switch("china_address", False),
            rows=rows,
        )

    # --- parts -------------------------------------------------------------------------------

    def _known_by(self) -> tuple[frozenset[str], ...]:
        groups = self._form.get("known_by")
        if not groups:
            self._wrong(
                N_("In {where}: known_by is missing: one title of each list is in the header.")
            )
        if not isinstance(groups, list) or not all(isinstance(group, list) for group in groups):
            self._wrong(N_("In {where}: known_by is a list of lists of titles."))
        return tuple(frozenset(map(header_key, self._list("known_by", group))) for group in groups)

    def _titles(self, key: str) -> frozenset[str]:
        return frozenset(map(header_key, self._list(key, self._form.get(key, []))))

    def _sources(self, table: str, allowed: frozenset[str], needed: str = "") -> dict[str, Source]:
        sources = {}
        for field, said in self._table(table):
            sources[field] = self._source(f"{table}.{field}", said)
        self._known(table, sources, allowed)
        if needed and needed not in sources:
            self._wrong(N_("In {where}: [{table}] has no {field}."), table=table, field=needed)
        return sources

    def _source(self, key: str, said: object) -> Source:
        if not isinstance(said, Mapping):
            return Source(tuple(map(header_key, self._list(key, said))))
        self._known(key, said, frozenset({"first", "join", "with", "empty"}))
        if ("first" in said) == ("join" in said):
            self._wrong(N_("In {where}: {key} needs either first or join."), key=key)
        titles = self._list(key, said.get("first", said.get("join")))
        glue = said.get("with", " ") if "join" in said else None
        if glue is not None and not isinstance(glue, str):
            self._wrong(N_("In {where}: {key}.with is a text, not {value}."), key=key, value=glue)
        empty = frozenset(self._list(key, said.get("empty", [])))
        return Source(tuple(map(header_key, titles)), glue, empty)

    def _sums(self) -> dict[str, tuple[tuple[int, str], ...]]:
        sums = {}
        for field, said in self._table("sums"):
            titles = self._list(f"sums.{field}", said)
            sums[field] = tuple(
                (-1, header_key(title[1:])) if title.startswith("-") else (1, header_key(title))
                for title in titles
            )
        self._known("sums", sums, SUMS)
        return sums

    def _meaning(self, key: str, said: object) -> Word:
        names = self._list(key, said)
        if len(names) not in (2, 3):
            self._wrong(
                N_(
                    "In {where}: {key} is [order status, payment status] or has a third for unpaid."
                ),
                key=key,
            )
        payment = self._one(PaymentStatus, key, names[1])
        unpaid = self._one(PaymentStatus, key, names[2]) if len(names) == 3 else payment
        return Word(self._one(OrderStatus, key, names[0]), payment, unpaid)

    def _always(self) -> tuple[str, Word] | None:
        said = self._form.get("always")
        if said is None:
            return None
        word, *meaning = self._list("always", said) or ("",)
        return word, self._meaning("always", meaning)

    def _number(self) -> re.Pattern[str]:
        pattern = self._word("number", r"\S+")
        try:
            return re.compile(pattern)
        except re.error as error:
            self._wrong(N_("In {where}: number is not a regular expression: {error}."), error=error)

    def _dates(self) -> tuple[str, ...]:
        forms = self._list("dates", self._form.get("dates", []))
        for form in forms:
            try:
                read = datetime.strptime(_SAMPLE.strftime(form), form)  # noqa: DTZ007 - only tried
            except ValueError:
                read = None
            if read is None or read.date() != _SAMPLE.date():
                self._wrong(N_("In {where}: dates: {value} is not a form of strptime."), value=form)
        return forms

    def _currency(self) -> str:
        currency = self._word("currency")
        if currency and not (len(currency) == 3 and currency.isascii() and currency.isupper()):
            self._wrong(
                N_("In {where}: currency is an ISO code such as CNY, not {value}."), value=currency
            )
        return currency

    def _encodings(self) -> tuple[str, ...]:
        names = self._list("encodings", self._form.get("encodings", ["utf-8", "gb18030"]))
        for name in names:
            try:
                fits = b"A,1\n".decode(name) == "A,1\n"
            except (LookupError, UnicodeError):
                fits = False
            if not fits and not name.startswith("utf-16"):
                self._wrong(N_("In {where}: encodings: {value} is not known."), value=name)
        return tuple(codecs.lookup(name).name for name in names)

    def _zone(self, name: object) -> str:
        try:
            return ZoneInfo(str(name)).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self._wrong(
                N_("In {where}: zone {value} is not known; write it as Asia/Shanghai."), value=name
            )

    # --- kinds of values ---------------------------------------------------------------------

    def _word(self, key: str, default: str = "", *, needed: bool = False) -> str:
        value = self._form.get(key, default)
        if not isinstance(value, str):
            self._wrong(N_("In {where}: {key} is a text, not {value}."), key=key, value=value)
        if needed and not value.strip():
            self._wrong(N_("In {where}: {key} is missing."), key=key)
        return value

    def _switch(self, key: str, default: bool) -> bool:
        value = self._form.get(key, default)
        if not isinstance(value, bool):
            self._wrong(
                N_("In {where}: {key} is true or false, not {value}."), key=key, value=value
            )
        return value

    def _list(self, key: str, said: object) -> tuple[str, ...]:
        words = [said] if isinstance(said, str) else said
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            self._wrong(
                N_("In {where}: {key} is a text or a list of texts, not {value}."),
                key=key,
                value=said,
            )
        return tuple(words)

    def _table(self, key: str) -> Iterator[tuple[str, object]]:
        table = self._form.get(key, {})
        if not isinstance(table, Mapping):
            self._wrong(N_("In {where}: {key} is a table, not {value}."), key=key, value=table)
        return iter(table.items())

    def _one(self, words: Callable[[str], _Named], key: str, said: object) -> _Named:
        try:
            return words(str(said))
        except ValueError:
            allowed = ", ".join(word.value for word in words if word.value)  # type: ignore[attr-defined]  # an enum is iterable, its constructor type is not
            self._wrong(
                N_("In {where}: {key} cannot be {value}. Allowed: {allowed}."),
                key=key,
                value=said,
                allowed=allowed,
            )

    def _among(self, key: str, value: str, allowed: frozenset[str] | tuple[str, ...]) -> None:
        if value not in allowed:
            words = ", ".join(sorted(map(repr, allowed)))
            self._wrong(
                N_("In {where}: {key} cannot be {value}. Allowed: {allowed}."),
                key=key,
                value=value,
                allowed=words,
            )

    def _known(self, table: str, keys: Iterable[str], allowed: frozenset[str]) -> None:
        for key in keys:
            if key not in allowed:
                self._wrong(
                    N_("In {where}: there is no {value} in {key}. Allowed: {allowed}."),
                    key=table,
                    value=key,
                    allowed=", ".join(sorted(allowed)),
                )

    def _wrong(self, message: str, **facts: object) -> NoReturn:
        if "value" in facts:
            facts["value"] = quoted(facts["value"])
        raise NotUnderstood(message, where=self._where, **facts)


def quoted(value: object) -> str:
    """A value of a form as a message shows it."""
    return plain(repr(value))
