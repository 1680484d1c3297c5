"""What is typed in the search box is understood in both languages, or the word is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk import words
from csdesk.model.errors import NotUnderstood
from csdesk.model.sorting import Sort
from csdesk.model.status import Flag, OrderStatus, PaymentStatus
from csdesk.rules.search_completion import complete
from csdesk.rules.search_language import LONGEST, Filter, Query, parse, quote, scan, sorted_by
from csdesk.rules.search_words import FIELD_NAMED, FIELDS, VALUES
from tests.hostile import CASES, HUGE

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = 86_400
MIDNIGHT = int(NOW.replace(hour=0, minute=0).timestamp())


def understood(text, **more):
    return parse(text, now=NOW, **more)


def asked(text):
    """All that a query asks, without the words as typed."""
    query = understood(text)
    return replace(query, filters=()), [(f.any_of, f.negated) for f in query.filters]


def facts(text, **more):
    """The facts of the only filter."""
    (only,) = understood(text, **more).filters
    return [facts[0] if len(facts) == 1 else facts for facts in only.any_of]


def refusal(text):
    with pytest.raises(NotUnderstood) as refused:
        understood(text)
    return str(refused.value)


DAYS = {"after", "before", "until", "on"}
OPEN = FIELDS.keys() - VALUES.keys() - DAYS - {"batch"}


class TestWords:
    @pytest.mark.parametrize(
        ("text", "fragments"),
        [
            ("", ()),
            ("  \u3000 ", ()),
            ("王小明 1098", ("王小明", "1098")),
            ("王小明\u30001098", ("王小明", "1098")),
            ("王小明 王小明", ("王小明",)),
            ('"high street"', ("high street",)),
            ("“浦东 新区", ("浦东 新区",)),
            ('"say ""hello"""', ('say "hello"',)),
            ("ＷＬＹ０ＱＵ１０９８", ("wly0qu1098",)),
            ("张**", ("张",)),
            ("1234567890123456，", ("1234567890123456",)),
            ('="1234567890123456"', ("1234567890123456",)),
            ("-0041", ("0041",)),
            ("12:3045", ("12:3045",)),
            ("+86 13812345678".replace(" ", ""), ("13812345678",)),
            ("86-13812345678", ("13812345678",)),
            ("retb261122-0041", ("tb261122-0041",)),
            ("OSP1-TB2611220041", ("tb261122-0041",)),
            ('"name:王"', ("name:王",)),
        ],
    )
    def test_free_words(self, text, fragments):
        assert understood(text) == Query(words=fragments)

    @pytest.mark.parametrize(
        "text",
        [
            "1", "12", "a", "T1", "-", "***", "王小明 12", "name:a", "电话:12", "地址:王",
            "remark:急", '"1 2"', "😀",
        ],
    )  # fmt: skip
    def test_what_is_too_short_is_named(self, text):
        said = refusal(text)
        assert "too short" in said
        assert text.rpartition(" ")[2].strip() in said

    def test_what_agents_paste_is_understood(self):
        asked = understood(
            "订单编号：1234567890123456 收货人：张三 联系手机：13812345678 买家会员名：小兔子12"
        )
        assert [each.any_of for each in asked.filters] == [
            ((("no", "1234567890123456"),),), ((("name", "张三"),),),
            ((("phone", "13812345678"),),), ((("nick", "小兔子12"),),),
        ]  # fmt: skip


