"""What the desk says, in English and Chinese.

English sentences are the message ids; ``locale/zh`` holds the Chinese. One process speaks one
language at a time; it can be changed while the desk is open, from any thread. Nothing is read
before the first sentence is asked for.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from csdesk.model.errors import DeskError, NotUnderstood
from csdesk.model.money import minor_digits
from csdesk.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime, tzinfo
    from enum import StrEnum
    from gettext import NullTranslations

    from csdesk.model.settings import ShiftSettings
    from csdesk.model.sorting import Sort

Language = Literal["en", "zh"]
Value = TypeVar("Value", bound=str)
Member = TypeVar("Member", bound="StrEnum")

LONGEST_FACT = 200
"""Characters of one fact that a sentence quotes."""

UNKNOWN = "-"
"""Stands for a time or an amount that nobody told; never for zero."""

_catalogue: NullTranslations | None = None
_language: Language | None = None


def N_(message: str) -> str:  # noqa: N802  # the name that extraction tools know
    """Mark a message for the catalogue where it is declared, to be translated where it is shown."""
    return message


def preferred(*wishes: str, environ: Mapping[str, str] | None = None) -> Language:
    """The language to speak.

    Args:
        *wishes: what people asked for, the strongest first (``--lang``, then desk.toml); an empty
            one is no wish. ``zh``, ``zh_CN.UTF-8``, ``中文``, ``en-GB`` are understood.
        environ: where the locale is looked up (``LC_ALL``, ``LC_MESSAGES``, ``LANG``) when nobody
            has a wish; the process's own by default.

    Raises:
        NotUnderstood: a wish for a language that the desk does not speak.
    """
    for wish in filter(None, wishes):
        if wish[:2].lower() == "zh" or wish.startswith(("中", "汉")):
            return "zh"
        if wish[:2].lower() == "en" or wish.startswith("英"):
            return "en"
        raise NotUnderstood(
            N_('The desk does not speak "{language}". Choose zh or en.'), language=wish
        )
    environ = os.environ if environ is None else environ
    locales = (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next(filter(None, locales), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def use_language(*wishes: str) -> Language:
    """Speak the language of ``preferred(*wishes)`` from now on, and tell which it is.

    Raises:
        NotUnderstood: a wish for a language that the desk does not speak; nothing changes.
    """
    global _catalogue, _language  # noqa: PLW0603  # one process speaks one language
    chosen = preferred(*wishes)
    _catalogue = _read(chosen)
    _language = chosen
    return chosen


def language() -> Language:
    """The language spoken now: the locale's, until ``use_language`` says otherwise."""
    return _language or use_language()


def _read(chosen: Language) -> NullTranslations:
    from gettext import NullTranslations, translation

    if chosen == "en":
        return NullTranslations()
    # Without its catalogue the desk says it in English rather than nothing.
    folder = Path(__file__).with_name("locale")
    return translation("csdesk", folder, [chosen], fallback=True)


def _spoken() -> NullTranslations:
    if _catalogue is None:
        use_language()
    assert _catalogue is not None
    return _catalogue


def _(message: str) -> str:
    """The message in the language spoken now."""
    return _spoken().gettext(message) if message else ""


def in_language(chosen: Language) -> Callable[[str], str]:
    """As ``_``, in a language of choice: for what a customer will read."""
    return _read(chosen).gettext


def ngettext(one: str, many: str, count: int) -> str:
    """The message for ``count`` things, not filled in: ``ngettext("{n} day", "{n} days", n)``."""
    return _spoken().ngettext(one, many, count)


def say(error: DeskError) -> str:
    """What went wrong, for the person, in the language spoken now."""
    return tell(error.message, error.facts)


def tell(message: str, facts: Mapping[str, object]) -> str:
    """A message template in the language spoken now, filled with facts.

    Facts that are text, whoever wrote it, pass ``plain()`` and are cut at ``LONGEST_FACT``;
    statuses and the like are named (``named``); numbers keep their type, for ``{rows:,}``.

    Args:
        message: English template with ``{name}`` places, as the errors of csdesk.model have it.
        facts: values for the places; without any the message is not a template.
    """
    if not facts:
        return _(message)
    shown = {name: _fact(value) for name, value in facts.items()}
    try:
        return _(message).format_map(shown)
    except (LookupError, ValueError, AttributeError):  # a place that has no fact
        return f"{_(message)} ({', '.join(f'{name}: {fact}' for name, fact in shown.items())})"


def tell_of_shifts(message: str, facts: Mapping[str, object], shifts: ShiftSettings) -> str:
    """As ``tell``, of facts that were kept as JSON and name kinds of shifts and roles by code."""
    return tell(message, in_names(facts, shifts))


def in_names(facts: Mapping[str, object], shifts: ShiftSettings) -> dict[str, object]:
    """Facts with names in place of codes.

    Args:
        facts: ``kind`` and ``kind_...`` are kinds of shifts, ``role`` is a role.
        shifts: knows what kinds are called.
    """
    from csdesk.model.roles import Role

    shown = dict(facts)
    for name, value in facts.items():
        if name == "kind" or name.startswith("kind_"):
            shown[name] = shifts.called(str(value), language())
        elif name == "role" and value in set(Role):
            shown[name] = Role(str(value))
    return shown


def _fact(value: object) -> object:
    if isinstance(value, int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(_fact(item)) for item in value)
    if type(value).__name__ == "FieldName":
        from csdesk.fields import field_word

        return field_word(str(value))
    if name := _names().get((type(value).__name__, str(value))):
        return _(name)
    text = plain(str(value)[: LONGEST_FACT + 1])
    return text if len(text) <= LONGEST_FACT else text[: LONGEST_FACT - 3] + "..."


