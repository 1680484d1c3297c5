"""The lead board counts what stands in the tables, and says where nothing was counted."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, update

from csdesk.model.board import Glance
from csdesk.model.handover import Urgency
from csdesk.model.promises import PromiseKind
from csdesk.model.requests import RequestKind
from csdesk.model.status import Tab
from csdesk.services.asks import Inboxes
from csdesk.services.board import Board
from csdesk.services.orders import Orders
from csdesk.services.presence import Presence
from csdesk.services.promises import Promises
from csdesk.services.remarks import Remarks
from csdesk.services.requests import Requests
from csdesk.store import columns, handover
from tests.services.desks import person
from tests.services.test_as_of import shift

NOW = int(time.time())
SHIPPER = person("zhou", "周", ("shipping",))


@pytest.fixture
def board(desk, tmp_path):
    """What the numbers are, by figure."""

    def look():
        told = Board(desk.store, desk.settings, Presence(tmp_path, person())).look()
        assert [each.figure for each in told.numbers] == list(Glance)
        return {each.figure: each for each in told.numbers}

    return look


def item(c, nth, urgency="routine", state="open"):
    c.execute(insert(columns.handover_items), {
        "id": nth, "order_id": None, "order_no": "", "topic": "包装", "urgency": urgency,
        "summary": "x", "action": "y", "owner": "next", "due": NOW, "what_if": "",
        "origin": "person", "source_id": None, "login": "li", "author": "李", "shift": "",
        "at": NOW - 7_200, "state": state, "settled_by": "", "settled_at": None, "version": 1,
        "client_id": f"i{nth}",
    })  # fmt: skip


def test_nothing_counted_is_not_zero_and_zero_is_zero(board):
    numbers = board()
    assert numbers[Glance.ITEMS].total is None
    assert numbers[Glance.SHORTAGES].total is None
    others = [n.total for f, n in numbers.items() if f not in (Glance.ITEMS, Glance.SHORTAGES)]
    assert set(others) == {0}


def test_items_that_nobody_acknowledged_with_the_critical_ones(desk, board):
    desk.order()
    desk.service(Remarks).add("TB261122-0001", Tab.INTERNAL, "x")
    with desk.store.change() as c:
        shift(c, 1, NOW - 90_000, 0, 1, ["li"])
        item(c, 1, Urgency.CRITICAL)
        item(c, 2)
        item(c, 3, state="done")
        handover.hand_on(c, 1)
    number = board()[Glance.ITEMS]
    assert (number.total, number.critical) == (2, 1)
    assert number.since == datetime.fromtimestamp(NOW - 7_200, UTC)
    with desk.store.change() as c:
        handover.acknowledge(c, 1, 1, person(), "我知道了")
    assert (board()[Glance.ITEMS].total, board()[Glance.ITEMS].critical) == (1, 0)
    assert board()[Glance.CARRIED].total == 0


def test_late_and_soon_are_what_their_searches_find(desk, board):
    days = {1: -7_200, 2: -60, 3: 3_600, 4: 80_000, 5: 200_000, 6: None}
    for nth, after in days.items():
        desk.order(
            f"TB261122-000{nth}", f"123456789012345678{nth}",
            ship_by=None if after is None else NOW + after,
        )  # fmt: skip
    desk.order("TB261122-0009", "1234567890123456799", ship_by=NOW - 9, order_status="closed")
    numbers = board()
    for figure, query in ((Glance.LATE, "is:late"), (Glance.SOON, "is:soon")):
        assert numbers[figure].total == desk.service(Orders).count(query).total == 2
    assert numbers[Glance.LATE].since == datetime.fromtimestamp(NOW - 7_200, UTC)
    assert numbers[Glance.SOON].since == datetime.fromtimestamp(NOW + 3_600, UTC)


def test_what_is_asked_of_whom(desk, board):
    desk.order()
    one = desk.service(Remarks).add("TB261122-0001", Tab.SHIPPING, "改圆通")
    desk.service(Remarks).add("TB261122-0001", Tab.FINANCE, "退 5 元")
    desk.service(Requests).ask("TB261122-0001", RequestKind.PRIORITY, "急")
    promise = desk.service(Promises).make("TB261122-0001", PromiseKind.SHIP, "1h")
    with desk.store.change() as c:
        c.execute(update(columns.promises).values(due=NOW - 60))
    told = {figure: n.total for figure, n in board().items()}
    assert promise
    asked = (Glance.SHIPPING, Glance.FINANCE, Glance.QUERIES, Glance.REQUESTS, Glance.OVERDUE)
    assert [told[figure] for figure in asked] == [1, 1, 0, 1, 1]
    desk.service(Inboxes, SHIPPER).move(one.id, "query", "哪个颜色")
    told = {figure: n.total for figure, n in board().items()}
    assert [told[figure] for figure in asked] == [0, 1, 1, 1, 1]


def test_who_is_on_shift_and_who_has_a_session_open(desk, tmp_path):
    with desk.store.change() as c:
        shift(c, 1, NOW - 600, 0, None, ["li", "mei"])
    sessions = [Presence(tmp_path, person()), Presence(tmp_path, person())]
    for each in sessions:
        each.at("")
    told = Board(desk.store, desk.settings, sessions[0]).look()
    assert [each.login for each in told.on_shift] == ["li", "mei"]
    assert [(each.login, each.sessions) for each in told.signed_in] == [("li", 2)]
    sessions[1].close()
    told = Board(desk.store, desk.settings, sessions[0]).look()
    assert [each.sessions for each in told.signed_in] == [1]
    sessions[0].close()


def test_every_number_is_counted_where_there_are_several(desk, board):
    """The questions stop at the first row, and count the rest apart."""
    for nth in range(3):
        desk.order(f"TB261122-000{nth}", f"123456789012345678{nth}", conflicts=1)
        for tab in (Tab.SHIPPING, Tab.FINANCE):
            desk.service(Remarks).add(f"TB261122-000{nth}", tab, "x")
        desk.service(Promises).make(f"TB261122-000{nth}", PromiseKind.SHIP, "1h")
        desk.service(Requests).ask(f"TB261122-000{nth}", RequestKind.PRIORITY, "急")
    with desk.store.change() as c:
        c.execute(update(columns.promises).values(due=NOW - 60))
    told = {figure: n.total for figure, n in board().items()}
    several = (Glance.CONFLICTS, Glance.SHIPPING, Glance.FINANCE, Glance.OVERDUE, Glance.REQUESTS)
    assert [told[figure] for figure in several] == [3] * 5
