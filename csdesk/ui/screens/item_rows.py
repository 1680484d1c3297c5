"""What the card of an item says, as rows: each can be stood on, numbers and orders be opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial

from textual.content import Content

from csdesk.model.stock import Alarm, Formula, ItemCard, Level, Movement
from csdesk.plain import plain
from csdesk.ui.screens.claims import waiting_lines
from csdesk.ui.screens.stock_rows import call_words, formula_words, number_name, told
from csdesk.ui.signs import BAD, WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import Fact, flow, paragraph, rule
from csdesk.words import _, money, named, ngettext, when, when_short

LEVEL = "level"
"""Key of the rows of warehouses, with their place behind it."""

SINGLE = ("on_hand", "defective", "held", "left", "allocated", "awaiting", "on_hold", "inbound",
          "told_available")  # fmt: skip
"""Numbers that no formula has as its result."""

MOST_ANSWER = 4


def card_entries(card: ItemCard, zone: str) -> list[Entry]:
    """The card as rows.

    Args:
        card: of the item.
        zone: of the desk.
    """
    now = datetime.now(UTC)
    return [
        *_alarms(card.alarms),
        *_numbers(card),
        *_supplier(card),
        *_calls(card, zone, now),
        *_section("queue", _("Who has it, and who waits"), card.queue_total),
        *(
            Entry(f"order {each.order_no} {each.line_no}", partial(waiting_lines, each, now, zone))
            for each in card.queue
        ),
        *_section("levels", _("Warehouses"), len(card.levels)),
        *(
            Entry(f"{LEVEL} {n}", partial(_level, each, now, zone))
            for n, each in enumerate(card.levels)
        ),
        *_section("movements", _("Goods in and out"), len(card.movements)),
        *(
            Entry(f"movement {n}", partial(_movement, each, now, zone))
            for n, each in enumerate(card.movements)
        ),
    ]


def alarm_words(each: Alarm) -> str:
    """What does not fit, with both numbers."""
    parts = [named(each.kind)]
    if each.ours is not None:
        parts.append(_("ours {n:,}").format(n=each.ours))
    if each.theirs is not None:
        parts.append(_("theirs {n:,}").format(n=each.theirs))
    if each.difference is not None:
        parts.append(_("difference {n:+,}").format(n=each.difference))
    if each.order_nos:
        n = len(each.order_nos)
        orders = ngettext("{n} order", "{n} orders", n).format(n=n)
        parts.append(f"{orders}: {', '.join(map(plain, each.order_nos[:3]))}")
    return "  ".join(parts)


def _alarms(alarms: Sequence[Alarm]) -> Iterator[Entry]:
    for n, each in enumerate(alarms):
        text = "! " + alarm_words(each)
        yield Entry(f"alarm {n}", partial(paragraph, "", text, style=BAD, most=MOST_ANSWER))


def _numbers(card: ItemCard) -> Iterator[Entry]:
    """The formulas, then what stands in none of them as its result."""
    numbers = card.row.numbers
    for each in card.formulas:
        yield Entry(f"number {each.name}", partial(_formula, each))
    made = {each.name for each in card.formulas}
    for name in ("available", "demand", "shortage", *SINGLE):
        value = getattr(numbers, name)
        if name not in made and (value or name in ("on_hand", "available")):
            text = f"{number_name(name)} {told(value)}"
            yield Entry(f"number {name}", partial(paragraph, "", text))


def _formula(each: Formula, width: int) -> list[Content]:
    return paragraph(
        "", formula_words(each), width, style="bold" if each.name == "available" else ""
    )


def _supplier(card: ItemCard) -> Iterator[Entry]:
    supplier, currency = card.supplier, card.currency
    days = ""
    if supplier and supplier.lead_days is not None:
        days = ngettext("{n} day", "{n} days", supplier.lead_days).format(n=supplier.lead_days)
    cost = _("not shown to you") if card.cost_hidden else money(card.cost, currency)
    facts = [
        Fact(
            _("supplier"), (supplier.name if supplier else "") or card.row.supplier or "-", "bold"
        ),
        Fact(_("phone"), supplier.phone if supplier else ""),
        Fact(_("contact"), supplier.contact if supplier else ""),
        Fact(_("purchaser"), supplier.purchaser if supplier else ""),
        Fact(_("delivers in"), days),
        Fact("", supplier.note if supplier else ""),
        Fact(_("price"), money(card.price, currency)),
        Fact(_("purchase price"), cost),
        Fact(_("discontinued by"), card.discontinued_by, WARN),
    ]
    yield Entry("supplier", partial(flow, facts))


def _calls(card: ItemCard, zone: str, now: datetime) -> Iterator[Entry]:
    yield from _section("calls", _("Calls"), len(card.calls))
    for n, call in enumerate(card.calls):
        text = call_words(call, zone, now)
        yield Entry(f"call {n}", partial(paragraph, "", text, most=MOST_ANSWER,
                                         style="bold" if n == 0 else ""))  # fmt: skip


def _section(key: str, title: str, count: int) -> list[Entry]:
    """A rule above rows; nothing where there are none."""
    if not count:
        return []
    return [Entry(f"section {key}", lambda width: [rule(title, width, f"{count:,}")])]


def _level(each: Level, now: datetime, zone: str, width: int) -> list[Content]:
    numbers = each.numbers
    facts = [
        Fact("", each.warehouse, "bold"),
        Fact("", when_short(each.taken_at, zone, now)),
        Fact("", _("left out by the last file") if each.missing else "", WARN),
        Fact("", "" if each.ships else _("does not send orders"), WARN),
        *(
            Fact(number_name(name), told(getattr(numbers, name)))
            for name in ("on_hand", "defective", "held", "inbound", "told_available")
            if getattr(numbers, name) is not None
        ),
    ]
    return flow(facts, width)


def _movement(each: Movement, now: datetime, zone: str, width: int) -> list[Content]:
    words = {"in": _("in"), "out": _("out"), "count": _("counted")}
    sign = "-" if each.kind == "out" else "+" if each.kind == "in" else ""
    return flow(
        [
            Fact("", when(each.at, zone)),
            Fact("", words.get(each.kind, each.kind)),
            Fact("", f"{sign}{each.quantity:,}", "bold"),
            Fact("", each.warehouse),
            Fact("", each.reference),
            Fact("", each.note),
        ],
        width,
        most=1,
    )
