"""Values inside the JSON that a step of the log tells."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func


def told(column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    """A value by its name; empty text where there is none."""
    return func.coalesce(func.json_extract(column, f"$.{name}"), "")
