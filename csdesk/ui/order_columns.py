"""The columns of the list of orders: which fit, and what stands in them.

Everything an order brings passes ``plain()`` and ``fit()`` here, so that no text is longer than
its column and nothing but text is drawn.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from csdesk.model.presence import Doing
from csdesk.model.sorting import Sort
from csdesk.model.status import Flag, OrderStatus, PaymentStatus
from csdesk.plain import cell_width, fit, plain
from csdesk.ui.signs import sign
from csdesk.words import N_, _, age, money, named, when_short

if TYPE_CHECKING:
    from csdesk.model.found import OrderRow, RemarkCounts

    Cell = Callable[[OrderRow, "Seen", int], tuple["Piece", ...]]
    """What stands in a cell of an order, for a width in cells."""

BLACK = "[黑]"
"""Stands before the name of a blacklisted customer, beside the colour (W15)."""

CONFLICT = "!"
MARKED = "*"
HERE = {Doing.VIEWING: "o", Doing.EDITING: "w"}
"""Stands before an order that a colleague looks at, or writes to (F68)."""

Piece = tuple[str, str]
"""Text of a cell and its role: a field of ``themes.Colours``, or ``text``."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What rows are drawn by, besides themselves."""

    zone: str
    now: datetime
    marked: Set[int] = frozenset()
    """Ids of the orders that the person has marked."""
    colleagues: Mapping[str, Doing] = field(default_factory=dict)
    """Numbers of the orders that others have open."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list."""

    head: str
    """English heading; a message id, empty for none."""
    least: int
    """Cells it needs to be of use."""
    most: int
    """Cells beyond which it gains nothing."""
    rank: int
    """Columns of low rank come first to the room there is."""
    cell: Cell
    right: bool = False
    """Amounts stand to the right."""
    whole: bool = False
    """Whether it gains by all of ``most`` or not at all."""


class _Narrow(dict[int, str | None]):
    """Signs that some terminals draw one cell wide and others two -> an ASCII sign.

    Letters and their marks are left as they are: a Russian name is better torn than unread.
    """

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        self[code] = found = character
        if (
            unicodedata.east_asian_width(character) == "A"
            and unicodedata.category(character)[0] not in "LM"
        ):
            simple = unicodedata.normalize("NFKD", character)
            self[code] = found = simple[0] if simple[0].isascii() else "?"
        return found


_NARROW = _Narrow(
    {ord(sign): ascii_sign for sign, ascii_sign in zip("“”‘’—–·×…", "\"\"''--.x~", strict=True)}
    # What joins and colours emoji goes, each stands for itself; flags become their two letters.
    | dict.fromkeys([0x200D, 0xFE0F, 0x20E3, *range(0x1F3FB, 0x1F400)])
    | {0x1F1E6 + n: chr(ord("A") + n) for n in range(26)}
)


def text_of(stored: str) -> str:
    """Stored text for a cell: one harmless line whose width every terminal agrees on."""
    shown = plain(stored[:200])
    return shown if shown.isascii() else shown.translate(_NARROW)


def _marks(row: OrderRow, seen: Seen, width: int) -> tuple[Piece, ...]:
    letter, style = sign(row.flag)
    flag = (letter, style.removeprefix("$d-")) if row.flag is not Flag.NONE else (" ", "text")
    here = seen.colleagues.get(row.order_no)
    return (
        (MARKED if row.id in seen.marked else " ", "text"),
        flag,
        # The first cell is the cursor's; a conflict is still there when the colleague has gone.
        (CONFLICT, "bad") if row.conflicts else (HERE[here], "warn") if here else (" ", "text"),
    )


def _time(row: OrderRow, seen: Seen, width: int) -> tuple[Piece, ...]:
    return ((when_short(row.placed_at, seen.zone, seen.now), "text"),)


