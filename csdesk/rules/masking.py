"""Personal data that is not told: by exports that mask or blank it, and by the desk (F71).

Marketplaces mask a buyer's data after a while (``张**``, ``1******6198``), blank it for accounts
without the right, and leave the price of a cancelled line empty. None of that is news about the
order, so it never replaces what an earlier file told in full (design §5).

The desk masks what it shows: ``陈*平``, ``138****1234``, an address up to the district. Whatever
it masks is known as masked again, so that no mask is ever taken for a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from csdesk.model.sight import MASKED, Personal, Sight

if TYPE_CHECKING:
    from csdesk.model.intake import Value

PERSONAL = frozenset({
    "name", "account", "nick", "phone", "email",
    "province", "city", "district", "address", "zip",
})  # fmt: skip
"""Fields that marketplaces mask, and the desk."""

PARTS: Mapping[Personal, tuple[str, ...]] = {
    Personal.NAME: ("name",),
    Personal.PHONE: ("phone",),
    Personal.ADDRESS: ("province", "city", "district", "address", "zip"),
    Personal.ACCOUNT: ("account",),
    Personal.NICK: ("nick",),
    Personal.EMAIL: ("email",),
}
"""The stored fields that each is made of, in the order they are read."""

PART_OF = {part: field for field, parts in PARTS.items() for part in parts} | {
    "buyer": Personal.ACCOUNT
}
"""Stored field -> what it is a part of."""
_STARTS_A_NUMBER = tuple("+0123456789")
_SHOWN_DIGITS = 7
"""So many digits of a telephone number a mask shows; whoever hides fewer has not masked it."""
HIDDEN = "***"
"""Instead of what is not shown at all."""

_SAID_WHEN_BLANK = frozenset({
    "carrier", "tracking_no", "buyer_message", "market_remark", "flag", "closed_reason",
    "line_status", "refund_status",
})  # fmt: skip
"""Text fields where nothing is a fact: the flag was taken away, the parcel number corrected."""

_CIPHERED = ("##", "$$", "~~")
_hidden = re.compile("[*＊﹡∗✱]|[•●○×]{2}").search
"""Asterisks of any width; one dot alone stands between the parts of a name."""


def is_masked(text: str) -> bool:
    """Whether part of a buyer's data is hidden behind asterisks or a cipher.

    ``张**``, ``陈*平``, ``1******6198``, ``上海 上海市 ***``, ``##cipher##``.
    """
    return _hidden(text) is not None or text.startswith(_CIPHERED)


def withheld(field: str, value: Value) -> bool:
    """Whether an export that shows ``value`` keeps the field to itself.

    Args:
        field: a name of ``ORDER_TEXTS``, ``INSTANTS``, ``MONEY`` or ``LINE_FIELDS``.
        value: normalised; a number or a moment that is not told is None.
    """
    if value is None:
        return True
    if not isinstance(value, str):
        return False
    if not value:
        return field not in _SAID_WHEN_BLANK
    return field in PERSONAL and is_masked(value)


def told_in_full(fields: Mapping[str, Value]) -> set[str]:
    """The fields of a row that an export does not keep to itself."""
    return {name for name, value in fields.items() if not withheld(name, value)}


# What the desk masks


def masked(field: str, value: str, sight: Sight = MASKED) -> str:
    """What somebody is shown of a field; what is not personal, or masked already, stays.

    Args:
        field: the stored field's name, ``phone``.
        value: what stands there.
        sight: of who looks.
    """
    whose = PART_OF.get(field)
    if whose is None or sight.clear or not value:
        return value
    if whose in sight.withheld:
        return HIDDEN
    mask = _MASKS.get(field)
    if mask is None or (is_masked(value) and len(_digits(value)) <= _SHOWN_DIGITS):
        return value
    return mask(value)


def names_of(value: str) -> set[str]:
    """By what a value is found for whoever sees only its mask: the whole, or what the mask shows.

    Args:
        value: as it is compared, see ``rules.folding.squeeze``.
    """
    found = {value, value.partition("@")[0]}  # an e-mail without what its mask shows
    number = _national(_digits(value)) if value.startswith(_STARTS_A_NUMBER) else ""
    if len(number) > 2:
        found.add(number)
    if len(number) > 6:
        found.add(number[-4:])
    if len(number) > 8:
        found.add(number[:3])
    return found - {""}


def masks(field: str, sight: Sight = MASKED) -> bool:
    """Whether values of a field are masked for somebody at all."""
    return not sight.clear and (field in _MASKS or PART_OF.get(field) in sight.withheld)


def hidden(values: Mapping[str, object], sight: Sight = MASKED) -> tuple[Personal, ...]:
    """Which parts of a buyer's data are told by an order and masked for who looks.

    Args:
        values: stored fields of an order by name.
        sight: of who looks.
    """
    return tuple(
        field
        for field, parts in PARTS.items()
        if any(masked(part, str(values[part]), sight) != values[part] for part in parts)
    )


def masked_values(values: Mapping[str, object], sight: Sight = MASKED) -> dict[str, object]:
    """Fields by name, such as an event tells, with what is personal masked."""
    return {
        name: masked(name, value, sight) if isinstance(value, str) else value
        for name, value in values.items()
    }


def masked_cell(field: str, text: str, sight: Sight = MASKED) -> str:
    """What is shown of a cell that tells a field; a cell may hold all parts of an address."""
    return masked("address" if PART_OF.get(field) is Personal.ADDRESS else field, text, sight)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _national(digits: str) -> str:
    """A Chinese mobile number without the country's code."""
    for code in ("0086", "86"):
        if digits.startswith(code) and len(digits) == len(code) + 11:
            return digits.removeprefix(code)
    return digits


