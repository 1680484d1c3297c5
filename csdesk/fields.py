"""What people call the fields of orders, lines and log steps."""

from __future__ import annotations

import re

from csdesk.plain import plain
from csdesk.words import N_, _

FIELDS = {
    "placed_at": N_("placed at"),
    "paid_at": N_("paid at"),
    "approved_at": N_("approved at"),
    "shipped_at": N_("shipped at"),
    "finished_at": N_("finished at"),
    "ship_by": N_("ship by"),
    "total": N_("amount"),
    "postage": N_("postage"),
    "refund": N_("refunded amount"),
    "unit_price": N_("price"),
    "name": N_("name"),
    "account": N_("account"),
    "nick": N_("nickname"),
    "phone": N_("phone"),
    "email": N_("e-mail"),
    "province": N_("province"),
    "city": N_("city"),
    "district": N_("district"),
    "address": N_("address"),
    "zip": N_("postcode"),
    "country": N_("country"),
    "carrier": N_("carrier"),
    "tracking_no": N_("tracking"),
    "method": N_("paid with"),
    "place": N_("paid at place"),
    "currency": N_("currency"),
    "buyer_message": N_("buyer"),
    "market_remark": N_("market remark"),
    "flag": N_("flag"),
    "closed_reason": N_("closed because"),
    "market_status": N_("market"),
    "title": N_("title"),
    "order_status": N_("order status"),
    "payment_status": N_("payment status"),
    "hold_reason": N_("held because"),
    "sku": N_("item no."),
    "attributes": N_("colour, size"),
    "quantity": N_("quantity"),
    "line_status": N_("line status"),
    "refund_status": N_("refund"),
    "market_line_no": N_("line number"),
    "text": N_("text"),
    "tab": N_("tab"),
    "in_market": N_("in the market's remark"),
    "version": N_("version"),
    "remark": N_("remark no."),
    "remarks": N_("remark nos."),
    "numbers": N_("written on"),
    "choice": N_("choice"),
    "alert": N_("alert"),
    "market_no": N_("market number"),
    "conflicts": N_("conflicts"),
    "file": N_("file"),
    "field": N_("field"),
    "reason": N_("reason"),
    "made": N_("made"),
    "parent": N_("made from"),
    "pieces": N_("pieces by line"),
    "gift_kind": N_("kind"),
    "despite": N_("in spite of"),
    "side": N_("side"),
    "orders": N_("orders"),
    "of": N_("what was taken back"),
    "difference": N_("difference"),
    "amount": N_("amount"),
    "action": N_("action"),
    "request": N_("request no."),
    "request_kind": N_("asked of a lead"),
    "request_state": N_("request"),
    "price": N_("price"),
    "urges": N_("urges"),
    "case": N_("case no."),
    "case_kind": N_("case"),
    "case_state": N_("state"),
    "state": N_("state"),
    "told": N_("customer told"),
    "breach": N_("breaks the rules"),
    "outcome": N_("parcel"),
    "blacklisted": N_("on the blacklist"),
    "mirrored": N_("stands in the market now: remark nos."),
    "promise": N_("promise no."),
    "promise_kind": N_("promised"),
    "promise_state": N_("promise"),
    "due": N_("by"),
    "query": N_("search"),
    "shared": N_("for everybody"),
    "shop": N_("shop"),
    "lines": N_("items"),
    "order": N_("order"),
    "order_no": N_("order number"),
    "item": N_("hand-over item"),
    "items": N_("hand-over items"),
    "urgency": N_("urgency"),
    "topic": N_("about"),
    "summary": N_("what it is"),
    "owner": N_("by whom"),
    "what_if": N_("if it turns out otherwise"),
    "read_back": N_("read back"),
    "acknowledged_by": N_("acknowledged by"),
    "handed_on": N_("times handed on"),
}
"""English words for the fields of orders, lines and log steps, by their stored names."""

_of_line = re.compile(r"line ([0-9]+) (.+)").fullmatch


def of_line(name: str) -> tuple[str, str]:
    """Number of a line and its field, of ``line 2 quantity``; no number for an order's field."""
    found = _of_line(name)
    return (found[1], found[2]) if found else ("", name)


def field_word(name: str) -> str:
    """What people call a field, in the language spoken now; ``line 2 quantity`` is one too."""
    line_no, field = of_line(name)
    word = _(FIELDS[field]) if field in FIELDS else plain(field)
    return word + " " + _("of item {n}").format(n=line_no) if line_no else word