def _due_time(row: OrderRow, seen: Seen, width: int) -> tuple[Piece, ...]:
    late = row.ship_by is not None and row.ship_by < seen.now
    return ((age(row.ship_by, seen.now), "bad" if late else "text"),)


def _paid_time(row: OrderRow, seen: Seen, width: int) -> tuple[Piece, ...]:
    return ((when_short(row.paid_at, seen.zone, seen.now), "text"),)


def _name(row: OrderRow, seen: Seen, width: int) -> tuple[Piece, ...]:
    name = text_of(row.name or row.nick or row.account)
    return ((BLACK + name, "bad"),) if row.blacklisted else ((name, "text"),)


def _status(row: OrderRow, seen: Seen, width: int) -> tuple[Piece, ...]:
    letter, style = sign(row.order_status)
    word = _short(named(row.order_status), width - 2)
    return ((f"{letter} {word}", style.removeprefix("$d-")),)


def _short(words: str, width: int) -> str:
    """Two words of which only the last has room: ``awaiting review`` as ``a.review``."""
    first, _, rest = words.partition(" ")
    if rest and cell_width(words) > width >= cell_width(rest) + 2:
        return f"{first[0]}.{rest}"
    return words


_ORDINARY_PAY = frozenset({PaymentStatus.PAID, PaymentStatus.UNPAID})


def _pay(row: OrderRow, seen: Seen, width: int) -> tuple[Piece, ...]:
    style = sign(row.payment_status).style.removeprefix("$d-")
    # Colour where there is something to look at; each costs bytes on every line.
    role = "text" if row.payment_status in _ORDINARY_PAY else style
    return ((_short(named(row.payment_status), width), role),)


def _total(row: OrderRow, seen: Seen, width: int) -> tuple[Piece, ...]:
    return ((money(row.total, row.currency), "text"),)


def _remarks(row: OrderRow, seen: Seen, width: int) -> tuple[Piece, ...]:
    return ((remark_marks(row.remarks), "text"),)


def remark_marks(counts: RemarkCounts) -> str:
    """Which of the tabs 1 2 3 hold remarks: ``1 3`` are the internal and the shipping tab."""
    tabs = (counts.internal, counts.finance, counts.shipping)
    return "".join(str(number) if count else " " for number, count in enumerate(tabs, 1))


def _plain_field(field: str) -> Cell:
    def cell(row: OrderRow, seen: Seen, width: int) -> tuple[Piece, ...]:
        return ((text_of(getattr(row, field)), "text"),)

    return cell


def _place(row: OrderRow, seen: Seen, width: int) -> tuple[Piece, ...]:
    province, city = text_of(row.province), text_of(row.city)
    if not city or city == province:
        return ((province, "text"),)
    if cell_width(city) > width:
        city = city.removesuffix("市")  # 石家庄市 needs eight cells, and nobody says its last sign
    return ((_both(city, province, width), "text"),)


def _parcel(row: OrderRow, seen: Seen, width: int) -> tuple[Piece, ...]:
    return ((_both(text_of(row.tracking_no), text_of(row.carrier), width), "text"),)


def _both(first: str, second: str, width: int) -> str:
    """Both where there is room for the whole of both, else the first."""
    both = f"{first} {second}".strip()
    return both if cell_width(both) <= width else first


def _widest(words: type[OrderStatus] | type[PaymentStatus]) -> int:
    return max(cell_width(named(word)) for word in words)


