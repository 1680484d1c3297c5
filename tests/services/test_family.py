"""Splitting, sending again, putting together: what agents and shipping rely on."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, insert, update

from csdesk.model.errors import Conflict, NeedsYes, NotAllowed, NotFound, Refused
from csdesk.model.family import GiftKind
from csdesk.model.roles import Action, Role
from csdesk.model.status import OrderStatus, StopOutcome, Tab
from csdesk.rules.permissions import ALLOWED
from csdesk.services.acting import Acting
from csdesk.services.editing import Editing
from csdesk.services.family import Family
from csdesk.services.gate import Gate
from csdesk.services.gifts import Gifts
from csdesk.services.log import Log
from csdesk.services.orders import Orders
from csdesk.services.remarks import Remarks
from csdesk.services.shipping import Shipping
from csdesk.services.undo import Undo
from csdesk.store import columns
from csdesk.store.changing import Rewrite
from tests.services.desks import person

NUMBER = "TB261122-0001"
FIRST, SECOND = f"OSP1-{NUMBER}", f"OSP2-{NUMBER}"


@pytest.fixture
def three(desk):
    """An order with three lines: 2 x 99.00, 3 x 50.00, 1 x 10.00, and 8.00 postage."""
    key = desk.order(
        NUMBER, total=36_600, postage=800, buyer="ma@example.com", address="文三路 1 号"
    )
    add_line(desk, key, 2, "WXZ0KU1122", 3, 5_000)
    add_line(desk, key, 3, "A-3", 1, 1_000)
    return desk


def add_line(desk, key, line_no, sku, quantity, price):
    with desk.store.change() as c:
        values = {
            "order_id": key, "line_no": line_no, "sku": sku, "title": f"title {sku}",
            "attributes": "", "quantity": quantity, "unit_price": price, "line_status": "",
            "refund_status": "", "market_line_no": "",
        }  # fmt: skip
        c.execute(insert(columns.lines), values)


def put_status(desk, number, status, **more):
    """What the review or an import does to an order."""
    with Acting(desk.store, person("han", "韩", roles=("agent",))).change(Action.REVIEW) as act:
        now = act.order(number)
        act.write("order.approve", [Rewrite(now, {"order_status": status, **more})])


def download(desk, number, file):
    """Put an order into an approved-order file."""
    key = order(desk, number).row.id
    with desk.store.change() as c:
        values = {"batch_id": 1, "name": file, "file": file, "login": "li", "at": 1}
        d = columns.downloads
        made = c.execute(insert(d).returning(d.c.id), values).scalar_one()
        c.execute(insert(columns.downloaded_orders), {"download_id": made, "order_id": key})


def order(desk, number):
    return desk.service(Orders).order(number)


def pieces(desk, number):
    return {line.line_no: line.quantity for line in order(desk, number).lines}


def test_what_cannot_ship_waits_and_the_rest_ships(three):
    split = three.service(Family).split(NUMBER, {2: 3})
    assert (split.original, split.order_status) == (NUMBER, OrderStatus.SPLIT)
    assert [child.order_no for child in split.children] == [FIRST, SECOND]
    assert pieces(three, FIRST) == {1: 2, 3: 1}
    assert pieces(three, SECOND) == {2: 3}
    ships, waits = (order(three, number) for number in (FIRST, SECOND))
    assert ships.row.order_status is OrderStatus.AWAITING_REVIEW
    assert waits.row.order_status is OrderStatus.HELD
    assert "等货" in waits.hold_reason
    sent_to = [order(three.unmasked(), number).address for number in (FIRST, SECOND)]
    assert sent_to == ["文三路 1 号"] * 2
    assert (ships.row.total, waits.row.total) == (21_600, 15_000), "postage goes with what ships"
    assert (ships.postage, waits.postage) == (800, 0)


def test_a_line_is_split_by_quantity(three):
    three.service(Family).split(NUMBER, {2: 1})
    assert pieces(three, FIRST) == {1: 2, 2: 2, 3: 1}
    assert pieces(three, SECOND) == {2: 1}


def test_the_preview_is_what_the_split_makes(three):
    family = three.service(Family)
    before = len(three.events())
    preview = family.preview(NUMBER, {1: 1, 3: 1})
    assert len(three.events()) == before
    assert order(three, NUMBER).row.order_status is OrderStatus.AWAITING_REVIEW
    assert family.split(NUMBER, {1: 1, 3: 1}).children == preview.children


def test_any_number_finds_the_whole_family(three):
    three.service(Family).split(NUMBER, {1: 2})
    three.service(Family).reship(FIRST, "lost")
    everyone = {NUMBER, FIRST, SECOND, f"RE{FIRST}"}
    for number in everyone:
        detail = order(three, number)
        assert {*detail.family, detail.row.order_no} == everyone
    found = three.service(Orders).search(NUMBER).rows
    assert {row.order_no for row in found} == everyone
    found = three.service(Orders).search("1234567890123456789").rows
    assert {row.order_no for row in found} == everyone
    child = order(three, f"RE{FIRST}")
    assert order(three, child.row.market_no).row.order_no == f"RE{FIRST}"
    assert child.parent_no == FIRST


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("shipped", "has left"), ("completed", "has left"), ("partly_shipped", "has left"),
        ("split", "is split already"), ("awaiting_payment", "not paid"), ("closed", "closed"),
        ("fraud", "fraud"),
    ],
)  # fmt: skip
def test_an_order_in_another_state_is_not_split(three, status, told):
    put_status(three, NUMBER, status)
    with pytest.raises(Refused, match=told):
        three.service(Family).split(NUMBER, {1: 1})
    assert order(three, NUMBER).family == ()


@pytest.mark.parametrize(
    ("waits", "error", "told"),
    [
        ({1: 3}, Refused, "has 2 pieces, not 3"),
        ({1: -1}, Refused, "has 2 pieces"),
        ({7: 1}, NotFound, "has no line 7"),
        ({}, Refused, "Say which"),
        ({1: 0}, Refused, "Say which"),
        ({1: 2, 2: 3, 3: 1}, Refused, "Nothing of"),
    ],
)
def test_a_split_that_makes_no_sense_is_refused_whole(three, waits, error, told):
    before = len(three.events())
    with pytest.raises(error, match=told):
        three.service(Family).split(NUMBER, waits)
    with pytest.raises(error, match=told):
        three.service(Family).preview(NUMBER, waits)
    assert order(three, NUMBER).family == ()
    assert len(three.events()) == before


def test_what_cannot_be_split_however_is_refused_before_anybody_says_how(three):
    family = three.service(Family)
    family.check_split(NUMBER)
    put_status(three, NUMBER, "shipped")
    with pytest.raises(Refused, match="has left"):
        family.check_split(NUMBER)
    put_status(three, NUMBER, "held", conflicts=1)
    with pytest.raises(Refused, match="Settle the conflicts"):
        family.check_split(NUMBER)
    put_status(three, NUMBER, "held", conflicts=0)
    with three.store.change() as c:
        lines = columns.lines
        c.execute(delete(lines).where(lines.c.line_no > 1))
        c.execute(update(lines).values(quantity=1))
    with pytest.raises(Refused, match="is one piece"):
        family.check_split(NUMBER)


def test_an_order_with_open_conflicts_is_settled_first(three):
    with three.store.change() as c:
        c.execute(update(columns.orders).values(conflicts=1))
    with pytest.raises(Refused, match="Settle the conflicts"):
        three.service(Family).split(NUMBER, {1: 1})


def test_an_approved_order_goes_on_approved_and_shipping_is_told(three):
    put_status(three, NUMBER, "approved", approved_at=1_790_000_500)
    split = three.service(Family).split(NUMBER, {1: 1})
    assert [child.order_status for child in split.children] == ["approved", "held"]
    assert order(three, FIRST).approved_at is not None
    assert order(three, SECOND).approved_at is None
    (remark,) = three.service(Remarks).of(NUMBER)
    assert remark.tab is Tab.SHIPPING
    assert FIRST in remark.text
    assert "WLY0QU1098 x1" in remark.text


def test_a_held_order_stays_held_in_both_parts(three):
    put_status(three, NUMBER, "held", hold_reason="stop the parcel")
    three.service(Family).split(NUMBER, {1: 1})
    for number in (FIRST, SECOND):
        assert order(three, number).row.order_status is OrderStatus.HELD
        assert "stop the parcel" in order(three, number).hold_reason


def test_when_some_of_what_waits_has_come_that_part_is_split_again(three):
    family = three.service(Family)
    family.split(NUMBER, {2: 3})
    again = family.split(SECOND, {2: 1})
    assert [child.order_no for child in again.children] == [f"OSP1-{SECOND}", f"OSP2-{SECOND}"]
    assert [child.order_status for child in again.children] == ["awaiting_review", "held"]
    assert pieces(three, f"OSP1-{SECOND}") == {2: 2}
    with pytest.raises(Refused, match=f"OSP1-{SECOND}"):
        family.unsplit(NUMBER)
    assert family.unsplit(SECOND).order_status is OrderStatus.HELD
    assert family.unsplit(NUMBER).order_status is OrderStatus.AWAITING_REVIEW


def test_parts_of_parts_end_where_nobody_could_say_the_number(three):
    family, number = three.service(Family), NUMBER
    for _ in range(5):
        number = family.split(number, {1: 1, 2: 1}).children[1].order_no
        add_line(three, order(three, number).row.id, 9, "X", 5, 1)
    with pytest.raises(Refused, match="too long"):
        family.split(number, {9: 1})


# Putting together again


def test_what_was_split_is_put_together_from_any_of_its_numbers(three):
    family = three.service(Family)
    for number in (NUMBER, FIRST, SECOND):
        family.split(NUMBER, {1: 1})
        told = family.unsplit(number)
        assert (told.original, told.order_status) == (NUMBER, OrderStatus.AWAITING_REVIEW)
        assert [child.order_status for child in told.children] == ["closed", "closed"]
        assert pieces(three, NUMBER) == {1: 2, 2: 3, 3: 1}
    with pytest.raises(Refused, match="is not split"):
        family.unsplit(NUMBER)


def test_a_part_keeps_its_number_its_log_and_its_remarks_when_split_anew(three):
    family = three.service(Family)
    family.split(NUMBER, {1: 1})
    key = order(three, SECOND).row.id
    three.service(Remarks).add(SECOND, Tab.INTERNAL, "told the customer")
    family.unsplit(NUMBER)
    family.split(NUMBER, {2: 2})
    again = order(three, SECOND)
    assert again.row.id == key
    assert pieces(three, SECOND) == {2: 2}
    assert [remark.text for remark in again.remarks] == ["told the customer"]
    assert again.row.remarks.internal == 1
    assert [r.order_no for r in three.service(Orders).search("told the customer").rows] == [SECOND]


def test_a_part_that_was_approved_or_changed_since_is_not_put_together(three):
    family = three.service(Family)
    family.split(NUMBER, {1: 1})
    put_status(three, FIRST, "approved", approved_at=5)
    with pytest.raises(Refused, match=rf"han has changed {FIRST} since .*approved_at"):
        family.unsplit(NUMBER)
    put_status(three, FIRST, "awaiting_review", approved_at=None)
    three.service(Editing).set(SECOND, "phone", "13900000000")
    with pytest.raises(Refused, match="phone"):
        family.unsplit(NUMBER)
    three.service(Undo).take_back()
    assert family.unsplit(NUMBER).order_status is OrderStatus.AWAITING_REVIEW


def test_what_was_changed_in_a_part_is_not_lost_where_that_part_was_split_between(three):
    family = three.service(Family)
    family.split(NUMBER, {2: 2})
    three.service(Editing).set(FIRST, "phone", "13912345678")
    family.split(FIRST, {1: 1})
    family.unsplit(FIRST)
    with pytest.raises(Refused, match=rf"has changed {FIRST} since \(phone\)"):
        family.unsplit(NUMBER)


def test_a_gift_from_which_a_gift_was_made_is_not_taken_back_with_what_was_changed(three):
    gifts = three.service(Gifts)
    made = gifts.give(NUMBER, GiftKind.GIFT, "WLY0QU1098", 1).order_no
    three.service(Editing, person("han", "韩")).set(made, "phone", "13912345678")
    nested = three.service(Gifts, person("wu", "吴"))
    nested.give(made, GiftKind.GIFT, "WLY0QU1098", 1)
    three.service(Undo, person("wu", "吴")).take_back()
    with pytest.raises(Refused, match="phone"):
        three.service(Undo).take_back()


def test_putting_together_again_is_not_what_u_takes_back(three):
    family = three.service(Family)
    family.split(NUMBER, {1: 1})
    family.unsplit(NUMBER)
    with pytest.raises(Refused, match="One step goes back"):
        three.service(Undo).take_back()
    assert order(three, NUMBER).row.order_status is OrderStatus.AWAITING_REVIEW


def test_nothing_is_made_from_what_was_taken_back(three):
    family, gifts = three.service(Family), three.service(Gifts)
    family.split(NUMBER, {1: 1})
    family.unsplit(NUMBER)
    family.reship(NUMBER, "lost")
    three.service(Undo).take_back()
    for number in (FIRST, SECOND, f"RE{NUMBER}"):
        with pytest.raises(Refused, match=f"{number} was taken back"):
            family.reship(number, "lost")
        with pytest.raises(Refused, match=f"{number} was taken back"):
            gifts.give(number, GiftKind.GIFT, "WLY0QU1098", 1)


def test_what_stands_in_a_file_is_split_knowingly_or_when_shipping_stopped_it(three):
    family, shipper = three.service(Family), person("zhou", "周", roles=("shipping",))
    put_status(three, NUMBER, "approved", approved_at=5)
    download(three, NUMBER, "淘宝订单付款2026-11-22-1")
    with pytest.raises(NeedsYes, match=r"stands in 淘宝订单付款2026-11-22-1\.csv"):
        family.split(NUMBER, {1: 1})
    assert len(family.split(NUMBER, {1: 1}, again=True).children) == 2
    three.service(Undo).take_back()
    three.service(Gate).hold(NUMBER, "one piece is missing")
    ask = next(r for r in three.service(Remarks).of(NUMBER) if r.stop)
    with pytest.raises(NeedsYes):
        family.split(NUMBER, {1: 1})
    three.service(Shipping, shipper).answer_stop(ask.id, StopOutcome.STOPPED)
    assert len(family.split(NUMBER, {1: 1}).children) == 2


def test_holding_and_releasing_a_part_loses_nothing(three):
    family = three.service(Family)
    family.split(NUMBER, {1: 1})
    put_status(three, FIRST, "held", hold_reason="wait")
    put_status(three, SECOND, "awaiting_review", hold_reason="")
    assert family.unsplit(NUMBER).order_status is OrderStatus.AWAITING_REVIEW


def test_a_part_that_left_or_was_downloaded_is_not_put_together(three):
    family = three.service(Family)
    family.split(NUMBER, {1: 1})
    download(three, FIRST, "x")
    with pytest.raises(Refused, match="approved-order file"):
        family.unsplit(NUMBER)
    put_status(three, FIRST, "shipped", tracking_no="YT1")
    with pytest.raises(Refused, match="has left"):
        family.unsplit(NUMBER)


def test_the_market_that_went_on_meanwhile_is_looked_at_first(three):
    family = three.service(Family)
    family.split(NUMBER, {1: 1})
    put_status(three, NUMBER, "split", market_status="交易关闭")
    assert family.unsplit(NUMBER).order_status is OrderStatus.HELD
    assert "交易关闭" in order(three, NUMBER).hold_reason


# Sending again


def test_what_is_sent_again_awaits_review_and_costs_nothing(three):
    put_status(three, NUMBER, "shipped", tracking_no="YT1", approved_at=5)
    told = three.service(Family).reship(NUMBER, "lost on the way", {2: 1})
    assert (told.order_no, told.order_status, told.left) == (f"RE{NUMBER}", "awaiting_review", True)
    made = order(three, told.order_no)
    assert pieces(three, told.order_no) == {2: 1}
    assert (made.row.total, made.lines[0].unit_price) == (0, 0)
    assert made.row.payment_status == "paid"
    assert (made.row.tracking_no, made.approved_at, made.shipped_at) == ("", None, None)
    assert order(three, NUMBER).row.order_status is OrderStatus.SHIPPED
    reason = [e for e in three.events() if e["kind"] == "order.reship"][-1]["after"]
    assert "lost on the way" in reason


def test_the_second_time_asks_first_and_gets_the_next_number(three):
    family = three.service(Family)
    put_status(three, NUMBER, "shipped")
    assert family.reship(NUMBER, "lost", {1: 1}).order_no == f"RE{NUMBER}"
    assert family.reship(NUMBER, "broken", {2: 1}).order_no == f"RE2{NUMBER}", "another line"
    with pytest.raises(NeedsYes, match=f"sent again already as RE{NUMBER}"):
        family.reship(NUMBER, "lost", {1: 1})
    assert family.reship(NUMBER, "lost", {1: 1}, again=True).order_no == f"RE3{NUMBER}"
    assert family.reship(f"RE{NUMBER}", "lost too", again=True).order_no == f"RE4{NUMBER}"


def test_after_nine_no_number_is_left(three):
    family = three.service(Family)
    for _ in range(9):
        family.reship(NUMBER, "lost", again=True)
    with pytest.raises(Refused, match="no number is left"):
        family.reship(NUMBER, "lost", again=True)


@pytest.mark.parametrize(
    ("status", "told"),
    [("split", "one of its parts"), ("fraud", "fraud"), ("awaiting_payment", "nothing is sent")],
)
def test_what_is_not_sent_again(three, status, told):
    put_status(three, NUMBER, status)
    with pytest.raises(Refused, match=told):
        three.service(Family).reship(NUMBER, "lost")


def test_sending_again_needs_a_reason_lines_and_no_more_than_there_is(three):
    family = three.service(Family)
    for arguments in [("", None), ("  ", None), ("lost", {}), ("lost", {1: 3})]:
        with pytest.raises(Refused):
            family.reship(NUMBER, *arguments)
    with pytest.raises(NotFound):
        family.reship(NUMBER, "lost", {5: 1})


# Undo, versions, rights


def test_u_takes_a_split_and_a_reshipment_back(three):
    family, undo = three.service(Family), three.service(Undo)
    family.split(NUMBER, {1: 1})
    undone = undo.take_back()
    assert undone.kind == "order.split"
    assert order(three, NUMBER).row.order_status is OrderStatus.AWAITING_REVIEW
    family.reship(NUMBER, "lost")
    undo.take_back()
    assert order(three, f"RE{NUMBER}").row.order_status is OrderStatus.CLOSED
    assert family.reship(NUMBER, "lost").order_no == f"RE2{NUMBER}", "nobody confuses the two"


def test_u_takes_the_shipping_remark_of_a_split_back_too(three):
    put_status(three, NUMBER, "approved", approved_at=5)
    three.service(Family).split(NUMBER, {1: 1})
    three.service(Undo).take_back()
    (remark,) = three.service(Remarks).of(NUMBER)
    assert "已撤销" in remark.text
    assert order(three, NUMBER).row.order_status is OrderStatus.APPROVED


def test_what_somebody_approved_since_is_not_taken_back_by_u(three):
    three.service(Family).reship(NUMBER, "lost")
    put_status(three, f"RE{NUMBER}", "approved", approved_at=5)
    with pytest.raises(Refused, match="han has changed"):
        three.service(Undo).take_back()
    assert order(three, f"RE{NUMBER}").row.order_status is OrderStatus.APPROVED


def test_a_stale_split_and_a_stale_reshipment_are_refused(three):
    seen = order(three, NUMBER).version
    three.service(Family, person("han", "韩梅梅")).reship(NUMBER, "lost", {1: 1})
    with pytest.raises(Conflict):
        three.service(Family).split(NUMBER, {1: 1}, seen=seen)
    with pytest.raises(Conflict):
        three.service(Family).reship(NUMBER, "lost", {2: 1}, seen=seen)


def test_sent_twice_it_is_done_once(three):
    family = three.service(Family)
    one = family.split(NUMBER, {1: 1}, client_id="a")
    assert family.split(NUMBER, {1: 1}, client_id="a") == one
    assert family.reship(FIRST, "lost", client_id="b") == family.reship(FIRST, "x", client_id="b")
    assert len([n for n in order(three, NUMBER).family if n.startswith("RE")]) == 1


@pytest.mark.parametrize("role", sorted(set(Role) - ALLOWED[Action.EDIT]))
def test_who_may_not_edit_may_not_split_join_or_send_again(three, role):
    three.service(Family).split(NUMBER, {1: 1})
    family = three.service(Family, person("x", "X", roles=(role,)))
    for attempt in (
        lambda: family.split(FIRST, {1: 1}),
        lambda: family.unsplit(NUMBER),
        lambda: family.reship(FIRST, "lost"),
    ):
        with pytest.raises(NotAllowed, match="Who may"):
            attempt()
    assert [each["kind"] for each in three.events()][-3:] == ["refused"] * 3


def test_counters_count_what_the_customer_placed(three):
    three.service(Family).split(NUMBER, {1: 1})
    three.service(Family).reship(FIRST, "lost")
    for number in (NUMBER, FIRST, SECOND, f"RE{FIRST}"):
        history = order(three, number).history
        assert (history.orders, history.paid_orders) == (1, 1)
    query = 'buyer:"ma@example.com" -is:derived'
    orders = three.service(Orders)
    assert [row.order_no for row in orders.search(query).rows] == [NUMBER]
    assert orders.count("is:派生").total == 3
    assert orders.count("-is:derived").total == 1


@pytest.mark.parametrize(
    "query",
    [
        "",
        "sort:amount",
        "sort:name",
        "sort:oldest",
        "title",
        "-status:held",
        "buyer:ma@example.com",
        "is:derived",
        "batch:1",
    ],
)
def test_what_was_undone_stands_in_no_list(three, query):
    orders, family = three.service(Orders), three.service(Family)
    before = listed(orders, query)
    family.split(NUMBER, {1: 1})
    family.unsplit(NUMBER)
    family.reship(NUMBER, "lost")
    three.service(Undo).take_back()
    assert listed(orders, query) == before
    history = order(three, NUMBER).history
    assert (history.orders, history.paid_orders) == (1, 1)


def listed(orders, query):
    """The numbers that a query lists, and how many it counts."""
    counts = [orders.count(query, cap=cap).total for cap in (10, 5_000)]
    return [row.order_no for row in orders.search(query).rows], counts


def test_what_was_undone_is_found_by_its_number_and_in_its_family(three):
    orders, family = three.service(Orders), three.service(Family)
    family.split(NUMBER, {1: 1})
    family.unsplit(NUMBER)
    for typed in (SECOND, "no:OSP2", SECOND.lower()):
        assert SECOND in [row.order_no for row in orders.search(typed).rows]
    assert [each.order_no for each in order(three, NUMBER).relatives] == [FIRST, SECOND]
    assert [each.kind for each in three.service(Log).events(SECOND)] == [
        "order.split", "order.unsplit",
    ]  # fmt: skip
    three.service(Remarks).add(SECOND, Tab.INTERNAL, "a word on what is undone")
    assert orders.search("undone").rows == ()
    family.split(NUMBER, {1: 1})
    found = orders.search("undone").rows
    assert [row.order_no for row in found] == [SECOND]
    assert orders.count("is:derived").total == 2


def test_parts_pass_the_review_beside_each_other(three):
    from csdesk.model.settings import Check
    from csdesk.services.review import Review

    three.service(Family).split(NUMBER, {1: 1})
    for number in (FIRST, SECOND):
        failed = [each.check for each in three.service(Review).check(number).failed]
        assert Check.SAME_BUYER not in failed
        assert Check.AMOUNT not in failed
    three.service(Family).reship(FIRST, "lost")
    failed = [each.check for each in three.service(Review).check(f"RE{FIRST}").failed]
    assert Check.SAME_BUYER in failed, "the first parcel has not left yet"


def test_the_log_tells_every_member_how_it_came_about(three):
    from csdesk.services.log import Log

    three.service(Family).split(NUMBER, {2: 1})
    three.service(Family).unsplit(NUMBER)
    log = three.service(Log)
    assert [step.kind for step in log.events(NUMBER)][-2:] == ["order.split", "order.unsplit"]
    born, joined = log.events(SECOND)
    assert (born.after["parent"], born.after["pieces"]) == (NUMBER, ["2 x1"])
    assert (joined.before["order_status"], joined.after["order_status"]) == ("held", "closed")
    assert log.verify() is None


def test_a_customer_put_on_the_blacklist_since_does_not_keep_parts_apart(three):
    from csdesk.services.blacklist import Blacklist

    three.service(Family).split(NUMBER, {1: 1})
    three.service(Blacklist).add(FIRST, "returned without a reason")
    assert order(three, SECOND).row.blacklisted, "every order of theirs is red"
    assert three.service(Family).unsplit(NUMBER).order_status is OrderStatus.AWAITING_REVIEW
