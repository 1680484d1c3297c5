"""Orders of an import that has not finished are in no check and in no list of items."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from csdesk.model.errors import NotFound
from csdesk.services.editing import Editing
from csdesk.services.review import Review
from csdesk.store import columns

NUMBER, COMING = "TB261122-0001", "TB261122-0009"


def finish(desk, batch):
    with desk.store.change() as c:
        b = columns.batches
        c.execute(update(b).where(b.c.id == batch).values(state="imported"))


@pytest.mark.parametrize(
    ("coming", "sku"),
    [
        ({"buyer": "b@x", "address": "1 Street"}, "ANOTHER-1"),
        ({"buyer": "other"}, "WLY0QU1098-BK-M"),
        ({"buyer": "other"}, "WLY0QU1098-RD-S"),
    ],
    ids=["same buyer", "same item", "same product"],
)
def test_a_review_looks_at_finished_imports_only(desk, coming, sku):
    desk.order(NUMBER, buyer="b@x", address="1 Street", line={"sku": "WLY0QU1098-BK-M"})
    alone = desk.service(Review).check(NUMBER)
    batch = desk.batch("importing")
    desk.order(COMING, "999", batch_id=batch, line={"sku": sku}, **coming)
    assert desk.service(Review).check(NUMBER).checks == alone.checks
    finish(desk, batch)
    assert desk.service(Review).check(NUMBER).checks != alone.checks


def test_unfinished_orders_take_nobody_s_place_among_the_newest(desk):
    """Twenty orders of a buyer are looked at, two of an item."""
    desk.order(NUMBER, buyer="b@x", address="1 Street", line={"sku": "WLY0QU1098-BK-M"})
    desk.order(
        "TB261122-0002", "222", buyer="b@x", address="1 Street", line={"sku": "WLY0QU1098-BK-M"}
    )
    before = desk.service(Review).check(NUMBER)
    batch = desk.batch("importing")
    for n in range(25):
        line = {"sku": "WLY0QU1098-BK-M"}
        desk.order(f"TB261122-1{n:03}", f"3{n:03}", batch_id=batch, buyer="b@x", line=line)
    assert desk.service(Review).check(NUMBER).checks == before.checks


def test_an_item_is_known_once_its_import_is_finished(desk):
    batch = desk.batch("importing")
    desk.order(COMING, batch_id=batch, line={"sku": "WLY0QU2200-BK-M", "unit_price": 12_300})
    editing = desk.service(Editing)
    with pytest.raises(NotFound) as unknown:
        editing.items("WLY0QU2200-BK-M")
    assert "near" not in unknown.value.facts
    finish(desk, batch)
    assert [item.unit_price for item in editing.items("WLY0QU2200-BK-M")] == [12_300]
