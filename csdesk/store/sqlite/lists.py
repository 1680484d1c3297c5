"""Many values in one question: as one text, where a place for each would be written out anew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The condition that a column has one of some values.

    Args:
        column: texts or whole numbers.
        name: of the parameter that takes ``packed`` values.
    """
    values = func.json_each(bindparam(name)).table_valued("value")
    return column.in_(select(values.c.value))


def packed(values: Sequence[str] | Sequence[int]) -> str:
    """Values for ``among``."""
    return json.dumps(values)
