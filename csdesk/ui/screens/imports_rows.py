"""Imports as lines: the table of files, what one of them is, its rows refused (S41 to S45, W3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from textual.content import Content

from csdesk.model.intake import Batch, Obstacle, Progress, Reject
from csdesk.model.settings import DeskSettings
from csdesk.model.status import BatchState
from csdesk.plain import cell_width, fit
from csdesk.ui.signs import BAD, GOOD, INFO, WARN, sign
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import LABEL, Fact, flow, middle_cut, paragraph, short
from csdesk.words import N_, UNKNOWN, _, named, ngettext, tell, when

MOST_REJECTS = 1_000
"""Rejects that the screen lists; the marked copy has all of them."""

MOST_OBSTACLES = 3
"""Things in the inbox that are told one by one."""

LONGEST_NAME = 80
"""Cells of a name that the table considers."""

LEAST_FILE = 16
"""Cells that a file's name keeps."""

ROOMY = 100
"""Cells from which the table names kind and shop of the file too."""

WORDS = {
    BatchState.IMPORTING: N_("importing"),
    BatchState.IMPORTED: N_("imported"),
    BatchState.PARTLY: N_("partly"),
    BatchState.WAITING: N_("waiting"),
    BatchState.DUPLICATE: N_("duplicate"),
    BatchState.QUARANTINED: N_("refused"),
}
"""Short words for the table; the long ones stand in the line below it."""

_OVERTAKEN = N_("overtaken")
"""Of a half that waits although a newer download has brought its orders."""

COUNTED = (BatchState.IMPORTING, BatchState.IMPORTED, BatchState.PARTLY)
"""States whose counts were counted; the others' are unknown."""

NOTED = "y"
"""The key that takes note of an import heads the column that says whether somebody has."""

_NUMBERS = range(2, 8)


class BatchTable:
    """The batches as a table whose columns are as wide as what stands in them."""

    def __init__(self, batches: Sequence[Batch], settings: DeskSettings, now: datetime) -> None:
        """Lay out these batches.

        Args:
            batches: newest first.
            settings: for the zone.
            now: tells which year needs no saying.
        """
        self._batches = batches
        self._laid_out: tuple[int, list[int]] = (0, [])
        self._rows = [self._cells(each, settings.zone, now) for each in batches]

    def _heads(self) -> tuple[str, ...]:
        return (
            _("state"), _("file"), _("rows"), _("new"), _("chgd"), _("same"), _("confl"),
            _("rej"), _("came in"), NOTED, _("kind"), _("shop"),
        )  # fmt: skip

    def _cells(self, batch: Batch, zone: str, now: datetime) -> tuple[str, ...]:
        counts = (
            batch.rows, batch.rows_new, batch.rows_changed, batch.rows_unchanged,
            batch.conflicts, batch.rejected,
        )  # fmt: skip
        known = batch.state in COUNTED
        word = _OVERTAKEN if batch.overtaken else WORDS[batch.state]
        return (
            f"[{sign(batch.state).letter}] {_(word)}",
            short(batch.file, LONGEST_NAME),
            *(
                str(count) if known or (n == 0 and count) else UNKNOWN
                for n, count in enumerate(counts)
            ),
            _day_or_time(batch.received_at, zone, now),
            NOTED if batch.accepted_by else UNKNOWN,
            short(batch.profile, LONGEST_NAME),
            short(batch.shop, LONGEST_NAME),
        )

    def _widths(self, width: int) -> list[int]:
        if self._laid_out[0] != width:
            self._laid_out = (width, self._new_widths(width))
        return self._laid_out[1]

    def _new_widths(self, width: int) -> list[int]:
        columns = zip(self._heads(), *self._rows, strict=True)
        widths = [max(cell_width(cell) for cell in column) for column in columns]
        if width < ROOMY:
            widths = widths[:-2]
        others = sum(widths) - widths[1] + len(widths) - 1
        widths[1] = max(LEAST_FILE, min(widths[1], width - others))
        return widths

    def heading(self, width: int) -> Content:
        """The names of the columns."""
        return Content.styled(self._line(self._heads(), width), LABEL)

    def entries(self) -> list[Entry]:
        """One line a batch."""
        return [
            Entry(str(batch.id), partial(self._drawn, batch, cells))
            for batch, cells in zip(self._batches, self._rows, strict=True)
        ]

    def _drawn(self, batch: Batch, cells: Sequence[str], width: int) -> list[Content]:
        line = Content(self._line(cells, width))
        return [line.stylize(sign(batch.state).style, 0, len(cells[0]))]

    def _line(self, cells: Sequence[str], width: int) -> str:
        widths = self._widths(width)
        cells = [cells[0], middle_cut(cells[1], widths[1]), *cells[2:]]
        parts = [
            fit(cell, size, right=n in _NUMBERS)
            for n, (cell, size) in enumerate(zip(cells, widths, strict=False))
        ]
        return fit(" ".join(parts), width)


