"""What stands in the search box, before the desk is asked."""

from __future__ import annotations

import re

from csdesk.plain import plain

_number = re.compile(r"(?=.*[0-9])[0-9A-Za-z_-]+").fullmatch
_field_begun = re.compile(r"(.*?\s|)\S+[:：]", re.DOTALL).fullmatch


def is_number(text: str) -> bool:
    """Whether it is one number; the desk knows whether an order may come under it (S27)."""
    return _number(text) is not None


def without_begun_field(query: str) -> str:
    """The query without a field at its end whose value is still to be typed."""
    begun = _field_begun(query)
    return begun[1] if begun else query


def pasted(text: str) -> str:
    """The query for pasted text: one line as it is; of several numbers any may match."""
    lines = [plain(line).strip() for line in text.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) > 1 and all(_number(line) for line in lines):
        return "no:" + ",".join(lines)
    return " ".join(lines)


def quoted(value: str) -> str:
    """A value as it must be typed for the search to take it whole."""
    return '"' + value.replace('"', '""') + '"'
