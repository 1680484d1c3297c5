"""What is asked of a lead: who asks, who decides, who is told (F16, W19, W28)."""

from __future__ import annotations

import multiprocessing

import pytest
from sqlalchemy import select

from csdesk.model.errors import Conflict, NotAllowed, NotFound, Refused
from csdesk.model.requests import RequestKind, RequestState
from csdesk.model.settings import DeskSettings
from csdesk.services.asks import Inboxes
from csdesk.services.blacklist import Blacklist
from csdesk.services.people import People
from csdesk.services.requests import Requests
from csdesk.store import columns
from csdesk.store.engine import Store
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person

NUMBER = "TB261122-0001"
PRICE, OFF, FIRST = RequestKind.PRICE, RequestKind.UNBLACKLIST, RequestKind.PRIORITY
ASKED, APPROVED, REFUSED, DONE, WITHDRAWN = RequestState
AGENT = person()
LEAD = person("wang", "王主管", roles=("lead",))
OTHERS = [person(role, role, roles=(role,)) for role in ("agent", "finance", "shipping", "viewer")]


@pytest.fixture
def team(desk):
    desk.service(People, LEAD).ensure()
    desk.service(People, LEAD).add("li", "李雷", ["agent"])
    desk.service(People, LEAD).add("han", "韩", ["agent"])
    desk.key = desk.order(NUMBER, order_status="awaiting_payment", buyer="a@x.cn", account="a@x.cn")
    return desk


def requests(desk, who=AGENT):
    return desk.service(Requests, who)


def test_a_price_is_asked_with_the_old_one_and_waits_for_a_lead(team):
    version = team.row(team.key)["version"]
    asked = requests(team).ask(NUMBER, PRICE, "老客户", new=15_000, seen=version)
    assert (asked.old, asked.new, asked.reason, asked.state) == (19_800, 15_000, "老客户", ASKED)
    assert requests(team).waiting() == (asked,)
    assert requests(team).of(NUMBER) == (asked,)
    assert team.service(Inboxes, LEAD).unread().lead == 1
    assert team.service(Inboxes, AGENT).unread().lead is None
    assert team.row(team.key)["version"] > version
    assert team.row(team.key)["total"] == 19_800
    assert requests(team).deciders() == ("王主管",)
    event = team.events()[-1]
    assert (event["kind"], event["order_no"], event["actor"]) == ("request.asked", NUMBER, "li")


def test_the_asker_is_told_until_they_look(team):
    asked = requests(team).ask(NUMBER, PRICE, "老客户", new=15_000)
    decided = requests(team, LEAD).move(asked.id, APPROVED, "可以", seen=asked.version)
    assert (decided.state, decided.decided_by, decided.decision) == (APPROVED, "王主管", "可以")
    inboxes = team.service(Inboxes, AGENT)
    assert inboxes.unread().mine == 1
    assert [each.id for each in inboxes.mine().decided] == [asked.id]
    assert inboxes.read(NUMBER) == 1
    assert inboxes.unread().mine == 0
    assert inboxes.mine().decided == ()
    assert [each.id for each in inboxes.mine().requests] == [asked.id]
    done = requests(team).move(asked.id, DONE)
    assert (done.state, done.decision) == (DONE, "可以")
    assert inboxes.mine().requests == ()


def test_a_price_that_the_market_has_is_done_by_the_import(team):
    asked = requests(team).ask(NUMBER, PRICE, "老客户", new=15_000)
    requests(team, LEAD).move(asked.id, APPROVED, "可以")
    with team.store.change() as c:
        assert requests(team).done_by_facts(c) == 0
        c.exec_driver_sql("UPDATE orders SET total = 15000")
        assert requests(team).done_by_facts(c) == 1
    assert requests(team).one(asked.id).state is DONE


def test_off_the_blacklist_shows_why_they_stand_there_and_is_done_with_the_yes(team):
    with pytest.raises(Refused, match="not on the blacklist"):
        requests(team).ask(NUMBER, OFF, "误会")
    team.service(Blacklist).add(NUMBER, "恶意留差评", evidence="评价 123")
    asked = requests(team).ask(NUMBER, OFF, "误会")
    assert asked.grounds == "恶意留差评 / 评价 123 / 李雷"
    done = requests(team, LEAD).move(asked.id, APPROVED, "查过了")
    assert (done.state, done.decision) == (DONE, "查过了")
    assert team.row(team.key)["blacklisted"] == 0
    kinds = [each["kind"] for each in team.events()][-3:]
    assert kinds == ["request.approved", "customer.unblacklist", "request.done"]


def test_goods_before_others_are_given_with_the_yes(team):
    asked = requests(team).ask(NUMBER, FIRST, "急")
    done = requests(team, LEAD).move(asked.id, APPROVED, "婚礼用")
    assert (done.state, done.decision) == (DONE, "婚礼用")
    kinds = [each["kind"] for each in team.events()][-3:]
    assert kinds == ["request.approved", "stock.priority", "request.done"]
    with team.store.read() as c:
        p = columns.priorities.c
        assert c.execute(select(p.level, p.reason)).one() == (1, "婚礼用")


