"""Text as cells that a spreadsheet shows and does not run (F75)."""

from __future__ import annotations

import re

from csdesk.plain import plain

LONGEST = 32_000
"""Characters of one cell; a workbook has room for 32,767."""

_formula = re.compile(r"[\s\u00a0]*[=+\-@|＝＋－＠]").match
_number = re.compile(r"-?[0-9]{1,14}([.,][0-9]+)?").fullmatch
_kept_digits = re.compile(r'="[0-9A-Za-z_-]*"').fullmatch
_long_digits = re.compile(r"[0-9]{12,}").fullmatch


def csv_cell(text: str) -> str:
    """A cell of a CSV file, with all digits of a number.

    What would be a formula gets an apostrophe in front; long numbers become ``="123…"``, as the
    marketplaces write them themselves.
    """
    text = plain(text)
    if _kept_digits(text) or _number(text):
        return text
    if _long_digits(text):
        return f'="{text}"'
    return f"'{text}" if _formula(text) else text


def workbook_cell(text: str) -> str:
    """A cell of text in a workbook, where long numbers keep their digits by themselves."""
    text = plain(text, lines=True)[:LONGEST]
    if _kept_digits(text):
        return text[2:-1]
    return f"'{text}" if _formula(text) and not _number(text) else text
