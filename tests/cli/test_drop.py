"""csdesk drop: whole or not at all, and never over another file."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from csdesk.intake.dropping import drop
from csdesk.intake.inbox import Inbox
from tests.faults.disks import disk


def test_files_lie_in_the_inbox_under_their_names(csdesk, new_desk, tmp_path):
    (tmp_path / "订单 1.csv").write_text("one")
    told = csdesk("drop", str(tmp_path / "订单 1.csv"), desk=new_desk)
    assert told.status == 0
    assert told.out == f"{new_desk / 'inbox' / '订单 1.csv'}\n"
    assert (new_desk / "inbox" / "订单 1.csv").read_text() == "one"
    assert (tmp_path / "订单 1.csv").exists()
    told = csdesk("drop", str(tmp_path / "订单 1.csv"), "--json", desk=new_desk)
    assert told.answer == {"dropped": [str(new_desk / "inbox" / "订单 1 (2).csv")]}


@pytest.mark.parametrize("name", ["nothing.csv", ".", "link-to-nothing"])
def test_what_cannot_be_dropped_is_told_and_leaves_nothing(csdesk, new_desk, tmp_path, name):
    (tmp_path / "link-to-nothing").symlink_to(tmp_path / "nowhere")
    told = csdesk("drop", str(tmp_path / name), desk=new_desk)
    assert told.status in (1, 3)
    assert told.err.count("\n") == 1
    assert not list((new_desk / "inbox").iterdir())


def test_no_desk(csdesk, tmp_path):
    (tmp_path / "a.csv").touch()
    assert csdesk("drop", str(tmp_path / "a.csv"), desk=tmp_path / "none").status == 3


def test_many_at_once_lose_nothing_and_are_never_seen_half(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    seen = Inbox(inbox, quiet_seconds=0)
    for n in range(40):
        (tmp_path / f"{n}").mkdir()
        (tmp_path / f"{n}" / "a.csv").write_bytes(b"%d\n" % n * 20_000)
    with ThreadPoolExecutor(8) as people:
        dropped = list(people.map(lambda n: drop(inbox, tmp_path / f"{n}" / "a.csv"), range(40)))
        assert not seen.scan().problems
    assert len(set(dropped)) == 40
    for n, path in enumerate(dropped):
        assert path.read_bytes() == b"%d\n" % n * 20_000
    assert len(list(inbox.iterdir())) == 40


def test_the_longest_name_still_gets_a_number(tmp_path):
    (tmp_path / "inbox").mkdir()
    long = tmp_path / ("单" * 83 + "ab.csv")
    long.write_text("x")
    first, second = (drop(tmp_path / "inbox", long) for _ in range(2))
    assert first != second
    assert len(os.fsencode(second.name)) <= 255


def test_a_full_disk_leaves_nothing_behind(csdesk, tmp_path):
    with disk(tmp_path / "disk", 1) as there:
        (there.folder / "inbox").mkdir()
        (tmp_path / "a.csv").write_bytes(bytes(2_000_000))
        told = csdesk("drop", str(tmp_path / "a.csv"), desk=there.folder)
        assert told.status == 1
        assert "No space left on device" in told.err
        assert not list((there.folder / "inbox").iterdir())
