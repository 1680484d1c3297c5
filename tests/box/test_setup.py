"""A bare computer becomes a box, once; what somebody changes later is found and mended."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from csdesk.box.plan import STARTED
from tests.box import breaking

DESK = "/var/lib/csdesk/desk"


NOT_STARTED = ["importer"]
"""What the doctor misses where no systemd runs that would start it."""


def unsound(told):
    """Names of the doctor's checks that failed."""
    return [check["name"] for check in told["checks"] if not check["ok"]]


def test_without_apply_everything_is_shown_and_nothing_done(box):
    before, made = box.before, box.made
    assert (before["sound"], before["applied"]) == (False, False)
    assert (made["sound"], made["applied"]) == (True, True)
    missing = [p for p in before["pieces"] if p["state"] == "missing"]
    assert all(p["steps"] for p in missing)
    done = {p["what"] for p in made["pieces"] if p["state"] == "made"}
    assert {p["what"] for p in missing} == done


def test_a_second_time_nothing_is_done(box):
    again = box.set_up()
    assert [p for p in again["pieces"] if p["state"] not in ("sound", "unknown")] == []


def test_the_doctor_finds_it_sound_and_leaves_nothing_of_roots_behind(box):
    told = json.loads(box.run("csdesk-box", "doctor", "--json").stdout)
    assert unsound(told) == NOT_STARTED
    mine = box.done("find", DESK, "!", "-user", "csdesk", "!", "-type", "l")
    assert mine == ""


def test_the_account_sees_what_it_can(box):
    as_csdesk = ["runuser", "-u", "csdesk", "--", box.python, "-I", "-m", "csdesk"]
    told = box.run(*as_csdesk, "--desk", DESK, "doctor", "--json")
    assert unsound(json.loads(told.stdout)) == NOT_STARTED
    checks = {c["name"]: c for c in json.loads(told.stdout)["checks"]}
    assert "only root" in checks["box-account"]["detail"]


def test_systemd_understands_the_units_and_they_are_shut_in(box):
    if box.run("systemd-analyze", "--version").returncode:
        pytest.skip("systemd is not installed")
    units = [f"/etc/systemd/system/{unit}" for unit in STARTED]
    assert box.run("systemd-analyze", "verify", *units).stderr == ""
    services = [unit for unit in units if unit.endswith(".service")]
    told = box.done("systemd-analyze", "security", "--offline=true", *services)
    assert re.search(r"exposure level for csdesk-sync.service: 1\.", told)


OURS = "/etc/ssh/sshd_config.d/50-csdesk.conf"
THEIRS, LATER = (f"/etc/ssh/sshd_config.d/{n}-x.conf" for n in (10, 90))

BREAKS = {
    "a locked account": ("usermod -L csdesk", "box-account", "locked"),
    "a password": ("usermod -p '$6$x$y' csdesk", "box-account", "password"),
    "another shell": ("usermod -s /bin/bash csdesk", "box-account", "/bin/bash"),
    "another home": ("usermod -d /tmp csdesk", "box-account", "/tmp"),
    "a home of its own": ("chown csdesk /var/lib/csdesk", "box-folders", "csdesk:root"),
    "an open desk": (f"chmod 755 {DESK}", "box-folders", "755"),
    "an inbox for all": ("chmod 777 /var/lib/csdesk/inbox", "box-folders", "777"),
    "another inbox": (f"ln -sfn /tmp {DESK}/inbox", "box-folders", "inbox"),
    "a door that others change": ("chmod o+w /usr/lib/csdesk/door", "box-scripts", "757"),
    "another door": ("echo exec sh >> /usr/lib/csdesk/door", "box-scripts", "door"),
    "keys of nobody": ("rm /usr/lib/csdesk/keys", "box-scripts", "missing"),
    "forwarding": (
        "sed -i 's/DisableForwarding yes/DisableForwarding no/' " + OURS,
        "box-ssh", "disableforwarding is no",
    ),
    "settings that sshd does not read": (
        "sed -i /^Include/d /etc/ssh/sshd_config", "box-ssh", "authorizedkeyscommand",
    ),
    "passwords by another file": (
        "printf 'Match User csdesk\\nPasswordAuthentication yes\\n' > " + THEIRS,
        "box-ssh", "passwordauthentication is yes",
    ),
    "somebody else's certificates": (
        "printf 'Match User c*\\nTrustedUserCAKeys /etc/ca.pub\\n' > " + THEIRS,
        "box-ssh", "trustedusercakeys",
    ),
    "people who alone may sign in": (
        "echo AllowUsers root li > " + THEIRS, "box-ssh", "AllowUsers",
    ),
    "a few at a time": (
        "echo MaxStartups 10:30:100 > " + LATER, "box-ssh", "maxstartups is 10:30:100",
    ),
    "an argument for sudo": (
        "sed -i 's/ \"\"$//' /etc/sudoers.d/csdesk", "box-sudo", "something else",
    ),
    "a rule that all can read": ("chmod 444 /etc/sudoers.d/csdesk", "box-sudo", "444"),
    "a service that is gone": (
        "rm /etc/systemd/system/csdesk-backup.timer", "box-services", "backup.timer",
    ),
    "an importer that may do all": (
        "sed -i /^ProtectSystem/d /etc/systemd/system/csdesk-sync.service", "box-services", "sync",
    ),
    "a note that says nothing": ("echo what >> /etc/csdesk/box.toml", "box", "box.toml"),
}  # fmt: skip

UNDO = "rm -f {0}.d/?0-x.conf; cp /usr/share/openssh/sshd_config {0}".format("/etc/ssh/sshd_config")

BY_HAND = (
    "settings that sshd does not read", "passwords by another file", "somebody else's certificates",
    "a few at a time", "people who alone may sign in",
)  # fmt: skip
"""What the set-up refuses to mend, since the files are a person's."""


@pytest.fixture(scope="module")
def broken(box):
    """What was told of each; all in one process, since starting one takes a second."""
    table = [
        [name, script, UNDO if name in BY_HAND else ""]
        for name, (script, _check, _told) in BREAKS.items()
    ]
    program = Path(breaking.__file__).read_text()
    return json.loads(box.done(box.python, "-I", "-c", program, given=json.dumps(table)))


@pytest.mark.parametrize("name", BREAKS)
def test_what_somebody_changes_is_told_with_a_remedy_and_mended(broken, name):
    _script, check, told = BREAKS[name]
    found, (status, said, made, *afterwards), left = broken[name]
    assert list(found) == [check]
    detail, remedy = found[check]
    assert told in detail
    assert "setup box --apply" in remedy
    if name in BY_HAND:
        assert (status, afterwards) == (1, [0])
        assert "sshd_config" in said
    else:
        assert (status, said) == (0, "")
        assert made >= 1
    assert left == {}
