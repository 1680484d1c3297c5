"""Name and PIN at a shared terminal: who gets in, what wrong tries cost, what is never kept."""

from __future__ import annotations

import os
import pwd
import threading
import time

import pytest

from csdesk.model.errors import DeskError, NotAllowed, NotFound, NotUnderstood, Refused
from csdesk.model.sessions import Door, Visit
from csdesk.services.counter import Counter
from csdesk.services.people import People
from csdesk.services.secrets import AT_ONCE, Secrets
from csdesk.services.sign_in import SignIn
from csdesk.store import credentials
from tests.services.desks import person

BOSS = person("boss", "老板", ("admin", "lead", "agent"))
LEAD, LI, WANG = person("chen", "陈静", ("lead",)), person("li", "李雷"), person("wang", "王芳")
DOOR = person("@counter1", "counter1", ())
PIN, OTHER = "482913", "593024"
NOW = 1_790_000_000


@pytest.fixture
def clock(monkeypatch):
    """Sets the time of day in epoch seconds."""

    def to(seconds):
        monkeypatch.setattr(time, "time", lambda: seconds)

    to(NOW)
    return to


@pytest.fixture
def people(desk, clock):
    """Four people; 李雷 has chosen a PIN."""
    desk.service(People, BOSS).ensure()
    for each in (LEAD, LI, WANG):
        desk.service(People, BOSS).add(each.login, each.name, each.roles)
    desk.service(SignIn, LI).choose("li", "", PIN)
    return desk


def wrong(desk, login, times, at=NOW):
    """As if somebody had been wrong so often."""
    with desk.store.change() as c:
        credentials.count_wrong(c, login, times, at)


def count(desk, login="li"):
    """Wrong ones in a row."""
    with desk.store.read() as c:
        found = credentials.kept(c, login)
        assert found
        return found.wrong


def kinds(desk):
    return [each["kind"] for each in desk.events() if each["kind"].startswith("person.")]


def test_who_knows_the_pin_gets_in_in_their_own_name_and_roles(people):
    wrong(people, "li", 3)
    door = people.service(SignIn, DOOR)
    found = door.sign_in("li", "４８２９１３")
    assert (found.actor.login, found.actor.roles, found.must_change) == ("li", {"agent"}, False)
    assert count(people) == 0
    last = people.events()[-1]
    assert (last["kind"], last["actor"]) == ("person.signed_in", "li")


def test_who_does_not_know_it_stays_out_and_the_log_tells_where_from(people):
    with pytest.raises(NotAllowed, match="李雷"):
        people.service(SignIn, DOOR).sign_in("li", OTHER)
    last = people.events()[-1]
    assert (last["kind"], last["actor"]) == ("person.wrong_pin", "@counter1")
    assert count(people) == 1


@pytest.mark.parametrize("login", ["nobody", "", "li' OR '1'='1", "left"])
def test_nobody_else_gets_in(people, login):
    people.service(People, BOSS).add("left", "走了", ["agent"])
    people.service(SignIn, BOSS).give("left", PIN)
    people.service(People, BOSS).off("left")
    with pytest.raises(NotFound):
        people.service(SignIn, DOOR).sign_in(login, PIN)
    people.service(People, BOSS).add("left", "走了", ["agent"])
    with pytest.raises(Refused, match="no PIN yet"):
        people.service(SignIn, DOOR).sign_in("left", PIN)


def test_the_fifth_wrong_one_makes_wait_even_who_is_right_then(people, clock):
    wrong(people, "li", 4)
    door = people.service(SignIn, DOOR)
    with pytest.raises(NotAllowed, match="in 30 seconds; after 10"):
        door.sign_in("li", OTHER)
    for later, seconds in ((0, "30"), (29, "1"), (-3_600, "30")):
        clock(NOW + later)  # a clock that was put back keeps nobody out for longer
        with pytest.raises(NotAllowed, match=f"in {seconds} seconds"):
            door.sign_in("li", PIN)
    assert count(people) == 5
    clock(NOW + 30)
    assert door.sign_in("li", PIN).actor.login == "li"


def test_the_tenth_wrong_one_locks_until_a_lead_unlocks(people, clock):
    wrong(people, "li", 9)
    clock(NOW + 480)
    door = people.service(SignIn, DOOR)
    with pytest.raises(NotAllowed, match="csdesk people unlock li"):
        door.sign_in("li", OTHER)
    clock(NOW + 10**6)
    with pytest.raises(NotAllowed, match="locked"):
        door.sign_in("li", PIN)
    assert [each.login for each in door.candidates() if each.locked] == ["li"]
    with pytest.raises(NotAllowed):
        people.service(SignIn, WANG).unlock("li")
    assert people.service(SignIn, LEAD).unlock("li").name == "李雷"
    assert door.sign_in("li", PIN).actor.login == "li"
    with pytest.raises(Refused, match="not locked"):
        people.service(SignIn, LEAD).unlock("li")
    told = kinds(people)
    assert told[-4:] == ["person.wrong_pin", "person.locked", "person.unlocked", "person.signed_in"]


