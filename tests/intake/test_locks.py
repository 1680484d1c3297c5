"""One importer per desk, and it knows whether anybody is still at work."""

import signal
import subprocess
import sys
from pathlib import Path

from csdesk.intake.locks import IMPORT_LOCK, SESSIONS_LOCK, Lock, is_held, session_presence

HOLD = """
import sys
from pathlib import Path
from csdesk.intake.locks import Lock
lock = Lock(Path(sys.argv[1]))
lock.take()
print("held", flush=True)
sys.stdin.read()
"""


def holder(path: Path) -> subprocess.Popen[str]:
    """Another process that has the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_only_one_process_has_it_and_a_killed_one_gives_it_back(tmp_path: Path) -> None:
    path = tmp_path / IMPORT_LOCK
    mine = Lock(path)
    with holder(path) as process:
        assert not mine.take(wait=False)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert mine.take(wait=False)
    mine.give_back()


def test_a_deleted_lock_file_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / IMPORT_LOCK
    first, second = Lock(path), Lock(path)
    assert first.take()
    path.unlink()
    assert not first.held()
    assert second.take(wait=False)
    assert second.held()
    first.give_back()
    second.give_back()


def test_sessions_are_seen_until_the_last_one_ends(tmp_path: Path) -> None:
    assert not is_held(tmp_path / SESSIONS_LOCK)
    with session_presence(tmp_path):
        with session_presence(tmp_path):
            assert is_held(tmp_path / SESSIONS_LOCK)
        assert is_held(tmp_path / SESSIONS_LOCK)
    assert not is_held(tmp_path / SESSIONS_LOCK)


def test_a_killed_session_is_no_session(tmp_path: Path) -> None:
    with holder(tmp_path / SESSIONS_LOCK) as process:
        assert is_held(tmp_path / SESSIONS_LOCK)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert not is_held(tmp_path / SESSIONS_LOCK)
