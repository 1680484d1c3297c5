"""After-sale cases on real orders: asks, money, what the customer is told (F18, F19, F23, W20)."""

from __future__ import annotations

import multiprocessing
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import insert, select, update

from csdesk.model.cases import Breach, CaseKind, CaseLine, CaseState, Party, Rating
from csdesk.model.errors import Conflict, NotAllowed, NotFound, Refused
from csdesk.model.settings import DeskSettings
from csdesk.model.status import PaymentStatus, RemarkState, Tab
from csdesk.rules import cases as rules
from csdesk.services.asks import Inboxes
from csdesk.services.cases import Cases
from csdesk.services.family import Family
from csdesk.services.payments import Payments
from csdesk.services.remarks import Remarks
from csdesk.store import columns
from csdesk.store.engine import Store
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import bare_desk, person

NUMBER = "TB261122-0001"
AGENT = person()
FINANCE = person("qian", "钱多", roles=("finance",))
SHIPPER = person("zhou", "周发", roles=("shipping",))
ANYBODY = person("sun", "孙", roles=("agent", "finance", "shipping", "lead"))
LEAD = person("wang", "王主管", roles=("lead",))
ASKED, AGREED, BACK, SETTLED = (
    CaseState.ASKED, CaseState.AGREED, CaseState.GOODS_BACK, CaseState.SETTLED,
)  # fmt: skip
CLOSED, REFUSED = CaseState.CLOSED, CaseState.REFUSED
REFUND = "退款 {} 元，原因：破损，退回账户：a***@x.cn"


@pytest.fixture
def shop(desk):
    """An order of 198.00: two dresses at 90.00 and a belt at 18.00."""
    desk.key = desk.order(NUMBER, order_status="shipped", line={"unit_price": 9_000})
    with desk.store.change() as c:
        belt = {
            "order_id": desk.key, "line_no": 2, "sku": "B-1", "title": "腰带", "attributes": "",
            "quantity": 1, "unit_price": 1_800, "line_status": "", "refund_status": "",
            "market_line_no": "",
        }  # fmt: skip
        c.execute(insert(columns.lines), belt)
    return desk


def cases(desk, who=AGENT):
    return desk.service(Cases, who)


def inbox(desk, tab):
    return desk.service(Inboxes).of_department(tab).asks


def test_a_refund_of_one_line_after_shipment_keeps_what_remains(shop):
    opened = cases(shop).open(
        NUMBER, CaseKind.REFUND, "线头", [CaseLine(1, 1, 3_000)], told="退您 30 元"
    )
    assert (opened.state, opened.waits_on, opened.amount) == (ASKED, Party.DESK, 3_000)
    agreed = cases(shop).step(opened.id, AGREED, seen=opened.version)
    assert (agreed.waits_on, agreed.told) == (Party.FINANCE, "退您 30 元")
    (ask,) = inbox(shop, Tab.FINANCE)
    assert "¥30.00" in ask.remark.text
    assert "线头" in ask.remark.text
    paid = cases(shop, FINANCE).step(opened.id, SETTLED)
    assert paid.waits_on is Party.DESK
    row = shop.row(shop.key)
    assert (row["payment_status"], row["refund"]) == ("partly_refunded", 3_000)
    assert inbox(shop, Tab.FINANCE) == ()
    room = cases(shop).room(NUMBER)
    assert (room.total, room.lines) == (16_800, {1: 15_000, 2: 1_800})
    closed = cases(shop).step(opened.id, CLOSED, told="已退款")
    assert (closed.state, closed.told, cases(shop).waiting()) == (CLOSED, "已退款", ())
    assert [step.state for step in closed.steps] == [ASKED, AGREED, SETTLED, CLOSED]


def test_the_last_part_makes_it_refunded(shop):
    for amount in (18_000, 1_800):
        one = cases(shop).open(NUMBER, CaseKind.REFUND, "x", [CaseLine(0, 0, amount)])
        cases(shop).step(one.id, AGREED)
        cases(shop, FINANCE).step(one.id, SETTLED)
    row = shop.row(shop.key)
    assert (row["payment_status"], row["refund"]) == ("refunded", 19_800)
    with pytest.raises(Refused, match="at most"):
        cases(shop).open(NUMBER, CaseKind.REFUND, "x", [CaseLine(0, 0, 1)])


