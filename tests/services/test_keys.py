"""Whose key opens the desk is said by those who may let people in, and everybody has their own."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from csdesk.model.errors import NotAllowed, NotFound, NotUnderstood, Refused, StoreUnusable
from csdesk.model.sessions import Door, Ended, Visit
from csdesk.services.keys import Keys, check_counter
from csdesk.services.people import People
from csdesk.services.sessions import begun
from csdesk.store import people as people_rows
from csdesk.store import sessions
from csdesk.store.sqlite.open_keys import ASKED, open_key
from tests.rules.test_ssh_keys import ED25519, RSA_3072, line
from tests.services.desks import person

OTHER = line("ssh-ed25519", b"o" * 32)


@pytest.fixture
def keys(desk):
    """The service in anybody's name: a function of a login."""
    people = {
        "li": ["agent"], "han": ["agent"], "wang": ["lead"], "root": ["admin"], "zhao": ["lead"],
    }  # fmt: skip
    with desk.store.change() as c:
        for login, roles in people.items():
            people_rows.add(c, person(login, login.title(), roles))
    return lambda login: desk.service(Keys, person(login, login.title(), people[login]))


def by_key(login, key):
    return Visit(login, Door.SSH, key.fingerprint)


def test_a_lead_lets_an_agent_in_and_only_an_admin_a_lead(keys):
    key = keys("wang").add("li", ED25519)
    assert (key.login, key.added_by) == ("li", "wang")
    keys("li").check(by_key("li", key))
    with pytest.raises(NotAllowed):
        keys("wang").add("zhao", OTHER)
    with pytest.raises(NotAllowed):
        keys("li").add("li", OTHER)
    assert keys("root").add("zhao", OTHER).login == "zhao"


def test_a_key_is_one_persons(keys):
    key = keys("wang").add("li", ED25519)
    with pytest.raises(Refused):
        keys("wang").add("han", ED25519)
    with pytest.raises(NotAllowed):
        keys("han").check(by_key("han", key))
    keys("wang").revoke("li")
    assert keys("wang").add("han", ED25519).login == "han"


@pytest.mark.parametrize("login", ["nobody", "", "@", "@ x", "@a;b", "@" + "a" * 40])
def test_a_key_is_given_to_somebody_who_works_here_or_to_a_counter(keys, login):
    with pytest.raises((NotFound, NotUnderstood)):
        keys("wang").add(login, ED25519)
    assert keys("wang").add("@counter1", ED25519).login == "@counter1"


def test_a_counters_key_opens_the_question_who_it_is_and_nothing_else(desk, keys, tmp_path):
    key = keys("wang").add("@counter1", ED25519)
    came = by_key("@counter1", key)
    with pytest.raises(NotAllowed):
        keys("li").check(came)
    keys("li").check(came, seated=True)
    check_counter(tmp_path, came)
    keys("wang").revoke("@counter1")
    with pytest.raises(NotAllowed):
        keys("li").check(came, seated=True)
    with pytest.raises(NotAllowed):
        check_counter(tmp_path, came)


def test_a_revoked_key_opens_nothing_at_once_and_puts_out_who_is_in(desk, keys, tmp_path):
    key = keys("wang").add("li", ED25519)
    other = keys("wang").add("li", RSA_3072)
    who = begun(desk.store, by_key("li", key), person(), stays=True)
    with desk.store.change():
        pass
    (gone,) = keys("wang").revoke("li", key.fingerprint[:14])
    assert (gone.fingerprint, gone.revoked_by) == (key.fingerprint, "wang")
    assert open_key(tmp_path / "desk.db", key.fingerprint) is None
    assert open_key(tmp_path / "desk.db", other.fingerprint) is not None
    with desk.store.read() as c:
        told = sessions.of(c, who.session)
    assert told is not None
    assert (told.why, told.ended_by) == (Ended.SHUT_OUT, "wang")
    with pytest.raises(NotAllowed):
        keys("li").check(by_key("li", key))
    with pytest.raises(NotFound):
        keys("wang").revoke("li", key.fingerprint)
    assert [each.fingerprint for each in keys("li").list()] == [other.fingerprint]
    assert len(keys("li").list(revoked=True)) == 2


def test_everybody_takes_their_own_keys_away_and_nobody_elses(keys):
    keys("wang").add("li", ED25519)
    with pytest.raises(NotAllowed):
        keys("han").revoke("li")
    assert len(keys("li").revoke("li")) == 1


def test_who_leaves_comes_in_no_more_and_is_put_out(desk, keys, tmp_path):
    key = keys("wang").add("li", ED25519)
    who = begun(desk.store, by_key("li", key), person(), stays=True)
    with desk.store.change():
        pass
    desk.service(People, person("root", "Root", ["admin"])).off("li")
    assert open_key(tmp_path / "desk.db", key.fingerprint) is None
    with pytest.raises(NotAllowed):
        keys("li").check(by_key("li", key))
    with desk.store.read() as c:
        told = sessions.of(c, who.session)
    assert told is not None
    assert told.why is Ended.SHUT_OUT


def test_what_is_done_to_keys_is_logged_by_fingerprint_and_sent_twice_done_once(desk, keys):
    key = keys("wang").add("li", ED25519, client_id="a")
    keys("wang").add("li", ED25519, client_id="a")
    keys("wang").revoke("li", client_id="b")
    keys("wang").revoke("li", client_id="b")
    told = [(each["kind"], each["actor"]) for each in desk.events()]
    assert told == [("key.add", "wang"), ("key.revoke", "wang")]
    assert all(key.fingerprint in each["after"] for each in desk.events())


def test_what_sshd_asks_needs_no_library_and_walks_no_table(desk, tmp_path):
    ask = "import sys, csdesk.door.keys, csdesk.store.sqlite.open_keys; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert {"sqlalchemy", "textual", "pydantic"}.isdisjoint(told.stdout.split())
    with closing(sqlite3.connect(tmp_path / "desk.db")) as store:
        plan = store.execute(f"EXPLAIN QUERY PLAN {ASKED}", {"fingerprint": "x"}).fetchall()
    assert [step[3] for step in plan if "SCAN" in step[3]] == []


@pytest.mark.parametrize("wrong", ["missing", "text", "empty"])
def test_a_store_that_is_none_opens_for_nobody_and_is_not_made(tmp_path, wrong):
    place = tmp_path / "other.db"
    if wrong != "missing":
        place.write_text("no store" * 100 if wrong == "text" else "")
    with pytest.raises(StoreUnusable):
        open_key(place, "SHA256:x")
    assert place.exists() is (wrong != "missing")
