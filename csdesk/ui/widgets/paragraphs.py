"""Labels and stored text as lines for a width: the gate between an answer and a drawn line.

Every text given here passes ``plain()`` here, so that a screen cannot forget it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.content import Content

from csdesk.plain import cell_width, fit, plain
from csdesk.ui.widgets.wrapping import LONGEST, wrapped

LABEL = "$d-muted"
"""Style of labels and of what matters less."""

MOST_LINES = 400
"""Lines of one text that a screen shows."""

MOST_OF_FACT = 3
"""Lines of a fact that ought to be short."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value with its label, for ``flow``."""

    label: str
    """Already in the person's language; may be empty."""
    value: str
    """Stored text, or words."""
    style: str = ""


def text_lines(text: str, width: int, *, most: int = MOST_LINES) -> tuple[list[str], int]:
    """Stored text as harmless lines.

    Args:
        text: what a file or a person brought, of any length.
        width: cells of a line.
        most: lines to return at most.

    Returns:
        The lines, and how many more there are; of what lies far behind, about how many.
    """
    width = max(2, width)
    whole = plain(text[:LONGEST], lines=True).rstrip("\n")
    near = whole[: 2 * width * (most + 1)]  # no need to break what is not shown
    lines = wrapped(near, width)
    rest = whole[len(near) :]
    far = rest.count("\n") + -(-cell_width(rest.replace("\n", "")) // width)
    return lines[:most], max(0, len(lines) - most) + far + int(len(text) > LONGEST)


def paragraph(
    label: str, text: str, width: int, *, style: str = "", most: int = MOST_LINES
) -> list[Content]:
    """A label and stored text beside it, further lines under the text.

    Args:
        label: in the person's language; empty for none.
        text: stored text.
        width: cells there are.
        style: of the text.
        most: lines at most; the last says how many more there are.
    """
    head = f"{label} " if label else ""
    indent = cell_width(head)
    if indent > width // 2:
        head, indent = "", 0
    lines, more = text_lines(text, width - indent, most=most)
    if more and lines:
        note = f" +{more}"
        lines[-1] = fit(lines[-1], max(0, min(cell_width(lines[-1]), width - indent - len(note))))
        lines[-1] += note
    return [
        Content.assemble((head if n == 0 else " " * indent, LABEL), (line, style))
        for n, line in enumerate(lines)
    ]


def flow(facts: Iterable[Fact], width: int, *, most: int = MOST_OF_FACT) -> list[Content]:
    """Facts one after the other, as many on a line as fit; one that is too wide gets lines.

    Args:
        facts: those with an empty value are left out.
        width: cells of a line.
        most: lines of one fact at most.
    """
    gap = 2
    rows: list[list[Content]] = []
    taken = 0
    for fact in facts:
        if not fact.value:
            continue
        value = plain(fact.value)
        label = f"{fact.label} " if fact.label else ""
        size = cell_width(label) + cell_width(value)
        if size > width:
            lines = paragraph(fact.label, value, width, style=fact.style, most=most)
            rows += [[line] for line in lines]
            taken = width
            continue
        if not rows or taken + gap + size > width:
            rows.append([])
            taken = -gap
        rows[-1].append(Content.assemble((label, LABEL), (value, fact.style)))
        taken += gap + size
    between = Content(" " * gap)
    return [between.join(row) for row in rows]


def in_rows(parts: Sequence[Content], width: int) -> list[Content]:
    """Marks one after the other, as many on a line as fit."""
    rows: list[list[Content]] = [[]]
    for part in parts:
        taken = sum(each.cell_length + 2 for each in rows[-1])
        if rows[-1] and taken + part.cell_length > width:
            rows.append([])
        rows[-1].append(part)
    return [Content("  ").join(row) for row in rows if row]


def short(text: str, cells: int) -> str:
    """Stored text made harmless, on one line, cut where it takes more than ``cells``."""
    shown = plain(text[: 4 * cells])
    return shown if cell_width(shown) <= cells else fit(shown, cells)


def middle_cut(name: str, width: int) -> str:
    """A file's name without its middle: its kind stands in front, its day and hour at the end.

    Args:
        name: has passed ``plain()``.
        width: cells there are.
    """
    if cell_width(name) <= width:
        return name
    tail = name[-(width // 2) :]
    return fit(name, width - cell_width(tail)) + tail


def columns(
    rows: Sequence[Sequence[str]], widths: Sequence[int], *, right: Sequence[int] = ()
) -> list[str]:
    """Rows of harmless cells, each cut or padded to its column's width, a blank between.

    Args:
        rows: cells that have passed ``plain()``.
        widths: cells of each column.
        right: numbers of the columns that stand at the right.
    """
    return [
        " ".join(
            fit(cell, width, right=n in right)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def rule(title: str, width: int, note: str = "") -> Content:
    """A heading with a line behind it, and a note at its end.

    Args:
        title: in the person's language.
        width: cells.
        note: at the right end, left out where it does not fit.
    """
    head = f"-- {plain(title)} "
    tail = f" {plain(note)}" if note else ""
    room = width - cell_width(head) - cell_width(tail)
    if room < 0:
        tail, room = "", width - cell_width(head)
    return Content.styled(fit(head + "-" * max(0, room) + tail, width), LABEL)