def _all(several_shops: bool, sort: Sort, amount: int) -> tuple[Column, ...]:
    """Every column, in the order in which they stand."""
    times = {
        Sort.PAID: Column(N_("Paid at"), 11, 11, 1, _paid_time),
        Sort.DUE: Column(N_("Ship by"), 11, 11, 1, _due_time),
    }
    status = 2 + _widest(OrderStatus)
    shop = (Column(N_("Shop"), 6, 10, 8, _plain_field("shop")),) if several_shops else ()
    return (
        Column("", 3, 3, 0, _marks),
        times.get(sort) or Column(N_("Placed"), 11, 11, 1, _time),
        Column(N_("Order"), 13, 15, 2, _plain_field("order_no")),
        *shop,
        Column(N_("Name"), 8, 12, 1, _name),
        Column(N_("Account"), 10, 16, 10, _plain_field("account")),
        Column(N_("Place"), 6, 12, 4, _place),
        Column(N_("Status"), min(11, status), status, 1, _status, whole=True),
        Column(N_("Payment"), 8, _widest(PaymentStatus), 2, _pay, whole=True),
        Column(N_("Total"), amount, max(12, amount), 2, _total, right=True),
        Column(N_("Rem"), 3, 3, 3, _remarks),
        Column(N_("Parcel"), 15, 20, 11, _parcel),
        Column(N_("Market no."), 18, 19, 12, _plain_field("market_no")),
        Column(N_("Goods"), 12, 60, 9, _plain_field("title")),
    )


EXTRA = 8
"""Columns of this rank and more join when those before them have all they gain by."""

Layout = tuple[tuple[Column, int], ...]
"""Columns that are shown, with their cells."""


LEAST_AMOUNT, MOST_AMOUNT = 9, 20
"""Cells of the column of totals: ``¥1,234.50`` has room, and no real amount needs more."""


def widest_total(rows: Iterable[OrderRow]) -> int:
    """Cells that the totals of orders need to be read whole: money is never cut."""
    needed = max((cell_width(money(row.total, row.currency)) for row in rows), default=0)
    return min(MOST_AMOUNT, max(LEAST_AMOUNT, needed))


def layout(
    width: int,
    *,
    several_shops: bool = False,
    sort: Sort = Sort.NEWEST,
    amount: int = LEAST_AMOUNT,
) -> Layout:
    """The columns for a list of ``width`` cells, one blank between each two.

    Args:
        width: cells of the whole list, at least 20.
        several_shops: whether telling the shop is of use.
        sort: how the list stands: by payment it tells when orders were paid, by the day to ship
            by how long is left, else when they were placed.
        amount: cells of the widest total, as ``widest_total`` tells.
    """
    columns = _all(several_shops, sort, amount)
    ranked = sorted(columns, key=lambda each: each.rank)
    widths: dict[str, int] = {}
    room = width + 1
    for group in (
        [each for each in ranked if each.rank < EXTRA],
        [each for each in ranked if each.rank >= EXTRA],
    ):
        for column in group:
            if column.least + 1 > room:
                break
            widths[column.head] = column.least
            room -= column.least + 1
        for column in group:
            if column.head in widths:
                wished = column.most - column.least
                more = min(room, wished) if wished <= room or not column.whole else 0
                widths[column.head] += more
                room -= more
    return tuple((column, widths[column.head]) for column in columns if column.head in widths)


def heading(columns: Layout) -> str:
    """The line over the columns."""
    return " ".join(
        fit(_(column.head) if column.head else "", width, right=column.right)
        for column, width in columns
    )


def pieces(row: OrderRow, columns: Layout, seen: Seen) -> list[Piece]:
    """One order as pieces of text, neighbours of the same role joined, exactly as wide as it is."""
    line: list[Piece] = []

    def add(text: str, role: str) -> None:
        # Each piece costs a colour on the wire, and blanks look the same in any.
        if line and (line[-1][1] == role or not text.strip(" ")):
            line[-1] = (line[-1][0] + text, line[-1][1])
        elif line and not line[-1][0].strip(" "):
            line[-1] = (line[-1][0] + text, role)
        else:
            line.append((text, role))

    for number, (column, width) in enumerate(columns):
        if number:
            add(" ", "text")
        cells = column.cell(row, seen, width)
        if len(cells) == 1:
            text, role = cells[0]
            add(fit(text, width, right=column.right), role)
        else:
            for text, role in cells:
                add(text, role)
    return line
