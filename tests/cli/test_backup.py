"""``csdesk backup``, ``restore`` and ``audit``: what people and programs are told."""

from __future__ import annotations

import shutil
import socket
import sqlite3
from contextlib import closing

import pytest

from csdesk.cli import audit
from csdesk.services.desk import Desk
from csdesk.settings import read_settings
from tests.hostile import forbidden
from tests.services.desks import person
from tests.store.test_backups import log_some
from tests.tampering import tamper


def newest(desk):
    return max((desk / "backups").glob("desk-*.db"))


def orders(desk):
    with closing(sqlite3.connect(desk / "desk.db")) as c:
        return c.execute("SELECT count(*) FROM orders").fetchone()[0]


def test_a_backup_for_programs_and_for_people(csdesk, desk):
    told = csdesk("backup", "--json", desk=desk)
    assert told.status == 0
    answer = told.answer
    assert answer["file"] == str(newest(desk))
    assert (answer["orders"], answer["sound"], answer["goes_on"]) == (orders(desk), True, True)
    assert (answer["removed"], len(answer["sha256"]), answer["why"]) == ([], 64, "asked")
    assert "Backup made: " in csdesk("backup", desk=desk, terminal=True).out
    listed = csdesk("backup", "--list", "--json", desk=desk).answer["backups"]
    assert [each["file"] for each in listed][1] == answer["file"]
    assert "已备份" in csdesk("--lang", "zh", "backup", desk=desk, terminal=True).out


def test_the_list_for_people(csdesk, desk):
    assert "There is no backup" in csdesk("backup", "--list", desk=desk, terminal=True).out
    csdesk("backup", desk=desk)
    lines = csdesk("backup", "--list", desk=desk, terminal=True).out.splitlines()
    assert newest(desk).name in lines[2]
    newest(desk).with_suffix(".json").unlink()
    assert "no manifest" in csdesk("backup", "--list", desk=desk, terminal=True).out


def test_a_backup_elsewhere_and_one_that_cannot_be_made(csdesk, desk, tmp_path):
    there = tmp_path / "usb"
    assert csdesk("backup", "--to", str(there), "--json", desk=desk).status == 0
    assert len(list(there.glob("desk-*.db"))) == 1
    assert not list((desk / "backups").glob("desk-*"))
    (tmp_path / "file").touch()
    told = csdesk("backup", "--to", str(tmp_path / "file"), desk=desk)
    assert told.status == 1
    assert "No backup was made" in told.err
    assert csdesk("backup", "--anew", "--list", desk=desk).status == 2


def test_settings_say_how_long_backups_are_kept(csdesk, desk):
    with (desk / "desk.toml").open("a") as settings:
        settings.write("\n")
    text = (desk / "desk.toml").read_text()
    (desk / "desk.toml").write_text(text.replace("[backups]\n", "[backups]\nhours = 0\ndays = 1\n"))
    for _ in range(3):
        told = csdesk("backup", "--json", desk=desk)
    assert len(told.answer["removed"]) == 1
    assert len(list((desk / "backups").glob("desk-*.db"))) == 1
    (desk / "desk.toml").write_text(text.replace("[backups]\n", "[backups]\ndays = 0\n"))
    assert csdesk("backup", desk=desk).status == 2


def test_a_drill_and_a_restore(csdesk, desk):
    csdesk("backup", desk=desk)
    had, backup = orders(desk), newest(desk)
    drilled = csdesk("restore", "--drill", "--json", desk=desk)
    assert drilled.status == 0
    assert (drilled.answer["file"], drilled.answer["orders"]) == (str(backup), had)
    shown = csdesk("restore", "--drill", backup.name, desk=desk, terminal=True).out
    assert "can be restored" in shown
    with closing(sqlite3.connect(desk / "desk.db")) as c, c:
        c.execute("DELETE FROM lines WHERE 1")
    told = csdesk("restore", backup.name, "--json", desk=desk)
    assert told.status == 0
    assert told.answer["former"] in {str(each) for each in (desk / "backups").glob("*.db")}
    assert orders(desk) == had
    assert csdesk("doctor", "--json", desk=desk).answer["ok"]
    assert csdesk("audit", "verify", desk=desk).status == 0


def test_a_desk_is_restored_where_there_was_none(csdesk, desk, tmp_path):
    """Another computer: the backup brings desk.toml along."""
    csdesk("backup", desk=desk)
    shutil.copytree(desk / "backups", tmp_path / "usb")
    backup = max((tmp_path / "usb").glob("*.db"))
    told = csdesk("restore", str(backup), "--json", desk=tmp_path / "new")
    assert (told.status, told.answer["former"]) == (0, None)
    assert (tmp_path / "new" / "desk.toml").read_text() == (desk / "desk.toml").read_text()
    assert orders(tmp_path / "new") == orders(desk)
    assert csdesk("doctor", "--json", desk=tmp_path / "new").status == 0


