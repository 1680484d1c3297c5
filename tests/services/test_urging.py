"""The queue of unpaid orders and its guard (F17, W18)."""

from __future__ import annotations

import multiprocessing
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock

import pytest
from sqlalchemy import update

from csdesk.model.errors import Conflict, NotAllowed, NotUnderstood, Refused
from csdesk.model.settings import DeskSettings, UrgingSettings
from csdesk.services.urging import Urging
from csdesk.store import columns
from csdesk.store.engine import Store
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person

NUMBER = "TB261122-0001"
NO_NIGHT = DeskSettings(urging=UrgingSettings(quiet_from=clock(0), quiet_until=clock(0)))


@pytest.fixture
def unpaid(desk):
    desk.settings = NO_NIGHT
    desk.key = desk.order(NUMBER, order_status="awaiting_payment", payment_status="unpaid")
    return desk


def shift_back(desk, hours):
    """All urges happened so many hours earlier."""
    with desk.store.change() as c:
        c.execute(update(columns.urges).values(at=columns.urges.c.at - hours * 3_600))


def test_the_queue_tells_age_urges_and_the_next_time(unpaid):
    unpaid.order("TB261122-0002", "2234567890123456789")
    (one,) = unpaid.service(Urging).queue().orders
    assert (one.order.order_no, one.urges) == (NUMBER, ())
    assert one.next_at <= datetime.now(UTC)
    urged = unpaid.service(Urging).urge(NUMBER, 1, seen=one.version)
    assert urged.urges == 1
    assert one.order.market_no in urged.text
    assert "¥198.00" in urged.text
    (again,) = unpaid.service(Urging).queue(oldest_first=True).orders
    assert (again.urges[0].text, again.urges[0].author) == (urged.text, "李雷")
    assert again.version == urged.version == one.version + 1
    assert unpaid.events()[-1]["kind"] == "order.urged"


def test_three_within_a_day_and_no_fourth_until_the_first_is_a_day_old(unpaid):
    urging = unpaid.service(Urging)
    for _ in range(3):
        urging.urge(NUMBER)
    with pytest.raises(Refused, match=r"urged 3 times within 24 hours: from .* on"):
        urging.urge(NUMBER)
    one = urging.one(NUMBER)
    assert one.next_at == one.urges[0].at + timedelta(hours=24)
    shift_back(unpaid, 24)
    assert urging.urge(NUMBER).urges == 4
    assert [e["kind"] for e in unpaid.events()].count("order.urged") == 4


def test_nobody_is_urged_in_the_quiet_hours_of_their_zone(unpaid):
    now = datetime.now(UTC)
    begin = (now - timedelta(hours=1)).time().replace(second=0, microsecond=0)
    end = (now + timedelta(hours=1)).time().replace(second=0, microsecond=0)
    quiet = UrgingSettings(quiet_from=begin, quiet_until=end, zones={"TB": "UTC"})
    unpaid.settings = DeskSettings(urging=quiet)
    with pytest.raises(Refused, match=r"left in peace now: from .* on"):
        unpaid.service(Urging).urge(NUMBER)
    unpaid.settings = DeskSettings(urging=replace(quiet, zones={"TB": "Etc/GMT+6"}))
    assert unpaid.service(Urging).urge(NUMBER).urges == 1


def test_sent_twice_it_counts_once(unpaid):
    urging = unpaid.service(Urging)
    first = urging.urge(NUMBER, 2, client_id="click")
    again = urging.urge(NUMBER, 2, client_id="click")
    assert (first.urges, again.urges, again.text) == (1, 1, first.text)


def test_what_is_paid_is_not_urged(unpaid):
    unpaid.order("TB261122-0002", "2234567890123456789")
    with pytest.raises(Refused, match="does not await payment"):
        unpaid.service(Urging).urge("TB261122-0002")
    with pytest.raises(NotUnderstood):
        unpaid.service(Urging).urge(NUMBER, 9)


@pytest.mark.parametrize("role", ["finance", "shipping", "viewer", "purchasing"])
def test_only_the_desk_urges(unpaid, role):
    with pytest.raises(NotAllowed):
        unpaid.service(Urging, person(role, role, roles=(role,))).urge(NUMBER)
    assert unpaid.service(Urging).one(NUMBER).urges == ()


def test_a_text_of_the_desk_that_the_marketplace_forbids_is_not_sent(unpaid):
    own = UrgingSettings(
        quiet_from=clock(0), quiet_until=clock(0), texts=("付款给五星送红包", "{name} {订单号} {x}")
    )
    unpaid.settings = DeskSettings(urging=own)
    with pytest.raises(Refused, match="stars"):
        unpaid.service(Urging).urge(NUMBER)
    assert unpaid.service(Urging).urge(NUMBER, 2).text == "马*云 1234567890123456789 {x}"


def test_hostile_names_go_into_no_text_unfiltered(unpaid):
    unpaid.settings = DeskSettings(urging=replace(NO_NIGHT.urging, texts=("亲爱的{name}请付款",)))
    urging = unpaid.service(Urging)
    row = urging.one(NUMBER).order
    for payload in PAYLOADS:
        (text,) = urging.texts(replace(row, name=f"A{payload}"))
        assert forbidden(text, lines=True) == []


def _urge(path, login, barrier, results):
    store = Store(path)
    service = Urging(store, NO_NIGHT, person(login, login))
    version = service.one(NUMBER).version
    barrier.wait()
    try:
        results.put(service.urge(NUMBER, seen=version).urges)
    except (Conflict, Refused) as refusal:
        results.put(str(refusal))
    store.close()


def test_two_processes_urge_one_buyer_once(unpaid, tmp_path):
    spawn = multiprocessing.get_context("spawn")
    barrier, results = spawn.Barrier(2), spawn.Queue()
    both = [
        spawn.Process(target=_urge, args=(tmp_path / "desk.db", login, barrier, results))
        for login in ("a", "b")
    ]
    for each in both:
        each.start()
    told = [results.get(timeout=60) for _ in both]
    for each in both:
        each.join(60)
    assert 1 in told
    assert any("meanwhile" in str(each) for each in told)
    assert len(unpaid.service(Urging).one(NUMBER).urges) == 1


def test_urges_are_dated(unpaid):
    before = int(time.time())
    unpaid.service(Urging).urge(NUMBER)
    assert unpaid.service(Urging).one(NUMBER).urges[0].at.timestamp() >= before
