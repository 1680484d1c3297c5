"""``csdesk people``, ``csdesk audit`` and ``--as``: who works here, and who acts."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from sqlalchemy import text

from csdesk.store.engine import Store
from tests.hostile import CASES, forbidden
from tests.tampering import unguard

STRANGER = 54321
"""A user of the system whom no desk knows."""

AS_STRANGER = f"""\
import os, sys
os.setresuid({STRANGER}, 0, 0)
from csdesk.__main__ import main
sys.exit(main())
"""


def test_people_are_added_listed_and_taken_off(csdesk, new_desk):
    assert csdesk("people", "add", "li", "李雷", "--role", "agent", desk=new_desk).status == 0
    told = csdesk("people", "role", "li", "--role", "财务", "--lang", "zh", "--json", desk=new_desk)
    assert told.answer == {
        "login": "li", "name": "李雷", "code": "LI", "roles": ["finance"], "active": True
    }  # fmt: skip
    assert csdesk("people", "off", "li", desk=new_desk).status == 0
    listed = csdesk("people", "list", "--json", desk=new_desk).answer["people"]
    assert [each["active"] for each in listed] == [True, False]


def test_what_cannot_be_done_to_people_is_told_in_a_sentence(csdesk, new_desk):
    assert csdesk("people", "add", desk=new_desk).status == 2
    assert csdesk("people", "role", "nobody", "--role", "agent", desk=new_desk).status == 3
    told = csdesk("people", "add", "li", "--role", "boss", desk=new_desk)
    assert told.status == 2
    assert '"boss"' in told.err


def test_a_hostile_name_is_harmless_in_the_list(csdesk, new_desk):
    for n, name in enumerate(CASES):
        csdesk("people", "add", f"x{n}", name, desk=new_desk)
    told = csdesk("people", desk=new_desk)
    assert [cell for row in told.rows for cell in row if forbidden(cell, lines=False)] == []
    assert forbidden(csdesk("people", "--json", desk=new_desk).out, lines=True) == []


def test_the_owner_of_the_desk_acts_as_somebody_who_works_here(csdesk, desk):
    csdesk("people", "add", "li", "李雷", "--role", "viewer", desk=desk)
    number = csdesk("search", "--json", desk=desk).answer["orders"][0]["order_no"]
    told = csdesk("--as", "li", "remark", number, "--tab", "1", "x", desk=desk)
    assert told.status == 4
    assert "李雷" in told.err
    csdesk("people", "role", "li", "--role", "agent", desk=desk)
    assert csdesk("remark", number, "--tab", "1", "x", "--as", "li", desk=desk).status == 0
    log = csdesk("log", number, "--json", desk=desk).answer["events"]
    assert [each["actor"] for each in log[-2:]] == ["李雷", "李雷"]
    assert csdesk("--as", "nobody", "search", desk=desk).status == 3


@pytest.fixture
def as_stranger(csdesk, new_desk):
    """Call csdesk in a process of somebody else, on a desk that they may write but do not own.

    Files are read and written as root, since others may not be able to read the Python of the
    tests.
    """
    if os.geteuid():
        pytest.skip("only root runs programs as other people")
    csdesk("people", "add", "li", "李雷", desk=new_desk)

    def call(*arguments):
        return subprocess.run(
            [sys.executable, "-c", AS_STRANGER, "--desk", new_desk, *arguments],
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    return call


def test_who_does_not_own_the_desk_acts_as_nobody_else(as_stranger):
    told = as_stranger("--as", "li", "search")
    assert told.returncode == 4
    assert "Only the owner" in told.stderr
    assert f"uid{STRANGER}" in told.stderr


def test_whom_nobody_let_in_looks_and_is_not_taken_down_for_it(as_stranger):
    assert as_stranger("search").returncode == 0
    told = json.loads(as_stranger("people", "--json").stdout)["people"]
    assert f"uid{STRANGER}" not in [each["login"] for each in told]
    refused = as_stranger("blacklist", "TB261122-0001", "--reason", "x")
    assert refused.returncode == 4
    assert "Who may" in refused.stderr
    told = json.loads(as_stranger("people", "--json").stdout)["people"]
    assert {each["login"]: each["roles"] for each in told}[f"uid{STRANGER}"] == ["viewer"]


def test_the_log_of_one_person_and_of_one_kind(csdesk, desk):
    csdesk("people", "add", "li", "李雷", "--role", "agent", desk=desk)
    number = csdesk("search", "--json", desk=desk).answer["orders"][0]["order_no"]
    csdesk("--as", "li", "remark", number, "--tab", "1", "x", desk=desk)

    def steps(*narrowed):
        told = csdesk("log", number, *narrowed, "--json", desk=desk)
        assert told.status == 0, told.err
        return [(each["login"], each["kind"]) for each in told.answer["events"]]

    assert steps("--by", "li") == steps("--by", "李雷") == [("li", "remark.add")]
    assert steps("--kind", "remark") == steps("--kind", "写备注") == [("li", "remark.add")]
    assert steps("--by", "li", "--kind", "order.imported") == []
    assert ("li", "remark.add") not in steps("--kind", "order")
    assert csdesk("log", number, "--by", "nobody", desk=desk).status == 3
    told = csdesk("log", number, "--kind", "nothing", desk=desk)
    assert told.status == 2
    assert '"nothing"' in told.err


def test_a_changed_log_is_named_at_its_first_broken_link(csdesk, desk):
    told = csdesk("audit", "verify", "--json", desk=desk)
    assert (told.status, told.answer["ok"], told.answer["first_broken"]) == (0, True, None)
    with Store(desk / "desk.db").change() as c:
        unguard(c.exec_driver_sql)
        c.execute(text("UPDATE events SET actor = 'somebody' WHERE seq = 3"))
    told = csdesk("audit", "verify", "--json", desk=desk)
    assert (told.status, told.answer["first_broken"]) == (1, 3)
    assert "step 3" in told.err


def test_every_step_tells_by_whom_it_was_done_and_how_they_came(desk):
    """Imports by hand, too."""
    store = Store(desk / "desk.db")
    with store.read() as c:
        lost = text("SELECT count(*) FROM events WHERE session NOT IN (SELECT id FROM sessions)")
        assert c.execute(lost).scalar() == 0
        doors = c.execute(text("SELECT DISTINCT door, credential FROM sessions")).all()
    store.close()
    assert doors == [("own", f"uid {os.getuid()}")]
