"""Between Textual and the desk: threads, signals, key pairs, and what may reach the terminal."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ClassVar, NoReturn, ParamSpec, TypeVar

from rich.text import Text
from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender

from csdesk.commands import COMMANDS, PREFIX
from csdesk.faults import note_fault
from csdesk.keymap import keymap
from csdesk.model.errors import DeskError, Refused, StoreUnusable
from csdesk.model.settings import DeskSettings
from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.ending import (
    disk_broke_before,
    end_in_any_case,
    end_soon_after,
    when_disk_breaks,
    when_line_drops,
)
from csdesk.ui.frame import Changes, Frame
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings, live
from csdesk.ui.notices import NoticeBoard, refusal
from csdesk.ui.themes import THEMES, themes
from csdesk.ui.typeahead import TypeAhead
from csdesk.ui.wire import Wire
from csdesk.words import N_, _

P = ParamSpec("P")
T = TypeVar("T")

FULL_WIDTH_SPACE = "\u3000"
"""What the space bar sends while a Chinese input method is in full-width mode."""

THREADS = 4
"""Questions that a session asks at the same time."""

COMPANY_SECONDS = 2.0
"""Between two looks at what runs beside the session."""

DRAFT_SECONDS = 3.0
"""How long the end waits for a draft to be kept."""

ALLOWED = frozenset(
    {command.action for command in COMMANDS if command.where == "desk"}
    | {"focus_next", "focus_previous", "prefix"}
)
"""The only actions of the app; none can be reached from text that is shown."""


class WholeCells(ScrollBarRender):
    """Scroll bars of whole cells: half blocks are one cell here and two in some terminals."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]


