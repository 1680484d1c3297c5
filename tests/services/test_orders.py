"""Finding orders and reading one: pages, counts, histories, numbers, suggestions."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, insert, update

from csdesk.model.errors import NotFound, NotUnderstood, Refused
from csdesk.model.found import Count
from csdesk.model.settings import DeskSettings
from csdesk.model.status import Tab
from csdesk.rules.masking import masked
from csdesk.rules.search_language import quote
from csdesk.services.orders import Orders
from csdesk.services.people import People
from csdesk.services.remarks import Remarks
from csdesk.store import columns
from tests.services.desks import person
from tests.store import filling


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """800 sample orders that nobody writes to."""
    made = filling.filled(tmp_path_factory.mktemp("orders") / "desk.db", filling.mixed(800))
    yield made
    made.close()


@pytest.fixture(scope="module")
def orders(store):
    return Orders(store, DeskSettings(), person("xiaoli", "小李"))


@contextmanager
def statements(store):
    """The statements that a block sends."""
    sent = []

    def note(connection, cursor, statement, *rest):
        sent.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


def own(sent):
    """Without transaction words."""
    return [each for each in sent if not each.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA"))]


class TestPages:
    def test_forth_and_back(self, orders):
        first = orders.search("", limit=50)
        assert (first.more_before, first.more_after) == (False, True)
        second = orders.search("", limit=50, below=first.rows[-1].place)
        assert (second.more_before, second.more_after) == (True, True)
        back = orders.search("", limit=50, above=second.rows[0].place)
        assert back.rows == first.rows
        assert (back.more_before, back.more_after) == (False, True)
        ids = [row.id for page in (first, second) for row in page.rows]
        assert ids == sorted(ids, reverse=True)
        assert len(set(ids)) == 100

    def test_the_last_page(self, orders):
        last = orders.search("", limit=30, from_end=True)
        assert (last.more_before, last.more_after) == (True, False)
        assert [row.id for row in last.rows] == sorted((r.id for r in last.rows), reverse=True)
        assert orders.search("", limit=30, below=last.rows[-1].place).rows == ()

    def test_a_result_that_fits_one_page(self, orders):
        page = orders.search("is:conflict")
        assert len(page.rows) == 1
        assert (page.more_before, page.more_after) == (False, False)

    def test_rows_say_what_the_store_says(self, orders, store):
        row = orders.search("site:AM", limit=1).rows[0]
        with store.read() as c:
            kept = (
                c.execute(columns.orders.select().where(columns.orders.c.id == row.id))
                .mappings()
                .one()
            )
        for name in ("order_no", "market_no", "total", "currency", "title"):
            assert getattr(row, name) == kept[name]
        for name in ("name", "account"):
            assert getattr(row, name) == masked(name, kept[name])
        assert (row.site, row.shop) == ("AM", "EU shop")
        assert row.placed_at.timestamp() == kept["placed_at"]
        assert row.placed_at.utcoffset().total_seconds() == 0

    def test_a_page_costs_three_statements_at_most(self, orders, store):
        for query in ("", "上海", "王小明 1098", "shop:旗舰 连衣裙", "is:late", "buyer:x -is:paid"):
            orders.search(query)
            with statements(store) as sent:
                orders.search(query, limit=50)
            assert len(own(sent)) <= 3, own(sent)

    def test_a_word_that_means_nothing_is_named(self, orders):
        with pytest.raises(NotUnderstood, match="foo"):
            orders.search("status:foo")


class TestCounts:
    def test_all_orders_are_counted_whatever_the_cap(self, orders):
        assert orders.count("", cap=10) == Count(800, exact=True)

    def test_a_cap_is_said(self, orders):
        total = orders.count("上海").total
        assert orders.count("上海", cap=total) == Count(total, exact=True)
        assert orders.count("上海", cap=total - 1) == Count(total - 1, exact=False)
        assert total == len(orders.search("上海", limit=1_000).rows)

    def test_nothing_is_a_number_too(self, orders):
        assert orders.count("is:waiting") == Count(0, exact=True)
        assert orders.count("没有这个人") == Count(0, exact=True)

    def test_a_count_is_stopped_from_another_thread(self, orders):
        stop = threading.Event()
        stop.set()
        with pytest.raises(Refused, match="stopped"):
            orders.count("-address:上海市浦东", stop=stop.is_set)
        stop.clear()
        assert orders.count("-address:上海市浦东", stop=stop.is_set).total > 0


class TestOneOrder:
    def test_the_history_counts_what_its_questions_list(self, orders):
        for row in orders.search("", limit=60).rows:
            history = orders.order(row.order_no).history
            buyer = quote(history.buyer)
            assert history.orders == orders.count(f"buyer:{buyer}").total >= 1
            assert history.paid_orders == orders.count(f"buyer:{buyer} is:paid").total

    def test_it_costs_ten_statements_at_most(self, orders, store):
        busiest = max(
            orders.search("", limit=800).rows, key=lambda r: r.remarks.internal + r.conflicts
        )
        with statements(store) as sent:
            detail = orders.order(busiest.market_no)
        assert detail.row == busiest
        assert len(own(sent)) <= 10, own(sent)

    def test_it_has_its_lines_and_remarks(self, orders):
        row = next(r for r in orders.search("is:unmirrored", limit=99).rows)
        detail = orders.order(row.market_no)
        assert [line.line_no for line in detail.lines] == list(range(1, len(detail.lines) + 1))
        assert detail.lines[0].title == row.title
        assert [remark.tab for remark in detail.remarks] == [Tab.INTERNAL]
        assert not detail.remarks[0].in_market

    @pytest.mark.parametrize("form", ["{m}", " {m} ", "={q}{m}{q}", "{d}", "{dl}", "{ds}"])
    def test_any_form_of_its_number_leads_to_it(self, orders, form):
        row = orders.search("", limit=1).rows[0]
        typed = form.format(
            m=row.market_no, q='"', d=row.order_no, dl=row.order_no.lower(),
            ds=row.order_no.replace("-", ""),
        )  # fmt: skip
        assert orders.order(typed).row == row

    def test_an_amazon_number_needs_no_hyphens(self, orders):
        row = orders.search("site:AM", limit=1).rows[0]
        assert orders.order(row.market_no.replace("-", "")).row == row

    def test_a_number_nobody_has(self, orders):
        with pytest.raises(NotFound, match="9999999999999999"):
            orders.order("9999999999999999")
        with pytest.raises(NotFound, match="王小明"):
            orders.order("王小明")

    def test_a_number_of_two_shops_names_both(self, desk):
        desk.batch()
        desk.order("TB261122-0001", "1234567890123456", shop="一店")
        desk.order("TB261122-0002", "1234567890123456", shop="二店")
        with pytest.raises(Refused, match=r"TB261122-0001.*TB261122-0002"):
            desk.service(Orders).order("1234567890123456")
        assert desk.service(Orders).order("TB261122-0002").row.shop == "二店"
        assert len(desk.service(Orders).search("1234567890123456").rows) == 2


class TestFamily:
    @pytest.fixture
    def family(self, desk):
        desk.batch()
        made = {"": 0}
        for n, (number, parent) in enumerate([
            ("TB261122-0041", ""), ("RETB261122-0041", "TB261122-0041"),
            ("OSP1-TB261122-0041", "TB261122-0041"), ("OSP2-TB261122-0041", "TB261122-0041"),
            ("REOSP2-TB261122-0041", "OSP2-TB261122-0041"), ("G-TB261122-0041", "TB261122-0041"),
            ("TB261122-0042", ""),
        ]):  # fmt: skip
            made[number] = desk.order(number, f"12345678901234{n:02d}", parent_id=made[parent])
        return desk.service(Orders)

    def test_any_of_the_numbers_finds_the_whole_family(self, family):
        everyone = {row.order_no for row in family.search("TB261122-0041").rows}
        assert len(everyone) == 6
        for number in everyone:
            assert {row.order_no for row in family.search(number).rows} == everyone
            assert {number, *family.order(number).family} == everyone

    def test_the_root_stands_first(self, family):
        assert family.order("REOSP2-TB261122-0041").family[0] == "TB261122-0041"
        assert family.order("TB261122-0042").family == ()


class TestWhatIsShown:
    def test_orders_of_an_unfinished_import_are_nowhere(self, desk):
        desk.batch()
        desk.order("TB261122-0001", "1111111111111111", buyer="sunny", account="sunny")
        coming = desk.batch("importing")
        hidden = desk.order(
            "TB261122-0002", "2222222222222222", buyer="sunny", account="sunny", batch_id=coming
        )
        orders = desk.service(Orders)
        assert [row.order_no for row in orders.search("").rows] == ["TB261122-0001"]
        assert orders.count("") == orders.count("sunny") == Count(1, exact=True)
        assert orders.rows([hidden]) == ()
        assert orders.order("TB261122-0001").history.orders == 1
        with pytest.raises(NotFound):
            orders.order("2222222222222222")
        with desk.store.change() as c:
            c.execute(update(columns.batches).values(state="imported"))
        assert orders.count("sunny").total == 2
        assert orders.order("2222222222222222").history.orders == 2

    def test_rows_come_in_the_order_asked_for(self, orders):
        ids = [row.id for row in orders.search("", limit=9).rows]
        asked = [ids[5], ids[0], 7, ids[5]]
        assert [row.id for row in orders.rows(asked)] == [ids[5], ids[0]]

    def test_a_remark_is_found_at_once_by_its_words_and_author(self, desk):
        desk.batch()
        desk.order("TB261122-0001", "1111111111111111")
        orders = desk.service(Orders)
        remarks = desk.service(Remarks, person("ma", "马姐"))
        assert orders.count("remark:发圆通").total == 0
        saved = remarks.add("1111111111111111", Tab.SHIPPING, "客户要求发圆通 YTO1098")
        for query in (
            "发圆通",
            "remark:发圆通",
            "备注:yto1098",
            "by:ma",
            "作者:马姐",
            "is:unmirrored",
        ):
            assert orders.count(query).total == 1, query
        remarks.revise(saved.id, "改发顺丰", seen_version=1, in_market=True)
        for query in ("发圆通", "remark:发圆通", "is:unmirrored"):
            assert orders.count(query).total == 0, query
        assert orders.count("remark:顺丰").total == 1

    def test_by_me_is_who_asks(self, orders):
        assert orders.count("by:me") == orders.count("by:小李") != Count(0, exact=True)

    def test_open_conflicts_are_part_of_the_order(self, desk):
        desk.batch()
        order = desk.order("TB261122-0001", "1111111111111111", conflicts=1)
        conflict = {
            "order_id": order, "line_no": 0, "field": "carrier", "base": "a", "ours": "b",
            "theirs": None, "batch_id": 1, "changed_by": "ma", "changed_at": 1, "choice": "",
            "settled_by": "", "settled_at": None,
        }  # fmt: skip
        with desk.store.change() as c:
            c.execute(insert(columns.conflicts), [conflict, conflict | {"settled_at": 5}])
        (found,) = desk.service(Orders).order("TB261122-0001").conflicts
        assert (found.field, found.base, found.ours, found.theirs) == ("carrier", "a", "b", "")
        assert found.changed_by == "ma", "of whom no more is known than the login"
        desk.service(People, person("ma", "马姐")).ensure()
        (found,) = desk.service(Orders).order("TB261122-0001").conflicts
        assert found.changed_by == "马姐"


class TestWords:
    def test_the_desks_own_words(self, orders):
        assert orders.sites() == ("TB", "AM")
        assert orders.shops() == ("旗舰店", "EU shop")
        assert set(orders.methods()) == {"支付宝", "余额宝", "花呗"}
        assert orders.places() == ("手机", "电脑")

    def test_suggestions_know_them(self, orders):
        assert [each.insert for each in orders.complete("店铺:旗", 4)] == ["店铺:旗舰店"]
        assert [each.insert for each in orders.complete("shop:", 5)] == [
            "shop:旗舰店", 'shop:"EU shop"',
        ]  # fmt: skip
        assert [each.insert for each in orders.complete("method:花", 8)] == ["method:花呗"]
        assert orders.complete("王小明", 3) == ()

    def test_the_zone_of_the_desk_decides_what_a_day_is(self, orders, store):
        there = Orders(store, DeskSettings(zone="America/New_York"), person())
        for row in orders.search("", limit=20).rows:
            for asked, zone in ((orders, "Asia/Shanghai"), (there, "America/New_York")):
                own = row.placed_at.astimezone(ZoneInfo(zone)).date()
                for day, is_it in ((own, True), (own - timedelta(days=1), False)):
                    page = asked.search(f"on:{day}", limit=500)
                    assert (row in page.rows) is is_it


@pytest.mark.parametrize("stored", ["15812345678", "+86 158 1234 5678", "158-1234-5678"])
@pytest.mark.parametrize(
    "typed",
    [
        "+86 158 1234 5678",
        "158 1234 5678",
        "158-1234-5678",
        "(+86)15812345678",
        "phone:158 1234 5678",
    ],
)
def test_a_telephone_number_is_found_however_the_file_and_the_person_write_it(desk, stored, typed):
    desk.order("TB261122-0001", "280000000000000001", phone=stored)
    desk.order("TB261122-0002", "280000000000000002", phone="13900001111")
    found = desk.service(Orders).search(typed)
    assert [row.order_no for row in found.rows] == ["TB261122-0001"]