class TestFields:
    def test_every_field_is_understood_by_every_one_of_its_names(self):
        for name, field in FIELD_NAMED.items():
            value = VALUES[field.name][-1].chinese if field.name in VALUES else "11-22"
            value = {"batch": "12"}.get(field.name, value + "34" * (field.name in OPEN))
            plain = asked(f"{field.name}:{value}")
            assert plain != (Query(), [])
            for typed in (name, name.upper()):
                assert asked(f"{typed}:{value}") == asked(f"{typed}：{value}") == plain

    def test_every_value_is_understood_by_every_one_of_its_names(self):
        for name, values in VALUES.items():
            for value in values:
                for typed in (value.name, value.name.upper(), value.chinese, *value.others):
                    if name == "sort":
                        assert understood(f"sort:{typed}").sort == value.name, typed
                        continue
                    assert facts(f"{name}:{typed}") == [(name, value.name)], typed

    def test_the_words_of_the_screens_are_words_of_the_search(self):
        try:
            for language in ("en", "zh"):
                words.use_language(language)
                for field, members in (("status", OrderStatus), ("pay", PaymentStatus)):
                    for member in members:
                        typed = quote(words.named(member))
                        assert facts(f"{field}:{typed}") == [(field, member)], typed
        finally:
            words.use_language("en")

    def test_every_status_and_flag_can_be_asked_for(self):
        assert [value.name for value in VALUES["status"]] == list(OrderStatus)
        assert [value.name for value in VALUES["pay"]] == list(PaymentStatus)
        assert {value.name for value in VALUES["flag"]} == {*filter(None, Flag), "none"}

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("status:approved,held", [("status", "approved"), ("status", "held")]),
            ("状态：审核通过，暂停", [("status", "approved"), ("status", "held")]),
            ("状态:审核通过、暂停", [("status", "approved"), ("status", "held")]),
            ("status:Awaiting-Review", [("status", "awaiting_review")]),
            ('status:"awaiting review"', [("status", "awaiting_review")]),
            ("status:已付费", [("pay", "paid")]),
            ("付款:已发货", [("status", "shipped")]),
            ("状态:欺诈", [("status", "fraud")]),
            ("付款:欺诈", [("pay", "fraud")]),
            ("付款:据付款", [("pay", "chargeback")]),
            ("tiemno:1098", [("sku", "1098")]),
            ("is:waiting", [("is", "waiting")]),
            ("是:未双备注", [("is", "unmirrored")]),
            ("site:tb,淘宝", [("site", "TB")]),
            ("site:jd", [("site", "jd")]),
            ('shop:"A, B",C', [("shop", "a, b"), ("shop", "c")]),
            ("batch:#12", [("batch", "12")]),
            ('buyer:"Sunny ""x"""', [("buyer", 'Sunny "x"')]),
            ("name:王", [("name", "王")]),
            ("status:approved,,", [("status", "approved")]),
        ],
    )
    def test_values(self, text, expected):
        assert facts(text) == expected

    def test_the_manuals_composite_asks_both_axes(self):
        paid = (("pay", "paid"), ("status", "awaiting_review"))
        for text in ("已付费(等待审核)", "状态:已付费（等待审核）", "pay:paid(awaiting_review)"):
            assert facts(text) == [paid]
        assert facts("状态:已付费(等待审核),已关闭") == [paid, ("status", "closed")]

    def test_a_leading_hyphen_means_not(self):
        assert understood("-状态:已关闭").filters == (
            Filter(((("status", "closed"),),), negated=True, typed="-状态:已关闭"),
        )

    def test_the_shops_own_words_for_flags(self):
        assert facts("flag:急单", flag_words={"red": "急单"}) == [("flag", "red")]
        assert facts("旗:红", flag_words={"red": "急单"}) == [("flag", "red")]

    def test_me_is_who_asks(self):
        assert facts("by:me", me="li") == facts("作者：我", me="li") == [("by", "li")]

    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("http://x.example", ["http", "status 状态", "quotes"]),
            ("bogus:1", ["bogus", "bogus:1"]),
            ("王 状态:foo", ["foo", "审核通过", "状态"]),
            ("status:", ["status:", "approved"]),
            ("name:", ["name:"]),
            ("name:“”", ["name:"]),
            ("flag:pink", ["pink", "red"]),
            ("is:nice", ["nice", "late"]),
            ("batch:x", ["batch:x"]),
            ("batch:9999999999999999999", ["batch:9999999999999999999"]),
            ("after:soon", ["after:soon", "yesterday 昨天"]),
            ("-after:11-22", ["-after:11-22"]),
            ("on:11-22,11-23", ["on:11-22,11-23"]),
            ("after:2026-02-30", ["after:2026-02-30"]),
            ("x" * (LONGEST + 1), [str(LONGEST)]),
            ("王小 " * 30, ["30"]),
        ],
    )
    def test_what_is_not_understood_is_named_with_what_is_allowed(self, text, named):
        said = refusal(text)
        for part in named:
            assert part in said