def test_a_restore_says_by_name_what_it_did_not_open_again(csdesk, desk):
    csdesk("people", "add", "ma", "马小云", desk=desk)
    csdesk("backup", desk=desk)
    backup = newest(desk).name
    assert "nothing had been closed" in csdesk("restore", backup, desk=desk).err
    csdesk("people", "off", "ma", desk=desk)
    told = csdesk("restore", backup, "--json", desk=desk)
    assert told.answer["closed"] == [
        {"what": "left", "login": "ma", "name": "马小云", "detail": ""}
    ]  # fmt: skip
    assert "马小云 (ma) left since" in told.err
    assert "马小云\tMA\tagent\t0" in csdesk("people", "list", desk=desk).out
    (desk / "desk.db").write_bytes(b"nothing")
    told = csdesk("restore", backup, "--json", desk=desk)
    assert told.answer["closed"] is None
    assert "csdesk people key --list" in told.err


def test_what_cannot_be_restored(csdesk, desk):
    assert csdesk("restore", desk=desk).status == 2
    assert csdesk("restore", "--drill", desk=desk).status == 3
    assert csdesk("restore", "desk-20000101T000000Z.db", desk=desk).status == 3
    csdesk("backup", desk=desk)
    opened = Desk(desk, read_settings(desk), person())
    told = csdesk("restore", newest(desk).name, desk=desk)
    opened.close()
    assert told.status == 1
    assert "The desk is open" in told.err


# The log: seven kinds of tampering (figure G11)


def steps(desk):
    with closing(sqlite3.connect(desk / "desk.db")) as c:
        return c.execute("SELECT count(*) FROM events").fetchone()[0]


def replaced(desk, other):
    for name in ("desk.db-wal", "desk.db-shm"):
        (desk / name).unlink(missing_ok=True)
    shutil.copy(other / "desk.db", desk / "desk.db")


_SWAP = (
    "CREATE TEMP TABLE two AS SELECT * FROM events WHERE seq IN (5, 6)",
    "DELETE FROM events WHERE seq IN (5, 6)",
    "UPDATE two SET seq = 11 - seq",
    "INSERT INTO events SELECT * FROM two",
)
_INSERT = (
    "UPDATE events SET seq = -seq WHERE seq >= 5",
    "UPDATE events SET seq = 1 - seq WHERE seq < 0",
    "CREATE TEMP TABLE one AS SELECT * FROM events WHERE seq = 4",
    "UPDATE one SET seq = 5, actor = 'ma', client_id = NULL",
    "INSERT INTO events SELECT * FROM one",
)
_CUT = ("DELETE FROM events WHERE seq > (SELECT max(seq) - 3 FROM events)",)


_EMPTY = ("UPDATE events SET before = NULL, after = NULL, salt = NULL WHERE digest IS NOT NULL",)


@pytest.mark.parametrize(
    ("meddle", "said"),
    [
        (("UPDATE events SET actor = 'ma' WHERE seq = 5",), "changed the log at step 5"),
        (("DELETE FROM events WHERE seq BETWEEN 5 AND 7",), "Steps 5 to 7 of the log are missing"),
        (_INSERT, "changed the log at step 5"),
        (_SWAP, "changed the log at step 5"),
        (_CUT, "its end was cut off"),
        (_EMPTY, "what it told, and no purge names that step"),
        (None, "another store was put in its place"),
    ],
    ids=["modified", "deleted", "inserted", "swapped", "cut", "emptied", "replaced"],
)
def test_all_seven_kinds_of_tampering_are_found(csdesk, desk, tmp_path, meddle, said):
    anchors = tmp_path / "anchors"
    log_some(desk / "desk.db")
    for _ in range(2):
        assert csdesk("audit", "anchor", "--to", str(anchors), desk=desk).status == 0
    sound = csdesk("audit", "verify", "--anchor", str(anchors), "--json", desk=desk)
    assert (sound.status, sound.answer["ok"], sound.answer["anchors"]) == (0, True, 1)
    if meddle is None:
        csdesk("init", str(tmp_path / "other"))
        log_some(tmp_path / "other" / "desk.db", steps(desk))
        replaced(desk, tmp_path / "other")
    else:
        tamper(desk / "desk.db", *meddle)
    found = csdesk("audit", "verify", "--anchor", str(anchors), "--json", desk=desk)
    assert (found.status, found.answer["ok"]) == (1, False)
    assert said in found.err


def test_a_cut_log_is_found_by_the_last_backup_even_without_an_anchor(csdesk, desk):
    csdesk("backup", desk=desk)
    tamper(desk / "desk.db", *_CUT)
    assert "its end was cut off" in csdesk("audit", "verify", desk=desk).err
    told = csdesk("backup", "--json", desk=desk)
    assert (told.status, told.answer["goes_on"], told.answer["removed"]) == (1, False, [])
    assert "does not go on" in told.err
    assert csdesk("backup", "--anew", desk=desk).status == 0
    assert csdesk("audit", "verify", desk=desk).status == 0


