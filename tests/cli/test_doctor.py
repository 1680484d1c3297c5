"""The doctor finds what is not sound, says what to do, and changes nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.tampering import tamper


def failed(told):
    """Names of the checks that failed."""
    return [check["name"] for check in told.answer["checks"] if not check["ok"]]


def backups_of(told):
    """What is said of backups."""
    return next(each["detail"] for each in told.answer["checks"] if each["name"] == "backups")


def test_a_sound_desk_is_told_so(csdesk, taken_in):
    told = csdesk("doctor", "--json", desk=taken_in)
    assert failed(told) == []
    assert told.status == 0
    assert told.answer["ok"] is True
    names = [check["name"] for check in told.answer["checks"]]
    assert names == list(dict.fromkeys(names))
    looked_at = {"store", "content", "chain", "rights", "disk", "filesystem", "importer", "box"}
    assert looked_at <= set(names)
    assert {key for check in told.answer["checks"] for key in check} == {
        "name", "ok", "detail", "remedy",
    }  # fmt: skip


def test_people_read_it_in_their_language(csdesk, taken_in):
    assert "operation log: " in csdesk("doctor", desk=taken_in, terminal=True).out
    assert "操作日志" in csdesk("--lang", "zh", "doctor", desk=taken_in, terminal=True).out


def test_no_desk(csdesk, tmp_path):
    told = csdesk("doctor", "--json", desk=tmp_path / "nowhere")
    assert (told.status, failed(told)) == (6, ["store"])
    assert not (tmp_path / "nowhere").exists()


def test_a_wrong_setting_does_not_stop_the_rest(csdesk, desk):
    (desk / "desk.toml").write_text("zonee = 1")
    told = csdesk("doctor", "--json", desk=desk)
    assert (told.status, failed(told)) == (6, ["settings"])


def test_rights_that_let_others_read(csdesk, desk):
    (desk / "desk.db").chmod(0o644)
    (desk / "archive").chmod(0o755)
    told = csdesk("doctor", "--json", desk=desk)
    assert (told.status, failed(told)) == (6, ["rights"])
    (check,) = (check for check in told.answer["checks"] if not check["ok"])
    assert "desk.db" in check["detail"]
    assert "archive" in check["detail"]
    assert "chmod" in check["remedy"]
    assert (desk / "desk.db").stat().st_mode & 0o777 == 0o644, "the doctor changes nothing"


def test_a_log_that_somebody_changed(csdesk, desk):
    tamper(desk / "desk.db", "UPDATE events SET actor = 'nobody' WHERE seq = 1")
    told = csdesk("doctor", "--json", desk=desk)
    assert (told.status, failed(told)) == (6, ["chain"])


def test_a_log_that_does_not_go_on_from_the_last_backup(csdesk, desk):
    assert backups_of(csdesk("doctor", "--json", desk=desk)).startswith("none yet")
    assert csdesk("backup", desk=desk).status == 0
    told = csdesk("doctor", "--json", desk=desk)
    assert (told.status, backups_of(told)[:2]) == (0, "1,")
    tamper(desk / "desk.db", "DELETE FROM events WHERE seq > 9")
    told = csdesk("doctor", "--json", desk=desk)
    assert (told.status, failed(told)) == (6, ["chain"])


def test_a_guard_of_the_log_that_somebody_dropped(csdesk, desk):
    with closing(sqlite3.connect(desk / "desk.db")) as c, c:
        c.execute("DROP TRIGGER log_kept")
    told = csdesk("doctor", "--json", desk=desk)
    assert (told.status, failed(told)) == (6, ["chain"])


@pytest.mark.parametrize(
    "damage",
    [b"", b"this is text, not a store", b"SQLite format 3\0" + bytes(4000)],
    ids=["empty", "text", "zeros"],
)
def test_a_store_that_is_none(csdesk, desk, damage):
    for name in ("desk.db-wal", "desk.db-shm"):
        (desk / name).unlink(missing_ok=True)
    (desk / "desk.db").write_bytes(damage)
    told = csdesk("doctor", "--json", desk=desk)
    assert (told.status, failed(told)) == (6, ["store"])
    assert csdesk("search", "x", desk=desk).status == 6


def test_a_store_with_holes(csdesk, desk):
    store = sqlite3.connect(desk / "desk.db")
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    content = bytearray((desk / "desk.db").read_bytes())
    for page in range(8, len(content) // 4096, 3):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    (desk / "desk.db").write_bytes(content)
    told = csdesk("doctor", "--json", desk=desk)
    assert told.status == 6
    assert set(failed(told)) & {"content", "store"}


def test_a_store_of_a_newer_csdesk(csdesk, desk):
    store = sqlite3.connect(desk / "desk.db")
    store.execute("PRAGMA user_version = 999")
    store.close()
    told = csdesk("doctor", "--json", desk=desk)
    assert (told.status, failed(told)) == (6, ["store"])
    assert "999" in told.out


def test_a_log_from_the_future(csdesk, desk):
    later = "UPDATE events SET at = at + 3600000000 WHERE seq = (SELECT max(seq) FROM events)"
    tamper(desk / "desk.db", later)
    told = csdesk("doctor", "--json", desk=desk)
    assert set(failed(told)) == {"chain", "clock"}
