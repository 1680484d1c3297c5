"""Starting is quick and quiet: nothing heavy for an answer, nothing done by an import."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import csdesk
from csdesk.__main__ import opens_the_screens
from tests.house.rooms import HOUSE, modules

HEAVY = ["textual", "rich", "sqlmodel", "sqlalchemy", "pydantic", "watchdog", "openpyxl"]

ASK = """
import json, sys
from csdesk.__main__ import main
try:
    status = main()
except SystemExit as end:
    status = end.code
print(json.dumps([status or 0, sorted({name.partition(".")[0] for name in sys.modules})]))
"""

WATCH = """
import json, os, sys, threading
import textual.app, textual.widgets, sqlmodel, watchdog.observers, openpyxl, rich.console
done = {}

def watch(event, given):
    if event == "open":
        path = given[0]
        if isinstance(path, str) and not path.endswith((".py", ".pyc", ".so")):
            work.append(f"opened {path}")
    elif event.partition(".")[0] in ("socket", "sqlite3", "subprocess", "shutil", "signal"):
        work.append(event)
    elif event in ("os.mkdir", "os.remove", "os.rename", "os.system", "os.fork"):
        work.append(event)

work = []
sys.addaudithook(watch)
for name in sys.argv[1:]:
    threads, environment, work = threading.active_count(), dict(os.environ), []
    try:
        __import__(name)
    except Exception as error:
        work.append(repr(error))
    if threading.active_count() != threads:
        work.append("started a thread")
    if dict(os.environ) != environment:
        work.append("changed the environment")
    done[name] = work
print(json.dumps(done))
"""


def python(code, *arguments):
    """What a fresh Python prints last, as JSON, and all it prints before."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=HOUSE,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    *before, last = done.stdout.decode().splitlines()
    return json.loads(last), before


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_an_answer_does_not_wait_for_the_screens_or_the_store(argument):
    (status, loaded), printed = python(ASK, argument)
    assert status == 0
    assert "csdesk" in printed[0]
    assert [name for name in HEAVY if name in loaded] == []


def test_the_version_is_the_packages():
    _, printed = python(ASK, "--version")
    assert printed == [f"csdesk {csdesk.__version__}"]


@pytest.fixture(scope="module")
def imported():
    """What each module does when it is imported, all one after the other in one process."""
    return python(WATCH, *modules())


@pytest.mark.parametrize("name", modules())
def test_importing_does_no_work(imported, name):
    done, printed = imported
    assert done[name] == []
    assert printed == []


def test_the_counts_of_the_header_line_do_without_the_rooms_of_shifts_and_imports():
    """Every session asks for them before its first page is whole."""
    loaded, _ = python(
        "import json, sys, csdesk.services.asks; print(json.dumps(sorted(sys.modules)))"
    )
    rooms = ["services.receiving", "services.handover", "services.handover_proposals",
             "store.stuck", "store.loading"]  # fmt: skip
    assert [name for name in rooms if f"csdesk.{name}" in loaded] == []


@pytest.mark.parametrize(
    ("arguments", "screens"),
    [
        ([], True),
        (["demo"], True),
        (["demo", "--dir", "x"], True),
        (["--desk", "x"], True),
        (["--desk", "search"], True),
        (["--desk=x", "--lang", "zh", "demo"], True),
        (["demo", "--no-open"], False),
        (["--desk", "x", "search", "y"], False),
        (["search", "demo"], False),
        (["--help"], False),
        (["demo", "-h"], False),
        (["--version"], False),
    ],
)
def test_only_who_waits_for_the_screens_is_told_to(arguments, screens):
    assert opens_the_screens(arguments) is screens
