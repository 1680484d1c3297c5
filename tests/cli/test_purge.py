"""``csdesk purge``: what would go, and what went."""

from __future__ import annotations

import time

from sqlalchemy import update

from csdesk.store import columns
from csdesk.store.engine import Store


def test_a_look_changes_nothing_and_a_purge_is_told_in_counts(csdesk, desk):
    store = Store(desk / "desk.db")
    with store.change() as c:
        then = int(time.time()) - 40 * 86_400
        o = columns.orders
        c.execute(update(o).values(order_status="completed", finished_at=then))
    store.close()
    looked = csdesk("purge", "--dry-run", "--json", desk=desk).answer
    assert looked["dry_run"]
    assert looked["orders"] > 0
    done = csdesk("purge", "--json", desk=desk)
    assert (done.status, done.answer["orders"]) == (0, looked["orders"])
    assert any(each.startswith("archive/") for each in done.answer["files"])
    again = csdesk("purge", "--lang", "zh", desk=desk)
    assert again.status == 0
    assert "将清除" not in again.out
    assert "已清除" in again.out
    assert csdesk("audit", "verify", desk=desk).status == 0
