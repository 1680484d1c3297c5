"""Writing what people change in orders: rows, version and search index in step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, insert, select, update

from csdesk.model.intake import Value
from csdesk.rules.buyers import TOLD_BY, buyer_of
from csdesk.rules.merge import field_key
from csdesk.store import columns, index

_o, _l = columns.orders.c, columns.lines.c

Thing = TypeVar("Thing")

_KEYS = ("order_id", "line_no")


@dataclass(frozen=True, slots=True)
class Standing:
    """An order as it stands when a change begins."""

    order: Mapping[str, Any]
    """Every column of ``orders``."""
    lines: Mapping[int, Mapping[str, Any]]
    """Line number -> every column of ``lines``."""

    @property
    def id(self) -> int:
        """Its key."""
        return int(self.order["id"])

    @property
    def order_no(self) -> str:
        """Its desk number."""
        return str(self.order["order_no"])

    @property
    def version(self) -> int:
        """Counts the changes made to it."""
        return int(self.order["version"])


@dataclass(frozen=True, slots=True)
class Rewrite:
    """New values for some fields of one order and its lines."""

    standing: Standing
    values: Mapping[str, Value] = field(default_factory=dict)
    lines: Mapping[int, Mapping[str, Value]] = field(default_factory=dict)
    """Line number -> field -> value; a number that the order has not yet is a new line, told
    whole."""
    gone: Sequence[int] = ()
    """Numbers of lines that are taken away again."""

    @property
    def before(self) -> dict[str, object]:
        """What stands in the fields that change, as events name them."""
        told: dict[str, object] = {name: self.standing.order[name] for name in self._differing()}
        for line_no, values in self.lines.items():
            now = self.standing.lines.get(line_no, {})
            told |= {field_key(line_no, k): now[k] for k in now if now[k] != values.get(k, now[k])}
        for line_no in self.gone:
            told |= {field_key(line_no, k): v for k, v in self.standing.lines[line_no].items()
                     if k not in _KEYS}  # fmt: skip
        return told

    @property
    def after(self) -> dict[str, object]:
        """What will stand there, under the same names."""
        told: dict[str, object] = {name: self.values[name] for name in self._differing()}
        for line_no, values in self.lines.items():
            now = self.standing.lines.get(line_no, {})
            told |= {field_key(line_no, k): v for k, v in values.items()
                     if k not in now or now[k] != v}  # fmt: skip
        return told

    def _differing(self) -> list[str]:
        return [name for name, new in self.values.items() if new != self.standing.order[name]]


def standing(connection: Connection, ids: Sequence[int]) -> dict[int, Standing]:
    """Orders by key as they stand, lines and all; a missing one is left out."""
    found: dict[int, Mapping[str, Any]] = {}
    lines: dict[int, dict[int, Mapping[str, Any]]] = {}
    for some in _portions(ids):
        for row in connection.execute(select(columns.orders).where(_o.id.in_(some))).mappings():
            found[row["id"]] = dict(row)
        told = select(columns.lines).where(_l.order_id.in_(some)).order_by(_l.order_id, _l.line_no)
        for row in connection.execute(told).mappings():
            lines.setdefault(row["order_id"], {})[row["line_no"]] = dict(row)
    return {key: Standing(found[key], lines.get(key, {})) for key in ids if key in found}


def rewrite(connection: Connection, rewrites: Sequence[Rewrite]) -> None:
    """Write new values; each order gets a new version, and the index follows.

    Args:
        connection: changing.
        rewrites: one for each order.
    """
    for some in _portions(rewrites):
        with index.in_step(connection, [each.standing.id for each in some]):
            for each in some:
                _write(connection, each)


def _write(connection: Connection, new: Rewrite) -> None:
    values: dict[str, Value] = dict(new.values)
    if not values.keys().isdisjoint(TOLD_BY):
        now = {**new.standing.order, **values}
        values["buyer"] = buyer_of(*(now[name] for name in TOLD_BY))
    counted = {**values, "version": _o.version + 1}
    connection.execute(update(columns.orders).where(_o.id == new.standing.id).values(counted))
    for line_no, fields in new.lines.items():
        row = {"order_id": new.standing.id, "line_no": line_no, **fields}
        if line_no not in new.standing.lines:
            connection.execute(insert(columns.lines), row)
        else:
            where = (_l.order_id == new.standing.id, _l.line_no == line_no)
            connection.execute(update(columns.lines).where(*where).values(dict(fields)))
    if new.gone:
        away = (_l.order_id == new.standing.id, _l.line_no.in_(new.gone))
        connection.execute(delete(columns.lines).where(*away))


def _portions(things: Sequence[Thing], size: int = 500) -> list[Sequence[Thing]]:
    return [things[start : start + size] for start in range(0, len(things), size)]
