"""The count ledger as lines: the table of imports, the numbers of one, its differences."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual.content import Content

from csdesk.model.downloads import Difference, LedgerLine
from csdesk.model.found import OrderRow
from csdesk.model.settings import DeskSettings
from csdesk.model.status import BatchState
from csdesk.plain import cell_width, fit
from csdesk.ui.screens.imports_rows import COUNTED, LEAST_FILE, LONGEST_NAME
from csdesk.ui.signs import BAD, GOOD, MUTED, shown
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import LABEL, middle_cut, paragraph, rule, short
from csdesk.words import N_, UNKNOWN, _, money, named, when

LISTED = {
    "changed": N_("changed"),
    "approved": N_("approved"),
    "held": N_("held"),
    "downloaded": N_("downloaded"),
    "difference": N_("differences"),
}
"""Numbers behind which stand orders that a screen lists, with their words."""

EQUAL, DIFFERS = "=", "!="


class LedgerTable:
    """The imports as a table whose columns are as wide as what stands in them."""

    def __init__(self, lines: Sequence[LedgerLine]) -> None:
        """Lay out these imports, the newest first."""
        self._lines = lines
        self._rows = [_cells(each) for each in lines]

    def _heads(self) -> tuple[str, ...]:
        return (
            "#", _("file"), _("rows"), "", _("new"), _("chgd"), _("same"), _("rej"), _("appr"), "",
            _("dnld"), _("held"), _("diff"),
        )  # fmt: skip

    def heading(self, width: int) -> Content:
        """The names of the columns."""
        return Content.styled(self._line(self._heads(), width), LABEL)

    def entries(self) -> list[Entry]:
        """One line an import."""
        return [
            Entry(str(line.batch.id), partial(self._drawn, line, cells))
            for line, cells in zip(self._lines, self._rows, strict=True)
        ]

    def _drawn(self, line: LedgerLine, cells: Sequence[str], width: int) -> list[Content]:
        drawn = Content(self._line(cells, width))
        if not adds_up(line) or line.difference:
            drawn = drawn.stylize(BAD)
        return [drawn]

    def _line(self, cells: Sequence[str], width: int) -> str:
        columns = zip(self._heads(), *self._rows, strict=True)
        widths = [max(cell_width(cell) for cell in column) for column in columns]
        others = sum(widths) - widths[1] + len(widths) - 1
        widths[1] = max(LEAST_FILE, min(widths[1], width - others))
        parts = [
            fit(middle_cut(cell, size) if n == 1 else cell, size, right=n != 1)
            for n, (cell, size) in enumerate(zip(cells, widths, strict=True))
        ]
        return fit(" ".join(parts), width)


def adds_up(line: LedgerLine) -> bool:
    """Whether every row of the file is in one of the counts; a file not taken in has none."""
    return line.batch.state not in COUNTED or not line.missed


def _cells(line: LedgerLine) -> tuple[str, ...]:
    batch = line.batch
    file = short(batch.file, LONGEST_NAME)
    if batch.state not in COUNTED:
        return (str(batch.id), file, str(batch.rows or UNKNOWN), "", *[UNKNOWN] * 5, "",
                *[UNKNOWN] * 3)  # fmt: skip
    rows = (batch.rows_new, batch.rows_changed, batch.rows_unchanged, batch.rejected)
    running = batch.state is BatchState.IMPORTING
    return (
        str(batch.id), file, f"{batch.rows:,}",
        "" if running else EQUAL if adds_up(line) else DIFFERS,
        *(f"{count:,}" for count in rows), f"{line.approved:,}",
        EQUAL if line.approved == line.downloaded and not line.difference else DIFFERS,
        f"{line.downloaded:,}", f"{line.held:,}", f"{line.difference:,}",
    )  # fmt: skip


def number_entries(line: LedgerLine) -> list[Entry]:
    """The numbers of one import, a line each; each can be opened."""
    batch = line.batch
    numbers = [
        ("rows", _("rows in the file"), batch.rows, ""),
        ("new", _("+ new"), batch.rows_new, ""),
        ("changed", _("+ changed"), batch.rows_changed, ""),
        ("unchanged", _("+ unchanged"), batch.rows_unchanged, ""),
        ("rejected", _("+ rejected"), batch.rejected, BAD if batch.rejected else ""),
        ("missed", _("not in these"), line.missed, BAD if line.missed else GOOD),
        ("approved", _("orders approved"), line.approved, ""),
        ("downloaded", _("orders in files"), line.downloaded, ""),
        ("difference", _("differences open"), line.difference, BAD if line.difference else GOOD),
        ("held", _("orders held"), line.held, ""),
    ]
    if batch.state not in COUNTED:
        numbers = numbers[:1]
    room = max(cell_width(label) for _key, label, _count, _style in numbers)
    entries = [
        Entry(key, partial(_number, f"{fit(label, room)}  {count:>9,}", style))
        for key, label, count, style in numbers
    ]
    files = ", ".join(f"{file}.csv" for file in line.files)
    if files:
        entries.append(Entry("files", partial(paragraph, _("files in exports/"), files)))
    return entries


def _number(text: str, style: str, width: int) -> list[Content]:
    return [Content.styled(fit(text, min(width, cell_width(text))), style)]


def difference_entries(apart: Sequence[Difference], settings: DeskSettings) -> list[Entry]:
    """The orders that stand on one side only, with what explains them."""
    return [
        Entry(f"order {each.order_no}", partial(_difference, each, settings, nth=nth))
        for nth, each in enumerate(apart)
    ]


def _difference(each: Difference, settings: DeskSettings, width: int, *, nth: int) -> list[Content]:
    head = Content.assemble(
        (f"{DIFFERS} " if each.open else f"{EQUAL} ", BAD if each.open else GOOD),
        (short(each.order_no, LONGEST_NAME), "bold"), "  ", named(each.side), "  ",
        shown(each.order_status),
    )  # fmt: skip
    lines = [rule(_("Differences"), width)] if not nth else []
    lines.append(head if head.cell_length <= width else head[:width])
    if each.open:
        return [*lines, Content.styled(fit("  " + _("open: e explains it"), width), MUTED)]
    who = f"{each.by}, {when(each.at, settings.zone)}"
    return [*lines, *paragraph(f"  {who}", each.explanation, width, most=3)]


def order_entries(rows: Sequence[OrderRow]) -> list[Entry]:
    """Orders, a line each."""
    return [Entry(row.order_no, partial(_order, row)) for row in rows]


def _order(row: OrderRow, width: int) -> list[Content]:
    line = Content.assemble(
        (short(row.order_no, LONGEST_NAME), "bold"), "  ", shown(row.order_status), "  ",
        fit(short(row.name, 12), 12), "  ", fit(money(row.total, row.currency), 12, right=True),
        "  ", short(row.title, LONGEST_NAME),
    )  # fmt: skip
    return [line if line.cell_length <= width else line[:width]]
