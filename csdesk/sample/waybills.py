"""Carriers and the shapes of their waybill numbers, as they were before and after 2015."""

from collections.abc import Callable

Draw = Callable[[], float]

# carrier, fixed head, number of digits that follow, fixed tail, share of parcels
_THEN = (
    ("申通E物流", "268", 9, "", 30),
    ("圆通速递", "V", 9, "", 30),
    ("中通速递", "618", 9, "", 15),
    ("韵达快运", "1", 12, "", 10),
    ("顺丰速运", "", 12, "", 8),
    ("EMS", "EA", 9, "CN", 7),
)
_NOW = (
    ("中通快递", "73", 12, "", 11),
    ("中通快递", "78", 12, "", 11),
    ("圆通速递", "YT", 13, "", 20),
    ("申通快递", "77", 13, "", 16),
    ("韵达快递", "4", 14, "", 15),
    ("极兔速递", "JT", 13, "", 10),
    ("顺丰速运", "SF", 13, "", 10),
    ("京东快递", "JDV", 12, "", 4),
    ("EMS", "E", 9, "CN", 3),
)
_MODERN_SINCE = 2015


def _spread(
    carriers: tuple[tuple[str, str, int, str, int], ...],
) -> tuple[tuple[str, str, int, str], ...]:
    return tuple(carrier[:4] for carrier in carriers for _ in range(carrier[4]))


_SPREAD_THEN, _SPREAD_NOW = _spread(_THEN), _spread(_NOW)


def waybill(year: int, draw: Draw, parcels: int = 1) -> tuple[str, str]:
    """Carrier and waybill numbers, joined by commas, of parcels sent in ``year``.

    ``draw`` gives numbers in [0, 1).
    """
    carriers = _SPREAD_NOW if year >= _MODERN_SINCE else _SPREAD_THEN
    carrier, head, digits, tail = carriers[int(draw() * len(carriers))]
    numbers = [f"{head}{int(draw() * 10**digits):0{digits}d}{tail}" for _ in range(parcels)]
    return carrier, ",".join(numbers)
