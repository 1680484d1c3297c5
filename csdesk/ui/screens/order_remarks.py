"""The lists under an order: remarks of a tab, open conflicts, steps of the log."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from csdesk.fields import field_word
from csdesk.model.status import Tab
from csdesk.plain import cell_width, fit, plain
from csdesk.ui.screens.inbox_rows import moves
from csdesk.ui.screens.order_words import value_words
from csdesk.ui.signs import BAD, GOOD, INFO, WARN, sign
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import LABEL, Fact, flow, paragraph
from csdesk.words import _, language, named, when

if TYPE_CHECKING:
    from csdesk.model.orders import OpenConflict
    from csdesk.model.remarks import Remark
    from csdesk.model.settings import DeskSettings


def remark_entries(
    remarks: Iterable[Remark],
    tab: Tab,
    settings: DeskSettings,
    older: Mapping[int, Sequence[Remark]],
) -> list[Entry]:
    """The remarks of one tab, newest first (S23 to S25).

    Args:
        remarks: all of the order, oldest first.
        tab: whose to list.
        settings: for the zone, and what shifts are called.
        older: remark id -> its older versions, where the person has asked to see them.
    """
    return [
        Entry(f"remark {each.id}", _Drawn(each, settings, older.get(each.id, ())))
        for each in reversed(list(remarks))
        if each.tab is tab
    ]


class _Drawn:
    """Draws one remark."""

    def __init__(self, remark: Remark, settings: DeskSettings, older: Sequence[Remark]) -> None:
        self._remark = remark
        self._zone = settings.zone
        self._shifts = settings.shifts
        self._older = older

    def __call__(self, width: int) -> list[Content]:
        remark = self._remark
        state = sign(remark.state)
        market = _("[M] in the market too") if remark.in_market else _("[ ] not in the market")
        told = remark.tab is not Tab.INTERNAL
        lines = flow(
            [
                Fact("", self._signed(remark), "bold"),
                Fact("", f"[{state.letter}] {named(remark.state)}" if told else "", state.style),
                Fact("", market, GOOD if remark.in_market else ""),
                Fact("", "" if remark.attached else _("waits for its order"), WARN),
                Fact("", f"v{remark.version}" if remark.version > 1 else "", INFO),
            ],
            width,
        )
        lines += paragraph("", remark.text, width)
        lines += moves(remark, width, self._zone)
        for old in reversed(self._older):
            lines += flow([Fact(f"v{old.version}", self._signed(old))], width)
            lines += paragraph("    ", old.text, width, style=LABEL)
        return lines

    def _signed(self, remark: Remark) -> str:
        shift = self._shifts.called(remark.shift, language())
        return " ".join(filter(None, (remark.author, shift, when(remark.at, self._zone))))


def tab_line(
    counts: Mapping[Tab, int],
    view: str,
    width: int,
    *,
    conflicts: int = 0,
    drafts: Collection[Tab] = (),
    log: str | None = None,
    hidden: int = 0,
) -> Content:
    """The remark tabs with their keys and counts; what is shown stands in brackets.

    Args:
        counts: remarks in each tab.
        view: the tab's value, or ``conflicts``.
        width: cells.
        conflicts: open ones; their tab is left out where there are none.
        drafts: tabs that a draft waits in, marked with a star.
        log: what is shown of the log, empty for all of it; None where it is hidden.
        hidden: lines of the facts that are out of sight.
    """
    items = []
    for tab in Tab:
        letter, style = sign(tab)
        star = "*" if tab in drafts else ""
        items.append((tab == view, f"{letter} {named(tab)} {counts.get(tab, 0)}{star}", style))
    if conflicts:
        items.append((view == "conflicts", _("4 conflicts {n}").format(n=conflicts), BAD))
    items.append((log is not None, ": ".join(filter(None, ("L " + _("log"), log))), LABEL))
    if log is None and _needed(items) > width:
        del items[-1]  # the key line names it too
    if _needed(items) > width:  # words give way where they are not shown, counts do not
        items = [
            (on, text if on else f"{text.split()[0]}:{text.split()[-1]}", style)
            for on, text, style in items
        ]
    parts = [
        Content.styled(f"[{text}]", f"bold {style}") if on else Content.styled(f" {text} ", style)
        for on, text, style in items
    ]
    line = Content("").join(parts)
    tail = _(" +{n} lines: Tab, j").format(n=hidden) if hidden else ""
    room = width - line.cell_length
    return line + Content.styled(rule_of(room, tail), LABEL)


def _needed(items: Iterable[tuple[bool, str, str]]) -> int:
    """Cells that the tabs take, each between two brackets or blanks."""
    return sum(cell_width(text) + 2 for _on, text, _style in items)


def rule_of(width: int, tail: str) -> str:
    """A line that ends in a note, where the note fits."""
    room = width - cell_width(tail)
    return "-" * room + tail if room >= 1 else "-" * max(0, width)


# Conflicts


def conflict_entries(
    conflicts: Iterable[OpenConflict], settings: DeskSettings, *, order: bool = False
) -> list[Entry]:
    """Open conflicts with base, ours and theirs, and who changed ours when (W4).

    Args:
        conflicts: in the order they are settled.
        settings: for the zone.
        order: name the order too, for lists over many.
    """
    shows = _("masked: Enter, then v shows it") if order else _("masked: v shows it")

    def drawn(conflict: OpenConflict, width: int) -> list[Content]:
        name = conflict.field
        where = field_word(f"line {conflict.line_no} {name}" if conflict.line_no else name)
        by = _("changed by {who} {time}").format(
            who=plain(conflict.changed_by) or "-", time=when(conflict.changed_at, settings.zone)
        )
        lines = flow(
            [
                Fact("", conflict.order_no if order else "", "bold"),
                Fact("", where, f"bold {BAD}"),
                Fact("", by),
                Fact(_("import"), f"#{conflict.batch_id}"),
                Fact("", shows if conflict.masked else "", WARN),
            ],
            width,
        )
        sides = (
            ("  " + _("as last imported"), conflict.base, ""),
            ("o " + _("ours"), conflict.ours, INFO),
            ("t " + _("theirs"), conflict.theirs, WARN),
        )
        size = max(cell_width(label) for label, _value, _style in sides)
        for label, value, style in sides:
            words = value_words(conflict.field, value, settings.zone, conflict.currency)
            lines += paragraph(fit(label, size), words, width, style=style)
        return lines

    return [Entry(f"conflict {each.id}", partial(drawn, each)) for each in conflicts]