def _day_or_time(at: datetime, zone: str, now: datetime) -> str:
    """The time of today's, the day of this year's, the year of others."""
    here, today = (each.astimezone(ZoneInfo(zone)) for each in (at, now))
    if here.date() == today.date():
        return f"{here:%H:%M}"
    return f"{here:%m-%d}" if here.year == today.year else f"{here.year}"


def about(batch: Batch, settings: DeskSettings, width: int, *, counts: bool) -> list[Content]:
    """What a file is and what became of it.

    Args:
        batch: the file.
        settings: for the zone.
        width: cells.
        counts: the ledger's counts too.
    """
    zone, state = settings.zone, sign(batch.state)
    lines = flow(
        [
            Fact("", batch.file, "bold"),
            Fact("", f"#{batch.id}"),
            Fact(
                "",
                f"[{state.letter}] {named(batch.state)}",
                state.style,
            ),
            Fact(_("kind"), batch.profile),
            Fact(_("shop"), batch.shop),
        ],
        width,
    )
    lines += flow(
        [
            Fact(_("day"), batch.day),
            Fact("", _("import {n} of the day").format(n=batch.ordinal) if batch.ordinal else ""),
            Fact(_("other half"), f"#{batch.pair}" if batch.pair else ""),
            Fact(_("came in"), when(batch.received_at, zone)),
            Fact(_("finished"), when(batch.finished_at, zone) if batch.finished_at else ""),
            Fact(_("noted by"), _noted(batch, zone), GOOD),
        ],
        width,
    )
    if counts and batch.state in COUNTED:
        lines += _ledger(batch, width)
    if where := _where_it_lies(batch):
        lines += paragraph("", where, width, style=WARN)
    if batch.reason:
        bad = batch.state is BatchState.QUARANTINED
        lines += paragraph("", tell(batch.reason, batch.facts), width, style=BAD if bad else WARN)
    return lines


def _noted(batch: Batch, zone: str) -> str:
    """Who took note of a file, and when (W3); empty while nobody has."""
    if batch.accepted_at is None:
        return batch.accepted_by
    return f"{batch.accepted_by} {when(batch.accepted_at, zone)}"


def _where_it_lies(batch: Batch) -> str:
    """Where a person finds what did not go in; empty where all did (F55)."""
    if batch.state is BatchState.QUARANTINED:
        return _("The file and a report on it lie in quarantine/ in the desk's folder.")
    if batch.rejected:
        text = _("A marked copy of the rows refused lies in quarantine/{n}/ in the desk's folder.")
        return text.format(n=batch.id)
    return ""


