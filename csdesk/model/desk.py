"""Who acts at the desk, and what its orders are numbered by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """The person in whose name a change is made."""

    login: str
    name: str
    code: str
    """Short agent code shown beside remarks."""
    roles: frozenset[str]
    shift: str = ""
    """Code of the kind of the shift that they work in; empty outside shifts."""
    session: str = ""
    """Id of the session in which they act (``model.sessions``); empty for the importer."""


_MARKS = ("RE", "OSP", "G")
"""What the numbers of re-shipped, split and gift orders start with (design §5)."""


def is_site(code: str) -> bool:
    """Whether desk numbers of a site with this code can be told from derived numbers.

    Two to four capitals. ``RETB…`` would be an order of the site ``RETB``, or one of ``TB`` sent
    again.
    """
    if not (code.isascii() and code.isalpha() and code.isupper() and 2 <= len(code) <= 4):
        return False
    return code not in _MARKS and not (code.startswith("RE") and is_site(code[2:]))
