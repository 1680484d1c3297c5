"""Colours by sizes: one number of every item of a product, with a letter for how it stands (F35).

Twelve colours by eight sizes fit into 80 columns and 24 lines. What does not fit scrolls with the
cursor. The cursor is a mark as well as a colour.
"""

from __future__ import annotations

from typing import ClassVar

from textual.actions import SkipAction
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from csdesk.model.stock import ItemRow, Product
from csdesk.plain import cell_width, fit, plain
from csdesk.ui.keys import bindings
from csdesk.ui.signs import sign
from csdesk.ui.widgets.entries import CURSOR
from csdesk.ui.widgets.paragraphs import LABEL, short
from csdesk.words import UNKNOWN

NOT_MADE = "."
"""Stands where a colour is not made in a size."""

MOST_NAME = 16
"""Cells of a colour's name."""

LEAST_CELL, MOST_CELL = 6, 10
"""Cells of a column: a mark, the number, the letter."""


class Matrix(Widget, can_focus=True):
    """The items of a product; the cursor stands on one of them."""

    DEFAULT_CSS = """
    Matrix { height: 1fr; background: $d-ground; color: $d-text; }
    Matrix > .matrix--line { background: $d-ground; color: $d-text; }
    """
    BINDINGS: ClassVar[list[BindingType]] = list(bindings("matrix"))
    COMPONENT_CLASSES: ClassVar[set[str]] = {"matrix--line"}

    class Moved(Message):
        """The cursor stands on another item."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._product: Product | None = None
        self._number = "available"
        self._at = (0, 0)
        """Row and column of the cursor."""
        self._from = (0, 0)
        """The first row and column in sight."""
        self._cells = (LEAST_CELL, LEAST_CELL)
        """Cells of the names, and of a column."""

    def show(self, product: Product, number: str) -> None:
        """Show a product; the cursor stays on its colour and size.

        Args:
            product: with its items.
            number: a field of ``Numbers``, shown of every item.
        """
        was = self.pair
        self._product, self._number = product, number
        if was is not None and was[0] in product.colors and was[1] in product.sizes:
            self._at = product.colors.index(was[0]), product.sizes.index(was[1])
        else:
            self._at = self._first_made(product)
        self._measure(product)
        self._reveal()
        self.refresh()
        self.post_message(self.Moved())

    @staticmethod
    def _first_made(product: Product) -> tuple[int, int]:
        pairs = ((row, column) for row, _ in enumerate(product.colors)
                 for column, _ in enumerate(product.sizes))  # fmt: skip
        made = ((row, column) for row, column in pairs
                if (product.colors[row], product.sizes[column]) in product.cells)  # fmt: skip
        return next(made, (0, 0))

    @property
    def pair(self) -> tuple[str, str] | None:
        """Colour and size under the cursor, as the product has them."""
        product, (row, column) = self._product, self._at
        if product is None or row >= len(product.colors) or column >= len(product.sizes):
            return None
        return product.colors[row], product.sizes[column]

    @property
    def item(self) -> ItemRow | None:
        """The item under the cursor; None where it is not made."""
        pair = self.pair
        return self._product.cells.get(pair) if self._product and pair else None

    @property
    def needed(self) -> int:
        """Lines that it takes whole."""
        return 1 + len(self._product.colors) if self._product else 1

    @property
    def beyond(self) -> tuple[int, int]:
        """Colours and sizes out of sight."""
        if self._product is None:
            return 0, 0
        rows, columns = self._room
        return (
            max(0, len(self._product.colors) - rows), max(0, len(self._product.sizes) - columns),
        )  # fmt: skip

    # Moving

    def action_right(self) -> None:
        """The next size."""
        self._move(0, 1)

    def action_left(self) -> None:
        """The size before."""
        self._move(0, -1)

    def action_down(self) -> None:
        """The next colour."""
        self._move(1, 0)

    def action_up(self) -> None:
        """The colour above."""
        self._move(-1, 0)

    def action_first(self) -> None:
        """The first size."""
        self._move(0, -self._at[1])

    def action_last(self) -> None:
        """The last size."""
        self._move(0, len(self._product.sizes) if self._product else 0)

    def _move(self, down: int, right: int) -> None:
        if self._product is None:
            raise SkipAction
        row = max(0, min(self._at[0] + down, len(self._product.colors) - 1))
        column = max(0, min(self._at[1] + right, len(self._product.sizes) - 1))
        if (row, column) != self._at:
            self._at = row, column
            self._reveal()
            self.refresh()
            self.post_message(self.Moved())

    @property
    def _room(self) -> tuple[int, int]:
        """Rows and columns that are in sight."""
        name, cell = self._cells
        return max(1, self.size.height - 1), max(1, (self.size.width - name) // cell)

    def _reveal(self) -> None:
        rows, columns = self._room
        top, left = self._from
        row, column = self._at
        self._from = (
            min(max(top, row - rows + 1), row), min(max(left, column - columns + 1), column),
        )  # fmt: skip

    def on_resize(self) -> None:
        """Other rows and columns are in sight."""
        self._from = 0, 0
        self._reveal()
        self.refresh()

    # Drawing

    def _measure(self, product: Product) -> None:
        names = max((cell_width(short(each, MOST_NAME)) for each in product.colors), default=0)
        cell = max((len(self._digits(each)) for each in product.cells.values()), default=1) + 3
        heads = max((cell_width(short(each, MOST_CELL)) for each in product.sizes), default=0) + 2
        self._cells = names + 1, min(max(LEAST_CELL, cell, heads), MOST_CELL)

    def _digits(self, item: ItemRow) -> str:
        number = getattr(item.numbers, self._number)
        return UNKNOWN if number is None else str(number)

    def render_line(self, y: int) -> Strip:
        """The sizes, then a colour on each line."""
        style, width = self.get_visual_style("matrix--line"), self.size.width
        content = self._line(y)
        if content is None:
            return Strip.blank(width, style.rich_style)
        strips = Visual.to_strips(self, content.truncate(width), width, 1, style, pad=True)
        return strips[0] if strips else Strip.blank(width, style.rich_style)

    def _line(self, y: int) -> Content | None:
        product, (name, cell) = self._product, self._cells
        if product is None:
            return None
        rows, columns = self._room
        top, left = self._from
        sizes = product.sizes[left : left + columns]
        if y == 0:
            heads = [fit(plain(size), cell - 2, right=True) + " " for size in sizes]
            return Content.styled(" " * name + "".join(f" {head}" for head in heads), LABEL)
        row = top + y - 1
        if y > rows or row >= len(product.colors):
            return None
        color = product.colors[row]
        here = row == self._at[0]
        parts = [Content.styled(fit(plain(color), name), "bold" if here else "")]
        parts += [
            self._cell(product.cells.get((color, size)), here and left + n == self._at[1])
            for n, size in enumerate(sizes)
        ]
        return Content("").join(parts)

    def _cell(self, item: ItemRow | None, current: bool) -> Content:
        """``>  12N``: the mark of the cursor, the number, the letter of the state."""
        width = self._cells[1]
        mark = CURSOR if current else " "
        if item is None:
            text, style = f"{mark}{NOT_MADE:>{width - 2}} ", LABEL
        else:
            letter, style = sign(item.status)
            text = f"{mark}{fit(self._digits(item), width - 2, right=True)}{letter}"
        if current and self.has_focus:
            style = "$d-cursor-text on $d-cursor"
        return Content.styled(text, style)
