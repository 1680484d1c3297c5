"""Behind the door no program is started and nothing is written elsewhere, whatever code runs.

The proof is made from inside: a process that is locked in tries everything it can.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys

import pytest

from csdesk.door import confining, landlock, seccomp

INSIDE = r"""
import ctypes, json, os, socket, sqlite3, subprocess, sys, threading, webbrowser
from pathlib import Path
from csdesk.door.confining import confine
from csdesk.door.surroundings import kept

desk, elsewhere = Path(sys.argv[1]), Path(sys.argv[2])
libc = ctypes.CDLL(None, use_errno=True)
os.environ["TMPDIR"] = kept({}, desk)["TMPDIR"]
lacks = confine([desk])
told = {"lacks": lacks}

def tried(name, what):
    try:
        told[name] = repr(what())
    except Exception as fault:
        told[name] = type(fault).__name__

def forked():
    child = os.fork()
    if not child:
        try:
            os.execv("/bin/true", ["true"])
        except OSError:
            os._exit(7)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def raw(number, *more):
    return libc.syscall(number, *more), ctypes.get_errno()

def in_a_thread():
    found = []
    def run():
        try:
            os.execv("/bin/true", ["true"])
        except OSError as fault:
            found.append(type(fault).__name__)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]

own = elsewhere / "own.sh"
tried("execv", lambda: os.execv("/bin/sh", ["sh", "-c", "echo out"]))
tried("subprocess", lambda: subprocess.run(["/bin/true"]))
tried("shell", lambda: subprocess.run("true", shell=True))
tried("posix_spawn", lambda: os.posix_spawn("/bin/true", ["true"], {}))
tried("fork", forked)
tried("thread", in_a_thread)
tried("system", lambda: os.waitstatus_to_exitcode(os.system("true")))
tried("popen", lambda: os.popen("true").close())
tried("browser", lambda: webbrowser.open("http://127.0.0.1/"))
x86 = os.uname().machine == "x86_64"
tried("execveat", lambda: raw(322 if x86 else 281, -100, b"/bin/true", 0, 0, 0))
tried("ptrace", lambda: raw(101 if x86 else 117, 16, os.getppid(), 0, 0))
tried("loader", lambda: os.execv("/lib64/ld-linux-x86-64.so.2", ["ld", "/bin/true"]))

tried("write", lambda: (elsewhere / "x").write_text("x"))
tried("append", lambda: open(elsewhere / "there", "a").write("x"))
tried("truncate", lambda: os.truncate(elsewhere / "there", 0))
tried("remove", lambda: (elsewhere / "there").unlink())
tried("rename", lambda: (elsewhere / "there").rename(elsewhere / "gone"))
tried("take", lambda: (elsewhere / "there").rename(desk / "taken"))
tried("bring", lambda: (desk / "mine").rename(elsewhere / "mine"))
tried("link", lambda: os.link(elsewhere / "there", desk / "hard"))
tried("mkdir", lambda: (elsewhere / "folder").mkdir())
tried("mkfifo", lambda: os.mkfifo(desk / "fifo"))
tried("symlink", lambda: (desk / "link").symlink_to(elsewhere))
tried("through", lambda: (desk / "way").joinpath("x").write_text("x"))
tried("database", lambda: sqlite3.connect(elsewhere / "x.db").execute("create table t (x)"))
tried("mem", lambda: open(f"/proc/{os.getppid()}/mem", "r+b"))

def connect():
    with socket.socket() as line:
        line.connect(("127.0.0.1", int(sys.argv[3])))
tried("connect", connect)
tried("kill", lambda: os.kill(os.getppid(), 0))

(desk / "new").write_text("x")
tried("inside", lambda: (desk / "new").rename(desk / "sub" / "n"))
tried("store", lambda: sqlite3.connect(desk / "d.db").execute("create table t (x)") and 1)
tried("null", lambda: open("/dev/null", "w").write("x"))
tried("read", lambda: (elsewhere / "there").read_text())

from csdesk.services.spreadsheets import Sheet, write_workbook
book = desk / "exports" / "orders.xlsx"
tried("workbook", lambda: write_workbook(book, [Sheet("orders", ["no"], [["1"]])]))
told["exports"] = os.listdir(desk / "exports")
print(json.dumps(told))
"""

NO_START = ("execv", "subprocess", "shell", "posix_spawn", "loader")
NO_WRITE = ("write", "append", "truncate", "remove", "rename", "mkdir", "mkfifo", "symlink",
            "through", "mem")  # fmt: skip


def tried_from_inside(place):
    """Everything that a locked-in process tried: what came of each trial, by name.

    Args:
        place: an empty folder.
    """
    desk, elsewhere = place / "desk", place / "elsewhere"
    (desk / "sub").mkdir(parents=True)
    (desk / "exports").mkdir()
    elsewhere.mkdir()
    (elsewhere / "there").write_text("there")
    (desk / "mine").write_text("mine")
    (desk / "way").symlink_to(elsewhere)
    with socket.create_server(("127.0.0.1", 0)) as heard:
        run = subprocess.run(
            [sys.executable, "-c", INSIDE, desk, elsewhere, str(heard.getsockname()[1])],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert sorted(each.name for each in elsewhere.iterdir()) == ["there"]
    assert (elsewhere / "there").read_text() == "there"
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What came of each trial."""
    return tried_from_inside(tmp_path_factory.mktemp("locked"))


needs_landlock = pytest.mark.skipif(not landlock.version(), reason="no Landlock in this kernel")
needs_seccomp = pytest.mark.skipif(not seccomp.known(), reason="no filter for this machine")


@needs_seccomp
@pytest.mark.parametrize("way", NO_START)
def test_no_program_is_started(told, way):
    assert told[way] == "PermissionError"


@needs_seccomp
def test_no_program_is_started_by_a_child_a_thread_or_a_call_of_the_kernel(told):
    assert told["fork"] == "7"
    assert told["thread"] == "'PermissionError'"
    assert told["system"] == "127"
    assert told["popen"] in ("32512", "PermissionError")
    assert told["browser"] == "False"
    assert told["execveat"] == told["ptrace"] == "(-1, 1)"


@needs_landlock
@pytest.mark.parametrize("way", NO_WRITE)
def test_nothing_is_written_outside_the_desk(told, way):
    assert told[way] == "PermissionError"


@needs_landlock
def test_nothing_is_carried_in_or_out(told):
    assert told["take"] != "None"
    assert {told["take"], told["bring"], told["link"]} <= {"PermissionError", "OSError"}
    assert told["database"] == "OperationalError"


@pytest.mark.skipif(landlock.version() < 6, reason="an older Landlock")
def test_no_line_is_opened_and_no_other_process_touched(told):
    assert told["connect"] == told["kill"] == "PermissionError"


def test_the_desk_itself_works_as_ever(told):
    assert told["store"] == "1"
    assert told["null"] == "1"
    assert told["read"] == "'there'"
    assert told["inside"] not in ("PermissionError", "OSError")


def test_a_workbook_is_written_where_no_temporary_folder_is_open(told):
    assert (told["workbook"], told["exports"]) == ("None", ["orders.xlsx"])


def test_what_the_kernel_lacks_is_told(told, monkeypatch):
    assert tuple(told["lacks"]) == confining.lacking()
    monkeypatch.setattr(landlock, "version", lambda: 0)
    monkeypatch.setattr(seccomp, "known", lambda: False)
    assert confining.lacking() == (confining.NO_LANDLOCK, confining.NO_SECCOMP)
    assert landlock.restrict([]) is False
