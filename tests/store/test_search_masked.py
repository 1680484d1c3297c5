"""Who sees buyers masked finds them by the whole, and learns nothing of the rest by searching."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from csdesk.model.errors import NotUnderstood
from csdesk.model.sight import MASKED, Personal, Sight
from csdesk.rules.folding import fold, squeeze
from csdesk.rules.masking import is_masked, names_of
from csdesk.rules.search_language import parse, quote
from csdesk.store import columns
from csdesk.store.engine import Store
from csdesk.store.search import Search
from tests.store.test_search import EPOCH, NOW

BY_WHOLE = ("phone", "account", "email", "nick", "zip", "address")
SHOWN = ("order_no", "market_no", "name", "tracking_no", "buyer_message", "market_remark", "title",
         "province", "city", "district")  # fmt: skip


@pytest.fixture(scope="module")
def store(many):
    """The same orders, for somebody who sees buyers masked."""
    opened = Store(many.path)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def rows(store):
    with store.read() as c:
        found = c.execute(select(columns.orders)).mappings().all()
        rows = {row["id"]: dict(row) | {"texts": [row[each] for each in SHOWN]} for row in found}
        for table, names in ((columns.lines, ("sku", "title")), (columns.remarks, ("text",))):
            for row in c.execute(select(table)).mappings():
                rows[row["order_id"]]["texts"] += [row[name] for name in names]
    return rows


@pytest.fixture(scope="module")
def ask(store):
    search = Search()

    def run(query, seen=MASKED):
        store.look_as(seen)
        with store.read() as c:
            return [
                row.id for row in search.page(c, parse(query, now=NOW), limit=100_000, now=EPOCH)
            ]

    return run


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.data())
def test_a_part_of_what_is_masked_finds_only_what_it_would_without_it(rows, ask, data):
    """Whatever is found has the fragment in a text that is shown, or is named by its whole."""
    row = data.draw(st.sampled_from(list(rows.values())[::5]))
    field = data.draw(st.sampled_from([each for each in BY_WHOLE if len(row[each]) > 3]))
    text = row[field]
    start = data.draw(st.integers(0, len(text) - 2))
    part = text[start : start + data.draw(st.integers(2, 12))].strip(" -")
    narrowed = data.draw(st.sampled_from(["", "phone:", "account:", "nick:", "address:"]))
    with suppress(NotUnderstood):
        needle = squeeze(fold(part)).strip("-")
        for found in ask(f"{narrowed}{quote(part)}"):
            order = rows[found]
            region = order["province"] + order["city"] + order["district"]
            in_sight = any(needle in squeeze(fold(each)) for each in [*order["texts"], region])
            named = [each for each in BY_WHOLE
                     if needle in names_of(squeeze(fold(order[each])))]  # fmt: skip
            assert in_sight or named, order["order_no"]


@pytest.mark.parametrize("field", ["phone", "account", "nick"])
def test_the_whole_finds_its_orders_by_field_and_freely(rows, ask, field):
    told = [row for row in rows.values() if len(row[field]) > 5 and not is_masked(row[field])]
    for row in told[:12]:
        assert row["id"] in ask(f"{field}:{quote(row[field])}")
        assert row["id"] in ask(quote(row[field]))


def test_the_digits_that_a_mask_shows_find_and_those_behind_it_do_not(rows, ask):
    row = next(r for r in rows.values() if r["phone"].isdigit() and len(r["phone"]) == 11)
    phone = row["phone"]
    assert row["id"] in ask(f"phone:{phone[-4:]}")
    assert row["id"] in ask(f"phone:{phone[:3]}")
    for part in (phone[:4], phone[3:7], phone[2:9], phone[-5:], phone[:10]):
        assert row["id"] not in ask(f"phone:{part}")
    assert row["id"] not in ask(f"-phone:{phone}")
    assert row["id"] in ask(f"-phone:{phone[:10]}")


def test_a_name_is_found_by_any_part_and_a_region_too(rows, ask):
    row = next(r for r in rows.values() if len(r["name"]) == 3 and r["city"].endswith("市"))
    assert row["id"] in ask(f"name:{row['name'][:2]}")
    assert row["id"] in ask(f"address:{row['city']}")
    assert row["id"] in ask(quote(row["province"] + row["city"]))


def test_what_is_withheld_is_not_found_at_all(rows, ask):
    row = next(r for r in rows.values() if r["phone"].isdigit() and len(r["name"]) == 3)
    nothing = Sight(withheld=frozenset(Personal))
    for query in (f"name:{row['name']}", f"phone:{row['phone']}", f"address:{row['city']}"):
        assert row["id"] in ask(query)
        assert ask(query, nothing) == []


def test_everything_else_is_found_as_ever(rows, ask):
    clear = Sight(clear=True)
    for query in (
        "连衣裙",
        "TB26",
        "sku:1098",
        "status:approved is:late",
        "圆通 -status:closed",
        "",
    ):
        assert ask(query) == ask(query, clear)
