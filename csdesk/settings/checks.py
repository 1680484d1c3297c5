"""Rules by which single values of desk.toml are read; each refuses in a sentence.

A rule is a function of a setting's whole name and what stands there; it returns the value checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import time
from pathlib import Path
from typing import Any

from csdesk.model.errors import NotUnderstood
from csdesk.words import N_, tell

SETTINGS_NAME = "desk.toml"

Rule = Callable[[str, Any], object]

_KIND = {str: N_("text in quotes"), int: N_("a whole number"), float: N_("a number"),
         bool: N_("true or false"), dict: N_("a table"), list: N_("a list of tables")}  # fmt: skip


class Checks:
    """Rules for the values of one file, which their refusals name."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def table(self, name: str, value: object, rules: Mapping[str, Rule]) -> dict[str, Any]:
        """Each setting of a table through its rule; one without a rule is refused."""
        found: dict[str, Any] = {}
        for key, each in self.of_kind(dict)(name, value).items():
            whole = f"{name}.{key}" if name else key
            if key not in rules:
                self._unknown(whole, key, sorted(rules))
            found[key] = rules[key](whole, each)
        return found

    def _unknown(self, whole: str, key: str, allowed: list[str]) -> None:
        from difflib import get_close_matches

        near = get_close_matches(key, allowed, 1)
        if near:
            raise NotUnderstood(
                '{file}: there is no setting "{setting}". Did you mean "{near}"?'
                " Allowed here: {allowed}.",
                file=self._path, setting=whole, near=near[0], allowed=allowed,
            )  # fmt: skip
        raise NotUnderstood(
            '{file}: there is no setting "{setting}". Allowed here: {allowed}.',
            file=self._path, setting=whole, allowed=allowed,
        )  # fmt: skip

    def wrong(self, setting: str, value: object, allowed: str, **facts: object) -> NotUnderstood:
        """The refusal of a value; ``allowed`` is a message template for ``facts``."""
        return NotUnderstood(
            "{file}: {setting} cannot be {value}. Allowed: {allowed}.",
            file=self._path, setting=setting, value=_toml(value), allowed=tell(allowed, facts),
        )  # fmt: skip

    def of_kind(self, kind: type) -> Callable[[str, Any], Any]:
        """A value of one of TOML's kinds."""

        def check(name: str, value: object) -> object:
            fits = isinstance(value, int | float if kind is float else kind)
            if not fits or (isinstance(value, bool) and kind is not bool):
                raise self.wrong(name or SETTINGS_NAME, value, _KIND[kind])
            return value

        return check

    def between(self, low: float, high: float, kind: type) -> Rule:
        """A number within bounds."""

        def check(name: str, value: object) -> object:
            number = self.of_kind(kind)(name, value)
            if not low <= number <= high:
                allowed = N_("{low} to {high}")
                raise self.wrong(name, value, allowed, low=low, high=high)
            return kind(number)

        return check

    def word(self, words: tuple[str, ...]) -> Callable[[str, Any], str]:
        """One of a few words."""

        def check(name: str, value: object) -> str:
            if value not in words or not isinstance(value, str):
                allowed = ", ".join(_toml(word) for word in words)
                raise self.wrong(name, value, "{words}", words=allowed)
            return value

        return check

    def text(self, longest: int, form: str = r"(?s).*\S.*") -> Callable[[str, Any], str]:
        """Text that is not blank, and matches a pattern."""

        def check(name: str, value: object) -> str:
            text: str = self.of_kind(str)(name, value).strip()
            if len(text) > longest or not re.fullmatch(form, text):
                allowed = N_("text of 1 to {longest} characters")
                raise self.wrong(name, value, allowed, longest=longest)
            return text

        return check

    def zone(self, name: str, value: object) -> str:
        """The IANA name of a time zone."""
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        zone: str = self.of_kind(str)(name, value)
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            allowed = N_("names such as Asia/Shanghai, Europe/London, America/Los_Angeles")
            raise self.wrong(name, value, allowed) from None
        return zone

    def tables(self, name: str, value: object) -> tuple[dict[str, Any], ...]:
        """A list of tables, not looked into."""
        tables = self.of_kind(list)(name, value)
        check = self.of_kind(dict)
        return tuple(check(f"{name}[{n}]", table) for n, table in enumerate(tables, 1))

    def list_of(self, each: Callable[[str, Any], str]) -> Callable[[str, Any], tuple[str, ...]]:
        """A list of texts, each through the same rule."""

        def check(name: str, value: object) -> tuple[str, ...]:
            if not isinstance(value, list):
                raise self.wrong(name, value, N_("a list of texts in quotes"))
            return tuple(each(f"{name}[{n}]", text) for n, text in enumerate(value, 1))

        return check

    def clock(self, name: str, value: object) -> time:
        """A time of the day."""
        text: str = self.of_kind(str)(name, value).strip()
        if not re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", text):
            raise self.wrong(name, value, N_("a time of the day such as 22:00"))
        hour, _, minute = text.partition(":")
        return time(int(hour), int(minute))

    def records(
        self,
        name: str,
        value: object,
        rules: Mapping[str, Rule],
        needed: Sequence[str],
    ) -> list[dict[str, Any]]:
        """A list of tables, each through the same rules, with what it must have."""
        found = []
        for n, table in enumerate(self.tables(name, value), 1):
            record = self.table(f"{name}[{n}]", table, rules)
            for key in needed:
                if key not in record:
                    raise NotUnderstood(
                        '{file}: {setting} needs "{key}".',
                        file=self._path, setting=f"{name}[{n}]", key=key,
                    )  # fmt: skip
            found.append(record)
        return found


def _toml(value: object) -> str:
    """A value as desk.toml writes it, for messages."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
