"""desk.toml: what the desk's owner has set, checked word by word (design §2).

A desk works without the file; every setting has a default. A wrong setting stops the desk with
a sentence that names the file, the setting, what stands there and what is allowed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from csdesk.model.desk import is_site
from csdesk.model.errors import NotUnderstood
from csdesk.model.settings import (
    WEIGHTS,
    BackupSettings,
    Check,
    DeskSettings,
    HintRule,
    Need,
    PeopleSettings,
    PolicyWords,
    PurgeSettings,
    ReviewSettings,
    ShopSettings,
    Template,
    UrgingSettings,
    Weight,
)
from csdesk.model.status import Flag, Tab
from csdesk.settings.checks import SETTINGS_NAME, Checks, Rule
from csdesk.settings.privacy import privacy_settings
from csdesk.settings.shifts import shift_settings
from csdesk.words import N_, say

__all__ = ["COLOURS", "LANGUAGES", "SETTINGS_NAME", "THEMES", "desk_folder", "first_settings",
           "read_settings"]  # fmt: skip

THEMES = ("dark", "light", "contrast")
LANGUAGES = ("", "zh", "en")
COLOURS = tuple(flag.value for flag in Flag if flag.value)


def desk_folder(wish: str = "", environ: Mapping[str, str] = os.environ) -> Path:
    """Which desk: ``--desk``, else ``CSDESK_DESK``, else the per-user data folder.

    Args:
        wish: what ``--desk`` says; empty where it was not given.
        environ: the environment.
    """
    if chosen := wish or environ.get("CSDESK_DESK", ""):
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    return user_data_path("csdesk", appauthor=False)


def read_settings(folder: Path) -> DeskSettings:
    """The settings of the desk in ``folder``; the defaults where it has no desk.toml.

    Raises:
        NotUnderstood: the file cannot be read, or a setting is unknown or wrong.
    """
    import tomllib

    path = folder / SETTINGS_NAME
    try:
        # Editors on Windows put a byte order mark there, which TOML does not know.
        given = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return DeskSettings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise NotUnderstood(
            "{file} cannot be read: {cause}. Mend that place or restore the file.",
            file=path,
            cause=fault,
        ) from fault
    return _Reader(path).settings(given)


class _Reader(Checks):
    """The tables of one file."""

    def settings(self, given: dict[str, Any]) -> DeskSettings:
        inbox_rules: dict[str, Rule] = {
            "size_limit_mb": self.between(1, 2_000, int),
            "scan_seconds": self.between(1, 3_600, float),
            "quiet_seconds": self.between(0.1, 600, float),
            "poll": self.of_kind(bool),
        }
        top: dict[str, Rule] = {
            "zone": self.zone,
            "lang": self.word(LANGUAGES),
            "theme": self.word(THEMES),
            "shops": self._shops,
            "flags": self._flags,
            "blacklist": lambda name, value: self.table(
                name, value, {"reasons": self.list_of(self.text(40))}
            ),
            "review": self._review,
            "templates": self._templates,
            "hints": self._hints,
            "clipboard": self.of_kind(bool),
            "family": lambda name, value: self.table(
                name,
                value,
                {
                    "reship_reasons": self.list_of(self.text(60)),
                    "stuck_hours": self.between(0, 2_400, float),
                },
            ),
            "urging": self._urging,
            "policy": self._policy,
            "shifts": partial(shift_settings, self),
            "people": self._people,
            "backups": self._backups,
            "purge": self._purge,
            "privacy": partial(privacy_settings, self),
            "keys": self._keys,
            "profiles": self.tables,
            "inbox": lambda name, value: self.table(name, value, inbox_rules),
        }
        values = self.table("", given, top)
        inbox = values.pop("inbox", {})
        family = values.pop("family", {})
        if "flags" in values:
            values["flag_words"] = values.pop("flags")
        if reasons := values.pop("blacklist", {}).get("reasons"):
            values["blacklist_reasons"] = reasons
        return DeskSettings(**values, **inbox, **family)

    def _site(self, name: str, value: object) -> str:
        if not isinstance(value, str) or not is_site(value):
            allowed = N_(
                "two to four capitals such as TB; not OSP, RE or RE with a site behind it, with"
                " which the numbers of split and re-shipped orders start"
            )
            raise self.wrong(name, value, allowed)
        return value

    def _shops(self, name: str, value: object) -> tuple[ShopSettings, ...]:
        rules: dict[str, Rule] = {
            "site": self._site,
            "name": self.text(80),
        }
        shops: list[ShopSettings] = []
        for n, shop in enumerate(self.records(name, value, rules, ("site", "name")), 1):
            if any((shop["site"], shop["name"]) == (each.site, each.name) for each in shops):
                raise NotUnderstood(
                    "{file}: {setting} names the shop {shop} a second time.",
                    file=self._path, setting=f"{name}[{n}]", shop=shop["name"],
                )  # fmt: skip
            shops.append(ShopSettings(**shop))
        return tuple(shops)

    def _review(self, name: str, value: object) -> ReviewSettings:
        weights = self.word(tuple(weight.value for weight in Weight))
        checks: dict[str, Rule] = {each.value: weights for each in Check}
        rules: dict[str, Rule] = {
            "checks": lambda name, value: self.table(name, value, checks),
            "discount_percent": self.between(0, 100, int),
            "tolerance": self.between(0, 10_000, int),
            "most_pieces": self.between(2, 100_000, int),
            "hold_reasons": self.list_of(self.text(60)),
        }
        found = self.table(name, value, rules)
        chosen = {Check(key): Weight(word) for key, word in found.pop("checks", {}).items()}
        if not found.get("hold_reasons", True):
            del found["hold_reasons"]
        return ReviewSettings(weights={**WEIGHTS, **chosen}, **found)

    def _urging(self, name: str, value: object) -> UrgingSettings:
        def zones(name: str, value: object) -> dict[str, str]:
            return {
                self._site(f"{name}.{site}", site): self.zone(f"{name}.{site}", zone)
                for site, zone in self.of_kind(dict)(name, value).items()
            }

        rules: dict[str, Rule] = {
            "most": self.between(1, 100, int),
            "hours": self.between(1, 720, float),
            "quiet_from": self.clock,
            "quiet_until": self.clock,
            "zones": zones,
            "texts": self.list_of(self.text(500)),
        }
        return UrgingSettings(**self.table(name, value, rules))

    def _people(self, name: str, value: object) -> PeopleSettings:
        rules: dict[str, Rule] = {
            "sign_in": self.of_kind(bool),
            "lock_minutes": self.between(0, 1_440, float),
            "exit_minutes": self.between(0, 1_440, float),
        }
        return PeopleSettings(**self.table(name, value, rules))

    def _backups(self, name: str, value: object) -> BackupSettings:
        rules: dict[str, Rule] = {
            "hours": self.between(0, 720, int),
            "days": self.between(1, 366, int),
        }
        return BackupSettings(**self.table(name, value, rules))

    def _purge(self, name: str, value: object) -> PurgeSettings:
        days = self.between(0, 3_650, int)

        def shops(name: str, value: object) -> dict[str, Any]:
            given = self.of_kind(dict)(name, value)
            return {shop: days(f"{name}.{shop}", each) for shop, each in given.items()}

        return PurgeSettings(**self.table(name, value, {"days": days, "shops": shops}))

    def _policy(self, name: str, value: object) -> PolicyWords:
        words = dict.fromkeys(("review", "change", "money", "stars"), self.list_of(self.text(40)))
        return PolicyWords(**self.table(name, value, words))

    def _templates(self, name: str, value: object) -> tuple[Template, ...]:
        rules: dict[str, Rule] = {
            "tab": self.word(tuple(Tab)),
            "number": self.between(1, 99, int),
            "text": self.text(500),
        }
        found: dict[tuple[Tab, int], Template] = {}
        records = self.records(name, value, rules, ("tab", "number", "text"))
        for n, record in enumerate(records, 1):
            template = Template(Tab(record["tab"]), record["number"], record["text"])
            if (template.tab, template.number) in found:
                allowed = N_("a number that no other template of the tab has")
                raise self.wrong(f"{name}[{n}].number", template.number, allowed)
            found[template.tab, template.number] = template
        return tuple(found.values())

    def _hints(self, name: str, value: object) -> tuple[HintRule, ...]:
        rules: dict[str, Rule] = {
            "words": self.list_of(self.text(40)),
            "tab": self.word(tuple(Tab)),
            "needs": self.word(tuple(Need)),
        }
        return tuple(
            HintRule(
                record["words"],
                Tab(record["tab"]) if "tab" in record else None,
                Need(record["needs"]) if "needs" in record else None,
            )
            for record in self.records(name, value, rules, ("words",))
        )

    def _flags(self, name: str, value: object) -> dict[str, str]:
        return self.table(name, value, dict.fromkeys(COLOURS, self.text(20)))

    def _keys(self, name: str, value: object) -> dict[str, str]:
        from csdesk.keymap import keymap

        keys: dict[str, str] = {}
        for command, text in self.of_kind(dict)(name, value).items():
            keys[command] = self.of_kind(str)(f"{name}.{command}", text)
        faults = keymap(keys)[1]
        if faults:
            raise NotUnderstood("{file}: {cause}", file=self._path, cause=say(faults[0]))
        return keys


def first_settings(zone: str = "Asia/Shanghai", lang: str = "") -> str:
    """The text of a new desk's desk.toml, every setting with a comment.

    Raises:
        NotUnderstood: the zone or the language does not exist.
    """
    check = _Reader(Path(SETTINGS_NAME)).settings({"zone": zone, "lang": lang})
    first = Path(__file__).with_name("first_desk.toml").read_text(encoding="utf-8")
    return first.format(zone=check.zone, lang=check.lang)
