"""An agent's answers about stock: found by any number, explained, and never against the facts."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from csdesk.intake.by_hand import take_in
from csdesk.model.errors import NotAllowed, NotFound, NotUnderstood, Refused
from csdesk.model.promises import PromiseKind, PromiseState
from csdesk.model.roles import Action
from csdesk.model.status import ItemStatus, Verdict
from csdesk.model.stock import AlarmKind, Reason
from csdesk.services.acting import Acting
from csdesk.services.gate import Gate
from csdesk.services.people import People
from csdesk.services.priorities import Priorities
from csdesk.services.promises import Promises
from csdesk.services.purchasing import Purchasing
from csdesk.services.stock import Stock
from csdesk.store import columns
from csdesk.store.changing import Rewrite
from tests.services.desks import person

HEAD = "sku,product,title,color,size,on_hand,held,sellable,inbound,supplier,cost,status"
DRESS = """\
WLY0QU1098-BK-M,WLY0QU1098,复古连衣裙,黑色,M,3,0,,,杭州一厂,45.00,正常
WLY0QU1098-BK-L,WLY0QU1098,复古连衣裙,黑色,L,0,0,,20,杭州一厂,45.00,正常
WLY0QU1098-RD-M,WLY0QU1098,复古连衣裙,红色,M,9,1,,,杭州一厂,45.00,停产
MCS0SA1098-WH-40,MCS0SA1098,衬衫男,白色,40,5,0,2,,宁波二厂,30.00,正常
BSB0BA6414-BK,BSB0BA6414,双肩包,黑色,,1,0,,,,,正常
"""
ZONE = ZoneInfo("Asia/Shanghai")
M, L, RED, BAG = "WLY0QU1098-BK-M", "WLY0QU1098-BK-L", "WLY0QU1098-RD-M", "BSB0BA6414-BK"


def take(desk, folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    (folder / "archive").mkdir(exist_ok=True)
    for each in ("inbox", "quarantine"):
        (folder / each).mkdir(exist_ok=True)
    (batch,) = take_in(folder, desk.store, desk.settings, person(), [path])
    return batch


@pytest.fixture
def stocked(desk, tmp_path):
    take(desk, tmp_path, "stock.csv", f"{HEAD}\n{DRESS}")
    return desk


def order(desk, n, sku=M, quantity=1, status="approved", at=1_000, **more):
    number = f"TB261122-{n:04d}"
    line = {"sku": sku, "quantity": quantity, **more.pop("line", {})}
    desk.order(
        number, f"99{n:08d}", line, order_status=status,
        **{"approved_at": at if status == "approved" else None, "paid_at": at, **more},
    )  # fmt: skip
    with desk.store.change():
        pass
    return number


def in_days(count):
    return (datetime.now(ZONE) + timedelta(days=count)).strftime("%Y-%m-%d")


# --- finding -----------------------------------------------------------------------------------


def test_items_are_found_by_every_number_and_word(stocked):
    stock = stocked.service(Stock)
    for typed in (M, M.lower(), f"sku:{M}"):
        assert [row.sku for row in stock.search(typed).items] == [M]
    assert len(stock.search("WLY0QU1098").items) == 3
    assert [row.sku for row in stock.search("连衣裙 红色").items] == [RED]
    assert len(stock.search("supplier:杭州").items) == 3
    assert len(stock.search().items) == 5


def test_a_short_code_of_two_products_lists_both(stocked):
    stock = stocked.service(Stock)
    page = stock.search("1098")
    assert [row.code for row in page.candidates] == ["MCS0SA1098", "WLY0QU1098"]
    assert [row.code for row in stock.search("6414").products] == ["BSB0BA6414"]
    with pytest.raises(Refused, match=r"MCS0SA1098.*WLY0QU1098"):
        stock.product("1098")


def test_an_unknown_number_gets_the_nearest(stocked):
    stock = stocked.service(Stock)
    assert stock.search("WLY0QU1089").near[0] == "WLY0QU1098"
    with pytest.raises(NotFound, match="WLY0QU1098"):
        stock.item("WLY0QU1089")


@pytest.mark.parametrize(
    ("query", "skus"),
    [
        ("status:停产", {RED}),
        ("status:discontinued", {RED}),
        ("status:缺货", {L}),
        ("status:部分", {M, L, RED}),
        ("short:", {L}),
        ("short:3", set()),
        ("is:negative", {L}),
        ("黑色 status:normal", {M, BAG}),
        ("warehouse:主仓 supplier:宁波", {"MCS0SA1098-WH-40"}),
    ],
)
def test_fields_narrow_the_search(stocked, query, skus):
    order(stocked, 1, L, 2)
    assert {row.sku for row in stocked.service(Stock).search(query).items} == skus


def test_a_field_with_a_wrong_value_tells_which_there_are(stocked):
    with pytest.raises(NotUnderstood, match="is:negative"):
        stocked.service(Stock).search("is:blue")


def test_a_product_is_a_matrix_of_colours_and_sizes(stocked):
    found = stocked.service(Stock).product("WLY0QU1098")
    assert (found.colors, found.sizes) == (("黑色", "红色"), ("M", "L"))
    assert found.cells["黑色", "L"].status is ItemStatus.OUT_OF_STOCK
    assert ("红色", "L") not in found.cells
    assert found.row.status is ItemStatus.PARTIAL
    assert found.row.numbers.on_hand == 12


def test_the_item_card_shows_prices_to_those_who_may_see_them(stocked):
    order(stocked, 1, M, 2)
    card = stocked.service(Stock, person(roles=("purchasing",))).item(M)
    assert (card.cost, card.cost_hidden) == (4_500, False)
    assert [(each.order_no, each.place) for each in card.queue] == [("TB261122-0001", 1)]
    assert {each.name: each.value for each in card.formulas}["available"] == 1
    hidden = stocked.service(Stock, person(roles=("agent",))).item(M)
    assert (hidden.cost, hidden.cost_hidden) == (None, True)


# --- verdicts ----------------------------------------------------------------------------------


def test_the_first_approved_is_served_first(stocked):
    second = order(stocked, 2, M, 2, at=2_000)
    first = order(stocked, 1, M, 2, at=1_000)
    stock = stocked.service(Stock)
    told = stock.can_ship(first)
    assert (told.verdict, told.reason, told.place) == (Verdict.AVAILABLE, Reason.IN_STOCK, 1)
    told = stock.can_ship(second)
    assert (told.verdict, told.reason, told.place) == (
        Verdict.NOT_AVAILABLE, Reason.NOT_CALLED, 2,
    )  # fmt: skip
    assert (told.lines[0].covered, told.lines[0].ahead) == (1, 2)
    assert [each.order_no for each in stock.queue(M).waiting] == [first, second]


@pytest.mark.parametrize(
    ("sku", "verdict", "reason"),
    [
        (L, Verdict.NOT_AVAILABLE, Reason.ON_THE_WAY),
        ("NEVER-1", Verdict.UNKNOWN, Reason.UNKNOWN_ITEM),
        ("", Verdict.UNKNOWN, Reason.NO_CODE),
    ],
)
def test_the_reason_is_told(stocked, sku, verdict, reason):
    told = stocked.service(Stock).can_ship(order(stocked, 1, sku))
    assert (told.verdict, told.reason) == (verdict, reason)


def test_an_order_that_is_not_approved_stands_behind_all_others(stocked):
    order(stocked, 1, M, 2)
    late = order(stocked, 2, M, 2, status="awaiting_review", at=1)
    told = stocked.service(Stock).can_ship(late)
    assert (told.verdict, told.reason) == (Verdict.NOT_AVAILABLE, Reason.NOT_APPROVED)
    assert (told.lines[0].place, told.lines[0].covered) == (None, 1)


def test_what_is_missing_in_the_newer_file_is_unknown(stocked, tmp_path):
    take(stocked, tmp_path, "stock2.csv", f"{HEAD}\n{DRESS.splitlines()[1]}\n")
    told = stocked.service(Stock).can_ship(order(stocked, 1, M))
    assert (told.verdict, told.reason) == (Verdict.UNKNOWN, Reason.MISSING)
    assert stocked.service(Stock).item(M).row.missing


def test_shipped_orders_wait_for_nothing_and_their_goods_are_gone(stocked):
    number = order(stocked, 1, M, 2)
    stock = stocked.service(Stock)
    assert stock.item(M).row.numbers.available == 1
    with Acting(stocked.store, person(roles=("lead",))).change(Action.REVIEW) as act:
        now = act.order(number)
        soon = int(datetime.now(ZONE).timestamp()) + 5
        act.write("order.ship", [Rewrite(now, {"order_status": "shipped", "shipped_at": soon})])
    assert stock.can_ship(number).verdict is Verdict.GONE
    numbers = stock.item(M).row.numbers
    assert (numbers.on_hand, numbers.left, numbers.available) == (3, 2, 1)


def test_approving_and_holding_move_the_numbers_at_once(stocked):
    number = order(stocked, 1, M, 2, status="awaiting_review")
    stock, gate = stocked.service(Stock), stocked.service(Gate)
    assert stock.item(M).row.numbers.awaiting == 2
    gate.hold(number, "等货")
    assert (stock.item(M).row.numbers.on_hold, stock.item(M).row.numbers.awaiting) == (2, 0)
    assert stock.can_ship(number).reason is Reason.HELD


# --- calls -----------------------------------------------------------------------------------


def test_a_call_gives_orders_a_day_and_tells_whose_changed(stocked):
    number = order(stocked, 1, L, 2)
    promises = stocked.service(Promises)
    promises.make(number, PromiseKind.SHIP, in_days(2))
    stock, buying = stocked.service(Stock), stocked.service(Purchasing)
    assert [slip.order_no for slip in promises.slipping()] == [number]
    told = buying.call([L], in_days(2), "明后天到")
    assert (told.sooner, told.later) == (1, 0)
    assert [each.waiting.order_no for each in told.to_tell] == [number]
    answer = stock.can_ship(number)
    assert (answer.verdict, answer.reason) == (Verdict.EXPECTED, Reason.CALLED)
    assert answer.expected.isoformat() == in_days(2)
    assert answer.lines[0].call.answer == "明后天到"
    assert promises.slipping() == ()
    later = buying.call([L], in_days(9))
    assert (later.sooner, later.later) == (0, 1)
    (slip,) = promises.slipping()
    assert (slip.order_no, slip.sku, slip.expected.isoformat()) == (number, L, in_days(9))
    assert (slip.quantity, slip.covered) == (2, 0)
    (kept,) = promises.waiting()
    assert kept.slip == slip
    assert (kept.relied, kept.relied_on) == (Verdict.NOT_AVAILABLE, None)
    again = promises.make(number, PromiseKind.SHIP, in_days(9))
    assert (again.relied, again.relied_on) == (Verdict.EXPECTED, slip.expected)
    promises.settle(again.id, PromiseState.WITHDRAWN)
    assert promises.of(number)[0] == promises.newest()[1] == kept
    promises.settle(kept.id, PromiseState.KEPT)
    assert [each.slip for each in promises.newest()] == [None, None]


def test_a_call_about_a_few_pieces_helps_the_first_only(stocked):
    first, second = order(stocked, 1, L, 2), order(stocked, 2, L, 2, at=2_000)
    stocked.service(Purchasing).call([L], in_days(1), quantity=3)
    stock = stocked.service(Stock)
    assert stock.can_ship(first).verdict is Verdict.EXPECTED
    assert stock.can_ship(second).verdict is Verdict.NOT_AVAILABLE
    assert stock.can_ship(second).reason is Reason.NO_DAY


def test_a_day_that_is_past_counts_no_more(stocked):
    number = order(stocked, 1, L, 2)
    stocked.service(Purchasing).call([L], in_days(1))
    with stocked.store.change() as c:
        c.exec_driver_sql("UPDATE stock_calls SET expected = '2026-01-01'")
    assert stocked.service(Stock).can_ship(number).reason is Reason.DAY_PASSED


def test_a_call_sent_twice_is_logged_once(stocked):
    order(stocked, 1, L, 2)
    buying = stocked.service(Purchasing)
    for _ in range(2):
        buying.call([L], in_days(1), client_id="same")
    assert len(stocked.service(Stock).item(L).calls) == 1
    assert [e["kind"] for e in stocked.events()].count("stock.call") == 1


def test_the_sheet_goes_by_supplier_and_by_who_waits_longest(stocked, tmp_path):
    suppliers = "供应商,电话,联系人,采购员\n杭州一厂,0571-8888,王经理,小钱\n"
    take(stocked, tmp_path, "suppliers.csv", suppliers)
    stocked.service(People).ensure()
    stocked.service(People).add("qian", "小钱", ["purchasing"])
    order(stocked, 1, BAG, 3, at=500)
    order(stocked, 2, L, 2, at=1_000)
    order(stocked, 3, L, 1, at=900, status="awaiting_review")
    sheet = stocked.service(Purchasing).sheet()
    assert sheet.on_duty == ("小钱",)
    first, second = sheet.suppliers
    assert (first.supplier.phone, first.pieces, first.uncalled) == ("0571-8888", 3, 1)
    (short,) = first.shortages
    assert (short.item.sku, short.orders, short.oldest.timestamp()) == (L, 2, 900)
    assert second.shortages[0].pieces == 2


def test_discontinuing_lists_the_orders_to_exchange(stocked):
    order(stocked, 1, M, 2)
    late = order(stocked, 2, M, 2, at=2_000)
    with pytest.raises(NotAllowed):
        stocked.service(Purchasing).discontinue(M)
    buyer = stocked.service(Purchasing, person("qian", "小钱", ["purchasing"]))
    told = buyer.discontinue(M, "厂家停产")
    assert ([each.waiting.order_no for each in told.short], told.served) == ([late], 1)
    stock = stocked.service(Stock)
    assert stock.can_ship(late).reason is Reason.DISCONTINUED
    assert stock.item(M).discontinued_by == "小钱"
    assert stocked.service(Purchasing).sheet().suppliers == ()  # nobody buys it any more
    with pytest.raises(Refused):
        buyer.discontinue(M)
    assert buyer.resume(M).item.status is ItemStatus.OUT_OF_STOCK


def test_a_priority_is_a_leads_and_shows_whom_it_pushes_back(stocked):
    first = order(stocked, 1, M, 3)
    second = order(stocked, 2, M, 2, at=2_000)
    with pytest.raises(NotAllowed):
        stocked.service(Priorities).put_first(second, "客户投诉")
    lead = stocked.service(Priorities, person("wang", "王", ("lead",)))
    with pytest.raises(Refused):
        lead.put_first(second, " ")
    preview = lead.preview(second)
    told = lead.put_first(second, "客户投诉")
    assert told.pushed == preview.pushed
    (pushed,) = told.pushed
    assert (pushed.order_no, pushed.place, pushed.place_then, pushed.loses) == (first, 1, 2, 2)
    stock = stocked.service(Stock)
    assert (stock.can_ship(second).place, stock.can_ship(second).priority) == (1, 1)
    assert stock.can_ship(first).verdict is Verdict.NOT_AVAILABLE
    lead.put_first(second, "", 0)
    assert stock.can_ship(first).verdict is Verdict.AVAILABLE


def test_a_warehouse_that_does_not_ship_does_not_count(stocked):
    buyer = stocked.service(Purchasing, person("qian", "小钱", ["purchasing"]))
    buyer.set_ships("主仓", ships=False)
    assert stocked.service(Stock).item(M).row.numbers.on_hand is None
    buyer.set_ships("主仓", ships=True)
    assert stocked.service(Stock).item(M).row.numbers.on_hand == 3
    with pytest.raises(NotFound, match="主仓"):
        buyer.set_ships("火星", ships=True)


LISTING = "sku\tasin\tprice\tquantity\n"


def test_a_listing_adds_nothing_to_the_warehouse_it_offers_from(desk, tmp_path):
    take(desk, tmp_path, "stock.csv", "sku,on_hand\nA100,1\n")
    take(desk, tmp_path, "listings.txt", f"{LISTING}A100\tB000000001\t19.99\t1\n")
    order(desk, 1, "A100", 1, at=1_000)
    second = order(desk, 2, "A100", 1, at=2_000)
    stock = desk.service(Stock)
    assert stock.item("A100").row.numbers.sellable == 1
    assert [(each.warehouse, each.ships) for each in stock.item("A100").levels] == [
        ("主仓", True), ("Amazon listings", False),
    ]  # fmt: skip
    assert stock.can_ship(second).verdict is Verdict.NOT_AVAILABLE


def test_a_shop_with_nothing_but_a_listing_can_ship_what_it_sold(desk, tmp_path):
    """The listing's quantity is without the orders that were placed before it was made."""
    made = int(datetime.now(ZONE).timestamp())
    sold = order(desk, 1, "A100", 2, placed_at=made - 900)
    take(desk, tmp_path, "listings.txt", f"{LISTING}A100\tB000000001\t19.99\t1\n")
    buyer = desk.service(Purchasing, person("qian", "小钱", ["purchasing"]))
    buyer.set_ships("Amazon listings", ships=True)
    fresh = order(desk, 2, "A100", 1, placed_at=made + 900, at=2_000)
    stock = desk.service(Stock)
    numbers = stock.item("A100").row.numbers
    assert (numbers.told_available, numbers.netted, numbers.available) == (1, 2, 0)
    assert {each.name for each in stock.item("A100").formulas} >= {"available", "sellable"}
    assert [stock.can_ship(each).verdict for each in (sold, fresh)] == [Verdict.AVAILABLE] * 2
    none_left = order(desk, 3, "A100", 1, placed_at=made + 901, at=3_000)
    assert stock.can_ship(none_left).verdict is Verdict.NOT_AVAILABLE


