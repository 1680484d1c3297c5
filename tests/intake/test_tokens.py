"""What an import brought is found, however its search tokens came behind its rows."""

from __future__ import annotations

from itertools import count

import pytest

from csdesk.intake import tokens
from csdesk.intake.loading import Stopped
from csdesk.intake.taking import Intake
from csdesk.model.status import BatchState
from csdesk.store import index, loading
from csdesk.store.rebuilding import rebuild
from tests.intake.desks import AGENT, grams, make_desk, rows, sample, write_pair


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path / "desk")
    yield desk
    desk.close()


def intake(desk, *, stop=lambda: False, piece=20):
    return Intake(desk.folder, desk.store, desk.settings, AGENT, stop=stop, orders_per_piece=piece)


def from_the_rows(desk):
    """The index as it would be if it were made from the rows."""
    rebuild(desk.store)
    return grams(desk)


@pytest.mark.parametrize("group", [1, 50, 2_000])
def test_groups_of_any_size_give_the_same_index(desk, group, tmp_path, monkeypatch):
    monkeypatch.setattr(tokens, "GROUP", group)
    for path in write_pair(tmp_path / "files", sample(130)):
        intake(desk).take(path)
    assert grams(desk) == from_the_rows(desk)


def test_an_order_that_is_told_apart_in_one_file_has_the_tokens_of_all_its_items(desk, tmp_path):
    """Its second part changes an order whose tokens still wait."""
    _, items = write_pair(tmp_path / "files", sample(130))
    head, *lines = items.read_bytes().split(b"\r\n")
    apart = [line for line in lines if line]
    items.write_bytes(b"\r\n".join([head, *apart[::2], *apart[1::2], b""]))
    intake(desk).take(items, alone=True)
    (batch,) = rows(desk, "batches")
    assert batch["rows_new"] == len(apart)
    assert batch["orders_new"] == len(rows(desk, "orders")), "those in two parts count once"
    assert grams(desk) == from_the_rows(desk)


def test_orders_of_a_file_that_was_put_aside_halfway_are_found(desk, tmp_path, monkeypatch):
    first, second = write_pair(tmp_path / "files", sample(130))
    intake(desk).take(second)
    write, pieces = loading.write, count()

    def fails_in_the_end(connection, piece):
        if next(pieces) > 1:
            raise RuntimeError
        return write(connection, piece)

    monkeypatch.setattr(loading, "write", fails_in_the_end)
    intake(desk).take(first)
    assert {row["state"] for row in rows(desk, "batches")} == {BatchState.PARTLY}
    numbers = [row["market_no"] for row in rows(desk, "orders")]
    assert 0 < len(numbers) < 130
    for number in numbers:
        assert [row.market_no for row in desk.orders.search(number[:12]).rows] == [number]


def test_tokens_that_went_in_before_the_importer_died_do_no_harm(desk, tmp_path, monkeypatch):
    """A part of a group is in; the next importer puts the whole group in again, then it changes."""
    first, second = write_pair(tmp_path / "files", sample(60))
    intake(desk).take(second)
    put, parts = index.put, count()

    def dies_between_two_parts(connection, found):
        if next(parts):
            raise Stopped
        put(connection, found)

    monkeypatch.setattr(index, "put", dies_between_two_parts)
    with pytest.raises(Stopped):
        intake(desk).take(first)
    monkeypatch.undo()
    intake(desk).recover()
    assert grams(desk) == from_the_rows(desk)
    number = rows(desk, "orders")[5]["market_no"]
    with desk.store.change() as c:
        order_id = next(row["id"] for row in rows(desk, "orders") if row["market_no"] == number)
        told = index.tokens(c, [order_id])[order_id]
        index.change_all(c, [(order_id, told, frozenset())])
    assert desk.orders.search(number[:12]).rows == ()
