"""kill -9 in the middle of closing, signing or acknowledging: the store is before or after."""

from __future__ import annotations

import os
import signal

import pytest
from sqlalchemy import event, select

from csdesk.model.closing import Seal
from csdesk.model.desk import Actor
from csdesk.model.handover import NewItem, Urgency
from csdesk.model.settings import DeskSettings
from csdesk.model.shifts import ShiftState
from csdesk.model.status import Tab
from csdesk.services.desk import Desk
from csdesk.store import columns
from tests.services.desks import bare_desk

NUMBER = "TB261122-0001"
LI = Actor("li", "李雷", "LI", frozenset({"agent", "lead"}))
WANG = Actor("wang", "王芳", "WANG", frozenset({"agent"}))
WATCHED = (
    columns.shifts, columns.shift_people, columns.shift_signatures, columns.shift_notes,
    columns.handover_items, columns.handover_receipts, columns.events,
)  # fmt: skip


def opened(folder, who):
    return Desk(folder, DeskSettings(), who)


def state(folder):
    """All that a change of a shift writes."""
    desk = opened(folder, LI)
    with desk.store.read() as c:
        found = {table.name: [tuple(row) for row in c.execute(select(table))] for table in WATCHED}
        assert [row.text for row in c.execute(select(columns.drafts))] == ["还没写完"]
    assert desk.log.verify() is None
    desk.close()
    return found


def killed_at(folder, who, step, change):
    """Make a change in a process that dies before its n-th statement; whether it died."""
    child = os.fork()
    if child == 0:
        desk, left = opened(folder, who), [step]

        def count(*_):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(desk.store.engine, "before_cursor_execute", count)
        event.listen(desk.store.engine, "commit", count)
        try:
            change(desk)
        finally:
            os._exit(0 if left[0] > 0 else 1)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL), "the change itself failed"
    return status == signal.SIGKILL


def die_at_every_step(folder, who, change):
    """Until the change is made in the end; how many times it was killed before."""
    before, step = state(folder), 1
    while killed_at(folder, who, step, change):
        assert state(folder) == before, f"killed before statement {step}"
        step += 1
    assert state(folder) != before
    return step - 1


@pytest.mark.slow
def test_opening_closing_acknowledging_and_signing_are_done_whole_or_not_at_all(tmp_path):
    made = bare_desk(tmp_path)
    made.order(NUMBER)
    made.store.close()
    desk = opened(tmp_path, LI)
    desk.people.ensure()
    desk.people.add("wang", "王芳", ["agent"])
    desk.shifts.open("early", yes=True)
    desk.handover.add(
        NewItem(Urgency.CRITICAL, "客户改地址，先别发", NUMBER, action="打电话", due="1d")
    )
    desk.drafts.keep(NUMBER, Tab.INTERNAL, "还没写完")
    desk.close()

    kills = die_at_every_step(tmp_path, LI, lambda d: d.shift_reports.close("草稿留着"))
    assert kills > 20
    assert die_at_every_step(tmp_path, WANG, lambda d: d.shifts.open("late", yes=True)) > 5
    item = 1
    assert die_at_every_step(
        tmp_path, WANG, lambda d: d.receiving.acknowledge(item, "先打电话确认新地址再发")
    ) > 5  # fmt: skip
    assert die_at_every_step(tmp_path, LI, lambda d: d.shift_reports.note("补充", 1)) > 5
    assert die_at_every_step(tmp_path, WANG, lambda d: d.shift_reports.sign(1)) > 5

    desk = opened(tmp_path, LI)
    closed = desk.shift_reports.closed(1)
    assert (closed.seal, closed.shift.state) == (Seal.HOLDS, ShiftState.RECEIVED)
    assert len(closed.notes) == 1
    desk.close()
