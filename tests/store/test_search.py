"""What LIKE finds, search finds; a walk through pages meets each order once."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from csdesk.model.errors import NotUnderstood, Refused
from csdesk.model.found import Count
from csdesk.rules.folding import fold, join_hyphens, squeeze
from csdesk.rules.search_language import parse, quote
from csdesk.rules.search_words import FIELDS, VALUES
from csdesk.store import columns, index
from csdesk.store.search import Search
from tests.hostile import PAYLOADS
from tests.store import filling

ZONE = ZoneInfo("Asia/Shanghai")
NOW = filling.NOW.astimezone(ZONE)
EPOCH = int(NOW.timestamp())

FREE = (
    "order_no", "market_no", "name", "account", "nick", "phone", "email", "address", "zip",
    "tracking_no", "buyer_message", "market_remark", "title",
)  # fmt: skip
FIELDED = {
    "name": ("name",), "phone": ("phone",), "account": ("account", "email"), "nick": ("nick",),
    "tn": ("tracking_no",), "no": ("order_no", "market_no"), "address": ("address",),
}  # fmt: skip


@pytest.fixture(scope="session")
def rows(many):
    """All orders, newest first, as dicts with their lines and remarks."""
    with many.read() as c:
        o = columns.orders.c
        orders = [
            dict(r) for r in c.execute(select(columns.orders).order_by(o.id.desc())).mappings()
        ]
        by_id = {row["id"]: row | {"lines": [], "remarks": []} for row in orders}
        for table in (columns.lines, columns.remarks):
            for row in c.execute(select(table)).mappings():
                by_id[row["order_id"]][table.name].append(dict(row))
    return list(by_id.values())


@pytest.fixture(scope="session")
def ask(many):
    """The ids that a query gives, newest first, all of them at once."""
    search = Search()

    def run(query, *, limit=100_000, **where):
        with many.read() as c:
            found = search.page(c, parse(query, now=NOW), limit=limit, now=EPOCH, **where)
        return [row.id for row in found]

    return run


def texts(row, names=FREE):
    found = [row[name] for name in names]
    if names is FREE:
        found += [line[name] for line in row["lines"] for name in ("sku", "title")]
        found += [remark["text"] for remark in row["remarks"]]
    return found


def like(fragment, row, names=FREE):
    return any(fragment.lower() in text.lower() for text in texts(row, names))


class TestFragments:
    """Any fragment of two Chinese characters, three letters or four digits, wherever it stands."""

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
    @given(st.data())
    def test_what_like_finds_search_finds(self, rows, ask, data):
        row = data.draw(st.sampled_from(rows[::7]))
        text = data.draw(st.sampled_from([text for text in texts(row) if len(text) > 1]))
        start = data.draw(st.integers(0, len(text) - 2))
        fragment = text[start : start + data.draw(st.integers(2, 24))].strip(" -")
        assume(len(fragment) > 1 and not re.fullmatch("-*[0-9]-*[0-9]-*[0-9]-*", fragment))
        self.compare(rows, ask, fragment)

    def compare(self, rows, ask, fragment):
        try:
            found = ask(quote(fragment))
        except NotUnderstood:
            assert short(fragment)
            return
        wanted = [row["id"] for row in rows if like(fragment, row)]
        assert set(wanted) <= set(found)
        needle = squeeze(fold(fragment)).strip("-")
        by_id = {row["id"]: row for row in rows}
        for order in set(found) - set(wanted):
            place = by_id[order]
            whole = f"{place['province']}{place['city']}{place['district']}{place['address']}"
            assert any(needle in squeeze(fold(text)) for text in [*texts(place), whole])
        assert found == sorted(found, reverse=True)

    @pytest.mark.parametrize(
        "fragment",
        [
            "路18",
            "65号",
            "号10",
            "tb26",
            "TB261",
            "1098-",
            "0-BK",
            "BK-X",
            "22 ",
            "13号",
            "室(2",
            "e'B",
        ],
    )
    def test_the_edges_of_numbers_and_codes(self, rows, ask, fragment):
        self.compare(rows, ask, fragment)

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
    @given(st.sampled_from(sorted(FIELDED)), st.data())
    def test_a_field_finds_in_its_own_column_and_nowhere_else(self, rows, ask, field, data):
        names = FIELDED[field]
        row = data.draw(st.sampled_from([row for row in rows[::5] if len(row[names[0]]) > 1]))
        text = row[names[0]]
        start = data.draw(st.integers(0, len(text) - 2))
        fragment = text[start : start + data.draw(st.integers(2, 12))].strip(" -")
        assume(len(fragment) > 1 and not re.fullmatch("-*[0-9]-*[0-9]-*[0-9]-*", fragment))
        try:
            found = ask(f"{field}:{quote(fragment)}")
        except NotUnderstood:
            assert short(fragment)
            return
        assert {row["id"] for row in rows if like(fragment, row, names)} <= set(found)
        needle = squeeze(fold(fragment))
        for row in rows:
            if row["id"] in found and field != "address":
                assert any(needle in squeeze(fold(row[name])) for name in names)

    def test_one_chinese_character_finds_names(self, rows, ask):
        for sign in "王马伟犇":
            assert ask(sign) == [row["id"] for row in rows if sign in row["name"]]

    def test_three_digits_find_the_start_of_a_number(self, rows, ask):
        head = rows[5]["phone"][:3]
        found = ask(head)
        assert {row["id"] for row in rows if row["phone"].startswith(head)} <= set(found)
        assert {row["id"] for row in rows if row["market_no"].startswith(head)} <= set(found)
        assert set(ask(f"phone:{head}")) == {
            row["id"] for row in rows if row["phone"].startswith(head)
        }

    def test_a_number_is_found_however_it_is_written(self, rows, ask):
        taobao = next(row for row in rows if row["shop_id"] == 1 and row["phone"])
        amazon = next(row for row in rows if row["shop_id"] == 2 and row["phone"])
        for row in (taobao, amazon):
            number, desk = row["market_no"], row["order_no"]
            for typed in (
                number, number.replace("-", ""), number[-7:], desk, desk.replace("-", ""),
                desk.lower(), f"RE{desk}", f"RE2{desk}", f"OSP1-{desk}", f"G-{desk}", desk[-6:],
                f"订单号：{number}", f"{number}，", f"“{number}”",
            ):  # fmt: skip
                assert row["id"] in ask(typed), typed
        assert ask(f"+86{taobao['phone']}") == ask(taobao["phone"])
        assert ask(f"86-{taobao['phone']}") == ask(taobao["phone"])

    def test_wide_letters_and_capitals_do_not_matter(self, rows, ask):
        row = next(row for row in rows if "@" in row["account"])
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in row["account"])
        assert row["id"] in ask(wide.upper())
        assert ask(wide) == ask(row["account"])

    def test_an_address_is_found_across_its_blanks(self, rows, ask):
        row = next(row for row in rows if row["city"] == "上海市")
        assert row["id"] in ask(f"上海市{row['district']}")

    def test_all_words_must_match(self, rows, ask):
        row = rows[40]
        both = set(ask(row["name"])) & set(ask(row["phone"][-4:]))
        assert set(ask(f"{row['name']} {row['phone'][-4:]}")) == both
        assert row["id"] in both

    def test_an_item_is_found_by_its_full_and_short_code(self, rows, ask):
        sold = {line["sku"] for row in rows for line in row["lines"] if "1098" in line["sku"]}
        with_it = [row["id"] for row in rows if any("1098" in line["sku"] for line in row["lines"])]
        assert ask("sku:1098") == ask("货号：1098") == with_it
        assert ask("sku:098") == []
        for sku in sold:
            assert ask(f"sku:{sku}") == [
                row["id"] for row in rows if any(sku in line["sku"] for line in row["lines"])
            ]

    @pytest.mark.parametrize("text", PAYLOADS)
    def test_no_text_breaks_a_search(self, ask, text):
        for query in (text, quote(text), f"name:{text}", f"-remark:{quote(text)}"):
            with suppress(NotUnderstood):
                ask(query, limit=5)


def short(fragment):
    """Nothing in it is two Chinese characters, three letters or four digits in a row."""
    runs = re.findall(r"[^\W_]+", join_hyphens(fold(fragment)))
    enough = {True: 4, False: 3}
    return not any(len(r) >= (enough[r.isdigit()] if r.isascii() else 2) for r in runs)


class TestPages:
    """Pages are cut at a key: nothing is met twice, nothing is left out."""

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
    @given(
        st.sampled_from(["", "上海", "王", "-status:completed", "连衣裙 is:paid", "site:AM"]),
        st.integers(20, 400),
    )
    def test_a_walk_meets_each_match_once(self, ask, query, size):
        every = ask(query)
        down, before = [], None
        while page := ask(query, limit=size, before=before):
            down += page
            before = page[-1]
        assert down == every
        up, after = [], None
        while page := ask(query, limit=size, after=after, oldest_first=True):
            up += page
            after = page[-1]
        assert up == every[::-1]

    def test_the_newest_come_first(self, rows, ask):
        assert ask("", limit=50) == [row["id"] for row in rows[:50]]


PAID = ("paid", "refund_requested", "partly_refunded")
UNSHIPPED = ("awaiting_review", "approved", "held", "partly_shipped")
FACTS: dict[str, Callable[[Any], bool]] = {
    "status:approved": lambda r: r["order_status"] == "approved",
    "状态：审核通过,暂停": lambda r: r["order_status"] in ("approved", "held"),
    "pay:unpaid": lambda r: r["payment_status"] == "unpaid",
    "status:退款": lambda r: r["payment_status"] == "refunded",
    "已付费(等待审核)": lambda r: both(r) == ("paid", "awaiting_review"),
    "状态:已付费（等待审核）,已关闭": lambda r: r["order_status"] == "closed"
    or both(r) == ("paid", "awaiting_review"),
    "site:TB": lambda r: r["shop_id"] == 1,
    "网站:亚马逊": lambda r: r["shop_id"] == 2,
    "shop:旗舰": lambda r: r["shop_id"] == 1,
    "shop:“EU shop”": lambda r: r["shop_id"] == 2,
    "method:花呗": lambda r: r["method"] == "花呗",
    "place:手机,电脑": lambda r: r["place"] in ("手机", "电脑"),
    "flag:red": lambda r: r["flag"] == "red",
    "flag:none": lambda r: r["flag"] == "",
    "is:blacklisted": lambda r: r["blacklisted"] == 1,
    "is:conflict": lambda r: r["conflicts"] > 0,
    "is:held": lambda r: r["order_status"] == "held",
    "is:paid": lambda r: r["payment_status"] in PAID,
    "is:late": lambda r: r["order_status"] in UNSHIPPED
    and r["shipped_at"] is None and r["ship_by"] is not None and r["ship_by"] < EPOCH,
    "is:soon": lambda r: r["order_status"] in UNSHIPPED and r["shipped_at"] is None
    and r["ship_by"] is not None and EPOCH <= r["ship_by"] <= EPOCH + 86_400,
    "is:unmirrored": lambda r: any(not m["in_market"] for m in r["remarks"]),
    "is:waiting": lambda r: False,
    "is:late,held": lambda r: FACTS["is:late"](r) or FACTS["is:held"](r),
    "by:小李": lambda r: any(m["author"] == "小李" for m in r["remarks"]),
    "by:xiaoli": lambda r: any(m["login"] == "xiaoli" for m in r["remarks"]),
    "remark:圆通": lambda r: any("圆通" in m for m in remarks(r)),
    "batch:1": lambda r: True,
    "batch:2": lambda r: False,
    "on:昨天": lambda r: NOW.date().toordinal() - 1 == day(r).toordinal(),
    "after:11-01": lambda r: day(r).isoformat() >= "2026-11-01",
    "before:2026-11-01": lambda r: day(r).isoformat() < "2026-11-01",
    "until:2026-11-01": lambda r: day(r).isoformat() <= "2026-11-01",
}  # fmt: skip


def both(row):
    return row["payment_status"], row["order_status"]


def remarks(row):
    return [row["market_remark"], *(remark["text"] for remark in row["remarks"])]


def day(row):
    return datetime.fromtimestamp(row["placed_at"], ZONE).date()


class TestFields:
    """A field says of an order what its row says."""

    @pytest.mark.parametrize("query", FACTS)
    def test_alone(self, rows, ask, query):
        assert ask(query) == [row["id"] for row in rows if FACTS[query](row)]

    @pytest.mark.parametrize(
        "query", [q for q in FACTS if ":" in q.replace("：", ":") and "on:" not in q]
    )
    def test_negated(self, rows, ask, query):
        if query.startswith(("after", "before", "until")):
            with pytest.raises(NotUnderstood):
                ask(f"-{query}")
        else:
            assert ask(f"-{query}") == [row["id"] for row in rows if not FACTS[query](row)]

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
    @given(
        st.lists(st.sampled_from(sorted(FACTS)), min_size=2, max_size=4),
        st.sampled_from(["", "上海", "王"]),
    )
    def test_together(self, rows, ask, queries, word):
        found = ask(" ".join([*queries, word]))
        for query in queries:
            rows = [row for row in rows if FACTS[query](row)]
        if word:
            has = {"上海": lambda r: like("上海", r), "王": lambda r: "王" in r["name"]}[word]
            rows = [row for row in rows if has(row)]
        assert found == [row["id"] for row in rows]

    def test_every_value_of_every_vocabulary_can_be_asked(self, ask):
        for field, values in VALUES.items():
            for value in values:
                own = [ask(f"{name}:{word}") for name in (field, FIELDS[field].chinese)
                       for word in (value.name, value.chinese)]  # fmt: skip
                assert own.count(own[0]) == 4

    def test_a_buyer_is_asked_for_whole(self, rows, ask):
        buyer = rows[0]["buyer"]
        assert ask(f"buyer:{quote(buyer)}") == [row["id"] for row in rows if row["buyer"] == buyer]
        assert ask(f"buyer:{quote(buyer[:-1])}") == []

    def test_a_shop_that_is_not_there_is_named_with_those_that_are(self, ask):
        with pytest.raises(NotUnderstood, match="旗舰店, EU shop"):
            ask("shop:小铺")
        with pytest.raises(NotUnderstood, match="TB, AM"):
            ask("site:JD")


class TestUnfinishedImports:
    """Orders of a batch that is being imported are not there yet."""

    @pytest.fixture
    def store(self, tmp_path):
        store = filling.filled(tmp_path / "desk.db", filling.mixed(60))
        with store.change() as c:
            ids = c.execute(select(columns.orders.c.id)).scalars().all()
            self.coming = set(ids[::2])
            filling.batch(c, 2, "importing")
            with index.in_step(c, ids):
                orders = columns.orders
                c.execute(orders.update().where(orders.c.id.in_(self.coming)).values(batch_id=2))
        yield store
        store.close()

    @pytest.mark.parametrize(
        "query",
        ["", "site:TB", "-site:AM", "after:2020-01-01", "is:late", "is:soon", "王", "batch:2"],
    )
    def test_no_question_shows_them(self, store, query):
        search = Search()

        def found():
            with store.read() as c:
                asked = parse(query, now=NOW)
                page = search.page(c, asked, limit=100, now=EPOCH)
                assert search.count(c, asked, cap=100, now=EPOCH) == Count(len(page), exact=True)
            return {row.id for row in page}

        def counted():
            with store.read() as c:
                return search.count(c, parse(query, now=NOW), cap=None, now=EPOCH).total

        before = found()
        assert not before & self.coming
        assert counted() == counted() == len(before)
        with store.change() as c:
            c.execute(columns.batches.update().values(state="imported"))
        after = found()
        assert before <= after
        assert counted() == len(after)
        if query in ("", "site:TB", "batch:2"):
            assert after & self.coming


def test_a_count_can_be_stopped(many):
    search, asked = Search(), parse("上海市浦东新区", now=NOW)
    with many.read() as c:
        with pytest.raises(Refused, match="stopped"):
            search.count(c, asked, cap=100_000, now=EPOCH, stop=lambda: True)
        total = search.count(c, asked, cap=100_000, now=EPOCH, stop=lambda: False)
        assert total == search.count(c, asked, cap=100_000, now=EPOCH)
        assert total.exact
        less = total.total - 1
        assert search.count(c, asked, cap=less, now=EPOCH) == Count(less, exact=False)


@pytest.mark.parametrize(
    ("query", "exact"),
    [
        ("", False),
        ("上海市浦东新区", True),
        ("status:completed", False),
        ("-address:上海市浦东", False),
        ("-account:example", False),
        ("-no:tb2 -account:marketplace", True),
        ("-no:tb2,am25,am24,am23", True),
        ("-no:tb2,am24,am26", False),
    ],
)
def test_what_takes_long_is_counted_in_part_and_never_told_too_high(many, query, exact):
    search, asked = Search(), parse(query, now=NOW)
    with many.read() as c:
        every = search.count(c, asked, cap=None, now=EPOCH)
        count = search.count(c, asked, cap=2_300, now=EPOCH)
    assert every.exact
    if exact:
        assert count == every
    else:
        assert not count.exact
        assert 100 <= count.total < every.total
