"""How many decimals a currency has: amounts are integers of its smallest unit."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from csdesk.model.errors import NotUnderstood

_DIGITS = {
    **dict.fromkeys(("CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


def minor_digits(currency: str) -> int:
    """Decimals of ``currency`` by ISO 4217: 0 for JPY, 3 for KWD, 2 for most and for unknown ones.

    Args:
        currency: ISO code in capitals, ``CNY``.
    """
    return _DIGITS.get(currency, 2)


def minor_units(typed: str, currency: str) -> int:
    """An amount that a person typed, such as 19.90, in the smallest unit of its currency.

    Raises:
        NotUnderstood: it is no amount, or has more decimals than the currency.
    """
    try:
        amount = Decimal(typed.strip().replace(",", "")).scaleb(minor_digits(currency))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount != int(amount) or not 0 <= amount < 10**12:
        raise NotUnderstood('"{text}" is no amount such as 19.90.', text=typed)
    return int(amount)