# --- what does not fit ---------------------------------------------------------------------------


def test_alarms_tell_what_does_not_fit(stocked, tmp_path):
    order(stocked, 1, L, 2)
    found = {(each.sku, each.kind): each for each in stocked.service(Stock).alarms()}
    differs = found["MCS0SA1098-WH-40", AlarmKind.DIFFERS]
    assert (differs.ours, differs.theirs, differs.difference) == (5, 2, -3)
    assert (L, AlarmKind.NEGATIVE) in found
    assert (L, AlarmKind.NORMAL_EMPTY) in found
    soon = int(datetime.now(ZONE).timestamp())
    shipped = order(stocked, 2, M, 1, status="shipped", shipped_at=soon - 3_000)
    fine = order(stocked, 3, M, 1, status="shipped", shipped_at=soon - 3_000)
    at = [datetime.fromtimestamp(soon - ago).astimezone().isoformat() for ago in (9_000, 60)]
    moves = f"{BAG},{at[0]},in,1,\n{M},{at[1]},out,1,{fine}\n"
    take(stocked, tmp_path, "moves.csv", f"sku,moved_at,kind,quantity,reference\n{moves}")
    found = {(each.sku, each.kind): each for each in stocked.service(Stock).alarms()}
    assert found[M, AlarmKind.UNMOVED].order_nos == (shipped,)