class TestDays:
    @pytest.mark.parametrize(
        ("typed", "days_ago"),
        [
            ("2026-11-22", 0), ("2026/11/22", 0), ("2026.11.22", 0), ("20261122", 0), ("11-22", 0),
            ("11/22", 0), ("11月22日", 0), ("2026年11月22日", 0), ("today", 0), ("今天", 0),
            ("yesterday", 1), ("昨天", 1), ("前天", 2), ("7d", 7), ("7天", 7), ("2w", 14),
            ("2周前", 14), ("11-23", 364), ("1-1", 325), ("2-29", 997), ("１１－２２", 0),
        ],
    )  # fmt: skip
    def test_one_day(self, typed, days_ago):
        start = MIDNIGHT - days_ago * DAY
        assert understood(f"on:{typed}") == Query(since=start, until=start + DAY)
        assert understood(f"之后:{typed}") == Query(since=start)
        assert understood(f"before:{typed}") == Query(until=start)
        assert understood(f"结束日期：{typed}") == Query(until=start + DAY)

    def test_a_time_of_day(self):
        half_past_nine = int(NOW.timestamp())
        for typed in ("11-22T09:30", '"11-22 09:30"', "9:30", "今天9:30"):
            assert understood(f"after:{typed}").since == half_past_nine
            assert understood(f"until:{typed}").until == half_past_nine + 60

    def test_the_narrowest_range_counts(self):
        asked = understood("after:11-01 after:11-10 before:11-20 until:11-15")
        assert asked == Query(since=MIDNIGHT - 12 * DAY, until=MIDNIGHT - 6 * DAY)

    def test_a_day_is_a_day_of_the_desks_zone(self):
        berlin = NOW.astimezone(ZoneInfo("Europe/Berlin"))
        asked = parse("on:2026-10-25", now=berlin)
        assert asked.until is not None
        assert asked.since is not None
        assert asked.until - asked.since == 25 * 3_600

    @given(st.text(st.sampled_from("0123456789-/.:年月日天周dtwT 今昨"), max_size=14))
    def test_no_text_breaks_a_day(self, text):
        for field in ("on", "after", "until"):
            try:
                asked = understood(f"{field}:{quote(text)}")
            except NotUnderstood:
                continue
            assert asked.since is not None or asked.until is not None


SIGNS = st.sampled_from(
    [*'王浦东ab1234 \u3000:：,，-"“”()（）*', "status", "状态", "审核通过", "name", "is", "late"]
)
TYPED = st.one_of(st.text(), st.lists(SIGNS, max_size=20).map("".join))


class TestHostileText:
    def ask(self, text, cursor):
        try:
            said = str(understood(text))
        except NotUnderstood as refused:
            said = str(refused)
        assert said
        for each in complete(text, cursor, lambda _: ["旗舰店", 'a "b" c']):
            assert each.insert

    @given(TYPED, st.integers(-5, 60))
    def test_nothing_typed_raises_anything_but_a_sentence(self, text, cursor):
        self.ask(text, cursor)

    @pytest.mark.parametrize("text", CASES)
    def test_payloads(self, text):
        for cursor in (0, 1, len(text), 10**9):
            self.ask(text, cursor)

    def test_texts_of_any_length(self):
        for text in HUGE:
            assert str(LONGEST) in refusal(text)

    @given(TYPED)
    def test_items_cover_the_text_in_its_order(self, text):
        at = 0
        for item in scan(text):
            assert text[at : item.start].strip() == ""
            assert item.start < item.end
            at = item.end
        assert text[at:].strip() == ""

    @given(st.text().filter(lambda text: text.strip()))
    def test_a_quoted_value_comes_through_whole(self, text):
        (item,) = scan(f"buyer:{quote(text)}")
        assert item.field == "buyer"
        assert item.parts == ((text, True),)


