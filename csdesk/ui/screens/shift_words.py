"""Shifts in words: their names, times, people, and what waits."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from textual.content import Content

from csdesk.model.notices import Notice
from csdesk.model.settings import ShiftSettings
from csdesk.model.shifts import PlannedShift, Present, Shift, Waiting
from csdesk.plain import plain
from csdesk.ui.signs import GOOD, MUTED, WARN
from csdesk.ui.widgets.paragraphs import Fact, flow
from csdesk.words import _, language, ngettext, tell_of_shifts, when


def kind_word(code: str, settings: ShiftSettings) -> str:
    """What a kind of shift is called in the language spoken now."""
    return plain(settings.called(code, language()))


def day_and_kind(shift: Shift, settings: ShiftSettings) -> str:
    """A shift by name: ``2026-11-22 早班``."""
    return f"{plain(shift.day)} {kind_word(shift.kind, settings)}"


def span_words(start: datetime, end: datetime, zone: str) -> str:
    """From when until when: ``2026-11-22 16:30 - 00:30 (+1)``."""
    here = ZoneInfo(zone)
    begins, ends = start.astimezone(here), end.astimezone(here)
    days = (ends.date() - begins.date()).days
    return f"{when(start, here)} - {ends:%H:%M}" + (f" (+{days})" if days else "")


def waiting_words(waiting: Waiting) -> str:
    """How much waits: ``7 hand-over items wait (2 critical)``."""
    text = ngettext(
        "{n} hand-over item waits ({k} critical).", "{n} hand-over items wait ({k} critical).",
        waiting.items,
    )  # fmt: skip
    return text.format(n=waiting.items, k=waiting.critical)


def offer_lines(
    each: PlannedShift, now: datetime, zone: str, width: int, *, rostered: bool
) -> list[Content]:
    """A shift that may be opened or joined; whether it was closed already, or its time is over."""
    roster = _("on the roster") if rostered else ""
    done = _("closed already") if each.closed else _("its time is over") if each.end <= now else ""
    duties = ", ".join(each.kind.does(language()))
    return flow(
        [
            Fact("", each.kind.called(language()), "bold"),
            Fact("", span_words(each.start, each.end, zone)),
            Fact("", roster, GOOD),
            Fact("", done, WARN),
            Fact(_("duties"), duties),
        ],
        width,
    )


def present_lines(
    each: Present, settings: ShiftSettings, zone: str, width: int
) -> list[Content]:  # fmt: skip
    """Somebody who works, or worked, in a shift."""
    gone = when(each.left_at, zone) if each.left_at else ""
    return flow(
        [
            Fact("", each.name, MUTED if gone else "bold"),
            Fact("", kind_word(each.kind, settings)),
            Fact("", span_words(each.planned_start, each.planned_end, zone)),
            Fact(_("came"), when(each.came_at, zone)),
            Fact(_("left"), gone),
        ],
        width,
    )


def notice_words(each: Notice, settings: ShiftSettings) -> str:
    """What a notice says: the writer's own words, or the desk's in the language spoken now."""
    return tell_of_shifts(each.text, each.facts, settings) if each.facts else each.text
