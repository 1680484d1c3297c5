"""People who are signed in on the box: what sudo lets them do, and how files get in."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from csdesk.sample.exports import write_taobao_pair
from csdesk.sample.orders import generate
from tests.pty.terminal import Terminal

DESK = "/var/lib/csdesk/desk"
DOOR = "/usr/lib/csdesk/door"
SUDO = f"sudo -n -u csdesk {DOOR}"


def as_person(box, login, script):
    """What a person gets for a line typed on the box."""
    return box.run("runuser", "-u", login, "--", "sh", "-c", script)


def test_the_rule_lets_people_of_the_group_in(box):
    assert as_person(box, "li", f"sudo -n -l -u csdesk {DOOR}").stdout.strip() == DOOR


@pytest.mark.pty
def test_the_desk_opens_in_the_name_of_who_is_signed_in(box):
    """Whatever the person says of herself in the environment."""
    lies = ["env", "SUDO_UID=0", "SUDO_USER=root", "USER=root", "LOGNAME=csdesk"]
    command = box.command("runuser", "-u", "li", "--", *lies, "csdesk-open")
    with Terminal(command, size=(100, 30)) as terminal:
        terminal.wait_text("李雷", 60)
        terminal.send("Q")
        assert terminal.end(seconds=60) == 0
    number = box.done("id", "-u", "li").strip()
    assert box.sessions()[-1] == ["li", "sudo", f"uid {number}", ""]


REFUSED = [
    ("li", f"{SUDO} --as wang"),
    ("li", f"{SUDO} --as li --key SHA256:x"),
    ("li", f"{SUDO} ''"),
    ("li", f"{SUDO} search x"),
    ("li", f"sudo -n -u root {DOOR}"),
    ("li", f"sudo -n {DOOR}"),
    ("li", f"sudo -n -u wang {DOOR}"),
    ("li", f"sudo -n -u csdesk -g shadow {DOOR}"),
    ("li", f"sudo -n -u csdesk -E {DOOR}"),
    ("li", f"PYTHONPATH=/tmp sudo -n -u csdesk --preserve-env=PYTHONPATH {DOOR}"),
    ("li", f"sudo -n -u csdesk SUDO_UID=0 {DOOR}"),
    ("li", f"sudo -n -u csdesk PYTHONPATH=/tmp {DOOR}"),
    ("li", f"sudo -n -u csdesk -D /tmp {DOOR}"),
    ("li", f"sudo -n -u csdesk -C 10 {DOOR}"),
    ("li", f"sudo -n -u csdesk env {DOOR}"),
    ("li", "sudo -n -u csdesk -s"),
    ("li", "sudo -n -u csdesk -i"),
    ("li", "sudo -n -u csdesk sh -c id"),
    ("li", "sudo -n -u csdesk /usr/lib/csdesk/keys x"),
    ("li", "sudo -n -u csdesk /usr/local/sbin/csdesk-box people"),
    ("li", "ln -sf /usr/lib/csdesk/door /tmp/door.$$; sudo -n -u csdesk /tmp/door.$$ x"),
    ("li", "sudoedit -n -u csdesk /var/lib/csdesk/desk/desk.toml"),
    ("wang", SUDO),
    ("wang", "csdesk-open"),
]


@pytest.mark.parametrize(("login", "line"), REFUSED)
def test_sudo_lets_nobody_do_anything_else(box, login, line):
    told = as_person(box, login, line)
    assert told.returncode == 1
    assert told.stdout == ""
    assert "sudo" in told.stderr


@pytest.mark.parametrize(
    "line", ["csdesk-open --as wang", "csdesk-open search x", "csdesk-open ''"]
)
def test_the_command_that_opens_the_desk_takes_no_argument(box, line):
    told = as_person(box, "li", line)
    assert (told.returncode, told.stdout) == (2, "")
    assert "no argument" in told.stderr


@pytest.mark.parametrize(
    "line",
    [
        "cat /var/lib/csdesk/desk/desk.db",
        "ls /var/lib/csdesk/desk",
        "ls /var/lib/csdesk/state",
        "ls /var/lib/csdesk/inbox",
        "rm -f /var/lib/csdesk/inbox/theirs.csv",
        "mkdir /var/lib/csdesk/.ssh",
        "cat /etc/sudoers.d/csdesk",
        "echo x >> /usr/lib/csdesk/door",
        "echo x > /usr/lib/csdesk/more",
        "csdesk-box people",
    ],
)
@pytest.mark.parametrize("login", ["li", "wang"])
def test_the_files_of_the_desk_are_shut(box, login, line):
    box.done("install", "-o", "csdesk", "/dev/null", "/var/lib/csdesk/inbox/theirs.csv")
    told = as_person(box, login, line)
    assert told.returncode != 0
    assert told.stdout == ""
    box.done("rm", "/var/lib/csdesk/inbox/theirs.csv")


AS_THE_SERVICE = (
    "setpriv", "--reuid=csdesk", "--regid=csdesk", "--clear-groups", "--no-new-privs",
    "--inh-caps=-all,+lease", "--ambient-caps=-all,+lease", "--bounding-set=-all,+lease",
)  # fmt: skip
"""What csdesk-sync.service may do: ask whether a file of somebody else is still being written."""


def test_a_file_of_a_colleague_is_taken_in(box, tmp_path):
    """tmp_path is the computer's own, which the box sees."""
    files = [tmp_path / "ExportOrderList1.csv", tmp_path / "ExportOrderDetailList1.csv"]
    write_taobao_pair(
        list(generate(5, 3, until=datetime(2026, 11, 22, tzinfo=UTC), days=2)),
        *files,
        vintage="2019",
    )
    there = "/var/lib/csdesk/inbox"
    for file in files:
        box.done("install", "-o", "li", "-m", "600", str(file), f"/home/li/{file.name}")
        assert as_person(box, "li", f"umask 022; cat ~/{file.name} > {there}/{file.name}")
    taken = box.run(
        *AS_THE_SERVICE, box.python, "-I", "-m", "csdesk", "--desk", DESK, "sync", "--once"
    )
    assert taken.returncode == 0, taken.stderr
    found = json.loads(box.done("csdesk-box", "search", "", "--json"))
    assert len(found["orders"]) == 5
    assert box.done("ls", there) == ""