def offered(text, cursor=None, known=("旗舰店", "EU shop")):
    found = complete(text, len(text) if cursor is None else cursor, lambda _: known)
    return [each.insert for each in found]


class TestCompletion:
    @pytest.mark.parametrize(
        ("text", "first"),
        [
            ("st", "status:"), ("状", "状态:"), ("付", "付款:"), ("-fl", "-flag:"),
            ("status:app", "status:approved"), ("状态:审", "状态:审核通过"),
            ("状态：审", "状态：审核通过"),
            ("status:审核通", "status:审核通过"), ("状态:app", "状态:approved"),
            ("status:approved,he", "status:approved,held"), ("审核", "状态:审核通过"),
            ("app", "status:approved"), ("shop:eu", 'shop:"EU shop"'), ("店铺:旗", "店铺:旗舰店"),
            ('shop:"eu', 'shop:"EU shop"'), ("after:yes", "after:yesterday"),
            ("王小明 is:l", "is:late"),
            ("是:超", "是:超时"),
        ],
    )  # fmt: skip
    def test_the_first_suggestion(self, text, first):
        assert offered(text)[0] == first

    @pytest.mark.parametrize(
        "text", ["", " ", "王小明", "status:approved ", "bogus:", "12", "name:王"]
    )
    def test_nothing_to_suggest(self, text):
        assert offered(text) == []

    def test_all_values_are_offered_behind_a_colon_in_the_language_of_the_field(self):
        assert offered("flag:") == [f"flag:{value.name}" for value in VALUES["flag"]]
        assert offered("旗:") == [f"旗:{value.chinese}" for value in VALUES["flag"]]

    def test_only_what_stands_before_the_cursor_counts(self):
        assert offered("sta 王小明", cursor=3) == ["status:"]
        assert offered("sta 王小明", cursor=4) == []

    def test_every_suggestion_is_understood(self):
        for field in FIELDS.values():
            for name in (field.name, field.chinese):
                assert f"{name}:" in [*offered(name[:1]), *offered(name[:2]), f"{name}:"]
                for insert in offered(f"{name}:"):
                    understood(insert)

    def test_a_whole_word_is_not_offered_again(self):
        assert offered("status:approved") == []


class TestSort:
    """How a list stands is a word of the query; a list stands in one order."""

    def test_it_narrows_nothing(self):
        query = understood("王小明 排序：金额")
        assert (query.words, query.filters, query.sort) == (("王小明",), (), Sort.AMOUNT)
        assert not query.everything
        assert understood("sort:paid").everything
        assert understood("王小明").sort is Sort.NEWEST

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("sort:colour", "sort:colour is no order that a list can stand in.*amount"),
            ("-sort:amount", "-sort:amount is no order"),
            ("sort:amount,name", "leave out sort:amount,name"),
            ("sort:amount 上海 sort:name", "leave out sort:name"),
            ("sort:", "sort: needs a value: newest"),
        ],
    )
    def test_what_is_not_understood_is_named(self, text, told):
        with pytest.raises(NotUnderstood, match=told):
            understood(text)

    @given(st.text(max_size=40), st.sampled_from(Sort), st.booleans())
    def test_another_order_asks_for_the_same_orders(self, text, sort, chinese):
        try:
            before = understood(text)
        except NotUnderstood:
            return
        after = understood(sorted_by(text, sort, chinese=chinese))
        if sort is Sort.DUE:  # and of them those that must still leave
            *others, due = after.filters
            assert due.any_of == ((("is", "due"),),)
            after = replace(after, filters=tuple(others))
        assert after == replace(before, sort=sort)

    def test_the_word_for_it_is_taken_out_or_put_behind(self):
        assert sorted_by("sort:name 王小明 -status:closed", Sort.NEWEST) == "王小明 -status:closed"
        assert sorted_by("排序:姓名 王小明", Sort.AMOUNT, chinese=True) == "王小明 排序:金额"
        assert sorted_by("", Sort.OLDEST) == "sort:oldest"
