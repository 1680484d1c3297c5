"""A full disk, files that grow or go away, and names that no one would choose."""

from __future__ import annotations

import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from csdesk.intake.loading import Stopped
from csdesk.intake.taking import Intake
from tests.faults.conftest import fill_inbox
from tests.hostile import PAYLOADS
from tests.intake.desks import AGENT, everything, make_desk, rows, sample, write_pair
from tests.intake.test_importer import until


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path / "desk")
    yield desk
    desk.close()


@pytest.mark.parametrize("spare", [0, 40_000, 120_000, 300_000])
def test_a_full_disk_loses_nothing_and_the_import_goes_on_afterwards(
    spare, importers, few, clean, desk
):
    fill_inbox(desk, few)
    largest = max((desk.folder / "desk.db").stat().st_size, 8_000) + spare
    importers.start(desk.folder, piece=20, largest=largest, once=False)
    until(lambda: importer_is_stuck(desk) or not list((desk.folder / "inbox").iterdir()))
    os.kill(importers.running, 15)
    assert importers.wait() in (0, 70)
    assert importers.run(desk.folder, piece=20) == 0
    assert everything(desk) == clean(few, 20)


def importer_is_stuck(desk):
    """Nothing has changed for a while."""

    def seen():
        return [(row["state"], row["rows_done"], row["attempts"]) for row in rows(desk, "batches")]

    before = seen()
    time.sleep(0.4)
    return before == seen()


def test_a_file_deleted_while_it_is_taken_in_goes_in_whole(desk, tmp_path):
    orders, items = write_pair(tmp_path / "f", sample(60))
    half_way = iter([False, True])
    first = Intake(desk.folder, desk.store, desk.settings, AGENT, orders_per_piece=20)
    first.take(items)
    intake = Intake(
        desk.folder, desk.store, desk.settings, AGENT, orders_per_piece=20,
        stop=lambda: next(half_way),
    )  # fmt: skip
    with pytest.raises(Stopped):
        intake.take(orders)
    orders.unlink()
    items.unlink()
    first.recover()
    assert len(rows(desk, "orders")) == 60
    assert {row["state"] for row in rows(desk, "batches")} == {"imported"}


def test_a_copy_deleted_from_staging_is_said_and_blocks_nothing(desk, tmp_path):
    orders, items = write_pair(tmp_path / "f", sample(60))
    first = Intake(desk.folder, desk.store, desk.settings, AGENT, orders_per_piece=20)
    first.take(items)
    asked = iter([False, True])
    with pytest.raises(Stopped):
        Intake(
            desk.folder, desk.store, desk.settings, AGENT, orders_per_piece=20,
            stop=lambda: next(asked),
        ).take(orders)  # fmt: skip
    shutil.rmtree(desk.folder / "staging")
    first.recover()
    assert {row["state"] for row in rows(desk, "batches")} == {"partly"}
    assert "drop the file in again" in rows(desk, "batches")[0]["reason"]
    for path in (orders, items):
        first.take(path)
    assert len(rows(desk, "orders")) == 60
    assert [row["state"] for row in rows(desk, "batches")][2:] == ["imported", "imported"]


def test_a_file_that_grows_slowly_is_taken_in_once_and_whole(desk, importers, tmp_path):
    orders, items = write_pair(tmp_path / "f", sample(40))
    shutil.copy(items, desk.folder / "inbox")
    importers.start(desk.folder, once=False)
    rows_of = orders.read_bytes().splitlines(keepends=True)
    with (desk.folder / "inbox" / orders.name).open("wb") as slow:
        for place in range(0, len(rows_of), 8):
            slow.writelines(rows_of[place : place + 8])
            slow.flush()
            until(lambda: len(rows(desk, "batches")) == 1)
            time.sleep(0.05)  # longer than a file must be quiet
            assert len(rows(desk, "batches")) == 1
    until(lambda: [row["state"] for row in rows(desk, "batches")] == ["imported", "imported"])
    assert len(rows(desk, "orders")) == 40
    os.kill(importers.running, 15)
    assert importers.wait() == 0


def hostile_names() -> list[bytes]:
    """Sixty names, each of which has stopped some program."""
    names = [
        b"\xb6\xa9\xb5\xa5.csv", b"\xff\xfe\xfd.csv", "订".encode() * 80,
        "单".encode() * 78 + b".csv", b"a" * 251 + b".csv", b"\xe2\x80\xaecsv.exe.csv",
        b"a\nb.csv", b"a\x1b[2J.csv", b"-rf", b"--help.csv", b"[@click=app.quit].csv",
        b"'; drop.csv", b" .csv", b"a.csv ", b"a\tb.csv", b"con.csv", b"$(id).csv", b"`id`.csv",
        b"%s%n.csv", b"{0}.csv", b"{row}.csv", b"*.csv", b"?.csv", b"a\\b.csv", b"\x7f.csv",
        b"\x01\x02.csv", "１２３.csv".encode(), "e\u0301.csv".encode(), "\xe9.csv".encode(),
        b"2026-11-22-1.csv.txt", b"report.txt", b"desk.db", b"NUL", b"a:b.csv",
    ]  # fmt: skip
    for payload in PAYLOADS:
        raw = payload.encode(errors="surrogateescape" if payload.isascii() else "replace")
        raw = raw.replace(b"/", b"|").replace(b"\0", b"0")[:200]
        if raw and not raw.startswith((b".", b"~")) and raw not in names:
            names.append(raw)
    return names[:60]


def test_sixty_hostile_names_stop_nothing(desk, importers, tmp_path):
    inbox = os.fsencode(desk.folder / "inbox")
    names = hostile_names()
    assert len(names) == 60
    for number, name in enumerate(names):
        with Path(os.fsdecode(inbox + b"/" + name)).open("w") as file:
            file.write(f"no export {number}\n")
    for path in write_pair(tmp_path / "f", sample(5)):
        shutil.copy(path, desk.folder / "inbox")
    assert importers.run(desk.folder) == 0
    states = [row["state"] for row in rows(desk, "batches")]
    assert states.count("quarantined") == 60
    assert states.count("imported") == 2
    assert not list((desk.folder / "inbox").iterdir())
    kept = [p for p in (desk.folder / "quarantine").iterdir() if p.read_bytes()[:9] == b"no export"]
    assert len(kept) == 60
    for path in kept:
        path.name.encode()  # every name is text now
        assert path.with_name(f"{path.name}.txt").exists()


def test_a_burst_of_files_while_the_inbox_is_replaced(desk, importers, tmp_path):
    importers.start(desk.folder, once=False)
    inbox = desk.folder / "inbox"
    until((desk.folder / "importer.lock").exists)
    inbox.rename(tmp_path / "old inbox")
    inbox.mkdir()

    def drop():
        for number in range(20):
            (inbox / f"{number}.csv").write_text(f"no export {number}\n")

    producers = [threading.Thread(target=drop), threading.Thread(target=drop)]
    for producer in producers:
        producer.start()
    for producer in producers:
        producer.join()
    until(lambda: not list(inbox.iterdir()))
    assert {row["file"] for row in rows(desk, "batches")} == {f"{n}.csv" for n in range(20)}
    os.kill(importers.running, 15)
    assert importers.wait() == 0