def test_the_card_of_a_colour_has_its_movements(desk, tmp_path):
    moves = "A100,red,2026-11-21 10:00,2,in\nA100,blue,2026-11-21 10:00,3,in\n"
    take(desk, tmp_path, "moves.csv", f"sku,color,moved_at,quantity,kind\n{moves}")
    take(desk, tmp_path, "one.csv", "sku,color,on_hand,warehouse\nA100,red,5,北\n")
    card = desk.service(Stock).item("A100")
    assert sorted(each.quantity for each in card.movements) == [2, 3]
    take(desk, tmp_path, "two.csv", "sku,color,on_hand\nA100,red,5\nA100,blue,4\n")
    stock = desk.service(Stock)
    cards = {row.color: stock.item(row.key) for row in stock.search("A100").items}
    told = {color: [each.quantity for each in card.movements] for color, card in cards.items()}
    assert told == {"red": [2], "blue": [3]}


def test_a_call_about_an_item_stays_with_its_colour(desk, tmp_path):
    take(desk, tmp_path, "one.csv", "sku,color,on_hand,warehouse\nA100,red,0,北\n")
    desk.service(Purchasing, person("w", roles=("lead",))).call(["A100"], in_days(3))
    waits = order(desk, 1, "A100", 1, line={"attributes": "颜色：red"})
    assert desk.service(Stock).can_ship(waits).verdict is Verdict.EXPECTED
    take(desk, tmp_path, "two.csv", "sku,color,on_hand\nA100,blue,7\nA100,red,0\n")
    assert desk.service(Stock).can_ship(waits).verdict is Verdict.EXPECTED


