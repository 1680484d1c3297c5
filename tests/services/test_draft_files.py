"""Text beside the store: there after a kill, found by its writer only, and on a full disk too."""

from __future__ import annotations

import os
import signal

import pytest

from csdesk.services import draft_files
from csdesk.services.draft_files import FOLDER, ROOM, DraftFile
from tests.faults.disks import disk
from tests.hostile import PAYLOADS

TEXT = {"kind": "Slot", "place": {"number": "TB261122-0001"}, "text": "还没写完", "at": 1.0}


def left(folder, login="li"):
    return [entries for _, entries in DraftFile(folder, login).left_behind()]


def killed_after(folder, *steps, login="li"):
    """A session that keeps texts one after the other and is killed."""
    child = os.fork()
    if not child:
        file = DraftFile(folder, login)
        for entries in steps:
            assert file.keep(entries)
        os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL


def test_what_a_killed_session_held_is_found_by_the_next_one_of_the_same_person(tmp_path):
    killed_after(tmp_path, [TEXT], [TEXT, {**TEXT, "text": "x" * ROOM}])
    assert left(tmp_path, "wang") == []
    (entries,) = left(tmp_path)
    assert [each["text"] for each in entries] == ["还没写完", "x" * ROOM]
    reader = DraftFile(tmp_path, "li")
    for path, _ in reader.left_behind():
        reader.forget(path)
    assert left(tmp_path) == []


def test_a_text_that_the_store_took_is_nowhere_else(tmp_path):
    killed_after(tmp_path, [TEXT], [])
    assert left(tmp_path) == []
    assert list((tmp_path / FOLDER).iterdir()) == [], "looking clears away what holds nothing"


def test_a_living_sessions_texts_are_its_own(tmp_path):
    file = DraftFile(tmp_path, "li")
    file.keep([TEXT])
    assert left(tmp_path) == []
    file.close()
    assert left(tmp_path) == [[TEXT]]


def test_a_session_that_leaves_nothing_leaves_no_file(tmp_path):
    file = DraftFile(tmp_path, "li")
    assert file.open()
    assert list((tmp_path / FOLDER).iterdir())
    assert (tmp_path / FOLDER).stat().st_mode & 0o077 == 0
    file.close()
    assert not list((tmp_path / FOLDER).iterdir())


def test_hostile_texts_come_back_as_they_were(tmp_path):
    entries = [{**TEXT, "text": text} for text in PAYLOADS]
    killed_after(tmp_path, entries)
    assert left(tmp_path) == [entries]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"login": 7}', b"\xff" * 99, b'"x"'])
def test_what_is_no_such_file_stops_nobody(tmp_path, content):
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "other").write_bytes(content)
    (tmp_path / FOLDER / "link").symlink_to("/etc/passwd")
    assert left(tmp_path) == []


def test_the_room_was_taken_while_there_was_some(tmp_path):
    with disk(tmp_path / "disk", 1) as there:
        file = DraftFile(there.folder, "li")
        assert file.open()
        there.fill()
        assert file.keep([{**TEXT, "text": "你" * 9_000}])
        file.close()
        assert left(there.folder)[0][0]["text"] == "你" * 9_000


def test_where_nothing_can_be_written_it_lies_in_memory(tmp_path, monkeypatch):
    (tmp_path / "memory").mkdir()
    monkeypatch.setattr(draft_files, "MEMORY", tmp_path / "memory")
    with disk(tmp_path / "disk", 1) as there:
        there.read_only()
        killed_after(there.folder, [TEXT])
        assert left(there.folder) == [[TEXT]]
    (mine,) = (tmp_path / "memory").iterdir()
    assert mine.stat().st_mode & 0o077 == 0
    mine.chmod(0o777)  # somebody else made it
    assert left(there.folder) == []
