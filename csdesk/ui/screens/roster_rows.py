"""The roster and swaps of shifts, drawn (S54)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from textual.content import Content

from csdesk.model.roster import Duty, RuleFailure, Swap, SwapState, Week, WeekRow
from csdesk.model.settings import WEEK, ShiftKind, ShiftSettings
from csdesk.plain import cell_width, fit, plain
from csdesk.ui.screens.shift_words import kind_word
from csdesk.ui.signs import BAD, GOOD, INFO, MUTED, WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import LABEL, Fact, flow, paragraph, short
from csdesk.vocabulary import ON_DUTY, WEEKDAYS
from csdesk.words import _, age, named, ngettext, tell_of_shifts

STYLES = {
    SwapState.ASKED: WARN,
    SwapState.ACCEPTED: INFO,
    SwapState.DECLINED: BAD,
    SwapState.APPROVED: GOOD,
    SwapState.REFUSED: BAD,
    SwapState.WITHDRAWN: MUTED,
}

_FREE = "-"
_DAYS = 7


def duty_words(duty: Duty, shifts: ShiftSettings) -> str:
    """A duty by its day: ``2026-11-24 Tue late shift 16:30-00:30``."""
    kind = shifts.kind(duty.kind)
    day = " ".join((plain(duty.day), weekday(duty.day)))
    times = f" {kind.start:%H:%M}-{kind.end:%H:%M}" if kind else ""
    return f"{day} {kind_word(duty.kind, shifts)}{times}"


def weekday(day: str) -> str:
    """What people call a day of the week."""
    return _(WEEKDAYS[date.fromisoformat(day).weekday()])


# Swaps


def swap_entries(swaps: Sequence[Swap], shifts: ShiftSettings, now: datetime) -> list[Entry]:
    """Swaps as rows."""
    return [Entry(f"swap {each.id}", partial(_swap, each, shifts, now)) for each in swaps]


def _swap(each: Swap, shifts: ShiftSettings, now: datetime, width: int) -> list[Content]:
    given = " ".join((each.asked.day[5:], kind_word(each.asked.kind, shifts)))
    back = _("nothing")
    if each.offered is not None:
        back = " ".join((each.offered.day[5:], kind_word(each.offered.kind, shifts)))
    hard = sum(failure.hard for failure in each.failures)
    broken = ngettext("{n} rule broken", "{n} rules broken", len(each.failures))
    told = broken.format(n=len(each.failures)) if each.failures else ""
    if each.obstacle:
        told = _("cannot be done")
    return flow(
        [
            Fact("", f"[{named(each.state)}]", f"bold {STYLES[each.state]}"),
            Fact("", f"{each.asked.name} {given} -> {each.peer}", "bold"),
            Fact(_("for"), back),
            Fact("", told, BAD if hard or each.obstacle else WARN),
            Fact("", age(each.at, now)),
        ],
        width,
    )


def swap_lines(each: Swap, shifts: ShiftSettings, width: int) -> list[Content]:
    """All there is to know of a swap: both shifts, who agreed, what it breaks."""
    lines = paragraph(
        " " + _("{name} gives away:").format(name=short(each.asked.name, 30)),
        duty_words(each.asked, shifts), width, style="bold",
    )  # fmt: skip
    gives = _("{name} gives for it:").format(name=short(each.peer, 30))
    back = duty_words(each.offered, shifts) if each.offered else _("nothing, only takes over")
    lines += paragraph(" " + gives, back, width, style="bold")
    agreed = each.state not in (SwapState.ASKED, SwapState.DECLINED)
    if each.state in (SwapState.WITHDRAWN, SwapState.REFUSED):
        agreed = each.version > _ANSWERED
    said = _("{name} agrees.") if agreed else _("{name} has not agreed.")
    lines += paragraph("", " " + said.format(name=each.peer), width, style=GOOD if agreed else WARN)
    if each.reason:
        lines += paragraph(" " + _("Reason:"), each.reason, width)
    lines.append(Content(""))
    if each.obstacle:
        lines += paragraph("", " " + tell_of_shifts(*each.obstacle, shifts), width, style=BAD)
    for failure in each.failures:
        lines += _failure(failure, shifts, width)
    if not each.failures and not each.obstacle and each.open:
        lines.append(Content.styled(" " + _("No rule is broken."), GOOD))
    if each.decided_by:
        label = f" {plain(each.decided_by)} ({named(each.state)}):"
        lines += paragraph(label, each.decision or "-", width, style=STYLES[each.state])
    return lines


_ANSWERED = 2
"""Version of a swap that the colleague agreed to, and the least of one decided after that."""


def _failure(failure: RuleFailure, shifts: ShiftSettings, width: int) -> list[Content]:
    mark = _("must be kept") if failure.hard else _("should be kept")
    told = tell_of_shifts(failure.words, failure.facts, shifts)
    return paragraph(f" [{mark}]", told, width, style=BAD if failure.hard else WARN)


# The week


def week_entries(week: Week, shifts: ShiftSettings, me: str) -> list[Entry]:
    """Days, a row for each person, how many there are, purchasers on duty."""
    entries = [Entry("days", partial(_days, week))]
    entries += [
        Entry(f"person {row.login}", partial(_row, row, shifts, me, week)) for row in week.rows
    ]
    return [*entries, Entry("counts", partial(_counts, week, shifts))]


def _widths(width: int) -> tuple[int, int]:
    """Cells of the names, and of a day."""
    names = min(24, max(8, width // 8))
    return names, max(4, (width - names) // _DAYS - 1)


def _line(name: Content, cells: Sequence[Content], width: int) -> Content:
    names, day = _widths(width)
    padded = [Content(fit(name.plain, names)).stylize(_style(name))]
    padded += [Content(" " + fit(cell.plain, day)).stylize(_style(cell)) for cell in cells]
    return Content("").join(padded).truncate(width)


def _style(content: Content) -> str:
    return str(content.spans[0].style) if content.spans else ""


def _days(week: Week, width: int) -> list[Content]:
    names = [Content.styled(weekday(day), LABEL) for day in week.days]
    days = [
        Content.styled(f"{day[5:]}*" if day == week.today else day[5:],
                       "bold" if day == week.today else LABEL)
        for day in week.days
    ]  # fmt: skip
    return [_line(Content(""), names, width), _line(Content(""), days, width)]


def _row(row: WeekRow, shifts: ShiftSettings, me: str, week: Week, width: int) -> list[Content]:
    own = "bold" if row.login == me else ""
    room = _widths(width)[1]
    cells = [
        Content.styled(_kind(kind, shifts, room), _colour(kind, shifts)) if kind
        else Content.styled(_FREE, MUTED)
        for kind in row.kinds
    ]  # fmt: skip
    return [_line(Content.styled(plain(row.name), own), cells, width)]


def _kind(code: str, shifts: ShiftSettings, room: int) -> str:
    """The name of a kind, or its code where only that fits."""
    name = kind_word(code, shifts)
    return plain(code) if cell_width(name) > room >= cell_width(plain(code)) else name


_COLOURS = (INFO, "$d-purple", "$d-yellow", GOOD)


def _colour(code: str, shifts: ShiftSettings) -> str:
    codes = [each.code for each in shifts.kinds]
    return _COLOURS[codes.index(code) % len(_COLOURS)] if code in codes else WARN


def _counts(week: Week, shifts: ShiftSettings, width: int) -> list[Content]:
    names = _widths(width)[0]
    lines = [Content("")]
    for kind in shifts.kinds:
        cells = [_count(week, n, kind) for n in range(_DAYS)]
        lines.append(_line(Content.styled(_kind(kind.code, shifts, names), LABEL), cells, width))
    if any(week.purchasers):
        lines.append(Content.styled(fit(_(ON_DUTY[True]), width), LABEL))
        on_duty = [Content(plain(",".join(each)) or _FREE) for each in week.purchasers]
        lines.append(_line(Content(""), on_duty, width))
    return lines


def _count(week: Week, n: int, kind: ShiftKind) -> Content:
    there = sum(row.kinds[n] == kind.code and kind.counts(row.roles) for row in week.rows)
    if not there and WEEK[n] not in kind.days:
        return Content.styled(_FREE, MUTED)
    too_few = any(s.day == week.days[n] and s.kind == kind.code for s in week.short)
    return Content.styled(f"{there}/{kind.heads}" + "!" * too_few, f"bold {BAD}" if too_few else "")
