"""Who is shown what of a buyer's personal data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Personal(StrEnum):
    """What is masked, and revealed field by field; an address is one field."""

    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    ACCOUNT = "account"
    NICK = "nick"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Sight:
    """How somebody sees buyers."""

    clear: bool = False
    """Nothing is masked: the owner of the desk has said so in desk.toml."""
    withheld: frozenset[Personal] = frozenset()
    """What is not even shown masked."""


MASKED = Sight()
"""What everybody sees unless more is known of them."""


CLEAR = Sight(clear=True)
"""What the desk itself works with, such as a copy of refused rows that is to be put right."""
