"""A real sshd on the box, and people with keys at other computers."""

from __future__ import annotations

import socket
import subprocess
import time
from pathlib import Path

from tests.box.bare import Bare


class OverSsh:
    """sshd of a box, as Debian has it set up, in a ``with`` statement."""

    def __init__(self, box: Bare, folder: Path) -> None:
        """Start it on a free port of the loopback.

        Args:
            box: that was set up.
            folder: for the keys of people.
        """
        self.box = box
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        box.done("ssh-keygen", "-A")
        listen = ["-p", str(self.port), "-o", "ListenAddress=127.0.0.1", "-o", "PidFile=none"]
        self._sshd = subprocess.Popen(
            box.command("/usr/sbin/sshd", "-D", "-e", *listen), stderr=subprocess.DEVNULL
        )
        end = time.monotonic() + 30
        while not self._answers():
            assert self._sshd.poll() is None, "sshd ended"
            assert time.monotonic() < end, "sshd never answered"
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def key(self, name: str) -> Path:
        """The private key of somebody, made where it is missing; its other half ends in .pub."""
        path = self._folder / name
        if not path.exists():
            making = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)]
            subprocess.run(making, check=True)
        return path

    def give_key(self, login: str, key: str) -> None:
        """Let somebody in with a key, as a lead does."""
        public = self.key(key).with_name(f"{key}.pub").read_text()
        self.box.done("csdesk-box", "people", "key", login, "-", given=public)

    def options(self, key: str) -> list[str]:
        """How somebody's ssh, scp or sftp gets there; the port comes besides."""
        settings = [
            "BatchMode=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null",
            "LogLevel=ERROR", "IdentitiesOnly=yes", "IdentityAgent=none", "ConnectTimeout=60",
        ]  # fmt: skip
        given = [word for setting in settings for word in ("-o", setting)]
        return ["-F", "none", "-i", str(self.key(key)), *given]

    def ssh(self, key: str, *options: str) -> list[str]:
        """The command of somebody who goes to the box; what they ask for there comes behind it."""
        return ["ssh", *self.options(key), "-p", str(self.port), *options, "csdesk@127.0.0.1"]

    def ask(self, key: str, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """What somebody gets who asks for a command, without a terminal."""
        return run([*self.ssh(key), *words], given)

    def __enter__(self) -> OverSsh:
        return self

    def __exit__(self, *_: object) -> None:
        self._sshd.kill()
        self._sshd.wait()


def run(command: list[str], given: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command of somebody at another computer to its end."""
    return subprocess.run(
        command, input=given, capture_output=True, text=True, check=False, timeout=60
    )
