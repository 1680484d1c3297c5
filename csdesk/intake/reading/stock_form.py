"""Reads and checks profiles of files about the stock.

```toml
[[profiles]]                   # in desk.toml; a packaged profile is a file of the same keys
id = "our-warehouse"
title = "Stock list of our warehouse"
tells = "stock"                # or "movements", "suppliers"
known_by = [["Item"], ["Pieces"]]
warehouse = "Hamburg"          # where no column tells it
ships = true                   # false for what a marketplace ships or only offers
defective_inside = true        # whether on hand counts defective pieces in
adds_up = false                # rows of one item and warehouse add up
[profiles.fields]              # field = title, [titles: first that is filled] or a table
sku = "Item"
on_hand = "Pieces"
[profiles.sums]                # a quantity that is a sum of columns
inbound = ["Ordered", "On the way"]
[profiles.status]              # the file's word = "normal" or "discontinued"
"gone" = "discontinued"
```

Encodings, delimiter, zone, dates, decimal and currency are as for orders.
"""

from __future__ import annotations

from collections.abc import Mapping

from csdesk.intake.reading.form import DELIMITERS, Form
from csdesk.intake.reading.header import header_key
from csdesk.intake.reading.stock_profile import (
    FIELDS,
    NEEDED,
    QUANTITIES,
    STOCK,
    TELLS,
    StockProfile,
)

_TABLES = ("fields", "sums", "status", "kinds")
_KEYS = frozenset(
    {
        "id", "title", "tells", "known_by", "unless", "warehouse", "ships", "defective_inside",
        "adds_up", "good", "only_with", "carried", "zone", "dates", "decimal", "currency",
        "encodings", "delimiter", "tab_quotes", *_TABLES,
    }
)  # fmt: skip
_MEANINGS = frozenset({"normal", "discontinued"})
_KINDS = frozenset({"in", "out", "count"})


def stock_profile_of(form: Mapping[str, object], where: str) -> StockProfile:
    """Check a form and make the profile of it.

    Args:
        form: the keys as TOML gives them.
        where: what to call it in a message, ``desk.toml, profile 2``.

    Raises:
        NotUnderstood: a key, field, zone, encoding or word that does not exist.
    """
    return _StockForm(form, where).stock_profile()


class _StockForm(Form):
    def stock_profile(self) -> StockProfile:
        self._known("profile", self._form, _KEYS)
        tells = self._word("tells", STOCK)
        self._among("tells", tells, TELLS)
        decimal, delimiter = self._word("decimal", "."), self._word("delimiter")
        self._among("decimal", decimal, (".", ","))
        self._among("delimiter", delimiter, DELIMITERS)
        zone = self._word("zone")
        fields = self._sources("fields", FIELDS[tells])
        for needed in NEEDED[tells]:
            if needed not in fields:
                self._wrong("In {where}: [{table}] has no {field}.", table="fields", field=needed)
        carried = self._list("carried", self._form.get("carried", []))
        self._known("carried", carried, FIELDS[tells])
        return StockProfile(
            id=self._word("id", needed=True),
            title=self._word("title") or self._word("id"),
            tells=tells,
            known_by=self._known_by(),
            unless=self._titles("unless"),
            fields=fields,
            sums=self._added(),
            warehouse=self._word("warehouse"),
            ships=self._switch("ships", True),
            defective_inside=self._switch("defective_inside", True),
            adds_up=self._switch("adds_up", False),
            good=frozenset(self._list("good", self._form.get("good", []))),
            only_with=self._titles("only_with"),
            carried=carried,
            status=self._words("status", _MEANINGS),
            kinds=self._words("kinds", _KINDS),
            zone=self._zone(zone) if zone else "",
            dates=self._dates(),
            decimal_comma=decimal == ",",
            currency=self._currency() or "CNY",
            encodings=self._encodings(),
            delimiter=delimiter,
            tab_quotes=self._switch("tab_quotes", True),
        )

    def _added(self) -> dict[str, tuple[str, ...]]:
        told = {
            name: tuple(map(header_key, self._list(f"sums.{name}", said)))
            for name, said in self._table("sums")
        }
        self._known("sums", told, frozenset(QUANTITIES))
        return told

    def _words(self, table: str, allowed: frozenset[str]) -> dict[str, str]:
        told = {word: str(said) for word, said in self._table(table)}
        for word, said in told.items():
            self._among(f"{table}.{word}", said, allowed)
        return told