def test_a_try_counts_before_it_is_looked_at(people):
    """Else whoever ends the program in the middle of a try could try for ever."""
    folder = people.store.path.parent
    turns = [Secrets(folder).turn() for _ in range(AT_ONCE)]
    for each in turns:
        each.__enter__()
    told: list[str] = []

    def attempt():
        try:
            people.service(SignIn, DOOR).sign_in("li", OTHER)
        except DeskError as refused:
            told.append(str(refused))

    thread = threading.Thread(target=attempt)
    thread.start()
    end = time.monotonic() + 10
    while count(people) == 0 and time.monotonic() < end:
        pass
    assert (count(people), told) == (1, [])
    for each in turns:
        each.__exit__(None, None, None)
    thread.join()
    assert len(told) == 1


def test_two_are_at_it_at_a_time_and_nobody_is_forgotten(tmp_path):
    lock, done = threading.Lock(), threading.Event()
    inside = most = finished = 0

    def attempt():
        nonlocal inside, most, finished
        with Secrets(tmp_path).turn():
            with lock:
                inside += 1
                most = max(most, inside)
                if inside == AT_ONCE:
                    done.set()
            done.wait(10)
            with lock:
                inside -= 1
                finished += 1

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (most, finished) == (AT_ONCE, 12)


def test_a_pin_that_somebody_else_gave_is_changed_at_the_first_use(people):
    people.service(SignIn, LEAD).give("wang", PIN)
    door = people.service(SignIn, DOOR)
    assert door.sign_in("wang", PIN).must_change
    with pytest.raises(NotUnderstood, match="the one that you have"):
        door.choose("wang", PIN, PIN)
    door.choose("wang", PIN, OTHER)
    assert not door.sign_in("wang", OTHER).must_change
    with pytest.raises(NotAllowed):
        door.sign_in("wang", PIN)


def test_nobody_chooses_for_others_and_no_lead_gets_at_an_administrators_name(people):
    with pytest.raises(Refused, match="no PIN yet"):
        people.service(SignIn, DOOR).choose("wang", "", OTHER)
    with pytest.raises(NotAllowed):
        people.service(SignIn, DOOR).choose("li", OTHER, OTHER + "7")
    for actor, login in ((WANG, "li"), (LEAD, "boss"), (LEAD, "chen"), (DOOR, "li")):
        with pytest.raises(NotAllowed):
            people.service(SignIn, actor).give(login, OTHER)
        with pytest.raises(NotAllowed):
            people.service(SignIn, actor).take_away(login)
    people.service(SignIn, BOSS).take_away("li")
    assert not people.service(SignIn, LI).asked()


def test_no_pin_stands_anywhere_on_the_disk(people):
    door = people.service(SignIn, DOOR)
    door.sign_in("li", PIN)
    with pytest.raises(NotAllowed):
        door.sign_in("li", "7031846")
    folder = people.store.path.parent
    kept = b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())
    assert b"$argon2id$v=19$m=19456,t=2,p=1$" in kept
    for secret in (PIN, "7031846"):
        assert secret.encode() not in kept


def test_the_account_that_keeps_a_box_is_not_asked_who_it_is(people):
    keeper = pwd.getpwuid(os.geteuid()).pw_name
    people.service(People, BOSS).add(keeper, "the box", ("lead",))
    folder = people.store.path.parent

    def asked(visit):
        return [each.login for each in Counter(folder, people.settings, DOOR, visit).candidates()]

    assert keeper in asked(None), "on a desk of one's own"
    there = Visit("@counter1", Door.SSH, "SHA256:x", "10.1.2.3", "/dev/pts/3")
    assert sorted(asked(there)) == ["boss", "chen", "li", "wang"]


def test_a_counter_knows_nobody_until_somebody_proved_it(people):
    counter = Counter(people.store.path.parent, people.settings, DOOR)
    assert counter.sitting is None
    ready = {each.login: each.ready for each in counter.candidates()}
    assert ready == {"boss": False, "chen": False, "li": True, "wang": False}
    with pytest.raises(NotAllowed):
        counter.prove("li", OTHER)
    assert counter.prove("li", PIN).actor.name == "李雷"
