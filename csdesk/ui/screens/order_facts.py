"""What an order screen says of an order, as lines for a width (S5, S18 to S21).

At 80 columns the first lines hold what an agent needs while a buyer waits: numbers, time, amount,
states, name, telephone, address, what the buyer wrote, the first items.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual.content import Content

from csdesk.model.presence import Doing, Present
from csdesk.model.status import MUST_LEAVE, Flag, OrderStatus
from csdesk.plain import cell_width, fit, plain
from csdesk.ui.screens.order_balance import back_facts, marks, price
from csdesk.ui.signs import BAD, GOOD, INFO, WARN, shown, sign
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import LABEL, Fact, columns, flow, in_rows, paragraph, rule, short
from csdesk.words import UNKNOWN, _, age, named, when

if TYPE_CHECKING:
    from csdesk.model.found import OrderRow
    from csdesk.model.orders import Line, OrderDetail
    from csdesk.model.settings import DeskSettings

ALL_ORDERS = INFO
PAID_ORDERS = GOOD
"""The two counters of the first line differ in colour, word and key (S6)."""

STRONG = "bold"

LONGEST_CELL = 32
"""Cells of a number or an amount that the screen shows; no real one is longer."""

LEAST_SKU = 12
"""Cells that an item number keeps in its column."""

MOST_ADDRESS = 4

MOST_FAMILY = 3
"""Lines for the numbers of a family."""


def head(
    detail: OrderDetail, settings: DeskSettings, width: int, others: Sequence[Present] = ()
) -> list[Content]:
    """The fixed lines on top: numbers, time, amount, counters; the states; who else is here."""
    return [
        *_first_line(detail, settings, width),
        *_family(detail, width),
        *_states(detail, settings, width),
        *in_rows([_colleague(each) for each in others], width),
    ]


def _colleague(other: Present) -> Content:
    """Who else has the order open, and whether they are changing it (F68)."""
    editing = other.doing is Doing.EDITING
    text = _("editing: {name}") if editing else _("viewing: {name}")
    return Content.styled(
        text.format(name=short(other.name, LONGEST_CELL)), WARN if editing else INFO
    )


def _first_line(detail: OrderDetail, settings: DeskSettings, width: int) -> list[Content]:
    """Desk number, market number, when it was placed (not paid, S21), amount, both counters.

    Where the line is short, wordings fall away; numbers never do.
    """
    time = when(detail.row.placed_at, settings.zone)
    left = Content("  ").join(_numbers(detail, time))
    for counters in _counters(detail):
        blank = width - left.cell_length - counters.cell_length
        if blank >= 2:
            return [left + " " * blank + counters]
    return [*in_rows(_numbers(detail, time), width), counters]


def _numbers(detail: OrderDetail, time: str) -> list[Content]:
    row = detail.row
    return [
        Content.styled(short(row.order_no, LONGEST_CELL), STRONG),
        Content(short(row.market_no, LONGEST_CELL)),
        Content(_("placed {time}").format(time=time)),
        Content.styled(price(row.total, row), STRONG),
    ]


def _counters(detail: OrderDetail) -> list[Content]:
    """Both counters with the keys that open their lists, from the longest wording on (S6)."""
    wordings = (
        (_("c all orders {n}"), _("C paid {n}")),
        (_("c all {n}"), _("C paid {n}")),
        ("c {n}", "C {n}"),
    )
    history = detail.history
    counts = (history.orders, history.paid_orders) if history.buyer else (UNKNOWN, UNKNOWN)
    return [
        Content("  ").join(
            (
                Content.styled(every.format(n=counts[0]), ALL_ORDERS),
                Content.styled(paid.format(n=counts[1]), PAID_ORDERS),
            )
        )
        for every, paid in wordings
    ]


def _family(detail: OrderDetail, width: int) -> list[Content]:
    """What the order was made from or into, each with its status; the key opens one (F9, F11)."""
    if not detail.relatives:
        return []
    parts = [Content.styled(_("5 family"), LABEL)]
    for each in detail.relatives:
        mark = "< " if each.order_no == detail.parent_no else ""
        state = Content(_("taken back")) if each.undone else shown(each.order_status)
        parts.append(Content(mark + short(each.order_no, LONGEST_CELL) + " ") + state)
    lines = in_rows(parts, width)
    more = len(lines) - MOST_FAMILY
    if more > 0:
        lines = [*lines[: MOST_FAMILY - 1], _with_note(lines[MOST_FAMILY - 1], f" +{more}", width)]
    return lines


def _states(detail: OrderDetail, settings: DeskSettings, width: int) -> list[Content]:
    """Both axes in word, letter and colour; the market's own word; what else nobody may miss."""
    row = detail.row
    parts = [shown(row.order_status), shown(row.payment_status)]
    if row.blacklisted:
        parts.append(Content.styled(_("[black]"), BAD))
    if row.conflicts:
        parts.append(Content.styled(_("4 conflicts {n}").format(n=row.conflicts), BAD))
    parts += marks(detail)
    if row.flag is not Flag.NONE:
        parts.append(flag_content(row.flag, settings))
    lines = in_rows(parts, width)
    market = Content.assemble((_("market") + " ", LABEL), plain(row.market_status) or UNKNOWN)
    if lines and lines[-1].cell_length + 2 + market.cell_length <= width:
        lines[-1] = lines[-1] + "  " + market
    else:
        lines += paragraph(_("market"), row.market_status or UNKNOWN, width, most=2)
    if detail.hold_reason or row.order_status is OrderStatus.HELD:
        reason = detail.hold_reason or UNKNOWN
        lines += paragraph(_("held because"), reason, width, style=BAD, most=2)
    return lines