def test_who_is_off_the_blacklist_meanwhile_is_no_obstacle(team):
    team.service(Blacklist).add(NUMBER, "恶意留差评")
    asked = requests(team).ask(NUMBER, OFF, "误会")
    team.service(Blacklist, LEAD).remove(NUMBER, "查过了")
    assert requests(team, LEAD).move(asked.id, APPROVED, "已取消").state is DONE


@pytest.mark.parametrize("who", OTHERS, ids=lambda each: each.login)
def test_nobody_but_a_lead_decides(team, who):
    asked = requests(team).ask(NUMBER, FIRST, "急")
    for to in (APPROVED, REFUSED):
        with pytest.raises(NotAllowed, match="lead"):
            requests(team, who).move(asked.id, to, "me too")
    assert requests(team).one(asked.id).state is ASKED
    assert [e["kind"] for e in team.events()].count("refused") == 2


def test_only_the_asker_or_a_lead_withdraws(team):
    asked = requests(team).ask(NUMBER, FIRST, "急")
    with pytest.raises(NotAllowed):
        requests(team, person("han", "韩")).move(asked.id, WITHDRAWN)
    assert requests(team).move(asked.id, WITHDRAWN).state is WITHDRAWN
    assert not requests(team).one(asked.id).news
    with pytest.raises(Refused, match="cannot become"):
        requests(team, LEAD).move(asked.id, APPROVED, "x")


def test_viewers_ask_nothing(team):
    with pytest.raises(NotAllowed):
        requests(team, person("v", "v", roles=("viewer",))).ask(NUMBER, FIRST, "急")


@pytest.mark.parametrize(
    ("kind", "reason", "new", "why"),
    [
        (PRICE, "", 100, "Say why"),
        (PRICE, "x" * 201, 100, "200"),
        (PRICE, "x", None, "which price"),
        (PRICE, "x", 0, "more than nothing"),
        (PRICE, "x", 19_800, "costs now"),
    ],
)
def test_what_cannot_be_asked_is_refused(team, kind, reason, new, why):
    with pytest.raises(Refused, match=why):
        requests(team).ask(NUMBER, kind, reason, new=new)
    assert requests(team).waiting() == ()


def test_the_same_is_asked_once_until_it_is_decided(team):
    first = requests(team).ask(NUMBER, PRICE, "a", new=1, client_id="once")
    assert requests(team).ask(NUMBER, PRICE, "a", new=1, client_id="once") == first
    with pytest.raises(Refused, match="李雷 asked that already"):
        requests(team, person("han", "韩")).ask(NUMBER, PRICE, "b", new=2)
    requests(team, LEAD).move(first.id, REFUSED, "太低", client_id="no")
    again = requests(team, LEAD).move(first.id, REFUSED, "太低", client_id="no")
    assert again.decision == "太低"
    requests(team).ask(NUMBER, PRICE, "b", new=2)
    with pytest.raises(NotFound):
        requests(team).one(99)
    with pytest.raises(NotFound):
        requests(team).ask("TB261122-9999", PRICE, "b", new=2)


def test_what_has_left_needs_no_other_price(team):
    team.order("TB261122-0002", "2234567890123456789", order_status="shipped")
    with pytest.raises(Refused, match="shipped"):
        requests(team).ask("TB261122-0002", PRICE, "x", new=5)


def test_a_stale_order_is_not_asked_about(team):
    with pytest.raises(Conflict):
        requests(team).ask(NUMBER, PRICE, "x", new=5, seen=99)


def test_hostile_reasons_are_kept_harmless(team):
    for payload in PAYLOADS:
        asked = requests(team).ask(NUMBER, FIRST, f"x{payload}"[:200])
        assert forbidden(asked.reason, lines=True) == []
        requests(team).move(asked.id, WITHDRAWN)


def _decide(path, request_id, word, barrier, results):
    store = Store(path)
    who = person(f"lead-{word}", word, roles=("lead",))
    service = Requests(store, DeskSettings(), who)
    barrier.wait()
    try:
        results.put(service.move(request_id, RequestState(word), word, seen=1).state.value)
    except Conflict as conflict:
        results.put(str(conflict))
    store.close()


def test_of_two_leads_in_two_processes_one_decides(team, tmp_path):
    for word in ("approved", "refused"):
        team.service(People, LEAD).add(f"lead-{word}", word, ["lead"])
    asked = requests(team).ask(NUMBER, PRICE, "老客户", new=15_000)
    spawn = multiprocessing.get_context("spawn")
    barrier, results = spawn.Barrier(2), spawn.Queue()
    both = [
        spawn.Process(target=_decide, args=(tmp_path / "desk.db", asked.id, word, barrier, results))
        for word in ("approved", "refused")
    ]
    for each in both:
        each.start()
    told = [results.get(timeout=60) for _ in both]
    for each in both:
        each.join(60)
    now = requests(team).one(asked.id)
    assert sorted(word == now.state.value for word in told) == [False, True]
    assert any("was faster" in word for word in told)
    assert now.version == 2