@pytest.mark.parametrize(
    ("kind", "lines", "why"),
    [
        (CaseKind.REFUND, [CaseLine(1, 1, 18_001)], "at most ¥180.00"),
        (CaseKind.REFUND, [CaseLine(0, 0, 19_801)], "at most ¥198.00"),
        (CaseKind.REFUND, [], "how much"),
        (CaseKind.RETURN, [CaseLine(1, 3, 100)], "has 2 pieces"),
        (CaseKind.EXCHANGE, [], "which lines"),
        (CaseKind.RESHIP, [CaseLine(1, 1, 100)], "No money"),
        (CaseKind.REFUND, [CaseLine(1, 1, 1), CaseLine(1, 1, 1)], "twice"),
        (CaseKind.REFUND, [CaseLine(1, -1, -1)], "not negative"),
    ],
)
def test_more_than_was_paid_or_bought_is_refused(shop, kind, lines, why):
    with pytest.raises(Refused, match=why):
        cases(shop).open(NUMBER, kind, "x", lines)
    assert cases(shop).of(NUMBER) == ()


def test_unknown_lines_orders_and_cases_are_not_found(shop):
    for call in (
        lambda: cases(shop).open(NUMBER, CaseKind.REFUND, "x", [CaseLine(7, 1, 1)]),
        lambda: cases(shop).open("TB261122-9999", CaseKind.REFUND, "x"),
        lambda: cases(shop).of("TB261122-9999"),
        lambda: cases(shop).one(5),
        lambda: cases(shop).step(5, AGREED),
    ):
        with pytest.raises(NotFound):
            call()


def test_goods_come_back_before_the_money_goes(shop):
    one = cases(shop).open(NUMBER, CaseKind.RETURN, "不合适", [CaseLine(1, 2, 18_000)])
    agreed = cases(shop).step(one.id, AGREED)
    assert agreed.waits_on is Party.CUSTOMER
    (ask,) = inbox(shop, Tab.SHIPPING)
    assert "WLY0QU1098 x2" in ask.remark.text
    shop.service(Inboxes, SHIPPER).move(ask.remark.id, RemarkState.DONE, "到了")
    back = cases(shop).one(one.id)
    assert (back.state, back.waits_on) == (BACK, Party.FINANCE)
    (money,) = inbox(shop, Tab.FINANCE)
    assert "¥180.00" in money.remark.text
    with pytest.raises(Refused, match="more pieces can come back"):
        cases(shop).open(NUMBER, CaseKind.EXCHANGE, "x", [CaseLine(1, 1, 0)])


def test_what_finance_answers_in_its_inbox_takes_the_case_on_and_no_money_twice(shop):
    one = cases(shop).open(NUMBER, CaseKind.REFUND, "x", [CaseLine(2, 1, 1_800)])
    cases(shop).step(one.id, AGREED)
    (ask,) = inbox(shop, Tab.FINANCE)
    shop.service(Inboxes, FINANCE).move(ask.remark.id, RemarkState.DONE, "已付")
    assert cases(shop).one(one.id).state is SETTLED
    paid = shop.row(shop.key)
    assert (paid["refund"], paid["payment_status"]) == (1_800, "partly_refunded")
    assert cases(shop).room(NUMBER).total == 18_000
    with pytest.raises(Refused, match=r"at most ¥180\.00"):
        cases(shop).open(NUMBER, CaseKind.REFUND, "again", [CaseLine(0, 0, 19_800)])


def test_what_finance_noted_itself_is_not_noted_again_when_it_answers(shop):
    one = cases(shop).open(NUMBER, CaseKind.REFUND, "x", [CaseLine(2, 1, 1_800)])
    cases(shop).step(one.id, AGREED)
    (ask,) = inbox(shop, Tab.FINANCE)
    payments = shop.service(Payments, FINANCE)
    payments.set(NUMBER, PaymentStatus.PARTLY_REFUNDED, refund=1_800)
    shop.service(Inboxes, FINANCE).move(ask.remark.id, RemarkState.DONE)
    assert cases(shop).one(one.id).state is SETTLED
    assert shop.row(shop.key)["refund"] == 1_800


def test_what_was_refused_and_closed_claims_nothing(shop):
    one = cases(shop).open(NUMBER, CaseKind.REFUND, "x", [CaseLine(0, 0, 19_800)])
    cases(shop).step(one.id, REFUSED, "no")
    cases(shop).step(one.id, CLOSED)
    assert cases(shop).room(NUMBER).total == 19_800


