"""A number of the board counts all there is, also where its list shows the first of them only."""

from __future__ import annotations

from csdesk.store import remaining


def test_more_conflicts_than_are_listed_are_counted(desk):
    for n in range(1, 4):
        desk.order(f"TB261122-000{n}", str(n) * 18, conflicts=n)
    with desk.store.read() as c:
        for most in (1, 3, 9):
            found = remaining.conflicts(c, most)
            assert (found.count, len(found.rows)) == (3, min(most, 3))