def differing(desk):
    alarms = desk.service(Stock).alarms()
    return {each.sku: (each.ours, each.theirs) for each in alarms if each.kind == "differs"}


def test_what_was_ordered_since_the_list_is_no_difference(desk, tmp_path):
    made = int(datetime.now(ZONE).timestamp()) - 3_600
    counted = datetime.fromtimestamp(made, ZONE).strftime("%Y-%m-%d %H:%M:%S")
    before, later = {"at": made - 60, "placed_at": made - 90}, {"at": made + 60}
    order(desk, 1, "A100", 1, **before)
    order(desk, 2, "A100", 2, placed_at=made + 30, **later)
    order(desk, 3, "A100", 1, "shipped", shipped_at=made + 90, approved_at=made - 60, **before)
    order(desk, 4, "A100", 1, "shipped", shipped_at=made + 90, approved_at=made + 60,
          placed_at=made + 30, **later)  # fmt: skip
    order(desk, 5, "B200", 1, **before)
    rows = f"A100,5,3,{counted}\nB200,5,5,{counted}\n"
    take(desk, tmp_path, "stock.csv", f"sku,on_hand,sellable,counted_at\n{rows}")
    assert differing(desk) == {"B200": (4, 5)}
    card = desk.service(Stock).item("A100")
    assert card.alarms == ()


