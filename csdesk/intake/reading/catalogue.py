"""All profiles of a desk: its own first, then the packaged ones."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources

from csdesk.intake.reading.form import laid_over, profile_of, quoted
from csdesk.intake.reading.profile import Profile
from csdesk.intake.reading.stock_form import stock_profile_of
from csdesk.intake.reading.stock_profile import StockProfile
from csdesk.model.errors import NotFound, NotUnderstood
from csdesk.model.settings import DeskSettings
from csdesk.model.status import Flag

ORDERS, STOCK = "profiles", "stock_profiles"
"""Folders of packaged forms."""


@cache
def _forms(of: str = ORDERS) -> dict[str, dict[str, object]]:
    """The packaged forms by id."""
    folder = resources.files("csdesk.intake.reading") / of
    found = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    forms = [tomllib.loads((folder / name).read_text("utf-8")) for name in found]
    return {str(form["id"]): form for form in forms}


@cache
def packaged() -> tuple[Profile, ...]:
    """The profiles that come with csdesk."""
    forms = _forms()
    return tuple(profile_of(_whole(forms[i], forms, i), i) for i in sorted(forms))


def profiles(settings: DeskSettings) -> tuple[Profile, ...]:
    """Every profile of the desk; of two with one id the shop's own counts.

    The shop's own words for flags (F26) are known to all of them.

    Raises:
        NotUnderstood: a profile in desk.toml is wrong; the message says what and where.
    """
    forms: dict[str, Mapping[str, object]] = dict(_forms())
    own = []
    for place, form in enumerate(settings.profiles, start=1):
        if "tells" in form:
            continue
        where = f"desk.toml, profile {place}"
        own.append(profile_of(_whole(form, forms, where), where))
        forms[own[-1].id] = form
    ids = {profile.id for profile in own}
    found = (*own, *(profile for profile in packaged() if profile.id not in ids))
    words = {word: Flag(colour) for colour, word in settings.flag_words.items() if word}
    if not words:
        return found
    return tuple(replace(profile, flags={**words, **profile.flags}) for profile in found)


@cache
def packaged_stock() -> tuple[StockProfile, ...]:
    """The profiles of files about the stock that come with csdesk."""
    forms = _forms(STOCK)
    return tuple(stock_profile_of(forms[i], i) for i in sorted(forms))


def stock_profiles(settings: DeskSettings) -> tuple[StockProfile, ...]:
    """Every profile of files about the stock; of two with one id the shop's own counts.

    Raises:
        NotUnderstood: a profile in desk.toml is wrong; the message says what and where.
    """
    own = [
        stock_profile_of(form, f"desk.toml, profile {place}")
        for place, form in enumerate(settings.profiles, start=1)
        if "tells" in form
    ]
    ids = {profile.id for profile in own}
    return (*own, *(profile for profile in packaged_stock() if profile.id not in ids))


def profile_by_id(profile_id: str, settings: DeskSettings) -> Profile:
    """The profile that once read a file.

    Raises:
        NotFound: neither packaged nor in desk.toml (any more).
    """
    for profile in profiles(settings):
        if profile.id == profile_id:
            return profile
    raise NotFound("There is no profile {profile}.", profile=profile_id)


def _whole(
    form: Mapping[str, object], forms: Mapping[str, Mapping[str, object]], where: str
) -> Mapping[str, object]:
    """The form with what it extends beneath it."""
    seen: list[str] = []
    while "extends" in form:
        base = str(form["extends"])
        if base not in forms or base in seen:
            raise NotUnderstood(
                "In {where}: {key} cannot be {value}. Allowed: {allowed}.",
                where=where, key="extends", value=quoted(base), allowed=", ".join(sorted(forms)),
            )  # fmt: skip
        seen.append(base)
        rest = {key: value for key, value in form.items() if key != "extends"}
        form = laid_over(forms[base], rest)
    return form
