"""Buyers are masked for everybody; one field is seen whole with a reason, noted and counted."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import insert, update

from csdesk.model.errors import Conflict, NotAllowed, Refused
from csdesk.model.orders import Settlement
from csdesk.model.settings import DeskSettings, PrivacySettings
from csdesk.model.sight import MASKED, Personal
from csdesk.model.status import Choice, Tab
from csdesk.rules.permissions import sight
from csdesk.services.as_of import AsOf
from csdesk.services.blacklist import Blacklist
from csdesk.services.conflicts import Conflicts
from csdesk.services.editing import Editing
from csdesk.services.log import Log
from csdesk.services.notices import Notices
from csdesk.services.orders import Orders
from csdesk.services.people import People
from csdesk.services.privacy import Privacy
from csdesk.services.since import Since
from csdesk.services.wording import Wording
from csdesk.store import columns
from tests.services.desks import person

NUMBER = "TB261122-0001"
BUYER = {
    "name": "陈小平", "phone": "13812345678", "account": "chen_xp@example.com", "nick": "小平同学",
    "email": "chen.xp@example.org", "province": "浙江省", "city": "杭州市", "district": "西湖区",
    "address": "文三路 1288 号 3 幢", "zip": "310012", "buyer": "chen_xp@example.com",
}  # fmt: skip
WHOLE = ("陈小平", "13812345678", "chen_xp", "小平同学", "chen.xp", "1288", "310012")
"""What nobody is shown."""

LEAD = person("wang", "王", roles=("lead",))


@pytest.fixture
def order(desk):
    return desk.order(**BUYER)


def leaks(answer):
    return [each for each in WHOLE if each in repr(answer)]


# What is shown


def test_a_list_and_an_order_show_masks(desk, order):
    orders = desk.service(Orders)
    (row,) = orders.search("").rows
    detail = orders.order(NUMBER)
    assert (row.name, row.phone, row.account) == ("陈*平", "138****5678", "che***@example.com")
    assert (detail.row.city, detail.district, detail.address) == ("杭州市", "西湖区", "***")
    assert detail.masked == tuple(Personal)
    assert not leaks([row, detail])


def test_a_change_is_logged_whole_and_shown_masked(desk, order):
    desk.service(Editing).set(NUMBER, "phone", "13987654321")
    (step,) = desk.service(Log).events(NUMBER)
    assert step.before == {"phone": "138****5678"}
    assert step.after == {"phone": "139****4321"}
    assert json.loads(desk.events()[-1]["after"])["phone"] == "13987654321"


def test_whoever_is_told_of_anothers_change_sees_masks(desk, order):
    orders = desk.service(Orders)
    seen = orders.order(NUMBER).version
    desk.service(Editing).set(NUMBER, "name", "陈大平", seen=seen)
    with pytest.raises(Conflict) as told:
        desk.service(Editing, LEAD).set(NUMBER, "name", "陈中平", seen=seen)
    assert not leaks(told.value.facts)


def test_how_an_order_stood_is_masked_and_what_differs_is_still_told(desk, order):
    as_of = desk.service(AsOf)
    before = as_of.moment("now")
    desk.service(Editing).set(NUMBER, "name", "陈太平")
    was, then, differences = as_of.compare(NUMBER, before, as_of.moment("now"))
    assert not leaks([was, then, differences])
    assert [(each.field, each.before, each.after) for each in differences] == [
        ("name", "陈*平", "陈*平")
    ]
    away = desk.service(Since, LEAD).away("1h")
    assert not leaks(away)


def test_remark_templates_and_the_blacklist_name_the_buyer_masked(desk, order):
    assert not leaks(desk.service(Wording).templates(Tab.FINANCE, NUMBER, chinese=True))
    desk.service(Blacklist).add(NUMBER, "1")
    assert desk.service(Blacklist).of(NUMBER).buyer == "che***@example.com"


def test_the_customers_other_orders_are_listed_without_naming_the_account(desk, order):
    desk.order("TB261122-0002", "2234567890123456789", **BUYER)
    desk.order("TB261122-0003", "3234567890123456789", name="另一位", buyer="x@example.com")
    orders = desk.service(Orders)
    history = orders.order(NUMBER).history
    assert (history.orders, history.buyer) == (2, NUMBER)
    found = orders.search(f'buyer:"{history.buyer}"').rows
    assert [row.order_no for row in found] == ["TB261122-0002", NUMBER]


@pytest.mark.parametrize(
    ("roles", "name", "city"),
    [
        ({"agent"}, "陈*平", "杭州市"),
        ({"admin"}, "陈*平", "杭州市"),
        ({"shipping"}, "陈*平", "杭州市"),
        ({"finance"}, "陈*平", "***"),
        ({"purchasing"}, "***", "***"),
        ({"purchasing", "agent"}, "陈*平", "杭州市"),
    ],
)
def test_what_a_role_is_shown(desk, order, roles, name, city):
    desk.store.look_as(sight(roles))
    detail = desk.service(Orders).order(NUMBER)
    assert (detail.row.name, detail.row.city) == (name, city)
    assert not leaks(detail)


def test_the_owner_of_a_desk_of_one_may_turn_masking_off(desk, order):
    desk.store.look_as(sight({"agent"}, mask=False))
    detail = desk.service(Orders).order(NUMBER)
    assert (detail.row.phone, detail.address, detail.masked) == (
        BUYER["phone"], BUYER["address"], ()
    )  # fmt: skip


# A mask is never taken for a value


@pytest.mark.parametrize(
    ("field", "value"), [("name", "陈*平"), ("phone", "138****5678"), ("address", "浙江省 ***")]
)
def test_a_mask_is_not_written_back(desk, order, field, value):
    with pytest.raises(Refused):
        desk.service(Editing).set(NUMBER, field, value)
    assert dict(desk.row(order))["name"] == BUYER["name"]


@pytest.fixture
def disputed(desk, order):
    with desk.store.change() as c:
        c.execute(
            insert(columns.conflicts),
            {"order_id": order, "line_no": 0, "field": "name", "base": "陈小平", "ours": "陈小平",
             "theirs": "陈大平", "batch_id": 1, "changed_by": "", "choice": "", "settled_by": ""},
        )  # fmt: skip
        c.execute(update(columns.orders).values(conflicts=1))
    return desk.service(Orders).order(NUMBER).conflicts[0]


def test_both_sides_of_a_conflict_are_masked_and_revealed_together(desk, disputed):
    assert (disputed.ours, disputed.theirs, disputed.masked) == ("陈*平", "陈*平", True)
    shown = desk.service(Privacy).reveal(NUMBER, Personal.NAME, "conflict")
    assert [(each.ours, each.theirs) for each in shown.disputed] == [("陈小平", "陈大平")]
    with pytest.raises(Refused):
        desk.service(Conflicts).settle(Settlement(disputed.id, Choice.EDIT, "陈*平"))


# Revealing


@pytest.mark.parametrize("field", Personal)
def test_a_field_is_revealed_whole_and_the_log_holds_no_value(desk, order, field):
    shown = desk.service(Privacy).reveal(NUMBER, field, "1", client_id="a")
    parts = [BUYER[name] for name, _ in shown.values]
    assert shown.text == " ".join(parts)
    assert (shown.seconds, shown.today) == (30, 1)
    (step,) = desk.events()
    assert (step["kind"], step["actor"], step["order_no"]) == (f"reveal.{field}", "li", NUMBER)
    assert json.loads(step["after"]) == {"reason": "买家来电核对 buyer is on the line"}
    assert not any(part in repr(dict(step)) for part in parts)


def test_sent_twice_it_is_noted_once_and_copying_is_noted(desk, order):
    privacy = desk.service(Privacy)
    privacy.reveal(NUMBER, Personal.PHONE, "why", client_id="a")
    assert privacy.reveal(NUMBER, Personal.PHONE, "why", client_id="a").today == 1
    privacy.copied(NUMBER, Personal.PHONE)
    assert [each["kind"] for each in desk.events()] == ["reveal.phone", "reveal.copied"]


def test_what_was_sent_for_one_field_opens_no_other_and_nobody_elses_and_not_for_ever(desk, order):
    desk.order("TB261122-0002", "2234567890123456789", **BUYER)
    privacy, other = desk.service(Privacy), desk.service(Privacy, LEAD)
    privacy.reveal(NUMBER, Personal.PHONE, "why", client_id="a")
    replays = [
        lambda: privacy.reveal(NUMBER, Personal.ADDRESS, "why", client_id="a"),
        lambda: privacy.reveal("TB261122-0002", Personal.PHONE, "why", client_id="a"),
        lambda: other.reveal(NUMBER, Personal.PHONE, "why", client_id="a"),
        lambda: privacy.copied(NUMBER, Personal.PHONE, client_id="a"),
    ]
    for replay in replays:
        with pytest.raises(Refused, match="sent before"):
            replay()
    assert privacy.reveal(NUMBER, Personal.PHONE, "why", client_id="a").today == 1
    privacy.copied(NUMBER, Personal.PHONE, client_id="b")
    privacy.copied(NUMBER, Personal.PHONE, client_id="b")
    with pytest.raises(Refused, match="sent before"):
        privacy.copied(NUMBER, Personal.ADDRESS, client_id="b")
    assert [each["kind"] for each in desk.events()] == ["reveal.phone", "reveal.copied"]
    desk.settings = DeskSettings(privacy=PrivacySettings(reveal_seconds=0))
    with pytest.raises(Refused, match="long ago"):
        desk.service(Privacy).reveal(NUMBER, Personal.PHONE, "why", client_id="a")


@pytest.mark.parametrize(
    ("roles", "field"),
    [
        (("admin",), Personal.PHONE),
        (("viewer",), Personal.PHONE),
        (("market",), Personal.NAME),
        (("purchasing",), Personal.NAME),
        (("finance",), Personal.ADDRESS),
        (("shipping",), Personal.ACCOUNT),
    ],
)
def test_who_may_not_see_a_field_is_refused_and_that_is_logged(desk, order, roles, field):
    with pytest.raises(NotAllowed) as refusal:
        desk.service(Privacy, person(roles=roles)).reveal(NUMBER, field, "why")
    assert not leaks(str(refusal.value))
    assert [each["kind"] for each in desk.events()] == ["refused"]


def test_without_a_reason_or_a_value_nothing_is_revealed(desk):
    desk.order(name="张**", phone="", address="")
    privacy = desk.service(Privacy)
    for field, reason in [
        (Personal.NAME, "why"), (Personal.PHONE, "why"),
        (Personal.NAME, " "), (Personal.NAME, "99"),
    ]:  # fmt: skip
        with pytest.raises(Refused):
            privacy.reveal(NUMBER, field, reason)
    assert desk.events() == []


def test_a_lead_is_told_once_of_whoever_reveals_more_than_a_day_should_have(desk, order):
    desk.settings = DeskSettings(privacy=PrivacySettings(reveals_a_day=2))
    for who in (LEAD, person()):
        desk.service(People, who).ensure()
    desk.service(People, LEAD).give_roles("li", ["agent"])
    privacy = desk.service(Privacy)
    told = desk.service(Notices, LEAD)
    for day_count in range(1, 5):
        assert privacy.reveal(NUMBER, Personal.PHONE, "why").today == day_count
        assert len(told.unread()) == (day_count > 2)
    (count,) = desk.service(Privacy, LEAD).counts()
    assert (count.login, count.fields, count.orders) == ("li", 4, 1)


def test_of_others_reveals_only_leads_are_told(desk, order):
    for who in (LEAD, person(), person("zhao", "赵")):
        desk.service(People, who).ensure()
    desk.service(People, LEAD).give_roles("li", ["agent"])
    desk.service(Privacy).reveal(NUMBER, Personal.PHONE, "why")
    assert desk.service(Privacy, person("zhao", "赵")).counts() == ()
    assert [each.login for each in desk.service(Privacy, LEAD).counts()] == ["li"]


def test_nobody_has_to_say_that_masks_are_wanted(desk):
    assert desk.settings.privacy.mask
    assert sight(()) == MASKED
