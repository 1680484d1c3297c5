"""A backup is whole under its name or has none, whoever writes or dies or fills the disk."""

from __future__ import annotations

import hashlib
import os
import resource
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from csdesk.model.audit import ChainHead
from csdesk.model.backups import Why
from csdesk.model.errors import Refused, StoreUnusable
from csdesk.rules.backup_form import backup_name, is_backup_name
from csdesk.store import backups, chain, events
from csdesk.store.engine import Store
from csdesk.store.events import NewEvent
from csdesk.store.sqlite import copying
from tests.dying import killed_at_each_step


def log_some(path, count=3):
    """Log so many steps in a store that nobody has open."""
    store = Store(path)
    with store.change() as c:
        events.append_all(c, [NewEvent("stock.file", "li", after={"n": n}) for n in range(count)])
    store.close()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


def make(path, folder, **more):
    with backups.working(folder):
        return backups.make(path, folder, Why.ASKED, **more)


def check(backup):
    """That a backup is what its manifest tells; the manifest."""
    told = backup.manifest
    assert told is not None
    content = backup.path.read_bytes()
    assert (len(content), hashlib.sha256(content).hexdigest()) == (told.size, told.sha256)
    with copying.at_rest(backup.path) as c:
        assert copying.damage(c, thorough=True) == ""
        assert copying.row_counts(c) == told.rows
        assert chain.head(c) == told.head
        assert events.first_broken(c) is None
    return told


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def test_a_backup_is_what_its_manifest_tells(path, folder):
    log_some(path, 5)
    made = make(path, folder, settings='zone = "Asia/Shanghai"')
    told = check(made)
    assert (told.head.seq, told.rows["events"], told.goes_on) == (5, 5, True)
    assert told.settings == 'zone = "Asia/Shanghai"'
    assert backups.listing(folder) == (made,)
    assert names(folder) == [".lock", made.path.stem + ".db", made.path.stem + ".json"]
    assert {each.stat().st_mode & 0o777 for each in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_backups_of_a_store_that_is_written_meanwhile_are_whole(path, folder):
    """Orders and their steps go together: each backup has both or neither."""
    done = threading.Event()

    def write():
        store = Store(path)
        while not done.is_set():
            with store.change() as c:
                last = events.append_all(c, [NewEvent("stock.file", "li") for _ in range(7)])
                c.exec_driver_sql("UPDATE marks SET value = ? WHERE name = 'written'", (str(last),))
        store.close()

    with closing(sqlite3.connect(path)) as c, c:
        c.execute("INSERT INTO marks (name, value) VALUES ('written', '0')")
    writer = threading.Thread(target=write)
    writer.start()
    try:
        made: list[Any] = []
        while len(made) < 4 or made[-1].manifest.head.seq < 40:
            after = made[-1].manifest if made else None
            made.append(make(path, folder, after=after))
    finally:
        done.set()
        writer.join()
    for each in made:
        told = check(each)
        assert told.goes_on
        assert told.head.seq % 7 == 0
        with closing(sqlite3.connect(f"file:{each.path}?immutable=1", uri=True)) as c:
            found = c.execute("SELECT value FROM marks WHERE name = 'written'").fetchone()
        assert int(found[0]) == told.head.seq


@pytest.mark.parametrize("at", [0, 100])
def test_a_damaged_store_leaves_no_backup(path, folder, at):
    log_some(path, 400)
    make(path, folder)
    before = names(folder)
    with closing(sqlite3.connect(path)) as c:
        c.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    for page in range(0 if at == 0 else 2, len(content) // 4096, 2):
        content[page * 4096 + at : page * 4096 + at + 600] = b"\xff" * 600
    path.write_bytes(content)
    with pytest.raises(StoreUnusable, match=r"damaged.*csdesk restore"):
        make(path, folder)
    assert names(folder) == before


def test_a_disk_without_room_is_told_before_anything_is_written(path, folder, monkeypatch):
    monkeypatch.setattr(backups, "_SPARE", 1 << 60)
    with pytest.raises(Refused, match="no room"):
        make(path, folder)
    assert names(folder) == [".lock"]


def test_a_disk_that_gets_full_leaves_nothing(path, folder):
    log_some(path, 200)
    make(path, folder)
    before = names(folder)
    pid = os.fork()
    if not pid:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        try:
            make(path, folder)
            os._exit(1)
        except Refused as told:
            os._exit(0 if "cannot be written" in told.message else 2)
        except BaseException:
            os._exit(3)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert names(folder) == before


def test_a_folder_that_cannot_be_made_is_told(path, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match="cannot be written"):
        make(path, tmp_path / "file" / "backups")


def test_names_ascend_whatever_the_clock_says(path, folder):
    folder.mkdir()
    ahead = datetime.now(UTC) + timedelta(days=1)
    (folder / backup_name(ahead)).touch()
    first, second = make(path, folder), make(path, folder)
    assert [each.name for each in backups.listing(folder)] == [
        second.name, first.name, backup_name(ahead),
    ]  # fmt: skip


def test_killed_before_each_step_there_is_never_half_a_backup(path, folder):
    """What has a final name is whole, with its manifest; the next one clears the rest away."""
    log_some(path, 20)
    kept = make(path, folder)
    steps = []
    for step in killed_at_each_step(lambda _step: lambda: make(path, folder)):
        steps.append(step)
        found = backups.listing(folder)
        assert kept in found
        for each in found:
            check(each)
            backups.remove(each) if each != kept else None
    assert len(steps) > 10
    make(path, folder)
    assert all(n == ".lock" or is_backup_name(f"{n.split('.')[0]}.db") for n in names(folder))
    assert not any(n.endswith(backups.PART) for n in names(folder))
    assert len(names(folder)) == 5


def test_only_one_works_in_a_folder(path, folder, monkeypatch):
    monkeypatch.setattr(backups, "_PATIENCE", 0.05)
    with (
        backups.working(folder),
        pytest.raises(Refused, match="Somebody else is making"),
        backups.working(folder),
    ):
        pass


@pytest.mark.parametrize(
    ("meddle", "goes_on"),
    [
        ((), True),
        (("DELETE FROM events WHERE seq > 2",), False),
        (("UPDATE events SET hash = x'00' WHERE seq = 4",), False),
        (("UPDATE events SET actor = 'ma' WHERE seq = 6",), False),
        (("DELETE FROM events",), False),
    ],
    ids=["none", "cut", "anchor", "later", "all"],
)
def test_a_backup_tells_whether_its_log_goes_on_from_the_one_before(path, folder, meddle, goes_on):
    from tests.tampering import tamper

    log_some(path, 4)
    before = make(path, folder).manifest
    log_some(path, 4)
    tamper(path, *meddle)
    told = make(path, folder, after=before).manifest
    assert told is not None
    assert told.goes_on is goes_on
    last = backups.last_going_on(folder)
    assert last == (told if goes_on else before)


def test_a_manifest_that_is_gone_or_torn_makes_a_backup_nobody_trusts(path, folder):
    made = make(path, folder)
    for text in ("", "{", made.path.with_suffix(".json").read_text()[:-20]):
        made.path.with_suffix(".json").write_text(text)
        (found,) = backups.listing(folder)
        assert found.manifest is None
    made.path.with_suffix(".json").unlink()
    assert backups.listing(folder)[0].manifest is None
    assert backups.last_going_on(folder) is None


def test_an_empty_log_has_a_head_of_its_own(store):
    with store.read() as c:
        assert chain.head(c) == chain.EMPTY
        assert chain.has(c, chain.EMPTY)
        assert not chain.has(c, ChainHead(0, "ab" * 32))
        assert not chain.has(c, ChainHead(1, chain.EMPTY.hash))
        assert chain.check(c).ok
