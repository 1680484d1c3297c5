"""A file that is dropped is looked at soon, also in folders that come later."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from csdesk.intake.watching import Watch

LONG = 20.0
"""Seconds, far more than any signal takes."""


@pytest.fixture(params=["signals", "polling", "signals through a link"])
def watch(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Watch]:
    (tmp_path / "inbox").mkdir()
    watched = tmp_path / "inbox"
    if "link" in request.param:
        watched = tmp_path / "link"
        watched.symlink_to(tmp_path / "inbox")
    watch = Watch(watched, poll=request.param == "polling")
    yield watch
    watch.stop()


def settled(watch: Watch) -> None:
    """Let the watch begin; its beginning counts as something."""
    assert watch.wait(LONG)


def test_a_dropped_file_and_one_in_a_later_day_folder(watch: Watch, tmp_path: Path) -> None:
    settled(watch)
    (tmp_path / "inbox" / "a.csv").write_text("1")
    assert watch.wait(LONG)
    (tmp_path / "inbox" / "2026-11-22").mkdir()
    assert watch.wait(LONG)
    (tmp_path / "inbox" / "2026-11-22" / "b.csv").write_text("1")
    assert watch.wait(LONG)


def test_an_inbox_that_was_deleted_and_made_again(watch: Watch, tmp_path: Path) -> None:
    settled(watch)
    (tmp_path / "inbox").rename(tmp_path / "old")
    (tmp_path / "inbox").mkdir()
    settled(watch)
    (tmp_path / "inbox" / "a.csv").write_text("1")
    assert watch.wait(LONG)


def test_a_missing_inbox_is_waited_for(tmp_path: Path) -> None:
    watch = Watch(tmp_path / "later")
    assert not watch.wait(0.01)
    (tmp_path / "later").mkdir()
    settled(watch)
    watch.stop()


def test_waiting_can_be_ended(watch: Watch) -> None:
    settled(watch)
    watch.nudge()
    assert watch.wait(LONG)