def test_money_is_claimed_on_parts_of_a_split_order_not_on_what_is_no_more(shop):
    with shop.store.change() as c:
        c.execute(update(columns.orders).values(order_status="awaiting_review"))
    family, claim = shop.service(Family), [CaseLine(0, 0, 1_000)]
    one = cases(shop).open(NUMBER, CaseKind.REFUND, "x", claim)
    with pytest.raises(Refused, match=f"Case {one.id} is to pay money back"):
        family.split(NUMBER, {1: 1})
    cases(shop).step(one.id, REFUSED, "no")
    family.split(NUMBER, {1: 1})
    with pytest.raises(Refused, match="one of its parts"):
        cases(shop).open(NUMBER, CaseKind.REFUND, "x", claim)
    with pytest.raises(Refused, match="one of its parts"):
        cases(shop).step(one.id, ASKED)
    family.unsplit(NUMBER)
    with pytest.raises(Refused, match="was taken back"):
        cases(shop).open(f"OSP1-{NUMBER}", CaseKind.REFUND, "x", claim)
    family.split(NUMBER, {1: 1})
    part = cases(shop).open(f"OSP1-{NUMBER}", CaseKind.REFUND, "x", claim)
    for to, who in ((None, AGENT), (AGREED, AGENT), (SETTLED, FINANCE)):
        if to:
            cases(shop, who).step(part.id, to)
        with pytest.raises(Refused, match=r"Case|changed"):
            family.unsplit(NUMBER)


def test_an_exchange_waits_for_shipping_twice(shop):
    one = cases(shop).open(NUMBER, CaseKind.EXCHANGE, "换码", [CaseLine(1, 1, 0)])
    cases(shop).step(one.id, AGREED)
    cases(shop).step(one.id, BACK, "收到")
    assert cases(shop).one(one.id).waits_on is Party.SHIPPING
    assert len(inbox(shop, Tab.SHIPPING)) == 1
    cases(shop, SHIPPER).step(one.id, SETTLED, "YT123")
    assert inbox(shop, Tab.SHIPPING) == ()
    assert shop.row(shop.key)["payment_status"] == "paid"


@pytest.mark.parametrize(
    ("who", "to"),
    [(AGENT, SETTLED), (LEAD, SETTLED), (SHIPPER, SETTLED), (SHIPPER, REFUSED), (FINANCE, REFUSED)],
)
def test_nobody_does_what_is_anothers(shop, who, to):
    one = cases(shop).open(NUMBER, CaseKind.REFUND, "x", [CaseLine(2, 1, 1_800)])
    cases(shop).step(one.id, AGREED)
    with pytest.raises(NotAllowed):
        cases(shop, who).step(one.id, to, "x")
    assert cases(shop).one(one.id).state is AGREED
    assert shop.events()[-1]["kind"] == "refused"
    with pytest.raises(NotAllowed):
        cases(shop, FINANCE).open(NUMBER, CaseKind.REFUND, "x", [CaseLine(2, 1, 1)])


def test_what_was_refused_claims_nothing_and_must_fit_when_it_is_asked_again(shop):
    one = cases(shop).open(NUMBER, CaseKind.REFUND, "x", [CaseLine(2, 1, 1_800)])
    with pytest.raises(Refused, match="Say why"):
        cases(shop).step(one.id, REFUSED)
    cases(shop).step(one.id, REFUSED, "无凭证")
    cases(shop).open(NUMBER, CaseKind.REFUND, "y", [CaseLine(2, 1, 1_000)])
    with pytest.raises(Refused, match=r"at most ¥8.00"):
        cases(shop).step(one.id, ASKED)


def test_sent_twice_it_is_done_once_and_stale_it_is_refused(shop):
    lines = [CaseLine(2, 1, 1_800)]
    one = cases(shop).open(NUMBER, CaseKind.REFUND, "x", lines, client_id="open")
    assert cases(shop).open(NUMBER, CaseKind.REFUND, "x", lines, client_id="open") == one
    cases(shop).step(one.id, AGREED, client_id="step")
    assert cases(shop).step(one.id, AGREED, client_id="step").state is AGREED
    with pytest.raises(Conflict, match="李雷 took case"):
        cases(shop).step(one.id, REFUSED, "x", seen=one.version)


