"""What was typed and not saved is there again after a dropped line (F74)."""

from __future__ import annotations

import pytest

from csdesk.model.errors import NotUnderstood
from csdesk.model.handover import DraftKind
from csdesk.model.status import Tab
from csdesk.services.drafts import Drafts
from csdesk.services.remarks import Remarks
from csdesk.store.pulse import Pulse
from tests.hostile import CASES, HUGE, forbidden
from tests.services.desks import person


@pytest.fixture
def drafts(desk):
    return desk.service(Drafts)


def test_the_last_text_is_kept_per_number_and_tab(drafts):
    drafts.keep("11112222", Tab.SHIPPING, "要")
    drafts.keep("11112222", Tab.SHIPPING, "要圆")
    drafts.keep("11112222", Tab.FINANCE, "退")
    drafts.keep("33334444", Tab.SHIPPING, "礼")
    kept = {(each.order_no, each.tab): each.text for each in drafts.kept()}
    assert kept == {
        ("11112222", "shipping"): "要圆",
        ("11112222", "finance"): "退",
        ("33334444", "shipping"): "礼",
    }
    assert {each.text for each in drafts.kept_for("11112222")} == {"要圆", "退"}


def test_line_breaks_and_blanks_are_kept_as_typed(drafts):
    drafts.keep("11112222", Tab.SHIPPING, "  一\n\n二 ")
    assert drafts.kept()[0].text == "  一\n\n二 "


def test_what_is_dropped_or_emptied_is_gone(drafts):
    drafts.keep("11112222", Tab.SHIPPING, "x")
    drafts.keep("11112222", Tab.FINANCE, "y")
    drafts.drop("11112222", Tab.SHIPPING)
    drafts.keep("11112222", Tab.FINANCE, " \n")
    drafts.drop("11112222", Tab.INTERNAL)
    assert drafts.kept() == ()


def test_a_draft_is_its_writers_only(desk, drafts):
    drafts.keep("11112222", Tab.SHIPPING, "x")
    other = desk.service(Drafts, person("han"))
    assert other.kept() == ()
    other.drop("11112222", Tab.SHIPPING)
    assert len(drafts.kept()) == 1


def test_a_draft_follows_its_order_under_any_number_once_it_is_imported(desk, drafts):
    drafts.keep("1234567890123456789", Tab.SHIPPING, "等导入")
    desk.order()
    assert drafts.kept_for("TB261122-0001")[0].text == "等导入"
    drafts.keep("tb261122-0001", Tab.SHIPPING, "导入了")
    assert [each.text for each in drafts.kept()] == ["导入了"]


def test_a_correction_and_a_new_remark_have_drafts_of_their_own(desk, drafts):
    desk.order()
    saved = desk.service(Remarks).add("TB261122-0001", Tab.SHIPPING, "一")
    drafts.keep("TB261122-0001", Tab.SHIPPING, "新")
    drafts.keep("TB261122-0001", Tab.SHIPPING, "改", remark_id=saved.id, seen_version=1)
    kept = {(each.remark_id, each.seen_version): each.text for each in drafts.kept()}
    assert kept == {(0, 0): "新", (saved.id, 1): "改"}
    desk.service(Remarks).revise(saved.id, "改", seen_version=1)
    assert [each.text for each in drafts.kept()] == ["新"]


def test_drafts_disturb_nobody(desk, drafts):
    pulse = Pulse(desk.store)
    drafts.keep("11112222", Tab.SHIPPING, "x")
    assert not pulse.moved()
    assert desk.events() == []
    pulse.close()


def test_what_is_no_number_is_not_understood(drafts):
    with pytest.raises(NotUnderstood):
        drafts.keep("这单", Tab.SHIPPING, "x")


@pytest.mark.parametrize(
    "text", [*CASES, *(pytest.param(text, id=f"huge-{n}") for n, text in enumerate(HUGE))]
)
def test_hostile_text_of_any_length_is_kept_harmless(drafts, text):
    drafts.keep("11112222", Tab.SHIPPING, text)
    for each in drafts.kept():
        assert forbidden(each.text) == []


def test_the_hand_over_has_one_draft_per_item_order_and_kind(desk, drafts):
    keep = drafts.keep_handover
    keep(DraftKind.ITEM, "11112222", 0, {"summary": "要", "urgency": "urgent"})
    keep(DraftKind.ITEM, "11112222", 0, {"summary": "要圆通", "urgency": "critical"})
    keep(DraftKind.ITEM, "", 0, {"summary": "圆通停运"})
    keep(DraftKind.READ_BACK, "", 7, {"read_back": "打电话"}, seen=2)
    kept = {(each.kind, each.about, each.item_id): each for each in drafts.of_handover()}
    assert {key: dict(each.words) for key, each in kept.items()} == {
        ("item", "11112222", 0): {"summary": "要圆通", "urgency": "critical"},
        ("item", "", 0): {"summary": "圆通停运"},
        ("read_back", "", 7): {"read_back": "打电话"},
    }
    assert kept["read_back", "", 7].seen == 2
    assert not kept["read_back", "", 7].fits  # there is no such item
    assert desk.service(Drafts, person("han")).of_handover() == ()
    keep(DraftKind.ITEM, "11112222", 0, {"summary": " "})
    keep(DraftKind.READ_BACK, "", 7, {})
    assert [each.about for each in drafts.of_handover()] == [""]


@pytest.mark.parametrize("text", CASES)
def test_hostile_words_for_the_hand_over_are_kept_harmless(drafts, text):
    drafts.keep_handover(DraftKind.ITEM, "", 0, {"summary": f"x{text}"})
    (kept,) = drafts.of_handover()
    assert not forbidden(kept.words["summary"].replace("\n", ""))
