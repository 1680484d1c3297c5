"""Who came in and how stands behind every step, and open sessions can be seen and ended."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from csdesk.model.errors import NotAllowed, NotFound, NotUnderstood, Refused
from csdesk.model.sessions import Door, Ended, Visit
from csdesk.model.settings import DeskSettings
from csdesk.model.status import Tab
from csdesk.services.desk import Desk
from csdesk.store import chain, columns, events
from csdesk.store import people as people_rows
from csdesk.store import sessions as rows
from tests.services.desks import person
from tests.tampering import unguard

BY_KEY = Visit("li", Door.SSH, "SHA256:abc", "10.1.2.3", "/dev/pts/7")


@pytest.fixture
def come(desk, tmp_path):
    """Come to the desk: a function of a visit and whether it lasts; all are closed at the end."""
    with desk.store.change() as c:
        for login, roles in (("li", ["agent"]), ("han", ["agent"]), ("wang", ["lead"])):
            people_rows.add(c, person(login, login.title(), roles))
    desk.batch()
    desk.order()
    opened = []

    def enter(visit=BY_KEY, *, stays=True):
        new = Desk(tmp_path, DeskSettings(), person(visit.login, visit.login.title(), ["agent"]))
        opened.append(new)
        new.enter(visit, stays=stays)
        if stays:
            new.stay()
        return new

    yield enter
    for each in opened:
        each.close()


def write(desk):
    desk.remarks.add("TB261122-0001", Tab.FINANCE, "退款", client_id="")


def test_a_step_tells_its_session_and_that_who_came_in_how(desk, come):
    li = come()
    write(li)
    last = desk.events()[-1]
    with desk.store.read() as c:
        told = rows.of(c, last["session"])
        assert events.first_broken(c) is None
    assert told is not None
    assert told.visit == BY_KEY
    assert (told.why, told.name) == (None, "Li")
    assert rows.fits(told)


def test_a_look_is_no_session_and_a_command_that_changes_something_is_one(desk, come):
    li = come(Visit("li"), stays=False)
    li.orders.search("")
    with desk.store.read() as c:
        assert rows.of(c, li.actor.session) is None
    write(li)
    write(li)
    with desk.store.read() as c:
        told = rows.of(c, li.actor.session)
    assert told is not None
    assert told.why is Ended.DONE


def test_a_change_that_is_undone_takes_no_session_down(desk, come):
    li = come(stays=False)
    with pytest.raises(ZeroDivisionError), li.store.change():
        raise ZeroDivisionError
    write(li)
    with desk.store.read() as c:
        assert rows.of(c, li.actor.session) is not None


@pytest.mark.parametrize(
    ("column", "value"),
    [("login", "han"), ("door", "own"), ("credential", "SHA256:x"), ("address", ""), ("tty", ""),
     ("began", 1)],
)  # fmt: skip
def test_what_a_session_tells_cannot_be_changed_unseen(desk, come, column, value):
    li = come()
    with desk.store.change() as c:
        c.execute(update(columns.sessions).values({column: value}))
        told = rows.of(c, li.actor.session)
        assert chain.check(c).sessions == (li.actor.session,)
    assert told is not None
    assert not rows.fits(told)


def test_an_event_cannot_be_put_into_another_session_unseen(desk, come):
    write(come())
    with desk.store.change() as c:
        e = columns.events
        last = c.execute(select(e.c.seq).order_by(e.c.seq.desc())).scalar()
        unguard(c.exec_driver_sql)
        c.execute(update(e).where(e.c.seq == last).values(session=""))
        assert events.first_broken(c) == last


def test_a_session_cannot_be_taken_away_from_its_steps_unseen(desk, come):
    li = come()
    write(li)
    with desk.store.change() as c:
        assert chain.check(c).ok
        c.execute(delete(columns.sessions))
        told = chain.check(c)
    assert told.sessions == (li.actor.session,)
    assert not told.ok


def test_people_see_and_end_their_own_sessions_and_leads_everybodys(come):
    first, second, other = come(), come(), come(Visit("han"))
    lead = come(Visit("wang"))
    assert [each.mine for each in second.sessions.on()] in ([True, False], [False, True])
    assert {each.visit.login for each in lead.sessions.on(everybody=True)} == {"li", "han", "wang"}
    with pytest.raises(NotAllowed):
        first.sessions.on(everybody=True)
    with pytest.raises(NotFound):
        first.sessions.end(other.actor.session)
    with pytest.raises(Refused):
        first.sessions.end(first.actor.session)
    with pytest.raises(NotUnderstood):
        first.sessions.end("a")
    first.sessions.end(second.actor.session[:12])
    over = second.sessions.ended()
    assert over is not None
    assert (over.why, over.ended_by) == (Ended.CLOSED, "li")
    lead.sessions.end(other.actor.session)
    assert other.sessions.ended() is not None
    assert first.sessions.ended() is None


def test_who_comes_by_a_door_is_logged_and_so_is_the_end(desk, come):
    come().close()
    told = [(each["kind"], each["actor"]) for each in desk.events()]
    assert told == [("session.begin", "li"), ("session.end", "li")]


def test_a_session_that_left_is_over_and_a_dead_one_is_noted_by_the_next(desk, come):
    left, dead = come(), come(Visit("han"))
    left.close()
    dead.presence.close()  # its process is gone: the kernel gave the lock back
    come(Visit("wang"))
    with desk.store.read() as c:
        found = [rows.of(c, each.actor.session) for each in (left, dead)]
    assert [each and each.why for each in found] == [Ended.LEFT, Ended.LOST]