def test_a_filled_refund_template_for_finance_opens_a_case(shop):
    saved = shop.service(Remarks).add(NUMBER, Tab.FINANCE, REFUND.format("12.5"))
    (case,) = cases(shop).of(NUMBER)
    assert saved.case == case.id
    assert (case.kind, case.amount, case.reason) == (CaseKind.REFUND, 1_250, "破损")
    assert (case.waits_on, case.remark_id) == (Party.FINANCE, saved.id)
    assert len(inbox(shop, Tab.FINANCE)) == 1
    cases(shop, FINANCE).step(case.id, SETTLED)
    assert inbox(shop, Tab.FINANCE) == ()


@pytest.mark.parametrize(
    ("tab", "text"),
    [
        (Tab.INTERNAL, REFUND.format(12)),
        (Tab.FINANCE, "客户问退款"),
        (Tab.FINANCE, REFUND.format("一半")),
    ],
)
def test_other_remarks_open_none(shop, tab, text):
    assert shop.service(Remarks).add(NUMBER, tab, text).case == 0
    assert cases(shop).of(NUMBER) == ()


def test_a_refund_above_what_was_paid_is_not_asked_of_finance(shop):
    with pytest.raises(Refused, match=r"at most ¥198.00"):
        shop.service(Remarks).add(NUMBER, Tab.FINANCE, REFUND.format(1_980))
    assert inbox(shop, Tab.FINANCE) == ()
    assert cases(shop).of(NUMBER) == ()


class TestFeedback:
    """Bad reviews: solve, find the cause, and only then perhaps ask for removal (S49)."""

    @pytest.fixture
    def review(self, shop):
        return cases(shop).open(
            NUMBER, CaseKind.FEEDBACK, "质量太差，骗子", rating=Rating.NEGATIVE
        )  # fmt: skip

    def test_the_steps_in_their_order(self, shop, review):
        service = cases(shop)
        with pytest.raises(Refused, match="cannot become"):
            service.step(review.id, CaseState.REMOVAL, breach=Breach.INSULT)
        service.step(review.id, CaseState.SOLVED, "重发一件", told="今天给您重发")
        service.step(review.id, CaseState.EXPLAINED, "供应商线头")
        with pytest.raises(Refused, match="only if it breaks its rules"):
            service.step(review.id, CaseState.REMOVAL)
        asked = service.step(review.id, CaseState.REMOVAL, breach=Breach.INSULT)
        assert (asked.waits_on, asked.breach) == (Party.MARKETPLACE, Breach.INSULT)
        assert service.step(review.id, CLOSED).waits_on is Party.NOBODY

    @pytest.mark.parametrize("told", ["请把差评删了", "改好评返现 10 元", "please give us 5 stars"])
    def test_what_the_marketplace_forbids_is_not_told_anybody(self, shop, review, told):
        with pytest.raises(Refused, match="Not sent"):
            cases(shop).step(review.id, CaseState.SOLVED, "x", told=told)
        with pytest.raises(Refused, match="Not sent"):
            cases(shop).open(NUMBER, CaseKind.REFUND, "x", [CaseLine(2, 1, 1)], told=told)
        assert cases(shop).one(review.id).state is ASKED

    def test_a_review_has_a_rating_and_nothing_else_has(self, shop):
        with pytest.raises(Refused, match="neutral or negative"):
            cases(shop).open(NUMBER, CaseKind.FEEDBACK, "x")
        with pytest.raises(Refused, match="Only a review"):
            cases(shop).open(
                NUMBER, CaseKind.REFUND, "x", [CaseLine(2, 1, 1)], rating=Rating.NEUTRAL
            )


def test_hostile_words_are_kept_harmless(shop):
    service = cases(shop)
    for payload in PAYLOADS:
        one = service.open(
            NUMBER, CaseKind.FEEDBACK, f"x{payload}"[:500], rating=Rating.NEUTRAL,
            told=payload[:500],
        )  # fmt: skip
        assert forbidden(one.reason, lines=True) == forbidden(one.told, lines=True) == []


def _settle(path, case_id, login, barrier, results):
    store = Store(path)
    who = person(login, login, roles=("finance",))
    service = Cases(store, DeskSettings(), who)
    version = service.one(case_id).version
    barrier.wait()
    try:
        results.put(service.step(case_id, SETTLED, seen=version).state.value)
    except Conflict as conflict:
        results.put(str(conflict))
    store.close()


