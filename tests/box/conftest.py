"""A computer that was set up as a box, with people on it."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.box.bare import Bare


@pytest.fixture(scope="session")
def box(tmp_path_factory):
    """A box on which 李雷 may open the desk through sudo, and 王 may not.

    ``before`` and ``made`` are what the set-up told, first without and then with ``--apply``.
    """
    for program in ("sshd", "visudo"):
        if not shutil.which(program, path="/usr/sbin:/usr/bin"):
            pytest.skip(f"{program} is missing: apt-get install openssh-server sudo")
    with Bare(tmp_path_factory.mktemp("bare")) as computer:
        shown = computer.csdesk("setup", "box", "--json")
        assert shown.returncode == 0, shown.stderr
        computer.before = json.loads(shown.stdout)
        program = computer.before["pieces"][0]
        if program["state"] != "sound":
            pytest.skip(f"no box is set up from here: {program['detail']}")
        assert computer.run("test", "-e", "/var/lib/csdesk").returncode == 1, "only shown"
        computer.made = computer.set_up()
        computer.done("sh", "-ec", "useradd -m li; usermod -aG csdesk-people li; useradd -m wang")
        computer.done("csdesk-box", "people", "add", "li", "李雷", "--role", "lead")
        yield computer
