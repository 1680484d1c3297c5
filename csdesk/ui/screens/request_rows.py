"""Requests to a lead, drawn (F16)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial

from textual.content import Content

from csdesk.model.requests import Request, RequestKind, RequestState
from csdesk.plain import plain
from csdesk.ui.signs import BAD, GOOD, INFO, MUTED, WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import Fact, flow, paragraph
from csdesk.words import _, age, money, named, when

STYLES = {
    RequestState.ASKED: WARN,
    RequestState.APPROVED: INFO,
    RequestState.REFUSED: BAD,
    RequestState.DONE: GOOD,
    RequestState.WITHDRAWN: MUTED,
}


def request_entries(
    requests: Iterable[Request], *, order: bool = True, most: int = 3
) -> list[Entry]:
    """Requests as rows.

    Args:
        requests: in their order.
        order: name the order and its customer, for lists over many.
        most: lines of a reason.
    """
    now = datetime.now(UTC)
    return [
        Entry(f"request {each.id}", partial(request_lines, each, now, order=order, most=most))
        for each in requests
    ]


def request_lines(
    each: Request, now: datetime, width: int, *, order: bool, most: int = 3
) -> list[Content]:
    """One request: what, how far, who asks why, what speaks against it, what was decided."""
    row = each.order if order else None
    lines = flow(
        [
            Fact("", f"[{named(each.kind)}]", f"bold {STYLES[each.state]}"),
            Fact("", named(each.state), STYLES[each.state]),
            Fact("", each.order_no if order else "", "bold"),
            Fact("", row.name if row else ""),
            Fact("", price(each), "bold"),
            Fact(_("asked by"), each.author),
            Fact("", age(each.at, now)),
        ],
        width,
    )
    lines += paragraph(" ", each.reason, width, most=most)
    if each.grounds:
        label = " " + _("on the blacklist") + ":"
        lines += paragraph(label, each.grounds, width, style=BAD, most=most)
    if each.decided_by:
        label = f"  -> {plain(each.decided_by)}:"
        said = each.decision or named(each.state)
        lines += paragraph(label, said, width, style=STYLES[each.state], most=most)
    return lines


def price(each: Request) -> str:
    """The old price and the new one; empty for what is no price."""
    if each.kind is not RequestKind.PRICE:
        return ""
    return f"{money(each.old, each.currency)} -> {money(each.new, each.currency)}"


def request_mark(each: Request) -> Content:
    """What an order's head says of an open request: "price asked ¥198.00 -> ¥88.00"."""
    asked = {
        RequestKind.PRICE: _("price asked"),
        RequestKind.UNBLACKLIST: _("off the blacklist asked"),
        RequestKind.PRIORITY: _("priority asked"),
    }[each.kind]
    word = "" if each.state is RequestState.ASKED else f"({named(each.state)})"
    return Content.styled(" ".join(filter(None, (asked, price(each), word))), WARN)


def decided(each: Request, zone: str) -> str:
    """Who decided when; empty while nobody has."""
    return f"{plain(each.decided_by)} {when(each.decided_at, zone)}" if each.decided_by else ""
