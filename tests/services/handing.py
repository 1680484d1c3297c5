"""Two shifts that follow each other, for tests of what is handed over between them."""

from __future__ import annotations

import time

from sqlalchemy import update

from csdesk.model.handover import NewItem, Urgency
from csdesk.services.closing import ShiftReports
from csdesk.services.handover import Handover
from csdesk.services.people import People
from csdesk.services.receiving import Receiving
from csdesk.services.shifts import Shifts
from csdesk.store import columns
from tests.services.desks import person

LI = person(shift="")
HAN = person("han", "韩梅梅", shift="")
MA = person("ma", "马强", shift="")
LEAD = person("wang", "王主管", roles=("lead",), shift="")
SHIPPER = person("zhou", "周发", roles=("shipping",), shift="")
NUMBER, OTHER = "TB261122-0001", "TB261122-0002"


def team(desk):
    """Li, Han, Ma, a lead and somebody of shipping work here; two orders are there."""
    boss = desk.service(People, person("boss", "老板", roles=()))
    boss.ensure()
    for each in (LI, HAN, MA, LEAD, SHIPPER):
        boss.add(each.login, each.name, each.roles)
    desk.order(NUMBER)
    desk.order(OTHER, "1234567890123456780")
    return desk


def item(summary="客户要改地址，快递已到杭州", urgency=Urgency.ROUTINE, number=NUMBER, **more):
    """An item as somebody writes it."""
    return NewItem(urgency, summary, number, due="3d", **more)


def write(desk, *items, by=LI):
    """Items of one person, whatever stands there already."""
    return [desk.service(Handover, by).add(each) for each in items]


def close(desk, by=LI, reason=""):
    """The shift that is on is closed by one of its people, and nobody stays; its id.

    They acknowledge first what waits, as a shift cannot be closed before.
    """
    for each in desk.service(Receiving, by).handed().waiting:
        desk.service(Receiving, by).acknowledge(each.id, "先给快递打电话再说")
    shift_id = desk.service(ShiftReports, by).close(reason).id
    w = columns.shift_people.c
    with desk.store.change() as c:
        left = update(columns.shift_people).where(w.shift_id == shift_id, w.left_at.is_(None))
        c.execute(left.values(left_at=int(time.time())))
    return shift_id


def change_of_shifts(desk, *items, giver=LI, receivers=(HAN,)):
    """One shift writes items and closes, the next is opened; the items as written."""
    if desk.service(Shifts, giver).now() is None:
        desk.service(Shifts, giver).open(yes=True)
    written = write(desk, *items, by=giver)
    close(desk, giver)
    desk.service(Shifts, receivers[0]).open(yes=True)
    for each in receivers[1:]:
        desk.service(Shifts, each).join()
    return written
