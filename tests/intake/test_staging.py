"""A file is copied whole before anything is read of it, and put away over no other."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from csdesk.intake.shelves import put, report_of, safe_name
from csdesk.intake.staging import StillChanging, shown_name, source, stage, staged_files
from csdesk.model.errors import NotFound, Refused
from tests.hostile import PAYLOADS, forbidden


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def test_the_copy_is_named_by_its_content(tmp_path, inbox):
    file = inbox / "a.csv"
    file.write_bytes(b"content")
    staged = stage(tmp_path, file, inbox=True)
    assert staged.sha256 == hashlib.sha256(b"content").hexdigest()
    assert staged.path.read_bytes() == b"content"
    assert staged_files(tmp_path) == [staged.path]


def test_a_file_that_somebody_writes_is_not_copied(tmp_path, inbox):
    file = inbox / "a.csv"
    with file.open("wb") as writer:
        writer.write(b"half")
        writer.flush()
        with pytest.raises(StillChanging):
            stage(tmp_path, file, inbox=True)
    assert staged_files(tmp_path) == []
    assert stage(tmp_path, file, inbox=True).size == 4


def test_only_the_file_that_was_copied_is_taken_away(tmp_path, inbox):
    file = inbox / "a.csv"
    file.write_bytes(b"one")
    staged = stage(tmp_path, file, inbox=True)
    file.unlink()
    file.write_bytes(b"another one")
    staged.source.remove()
    assert file.read_bytes() == b"another one"


def test_a_file_of_somebody_else_lingers(tmp_path, inbox):
    """The kernel tells only a file's owner whether somebody writes it."""
    file = inbox / "a.csv"
    file.write_bytes(b"one")
    if os.geteuid():
        pytest.skip("only root can give a file away")
    os.chown(file, 12_345, -1)
    staged = stage(tmp_path, file, inbox=True)
    kept = source(staged.source.text())
    assert kept == staged.source
    assert kept.there()


@pytest.mark.parametrize(
    "name", [b"\xff\xfe.csv", "订单\n[x]\x1b]0;x\x07.csv".encode(), b"-rf.csv"]
)
def test_a_name_of_any_bytes_goes_through_the_ledger(name, tmp_path, inbox):
    path = Path(os.fsdecode(os.fsencode(inbox) + b"/" + name))
    path.write_bytes(b"x")
    original = stage(tmp_path, path, inbox=True).source
    again = source(original.text())
    assert again == original
    again.remove()
    assert not path.exists()
    assert forbidden(shown_name(path), lines=False) == []
    shown_name(path).encode()


def test_a_gbk_name_is_shown_as_it_was_meant(inbox):
    path = Path(os.fsdecode(os.fsencode(inbox) + "/订单.csv".encode("gbk")))
    assert shown_name(path) == "订单.csv"


def test_what_is_no_file_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(NotFound):
        stage(tmp_path, tmp_path / "nowhere.csv", inbox=False)
    with pytest.raises(Refused, match="folder"):
        stage(tmp_path, tmp_path, inbox=False)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Refused, match="ordinary"):
        stage(tmp_path, tmp_path / "pipe", inbox=False)


def test_half_a_copy_of_a_killed_process_is_cleared(tmp_path):
    (tmp_path / "staging").mkdir()
    (tmp_path / "staging" / "0123.tmp").write_bytes(b"half")
    assert staged_files(tmp_path) == []
    assert not list((tmp_path / "staging").iterdir())


@given(st.text() | st.sampled_from(PAYLOADS) | st.text("订", min_size=60, max_size=90))
@example("a\0b.csv")
def test_any_name_becomes_one_that_the_disk_takes(name):
    safe = safe_name(name)
    assert 0 < len(safe.encode(errors="replace")) <= 200
    assert not {"/", "\0"} & set(safe)
    assert not safe.startswith((".", "-"))


def test_the_ending_survives_the_cut():
    assert safe_name("订" * 80 + ".csv").endswith("订.csv")


def test_putting_away_twice_makes_one_file(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"1")
    other.write_bytes(b"2")
    folder = tmp_path / "archive"
    assert put(one, folder, "a.csv") == put(one, folder, "a.csv") == folder / "a.csv"
    assert put(other, folder, "a.csv") == folder / "a-2.csv"
    report_of(folder / "b.csv").write_text("report")
    assert put(other, folder, "b.csv") == folder / "b-2.csv", "the report is on another b.csv"
