"""Remarks reach the next colleague: in their tab, on any number, once, and never lost."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from csdesk.model.errors import Conflict, NotAllowed, NotFound, NotUnderstood, Refused
from csdesk.model.status import Tab
from csdesk.plain import plain
from csdesk.rules.grams import order_grams
from csdesk.services.asks import Inboxes
from csdesk.services.drafts import Drafts
from csdesk.services.remark_writing import clean_text
from csdesk.services.remarks import Remarks
from csdesk.store import columns, events, index
from csdesk.store.sqlite import fulltext
from tests.hostile import CASES, forbidden
from tests.services.desks import person


@pytest.fixture
def remarks(desk):
    return desk.service(Remarks)


def found_by(desk, token):
    """Ids of the orders that the index gives for a token."""
    with desk.store.read() as c:
        hits = select(fulltext.grams.c.rowid).where(fulltext.matches(fulltext.token(token)))
        return list(c.execute(hits).scalars())


def in_step(desk, order_id):
    """Whether the index holds exactly what rows, lines and remarks say."""
    with desk.store.read() as c:
        expected = index.tokens(c, [order_id])[order_id]
    return all(order_id in found_by(desk, token) for token in expected)


@pytest.mark.parametrize(
    "typed",
    ["TB261122-0001", "tb261122-0001", "TB2611220001", "1234567890123456789",
     " 1234567890123456789\n", "１２３４５６７８９０１２３４５６７８９", '="1234567890123456789"'],
)  # fmt: skip
def test_any_number_of_the_order_will_do(desk, remarks, typed):
    desk.order()
    saved = remarks.add(typed, Tab.SHIPPING, "顾客要圆通")
    assert (saved.order_no, saved.attached) == ("TB261122-0001", True)
    assert [each.text for each in remarks.of("TB261122-0001")] == ["顾客要圆通"]


def test_amazons_number_is_found_without_its_hyphens(desk, remarks):
    desk.order("AM261122-0001", "302-1234567-1234567", shop="US")
    assert remarks.add("30212345671234567", Tab.INTERNAL, "x").order_no == "AM261122-0001"


def test_a_remark_carries_author_shift_time_and_what_becomes_of_it(desk, remarks):
    desk.order()
    remarks.add("TB261122-0001", Tab.INTERNAL, "一")
    remarks.add("TB261122-0001", Tab.FINANCE, "二", in_market=True)
    remarks.add("TB261122-0001", Tab.SHIPPING, "三")
    first, second, third = remarks.of("TB261122-0001")
    assert (first.author, first.shift, first.state) == ("李雷", "早班", "noted")
    assert (second.state, second.in_market) == ("asked", True)
    assert (third.state, third.in_market, third.version) == ("asked", False, 1)
    assert first.at.tzinfo is not None


def test_the_order_counts_its_remarks_and_is_found_by_their_words(desk, remarks):
    order_id = desk.order()
    assert found_by(desk, "圆通") == []
    remarks.add("TB261122-0001", Tab.SHIPPING, "要圆通快递")
    remarks.add("TB261122-0001", Tab.SHIPPING, "加急")
    remarks.add("TB261122-0001", Tab.FINANCE, "退差价")
    row = desk.row(order_id)
    counts = row["remarks_internal"], row["remarks_finance"], row["remarks_shipping"]
    assert counts == (0, 1, 2)
    assert row["version"] == 4
    assert found_by(desk, "圆通") == [order_id]
    assert in_step(desk, order_id)


def test_the_words_of_the_newest_version_find_the_order(desk, remarks):
    order_id = desk.order()
    saved = remarks.add("TB261122-0001", Tab.SHIPPING, "要圆通")
    remarks.add("TB261122-0001", Tab.INTERNAL, "圆通不到")
    remarks.revise(saved.id, "要顺丰", seen_version=1)
    assert found_by(desk, "顺丰") == [order_id]
    assert found_by(desk, "圆通") == [order_id], "another remark still says it"
    assert found_by(desk, "要圆") == []
    assert in_step(desk, order_id)


def test_every_change_is_one_event_and_the_chain_holds(desk, remarks):
    desk.order()
    saved = remarks.add("TB261122-0001", Tab.SHIPPING, "要圆通")
    remarks.revise(saved.id, "要顺丰", seen_version=1)
    remarks.add("999988887777", Tab.INTERNAL, "没导入")
    kinds = [(each["kind"], each["actor"], each["shift"]) for each in desk.events()]
    assert kinds == [(kind, "li", "早班") for kind in ("remark.add", "remark.revise", "remark.add")]
    assert "要圆通" in desk.events()[1]["before"]
    with desk.store.read() as c:
        assert events.first_broken(c) is None


@pytest.mark.parametrize("text", ["", "  \n\t ", "\u3000", "\x00\u200b"[1:]])
def test_an_empty_remark_is_refused(desk, remarks, text):
    desk.order()
    with pytest.raises(Refused, match="empty"):
        remarks.add("TB261122-0001", Tab.INTERNAL, text)
    assert desk.events() == []


def test_a_remark_that_is_too_long_is_refused_with_its_length(desk, remarks):
    desk.order()
    with pytest.raises(Refused, match=r"4,001 characters, 4,000"):
        remarks.add("TB261122-0001", Tab.INTERNAL, "长" * 4001)
    assert remarks.add("TB261122-0001", Tab.INTERNAL, " " + "长" * 4000).id


@pytest.mark.parametrize("number", ["", "abc", "订单", "12 34?", "1" * 65, "[/]", "--json"])
def test_what_is_no_number_is_not_understood(remarks, number):
    with pytest.raises(NotUnderstood, match="not an order number"):
        remarks.add(number, Tab.INTERNAL, "x")


def test_the_same_remark_sent_twice_is_written_once(desk, remarks):
    desk.order()
    once = remarks.add("TB261122-0001", Tab.SHIPPING, "要圆通", client_id="a1")
    again = remarks.add("TB261122-0001", Tab.SHIPPING, "要圆通", client_id="a1")
    assert once == again
    assert len(remarks.of("TB261122-0001")) == 1
    assert len(desk.events()) == 1


def test_the_same_correction_sent_twice_is_written_once(desk, remarks):
    desk.order()
    saved = remarks.add("TB261122-0001", Tab.SHIPPING, "一")
    once = remarks.revise(saved.id, "二", seen_version=1, client_id="b2")
    again = remarks.revise(saved.id, "二", seen_version=1, client_id="b2")
    assert once == again
    assert once.version == 2
    assert len(remarks.versions(saved.id)) == 2


def test_a_stale_correction_is_refused_with_who_and_what(desk, remarks):
    desk.order()
    saved = remarks.add("TB261122-0001", Tab.SHIPPING, "一")
    other = desk.service(Remarks, person("han", "韩梅梅"))
    other.revise(saved.id, "二", seen_version=1)
    with pytest.raises(Conflict) as caught:
        remarks.revise(saved.id, "三", seen_version=1)
    facts = caught.value.facts
    assert (facts["author"], facts["text"], facts["version"]) == ("韩梅梅", "二", 2)
    assert [each.text for each in remarks.of("TB261122-0001")] == ["二"]


def test_old_versions_stay_readable_each_with_its_author(desk, remarks):
    desk.order()
    saved = remarks.add("TB261122-0001", Tab.SHIPPING, "一")
    other = desk.service(Remarks, person("han", "韩梅梅", shift="晚班"))
    other.revise(saved.id, "二", seen_version=1, in_market=True)
    kept = [(v.version, v.text, v.author, v.shift, v.in_market) for v in remarks.versions(saved.id)]
    assert kept == [(1, "一", "李雷", "早班", False), (2, "二", "韩梅梅", "晚班", True)]
    assert remarks.of("TB261122-0001")[0].author == "韩梅梅"


def test_saving_without_a_change_writes_nothing(desk, remarks):
    desk.order()
    saved = remarks.add("TB261122-0001", Tab.SHIPPING, "一")
    assert remarks.revise(saved.id, " 一 ", seen_version=1).version == 1
    assert len(desk.events()) == 1


def test_a_remark_that_does_not_exist_is_not_found(remarks):
    with pytest.raises(NotFound):
        remarks.revise(7, "x", seen_version=1)
    with pytest.raises(NotFound):
        remarks.versions(7)


def test_who_may_only_look_writes_nothing(desk):
    desk.order()
    with pytest.raises(NotAllowed, match=r"Who may: .*agent"):
        desk.service(Remarks, person(roles=("viewer",))).add("TB261122-0001", Tab.INTERNAL, "x")
    assert [each["kind"] for each in desk.events()] == ["refused"], "a refused action is logged"


def test_a_number_that_two_shops_have_is_asked_back(desk, remarks):
    desk.order("TB261122-0001", "555566667777", shop="A店")
    desk.order("TB261122-0002", "555566667777", shop="B店")
    with pytest.raises(Refused, match=r"TB261122-0001 .*A店.*TB261122-0002 .*B店"):
        remarks.add("555566667777", Tab.INTERNAL, "x")
    assert remarks.add("TB261122-0002", Tab.INTERNAL, "x").attached


# Numbers that are not imported yet (S27, W13)


def test_a_remark_on_a_number_not_imported_waits_in_the_list(remarks):
    saved = remarks.add("2222333344445555666", Tab.SHIPPING, "要圆通\n加急")
    assert (saved.order_no, saved.attached) == ("2222333344445555666", False)
    assert [each.id for each in remarks.waiting()] == [saved.id]
    assert remarks.of("2222333344445555666")[0].attached is False


def test_waiting_remarks_are_posted_as_numbered_lines(remarks):
    first = remarks.add("2222333344445555666", Tab.SHIPPING, "要圆通\n加急")
    second = remarks.add("777788889999", Tab.SHIPPING, "送礼品")
    text = "1) 2222333344445555666 要圆通 加急\n2) 777788889999 送礼品"
    assert remarks.numbered_text() == text
    assert remarks.numbered_text([second.id]) == "1) 777788889999 送礼品"
    assert remarks.numbered_text(["777788889999", first.id]).startswith(
        "1) 777788889999 送礼品\n2) "
    )


def test_the_remark_attaches_when_its_order_arrives(desk, remarks):
    saved = remarks.add("2222333344445555666", Tab.SHIPPING, "要圆通")
    before = remarks.waiting()[0]
    batch = desk.batch("importing")
    order_id = desk.order("TB261122-0009", "2222333344445555666", batch_id=batch)
    with desk.store.change() as c:
        assert remarks.attach_arrivals(c, batch) == 1
        assert remarks.attach_arrivals(c, batch) == 0
    assert remarks.waiting() == ()
    row = desk.row(order_id)
    assert (row["remarks_shipping"], row["version"]) == (1, 2)
    assert in_step(desk, order_id)
    finish(desk, batch)
    (attached,) = remarks.of("TB261122-0009")
    assert attached.id == saved.id
    assert attached.attached
    assert (attached.author, attached.at, attached.text) == (before.author, before.at, "要圆通")
    assert desk.events()[-1]["kind"] == "remark.attach"
    assert found_by(desk, "圆通") == [order_id]


def finish(desk, batch):
    """The batch is shown from now on."""
    with desk.store.change() as c:
        b = columns.batches
        c.execute(b.update().where(b.c.id == batch).values(state="imported"))


def test_attach_by_numbers_takes_any_spelling(desk, remarks):
    remarks.add("302-1234567-1234567", Tab.INTERNAL, "一")
    remarks.add("30212345671234567", Tab.INTERNAL, "二")
    order_id = desk.order("AM261122-0001", "302-1234567-1234567")
    with desk.store.change() as c:
        assert remarks.attach(c, order_id, ("AM261122-0001", "302-1234567-1234567")) == 2
    assert [each.text for each in remarks.of("302-1234567-1234567")] == ["一", "二"]
    assert len([each for each in desk.events() if each["kind"] == "remark.attach"]) == 1


def test_an_order_whose_import_runs_is_not_there_yet(desk, remarks):
    desk.order("TB261122-0009", "2222333344445555666", batch_id=desk.batch("importing"))
    assert remarks.add("2222333344445555666", Tab.SHIPPING, "要圆通").attached is False


def test_a_number_that_arrives_in_two_shops_keeps_waiting_for_a_person(desk, remarks):
    remarks.add("555566667777", Tab.INTERNAL, "x")
    batch = desk.batch("importing")
    desk.order("TB261122-0001", "555566667777", shop="A店", batch_id=batch)
    desk.order("TB261122-0002", "555566667777", shop="B店", batch_id=batch)
    with desk.store.change() as c:
        assert remarks.attach_arrivals(c, batch) == 0
    assert len(remarks.waiting()) == 1


# Many at once


def test_two_people_who_write_at_once_both_are_kept(desk):
    order_id = desk.order()
    faults = []

    def write(login):
        service = desk.service(Remarks, person(login))
        try:
            for n in range(20):
                service.add("TB261122-0001", Tab.INTERNAL, f"{login} {n}")
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(login,)) for login in ("li", "han", "wang")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert desk.row(order_id)["remarks_internal"] == 60
    with desk.store.read() as c:
        assert events.first_broken(c) is None
    assert in_step(desk, order_id)


# Hostile text


@pytest.mark.parametrize("text", CASES)
def test_hostile_text_is_kept_harmless(desk, remarks, text):
    desk.order()
    try:
        saved = remarks.add("TB261122-0001", Tab.INTERNAL, text)
    except Refused:
        assert len(plain(text).strip()) > 4000 or not plain(text).strip()
        return
    kept = remarks.of("TB261122-0001")[0].text
    assert forbidden(kept) == []
    assert kept == plain(text, lines=True).strip()
    assert saved.attached


@given(st.text(max_size=300))
def test_a_clean_text_is_clean_already(text):
    try:
        cleaned = clean_text(text)
    except Refused:
        return
    assert clean_text(cleaned) == cleaned
    assert forbidden(cleaned) == []


def test_saving_forgets_the_draft_with_the_same_text_only(desk, remarks):
    desk.order()
    drafts = desk.service(Drafts)
    drafts.keep("1234567890123456789", Tab.SHIPPING, "要圆通 ")
    drafts.keep("1234567890123456789", Tab.FINANCE, "退 20")
    remarks.add("TB261122-0001", Tab.FINANCE, "退 30")
    remarks.add("TB261122-0001", Tab.SHIPPING, "要圆通")
    assert [(each.tab, each.text) for each in drafts.kept()] == [(Tab.FINANCE, "退 20")]


def test_grams_of_the_order_without_remarks_are_untouched(desk, remarks):
    order_id = desk.order()
    remarks.add("TB261122-0001", Tab.INTERNAL, "连衣裙")
    with desk.store.read() as c:
        o = columns.orders
        row = dict(c.execute(select(o).where(o.c.id == order_id)).mappings().one())
    assert all(order_id in found_by(desk, token) for token in order_grams(row))


# Numbers on which nothing can wait


@pytest.mark.parametrize(
    "number",
    ["TB261122-9999", "tb2611229999", "RETB261122-0001", "OSP1-TB261122-0001", "G-TB261122-0001",
     "RE1234567890123456789"],
)  # fmt: skip
def test_a_number_that_only_a_desk_gives_is_not_found_and_nothing_waits_on_it(
    desk, remarks, number
):
    desk.order()
    with pytest.raises(NotFound, match="desk itself gives such numbers"):
        remarks.add(number, Tab.SHIPPING, "x")
    with pytest.raises(NotFound):
        remarks.of(number)
    assert remarks.waiting() == ()


@pytest.mark.parametrize("number", ["123", "0041", "12345", "A1234", "ABC123"])
def test_a_number_too_short_for_any_order_is_refused_and_nothing_waits_on_it(desk, remarks, number):
    with pytest.raises(Refused, match="too short"):
        remarks.add(number, Tab.SHIPPING, "x")
    assert remarks.waiting() == ()


@pytest.mark.parametrize(
    "number",
    ["290000000000000001", "302-1234567-1234567", "ORD2611220041", "TB991399-0001", "E-100234"],
)
def test_a_marketplaces_number_that_is_not_imported_yet_still_waits(desk, remarks, number):
    """S27, W13: those of others may look like the desk's, with a site or day that it has not."""
    desk.order()
    assert not remarks.add(number, Tab.SHIPPING, "x").attached
    assert [each.order_no for each in remarks.waiting()] == [number]


def test_a_shop_with_a_profile_of_its_own_may_have_short_numbers(desk):
    settings = replace(desk.settings, profiles=({"id": "my-web-shop"},))
    remarks = Remarks(desk.store, settings, person())
    assert not remarks.add("1001", Tab.SHIPPING, "x").attached


def test_who_asked_stays_the_asker_when_a_colleague_corrects_the_words(desk):
    desk.order()
    first = desk.service(Remarks).add("TB261122-0001", Tab.SHIPPING, "发圆通")
    desk.service(Remarks, person("han", "韩梅梅")).revise(first.id, "发申通", seen_version=1)
    assert [each.remark.id for each in desk.service(Inboxes).mine().asked] == [first.id]
    assert desk.service(Inboxes, person("han", "韩梅梅")).mine().asked == ()