def test_a_dropped_guard_is_found(csdesk, desk):
    with closing(sqlite3.connect(desk / "desk.db")) as c, c:
        c.execute("DROP TRIGGER log_same")
    told = csdesk("audit", "verify", "--json", desk=desk)
    assert (told.status, told.answer["unguarded"]) == (1, ["log_same"])
    assert "log_same" in told.err


def test_anchors_are_read_from_manifests_standard_input_and_files(csdesk, desk, tmp_path):
    line = csdesk("audit", "anchor", "--to", "-", desk=desk).out
    assert csdesk("audit", "verify", "--anchor", "-", desk=desk, given=line).status == 0
    csdesk("backup", desk=desk)
    manifest = str(newest(desk).with_suffix(".json"))
    told = csdesk("audit", "verify", "--anchor", manifest, "--json", desk=desk)
    assert (told.status, told.answer["anchors"]) == (0, 1)
    forged = line.replace("hash=", "hash=00")[: len(line)]
    (tmp_path / "journal").write_bytes(b"\xff\x1b[2J noise\n" + line.encode() + forged.encode())
    told = csdesk("audit", "verify", "--anchor", str(tmp_path / "journal"), desk=desk)
    assert told.status == 0, "what is longer than a hash is none"
    (tmp_path / "none").write_text("nothing\n")
    assert csdesk("audit", "verify", "--anchor", str(tmp_path / "none"), desk=desk).status == 2
    assert csdesk("audit", "verify", "--anchor", str(tmp_path / "no"), desk=desk).status == 1
    assert csdesk("audit", "anchor", "--anchor", "x", desk=desk).status == 2


@pytest.mark.parametrize("form", ["text", "md", "csv", "html"])
def test_a_report_is_an_anchor(csdesk, desk, tmp_path, form):
    report = str(tmp_path / f"report.{form}")
    assert csdesk("report", f"--{form}", report, desk=desk).status == 0
    assert csdesk("audit", "verify", "--anchor", report, desk=desk).status == 0
    tamper(desk / "desk.db", *_CUT)
    assert csdesk("audit", "verify", "--anchor", report, desk=desk).status == 1


def test_after_a_restore_an_older_anchor_is_explained(csdesk, desk, tmp_path):
    csdesk("backup", desk=desk)
    csdesk("audit", "anchor", "--to", str(tmp_path / "a"), desk=desk)
    csdesk("restore", newest(desk).name, desk=desk)
    told = csdesk("audit", "verify", "--anchor", str(tmp_path / "a"), desk=desk)
    assert told.status == 1
    assert "restored a backup" in told.err
    csdesk("audit", "anchor", "--to", str(tmp_path / "b"), desk=desk)
    assert csdesk("audit", "verify", "--anchor", str(tmp_path / "b"), desk=desk).status == 0


@pytest.fixture
def journal(tmp_path_factory, monkeypatch):
    """What listens where the box's journal would."""
    path = tmp_path_factory.mktemp("j") / "log"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(path))
        listening.settimeout(5)
        monkeypatch.setattr(audit, "JOURNAL", path)
        yield listening


def test_the_journal_is_told_the_anchor(csdesk, desk, journal):
    told = csdesk("audit", "anchor", "--json", desk=desk)
    assert (told.status, told.answer["journal"]) == (0, True)
    line = journal.recv(4096).decode()
    assert line.startswith("<85>csdesk[")
    assert f"csdesk anchor seq={told.answer['seq']} hash={told.answer['hash']} at=" in line
    assert csdesk("audit", "verify", "--anchor", "-", desk=desk, given=line).status == 0


def test_a_box_without_a_journal_says_so(csdesk, desk, tmp_path, monkeypatch):
    monkeypatch.setattr(audit, "JOURNAL", tmp_path / "none")
    told = csdesk("audit", "anchor", desk=desk)
    assert told.status == 1
    assert "--to" in told.err
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    told = csdesk("audit", "anchor", "--to", str(tmp_path / "link"), desk=desk)
    assert (told.status, (tmp_path / "elsewhere").exists()) == (1, False)


def test_a_hostile_manifest_is_shown_and_not_obeyed(csdesk, desk):
    csdesk("backup", desk=desk)
    manifest = newest(desk).with_suffix(".json")
    text = manifest.read_text().replace('"csdesk": "', '"csdesk": "\\u001b[2J\\u202e')
    manifest.write_text(text.replace('"sha256": "', '"sha256": "\\u001b]0;x\\u0007'))
    for call in (("backup", "--list"), ("backup", "--list", "--json"), ("restore", "--drill")):
        for terminal in (False, True):
            told = csdesk(*call, desk=desk, terminal=terminal)
            assert forbidden((told.out + told.err).replace("\t", "")) == []
