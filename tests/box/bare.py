"""A bare computer to set up: this one, as it is, where nothing that is changed stays.

A file system laid over the real one, with processes of its own: accounts, files in /etc, sshd and
sudo are the real programs, and all of it is gone when the test ends. It takes root.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.house.rooms import HOUSE

LAY_OVER = """
set -eu
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
for each in sys dev tmp; do mount --rbind "/$each" "$1/root/$each"; done
mount -t proc proc "$1/root/proc"
mount -t tmpfs -o mode=755 tmpfs "$1/root/run"
for each in "$2" "$4" "$6"; do
    disk=$(findmnt -n -o TARGET --target "$each")
    case $disk in
    / | /tmp | /tmp/* | /dev/* | /sys/*) ;;
    *) mountpoint -q "$1/root$disk" || mount --rbind "$disk" "$1/root$disk" ;;
    esac
    place=$each
    while [ "$place" != / ]; do
        if [ "$(stat -f -c %T "$1/root$place")" = overlayfs ]; then chmod o+x "$1/root$place"; fi
        place=$(dirname "$place")
    done
done
if [ -n "$3" ]; then mount --bind "$2" "$1/root$3"; fi
if [ -n "$5" ]; then
    echo > "$1/root/etc/fstab"
    rm -f "$1/root/etc/systemd/system/"*.wants/*
    for unit in $5; do ln -sf /dev/null "$1/root/etc/systemd/system/$unit"; done
    exec chroot "$1/root" env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin \\
        sh -c 'echo ready; exec /lib/systemd/systemd --system --unit=multi-user.target'
fi
exec chroot "$1/root" sh -c 'echo ready; exec sleep 3600'
"""

OF_HARDWARE = (
    "systemd-udevd.service systemd-networkd.service systemd-resolved.service systemd-logind.service"
    " getty.target systemd-tmpfiles-setup.service dev-hugepages.mount sys-kernel-debug.mount"
    " sys-kernel-tracing.mount tmp.mount apt-daily.timer apt-daily-upgrade.timer"
    " proc-sys-fs-binfmt_misc.automount systemd-remount-fs.service systemd-update-utmp.service"
)
"""What systemd does not start here: it belongs to a real computer, or runs on it already."""

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Bare:
    """The computer, in a ``with`` statement."""

    python = sys.executable
    """The interpreter that csdesk is installed for."""
    before: dict[str, Any]
    made: dict[str, Any]

    def __init__(self, place: Path, *, systemd: bool = False) -> None:
        """Lay a new file system over the real one.

        Args:
            place: an empty folder for what is changed.
            systemd: whether systemd runs there.
        """
        if os.geteuid() != 0:
            pytest.skip("setting up a box is tested by root only")
        self._holder = subprocess.Popen(
            ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private",
             "--uts", "--ipc", "--cgroup", "sh", "-c", LAY_OVER, "lay-over", str(place),
             str(HOUSE / "csdesk"), _other_tree(),
             sys.base_prefix, OF_HARDWARE if systemd else "", sys.prefix],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, umask=0o022,
        )  # fmt: skip
        assert self._holder.stdout is not None
        assert self._holder.stderr is not None
        if self._holder.stdout.readline() != "ready\n":
            told = self._holder.stderr.read().strip()
            self.close()
            pytest.skip(f"this computer lets even root lay no file system over another: {told}")
        children = Path(f"/proc/{self._holder.pid}/task/{self._holder.pid}/children")
        self._inside = children.read_text().split()[0]
        root = Path(f"/proc/{self._inside}/root").stat()
        assert root.st_dev != Path("/").stat().st_dev, "nothing may be done to the real computer"

    def command(self, *command: str, **env: str) -> list[str]:
        """A command as it is run there: for a terminal, or in the background."""
        settings = {"PATH": PATH, "LANG": "C.UTF-8", "TERM": "xterm-256color", **env}
        inside = ["nsenter", "--target", self._inside, "--mount", "--pid", "--root", "--wdns=/"]
        words = [f"{name}={value}" for name, value in settings.items()]
        return [*inside, "env", "-i", *words, *command]

    def run(self, *command: str, given: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        """Run a command there to its end."""
        return subprocess.run(
            self.command(*command, **env), input=given, capture_output=True, text=True,
            check=False, timeout=120,
        )  # fmt: skip

    def done(self, *command: str, given: str = "") -> str:
        """What a command printed that must succeed."""
        told = self.run(*command, given=given)
        assert told.returncode == 0, f"{command}: {told.stdout}{told.stderr}"
        return told.stdout

    def csdesk(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run csdesk there as root."""
        return self.run(sys.executable, "-I", "-m", "csdesk", *arguments)

    def set_up(self, *arguments: str) -> dict[str, Any]:
        """What ``csdesk setup box --apply`` made."""
        told = self.csdesk("setup", "box", "--apply", "--json", *arguments)
        assert told.returncode == 0, told.stderr
        answer: dict[str, Any] = json.loads(told.stdout)
        return answer

    def sessions(self) -> list[list[str]]:
        """Login, door, key or account, and address of every session so far."""
        asks = (
            "import json, sqlite3; store = sqlite3.connect('/var/lib/csdesk/desk/desk.db');"
            "print(json.dumps(store.execute('SELECT login, door, credential, address FROM sessions"
            " ORDER BY began').fetchall()))"
        )
        found: list[list[str]] = json.loads(
            self.done("runuser", "-u", "csdesk", "--", self.python, "-I", "-c", asks)
        )
        return found

    def close(self) -> None:
        """End all that runs there."""
        self._holder.kill()
        self._holder.communicate()

    def __enter__(self) -> Bare:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _other_tree() -> str:
    """Where ``python -I`` finds csdesk, if that is not the tree under test; else empty."""
    asked = [sys.executable, "-I", "-c", "import csdesk; print(csdesk.__path__[0])"]
    told = subprocess.run(asked, capture_output=True, text=True, cwd="/", check=False)
    found = told.stdout.strip()
    if not found:
        pytest.skip("csdesk is not installed for this Python")
    return "" if Path(found) == HOUSE / "csdesk" else found
