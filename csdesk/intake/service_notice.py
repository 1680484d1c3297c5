"""What the importer tells the service manager that started it: that it is ready, lives, ends.

The protocol of sd_notify(3): words in one datagram to the socket that the environment names. Where
it names none, nothing is told.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, MutableMapping
from contextlib import suppress

_PAUSE = 1.0
"""Seconds between two signs of life."""


class ServiceNotice:
    """Tells the service manager; every trouble on the way there is passed over."""

    def __init__(
        self,
        environ: MutableMapping[str, str] = os.environ,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the address out of the environment: no child speaks in our name.

        Args:
            environ: the environment.
            clock: in seconds.
        """
        self._address = environ.pop("NOTIFY_SOCKET", "")
        self._clock = clock
        self._next = 0.0

    def ready(self) -> None:
        """The work begins."""
        self._tell("READY=1")

    def alive(self) -> None:
        """The work goes on; may be called as often as one likes."""
        now = self._clock()
        if now >= self._next:
            self._next = now + _PAUSE
            self._tell("WATCHDOG=1")

    def ending(self) -> None:
        """The work ends as it was asked to."""
        self._tell("STOPPING=1")

    def _tell(self, words: str) -> None:
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address[0] == "@" else self._address
        kind = socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK
        with suppress(OSError), socket.socket(socket.AF_UNIX, kind) as there:
            there.sendto(words.encode("ascii"), address)
