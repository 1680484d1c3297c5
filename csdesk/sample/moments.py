"""When orders are placed: sorted moments over years, with a day's curve and the sales festivals."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

Festivals = dict[tuple[int, int], float]

# Share of a day's orders per hour: quiet at night, peaks after lunch and at nine.
_HOURS = (14, 8, 4, 3, 2, 3, 6, 12, 24, 40, 52, 54, 50, 52, 54, 52, 50, 46, 44, 52, 66, 74, 62, 34)
#: China's sales festivals, by month and day: how many ordinary days' orders they have.
CHINESE_FESTIVALS: Festivals = {
    (11, 11): 18.0,
    (11, 10): 3.0,
    (6, 18): 8.0,
    (6, 17): 2.0,
    (12, 12): 5.0,
}
_HOUR = 3_600


def moments(
    count: int, rng: Random, *, until: datetime, days: float, festivals: Festivals
) -> Iterator[int]:
    """``count`` epoch seconds in ascending order within the ``days`` before ``until``.

    Holds one weight per hour, whatever ``count`` is: sorted uniform numbers are drawn one after the
    other (each is the smallest of those still to come) and laid on the curve.
    """
    start = until - timedelta(days=days)
    first = start.replace(minute=0, second=0, microsecond=0)
    begin, end = int(start.timestamp()), int(until.timestamp())
    weights: list[float] = []
    edges = [begin]
    hour = first
    while edges[-1] < end:
        close = min(int(hour.timestamp()) + _HOUR, end)
        festival = festivals.get((hour.month, hour.day), 1.0)
        weights.append(_HOURS[hour.hour] * festival * (close - edges[-1]) / _HOUR)
        edges.append(close)
        hour += timedelta(hours=1)
    reached = list(accumulate(weights))
    total, slot, position = reached[-1], 0, 0.0
    draw = rng.random
    for left in range(count, 0, -1):
        position += (total - position) * (1.0 - (1.0 - draw()) ** (1.0 / left))
        while reached[slot] < position and slot < len(weights) - 1:
            slot += 1
        into = 1.0 - (reached[slot] - position) / weights[slot]
        yield edges[slot] + int(into * (edges[slot + 1] - edges[slot] - 1))
