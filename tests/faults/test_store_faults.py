"""Whatever happens to the store's file or disk is a sentence in both languages, never a traceback.

One row for each fault: what is done to the store, and how the sentence begins in each language.
"""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import time
from contextlib import closing

import pytest
from sqlalchemy import update

from csdesk.cli import run
from csdesk.cli.place import check_place
from csdesk.intake.locks import Lock
from csdesk.model.errors import (
    Damaged,
    DiskFull,
    DiskRefuses,
    NewerStore,
    ReadOnly,
    Replaced,
    StoreUnusable,
)
from csdesk.model.settings import DeskSettings
from csdesk.model.trouble import Effect, Kind
from csdesk.services.drafts import Drafts
from csdesk.services.heartbeat import IMPORTER_LOCK, beat
from csdesk.services.people import People
from csdesk.services.soundness import MISSED, Soundness
from csdesk.store import columns
from csdesk.store.engine import Store
from csdesk.words import say, tell, use_language
from tests.faults.disks import disk
from tests.services.desks import bare_desk, person

NUMBER = "TB261122-0001"


@pytest.fixture
def folder(tmp_path):
    """A desk with one order, closed."""
    desk = bare_desk(tmp_path)
    desk.order()
    desk.store.close()
    return tmp_path


def store_of(folder):
    return folder / "desk.db"


def page_1(folder):
    with store_of(folder).open("r+b") as file:
        file.write(bytes(4096))