def test_only_warehouses_that_tell_both_numbers_are_compared(desk, tmp_path):
    head = "sku,on_hand,sellable,warehouse"
    take(desk, tmp_path, "stock.csv", f"{head}\nA100,5,5,北\nA100,4,,南\nB200,5,,北\n")
    take(desk, tmp_path, "listings.txt", f"{LISTING}B200\tB000000001\t19.99\t1\n")
    assert differing(desk) == {}


def test_hostile_words_of_a_file_stay_text(stocked, tmp_path):
    head = "sku,title,on_hand,warehouse\n"
    take(stocked, tmp_path, "bad.csv", head + "X-1,\x1b[31m[b]红[/b]\u202e,1,[@click=q]仓\n")
    card = stocked.service(Stock).item("X-1")
    assert "\x1b" not in card.row.title
    assert "\u202e" not in card.row.title


def test_every_change_is_one_event(stocked):
    number = order(stocked, 1, L, 2)
    before = len(stocked.events())
    stocked.service(Purchasing).call([L, M], in_days(1))
    lead = person("wang", "王", ("lead",))
    stocked.service(Priorities, lead).put_first(number, "急")
    stocked.service(Purchasing, lead).discontinue(L)
    kinds = [each["kind"] for each in stocked.events()[before:]]
    assert kinds == ["stock.call", "stock.priority", "stock.discontinue"]


def test_no_order_waits_to_be_counted(stocked):
    order(stocked, 1, L, 2)
    with stocked.store.read() as c:
        assert c.execute(select(columns.stock_touched)).all() == []
