"""Taking in files from the command line: what became of each, and an exit status to rely on."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import update

from csdesk.store import columns
from csdesk.store.engine import Store
from tests.hostile import forbidden

DATA = Path(__file__).parents[2] / "data"

BATCH_KEYS = {
    "id", "file", "profile", "state", "rows", "orders_new", "orders_changed", "orders_unchanged",
    "lines", "conflicts", "rejected", "reason", "errors",
}  # fmt: skip


def files(case):
    """The files of one sample folder."""
    return sorted(str(path) for path in (DATA / case).iterdir())


def test_a_pair_is_taken_in(csdesk, new_desk):
    told = csdesk("import", *files("imported/taobao-2019"), "--json", desk=new_desk)
    assert (told.status, told.err) == (0, "")
    batches = told.answer["batches"]
    assert len(batches) == 2
    for batch in batches:
        assert set(batch) >= BATCH_KEYS
        assert (batch["state"], batch["errors"]) == ("imported", [])
    assert sum(batch["orders_new"] for batch in batches) == 9
    assert csdesk("search", "--json", desk=new_desk).answer["total"] == 9


def test_the_same_files_again_are_duplicates_and_no_fault(csdesk, new_desk):
    csdesk("import", *files("imported/taobao-2019"), desk=new_desk)
    again = csdesk("import", *files("imported/taobao-2019"), "--json", desk=new_desk)
    assert again.status == 0
    assert {batch["state"] for batch in again.answer["batches"]} == {"duplicate"}
    assert csdesk("search", "--json", desk=new_desk).answer["total"] == 9


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("orders.csv.crdownload", "still being downloaded"),
        ("orders.csv.part", "still being downloaded"),
        ("orders.csv.PARTIAL", "still being downloaded"),
        ("~$orders.xlsx", "name the file itself"),
        (".~lock.orders.csv#", "name the file itself"),
    ],
)
def test_what_is_not_the_file_itself_is_refused_by_its_name(csdesk, new_desk, tmp_path, name, said):
    good, *_ = files("imported/taobao-2019")
    unfinished = tmp_path / name
    shutil.copyfile(good, unfinished)
    told = csdesk("import", good, str(unfinished), "--json", desk=new_desk)
    assert (told.status, told.out) == (1, "")
    assert said in told.err
    assert (
        csdesk("import", good, "--json", desk=new_desk).answer["batches"][0]["state"] == "waiting"
    )


def test_a_pipe_is_told_on_standard_error_why_the_status_is_1(csdesk, new_desk):
    told = csdesk("import", *files("partly/amazon-bad-cells"), desk=new_desk)
    assert told.status == 1
    assert "new-orders.txt: row 4, quantity-purchased" in told.err
    assert len(told.err.splitlines()) == 4
    told = csdesk("import", *files("waiting/taobao-orders-only"), desk=new_desk)
    assert "waits for the item report" in told.err


def test_half_a_pair_waits_and_says_for_what(csdesk, new_desk):
    told = csdesk("import", *files("waiting/taobao-orders-only"), "--json", desk=new_desk)
    assert told.status == 1
    (batch,) = told.answer["batches"]
    assert batch["state"] == "waiting"
    assert batch["reason"]
    assert csdesk("search", "--json", desk=new_desk).answer["total"] == 0


def test_half_a_pair_goes_in_alone_when_asked(csdesk, new_desk):
    half = files("waiting/taobao-orders-only")
    csdesk("import", *half, desk=new_desk)
    told = csdesk("import", *half, "--alone", "--json", desk=new_desk)
    assert told.status == 0
    assert [batch["state"] for batch in told.answer["batches"]] == ["imported"]
    assert csdesk("search", "--json", desk=new_desk).answer["total"] > 0


def test_rejected_rows_are_told_with_row_column_value_and_reason(csdesk, new_desk):
    told = csdesk("import", *files("partly/taobao-bad-cells"), "--json", desk=new_desk)
    assert told.status == 1
    errors = [each for batch in told.answer["batches"] for each in batch["errors"]]
    assert {frozenset(each) for each in errors} == {frozenset({"row", "column", "value", "reason"})}
    (time_fault,) = (each for each in errors if each["column"] == "订单创建时间")
    assert (time_fault["row"], time_fault["value"]) == (3, "2026-13-45 99:00:00")
    assert "{" not in time_fault["reason"]
    states = {batch["state"] for batch in told.answer["batches"]}
    assert states == {"partly"}
    assert csdesk("search", "--json", desk=new_desk).answer["total"] == 5


def test_people_see_the_reason_in_their_language(csdesk, new_desk):
    told = csdesk(
        "--lang", "zh", "import", *files("partly/taobao-bad-cells"), desk=new_desk, terminal=True
    )
    assert "行被拒" in told.out
    assert "十块" in told.out
    assert forbidden(told.out) == []


@pytest.mark.parametrize("case", ["encrypted", "nul-bytes", "unknown-header", "zip-bomb", "empty"])
def test_what_cannot_be_read_goes_to_quarantine_with_a_reason(csdesk, new_desk, case):
    told = csdesk("import", *files(f"quarantined/{case}"), "--json", desk=new_desk)
    assert told.status == 1
    (batch,) = told.answer["batches"]
    assert batch["state"] == "quarantined"
    assert batch["reason"]
    assert list((new_desk / "quarantine").iterdir())


def test_a_file_that_is_not_there_changes_nothing(csdesk, new_desk):
    there = files("imported/taobao-2019")[0]
    told = csdesk("import", there, "/nowhere/x.csv", "--json", desk=new_desk)
    assert (told.status, told.out) == (3, "")
    assert "/nowhere/x.csv" in told.err
    assert csdesk("doctor", "--json", desk=new_desk).status == 0
    assert list((new_desk / "archive").iterdir()) == []


def test_a_folder_is_refused(csdesk, new_desk):
    told = csdesk("import", str(DATA), desk=new_desk)
    assert told.status == 1
    assert told.err.count("\n") == 1


def test_the_file_stays_where_it_is_and_a_copy_is_kept(csdesk, new_desk, tmp_path):
    source = tmp_path / "downloads"
    shutil.copytree(DATA / "imported/amazon-all-orders-29", source)
    csdesk("import", *map(str, source.iterdir()), desk=new_desk)
    (file,) = source.iterdir()
    (kept,) = (path for path in (new_desk / "archive").rglob("*") if path.is_file())
    assert kept.read_bytes() == file.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0


def test_a_waiting_remark_attaches_when_its_order_is_imported(csdesk, new_desk):
    pair = files("imported/taobao-2019")
    csdesk("import", *pair, desk=new_desk)
    number = csdesk("search", "--json", desk=new_desk).answer["orders"][4]["market_no"]
    other = new_desk.with_name("other")
    csdesk("init", str(other))
    early = csdesk("remark", number, "--tab", "shipping", "要圆通", "--json", desk=other)
    assert early.answer["attached"] is False
    csdesk("import", *pair, desk=other)
    order = csdesk("order", number, "--json", desk=other).answer
    assert [each["text"] for each in order["remark_list"]] == ["要圆通"]
    assert order["remarks"]["shipping"] == 1
    found = csdesk("search", "圆通", "--json", desk=other).answer["orders"]
    assert [each["market_no"] for each in found] == [number]
    kinds = [each["kind"] for each in csdesk("log", number, "--json", desk=other).answer["events"]]
    assert kinds.index("remark.add") < kinds.index("remark.attach")


def test_sync_once_takes_in_what_lies_in_the_inbox(csdesk, new_desk):
    (new_desk / "desk.toml").write_text("[inbox]\nquiet_seconds = 0.1")
    for name in files("imported/taobao-2019"):
        shutil.copy(name, new_desk / "inbox")
    told = csdesk("sync", "--once", desk=new_desk)
    assert told.status == 0
    assert csdesk("search", "--json", desk=new_desk).answer["total"] == 9
    assert list((new_desk / "inbox").iterdir()) == []


def test_sync_once_says_when_not_all_went_in(csdesk, new_desk):
    (new_desk / "desk.toml").write_text("[inbox]\nquiet_seconds = 0.1")
    for name in files("quarantined/encrypted"):
        shutil.copy(name, new_desk / "inbox")
    told = csdesk("sync", "--once", desk=new_desk)
    assert told.status == 1
    assert "quarantined" in told.out


def test_sync_once_says_when_something_is_never_taken_in(csdesk, new_desk):
    (new_desk / "desk.toml").write_text("[inbox]\nquiet_seconds = 0.1")
    (new_desk / "inbox" / "orders.csv").symlink_to(files("imported/taobao-2019")[0])
    told = csdesk("sync", "--once", desk=new_desk)
    assert told.status == 1
    assert "It is a link" in told.err


def test_who_may_only_look_takes_nothing_in(csdesk, new_desk):
    with Store(new_desk / "desk.db").change() as c:
        c.execute(update(columns.people).values(roles="viewer"))
    told = csdesk("import", *map(str, files("imported/taobao-2019")), desk=new_desk)
    assert told.status == 4
    assert "Who may: agent, lead" in told.err
    assert csdesk("search", "--json", desk=new_desk).answer["total"] == 0


def test_reasons_are_told_in_the_language_of_the_person(csdesk, new_desk, tmp_path):
    """Items of which no order is known: each row, and the file as a whole."""
    orders, items = (Path(name) for name in sorted(files("imported/taobao-2019"))[::-1])
    lines = orders.read_bytes().splitlines(keepends=True)
    few = tmp_path / orders.name
    few.write_bytes(b"".join(lines[:2]))
    told = csdesk("--lang", "zh", "import", str(few), str(items), "--json", desk=new_desk)
    reasons = {error["reason"] for batch in told.answer["batches"] for error in batch["errors"]}
    assert reasons
    assert [reason for reason in reasons if reason.isascii()] == []
    assert not any("order report" in reason for reason in reasons)


def test_a_folder_among_the_files_is_told_before_anything_is_done(csdesk, new_desk):
    told = csdesk("import", *files("imported/taobao-2019"), str(new_desk), desk=new_desk)
    assert told.status == 1
    assert "is a folder" in told.err
    assert csdesk("search", "--json", desk=new_desk).answer["total"] == 0


def test_a_path_that_cannot_be_looked_at_is_told_in_a_sentence(csdesk, new_desk):
    told = csdesk("import", "x" * 300, desk=new_desk)
    assert told.status == 3
    assert "There is no file" in told.err


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(csdesk, new_desk):
    told = csdesk("import", "/proc/self/mem", desk=new_desk)
    assert told.status == 1
    assert "was not taken in" in told.err


@pytest.mark.slow
def test_sync_takes_in_what_comes_and_ends_quietly(csdesk, new_desk):
    (new_desk / "desk.toml").write_text("[inbox]\nquiet_seconds = 0.1")
    command = [sys.executable, "-m", "csdesk", "--desk", str(new_desk), "sync"]
    sync = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        wait_for(lambda: "importer.lock" in [each.name for each in new_desk.iterdir()])
        second = csdesk("sync", desk=new_desk)
        assert second.status == 1
        assert "already" in second.err
        for name in files("imported/amazon-all-orders-29"):
            shutil.copy(name, new_desk / "inbox")
        wait_for(lambda: csdesk("search", "--json", desk=new_desk).answer["total"])
        wait_for(lambda: detail(csdesk, new_desk, "importer") == "watches the inbox")
    finally:
        sync.send_signal(signal.SIGTERM)
        out, err = sync.communicate(timeout=30)
    assert (sync.returncode, err) == (0, b"")
    assert b"imported" in out


def detail(csdesk, desk, name):
    """What the doctor says about one thing."""
    checks = csdesk("doctor", "--json", desk=desk).answer["checks"]
    return next(check["detail"] for check in checks if check["name"] == name)


def wait_for(ready, seconds=30):
    """Until a condition holds."""
    last = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < last
        time.sleep(0.05)


def test_sync_needs_the_right_to_import(csdesk, new_desk):
    csdesk("people", "add", "eve", "Eve", "--role", "viewer", desk=new_desk)
    told = csdesk("--as", "eve", "sync", "--once", desk=new_desk)
    assert told.status == 4
    assert "may not" in told.err
