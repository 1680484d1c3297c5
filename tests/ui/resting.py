"""When a screen has done all that a key asked of it.

Textual's pilot guesses that from the processor time of the process, in steps of 20 ms, three times
a key: most of a test's time, and wrong where a thread waits for the disk. Here it is known: nobody
asks the store, no key or message waits, and what is to be laid out is laid out.
"""

from __future__ import annotations

import asyncio
from functools import wraps
from time import monotonic

import textual.app
import textual.pilot
from textual._context import active_app

from csdesk.ui.shell import Shell

CALM = 2
"""Looks in a row that must find nothing to do: one message often brings another."""


class Asked:
    """How many questions to the services are on their way."""

    count = 0


def _counted(ask):
    @wraps(ask)
    async def counting(self, *args, **kwargs):
        Asked.count += 1
        try:
            return await ask(self, *args, **kwargs)
        finally:
            Asked.count -= 1

    return counting


def _busy() -> bool:
    """Whether a question, a message or a key is on its way."""
    app = active_app.get(None)
    keys = isinstance(app, Shell) and app._typed._waiting
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]  # there is no public way
    return bool(Asked.count or keys or ready)


async def rest(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Wait until nothing is to be done, ``max_sleep`` seconds at most."""
    del min_sleep
    end = monotonic() + max_sleep
    calm = laid_out = 0
    while monotonic() < end:
        await asyncio.sleep(0.001)
        calm = 0 if _busy() else calm + 1
        if calm < CALM:
            continue
        if laid_out == CALM:
            return
        laid_out, calm = laid_out + 1, 0
        app = active_app.get(None)
        if app is not None and app._screen_stack:
            app.screen._on_timer_update()


def install(patch) -> None:
    """Let the pilots of Textual wait so.

    Args:
        patch: pytest's ``MonkeyPatch``.
    """
    patch.setattr(Shell, "ask", _counted(Shell.ask))
    for module in (textual.app, textual.pilot):
        patch.setattr(module, "wait_for_idle", rest)
