"""What is written into the system: safe names only, nothing of others, whole or not at all."""

from __future__ import annotations

import grp
import os
import pwd
import re
from pathlib import Path

import pytest

from csdesk.box import sshd
from csdesk.box.layout import Box, box_of, noted
from csdesk.box.pieces import MARK, File, Folder, Link, Part, State
from csdesk.box.plan import pieces
from csdesk.box.system import encrypted
from csdesk.model.errors import NotUnderstood, Refused

SERVED = Box(python="/opt/csdesk/bin/python")


@pytest.fixture
def mine():
    """Owner and group of what this process makes."""
    return {
        "owner": pwd.getpwuid(os.getuid()).pw_name,
        "group": grp.getgrgid(os.getgid()).gr_name,
    }


WRONG = [
    {"account": "root"}, {"account": "cs desk"}, {"account": "-u"}, {"account": "Desk"},
    {"account": "a;id"}, {"account": ""}, {"account": "%admin"}, {"account": "ALL=(x)"},
    {"account": "x" * 33}, {"account": "c\nMatch all"}, {"group": "csdesk"}, {"group": "root"},
    {"group": "!all"}, {"desk": "desk"}, {"desk": "/"}, {"desk": "/desk"}, {"desk": "/srv/desk"},
    {"desk": "/srv/a/../b"}, {"desk": "/srv/my desk/d"}, {"desk": "/srv/%h/d"},
    {"desk": "/srv/a/$d"},
    {"desk": "/srv/a/d\nUser=root"}, {"desk": "/srv/.ssh/d"}, {"desk": "/home/li/desk"},
    {"desk": "/root/a/desk"}, {"desk": "/tmp/a/desk"}, {"desk": "/var/tmp/desk"},
    {"desk": '/a/b/"d'},
    {"desk": "/srv//a/d"}, {"desk": "/srv/a/d/"}, {"python": "python3"},
    {"python": "/opt/my csdesk/bin/python"}, {"doors": ()}, {"doors": ("telnet",)},
]  # fmt: skip


@pytest.mark.parametrize("wish", WRONG, ids=str)
def test_names_that_would_mean_something_to_the_system_are_refused(wish):
    with pytest.raises(NotUnderstood):
        Box(**wish)


@pytest.mark.parametrize("given", WRONG[:3] + WRONG[13:16], ids=str)
def test_they_are_refused_on_the_command_line_too(csdesk_run, given):
    ((option, value),) = given.items()
    before = ["--desk", value] if option == "desk" else []
    after = [] if option == "desk" else [f"--{option}={value}"]
    status, err = csdesk_run(*before, "setup", "box", *after)
    assert status == 2
    assert err.count("\n") == 1


@pytest.fixture
def csdesk_run(capsys):
    """Exit status and what is said of a call of csdesk."""
    from csdesk.cli import run

    def call(*arguments):
        capsys.readouterr()
        status = run(arguments)
        return status, capsys.readouterr().err

    return call


