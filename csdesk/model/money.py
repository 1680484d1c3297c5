"""How many decimals a currency has: amounts are integers of its smallest unit."""

from __future__ import annotations

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
