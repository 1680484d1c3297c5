"""Words of reports: what their figures, lists and periods are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.model.reports import Done, Figure, Left, Period, ReportList, ReportRow, Unit
from csdesk.plain import plain
from csdesk.vocabulary import NAMES
from csdesk.words import N_, _, language, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csdesk.model.settings import ShiftKind

_COUNTS = {
    "batch": N_("import number"),
    "rows": N_("rows"),
    "rows_new": N_("new"),
    "rows_changed": N_("changed"),
    "rows_unchanged": N_("unchanged"),
    "rejected": N_("rejected"),
    "orders_new": N_("new orders"),
    "orders_changed": N_("orders changed by imports"),
    "conflicts": N_("conflicts"),
    "orders": N_("orders"),
    "quantity": N_("pieces"),
    "pieces": N_("pieces"),
    "fields": N_("fields"),
    "drafts": N_("drafts"),
}

_WORDS = {
    Done.IMPORTS: "BatchState",
    Done.SWAPS: "SwapState",
    Left.FINANCE: "Tab",
    Left.SHIPPING: "Tab",
    Left.QUERIES: "Tab",
    Left.OVERDUE: "PromiseKind",
    Left.PROMISES: "PromiseKind",
    Left.CASES: "Party",
    Left.REQUESTS: "RequestKind",
    Left.STUCK: "StuckKind",
}
"""Of which vocabulary the word of a row is."""

_OWN = {
    "blacklist": N_("marked red"), "unblacklist": N_("no longer red"),
}  # fmt: skip


def row_words(of: Done | Left | Figure, row: ReportRow) -> str:
    """What a row tells beside its name, person and moment, in the language spoken now."""
    known = NAMES.get((_WORDS.get(of, ""), row.word)) or _OWN.get(row.word)
    numbers = (f"{_(_COUNTS.get(name, name))} {n:,}" for name, n in row.counts.items())
    return ", ".join(filter(None, (_(known) if known else "", *numbers)))


def period_name(period: Period, kind: str = "") -> str:
    """What people call a period, in the language spoken now.

    Args:
        period: of a report.
        kind: what its shift's kind is called; of one shift only.
    """
    if period.unit is Unit.SHIFT:
        return f"{period.first} {plain(kind)} #{period.shift_id}"
    if period.unit is Unit.MONTH:
        return period.first[:7]
    if period.first == period.last:
        return period.first
    return _("{first} to {last}").format(first=period.first, last=period.last)


def period_short(period: Period) -> str:
    """A period for the head of a column: ``#7``, ``11-22``, ``2026-11``."""
    if period.unit is Unit.SHIFT:
        return f"#{period.shift_id}"
    return period.first[:7] if period.unit is Unit.MONTH else period.first[5:]


_BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[int]) -> str:
    """Figures as blocks of a line, the largest the highest; 0 is a point on the ground.

    Some terminals give a block two cells: it stands last in a line, so that nothing moves.
    """
    most = max(values, default=0)
    return "".join("." if not n else _BARS[(n * len(_BARS) - 1) // most] for n in values)


def report_title(period: Period, kind: str = "") -> str:
    """The heading of a report; arguments as for ``period_name``."""
    title = {
        Unit.SHIFT: N_("Report of the shift"), Unit.DAY: N_("Report of the day"),
        Unit.WEEK: N_("Report of the week"), Unit.MONTH: N_("Report of the month"),
        Unit.SPAN: N_("Report"),
    }[period.unit]  # fmt: skip
    return f"{_(title)} {period_name(period, kind)}"


def kind_name(kinds: Iterable[ShiftKind], code: str) -> str:
    """What a kind of shift is called; the code itself where desk.toml no longer has it."""
    kind = next((each for each in kinds if each.code == code), None)
    if kind is None:
        return code
    return kind.name_en if language() == "en" and kind.name_en else kind.name


def left_out(listed: ReportList) -> str:
    """A sentence on what a list leaves out; empty where it leaves out nothing."""
    if not listed.left_out:
        return ""
    text = ngettext(
        "{n:,} more is counted and not listed.", "{n:,} more are counted and not listed.",
        listed.left_out,
    )  # fmt: skip
    return text.format(n=listed.left_out)
