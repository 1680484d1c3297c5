"""What an import brought is found, however its search tokens came behind its rows."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from itertools import count

import pytest
from sqlalchemy import event

from csdesk.intake import tokens
from csdesk.intake.loading import Stopped
from csdesk.intake.taking import Intake
from csdesk.model.status import BatchState
from csdesk.store.rebuilding import rebuild
from tests.intake.desks import (
    AGENT,
    break_store,
    everything,
    grams,
    make_desk,
    rows,
    sample,
    write_pair,
)


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
    monkeypatch.setattr(tokens, "GROUP_BESIDE_PEOPLE", group)
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


def test_orders_of_a_file_that_was_put_aside_halfway_are_found(desk, tmp_path):
    first, second = write_pair(tmp_path / "files", sample(130))
    intake(desk).take(second)
    break_store(desk, after=40)
    intake(desk).take(first)
    assert {row["state"] for row in rows(desk, "batches")} == {BatchState.PARTLY}
    numbers = [row["market_no"] for row in rows(desk, "orders")]
    assert 0 < len(numbers) < 130
    for number in numbers:
        assert [row.market_no for row in desk.orders.search(number[:12]).rows] == [number]


def test_tokens_that_went_in_before_the_importer_died_go_in_once(desk, tmp_path):
    """It may die before any commit, also between two parts of a group."""
    files = write_pair(tmp_path / "files", sample(60))
    for path in reversed(files):
        intake(desk).take(path)
    clean, step, going = everything(desk), 0, True
    while going:
        step += 1
        other = make_desk(tmp_path / f"desk{step}")
        intake(other).take(files[1])
        with dying(other, step) as going:
            intake(other).take(files[0])
        going = bool(going)
        intake(other).recover()
        intake(other).take(files[0])  # it may not even have been entered
        found = everything(other)
        assert (found["search"], found["put in"]) == (clean["search"], clean["put in"]), step
        other.close()
    assert step > 8


@contextmanager
def dying(desk, commit):
    """The store takes no commit from the nth on; yields what is not empty if that was reached."""
    reached, left = [], count(1)

    def committing(_):
        if next(left) >= commit:
            reached.append(commit)
            raise Stopped

    event.listen(desk.store.engine, "commit", committing)
    try:
        with suppress(Stopped):
            yield reached
    finally:
        event.remove(desk.store.engine, "commit", committing)
