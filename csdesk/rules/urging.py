"""How often, and when, a buyer may be urged to pay (F17, S50)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from csdesk.model.settings import UrgingSettings

TEXTS = (
    (
        "亲，您的订单 {order}（{total}）还没有付款，付款后我们会尽快为您发货。有疑问随时联系我们。",
        "Hello, your order {order} ({total}) is not paid yet. We ship as soon as it is.",
    ),
    (
        "亲，您拍下的宝贝还为您留着，订单 {order} 未付款会自动关闭，请您留意时间。",
        "Hello, we keep the goods of your order {order}. Unpaid it will close by itself.",
    ),
    (
        "亲，订单 {order} 付款时遇到问题了吗？我们可以帮您看看。",
        "Hello, did anything go wrong when you paid order {order}? We are glad to help.",
    ),
)
"""What is sent where desk.toml names nothing, Chinese and English; the slots are filled."""


def is_quiet(at: datetime, guard: UrgingSettings, zone: tzinfo) -> bool:
    """Whether a moment lies in the quiet hours of the buyer's day."""
    clock = at.astimezone(zone).time()
    begin, end = guard.quiet_from, guard.quiet_until
    if begin <= end:
        return begin <= clock < end
    return clock >= begin or clock < end


def _quiet_end(at: datetime, guard: UrgingSettings, zone: tzinfo) -> datetime:
    """The moment at which the quiet hours that ``at`` lies in end."""
    day = at.astimezone(zone).replace(tzinfo=None)
    until = datetime.combine(day, guard.quiet_until)
    for days, fold in ((0, 0), (0, 1), (1, 0)):  # a clock that is put back shows a time twice
        end = (until + timedelta(days=days)).replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if end > at:
            return end
    raise AssertionError("a day ends")


def next_allowed(
    now: datetime, urges: Sequence[datetime], guard: UrgingSettings, zone: tzinfo
) -> datetime:
    """From when on a buyer may be urged again; ``now`` where they may be now.

    Args:
        now: aware instant.
        urges: when they were urged before, in any order; some may be to come where a clock was
            wrong.
        guard: how often and when.
        zone: that the buyer lives in.
    """
    window = timedelta(hours=guard.hours)
    past = sorted(urges)
    moment = now.astimezone(UTC)
    while True:
        recent = [at for at in past if moment - window < at]
        if len(recent) >= guard.most:
            moment = (recent[-guard.most] + window).astimezone(UTC)
        elif is_quiet(moment, guard, zone):
            moment = _quiet_end(moment, guard, zone)
        else:
            return moment
