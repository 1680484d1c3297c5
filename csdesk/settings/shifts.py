"""``[shifts]`` of desk.toml: kinds of shifts, handing over, and what a swap must keep to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csdesk.model.roles import Role
from csdesk.model.settings import (
    STRENGTHS,
    WEEK,
    ShiftKind,
    ShiftSettings,
    Strength,
    SwapRule,
    SwapRules,
)
from csdesk.settings.checks import Checks, Rule
from csdesk.words import N_


def shift_settings(check: Checks, name: str, value: object) -> ShiftSettings:
    """The settings of shifts.

    Args:
        check: the rules for single values.
        name: of the table.
        value: what stands there.

    Raises:
        NotUnderstood: a setting is unknown or wrong.
    """
    rules: dict[str, Rule] = {
        "kinds": _kinds(check),
        "early_handover": check.of_kind(bool),
        "late_handover": check.of_kind(bool),
        "late_minutes": check.between(0, 1_440, int),
        "rules": _swap_rules(check),
    }
    return ShiftSettings(**check.table(name, value, rules))


def _kinds(check: Checks) -> Callable[[str, Any], tuple[ShiftKind, ...]]:
    rules: dict[str, Rule] = {
        "code": check.text(12, r"[a-z][a-z0-9_-]*"),
        "name": check.text(20),
        "name_en": check.text(20),
        "start": check.clock,
        "end": check.clock,
        "days": check.list_of(check.word(WEEK)),
        "heads": check.between(1, 500, int),
        "duties": check.list_of(check.text(60)),
        "duties_en": check.list_of(check.text(60)),
        "skills": check.list_of(check.word(tuple(Role))),
    }

    def kinds(name: str, value: object) -> tuple[ShiftKind, ...]:
        records = check.records(name, value, rules, ("code", "name", "start", "end"))
        for n, record in enumerate(records, 1):
            if any(record["code"] == each["code"] for each in records[: n - 1]):
                allowed = N_("a code that no other kind of shift has")
                raise check.wrong(f"{name}[{n}].code", record["code"], allowed)
        return tuple(ShiftKind(**record) for record in records)

    return kinds


def _swap_rules(check: Checks) -> Callable[[str, Any], SwapRules]:
    def swap_rules(name: str, value: object) -> SwapRules:
        rules: dict[str, Rule] = {
            **dict.fromkeys(SwapRule, check.word(tuple(Strength))),
            "rest_hours": check.between(0, 48, float),
            "free_days": check.between(0, 14, int),
            "notice_hours": check.between(0, 720, float),
        }
        found = check.table(name, value, rules)
        chosen = {each: Strength(found.pop(each)) for each in SwapRule if each in found}
        return SwapRules(strengths={**STRENGTHS, **chosen}, **found)

    return swap_rules
