"""Files that come in every way there is are all taken in (the quick form of the battery's)."""

from __future__ import annotations

from tests.battery import arrivals


def test_every_way_to_arrive_a_replaced_inbox_and_a_burst():
    assert arrivals.main(["--files", "20", "--each", "1", "--polled", "0", "--quiet", "0.2"]) == 0