def test_two_of_finance_pay_one_case_once(shop, tmp_path):
    one = cases(shop).open(NUMBER, CaseKind.REFUND, "x", [CaseLine(2, 1, 1_800)])
    cases(shop).step(one.id, AGREED)
    spawn = multiprocessing.get_context("spawn")
    barrier, results = spawn.Barrier(2), spawn.Queue()
    both = [
        spawn.Process(target=_settle, args=(tmp_path / "desk.db", one.id, login, barrier, results))
        for login in ("q1", "q2")
    ]
    for each in both:
        each.start()
    told = sorted(results.get(timeout=60) for _ in both)
    for each in both:
        each.join(60)
    assert "settled" in told
    assert any("meanwhile" in word for word in told)
    assert shop.row(shop.key)["refund"] == 1_800


AMOUNTS = st.sampled_from([3, 5_000, 9_900, 15_000, 19_800]) | st.integers(1, 20_000)


class Claims(RuleBasedStateMachine):
    """Agents claim, finance pays in three ways and notes what it likes, parts come and go."""

    @initialize()
    def begin(self):
        self.folder = tempfile.TemporaryDirectory()
        self.desk = bare_desk(Path(self.folder.name))
        self.desk.order(NUMBER)

    def teardown(self):
        self.desk.store.close()
        self.folder.cleanup()

    def everything(self):
        return self.desk.service(Cases).newest()

    def _try(self, do, *arguments, **more):
        with suppress(Refused, NotFound):
            do(*arguments, **more)

    @rule(part=st.sampled_from(["", "OSP1-", "OSP2-"]), line=st.integers(0, 1),
          amount=AMOUNTS, kind=st.sampled_from(sorted(rules.MONEY)))  # fmt: skip
    def claim(self, part, line, amount, kind):
        wanted = [CaseLine(line, 0, amount)]
        self._try(self.desk.service(Cases).open, f"{part}{NUMBER}", kind, "x", wanted)

    @rule(data=st.data(), said=st.one_of(st.none(), st.integers(0, 20_000)))
    def step(self, data, said):
        if there := [each for each in self.everything() if rules.STEPS[each.kind].get(each.state)]:
            one = data.draw(st.sampled_from(there))
            to = data.draw(st.sampled_from(rules.STEPS[one.kind][one.state]))
            self._try(self.desk.service(Cases, ANYBODY).step, one.id, to, "x", refund=said)

    @rule(amount=AMOUNTS, noted=st.one_of(st.just(0), AMOUNTS), said=st.booleans())
    def pay_a_case(self, amount, noted, said):
        desk, claim = self.desk.service(Cases, ANYBODY), [CaseLine(0, 0, amount)]
        with suppress(Refused, NotFound):
            one = desk.open(NUMBER, CaseKind.REFUND, "x", claim)
            desk.step(one.id, AGREED)
            if noted:
                self.pay("", noted)
            desk.step(one.id, SETTLED, refund=noted if said else None)
            if noted:
                self.pay("", noted)

    @rule(data=st.data())
    def answer(self, data):
        asks = [each.remark_id for each in self.everything() if each.remark_id]
        if asks:
            ask = data.draw(st.sampled_from(asks))
            self._try(self.desk.service(Inboxes, ANYBODY).move, ask, RemarkState.DONE)

    @rule(part=st.sampled_from(["", "OSP1-", "OSP2-"]), refund=AMOUNTS)
    def pay(self, part, refund):
        partly = PaymentStatus.PARTLY_REFUNDED
        payments = self.desk.service(Payments, ANYBODY)
        self._try(payments.set, f"{part}{NUMBER}", partly, refund=refund)

    @rule(split=st.booleans())
    def split_or_join(self, split):
        family = self.desk.service(Family)
        self._try(family.split, NUMBER, {1: 1}) if split else self._try(family.unsplit, NUMBER)

    @invariant()
    def no_more_is_paid_back_than_was_paid(self):
        claimed = [each for each in self.everything() if rules.claims(each)]
        assert sum(each.amount for each in claimed) <= 19_800
        with self.desk.store.read() as c:
            o = columns.orders.c
            living = o.order_status.not_in(("split", "closed"))
            rows = c.execute(select(o.total, o.refund).where(living)).all()
        assert sum(row.total for row in rows) == 19_800
        assert all((row.refund or 0) <= row.total for row in rows)


TestClaims = Claims.TestCase
TestClaims.settings = settings(
    max_examples=25, stateful_step_count=15, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
