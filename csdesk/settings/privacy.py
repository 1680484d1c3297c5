"""``[privacy]`` of desk.toml: masking, revealing, exporting (F71)."""

from __future__ import annotations

from csdesk.model.settings import PrivacySettings
from csdesk.settings.checks import Checks, Rule


def privacy_settings(check: Checks, name: str, value: object) -> PrivacySettings:
    """The settings of personal data.

    Args:
        check: the rules for single values.
        name: of the table.
        value: what stands there.

    Raises:
        NotUnderstood: a setting is unknown or wrong.
    """
    rules: dict[str, Rule] = {
        "mask": check.of_kind(bool),
        "reveal_seconds": check.between(5, 300, int),
        "reveals_a_day": check.between(1, 10_000, int),
        "reveal_reasons": check.list_of(check.text(60)),
        "export_rows": check.between(1, 100_000, int),
        "export_rows_lead": check.between(1, 100_000, int),
        "export_hours": check.between(1, 720, int),
    }
    return PrivacySettings(**check.table(name, value, rules))