def _with_note(line: Content, note: str, width: int) -> Content:
    return line.truncate(max(0, width - len(note))) + note


def flag_content(flag: Flag, settings: DeskSettings) -> Content:
    """The market's flag: letter, colour, and the shop's word for it (F26)."""
    letter, style = sign(flag)
    word = settings.flag_words.get(flag.value, "")
    parts = (_("flag"), f"[{letter}]", named(flag), plain(word))
    return Content.styled(" ".join(filter(None, parts)), style)


def facts(detail: OrderDetail, settings: DeskSettings, *, wide: bool) -> list[Entry]:
    """The body of the screen: customer, messages, items, other facts.

    Args:
        detail: the order.
        settings: zone, and the shop's words for flags.
        wide: facts have a column of their own, so texts are shown whole.
    """
    said = 40 if wide else 2
    return [
        Entry("customer", lambda width: _customer(detail, width)),
        Entry("said", lambda width: _said(detail, settings, width, most=said)),
        Entry("items", lambda width: _items(detail, width, wide=wide)),
        Entry("other", lambda width: _other(detail, settings, width)),
        Entry("whole", lambda width: _whole(detail, width, most=said)),
    ]


def _customer(detail: OrderDetail, width: int) -> list[Content]:
    """Who gets it and where (S20): the whole name and the whole address, as the market has them."""
    row = detail.row
    name = row.name or UNKNOWN
    if row.blacklisted:
        name += " " + _("[black]")
    lines = flow(
        [
            Fact("", name, f"{STRONG} {BAD}" if row.blacklisted else STRONG),
            Fact(_("phone"), row.phone or UNKNOWN, STRONG),
            Fact(_("account"), row.account),
            Fact(_("nickname"), row.nick),
            Fact(_("e-mail"), "" if detail.email == row.account else detail.email),
        ],
        width,
    )
    return lines + paragraph(_("address"), _address(detail), width, most=MOST_ADDRESS)


def _address(detail: OrderDetail) -> str:
    """Region and street once each: exports repeat the region in the address, or do not."""
    row = detail.row
    region = [
        part
        for part in dict.fromkeys((row.province, row.city, detail.district))
        if part and part not in detail.address
    ]
    whole = " ".join((*region, detail.address, detail.zip, detail.country))
    return " ".join(whole.split()) or UNKNOWN


def _said(detail: OrderDetail, settings: DeskSettings, width: int, *, most: int) -> list[Content]:
    """What the buyer wrote, and what stands in the market's own remark (read-only)."""
    lines = paragraph(_("buyer"), detail.buyer_message or UNKNOWN, width, style=WARN, most=most)
    if not detail.buyer_message:
        lines = paragraph(_("buyer"), UNKNOWN, width)
    market = paragraph(_("market remark"), detail.market_remark or UNKNOWN, width, most=most)
    return lines + market


def _whole(detail: OrderDetail, width: int, *, most: int) -> list[Content]:
    """Texts that were cut above, whole."""
    lines: list[Content] = []
    for label, text, seen in (
        (_("address"), _address(detail), MOST_ADDRESS),
        (_("buyer"), detail.buyer_message, most),
        (_("market remark"), detail.market_remark, most),
    ):
        whole = paragraph(label, text, width)
        if len(whole) > seen:
            lines += [rule(_("{what}, whole").format(what=label), width), *whole]
    return lines


# Items


def _items(detail: OrderDetail, width: int, *, wide: bool) -> list[Content]:
    """One or two lines an item (S18); states that all items share stand in the heading."""
    lines, row = detail.lines, detail.row
    pieces = sum(line.quantity for line in lines)
    shared = [
        values.pop()
        for values in ({line.line_status for line in lines}, {line.refund_status for line in lines})
        if len(values) == 1
    ]
    title = _("Items {n}, pieces {pieces}").format(n=len(lines), pieces=pieces)
    shared = [word for word in shared if word and word != row.market_status]
    heading = rule("  ".join((title, *(short(word, LONGEST_CELL) for word in shared))), width)
    if not lines:
        return [heading, Content(_("This export has no lines for the order."))]
    cells = [_cells(line, row, width) for line in lines]
    if below := _needed(cells) > width:  # attributes that have no room stand below, whole
        cells = [[*each[:2], *each[3:]] for each in cells]
    over = max(0, _needed(cells) - width)
    widths = [max(map(cell_width, column)) for column in zip(*cells, strict=True)]
    widths[1] = max(min(LEAST_SKU, widths[1]), widths[1] - over)
    table = columns(cells, widths, right=(0, len(widths) - 2, len(widths) - 1))
    drawn = [heading]
    for line, text in zip(lines, table, strict=True):
        cut = [line.sku] if cell_width(plain(line.sku)) > widths[1] else []
        cut += [line.attributes] if below else []
        drawn += _item(line, text, cut, detail, width, wide=wide)
    return drawn