class Shell(App[int], inherit_bindings=False):
    """A session's program: it takes keys, asks in threads, and leaves a clean terminal behind."""

    BINDINGS = [*bindings("desk"), (PREFIX, f"prefix('{PREFIX}')")]  # noqa: RUF012  # as Textual declares it
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    ESCAPE_TO_MINIMIZE = False
    HORIZONTAL_BREAKPOINTS = [(140, "-wide")]  # noqa: RUF012  # as Textual declares it

    def __init__(self, settings: DeskSettings) -> None:
        """Dress for the terminal and take the keys of desk.toml."""
        super().__init__(ansi_color=False)
        ScrollBar.renderer = WholeCells
        self.settings = settings
        self.pending_key = ""
        """The first key of a pair that was pressed, until the second is."""
        self._typed = TypeAhead(self, self._on_typed)
        self.notices = NoticeBoard(self, self._show_keys)
        self.leaving = False
        self.goes_on: Callable[[], object] = lambda: None
        """Called when the session is over and the process is to go on."""
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="desk")
        self._wires: dict[str, Wire] = {}
        self.frame = Frame()
        for theme in themes():
            self.register_theme(theme)
        self.theme = settings.theme if settings.theme in THEMES else "dark"
        keys, self.key_faults = keymap(settings.keys)
        changed = {name: keys[name] for name in settings.keys if name in keys}
        self.set_keymap({name: ",".join(wanted) for name, wanted in changed.items()})

    async def on_mount(self) -> None:
        """Listen to those who end sessions."""
        self.animation_level = "none"
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.leave, 128 + number)
            if not self.is_headless:
                end_soon_after(number)
        if not self.is_headless:

            def dropped() -> None:
                loop.call_soon_threadsafe(self.leave, 128 + signal.SIGHUP)

            when_line_drops(dropped)
            when_disk_breaks(loop, self._disk_broke)

    async def on_unmount(self) -> None:
        """Give the threads back."""
        disk_broke_before(asyncio.get_running_loop())
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _disk_broke(self) -> None:
        text = _(
            "The disk does not give the store's data any more, or somebody cut its file; the"
            " session had to end. What was typed is kept. A lead looks at the disk and runs"
            " csdesk doctor."
        )
        self.leave(StoreUnusable.exit_status, text)

    # Questions

    async def ask(self, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Ask a service in a thread and wait for its answer; keys work meanwhile.

        Raises:
            DeskError: the refusal of the service; a ``job`` tells it. A defect or a broken disk
                comes as ``Refused`` with a reference to the file of faults.
        """
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, partial(question, *args, **kwargs))
        except DeskError as refusal:
            self.met(refusal)
            raise
        except Exception as fault:
            raise Refused(
                N_("That did not work ({cause}, reference {reference}). Nothing was changed."),
                cause=type(fault).__name__,
                reference=note_fault(fault),
            ) from fault

    def met(self, error: DeskError) -> None:
        """Something was refused: for the app, which knows what that may mean for all."""

    @job("company")
    async def keep_company(self, see_to: Callable[[], int | None]) -> None:
        """See again and again that what the session needs besides is there, or comes back.

        Args:
            see_to: called in a thread; where all is well it costs next to nothing. It may answer
                with a file number that can be read when it is to be called at once.
        """
        told = False
        while not self.leaving:
            until = None
            try:
                until = await self.ask(see_to)
                told = False
            except DeskError as fault:  # said once; it may come right
                if not told:
                    refusal(self, fault)
                told = True
            await _readable(until, COMPANY_SECONDS)

    # The end

    def leave(self, status: int, sentence: str = "") -> None:
        """Keep what is being typed and end the session; calling it again changes nothing.

        Args:
            status: of the process.
            sentence: what to leave on the terminal.
        """
        if not self.leaving:
            self.leaving = True
            if not self.is_headless:
                self.goes_on = end_in_any_case(status)
            self.run_worker(self._keep_and_exit(status, sentence), group="leave")

    async def _keep_and_exit(self, status: int, sentence: str) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                try:
                    await asyncio.wait_for(screen.keep_drafts(), DRAFT_SECONDS)
                except (DeskError, TimeoutError):
                    continue  # the session ends anyway, and no one is there to be told
        self.exit(status, return_code=status, message=Text(sentence) if sentence else None)

    def fail(self, sentence: str, status: int) -> None:
        """End with a sentence on the terminal instead of a screen."""
        self.leaving = True
        self.exit(status, return_code=status, message=Text(sentence))

    def _fatal_error(self) -> None:
        """A defect of csdesk: a short message, never the values of a traceback."""
        fault = sys.exc_info()[1]
        text = _(
            "csdesk met a defect of its own and had to end (reference {reference})."
            " What was typed is kept as a draft. Please report the reference."
        ).format(reference=note_fault(fault) if fault else "-")
        self._exit_renderables[:] = [Text(text)]
        self._close_messages_no_wait()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only actions of the table: nothing that stands in an order can call anything else."""
        del parameters
        return action in ALLOWED

    def action_prefix(self, key: str) -> None:
        """The first of two keys: the key line shows what may follow."""
        self._pend(key)

    def _pend(self, key: str) -> None:
        self.pending_key = key
        self._show_keys()

    def _show_keys(self) -> None:
        if isinstance(self.screen, DeskScreen):
            self.screen.show_keys()

    async def on_event(self, event: events.Event) -> None:
        """Keys take effect one after another; all else is Textual's."""
        if isinstance(event, events.Key) and event.character == FULL_WIDTH_SPACE:
            event = events.Key("space", " ")  # Python does not call it printable: it would be lost
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._typed.take(event)
        else:
            await super().on_event(event)

    async def _on_typed(self, event: events.Event) -> None:
        """One key, when the one before has been through; follow a pair of keys."""
        self.notices.key_pressed()
        if not (self.pending_key and isinstance(event, events.Key)):
            await super().on_event(event)
            return
        pair = f"{self.pending_key} {event.character}"
        self._pend("")
        for command in live(self.screen):
            if pair in command.keys:
                await command.run()

    # What reaches the terminal

    def get_driver_class(self) -> type[Driver]:
        """A driver that survives a dropped line; none that the environment names."""
        from csdesk.ui.driver import DeskDriver

        return DeskDriver

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The last gate (csdesk.ui.wire), instead of Textual's colour filters."""
        return (self.wire,)

    def on_resize(self) -> None:
        """A terminal of another size shows something else."""
        self.frame.forget()

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Textual's way to write an update, of which only the changes are written."""
        if isinstance(renderable, CompositorUpdate):
            renderable = Changes(renderable, self.frame)
        super()._display(screen, renderable)

    @property
    def wire(self) -> Wire:
        """The gate of the theme shown now."""
        if self.theme not in self._wires:
            self._wires[self.theme] = Wire(THEMES[self.theme], self.depth)
        return self._wires[self.theme]

    @property
    def depth(self) -> int:
        """How many colours the terminal shows: 256 (or more), 16, or 0."""
        system = self.console.color_system
        if self.no_color or system is None:
            return 0
        return 16 if system == "standard" else 256

    def action_dark(self) -> None:
        """Dark colours."""
        self.theme = "dark"

    def action_light(self) -> None:
        """Light colours."""
        self.theme = "light"

    def action_contrast(self) -> None:
        """High contrast."""
        self.theme = "contrast"

    def _set_pointer_shape(self, shape: str) -> None:
        """The pointer is the terminal's own; older ones print the sequence that changes it."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Nothing that is shown opens a browser."""

    def save_screenshot(self, *_: object, **__: object) -> str:
        """As ``action_screenshot``."""
        return ""

    def deliver_screenshot(self, *_: object, **__: object) -> str | None:
        """As ``action_screenshot``."""
        return None

    def deliver_text(self, *_: object, **__: object) -> str | None:
        """Nothing is put where another program would fetch it."""
        return None

    def deliver_binary(self, *_: object, **__: object) -> str | None:
        """As ``deliver_text``."""
        return None

    def suspend(self) -> NoReturn:
        """The terminal is never lent to another program.

        Raises:
            Refused: always.
        """
        raise Refused(N_("The terminal is not lent to other programs."))

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """No pictures of customers' data on the disk."""

    def action_suspend_process(self) -> None:
        """Ctrl+Z belongs to the shell; the desk does not stop in the middle of a change."""


async def _readable(file: int | None, seconds: float) -> None:
    """Wait until a file can be read, at most so long; then it is closed."""
    if file is None:
        await asyncio.sleep(seconds)
        return
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(file, ready.set)
    try:
        await asyncio.wait_for(ready.wait(), seconds)
    except TimeoutError:
        return
    finally:
        loop.remove_reader(file)
        os.close(file)
