"""desk.toml: what the desk's owner has set, checked word by word (design §2).

A desk works without the file; every setting has a default. A wrong setting stops the desk with
a sentence that names the file, the setting, what stands there and what is allowed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import time
from pathlib import Path
from typing import Any

from csdesk.model.desk import DeskSettings, ShopSettings, is_site
from csdesk.model.errors import NotUnderstood
from csdesk.model.policy import PolicyWords
from csdesk.model.review import WEIGHTS, Check, ReviewSettings, Weight
from csdesk.model.shifts import WEEK, ShiftKind, ShiftSettings
from csdesk.model.status import Flag, Tab
from csdesk.model.urging import UrgingSettings
from csdesk.model.wording import HintRule, Need, Template
from csdesk.words import N_, say, tell

SETTINGS_NAME = "desk.toml"

THEMES = ("dark", "light", "contrast")
LANGUAGES = ("", "zh", "en")
COLOURS = tuple(flag.value for flag in Flag if flag.value)

_KIND = {str: N_("text in quotes"), int: N_("a whole number"), float: N_("a number"),
         bool: N_("true or false"), dict: N_("a table"), list: N_("a list of tables")}  # fmt: skip


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


class _Reader:
    """Checks the tables of one file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def settings(self, given: dict[str, Any]) -> DeskSettings:
        inbox_rules: dict[str, Callable[[str, Any], object]] = {
            "size_limit_mb": self._between(1, 2_000, int),
            "scan_seconds": self._between(1, 3_600, float),
            "quiet_seconds": self._between(0.1, 600, float),
            "poll": self._of_kind(bool),
        }
        top: dict[str, Callable[[str, Any], object]] = {
            "zone": self._zone,
            "lang": self._word(LANGUAGES),
            "theme": self._word(THEMES),
            "shops": self._shops,
            "flags": self._flags,
            "blacklist": lambda name, value: self._table(
                name, value, {"reasons": self._list(self._text(40))}
            ),
            "review": self._review,
            "templates": self._templates,
            "hints": self._hints,
            "clipboard": self._of_kind(bool),
            "family": lambda name, value: self._table(
                name,
                value,
                {
                    "reship_reasons": self._list(self._text(60)),
                    "stuck_hours": self._between(0, 2_400, float),
                },
            ),
            "urging": self._urging,
            "policy": self._policy,
            "shifts": self._shifts,
            "keys": self._keys,
            "profiles": self._tables,
            "inbox": lambda name, value: self._table(name, value, inbox_rules),
        }
        values = self._table("", given, top)
        inbox = values.pop("inbox", {})
        family = values.pop("family", {})
        if "flags" in values:
            values["flag_words"] = values.pop("flags")
        if reasons := values.pop("blacklist", {}).get("reasons"):
            values["blacklist_reasons"] = reasons
        return DeskSettings(**values, **inbox, **family)

    def _table(
        self, name: str, value: object, rules: Mapping[str, Callable[[str, Any], object]]
    ) -> dict[str, Any]:
        """Each setting of a table through its rule; one without a rule is refused."""
        found: dict[str, Any] = {}
        for key, each in self._of_kind(dict)(name, value).items():
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

    def _wrong(self, setting: str, value: object, allowed: str, **facts: object) -> NotUnderstood:
        return NotUnderstood(
            "{file}: {setting} cannot be {value}. Allowed: {allowed}.",
            file=self._path, setting=setting, value=_toml(value), allowed=tell(allowed, facts),
        )  # fmt: skip

    def _of_kind(self, kind: type) -> Callable[[str, Any], Any]:
        def check(name: str, value: object) -> object:
            fits = isinstance(value, int | float if kind is float else kind)
            if not fits or (isinstance(value, bool) and kind is not bool):
                raise self._wrong(name or SETTINGS_NAME, value, _KIND[kind])
            return value

        return check

    def _between(self, low: float, high: float, kind: type) -> Callable[[str, Any], object]:
        def check(name: str, value: object) -> object:
            number = self._of_kind(kind)(name, value)
            if not low <= number <= high:
                allowed = N_("{low} to {high}")
                raise self._wrong(name, value, allowed, low=low, high=high)
            return kind(number)

        return check

    def _word(self, words: tuple[str, ...]) -> Callable[[str, Any], str]:
        def check(name: str, value: object) -> str:
            if value not in words or not isinstance(value, str):
                allowed = ", ".join(_toml(word) for word in words)
                raise self._wrong(name, value, "{words}", words=allowed)
            return value

        return check

    def _text(self, longest: int, form: str = r"(?s).*\S.*") -> Callable[[str, Any], str]:
        def check(name: str, value: object) -> str:
            text: str = self._of_kind(str)(name, value).strip()
            if len(text) > longest or not re.fullmatch(form, text):
                allowed = N_("text of 1 to {longest} characters")
                raise self._wrong(name, value, allowed, longest=longest)
            return text

        return check

    def _site(self, name: str, value: object) -> str:
        if not isinstance(value, str) or not is_site(value):
            allowed = N_(
                "two to four capitals such as TB; not OSP, RE or RE with a site behind it, with"
                " which the numbers of split and re-shipped orders start"
            )
            raise self._wrong(name, value, allowed)
        return value

    def _zone(self, name: str, value: object) -> str:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        zone: str = self._of_kind(str)(name, value)
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            allowed = N_("names such as Asia/Shanghai, Europe/London, America/Los_Angeles")
            raise self._wrong(name, value, allowed) from None
        return zone

    def _tables(self, name: str, value: object) -> tuple[dict[str, Any], ...]:
        tables = self._of_kind(list)(name, value)
        check = self._of_kind(dict)
        return tuple(check(f"{name}[{n}]", table) for n, table in enumerate(tables, 1))

    def _list(self, each: Callable[[str, Any], str]) -> Callable[[str, Any], tuple[str, ...]]:
        def check(name: str, value: object) -> tuple[str, ...]:
            if not isinstance(value, list):
                raise self._wrong(name, value, N_("a list of texts in quotes"))
            return tuple(each(f"{name}[{n}]", text) for n, text in enumerate(value, 1))

        return check

    def _shops(self, name: str, value: object) -> tuple[ShopSettings, ...]:
        rules: dict[str, Callable[[str, Any], object]] = {
            "site": self._site,
            "name": self._text(80),
        }
        shops: list[ShopSettings] = []
        for n, shop in enumerate(self._records(name, value, rules, ("site", "name")), 1):
            if any((shop["site"], shop["name"]) == (each.site, each.name) for each in shops):
                raise NotUnderstood(
                    "{file}: {setting} names the shop {shop} a second time.",
                    file=self._path, setting=f"{name}[{n}]", shop=shop["name"],
                )  # fmt: skip
            shops.append(ShopSettings(**shop))
        return tuple(shops)

    def _review(self, name: str, value: object) -> ReviewSettings:
        weights = self._word(tuple(weight.value for weight in Weight))
        checks: dict[str, Callable[[str, Any], object]] = {each.value: weights for each in Check}
        rules: dict[str, Callable[[str, Any], object]] = {
            "checks": lambda name, value: self._table(name, value, checks),
            "discount_percent": self._between(0, 100, int),
            "tolerance": self._between(0, 10_000, int),
            "most_pieces": self._between(2, 100_000, int),
            "hold_reasons": self._list(self._text(60)),
        }
        found = self._table(name, value, rules)
        chosen = {Check(key): Weight(word) for key, word in found.pop("checks", {}).items()}
        if not found.get("hold_reasons", True):
            del found["hold_reasons"]
        return ReviewSettings(weights={**WEIGHTS, **chosen}, **found)

    def _urging(self, name: str, value: object) -> UrgingSettings:
        def zones(name: str, value: object) -> dict[str, str]:
            return {
                self._site(f"{name}.{site}", site): self._zone(f"{name}.{site}", zone)
                for site, zone in self._of_kind(dict)(name, value).items()
            }

        rules: dict[str, Callable[[str, Any], object]] = {
            "most": self._between(1, 100, int),
            "hours": self._between(1, 720, float),
            "quiet_from": self._clock,
            "quiet_until": self._clock,
            "zones": zones,
            "texts": self._list(self._text(500)),
        }
        return UrgingSettings(**self._table(name, value, rules))

    def _shifts(self, name: str, value: object) -> ShiftSettings:
        kind_rules: dict[str, Callable[[str, Any], object]] = {
            "code": self._text(12, r"[a-z][a-z0-9_-]*"),
            "name": self._text(20),
            "name_en": self._text(20),
            "start": self._clock,
            "end": self._clock,
            "days": self._list(self._word(WEEK)),
            "heads": self._between(1, 500, int),
            "duties": self._list(self._text(60)),
        }

        def kinds(name: str, value: object) -> tuple[ShiftKind, ...]:
            records = self._records(name, value, kind_rules, ("code", "name", "start", "end"))
            for n, record in enumerate(records, 1):
                if any(record["code"] == each["code"] for each in records[: n - 1]):
                    allowed = N_("a code that no other kind of shift has")
                    raise self._wrong(f"{name}[{n}].code", record["code"], allowed)
            return tuple(ShiftKind(**record) for record in records)

        rules: dict[str, Callable[[str, Any], object]] = {
            "kinds": kinds,
            "early_handover": self._of_kind(bool),
            "late_handover": self._of_kind(bool),
            "late_minutes": self._between(0, 1_440, int),
        }
        return ShiftSettings(**self._table(name, value, rules))

    def _clock(self, name: str, value: object) -> time:
        text: str = self._of_kind(str)(name, value).strip()
        if not re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", text):
            raise self._wrong(name, value, N_("a time of the day such as 22:00"))
        hour, _, minute = text.partition(":")
        return time(int(hour), int(minute))

    def _policy(self, name: str, value: object) -> PolicyWords:
        words = dict.fromkeys(("review", "change", "money", "stars"), self._list(self._text(40)))
        return PolicyWords(**self._table(name, value, words))

    def _records(
        self,
        name: str,
        value: object,
        rules: Mapping[str, Callable[[str, Any], object]],
        needed: Sequence[str],
    ) -> list[dict[str, Any]]:
        """A list of tables, each through the same rules, with what it must have."""
        found = []
        for n, table in enumerate(self._tables(name, value), 1):
            record = self._table(f"{name}[{n}]", table, rules)
            for key in needed:
                if key not in record:
                    raise NotUnderstood(
                        '{file}: {setting} needs "{key}".',
                        file=self._path, setting=f"{name}[{n}]", key=key,
                    )  # fmt: skip
            found.append(record)
        return found

    def _templates(self, name: str, value: object) -> tuple[Template, ...]:
        rules: dict[str, Callable[[str, Any], object]] = {
            "tab": self._word(tuple(Tab)),
            "number": self._between(1, 99, int),
            "text": self._text(500),
        }
        found: dict[tuple[Tab, int], Template] = {}
        records = self._records(name, value, rules, ("tab", "number", "text"))
        for n, record in enumerate(records, 1):
            template = Template(Tab(record["tab"]), record["number"], record["text"])
            if (template.tab, template.number) in found:
                allowed = N_("a number that no other template of the tab has")
                raise self._wrong(f"{name}[{n}].number", template.number, allowed)
            found[template.tab, template.number] = template
        return tuple(found.values())

    def _hints(self, name: str, value: object) -> tuple[HintRule, ...]:
        rules: dict[str, Callable[[str, Any], object]] = {
            "words": self._list(self._text(40)),
            "tab": self._word(tuple(Tab)),
            "needs": self._word(tuple(Need)),
        }
        return tuple(
            HintRule(
                record["words"],
                Tab(record["tab"]) if "tab" in record else None,
                Need(record["needs"]) if "needs" in record else None,
            )
            for record in self._records(name, value, rules, ("words",))
        )

    def _flags(self, name: str, value: object) -> dict[str, str]:
        return self._table(name, value, dict.fromkeys(COLOURS, self._text(20)))

    def _keys(self, name: str, value: object) -> dict[str, str]:
        from csdesk.keymap import keymap

        keys: dict[str, str] = {}
        for command, text in self._of_kind(dict)(name, value).items():
            keys[command] = self._of_kind(str)(f"{name}.{command}", text)
        faults = keymap(keys)[1]
        if faults:
            raise NotUnderstood("{file}: {cause}", file=self._path, cause=say(faults[0]))
        return keys


def _toml(value: object) -> str:
    """A value as desk.toml writes it, for messages."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def first_settings(zone: str = "Asia/Shanghai", lang: str = "") -> str:
    """The text of a new desk's desk.toml, every setting with a comment.

    Raises:
        NotUnderstood: the zone or the language does not exist.
    """
    check = _Reader(Path(SETTINGS_NAME)).settings({"zone": zone, "lang": lang})
    first = Path(__file__).with_name("first_desk.toml").read_text(encoding="utf-8")
    return first.format(zone=check.zone, lang=check.lang)
