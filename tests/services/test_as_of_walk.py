"""Whatever people and imports do: an order as of an instant is what stood there at that instant.

A long walk of anything that people may do. After every step everything is read from the tables; at
the end each of those pictures is held against what is folded back from the log.
"""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from sqlalchemy import select

from csdesk.model.as_of import CONFLICTS, LINES, Queue
from csdesk.model.cases import CaseKind, CaseLine, CaseState
from csdesk.model.errors import DeskError
from csdesk.model.family import GiftKind
from csdesk.model.handover import ItemState, NewItem, Urgency
from csdesk.model.orders import Settlement
from csdesk.model.owed import Settlement as HowSettled
from csdesk.model.promises import PromiseKind, PromiseState
from csdesk.model.requests import RequestKind, RequestState
from csdesk.model.settings import DeskSettings, PrivacySettings
from csdesk.model.status import Choice, Flag, PaymentStatus, RemarkState, Tab
from csdesk.rules.merge import field_key
from csdesk.services.accounts import Accounts
from csdesk.services.as_of import AsOf
from csdesk.services.asks import Inboxes
from csdesk.services.blacklist import Blacklist
from csdesk.services.cases import Cases
from csdesk.services.conflicts import Conflicts
from csdesk.services.editing import Editing
from csdesk.services.exchanges import Exchanges
from csdesk.services.family import Family
from csdesk.services.gate import Gate
from csdesk.services.gifts import Gifts
from csdesk.services.handover import Handover
from csdesk.services.payments import Payments
from csdesk.services.promises import Promises
from csdesk.services.remarks import Remarks
from csdesk.services.requests import Requests
from csdesk.services.shipping import Shipping
from csdesk.services.undo import Undo
from csdesk.store import columns
from tests.intake.desks import changed_cells, make_desk, rows, sample, take, write_pair
from tests.services.desks import person

ORDERS = [each for each in sample(60, days=1) if each.paid_at and not each.shipped_at][:3]
AWAITED = "9876543210987654321"
BOOKS = {"id", "version", "buyer", "batch_id", "parent_id", "conflicts", "remarks_internal",
         "remarks_finance", "remarks_shipping"}  # fmt: skip
WHOLE = DeskSettings(quiet_seconds=0.05, privacy=PrivacySettings(mask=False))
"""Pictures are taken from the tables, which mask nothing."""
ALL = person("wang", "王", roles=("agent", "lead", "finance", "shipping"))
SEEDS = 5
OPEN_ASKS = ("asked", "seen", "doing", "query")


def picture(desk):
    """Every order as the tables tell it, and how many stand in each queue."""
    batches = {row["id"] for row in rows(desk, "batches") if row["state"] != "importing"}
    shops = {row["id"]: f"{row['site']} {row['name']}" for row in rows(desk, "shops")}
    lines, remarks, versions = (rows(desk, t) for t in ("lines", "remarks", "remark_versions"))
    orders = {}
    there = [row for row in rows(desk, "orders") if row["batch_id"] in batches]
    for row in there:
        fields = {k: v for k, v in row.items() if k not in BOOKS | {"shop_id"}}
        fields["shop"] = shops[row["shop_id"]]
        for line in lines:
            if line["order_id"] == row["id"]:
                fields |= {
                    field_key(line["line_no"], name): value
                    for name, value in line.items()
                    if name not in ("order_id", "line_no")
                }
        its = {
            r["id"]: (r["state"], bool(r["in_market"]), r["version"],
                      *next((v["text"], v["author"]) for v in versions
                            if (v["remark_id"], v["version"]) == (r["id"], r["version"])))
            for r in remarks if r["order_id"] == row["id"]
        }  # fmt: skip
        disputed = {
            field_key(k["line_no"], k["field"])
            for k in rows(desk, "conflicts")
            if k["order_id"] == row["id"] and k["settled_at"] is None
        }
        orders[row["order_no"]] = fields, its, disputed
    return orders, queues(desk, there, remarks)


def queues(desk, orders, remarks):
    """Every queue, counted the long way round."""
    status = [row["order_status"] for row in orders]
    asked = [r["tab"] for r in remarks if r["state"] in OPEN_ASKS]
    return {
        Queue.REVIEW: status.count("awaiting_review"),
        Queue.HELD: status.count("held"),
        Queue.TO_SHIP: status.count("approved"),
        Queue.LATE: 0,
        Queue.FINANCE: asked.count("finance"),
        Queue.SHIPPING: asked.count("shipping"),
        Queue.REQUESTS: sum(r["state"] == "asked" for r in rows(desk, "requests")),
        Queue.PROMISES: sum(r["state"] == "open" for r in rows(desk, "promises")),
        Queue.HANDOVER: sum(r["state"] == "open" for r in rows(desk, "handover_items")),
        Queue.CASES: sum(r["state"] not in ("closed", "refused") for r in rows(desk, "cases")),
    }


