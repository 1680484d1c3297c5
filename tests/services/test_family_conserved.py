"""Whatever people do to a family, in any order: units and money are conserved, numbers are unique.

A model of what must be true beside the real services on a real store: pieces of each line, the
amounts of the order, what is owed, and which order a number was given to.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import insert, select

from csdesk.model.errors import DeskError, NeedsYes
from csdesk.model.family import GiftKind
from csdesk.model.owed import OwedReason, Settlement
from csdesk.model.roles import Action
from csdesk.rules.numbers import family_root
from csdesk.services.accounts import Accounts
from csdesk.services.acting import Acting
from csdesk.services.editing import Editing
from csdesk.services.family import Family
from csdesk.services.gifts import Gifts
from csdesk.services.undo import Undo
from csdesk.store import columns, index, owed
from csdesk.store.changing import Rewrite, standing
from tests.services.desks import bare_desk, person

ROOT = "TB261122-0001"
GONE = ("split", "closed")
LEAD = person("wang", "王", roles=("lead", "agent"))
FINANCE = person("qian", "钱", roles=("finance",))


class Families(RuleBasedStateMachine):
    """One order, everything that may be made from it, and people who do not ask each other."""

    @initialize(
        lines=st.lists(
            st.tuples(st.integers(0, 4), st.one_of(st.none(), st.integers(0, 10_000))),
            min_size=1, max_size=3,
        ),
        total=st.one_of(st.none(), st.integers(0, 50_000)),
        postage=st.one_of(st.none(), st.integers(0, 2_000)),
        refund=st.one_of(st.none(), st.integers(0, 500)),
        due=st.integers(0, 30_000),
    )  # fmt: skip
    def begin(self, lines, total, postage, refund, due):
        self.folder = tempfile.TemporaryDirectory()
        self.desk = bare_desk(Path(self.folder.name))
        self.key = self.desk.order(
            ROOT, "2401234567890123456", total=total, postage=postage, refund=refund,
            buyer="ma@example.com",
        )  # fmt: skip
        self.desk.order("TB261122-0002", "2401234567890123457", buyer="ma@example.com")
        l = columns.lines  # noqa: E741  # as the other tables are called
        with self.desk.store.change() as c, index.in_step(c, [self.key]):
            c.execute(l.delete().where(l.c.order_id == self.key))
            for line_no, (quantity, price) in enumerate(lines, 1):
                c.execute(insert(l), {
                    "order_id": self.key, "line_no": line_no, "sku": f"SKU{line_no}",
                    "title": "", "attributes": "", "quantity": quantity, "unit_price": price,
                    "line_status": "", "refund_status": "", "market_line_no": "",
                })  # fmt: skip
        with Acting(self.desk.store, LEAD).change(Action.EDIT, undoable=False) as act:
            act.write("order.exchange", [Rewrite(act.order(ROOT))])
            owed.enter(act.connection, self.key, due, "CNY", OwedReason.EXCHANGE, act.seqs[-1])
        self.granted = 0
        self.given = {}
        self.sent = []
        self.first = self.amounts()
        self.due, self.worth_first = due, self.worth()
        self.pieces = Counter({n: quantity for n, (quantity, _) in enumerate(lines, 1)})
        self.numbers = {}

    def teardown(self):
        if hasattr(self, "desk"):
            self.desk.store.close()
            self.folder.cleanup()

    # What is there

    def orders(self):
        with self.desk.store.read() as c:
            o = columns.orders.c
            found = standing(c, list(c.execute(select(o.id)).scalars()))
        return [each for each in found.values() if family_root(each.order_no) == ROOT]

    def living(self, mark=""):
        """Orders in work, those with this mark in their number."""
        return [
            each
            for each in self.orders()
            if each.order["order_status"] not in GONE and mark in each.order_no
        ]

    def bought(self):
        """Orders in work whose goods the customer bought: not sent again, no gift."""
        return [each for each in self.living() if _bought(each.order_no)]

    def amounts(self):
        def total(name):
            values = [each.order[name] for each in self.bought()]
            return None if None in values else sum(values)

        return {name: total(name) for name in ("total", "postage", "refund")}

    def worth(self):
        lines = [line for each in self.bought() for line in each.lines.values()]
        return sum((line["unit_price"] or 0) * line["quantity"] for line in lines)

    def some(self, data, orders):
        numbers = sorted({each.order_no for each in orders})
        return data.draw(st.sampled_from(numbers)) if numbers else ROOT

    # What people do

    @rule(data=st.data(), chosen=st.dictionaries(st.integers(1, 3), st.integers(0, 4)))
    def split(self, data, chosen):
        self._try(self.desk.service(Family).split, self.some(data, self.orders()), chosen)

    @rule(data=st.data())
    def unsplit(self, data):
        self._try(self.desk.service(Family).unsplit, self.some(data, self.orders()))

    @rule(data=st.data(), chosen=st.dictionaries(st.integers(1, 3), st.integers(0, 4)),
          again=st.booleans())  # fmt: skip
    def send_again(self, data, chosen, again):
        number = self.some(data, self.orders())
        before = {each.order_no for each in self.living("RE")}
        try:
            made = self._try(
                self.desk.service(Family).reship, number, "lost", chosen or None, again=again
            )
        except NeedsYes:
            assert not again
            assert before
            return
        if made:
            assert made.order_no not in self.numbers

    @rule(data=st.data(), kind=st.sampled_from(GiftKind), quantity=st.integers(1, 3),
          lead=st.booleans())  # fmt: skip
    def give(self, data, kind, quantity, lead):
        number = self.some(data, self.orders())
        there = self.desk.service(Accounts).of(ROOT).owed
        gifts = self.desk.service(Gifts, LEAD if lead else person())
        made = self._try(gifts.give, number, kind, "1098", quantity)
        if made:
            assert made.order_no not in self.numbers
            assert lead or made.difference <= there
            assert made.owed == max(there - made.difference, 0)
            assert made.difference == (9_900 * quantity if kind is GiftKind.REBATE else 0)

    @rule(data=st.data(), line_no=st.integers(1, 3), quantity=st.none() | st.integers(1, 4),
          sku=st.none() | st.just("1098"))  # fmt: skip
    def correct(self, data, line_no, quantity, sku):
        """Only of the order that the customer placed other pieces can have been meant."""
        number = self.some(data, self.orders())
        there, rows = Counter(self.pieces), self._everything()
        editing = self.desk.service(Editing)
        self._try(editing.set_line, number, line_no, sku=sku, quantity=quantity)
        if self._everything() != rows:
            self.before_correction = there
            if number == ROOT and quantity is not None:
                self.pieces[line_no] = quantity

    @rule(data=st.data(), how=st.sampled_from(Settlement), whole=st.booleans())
    def settle(self, data, how, whole):
        """Noted on whichever member, it is what the family owes or is owed that it settles."""
        number = self.some(data, self.orders())
        before = self.desk.service(Accounts).of(ROOT)
        accounts = self.desk.service(Accounts, LEAD if how is Settlement.WAIVED else FINANCE)
        amount = None if whole else data.draw(st.integers(-1, 20_000))
        done = self._try(accounts.settle, number, how, amount=amount, reason="agreed")
        if done:
            gone = (before.collect - done.collect, before.owed - done.owed)
            assert gone == ((0, done.amount) if how is Settlement.PAID_OUT else (done.amount, 0))

    @rule(lead=st.booleans())
    def take_back(self, lead):
        undone = self._try(self.desk.service(Undo, LEAD if lead else person()).take_back)
        if undone and undone.kind == "line.set":
            self.pieces = self.before_correction

    def _try(self, do, *arguments, **more):
        """Do it; a refusal leaves the store as it was."""
        before = self._everything()
        try:
            return do(*arguments, **more)
        except NeedsYes:
            assert self._everything() == before
            raise
        except DeskError:
            assert self._everything() == before
            return None

    def _everything(self):
        with self.desk.store.read() as c:
            tables = (columns.orders, columns.lines, columns.owed, columns.remarks)
            return [c.execute(select(table)).all() for table in tables]

    # What must be so

    @invariant()
    def units_are_conserved(self):
        units: Counter[int] = Counter()
        for each in self.bought():
            units.update({n: line["quantity"] for n, line in each.lines.items()})
        assert +units == +self.pieces

    @invariant()
    def money_is_conserved(self):
        assert self.amounts() == self.first
        for each in self.orders():
            if not _bought(each.order_no):
                assert each.order["total"] == each.order["postage"] == 0
                assert {line["unit_price"] for line in each.lines.values()} <= {0}

    @invariant()
    def no_number_is_given_to_two_orders(self):
        for each in self.orders():
            for number in (each.order_no, each.order["market_no"]):
                assert self.numbers.setdefault(number, each.id) == each.id

    @invariant()
    def nobody_owes_less_than_nothing_and_the_account_adds_up(self):
        with self.desk.store.read() as c:
            entries = owed.entries(c, self.key)
        accounts = [self.desk.service(Accounts).of(each.order_no) for each in self.orders()]
        assert len({(each.collect, each.owed) for each in accounts}) == 1, (
            "the same on every member"
        )
        assert accounts[0].owed - accounts[0].collect == sum(each.amount for each in entries)
        assert accounts[0].owed >= 0

    @invariant()
    def what_the_lines_cost_more_stands_in_the_account(self):
        with self.desk.store.read() as c:
            entries = owed.entries(c, self.key)
        dearer = -sum(each.amount for each in entries if each.reason in owed.CHANGED)
        assert self.worth() == self.worth_first + dearer + self.due

    @invariant()
    def the_index_says_what_the_rows_say(self):
        for each in self.orders():
            found = _searched(self.desk, each.order_no)
            assert each.order_no in found

    @invariant()
    def every_part_has_its_parent(self):
        keys = {each.id: each.order_no for each in self.orders()}
        for each in self.orders():
            if each.order_no != ROOT:
                assert each.order_no.endswith(keys[each.order["parent_id"]])


def _bought(number):
    return number.replace("OSP1-", "").replace("OSP2-", "") == ROOT


def _searched(desk, number):
    from csdesk.services.orders import Orders

    return [row.order_no for row in desk.service(Orders).search(number).rows]


TestFamilies = Families.TestCase
TestFamilies.settings = settings(
    max_examples=25, stateful_step_count=12, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
