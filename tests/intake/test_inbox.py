"""Only finished files are taken from the inbox, wherever they lie and whatever they are called."""

import os
import socket
from pathlib import Path

import pytest

from csdesk.intake.inbox import LINK, SHARED, SPECIAL, Inbox


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inbox(tmp_path: Path, clock: Clock) -> Inbox:
    return Inbox(tmp_path, quiet_seconds=2.0, clock=clock)


def test_a_file_is_ready_once_it_has_been_quiet(tmp_path: Path, inbox: Inbox, clock: Clock) -> None:
    file = tmp_path / "a.csv"
    file.write_text("1")
    assert inbox.scan().growing == (file,)
    clock.now = 1.9
    assert inbox.scan().ready == ()
    clock.now = 2.0
    assert inbox.scan().ready == (file,)


def test_a_file_that_grows_waits_again(tmp_path: Path, inbox: Inbox, clock: Clock) -> None:
    file = tmp_path / "a.csv"
    file.write_text("1")
    inbox.scan()
    clock.now = 1.5
    file.write_text("12")
    inbox.scan()
    clock.now = 3.0
    assert inbox.scan().growing == (file,)
    clock.now = 3.5
    assert inbox.scan().ready == (file,)


def test_a_file_somebody_still_writes_waits_however_long_it_was_quiet(
    tmp_path: Path, inbox: Inbox, clock: Clock
) -> None:
    file = tmp_path / "a.csv"
    with file.open("w") as writing:
        writing.write("half")
        writing.flush()
        inbox.scan()
        clock.now = 60
        assert inbox.scan().growing == (file,)
    assert inbox.scan().ready == (file,)


@pytest.mark.parametrize("when", [0, 86_400, 4_102_444_800])
def test_the_times_written_on_a_file_do_not_matter(
    tmp_path: Path, inbox: Inbox, clock: Clock, when: int
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("1")
    os.utime(file, (when, when))
    inbox.scan()
    clock.now = 2
    assert inbox.scan().ready == (file,)


def test_day_folders_are_looked_into(tmp_path: Path, inbox: Inbox, clock: Clock) -> None:
    day = tmp_path / "2026-11" / "2026-11-22"
    day.mkdir(parents=True)
    (day / "2026-11-22-1.csv").write_text("1")
    inbox.scan()
    clock.now = 2
    assert inbox.scan().ready == (day / "2026-11-22-1.csv",)


@pytest.mark.parametrize(
    "name",
    ["orders.csv.crdownload", "a.csv.part", "~$a.xlsx", ".a.csv", "a.csv~", "a.TMP", "a.filepart"],
)
def test_what_is_named_as_unfinished_is_no_file_yet(
    tmp_path: Path, inbox: Inbox, clock: Clock, name: str
) -> None:
    (tmp_path / name).write_text("1")
    inbox.scan()
    clock.now = 60
    scan = inbox.scan()
    assert (scan.ready, scan.growing, scan.problems) == ((), (), ())


def test_links_pipes_and_sockets_are_named_and_never_read(tmp_path: Path, inbox: Inbox) -> None:
    outside = tmp_path.parent / "secret.csv"
    outside.write_text("1")
    (tmp_path / "link.csv").symlink_to(outside)
    (tmp_path / "hard.csv").hardlink_to(outside)
    os.mkfifo(tmp_path / "pipe.csv")
    here = Path.cwd()
    os.chdir(tmp_path)
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("socket.csv")
    finally:
        os.chdir(here)
    reasons = {problem.path.name: problem.reason for problem in inbox.scan().problems}
    assert reasons == {
        "link.csv": LINK,
        "hard.csv": SHARED,
        "pipe.csv": SPECIAL,
        "socket.csv": SPECIAL,
    }


def test_a_missing_inbox_is_empty(tmp_path: Path) -> None:
    assert Inbox(tmp_path / "gone").scan().ready == ()


def test_a_name_in_no_encoding_is_ready_like_any_other(
    tmp_path: Path, inbox: Inbox, clock: Clock
) -> None:
    name = os.fsdecode("订单".encode("gbk") + b".csv")
    (tmp_path / name).write_text("1")
    inbox.scan()
    clock.now = 2
    assert inbox.scan().ready == (tmp_path / name,)


def test_a_file_over_the_limit_is_named_and_never_copied(tmp_path: Path, clock: Clock) -> None:
    inbox = Inbox(tmp_path, quiet_seconds=0, largest=2_000_000, clock=clock)
    with (tmp_path / "huge.csv").open("wb") as file:
        file.truncate(10_000_000_000)
    (tmp_path / "good.csv").write_text("x")
    scan = inbox.scan()
    assert [path.name for path in scan.ready] == ["good.csv"]
    (problem,) = scan.problems
    assert problem.facts == {"size": 10_000, "limit": 2}