def test_only_root_sets_up_a_box(csdesk_run, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    status, err = csdesk_run("setup", "box", "--apply")
    assert (status, "root" in err) == (4, True)


def test_every_file_is_marked_and_has_its_places():
    texts = {p.path: p.text for p in pieces(SERVED) if isinstance(p, File)}
    assert len(texts) > 10
    for path, text in texts.items():
        assert MARK in text.splitlines()[0] + text.splitlines()[1], path
        assert not re.search(r"@[a-z]+@", text), path
        assert text.endswith("\n"), path


def test_what_a_person_gives_is_what_stands_in_the_files():
    box = Box(desk="/srv/shop/desk", account="shop", group="shop-people", doors=("ssh",))
    made = pieces(box)
    texts = "\n".join(p.text for p in made if isinstance(p, File))
    assert "/var/lib/csdesk" not in texts
    assert "Match User shop\n" in texts
    assert [p for p in made if p.part is Part.SUDO] == []


def test_the_note_brings_back_the_box(tmp_path):
    box = Box(desk="/srv/shop/desk", account="shop", group="people", doors=("sudo",))
    note = tmp_path / "box.toml"
    note.write_text(box.note())
    assert noted(note) == box
    assert box_of(Path("/srv/shop/desk"), note) == box
    assert box_of(Path("/srv/shop"), note) is None
    assert noted(tmp_path / "nothing") is None


@pytest.mark.parametrize(
    "text",
    ["", "desk = 1", 'desk = "/"', "what", 'doors = ["ssh"]\nx = 1', "\xff", 'doors = "ssh"'],
)
def test_a_note_that_says_something_else_is_told(tmp_path, text):
    note = tmp_path / "box.toml"
    note.write_text(text, encoding="latin-1")
    with pytest.raises(NotUnderstood):
        noted(note)


def test_a_file_of_somebody_else_is_left_alone(tmp_path, mine):
    place = tmp_path / "rule"
    place.write_text("mine\n")
    piece = File(Part.SUDO, str(place), f"# {MARK}\n", 0o600, **mine)
    assert piece.look().state is State.OTHER
    with pytest.raises(Refused, match="not written by csdesk"):
        piece.make()
    assert place.read_text() == "mine\n"
    assert [each.name for each in tmp_path.iterdir()] == ["rule"]


@pytest.mark.parametrize("before", [None, f"# {MARK}, older\n"])
@pytest.mark.parametrize("refuses", ["trial", "proof"])
def test_a_file_that_the_system_refuses_leaves_all_as_it_was(tmp_path, mine, before, refuses):
    place = tmp_path / "rule"
    if before:
        place.write_text(before)

    def proof():
        assert "new" in place.read_text()
        raise Refused("no")

    how = {"trial": ("false",)} if refuses == "trial" else {"proof": proof}
    with pytest.raises(Refused):
        File(Part.SUDO, str(place), f"# {MARK}, new\n", 0o600, **mine, **how).make()
    assert (place.read_text() if place.exists() else None) == before
    assert [each.name for each in tmp_path.iterdir()] == (["rule"] if before else [])


def test_a_file_is_written_with_its_rights_and_shows_what_changes(tmp_path, mine):
    place = tmp_path / "rule"
    piece = File(Part.SUDO, str(place), f"# {MARK}\nb\n", 0o440, **mine)
    assert piece.look().state is State.MISSING
    assert piece.shown() == [f"| # {MARK}", "| b"]
    piece.make()
    assert piece.look().state is State.SOUND
    assert place.stat().st_mode & 0o777 == 0o440
    changed = File(Part.SUDO, str(place), f"# {MARK}\nc\n", 0o440, **mine)
    assert changed.shown()[-2:] == ["-b", "+c"]
    place.chmod(0o644)
    assert "644" in piece.look().detail


def test_a_link_in_the_place_of_a_file_is_not_followed(tmp_path, mine):
    (tmp_path / "shadow").write_text(f"# {MARK}\n")
    (tmp_path / "rule").symlink_to(tmp_path / "shadow")
    piece = File(Part.SUDO, str(tmp_path / "rule"), f"# {MARK}\nnew\n", 0o600, **mine)
    assert piece.look().state is State.OTHER
    with pytest.raises(Refused):
        piece.make()
    assert (tmp_path / "shadow").read_text() == f"# {MARK}\n"


def test_a_folder_and_a_link(tmp_path, mine):
    folder = Folder(Part.FOLDERS, str(tmp_path / "there"), **mine, mode=0o2750)
    assert folder.look().state is State.MISSING
    folder.make()
    assert folder.look().state is State.SOUND
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    link = Link(Part.FOLDERS, str(inbox), str(tmp_path / "there"))
    assert link.look().state is State.OTHER
    (inbox / "orders.csv").touch()
    with pytest.raises(Refused, match="Take out"):
        link.make()
    (inbox / "orders.csv").unlink()
    link.make()
    assert link.look().state is State.SOUND


GOOD = "\n".join(
    [f"{word} {value}" for word, value in sshd.WANTED.items()]
    + [f"authorizedkeyscommand {SERVED.keys} %f", "authorizedkeyscommanduser csdesk"]
)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", ""),
        ("allowusers li\nallowusers cs*", ""),
        ("allowusers csdesk@10.0.0.*", ""),
        ("allowusers li", "AllowUsers"),
        ("allowgroups staff", "AllowGroups"),
        ("denyusers csdesk", "DenyUsers"),
    ],
)
def test_what_sshd_answers(more, told):
    assert told in sshd.amiss(f"{GOOD}\n{more}", SERVED)
    assert bool(told) == bool(sshd.amiss(f"{GOOD}\n{more}", SERVED))


@pytest.mark.parametrize("word", sshd.WANTED)
def test_every_setting_of_sshd_counts(word):
    answer = re.sub(rf"^{word} .*$", f"{word} other", GOOD, flags=re.MULTILINE)
    assert f"{word} is other" in sshd.amiss(answer, SERVED)


def test_an_encrypted_disk_is_seen_through_its_layers(tmp_path):
    number = tmp_path.stat().st_dev
    device = tmp_path / f"{os.major(number)}:{os.minor(number)}"
    assert encrypted(tmp_path, tmp_path) is None
    below = device / "slaves" / "dm-0"
    (below / "dm").mkdir(parents=True)
    (below / "dm" / "uuid").write_text("LVM-abc\n")
    assert encrypted(tmp_path, tmp_path) is False
    (below / "dm" / "uuid").write_text("CRYPT-LUKS2-abc\n")
    assert encrypted(tmp_path, tmp_path) is True