def half(folder):
    os.truncate(store_of(folder), store_of(folder).stat().st_size // 8192 * 4096)


def version(folder, number=99):
    with sqlite3.connect(store_of(folder)) as c:
        c.execute(f"PRAGMA user_version = {number}")
    c.close()


def open_to_all(folder):
    store_of(folder).chmod(0o644)


def writable_folder(folder):
    folder.chmod(0o777)


FAULTS = {
    "page 1": (page_1, "The store is damaged (SQLITE_NOTADB)", "数据库已损坏（SQLITE_NOTADB）"),
    "text": (
        lambda folder: store_of(folder).write_bytes(b"2026-11-22 orders\n" * 500),
        "The store is damaged", "数据库已损坏",
    ),
    "half": (half, "The store is damaged (SQLITE_CORRUPT", "数据库已损坏（SQLITE_CORRUPT"),
    "missing": (lambda folder: store_of(folder).unlink(), "There is no", ""),
    "empty": (lambda folder: store_of(folder).write_bytes(b""), "There is no", ""),
    "newer": (version, "The store was upgraded by a newer csdesk (schema 99", ""),
    "others read": (open_to_all, "Others may read or change desk.db", "别人可以读取或改动"),
    "others write": (writable_folder, "Others may read or change ./", "别人可以读取或改动"),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_command_says_what_is_wrong_and_changes_nothing(folder, capsys, fault, language):
    spoil, english, chinese = FAULTS[fault]
    for name in ("desk.db-wal", "desk.db-shm"):
        (folder / name).unlink(missing_ok=True)
    spoil(folder)
    before = store_of(folder).read_bytes() if store_of(folder).exists() else None
    assert run(["--desk", str(folder), "--lang", language, "order", NUMBER]) == 6
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(english if language == "en" else chinese)
    assert told.err.count("\n") == 1
    assert "Traceback" not in told.err
    assert (store_of(folder).read_bytes() if store_of(folder).exists() else None) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_store_of_somebody_else_is_not_opened(folder, capsys):
    os.chown(store_of(folder), 12_345, 12_345)
    assert run(["--desk", str(folder), "--lang", "en", "order", NUMBER]) == 6
    assert "belong to somebody else" in capsys.readouterr().err
    assert run(["--desk", str(folder), "doctor", "--mend"]) in (0, 6)
    assert store_of(folder).stat().st_uid == os.geteuid()


def test_a_desk_on_a_network_disk_is_not_opened(folder):
    mounts = f"30 1 0:25 / {folder} rw - fuse.sshfs desk@there:/ rw"
    with pytest.raises(StoreUnusable, match=r"on a network disk \(fuse.sshfs\)"):
        check_place(folder, mounts)


def test_what_others_may_do_is_taken_away_on_request(folder, capsys):
    open_to_all(folder)
    run(["--desk", str(folder), "doctor", "--mend"])
    assert run(["--desk", str(folder), "order", NUMBER]) == 0
    capsys.readouterr()


# While it is open


def look(store, folder, **how):
    """What is told of the desk as it stands now."""
    return Soundness(folder, store, **{"free": lambda _: 10**12, **how}).look()


@pytest.mark.parametrize("replacement", ["none", "copy", "older"])
def test_nothing_is_written_to_a_store_that_was_replaced(folder, replacement):
    store = Store(store_of(folder))
    assert look(store, folder) == ()
    shutil.copy(store_of(folder), folder / "other")
    store_of(folder).unlink()
    if replacement != "none":
        (folder / "other").rename(store_of(folder))
    with pytest.raises(Replaced, match="nothing was saved"), store.change():
        pytest.fail("a change began")
    with pytest.raises(Replaced), store.read():
        pytest.fail("a question began")
    (trouble,) = look(store, folder)
    assert (trouble.kind, trouble.effect) == (Kind.REPLACED, Effect.ENDS)
    store.close()


def test_nothing_is_written_to_a_store_that_a_newer_csdesk_upgraded(folder):
    store = Store(store_of(folder))
    version(folder)
    with pytest.raises(NewerStore, match="Log out and start again"), store.change():
        pytest.fail("a change began")
    assert [each.kind for each in look(store, folder)] == [Kind.NEWER]
    store.close()


def test_a_damaged_store_is_written_no_more_and_the_last_backup_is_named(folder):
    store = Store(store_of(folder))
    with store.read() as c:
        c.exec_driver_sql("PRAGMA mmap_size = 0")
    with closing(sqlite3.connect(store_of(folder))) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (folder / "backups").mkdir()
    (folder / "backups" / "desk-20260922T010203Z.db").write_bytes(b"")
    os.utime(folder / "backups" / "desk-20260922T010203Z.db", (1_790_000_000, 1_790_000_000))
    page_1(folder)
    with pytest.raises(Damaged, match=r"Last good backup: 2026-09-2\d") as told, store.read() as c:
        c.exec_driver_sql("SELECT count(*) FROM orders")
    before = store_of(folder).read_bytes()
    with pytest.raises(Damaged), store.change():
        pytest.fail("a change began")
    assert store_of(folder).read_bytes() == before
    use_language("zh")
    assert "csdesk restore" in say(told.value)
    store.close()


def test_a_full_disk_halts_until_there_is_room_again(tmp_path):
    with disk(tmp_path / "disk") as there:
        desk = bare_desk(there.folder)
        desk.order()
        drafts = desk.service(Drafts)
        sound = Soundness(there.folder, desk.store, free=lambda _: 10**12)
        there.fill()
        with pytest.raises(DiskFull, match="The disk is full: nothing was saved"):
            use_up(drafts)
        with desk.store.read() as c:
            assert c.execute(columns.orders.select()).all()
        with pytest.raises(DiskFull) as told:
            drafts.keep(NUMBER, "internal", "y" * 4_000)
        met = sound.met(told.value)
        assert met is not None
        assert met.kind is Kind.FULL
        (trouble,) = sound.look()
        assert trouble.effect is Effect.HALTS
        assert tell(trouble.message, trouble.facts).startswith("Disk is full: nothing is being")
        there.free()
        assert sound.look() == ()
        drafts.keep(NUMBER, "internal", "y" * 4_000)
        desk.store.close()


def use_up(drafts):
    """What SQLite has taken from the disk before is used up first."""
    for _ in range(200):
        drafts.keep(NUMBER, "internal", "x" * 4_000)


def test_a_quota_is_told_apart_from_a_full_disk(folder):
    """The kernel would end a process that writes beyond its share; Python has it told instead."""
    child = os.fork()
    if not child:
        try:
            store = Store(store_of(folder))
            most = max((folder / f"desk.db{end}").stat().st_size for end in ("", "-wal"))
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            for _ in range(200):
                with store.change() as c:
                    c.execute(update(columns.orders).values(buyer_message=os.urandom(9_000).hex()))
        except DiskRefuses:
            os._exit(7)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    store = Store(store_of(folder))
    with store.read() as c:
        assert c.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    store.close()


def test_a_read_only_disk_can_be_looked_at(tmp_path, capsys):
    with disk(tmp_path / "disk") as there:
        (tmp_path / "made").mkdir()
        desk = bare_desk(tmp_path / "made")
        desk.order()
        shutil.copytree(tmp_path / "made", there.folder / "desk")  # open, with its log beside it
        desk.store.close()
        shutil.copytree(tmp_path / "made", there.folder / "closed")
        shutil.copytree(there.folder / "desk", there.folder / "cut")
        (there.folder / "cut" / "desk.db-shm").unlink()
        there.read_only()
        called = ["--desk", str(there.folder / "desk"), "--lang", "en"]
        assert run([*called, "order", NUMBER]) == 0
        assert NUMBER in capsys.readouterr().out
        assert run([*called, "remark", NUMBER, "--tab", "internal", "hello"]) == 6
        assert "is read-only: you can look, not change" in capsys.readouterr().err
        (trouble,) = look_twice(there.folder / "desk")
        assert trouble.kind is Kind.READ_ONLY
        # What the log beside it has more than the file is never left out of an answer.
        assert (there.folder / "cut" / "desk.db-wal").stat().st_size > 0
        assert run(["--desk", str(there.folder / "cut"), "--lang", "en", "order", NUMBER]) == 6
        assert "lies where nothing can be written" in capsys.readouterr().err


ANSWERS = (
    ["search", "sort:name"], ["order", NUMBER], ["log", NUMBER], ["report"], ["ledger"],
    ["audit", "verify"], ["stock"], ["shortages"], ["review"], ["inbox"], ["handover"],
    ["people", "list"], ["export"], ["reveal"], ["backup", "--list"], ["as-of", "now", "counts"],
)  # fmt: skip


def test_on_a_read_only_disk_every_command_answers_that_changes_nothing(tmp_path, capsys):
    """A desk that was closed, such as one on a disk that was taken out of a broken box."""
    with disk(tmp_path / "disk") as there:
        (tmp_path / "made").mkdir()
        desk = bare_desk(tmp_path / "made")
        desk.order()
        desk.service(People).ensure()
        desk.store.close()
        shutil.copytree(tmp_path / "made", there.folder / "desk")
        there.read_only()
        called = ["--desk", str(there.folder / "desk"), "--lang", "en"]
        for command in ANSWERS:
            assert run([*called, *command]) == 0, (command, capsys.readouterr().err)
        assert NUMBER in capsys.readouterr().out
        for command in (["remark", NUMBER, "--tab", "internal", "hello"],
                        ["reveal", NUMBER, "phone", "--reason", "1"]):  # fmt: skip
            assert run([*called, *command]) in (4, 6)
        told = capsys.readouterr()
        assert told.out == ""
        assert "Traceback" not in told.err
        # Whoever stays might still be there when the disk takes changes again.
        with pytest.raises(ReadOnly):
            Store(store_of(there.folder / "desk"))


def look_twice(folder):
    """What is told once somebody has met it."""
    store = Store(store_of(folder))
    sound = Soundness(folder, store)
    with pytest.raises(ReadOnly) as told, store.change() as c:
        c.execute(update(columns.orders).values(buyer_message="hello"))
    sound.met(told.value)
    found = sound.look()
    store.close()
    return found


# What only warns


def test_a_disk_that_is_nearly_full_is_told_before_it_is(folder):
    store = Store(store_of(folder))
    (trouble,) = look(store, folder, free=lambda _: 312_000_000)
    assert trouble.effect is Effect.WARNS
    assert tell(trouble.message, trouble.facts) == "disk nearly full: 312 MB left"
    store.close()


def test_a_clock_that_went_back_is_told_and_steps_keep_their_order(folder):
    store = Store(store_of(folder))
    People(store, DeskSettings(), person()).ensure()
    (trouble,) = look(store, folder, clock=lambda: time.time() - 3 * 3_600 - 720)
    assert trouble.kind is Kind.CLOCK
    assert "went back 3 h 11 min at" in tell(trouble.message, trouble.facts)
    use_language("zh")
    assert "倒退了 3 小时 11 分" in tell(trouble.message, trouble.facts)
    store.close()


def test_the_clock_is_the_one_of_now_not_of_when_the_program_was_loaded(folder, monkeypatch):
    store = Store(store_of(folder))
    People(store, DeskSettings(), person()).ensure()
    back = time.time() - 7_200
    monkeypatch.setattr(time, "time", lambda: back)
    (trouble,) = look(store, folder)
    assert trouble.kind is Kind.CLOCK
    store.close()


def test_that_nobody_imports_is_told_once_no_session_has_mended_it(folder):
    """Sessions of a shared box start no importer."""
    store, now = Store(store_of(folder)), [time.time()]
    sound = Soundness(folder, store, clock=lambda: now[0], free=lambda _: 10**12)
    assert sound.look() == ()
    now[0] += MISSED - 1
    assert sound.look() == ()
    now[0] += 1
    (trouble,) = sound.look()
    assert (trouble.kind, trouble.effect) == (Kind.STALLED, Effect.WARNS)
    lock = Lock(folder / IMPORTER_LOCK)
    assert lock.take()
    beat(folder)
    assert sound.look() == ()
    lock.give_back()
    assert sound.look() == ()
    store.close()


def test_an_importer_whose_lock_the_kernel_shows_under_another_name_is_not_missed(folder):
    """On btrfs and on overlays locks are shown with another device than their file has."""
    store, now = Store(store_of(folder)), [time.time()]
    sound = Soundness(folder, store, clock=lambda: now[0], free=lambda _: 10**12)
    (folder / IMPORTER_LOCK).touch()
    beat(folder)
    for _look in range(2):
        assert sound.look() == ()
        now[0] += MISSED
    store.close()
