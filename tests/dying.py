"""Processes that die before the nth step of what they do to the disk."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

_NAMES = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "sqlite3.connect"})
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def killed_at_each_step(
    prepare: Callable[[int], Callable[[], object]], *, first: int = 1, stride: int = 1
) -> Iterator[int]:
    """Do something again and again, each time killed one step later, until it ends by itself.

    The work is done in a fork, so neither it nor the caller may hold a store open.

    Args:
        prepare: makes the place for the nth time and returns the work.
        first: step before which the first one is killed.
        stride: steps from one kill to the next.

    Yields:
        The number of the step before which it was killed; 0 at last, when it was done.
    """
    step = first
    while True:
        work = prepare(step)
        pid = os.fork()
        if not pid:
            try:
                _die_at(step)
                work()
                os._exit(0)
            except BaseException:
                os._exit(70)
        ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        assert ended in (0, -signal.SIGKILL), f"failed at step {step}"
        if not ended:
            yield 0
            return
        yield step
        step += stride


def _die_at(number: int) -> None:
    left = number

    def step() -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(event: str, args: tuple[Any, ...]) -> None:
        if event in _NAMES or (event == "open" and isinstance(args[2], int) and args[2] & _WRITES):
            step()

    synced = os.fsync

    def fsync(fd: Any) -> None:
        step()
        synced(fd)

    os.fsync = fsync
    sys.addaudithook(heard)
