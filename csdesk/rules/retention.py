"""Which backups have done their duty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from csdesk.model.settings import BackupSettings


def superseded(
    made: Mapping[str, datetime], now: datetime, settings: BackupSettings, zone: str
) -> frozenset[str]:
    """The backups that may go: neither young, nor the last of a day that is not long ago.

    The newest one stays however old it is; ages are counted from it where the clock is behind it.

    Args:
        made: name of each backup -> when it was made.
        now: the moment from which it is counted back.
        settings: how long.
        zone: in which days begin.
    """
    if not made:
        return frozenset()
    now = max(now, *made.values())  # where the clock was put back
    newest_first = sorted(made, key=lambda name: (made[name], name), reverse=True)
    keep, days = {newest_first[0]}, set[date]()
    for name in newest_first:
        age, day = now - made[name], made[name].astimezone(ZoneInfo(zone)).date()
        last_of_day = day not in days
        days.add(day)
        longest = timedelta(days=settings.days if last_of_day else 0)
        if age <= max(longest, timedelta(hours=settings.hours)):
            keep.add(name)
    return frozenset(made) - keep
