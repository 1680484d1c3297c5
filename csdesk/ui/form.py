"""The filter form as a query of the search language (S2)."""

from __future__ import annotations

from dataclasses import dataclass

from csdesk.model.status import OrderStatus, PaymentStatus
from csdesk.ui.typed_query import quoted
from csdesk.words import N_, language, named

CHINESE = {
    "status": "状态",
    "pay": "付款",
    "site": "网站",
    "place": "位置",
    "method": "方式",
    "after": "之后",
    "until": "截止",
}
"""Fields of the search language as a Chinese speaker writes them."""

LABELS = {
    "text": N_("Text"),
    "status": N_("Order status"),
    "site": N_("Site"),
    "pay": N_("Payment status"),
    "place": N_("Payment place"),
    "method": N_("Payment method"),
    "after": N_("From day"),
    "until": N_("Until day"),
}
"""What the fields of the form are called, from top to bottom."""


@dataclass(frozen=True, slots=True)
class Form:
    """What the form holds; an empty field asks nothing."""

    status: str = ""
    """An ``OrderStatus``."""
    site: str = ""
    pay: str = ""
    """A ``PaymentStatus``."""
    place: str = ""
    method: str = ""
    after: str = ""
    """A day as typed; the search says what it does not understand."""
    until: str = ""
    text: str = ""

    def query(self) -> str:
        """The form in the search language, in the words of the language spoken now."""
        chinese = language() == "zh"
        words = []
        for field, chinese_field in CHINESE.items():
            if value := str(getattr(self, field)).strip():
                name = chinese_field if chinese else field
                words.append(f"{name}:{_quoted(_value(field, value, chinese))}")
        return " ".join([*words, *([self.text.strip()] if self.text.strip() else [])])


def _value(field: str, value: str, chinese: bool) -> str:
    if chinese and field == "status":
        return named(OrderStatus(value))
    if chinese and field == "pay":
        return named(PaymentStatus(value))
    return value


def _quoted(value: str) -> str:
    """A value as the search language takes it whole."""
    if any(sign in value for sign in ' \t",:，：、'):
        return quoted(value)
    return value