def _ledger(batch: Batch, width: int) -> list[Content]:
    """The counts of one file, rows that add up and then orders; a zero is counted (S45)."""
    known = batch.rows_new + batch.rows_changed + batch.rows_unchanged + batch.rejected
    missed = batch.rows - known if batch.state is not BatchState.IMPORTING else 0
    sum_of = _("{rows:,} = {new:,} new + {changed:,} changed + {same:,} unchanged").format(
        rows=batch.rows, new=batch.rows_new, changed=batch.rows_changed, same=batch.rows_unchanged
    )
    rows = [
        Fact(_("rows in the file"), sum_of, "bold"),
        Fact("", _("+ {n:,} rejected").format(n=batch.rejected), BAD if batch.rejected else "bold"),
        Fact("", _("+ {n:,} not reached").format(n=missed) if missed else "", BAD),
    ]
    orders = [
        Fact(_("orders new"), f"{batch.orders_new:,}", GOOD),
        Fact(_("changed"), f"{batch.orders_changed:,}", INFO),
        Fact(_("unchanged"), f"{batch.orders_unchanged:,}"),
    ]
    if batch.pair and not batch.orders_new + batch.orders_changed + batch.orders_unchanged:
        orders = [Fact(_("orders"), _("counted with #{n}").format(n=batch.pair))]
    rest = [
        Fact(_("lines"), f"{batch.lines:,}"),
        Fact(_("conflicts"), f"{batch.conflicts:,}", BAD if batch.conflicts else ""),
    ]
    return [*flow(rows, width), *flow([*orders, *rest], width)]


def running(progress: Progress, now: datetime, width: int) -> list[Content]:
    """The running import: file, rows, share, rate."""
    seconds = max(1.0, (now - progress.started_at).total_seconds())
    done, total = progress.rows_done, progress.rows_total
    rows = f"{done:,} / {total:,}" if total else f"{done:,}"
    share = Fact("", f"{done * 100 // total} %" if total else "")
    by, bold = Fact(_("by"), progress.by), f"bold {INFO}"
    if not progress.file:
        what = Fact("", _("the search index is built anew"), bold)
        return flow([what, Fact(_("orders"), rows), share, by], width)
    rate = Fact("", _("{n:,} rows a second").format(n=int(done / seconds)))
    what = Fact(_("importing"), progress.file, bold)
    return flow([what, Fact(_("rows"), rows), share, rate, by], width)


def in_the_way(obstacles: Sequence[Obstacle], width: int) -> list[Content]:
    """What lies in the inbox and is not taken in, each with its reason."""
    lines: list[Content] = []
    for each in obstacles[:MOST_OBSTACLES]:
        text = tell(each.reason, {"file": each.path, **each.facts})
        lines += paragraph("!", f"inbox/{each.path}: {text}", width, style=BAD, most=2)
    if (more := len(obstacles) - MOST_OBSTACLES) > 0:
        text = ngettext(
            "{n} more thing in the inbox is not taken in.",
            "{n} more things in the inbox are not taken in.",
            more,
        )
        lines += paragraph("", text.format(n=more), width)
    return lines


def reject_entries(rejects: Sequence[Reject], total: int) -> list[Entry]:
    """Rows that did not go in: row, column, value, reason (F55).

    Args:
        rejects: the first ``MOST_REJECTS`` of them.
        total: how many there are.
    """
    entries = [Entry(f"{n}", partial(_reject, each)) for n, each in enumerate(rejects)]
    more = total - len(rejects)
    if more > 0:
        text = ngettext("{n} more row is in the marked copy.", "{n} more rows are in it.", more)
        entries.append(Entry("more", partial(paragraph, "", text.format(n=more))))
    return entries


def _reject(reject: Reject, width: int) -> list[Content]:
    head = flow(
        [
            Fact(_("row"), str(reject.row), "bold"),
            Fact(_("column"), reject.column),
            Fact(_("value"), f"“{reject.value}”" if reject.value else _("(empty)"), BAD),
            Fact(_("order"), reject.market_no),
        ],
        width,
    )
    return [*head, *paragraph("", tell(reject.reason, reject.facts), width)]


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def joined(lines: Iterable[Content]) -> Content:
    """Lines as one text."""
    return Content("\n").join(lines)