class Walk:
    """A few orders, what may be done to them, and a picture after each step."""

    def __init__(self, place, seed):
        self.place, self.rng = place, random.Random(seed)
        self.desk = make_desk(place / "desk", WHOLE)
        self.pictures, self.done = {}, []
        self.exports = 0
        self.see()
        self.export(ORDERS[:2], {})
        self.late = False

    def see(self):
        with self.desk.store.read() as c:
            found = select(columns.events.c.seq).order_by(columns.events.c.seq.desc()).limit(1)
            seq = c.execute(found).scalar() or 0
        self.pictures[seq] = picture(self.desk)

    def look_back(self):
        as_of = AsOf(self.desk.store, self.desk.settings, ALL)
        numbers = set(picture(self.desk)[0])
        newest = max(self.pictures)
        for seq, (orders, counts) in self.pictures.items():
            moment = as_of.moment(f"#{seq}")
            for number in numbers:
                then = as_of.order(number, moment)
                assert then.there == (number in orders), (number, seq)
                if then.there:
                    same(then, *orders[number], now=seq == newest)
            told = {each.queue: each for each in as_of.counts(moment)}
            assert {queue: each.total for queue, each in told.items()} == counts, seq
            assert not any(each.not_known for q, each in told.items() if q is not Queue.LATE)

    # What is done

    def step(self):
        things = (
            self.bring, self.correct, self.correct_line, self.pass_on, self.stop, self.pay,
            self.ship, self.split, self.unsplit, self.again, self.give, self.take_back, self.remark,
            self.revise, self.answer, self.blacklist, self.disagree, self.settle, self.promise,
            self.settle_promise, self.ask_lead, self.decide, self.arrive, self.case, self.move_case,
            self.exchange, self.account, self.hand_over, self.settle_item,
        )  # fmt: skip
        often = (self.settle, self.answer, self.exchange, self.correct_line, self.revise,
                 self.settle_promise, self.decide, self.move_case, self.remark)  # fmt: skip
        self.rng.choice((*things, *often))()

    def do(self, service, name, *arguments, **more):
        with suppress(DeskError):
            getattr(service(self.desk.store, self.desk.settings, ALL), name)(*arguments, **more)
        self.see()

    def number(self, **wanted):
        """Of any order, rather one that an import brought, or of one with these values."""
        orders = rows(self.desk, "orders")
        some = [row for row in orders if not row["parent_id"] or self.rng.random() < 0.3]
        if wanted:
            some = [row for row in orders if wanted.items() <= row.items()]
        return self.rng.choice(some or orders)["order_no"]

    def one(self, table, **wanted):
        """Any row of a table with these values."""
        found = [row for row in rows(self.desk, table) if wanted.items() <= row.items()]
        return self.rng.choice(found) if found else None

    def export(self, orders, change):
        self.exports += 1
        stamp = f"2026112{1 + self.exports // 10}{self.exports % 10}730"
        names = f"ExportOrderList20{stamp[2:]}.csv", f"ExportOrderDetailList20{stamp[2:]}.csv"
        paths = write_pair(self.place / str(self.exports), orders, *names)
        changed_cells(paths[0], change)
        for path in paths:
            path.write_bytes(path.read_bytes() + b"\r\n" * self.exports)
        take(self.desk, *paths)
        self.see()

    def bring(self):
        cells = {
            "物流单号": ["", "SF1234567890123"], "订单备注": ["", "改圆通", "改中通"],
            "收货人姓名": ["王小明", "王晓明"],
            "订单状态": ["卖家已发货，等待买家确认", "交易关闭"],
        }  # fmt: skip
        chosen = self.rng.sample(sorted(cells), self.rng.randint(0, 2))
        change = {title: self.rng.choice(cells[title]) for title in chosen}
        self.export(self.orders, {self.rng.choice(self.orders).number: change})

    @property
    def orders(self):
        return ORDERS if self.late else ORDERS[:2]

    def arrive(self):
        self.late = True
        self.export(ORDERS, {})

    def correct(self):
        what = self.rng.choice([
            ("name", "王小明"), ("name", "王晓明"), ("flag", Flag.RED), ("flag", Flag.NONE),
            ("carrier", "顺丰"), ("phone", "13900002222"),
        ])  # fmt: skip
        self.do(Editing, "set", self.number(), *what, reason="客户要")

    def disagree(self):
        """The shop and the market both change a name."""
        of = self.rng.choice(self.orders)
        self.do(Remarks, "add", of.number, Tab.INTERNAL, "马说改圆通")
        ours = f"王{self.rng.randint(1, 9)}"
        self.do(Editing, "set", of.number, "name", ours)
        theirs = {"收货人姓名": f"马{self.rng.randint(1, 9)}", "订单备注": "马说改圆通"}
        self.export(self.orders, {of.number: theirs})

    def correct_line(self):
        line, quantity = self.rng.randint(1, 2), self.rng.randint(1, 3)
        self.do(Editing, "set_line", self.number(), line, quantity=quantity)

    def pass_on(self):
        what, status = self.rng.choice([("approve", "awaiting_review"), ("release", "held")])
        self.do(Gate, what, self.number(order_status=status))

    def stop(self):
        self.do(Gate, self.rng.choice(["hold", "problem"]), self.number(), "地址不全")

    def pay(self):
        status, refund = self.rng.choice(list(PaymentStatus)), self.rng.choice([None, 100])
        self.do(Payments, "set", self.number(), status, refund=refund)

    def exchange(self):
        """Of a line with more pieces some are exchanged: that makes another line."""
        other, number = self.one("lines"), self.number(order_status="awaiting_review")
        self.do(Editing, "set_line", number, 1, quantity=3)
        pieces, price = self.rng.randint(1, 3), self.rng.choice([5_000, 30_000])
        self.do(Exchanges, "exchange", number, 1, other["sku"],
                quantity=pieces, attributes=other["attributes"], price=price)  # fmt: skip

    def account(self):
        self.do(Accounts, "settle", self.number(), self.rng.choice(list(HowSettled)), reason="好")

    def hand_over(self):
        new = NewItem(Urgency.ROUTINE, "看一下", self.number(), "", "打电话", due="2d")
        self.do(Handover, "add", new)

    def settle_item(self):
        if each := self.one("handover_items"):
            state = self.rng.choice([ItemState.DONE, ItemState.DROPPED])
            self.do(Handover, "settle", each["id"], state, "好了")

    def ship(self):
        self.do(Shipping, "ship", self.number(order_status="approved"), "SF555")

    def split(self):
        self.do(Family, "split", self.number(), {self.rng.randint(1, 2): 1}, again=True)

    def unsplit(self):
        self.do(Family, "unsplit", self.number(order_status="split"))

    def again(self):
        self.do(Family, "reship", self.number(), "lost", again=True)

    def give(self):
        line = self.one("lines")
        self.do(Gifts, "give", self.number(), GiftKind.GIFT, line["sku"] or "1098", 1)

    def take_back(self):
        self.do(Undo, "take_back")

    def remark(self):
        numbers = [self.number(), self.number(), ORDERS[2].number, AWAITED]
        text = self.rng.choice(["改圆通", "改中通", "SF1234567890123"])
        self.do(Remarks, "add", self.rng.choice(numbers), self.rng.choice(list(Tab)), text)

    def revise(self):
        if each := self.one("remarks"):
            text = f"改中通 {self.rng.randint(1, 9)}"
            self.do(Remarks, "revise", each["id"], text, seen_version=each["version"])

    def answer(self):
        if each := self.one("remarks", tab=self.rng.choice(["finance", "shipping"])):
            to = self.rng.choice(["seen", "doing", "done", "query", "asked"])
            self.do(Inboxes, "move", each["id"], RemarkState(to), "好")

    def blacklist(self):
        self.do(Blacklist, self.rng.choice(["add", "remove"]), self.number(), "骗子")

    def settle(self):
        if not (each := self.one("conflicts", settled_at=None)):
            self.disagree()
        else:
            choice = self.rng.choice([Choice.OURS, Choice.THEIRS])
            self.do(Conflicts, "settle", Settlement(each["id"], choice))

    def promise(self):
        self.do(Promises, "make", self.number(), PromiseKind.SHIP, "3d")

    def settle_promise(self):
        if each := self.one("promises"):
            self.do(Promises, "settle", each["id"], self.rng.choice(list(PromiseState)))

    def ask_lead(self):
        self.do(Requests, "ask", self.number(), self.rng.choice(list(RequestKind)), "老", new=100)

    def decide(self):
        if each := self.one("requests"):
            self.do(Requests, "move", each["id"], self.rng.choice(list(RequestState)), "行")

    def case(self):
        self.do(Cases, "open", self.number(), self.rng.choice(list(CaseKind)), "坏了",
                [CaseLine(1, 1, 0)])  # fmt: skip

    def move_case(self):
        if each := self.one("cases"):
            self.do(Cases, "step", each["id"], self.rng.choice(list(CaseState)), "好")


def same(then, fields, remarks, disputed, *, now):
    if now or not then.order_no.startswith("OSP"):  # a part may have been made anew
        assert not then.not_known
    known = {k: v for k, v in fields.items() if k not in then.not_known}
    if LINES in then.not_known:
        known = {k: v for k, v in known.items() if not k.startswith("line ")}
    assert then.fields == known
    its = {r.id: (r.state, r.in_market, r.version, r.text, r.author) for r in then.remarks}
    assert its == remarks
    if CONFLICTS not in then.not_known:
        assert set(then.conflicts) == disputed


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_instant_of_a_walk_is_told_as_it_was(tmp_path, seed):
    walk = Walk(tmp_path, seed)
    try:
        for _ in range(60):
            walk.step()
        walk.look_back()
    finally:
        walk.desk.close()