def _cells(line: Line, row: OrderRow, width: int) -> list[str]:
    return [
        str(line.line_no),
        short(line.sku, width) or UNKNOWN,
        short(line.attributes, width),
        f"x{line.quantity}",
        price(line.unit_price, row),
    ]


def _needed(cells: Sequence[Sequence[str]]) -> int:
    """Cells of a table of these rows, a blank between each two columns."""
    return sum(max(map(cell_width, column)) + 1 for column in zip(*cells, strict=True)) - 1


def _item(
    line: Line, text: str, cut: Sequence[str], detail: OrderDetail, width: int, *, wide: bool
) -> list[Content]:
    """The row of columns, the title behind it or below it, and below what has no room in it.

    Args:
        line: the item.
        text: its columns.
        cut: what the columns do not hold whole.
        detail: the order, whose other items have states too.
        width: cells.
        wide: the title is shown whole.
    """
    indent = cell_width(str(len(detail.lines))) + 1
    title = short(line.title, 4 * width)
    room = width - cell_width(text) - 2
    first = Content.styled(text, STRONG)
    under: list[Content] = []
    if title and room >= min(24, cell_width(title)) and (cell_width(title) <= room or not wide):
        first = first + "  " + fit(title, min(room, cell_width(title)))
    elif title:
        under += paragraph("", title, width - indent, most=4 if wide else 1)
    under += flow([Fact("", short(each, 4 * width)) for each in cut], width - indent)
    under += flow([Fact("", state, WARN) for state in _own_states(line, detail)], width - indent)
    return [first, *(" " * indent + each for each in under)]


def _own_states(line: Line, detail: OrderDetail) -> list[str]:
    """What this item's states are, where they differ from the others' and the order's own."""
    others = detail.lines
    states = []
    several = len({each.line_status for each in others}) > 1
    if several and line.line_status and line.line_status != detail.row.market_status:
        states.append(line.line_status)
    if len({each.refund_status for each in others}) > 1 and line.refund_status:
        states.append(line.refund_status)
    return states


# Other facts


def _deadline(detail: OrderDetail, settings: DeskSettings) -> Fact:
    """The last moment to ship, and how long is left; red once it has passed (F22)."""
    by, now = detail.row.ship_by, datetime.now(UTC)
    moment = when(by, settings.zone) if by else ""
    if by is None or detail.shipped_at or detail.row.order_status not in MUST_LEAVE:
        return Fact(_("ship by"), moment)
    return Fact(_("ship by"), f"{moment} ({age(by, now)})", BAD if by < now else STRONG)


def _other(detail: OrderDetail, settings: DeskSettings, width: int) -> list[Content]:
    """Parcel, times, payment, family: what is unknown is shown as unknown (S21)."""
    row = detail.row

    def time(at: datetime | None) -> str:
        return when(at, settings.zone)

    parcel = " ".join(filter(None, (plain(row.carrier), plain(row.tracking_no)))) or UNKNOWN
    first = flow(
        [
            Fact(_("parcel"), parcel, STRONG),
            _deadline(detail, settings),
            Fact(_("paid at"), time(row.paid_at)),
            Fact(_("approved at"), time(detail.approved_at)),
            Fact(_("shipped at"), time(detail.shipped_at)),
            Fact(_("finished at"), time(detail.finished_at) if detail.finished_at else ""),
        ],
        width,
    )
    second = flow(
        [
            Fact(_("paid with"), " ".join(filter(None, (detail.method, detail.place)))),
            Fact(_("postage"), price(detail.postage, row)),
            *back_facts(detail),
            Fact(_("closed because"), detail.closed_reason, WARN),
            Fact(_("shop"), f"{row.site} {row.shop}".strip()),
            Fact(_("import"), f"#{detail.batch_id}"),
        ],
        width,
    )
    return [rule(_("Parcel, times, payment"), width), *first, *second]


# A number that is not imported yet


def waiting_head(number: str, sentence: str, width: int) -> list[Content]:
    """The fixed lines for a number that no order has: the number, and why there is no more."""
    return [
        *flow([Fact("", number, STRONG)], width),
        *paragraph("", sentence, width, style=WARN),
    ]


def waiting_facts(numbered: str) -> list[Entry]:
    """The text for the shipping group, whole, so that it can be selected too (S27, W13)."""
    if not numbered:
        return []

    def draw(width: int) -> list[Content]:
        title = rule(_("For the shipping group (y copies it)"), width)
        return [title, *paragraph("", numbered, width)]

    return [Entry("numbered", draw)]
