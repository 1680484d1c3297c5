"""Templates, slots that must be filled, hints, and what customers are told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from csdesk.model.errors import Refused
from csdesk.model.promises import PromiseKind
from csdesk.model.status import OrderStatus, PaymentStatus, Tab
from csdesk.services.orders import Orders
from csdesk.services.people import People
from csdesk.services.promises import Promises
from csdesk.services.remarks import Remarks
from csdesk.services.speaking import Speaking
from csdesk.services.stock import Stock
from csdesk.services.wording import Wording
from tests.hostile import PAYLOADS, forbidden

NUMBER, MARKET = "TB261122-0001", "1234567890123456789"


def test_the_order_fills_what_it_knows_and_leaves_the_rest(desk):
    desk.order(NUMBER, account="zhang_sf@example.com")
    wording = desk.service(Wording)
    refund = wording.templates(Tab.FINANCE, NUMBER, chinese=True)[0]
    assert refund.text == "退款 {金额} 元，原因：{原因}，退回账户：zha***@example.com"
    assert wording.slots(refund.text) == ("金额", "原因")
    english = wording.templates(Tab.FINANCE, MARKET, chinese=False)[0]
    assert english.text.endswith("to account zha***@example.com")
    not_there = wording.templates(Tab.FINANCE, "290000000000000001", chinese=True)[0]
    assert "{账户}" in not_there.text


def test_a_remark_with_an_empty_slot_is_refused_and_says_which(desk):
    desk.order(NUMBER)
    remarks = desk.service(Remarks)
    with pytest.raises(Refused, match=r"Still empty: \{金额\}, \{原因\}\."):
        remarks.add(NUMBER, Tab.FINANCE, "退款 {金额} 元，原因：{原因}")
    saved = remarks.add(NUMBER, Tab.FINANCE, "退款 12 元 {0} {number}")
    with pytest.raises(Refused, match="amount"):
        remarks.revise(saved.id, "Refund {amount}", seen_version=1)


def test_a_name_that_nobody_has_is_pointed_out(desk):
    desk.service(People).ensure()
    told = desk.service(Wording).hints(Tab.INTERNAL, "@王五 @李雷 看一下")
    assert [each.facts for each in told] == [{"name": "王五"}]
    assert desk.service(Wording).hints(Tab.INTERNAL, "没事") == ()


def speaking_of(desk, folder):
    """What speaks to customers at a desk."""
    services = (desk.service(kind) for kind in (Orders, Promises, Stock))
    return Speaking(folder, desk.settings, *services)


def card(desk, folder, language="zh", **facts):
    """What a customer is told of an order with these facts."""
    desk.order(NUMBER, MARKET, **facts)
    speaking = speaking_of(desk, folder)
    return speaking.card(NUMBER, language)


def test_the_card_says_what_is_known_and_that_the_rest_is_not(desk, tmp_path):
    told = card(desk, tmp_path, order_status="approved", paid_at=1_790_000_600)
    assert MARKET in told
    assert "付款：2026年9月21日" in told
    assert "还不能确定" in told.splitlines()[-1]


def test_a_customer_hears_the_number_that_they_know(desk, tmp_path):
    desk.order(f"OSP1-{NUMBER}", f"OSP1-{MARKET}")
    told = speaking_of(desk, tmp_path).card(f"OSP1-{NUMBER}", "zh")
    assert MARKET in told
    assert "OSP1" not in told


def test_the_card_repeats_what_the_customer_was_told(desk, tmp_path):
    card(desk, tmp_path, order_status="approved")
    promise = desk.service(Promises).make(NUMBER, PromiseKind.SHIP, "3d")
    speaking = speaking_of(desk, tmp_path)
    told = speaking.card(NUMBER, "en")
    day = promise.due.astimezone(UTC)
    assert "As we told you, it will be shipped by" in told
    assert f"{day:%Y-%m-%d}" in told


def test_a_parcel_number_that_is_not_known_is_not_made_up(desk, tmp_path):
    told = card(desk, tmp_path, "en", order_status="shipped", carrier="YTO")
    assert "The parcel number is not known yet." in told
    assert "At what time it was shipped is not known." in told
    assert "YTO" not in told


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_of_the_shops_own_talk_is_told_to_a_customer(desk, tmp_path, language):
    told = card(
        desk, tmp_path, language, order_status="held", hold_reason="怀疑欺诈 fraud?",
        blacklisted=1, market_remark="难缠", flag="red",
    )  # fmt: skip
    for secret in ("欺诈", "fraud", "难缠", "黑", "black", "red", "马小云", "13800001111"):
        assert secret not in told


@pytest.mark.parametrize("status", OrderStatus)
@pytest.mark.parametrize("payment", PaymentStatus)
def test_of_every_state_something_true_can_be_told(desk, tmp_path, status, payment):
    told = card(desk, tmp_path, "en", order_status=status, payment_status=payment)
    assert len(told.splitlines()) >= 2
    assert "{" not in told
    assert ("is not known" in told) or status not in ("shipped", "partly_shipped", "completed")


def test_hostile_text_in_a_card_is_harmless(desk, tmp_path):
    for n, payload in enumerate(PAYLOADS):
        try:
            payload.encode()
        except UnicodeEncodeError:
            continue
        number = f"TB261122-{n + 2:04}"
        desk.order(number, f"9{n:018}", order_status="shipped", carrier=payload, tracking_no="1")
        speaking = speaking_of(desk, tmp_path)
        assert forbidden(speaking.card(number, "zh")) == []


def test_a_copy_lies_in_exports_for_its_owner_only(desk, tmp_path):
    speaking = speaking_of(desk, tmp_path)
    path = speaking.keep("您好\x1b[2J", "TB/../261122")
    assert path.parent == tmp_path / "exports"
    assert path.read_text(encoding="utf-8") == "您好␛[2J\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert datetime.now(UTC).strftime("%Y") in path.name
