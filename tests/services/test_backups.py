"""Backups are made and restored by who may, logged, and a restore is never half done."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from csdesk.model.backups import Closed, Why
from csdesk.model.errors import NotAllowed, NotFound, Refused, StoreUnusable
from csdesk.model.settings import DeskSettings
from csdesk.rules.secrets import LOCKED_AT
from csdesk.services.audit import Audit
from csdesk.services.backups import Backups, named
from csdesk.services.keys import Keys
from csdesk.services.people import People
from csdesk.services.presence import Presence
from csdesk.services.restoring import Restoring
from csdesk.services.sign_in import SignIn
from csdesk.store import backups as files
from csdesk.store import credentials
from csdesk.store.engine import SCHEMA_VERSION, Store
from tests.dying import killed_at_each_step
from tests.services.desks import BareDesk, bare_desk, person
from tests.store.test_backups import check
from tests.store.test_migrations import older
from tests.tampering import tamper

LEAD = person("wang", "王芳", ("lead",))
FIRST, SECOND = "TB261122-0001", "TB261122-0002"


@pytest.fixture
def desk(tmp_path):
    """A desk with one order, whose store is closed at the end."""
    made = bare_desk(tmp_path)
    made.order(FIRST, "1")
    yield made
    made.store.close()


def backups_of(desk, who=LEAD):
    return Backups(desk.store.path.parent, desk.store, desk.settings, who)


def restoring(folder, who=LEAD):
    return Restoring(folder, DeskSettings(), who)


def check_schema(backup):
    """The schema of a backup."""
    return backup.manifest.schema


def orders(folder):
    """Numbers of the orders of a desk that nobody has open."""
    with closing(sqlite3.connect(folder / "desk.db")) as c:
        return sorted(number for (number,) in c.execute("SELECT order_no FROM orders"))


@pytest.fixture
def backed_up(desk):
    """A closed desk with one order more than its backup has; its folder and the backup."""
    backup = backups_of(desk).make()
    desk.order(SECOND, "2")
    desk.store.close()
    return desk.store.path.parent, backup


def test_a_backup_is_logged_with_its_hash_and_its_log_goes_on_in_the_next(desk):
    first = backups_of(desk).make()
    second = backups_of(desk).make()
    told = [each for each in desk.events() if each["kind"] == "store.backup"]
    assert [each["actor"] for each in told] == ["wang", "wang"]
    assert check(first).sha256 in told[0]["after"]
    assert (check(first).head.seq, check(second).head.seq) == (0, 1)
    assert check(second).goes_on
    assert backups_of(desk).list() == (second, first)


def test_who_has_no_right_makes_none_and_that_is_logged(desk):
    desk.service(People, LEAD).ensure()
    with pytest.raises(NotAllowed):
        backups_of(desk, person("han")).make()
    assert backups_of(desk).list() == ()
    assert desk.events()[-1]["kind"] == "refused"


def test_a_log_that_was_cut_is_told_until_a_lead_says_otherwise(desk):
    for _ in range(3):
        first = backups_of(desk).make()
    tamper(desk.store.path, "DELETE FROM events WHERE seq > 1")
    again = [backups_of(desk).make().manifest.goes_on for _ in range(2)]
    assert again == [False, False]
    assert not Audit(desk.store.path.parent, desk.store).check().ok
    assert backups_of(desk).make(anew=True).manifest.goes_on
    assert backups_of(desk).make().manifest.goes_on
    assert Audit(desk.store.path.parent, desk.store).check().ok
    assert first in backups_of(desk).list()


def test_another_folder_has_its_own_backups(desk, tmp_path):
    other = tmp_path / "other disk"
    made = backups_of(desk).make(other)
    assert made.path.parent == other
    assert backups_of(desk).list() == ()
    assert backups_of(desk).list(other) == (made,)


def test_old_backups_go_and_so_do_damaged_stores(desk):
    service = backups_of(desk)
    first = service.make()
    old = first.manifest.made_at - timedelta(days=40)
    stamp = f"{old:%Y%m%dT%H%M%SZ}"
    folder = first.path.parent
    for suffix in (".db", ".json"):
        text = first.path.with_suffix(suffix).read_bytes()
        text = text.replace(first.manifest.made_at.isoformat().encode(), old.isoformat().encode())
        (folder / f"desk-{stamp}{suffix}").write_bytes(text)
    (folder / f"damaged-{stamp}.db").touch()
    (folder / f"damaged-{stamp}.db-wal").touch()
    (folder / "of-mine.db").touch()
    assert [each.name for each in service.thin_out()] == [f"desk-{stamp}.db"]
    assert sorted(each.name for each in folder.iterdir()) == [
        ".lock", first.name, first.path.stem + ".json", "of-mine.db",
    ]  # fmt: skip
    assert service.thin_out() == ()


# Restoring


def test_a_restored_desk_is_as_it_was_and_the_former_store_can_be_had_back(backed_up):
    folder, backup = backed_up
    done = restoring(folder).restore(backup)
    assert orders(folder) == [FIRST]
    assert done.former is not None
    assert done.lost == 1, "that the backup was made"
    kept = files.described(done.former)
    assert check(kept).why is Why.REPLACED
    assert restoring(folder).restore(kept).lost is None, "the logs went different ways"
    assert orders(folder) == [FIRST, SECOND]
    store = Store(folder / "desk.db")
    told = Audit(folder, store)
    assert told.check().ok
    restored = told.restored()
    assert restored is not None
    assert (restored.who, restored.backup_seq) == ("wang", 1)
    store.close()
    assert {each.name for each in folder.iterdir()} == {"desk.db", "desk.db-open", "backups"}


def test_nothing_is_restored_while_somebody_has_the_desk_open(backed_up):
    folder, backup = backed_up
    session = Presence(folder, person("han", "韩梅梅"))
    session.at(FIRST)
    store = Store(folder / "desk.db")
    with pytest.raises(Refused, match=r"open \(韩梅梅\)"):
        restoring(folder).restore(backup)
    store.close()
    session.close()
    assert orders(folder) == [FIRST, SECOND]
    restoring(folder).restore(backup)
    assert orders(folder) == [FIRST]


def test_nobody_opens_the_desk_while_a_backup_takes_its_place(backed_up, monkeypatch):
    from csdesk.store import engine, succession

    folder, _backup = backed_up
    monkeypatch.setattr(engine, "_PATIENCE", 0.05)
    with (
        succession.alone_with(folder / "desk.db"),
        pytest.raises(StoreUnusable, match="at this moment"),
    ):
        Store(folder / "desk.db")
    Store(folder / "desk.db").close()


@pytest.mark.parametrize("changed", ["one byte", "cut", "longer"])
def test_a_backup_that_somebody_changed_is_refused(backed_up, changed):
    folder, backup = backed_up
    content = bytearray(backup.path.read_bytes())
    if changed == "one byte":
        content[200_000] ^= 1
    backup.path.write_bytes(content[:-4096] if changed == "cut" else content + b"x"
                            if changed == "longer" else content)  # fmt: skip
    for attempt in (restoring(folder).restore, restoring(folder).drill):
        with pytest.raises(Refused, match="not the file that its manifest tells of"):
            attempt(backup)
    assert orders(folder) == [FIRST, SECOND]
    assert not list((folder / "backups").glob("*.part"))


def test_who_has_no_right_restores_nothing(backed_up):
    folder, backup = backed_up
    store = Store(folder / "desk.db")
    BareDesk(store).service(People, LEAD).ensure()
    store.close()
    with pytest.raises(NotAllowed):
        restoring(folder, person("han")).restore(backup)
    assert orders(folder) == [FIRST, SECOND]


# What a backup would open again

BOSS, HAN, MA = person("boss", "老板"), "han", "ma"
KEYS = [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + letter * 42 + "E" for letter in "ABC"
]  # fmt: skip


@pytest.fixture
def staffed(desk):
    """A desk with people, two keys and a PIN, and a backup of it; the desk is open."""
    desk.service(People, BOSS).ensure()
    people = desk.service(People, BOSS)
    people.add(HAN, "韩梅梅", ["agent", "lead"])
    people.add(MA, "马小云", ["agent"])
    for login, line in zip((HAN, MA), KEYS, strict=False):
        desk.service(Keys, BOSS).add(login, line)
    for login in (HAN, MA):
        desk.service(SignIn, BOSS).give(login, OLD)
    return desk, backups_of(desk, BOSS).make()


OLD, NEW = "482913", "715204"


def restored(desk, backup, who=BOSS):
    """Restore it; what was closed, and the desk opened again."""
    desk.store.close()
    done = restoring(desk.store.path.parent, who).restore(backup)
    desk.store = Store(desk.store.path)
    return done


def told(done):
    return {(each.what, each.login) for each in done.closed}


def opens(desk, login):
    """Whether somebody gets in by their key, and by the PIN that they had."""
    good = {each.login for each in desk.service(Keys, BOSS).list()}
    try:
        desk.service(SignIn, BOSS).sign_in(login, OLD)
    except (NotAllowed, NotFound, Refused):
        return login in good, False
    return login in good, True


def test_what_was_closed_since_a_backup_stays_closed_when_it_is_restored(staffed):
    desk, backup = staffed
    assert opens(desk, HAN) == opens(desk, MA) == (True, True)
    desk.service(Keys, BOSS).revoke(HAN)
    desk.service(People, BOSS).give_roles(HAN, ["agent"])
    desk.service(SignIn, BOSS).give(HAN, NEW)
    desk.service(People, BOSS).off(MA)
    done = restored(desk, backup)
    assert told(done) == {
        (Closed.KEY, HAN), (Closed.ROLES, HAN), (Closed.PIN, HAN), (Closed.LEFT, MA),
    }  # fmt: skip
    assert [each.name for each in done.closed if each.what is Closed.LEFT] == ["马小云"]
    assert opens(desk, HAN) == (False, False)
    assert desk.service(SignIn, BOSS).sign_in(HAN, NEW).actor.roles == {"agent"}
    assert opens(desk, MA)[1] is False
    with pytest.raises(NotFound):
        desk.service(People, BOSS).named(MA)
    kinds = [each["kind"] for each in desk.events()]
    begin = kinds.index("store.restore")
    assert kinds[begin + 1 : begin + 5] == [
        "person.off",
        "person.roles",
        "key.revoke",
        "person.pin",
    ]
    assert Audit(desk.store.path.parent, desk.store).check().ok
    assert told(restored(desk, backup)) == told(done), "as often as it is restored"


def test_a_restore_that_is_taken_back_closes_nothing_that_was_opened_again(staffed):
    desk, backup = staffed
    for _ in range(2):
        desk.service(People, BOSS).off(MA)
        desk.service(People, BOSS).add(MA, "马小云", ["agent"])
    desk.service(SignIn, BOSS).give(MA, NEW)
    desk.service(People, BOSS).give_roles(HAN, ["agent"])
    desk.service(People, BOSS).give_roles(HAN, ["agent", "lead"])
    desk.service(Keys, BOSS).revoke(HAN)
    done = restored(desk, backup)
    assert told(done) == {(Closed.KEY, HAN), (Closed.PIN, MA)}
    assert restored(desk, files.described(done.former)).closed == ()
    assert desk.service(SignIn, BOSS).sign_in(MA, NEW).actor.login == MA


def test_a_pin_that_was_taken_away_or_locked_stays_so(staffed):
    desk, backup = staffed
    desk.service(SignIn, BOSS).take_away(HAN)
    with desk.store.change() as c:
        credentials.count_wrong(c, MA, LOCKED_AT, 1)
    done = restored(desk, backup)
    assert told(done) == {(Closed.PIN_OFF, HAN), (Closed.PIN_LOCKED, MA)}
    assert (opens(desk, HAN)[1], opens(desk, MA)[1]) == (False, False)
    assert desk.service(SignIn, BOSS).unlock(MA).login == MA
    assert opens(desk, MA)[1]


def test_somebody_stays_who_can_let_people_in(staffed):
    """The one administrator of the backup left since: who came after them is not in it."""
    desk, backup = staffed
    desk.service(People, BOSS).add("zhao", "赵敏", ["admin"])
    zhao = person("zhao", "赵敏")
    desk.service(People, zhao).off("boss")
    done = restored(desk, backup, zhao)
    assert told(done) == {(Closed.STAYS, "boss")}
    assert desk.service(People, BOSS).named("boss").login == "boss"


def test_what_cannot_be_compared_is_told_as_such(staffed, tmp_path):
    desk, backup = staffed
    desk.service(Keys, BOSS).revoke(HAN)
    desk.store.close()
    path = desk.store.path
    path.write_bytes(bytes(4096) + path.read_bytes()[4096:])
    assert restoring(path.parent, BOSS).restore(backup).closed is None
    (tmp_path / "new").mkdir()
    assert restoring(tmp_path / "new", BOSS).restore(backup).closed is None


@pytest.mark.parametrize("damage", ["first page", "text", "empty", "gone"])
def test_a_store_that_cannot_be_read_is_put_by_as_it_is(backed_up, damage):
    folder, backup = backed_up
    store = folder / "desk.db"
    content = store.read_bytes()
    broken = {"first page": bytes(4096) + content[4096:], "text": b"orders\n" * 900, "empty": b""}
    if damage == "gone":
        store.unlink()
    else:
        store.write_bytes(broken[damage])
    (folder / "desk.db-wal").write_bytes(b"a log that must never be read again")
    done = restoring(folder).restore(backup)
    assert orders(folder) == [FIRST]
    assert done.lost is None
    if damage == "gone":
        assert done.former is None
    else:
        assert done.former is not None
        assert done.former.read_bytes() == broken[damage]
        assert done.former.name.startswith("damaged-")


def test_a_backup_of_an_older_schema_is_brought_up_to_date(desk):
    folder = desk.store.path.parent
    desk.store.close()
    (folder / "old").mkdir()
    old = older(folder / "old" / "desk.db", 5)
    with files.working(folder / "backups"):
        backup = files.make(old, folder / "backups", Why.ASKED, whole=False)
    assert check_schema(backup) == 5
    assert restoring(folder).drill(backup).orders == 0
    restoring(folder).restore(backup)
    with closing(sqlite3.connect(folder / "desk.db")) as c:
        assert c.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    assert orders(folder) == []


def test_killed_before_each_step_of_a_restore_the_desk_is_the_old_or_the_new_one(
    backed_up, tmp_path_factory
):
    folder, backup = backed_up
    room = tmp_path_factory.mktemp("killed")
    seen = []

    def prepare(step):
        shutil.copytree(folder, room / f"desk{step}")
        there = files.described(room / f"desk{step}" / "backups" / backup.name)
        return lambda: restoring(room / f"desk{step}").restore(there)

    for _step in killed_at_each_step(prepare, stride=3):
        where = max(room.iterdir(), key=lambda each: int(each.name[4:]))
        store = Store(where / "desk.db")
        assert Audit(where, store).check().broken is None
        store.close()
        seen.append(orders(where))
        for each in files.listing(where / "backups"):
            check(each)
        shutil.rmtree(where)
    assert seen[0] == [FIRST, SECOND]
    assert seen[-1] == [FIRST]
    assert seen == sorted(seen, key=len, reverse=True), "one step is the one that counts"
    assert len(seen) > 15


# Drills


def test_a_drill_looks_through_the_backup_and_leaves_everything_as_it_was(backed_up):
    folder, backup = backed_up
    store = Store(folder / "desk.db")  # others may work on
    told = restoring(folder).drill(backup)
    store.close()
    assert (told.orders, told.events) == (1, 0)
    assert set(told.seconds) == {"copy", "check", "open", "page", "log", "all"}
    assert orders(folder) == [FIRST, SECOND]
    assert {each.suffix for each in (folder / "backups").iterdir()} == {"", ".db", ".json"}


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM orders", "orders"),
        ("INSERT INTO marks (name, value) VALUES ('x', 'y')", "marks"),
        ("UPDATE events SET actor = 'ma' WHERE seq = 2", "step 2"),
    ],
)
def test_a_drill_finds_what_a_right_hash_hides(desk, statement, said):
    """Somebody who changes the backup may change the manifest, too: not all of it fits then."""
    for _ in range(3):
        backups_of(desk).make()
    folder = desk.store.path.parent
    backup = backups_of(desk).list()[0]
    tamper(backup.path, "PRAGMA journal_mode = DELETE", statement)
    from dataclasses import replace
    from hashlib import sha256

    digest = sha256(backup.path.read_bytes()).hexdigest()
    forged = replace(backup, manifest=replace(backup.manifest, sha256=digest))
    with pytest.raises(Refused, match=said):
        restoring(folder).drill(forged)


def test_backups_are_named_by_path_name_or_manifest(backed_up):
    folder, backup = backed_up
    manifest = str(backup.path.with_suffix(".json"))
    for wish in ("", backup.name, str(backup.path), manifest, backup.path.stem + ".json"):
        assert named(folder, wish) == backup
    for wish in ("desk-20000101T000000Z.db", "/nowhere/x.db"):
        with pytest.raises(NotFound):
            named(folder, wish)
    backup.path.with_suffix(".json").unlink()
    with pytest.raises(Refused, match="no manifest"):
        named(folder, backup.name)
    backup.path.unlink()
    with pytest.raises(NotFound, match="csdesk backup makes one"):
        named(folder, "")
