"""A terminal for tests and measurements: a pty, an emulator (pyte) and all bytes that came."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
from collections.abc import Callable, Iterator, Mapping, Sequence
from time import monotonic, perf_counter

import pyte

KEYS = {
    "enter": "\r", "escape": "\x1b", "tab": "\t", "space": " ", "backspace": "\x7f",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H",
    "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "f1": "\x1bOP", "f3": "\x1bOR",
}  # fmt: skip

QUERY = re.compile(rb"\x1b\[\?(\d+)\$p")
"""Asks whether the terminal has a mode; a plain xterm says it does not know it."""


class Terminal:
    """One program in a terminal of its own."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        controlling: bool = True,
    ) -> None:
        """Start the program.

        Args:
            command: program and arguments.
            size: columns and lines.
            env: added to a bare environment of a UTF-8 xterm with 24-bit colour.
            controlling: whether the kernel tells the program when the line drops.
        """
        columns, lines = size
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        self.bytes = bytearray()
        """All that the program wrote."""
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.before = termios.tcgetattr(slave)
        self.started = perf_counter()
        self.read_at = self.started
        """When the last bytes came, before the emulator took them in."""
        self.process = subprocess.Popen(
            list(command),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=_take_terminal if controlling else None,  # noqa: PLW1509  # no threads here
            env={**_bare(), **(env or {})},
        )
        self._slave = slave

    def send(self, *keys: str) -> None:
        """Press keys, as ``down`` or ``x``, or type text."""
        for key in keys:
            os.write(self._master, KEYS.get(key, key).encode())

    def pump(self, seconds: float = 0.0) -> int:
        """Take in what has come, waiting at most so long for the first of it; how many bytes."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return 0
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the program is gone
            return 0
        self.read_at = perf_counter()
        self.bytes += data
        self.stream.feed(data)
        for mode in QUERY.findall(data):
            os.write(self._master, b"\x1b[?" + mode + b";0$y")
        return len(data)

    def wait(self, condition: Callable[[], bool], seconds: float = 20.0) -> None:
        """Take in what comes until something is so."""
        end = monotonic() + seconds
        while not condition():
            assert monotonic() < end, f"never came; on the screen:\n{self.text}"
            self.pump(0.05)

    def wait_text(self, text: str, seconds: float = 20.0) -> None:
        """Wait until a text is on the screen."""
        self.wait(lambda: text in self.text, seconds)

    def settle(self, seconds: float = 0.15) -> None:
        """Wait until nothing has come for so long."""
        while self.pump(seconds):
            pass

    @property
    def lines(self) -> list[str]:
        """The screen; a wide sign stands in one place, not two."""
        return [
            "".join(self.screen.buffer[y][x].data for x in range(self.screen.columns)).rstrip()
            for y in range(self.screen.lines)
        ]

    @property
    def text(self) -> str:
        """The screen as one string."""
        return "\n".join(self.lines)

    @property
    def modes(self) -> list[int]:
        """What the terminal's line discipline does now: its flags, without the speeds."""
        return [flag for flag in termios.tcgetattr(self._slave)[:4] if isinstance(flag, int)]

    def end(self, number: int = 0, seconds: float = 20.0) -> int:
        """Send a signal, if any, and wait for the end; the exit status, negative for a signal."""
        if number:
            self.process.send_signal(number)
        self.wait(lambda: self.process.poll() is not None, seconds)
        self.settle(0.05)
        return self.process.wait()

    def hang_up(self, seconds: float = 20.0) -> int:
        """Close the terminal, as a dropped line does, and wait for the end of the program."""
        os.close(self._slave)
        os.close(self._master)
        self._slave = self._master = -1
        return self.process.wait(seconds)

    def close(self) -> None:
        """End the program if it still runs."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for handle in (self._slave, self._master):
            if handle >= 0:
                os.close(handle)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _bare() -> dict[str, str]:
    kept = ("PATH", "HOME", "PYTHONPATH", "VIRTUAL_ENV", "XDG_STATE_HOME", "TMPDIR")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }


TOKEN = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\)"  # OSC, DCS, SOS, PM, APC with their text
    r"|\x1b[ -/]*[0-~]"  # other escapes
    r"|\x1b|[\x00-\x1a\x1c-\x1f\x7f-\x9f]",  # controls alone
    re.DOTALL,
)


def controls(data: bytes) -> Iterator[str]:
    """Every control sequence and control character of what a program wrote."""
    for match in TOKEN.finditer(data.decode()):
        yield match[0]
