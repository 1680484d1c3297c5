"""What a report counts: each step of the log once, whatever the cut-offs (F45, S55)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.model.promises import PromiseKind
from csdesk.model.reports import FIGURES, Done, Figure, Left
from csdesk.model.shifts import Present, Shift, ShiftState
from csdesk.model.status import RemarkState, Tab
from csdesk.rules.report_counting import NAMED, TOLD, together
from csdesk.rules.report_form import canonical, digest, read
from csdesk.services.asks import Inboxes
from csdesk.services.blacklist import Blacklist
from csdesk.services.drafts import Drafts
from csdesk.services.gate import Gate
from csdesk.services.ledger import Ledger
from csdesk.services.people import People
from csdesk.services.promises import Promises
from csdesk.services.remarks import Remarks
from csdesk.services.reports import compose
from csdesk.store import log
from csdesk.store import report as rows
from csdesk.store.events import NewEvent, append_all
from tests.hostile import PAYLOADS
from tests.services.desks import bare_desk, person

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
LEAD = person("wang", "王主管", roles=("lead", "agent"))
MANY = 10_000
TELLING = {
    Figure.ROWS, Figure.ROWS_NEW, Figure.ROWS_CHANGED, Figure.ROWS_UNCHANGED, Figure.REJECTED,
    Figure.ORDERS_NEW, Figure.ORDERS_CHANGED, Figure.NEW_CONFLICTS, Figure.LISTED,
    Figure.ITEMS_CALLED,
}  # fmt: skip
"""Figures that steps tell as numbers; all others count the steps behind them."""


def report(desk, after=0, cutoff=None, **more):
    with desk.store.read() as c:
        cutoff = log.length(c) if cutoff is None else cutoff
        return compose(c, desk.settings, after, cutoff, now=NOW, **more)


def counted(found):
    """Figures that are not 0."""
    return {str(name): count for name, count in found.figures.items() if count}


_KINDS = [
    "order.imported", "order.approve", "order.hold", "remark.add", "remark.state", "undo",
    "batch.imported", "batch.partly", "batch.downloaded", "stock.call", "customer.blacklist",
    "case.opened", "case.agreed", "amazon.entry", "shift.override",
    "shift.open", "handover.ack", "something.new", "refused",
]  # fmt: skip

_steps = st.builds(
    NewEvent,
    st.sampled_from(_KINDS),
    st.sampled_from(["li", "han", "import"]),
    order_no=st.sampled_from(["", "TB261122-0001", *PAYLOADS[:3]]),
    after=st.none() | st.fixed_dictionaries({}, optional={
        "tab": st.sampled_from(["internal", "finance", "shipping"]),
        "state": st.sampled_from(["asked", "seen", "doing", "done", "query"]),
        "despite": st.just(["amount"]),
        "file": st.sampled_from(["a.csv", *PAYLOADS[:3]]),
        "rows": st.integers(0, 9), "orders": st.integers(0, 9), "rows_new": st.integers(0, 9),
        "items": st.lists(st.sampled_from(["WLY0", "WLY1"])),
    }),
)  # fmt: skip


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    made = bare_desk(tmp_path_factory.mktemp("desk"))
    yield made
    made.store.close()


@settings(max_examples=40)
@given(steps=st.lists(_steps, max_size=25), data=st.data())
def test_every_step_stands_in_one_report_and_the_parts_add_up(busy, steps, data):
    with busy.store.change() as c:
        begin = log.length(c)
        append_all(c, steps)
    cuts = data.draw(st.lists(st.integers(0, len(steps)), max_size=4))
    places = [begin + cut for cut in (0, *sorted(cuts), len(steps))]
    shifts = [report(busy, *pair) for pair in pairwise(places)]
    whole = report(busy, begin)
    assert together(shifts, MANY) == whole
    assert sum(each.events for each in shifts) == len(steps)
    assert sum(whole.kinds.values()) == whole.events == len(steps)
    assert [sum(each.kinds.values()) for each in shifts] == [each.events for each in shifts]
    assert read(canonical(whole)) == whole
    with busy.store.read() as c:
        for figure in set(Figure) - TELLING:
            behind = rows.behind(c, begin, begin + len(steps), figure, MANY)
            assert len(behind.rows) == behind.count == whole.figures[figure], figure
    assert canonical(report(busy, begin)) == canonical(whole)


def test_each_figure_stands_under_one_heading():
    placed = [figure for figures in FIGURES.values() for figure in figures]
    assert sorted(placed) == sorted(Figure)
    assert {kind for kinds in NAMED.values() for kind in kinds} >= set(TOLD)


@pytest.fixture
def team(desk):
    desk.service(People, LEAD).ensure()
    desk.service(People, LEAD).add("li", "李雷", ["agent"])
    desk.service(People, LEAD).add("cai", "财务", ["finance"])
    for nth in range(1, 4):
        desk.order(f"TB261122-000{nth}", f"24012345678901234{nth}", buyer=f"b{nth}@x.cn")
    with desk.store.read() as c:
        desk.begin = log.length(c)
    return desk


def test_a_day_s_work_is_counted_and_what_is_left_is_named(team):
    gate, remarks = team.service(Gate), team.service(Remarks)
    gate.approve("TB261122-0001")
    gate.hold("TB261122-0002", "缺货")
    asked = remarks.add("TB261122-0001", Tab.FINANCE, "请退款")
    remarks.add("TB261122-0003", Tab.FINANCE, "[red]13800001111[/red]")
    remarks.add("TB261122-0003", Tab.INTERNAL, "看一下")
    finance = team.service(Inboxes, person("cai", "财务", ("finance",)))
    finance.move(asked.id, RemarkState.DONE, "已退 99 元")
    team.service(Promises).make("TB261122-0001", PromiseKind.SHIP, "2d")
    team.service(Blacklist, LEAD).add("TB261122-0003", "恶意")
    team.service(Drafts).keep("TB261122-0001", Tab.INTERNAL, "半句")
    found = report(team, team.begin)
    assert counted(found) == {
        "approved": 1, "despite": 1, "held": 1, "finance": 2, "internal": 1, "finance_done": 1,
        "promised": 1, "blacklisted": 1,
    }  # fmt: skip
    left = found.remaining.left
    assert {str(name): each.count for name, each in left.items() if each.count} == {
        "differences": 1, "drafts": 1, "finance": 1, "promises": 1,
    }  # fmt: skip
    assert (left[Left.FINANCE].rows[0].about, left[Left.FINANCE].rows[0].who) == (
        "TB261122-0003", "李雷",
    )  # fmt: skip
    assert left[Left.DRAFTS].rows[0].who == "李雷"
    assert left[Left.DIFFERENCES].rows[0].counts == {"batch": 1, "orders": 1}
    assert found.done[Done.BLACKLISTINGS].rows[0].who == "王主管"
    kept = canonical(found)
    assert "13800001111" not in kept
    assert "恶意" not in kept


def test_lists_tell_what_they_leave_out(team):
    with team.store.change() as c:
        append_all(c, [NewEvent("batch.downloaded", "li", after={"file": f"{n}.csv", "orders": 2})
                       for n in range(60)])  # fmt: skip
    listed = report(team, team.begin).done[Done.DOWNLOADS]
    assert (listed.count, len(listed.rows), listed.left_out) == (60, 50, 10)
    assert report(team, team.begin).figures[Figure.LISTED] == 120


def test_the_step_that_closes_is_counted_before_it_is_logged(team):
    end = len(team.events())
    shift = Shift(
        7, "early", "2026-11-22", NOW, NOW, NOW, "李雷", 0, ShiftState.OPEN,
        people=(Present("li", "李雷", "early", NOW, NOW, NOW),),
    )  # fmt: skip
    closing = report(team, 0, end + 1, shift=shift)
    assert closing.kinds["shift.close"] == 1
    with team.store.change() as c:
        append_all(c, [NewEvent("shift.close", "li", after={"hash": digest(canonical(closing))})])
    again = report(team, 0, end + 1, shift=shift)
    assert canonical(again) == canonical(closing)
    told = json.loads(canonical(closing))
    assert told["shifts"][0]["people"][0]["name"] == "李雷"


def test_a_difference_that_is_explained_blocks_nobody(team):
    team.service(Gate).approve("TB261122-0001")
    assert report(team).remaining.left[Left.DIFFERENCES].count == 1
    team.service(Ledger).explain(1, "TB261122-0001", "明天导出")
    assert report(team).remaining.left[Left.DIFFERENCES].count == 0