def masked_name(name: str) -> str:
    """``陈小平`` is ``陈*平``, ``张三`` is ``张*``, ``Ann Lee`` is ``A** L**``."""
    words = name.split()
    if len(words) > 1 or name.isascii():
        return " ".join(f"{word[0]}**" for word in words) or HIDDEN
    if len(name) < 3:
        return f"{name[0]}*" if len(name) > 1 else "*"
    return f"{name[0]}{'*' * min(len(name) - 2, 2)}{name[-1]}"


def masked_phone(phone: str) -> str:
    """``13812341234`` is ``138****1234``; of a short number, and of an extension, nothing."""
    number, *extension = re.split(r"(?<=\d{7})\D+(?=\d+$)", phone.strip())
    digits = _national(_digits(number))
    if len(digits) < 7:
        return HIDDEN
    shown = f"{digits[:3]}****{digits[-4:]}" if len(digits) > 8 else f"****{digits[-4:]}"
    return f"{shown}-{HIDDEN}" if extension else shown


def masked_account(account: str) -> str:
    """Enough of an account to compare, not enough to use.

    ``zhang_sf@example.com`` is ``zha***@example.com``, ``13800138000`` is ``138****8000``.
    """
    name, at, domain = account.partition("@")
    if at:
        return f"{name[: min(3, len(name) // 2)]}***@{domain}"
    if account.isdigit() and len(account) > 8:
        return masked_phone(account)
    return f"{name[0]}***{name[-1]}" if len(name) > 3 else HIDDEN


def _masked_zip(code: str) -> str:
    return f"{code[:2]}***" if len(code) > 4 else HIDDEN


def _hidden_whole(_: str) -> str:
    return HIDDEN


_MASKS: Mapping[str, Callable[[str], str]] = {
    "name": masked_name,
    "phone": masked_phone,
    "address": _hidden_whole,
    "zip": _masked_zip,
    "account": masked_account,
    "buyer": masked_account,
    "nick": masked_account,
    "email": masked_account,
}
"""Regions are shown: an address is told up to its district."""