def named(member: StrEnum) -> str:
    """What people call a member of a vocabulary of csdesk.model.status: "awaiting review"."""
    return _(_name(member))


def meant(word: str, names: Mapping[Value, str]) -> Value | None:
    """What a person means by a word: the value itself, or its name in any language of the desk.

    Args:
        word: as typed.
        names: values and their English names, which are message ids.
    """
    chinese = _read("zh").gettext
    typed = plain(word).strip().casefold()
    for value, name in names.items():
        if typed in (str(value).casefold(), name.casefold(), chinese(name).casefold()):
            return value
    return None


def in_both(message: str) -> str:
    """A message in English and in Chinese, whichever is spoken, for finding it by either."""
    return f"{message} {_read('zh').gettext(message)}"


def names_of(vocabulary: Iterable[Member]) -> dict[Member, str]:
    """The members of a vocabulary of csdesk.model and their English names, for ``meant``."""
    return {each: _name(each) for each in vocabulary}


def _name(member: StrEnum) -> str:
    return _names().get((type(member).__name__, member.value), member.value)


def _names() -> Mapping[tuple[str, str], str]:
    from csdesk.vocabulary import NAMES  # it marks its words with N_ of this module

    return NAMES


def sorted_how(sort: Sort, sorted_of: int | None) -> str:
    """How a list stands: "largest amount first"; empty where it is the newest first.

    Args:
        sort: what it is sorted by.
        sorted_of: how many of the newest were sorted; None where all that match were.
    """
    if sort == "newest":
        return ""
    if sorted_of is None:
        return named(sort)
    return _("{sort}, of the newest {n:,}").format(sort=named(sort), n=sorted_of)


def _local(at: datetime, zone: str | tzinfo) -> datetime:
    from zoneinfo import ZoneInfo

    return at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


def when(at: datetime | None, zone: str | tzinfo) -> str:
    """A moment in full, in every language as the exports write it: ``2026-11-22 10:32``.

    Args:
        at: aware instant, None where it is unknown.
        zone: the desk's zone, or its IANA name.
    """
    if at is None:
        return UNKNOWN
    here = _local(at, zone)
    return f"{here.year:04}-{here:%m-%d %H:%M}"


def when_short(at: datetime | None, zone: str | tzinfo, now: datetime) -> str:
    """A moment for a table, 11 cells at most: ``11-22 10:32``, or ``2025-11-22`` of another year.

    Args:
        at: aware instant, None where it is unknown.
        zone: the desk's zone, or its IANA name.
        now: aware instant that tells which year needs no saying.
    """
    if at is None:
        return UNKNOWN
    here = _local(at, zone)
    if here.year == _local(now, zone).year:
        return f"{here:%m-%d %H:%M}"
    return f"{here.year:04}-{here:%m-%d}"


def age(at: datetime | None, now: datetime) -> str:
    """How long ago, roughly: ``just now``, ``3 min ago``, ``2 h ago``, ``5 days ago``; or to come.

    Args:
        at: aware instant, None where it is unknown.
        now: aware instant to count from.
    """
    if at is None:
        return UNKNOWN
    seconds = int((now - at).total_seconds())
    minutes, hours, days = (abs(seconds) // unit for unit in (60, 3_600, 86_400))
    if not minutes:
        return _("just now")
    if not hours:
        text = _("{n} min ago") if seconds > 0 else _("in {n} min")
        return text.format(n=minutes)
    if not days:
        text = _("{n} h ago") if seconds > 0 else _("in {n} h")
        return text.format(n=hours)
    if seconds > 0:
        return ngettext("{n} day ago", "{n} days ago", days).format(n=days)
    return ngettext("in {n} day", "in {n} days", days).format(n=days)


def lasting(since: datetime | None, now: datetime) -> str:
    """How long something lasts, roughly: ``3 min``, ``2 h``, ``5 days``.

    Args:
        since: aware instant at which it began, None where it is unknown.
        now: aware instant to count to.
    """
    if since is None:
        return UNKNOWN
    seconds = max(0, int((now - since).total_seconds()))
    minutes, hours, days = (seconds // unit for unit in (60, 3_600, 86_400))
    if not hours:
        return _("{n} min").format(n=minutes) if minutes else _("less than 1 min")
    if not days:
        return _("{n} h").format(n=hours)
    return ngettext("{n} day", "{n} days", days).format(n=days)


_SYMBOLS = {
    "CNY": "¥", "JPY": "JP¥", "USD": "US$", "GBP": "£", "AUD": "AU$", "CAD": "CA$", "HKD": "HK$",
    "MXN": "MX$", "SGD": "SG$", "TWD": "NT$",
}  # fmt: skip
"""Only signs that take one cell in every terminal; other currencies show their code."""


def amount(minor: int | None, currency: str) -> str:
    """An amount without its currency, for a column that has it in the head: ``1,234.50``.

    Args:
        minor: integer minor units (cents, fen), None where it is unknown.
        currency: ISO code, tells the number of decimals.
    """
    if minor is None:
        return UNKNOWN
    digits = minor_digits(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    fraction = f".{rest:0{digits}}" if digits else ""
    return f"{'-' if minor < 0 else ''}{whole:,}{fraction}"


def money(minor: int | None, currency: str) -> str:
    """An amount with its currency: ``¥1,234.50``, ``JP¥1,234``, ``EUR 12.00``.

    Args:
        minor: integer minor units (cents, fen), None where it is unknown.
        currency: ISO code as the export has it; stored text, so it passes ``plain()``.
    """
    if minor is None:
        return UNKNOWN
    sign = "-" if minor < 0 else ""
    mark = _SYMBOLS.get(currency) or (f"{plain(currency)} " if currency else "")
    return f"{sign}{mark}{amount(abs(minor), currency)}"
