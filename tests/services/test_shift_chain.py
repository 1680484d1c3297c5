"""Whatever people do in whatever order: shifts follow each other and each step is in one."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csdesk.model.closing import Seal
from csdesk.model.errors import DeskError, Refused
from csdesk.model.shifts import ShiftState
from csdesk.model.status import Tab
from csdesk.services.closing import ShiftReports
from csdesk.services.people import People
from csdesk.services.remarks import Remarks
from csdesk.services.shifts import Shifts
from tests.services.desks import bare_desk, person

PEOPLE = (person("li", "李雷"), person("wang", "王芳"), person("chen", "陈静", ("lead",)))
NUMBER = "TB261122-0001"
STEPS = ("open", "join", "join late", "leave", "take over", "close", "sign", "note", "remark")
steps = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(STEPS)), min_size=5, max_size=40
)


def take(desk, who, step):
    """One step; what is refused is not done."""
    shifts, reports = desk.service(Shifts, who), desk.service(ShiftReports, who)
    does = {
        "open": shifts.open,
        "join": shifts.join,
        "join late": lambda: shifts.join("late"),
        "leave": shifts.leave,
        "take over": lambda: shifts.take_over("都走了"),
        "close": reports.close,
        "sign": reports.sign,
        "note": lambda: reports.note("后来想起来的"),
        "remark": lambda: desk.service(Remarks, who).add(NUMBER, Tab.INTERNAL, "好"),
    }
    with suppress(DeskError):
        does[step]()


@pytest.mark.slow
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=25)
@given(steps)
def test_each_step_of_the_log_is_in_exactly_one_shift(taken):
    with tempfile.TemporaryDirectory() as folder:
        desk = bare_desk(Path(folder))
        desk.order(NUMBER)
        desk.service(People, PEOPLE[2]).ensure()
        for who in PEOPLE[:2]:
            desk.service(People, PEOPLE[2]).add(who.login, who.name, who.roles)
        for who, step in taken:
            take(desk, who, step)
        check_chain(desk)
        desk.store.close()


def check_chain(desk):
    shifts = desk.service(Shifts).newest()[::-1]
    assert sum(each.state is ShiftState.OPEN for each in shifts) <= 1
    assert all(each.state is not ShiftState.OPEN for each in shifts[:-1])
    before = [
        each["kind"] for each in desk.events() if shifts and each["seq"] <= shifts[0].after_seq
    ]
    assert not any(kind in ("shift.open", "shift.join", "shift.close") for kind in before)
    for one, following in pairwise(shifts):
        assert one.cutoff_seq == following.after_seq
        assert not one.here, "nobody works in a shift that another one followed"
    for event in desk.events():
        inside = [each for each in shifts if each.after_seq < event["seq"]
                  and (each.cutoff_seq is None or event["seq"] <= each.cutoff_seq)]  # fmt: skip
        assert len(inside) <= 1
        if not inside:
            early = not shifts or event["seq"] <= shifts[0].after_seq
            assert early or event["seq"] > shifts[-1].cutoff_seq
        if event["kind"] == "shift.close":
            assert inside[0].cutoff_seq == event["seq"]
            assert inside[0].id == json.loads(event["after"])["shift"]
    for each in shifts:
        if each.cutoff_seq is not None:
            told = desk.service(ShiftReports).closed(each.id)
            assert told.seal is Seal.HOLDS
            assert sum(told.report.kinds.values()) == each.cutoff_seq - each.after_seq


def test_of_two_who_open_at_once_one_is_told_to_join(desk):
    at_once, told = Barrier(2), []

    def opens(who):
        at_once.wait()
        try:
            told.append(desk.service(Shifts, who).open())
        except Refused as refused:
            told.append(refused)

    threads = [Thread(target=opens, args=(who,)) for who in PEOPLE[:2]]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    (refused,) = [each for each in told if isinstance(each, Refused)]
    assert "Join it" in str(refused)
    assert len(desk.service(Shifts).newest()) == 1
