"""Words of reports: what their figures, lists and periods are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.model.reports import Done, Figure, Left, Period, ReportList, ReportRow, Unit
from csdesk.plain import plain
from csdesk.words import N_, _, language, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csdesk.model.shifts import ShiftKind

NAMES = {
    ("Section", "imports"): N_("Imports"),
    ("Section", "review"): N_("Review"),
    ("Section", "downloads"): N_("Files for shipping"),
    ("Section", "changes"): N_("Changes of orders"),
    ("Section", "remarks"): N_("Remarks written"),
    ("Section", "asks"): N_("Answers of departments"),
    ("Section", "promises"): N_("Promises to customers"),
    ("Section", "cases"): N_("After-sale cases"),
    ("Section", "calls"): N_("Calls to suppliers"),
    ("Section", "conflicts"): N_("Conflicts and counts"),
    ("Section", "blacklist"): N_("Blacklist"),
    ("Section", "requests"): N_("Requests to leads"),
    ("Section", "handover"): N_("Hand-over"),
    ("Section", "roster"): N_("Roster and notices"),
    ("Figure", "files"): N_("files taken in"),
    ("Figure", "duplicates"): N_("files that were in already"),
    ("Figure", "quarantined"): N_("files in quarantine"),
    ("Figure", "rows"): N_("rows in files"),
    ("Figure", "rows_new"): N_("of them new"),
    ("Figure", "rows_changed"): N_("of them changed"),
    ("Figure", "rows_unchanged"): N_("of them unchanged"),
    ("Figure", "rejected"): N_("of them rejected"),
    ("Figure", "orders_new"): N_("new orders"),
    ("Figure", "orders_changed"): N_("orders changed by imports"),
    ("Figure", "conflicts"): N_("conflicts that came up"),
    ("Figure", "approved"): N_("orders approved"),
    ("Figure", "despite"): N_("of them despite a failed check"),
    ("Figure", "held"): N_("orders held"),
    ("Figure", "problems"): N_("orders marked as wrong"),
    ("Figure", "released"): N_("orders let go on"),
    ("Figure", "lists"): N_("files written"),
    ("Figure", "listed"): N_("orders in them"),
    ("Figure", "fields"): N_("orders corrected"),
    ("Figure", "lines"): N_("order lines corrected"),
    ("Figure", "exchanged"): N_("items exchanged"),
    ("Figure", "paid"): N_("payment statuses changed"),
    ("Figure", "shipped"): N_("parcels said to have left"),
    ("Figure", "stops"): N_("parcels to stop answered"),
    ("Figure", "split"): N_("orders split"),
    ("Figure", "unsplit"): N_("orders put together again"),
    ("Figure", "reshipped"): N_("orders sent again"),
    ("Figure", "gifts"): N_("gifts and rebates"),
    ("Figure", "first"): N_("priorities changed"),
    ("Figure", "urged"): N_("buyers urged to pay"),
    ("Figure", "undone"): N_("steps taken back"),
    ("Figure", "internal"): N_("internal remarks"),
    ("Figure", "finance"): N_("asks to finance"),
    ("Figure", "shipping"): N_("asks to shipping"),
    ("Figure", "revised"): N_("remarks corrected"),
    ("Figure", "finance_done"): N_("answered by finance"),
    ("Figure", "shipping_done"): N_("answered by shipping"),
    ("Figure", "queried"): N_("came back with a question"),
    ("Figure", "promised"): N_("promises made"),
    ("Figure", "kept"): N_("promises kept"),
    ("Figure", "broken"): N_("promises not kept"),
    ("Figure", "opened"): N_("cases opened"),
    ("Figure", "moved"): N_("steps of cases"),
    ("Figure", "closed"): N_("cases closed or turned down"),
    ("Figure", "amazon"): N_("steps of Amazon cases"),
    ("Figure", "called"): N_("calls to suppliers"),
    ("Figure", "items_called"): N_("items asked about"),
    ("Figure", "discontinued"): N_("items discontinued"),
    ("Figure", "settled"): N_("conflicts settled"),
    ("Figure", "explained"): N_("count differences explained"),
    ("Figure", "blacklisted"): N_("orders marked red"),
    ("Figure", "unblacklisted"): N_("orders no longer red"),
    ("Figure", "asked_lead"): N_("requests made"),
    ("Figure", "agreed"): N_("requests agreed to"),
    ("Figure", "turned_down"): N_("requests turned down"),
    ("Figure", "items_added"): N_("hand-over items written"),
    ("Figure", "items_acknowledged"): N_("hand-over items acknowledged"),
    ("Figure", "items_done"): N_("hand-over items done or dropped"),
    ("Figure", "overridden"): N_("times a lead passed over something"),
    ("Figure", "swaps_asked"): N_("swaps asked for"),
    ("Figure", "swapped"): N_("swaps agreed to"),
    ("Figure", "notices"): N_("notices sent"),
    ("Figure", "denied"): N_("attempts without a right"),
    ("Measure", "reviewed"): N_("orders reviewed"),
    ("Measure", "remarks"): N_("remarks written"),
    ("Measure", "answered"): N_("asks answered"),
    ("Measure", "answer_minutes"): N_("minutes to an answer, median"),
    ("Measure", "cases_closed"): N_("cases closed"),
    ("Measure", "items_carried"): N_("hand-over items taken on"),
    ("Unit", "shift"): N_("one shift"),
    ("Unit", "day"): N_("one day"),
    ("Unit", "week"): N_("one week"),
    ("Unit", "month"): N_("one month"),
    ("Unit", "span"): N_("some days"),
    ("Done", "imports"): N_("Files taken in"),
    ("Done", "downloads"): N_("Files for shipping"),
    ("Done", "calls"): N_("Calls to suppliers"),
    ("Done", "blacklistings"): N_("Orders marked red, or no longer"),
    ("Done", "swaps"): N_("Swaps of shifts"),
    ("Left", "differences"): N_("count differences nobody explained"),
    ("Left", "drafts"): N_("drafts that were not saved"),
    ("Left", "finance"): N_("asks that finance has open"),
    ("Left", "shipping"): N_("asks that shipping has open"),
    ("Left", "queries"): N_("questions back to whoever asked"),
    ("Left", "overdue"): N_("promises overdue"),
    ("Left", "promises"): N_("promises still to come"),
    ("Left", "cases"): N_("after-sale cases open"),
    ("Left", "requests"): N_("requests that wait for a lead"),
    ("Left", "shortages"): N_("items short, nobody called"),
    ("Left", "conflicts"): N_("orders with unsettled conflicts"),
    ("Left", "stuck"): N_("orders that are stuck"),
}
"""By the enum's name and the value: a part of ``vocabulary.NAMES``, and message ids too."""

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
    from csdesk.vocabulary import NAMES as ALL  # it takes our names in

    known = ALL.get((_WORDS.get(of, ""), row.word)) or _OWN.get(row.word)
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
