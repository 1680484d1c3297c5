"""The app: it is handed a desk to open, shows its screens and does the commands of everywhere."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Awaitable, Callable
from functools import cached_property
from pathlib import PurePath
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from textual.screen import Screen

from csdesk.model.errors import DeskError, Refused
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.ui.colleagues import Colleagues
from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.footing import Footing
from csdesk.ui.jobs import job
from csdesk.ui.keys import live, offered
from csdesk.ui.notices import notice, refusal
from csdesk.ui.putting_out import leave_if_put_out
from csdesk.ui.screens.imports_news import LOOKED_AT, ImportNews, progress_words
from csdesk.ui.ways import Ways
from csdesk.words import N_, _, language, ngettext, say, use_language

if TYPE_CHECKING:
    from csdesk.model.found import Page
    from csdesk.model.intake import Progress
    from csdesk.services.counter import Counter
    from csdesk.services.desk import Desk
    from csdesk.ui.screens.remark_editor_drafts import DraftBox
    from csdesk.ui.screens.search import SearchScreen

PULSE_SECONDS, LONGEST_PAUSE = 1.0, 5.0
BUSY = 20
"""The store is left in peace for so many times as long as it took to answer, within the bounds
above: on an overloaded box sessions ask more seldom by themselves."""


UNDONE = (Action.REVIEW, Action.EDIT, Action.PAY, Action.SHIP, Action.DECIDE)
"""Rights to do what ``u`` takes back."""


def calm_collector() -> None:
    """Take Python's own pace of looking for dead cycles, which the start slowed down.

    What the start left is set apart: it stays until the end, and need not be looked through.
    """
    pace = (700, 10, 10)
    if gc.get_threshold() != pace:
        gc.freeze()
        gc.set_threshold(*pace)


class CsdeskApp(Ways):
    """One session of one person at one desk."""

    TITLE = "csdesk"
    # The sheet of the first screen is named here: Textual loads those of later ones only.
    CSS_PATH: ClassVar[list[str | PurePath]] = ["app.tcss", "screens/search.tcss"]

    def __init__(
        self,
        open_desk: Callable[[], Desk],
        settings: DeskSettings,
        *,
        title: str = "",
        then: Callable[[], int | None] = lambda: None,
        counter: Counter | None = None,
    ) -> None:
        """Make the session.

        Args:
            open_desk: opens the desk; called in a thread after the first frame stands, because
                loading what the store needs takes as long as loading Textual.
            settings: of desk.toml: keys, theme, zone, shops.
            title: what the desk is called in the header line.
            then: sees to what the session needs besides, such as an importer; called in a thread
                after the first page of orders, and again every few seconds.
            counter: where people say who they are; ``open_desk`` opens for who sits there.
        """
        super().__init__(settings)
        self.counter = counter
        self._then = then
        self.changes = 0
        """Counts what the pulse saw; a screen that saw fewer asks again."""
        self.steps = 0
        """The same, and each step of a running import besides."""
        self.progress: Progress | None = None
        self.colleagues = Colleagues(self)
        self.footing = Footing(self)
        self._open_desk = open_desk
        self.desk_title = title
        self._desk: Desk | None = None
        self._news = ImportNews()

    def get_default_screen(self) -> Screen[Any]:
        """The home screen: finding orders."""
        from csdesk.ui.screens.search import SearchScreen

        return SearchScreen()

    async def on_ready(self) -> None:
        """Open the desk once the first frame stands, for who sits there."""
        self.receive()
        self.watch_keys()

    async def on_unmount(self) -> None:
        """Close the store."""
        if self._desk is not None:
            self._desk.close()

    @property
    def is_open(self) -> bool:
        """Whether questions can be asked."""
        return self._desk is not None

    @property
    def desk(self) -> Desk:
        """The opened desk.

        Raises:
            Refused: it is not open yet.
        """
        if self._desk is None:
            raise Refused(N_("The desk is not open yet. Try again in a moment."))
        return self._desk

    @cached_property
    def drafts(self) -> DraftBox:
        """What is typed in this session and not saved as a remark yet."""
        from csdesk.ui.screens.remark_editor_drafts import DraftBox

        return DraftBox(self.desk, self.footing.tell_drafts)

    @job("begin")
    async def begin(self) -> None:
        """Open the desk and show its newest orders."""
        home = self._home()
        try:
            self._desk, page = await self.ask(self._open, home.table.window.chunk)
        except DeskError as error:
            self.fail(say(error), error.exit_status)
            return
        calm_collector()
        home.open_with(page)
        home.show_facts()
        home.call_after_refresh(self.settle)

    def _open(self, limit: int) -> tuple[Desk, Page]:
        """The opened desk and its first page; in one thread, in one go."""
        desk = self._open_desk()
        try:
            return desk, desk.orders.search("", limit=limit)
        except BaseException:
            desk.close()
            raise

    @job("settle")
    async def settle(self) -> None:
        """The first page is on its way to the screen: now what could wait until then."""
        for fault in self.key_faults:
            refusal(self, fault)
        await self.ask(self._load)
        self._home().ask_waiting()
        self.watch_store()
        self.watch_footing()
        self.tell_drafts()
        self.arrive()
        self.keep_company(self._then)

    def _load(self) -> None:
        """Load the services that come next in the thread, not under somebody's keys."""
        for name in ("remarks", "drafts", "imports", "log"):
            getattr(self.desk, name)

    @job("tell drafts")
    async def tell_drafts(self) -> None:
        """Offer what was typed in an earlier session and not saved (F74)."""
        await self.drafts.take_up()
        drafts = self.desk.drafts
        count = len(await self.ask(drafts.kept)) + len(await self.ask(drafts.of_handover))
        if count:
            text = ngettext(
                "{n} draft is waiting: g n lists it.", "{n} drafts are waiting: g n lists them.",
                count,
            )  # fmt: skip
            notice(self, text.format(n=count), news=True)

    # Live refresh

    @job("pulse")
    async def watch_store(self) -> None:
        """Ask once a second whether anything has changed."""
        pulse = await self.ask(self.desk.pulse)
        desk = imports = True  # something may have happened since the first page
        trouble = False
        try:
            while not self.leaving:
                began = monotonic()
                try:
                    moved = await self.ask(pulse.moved)
                    desk, imports = desk or moved.desk, imports or moved.imports
                    if desk or imports:
                        await self.store_moved(desk=desk, imports=imports)
                    if desk:
                        await leave_if_put_out(self)
                    desk = imports = trouble = False
                    await self.colleagues.look()
                except DeskError as error:  # a full disk may be freed: go on asking, say it once
                    if not trouble:
                        refusal(self, error)
                    trouble = True
                pause = BUSY * (monotonic() - began)
                await asyncio.sleep(min(max(PULSE_SECONDS, pause), LONGEST_PAUSE))
        finally:
            pulse.close()

    def met(self, error: DeskError) -> None:
        """What is wrong with the store concerns all screens."""
        self.footing.met(error)

    @job("footing")
    async def watch_footing(self) -> None:
        """Look whether file, disk, importer and clock are as they must be."""
        await self.footing.watch()

    async def store_moved(self, *, desk: bool, imports: bool) -> None:
        """What the pulse saw: bring the header line and the screen on top up to date."""
        self.changes += desk
        self.steps += 1
        if isinstance(self.screen, DeskScreen):
            self.screen.catch_up()
        if desk:  # an import that runs changes none of these, and ticks sixty sessions each second
            await self.learn_rights()
            await self.count_unread()
            await self.look_at_shift(tells=True)
        if not imports:
            return
        self.progress = await self.ask(self.desk.imports.progress)
        if isinstance(self.screen, DeskScreen):
            self.screen.show_facts()
        batches = await self.ask(self.desk.imports.batches, LOOKED_AT)
        for sentence in self._news.look(batches, self.size.width - 2):
            notice(self, sentence, news=True)
        await self.tell_mirror()

    def facts(self) -> tuple[tuple[str, ...], str]:
        """What the header line says: on the left, and on the right."""
        person = self._desk.actor.name if self._desk else ""
        shift = self.settings.shifts.called(self.working, language())
        shops = self.settings.shops
        shop = shops[0].name if len(shops) == 1 else ""
        left = ("csdesk", self.desk_title, shop, person, shift, language(), self.unread_words())
        return left, self.footing.warned or progress_words(self.progress)

    # Screens

    def _home(self) -> SearchScreen:
        from csdesk.ui.screens.search import SearchScreen

        home = self.screen_stack[0]
        assert isinstance(home, SearchScreen)
        return home

    # Commands of everywhere

    async def action_orders(self) -> None:
        """Back to the list of orders, whatever is open."""
        if self.locked:
            raise Refused(N_("The desk is hidden until somebody comes back."))
        while len(self.screen_stack) > 1:
            await self.pop_screen()

    async def action_search(self) -> None:
        """To the search box: the stock's where that is shown."""
        if isinstance(self.screen, DeskScreen) and self.screen.begin_search():
            return
        await self.action_orders()
        self._home().focus_box()

    @job("arrived")
    async def action_arrived(self) -> None:
        """To the import that was told last, else the newest."""
        from csdesk.ui.screens.batch import BatchScreen

        newest = await self.ask(self.desk.imports.batches, 1)
        if newest:
            self.push_screen(BatchScreen(self._news.told or newest[0].id))

    @job("undo")
    @offered(*UNDONE)
    async def action_undo(self) -> None:
        """Take back what one changed last."""
        from csdesk.vocabulary.steps import step_word

        undone = await self.ask(self.desk.undo.take_back, uuid4().hex)
        numbers = ", ".join(undone.order_nos[:3]) + (" ..." if len(undone.order_nos) > 3 else "")
        text = _("Taken back: {what} ({orders}).")
        notice(self, text.format(what=step_word(undone.kind), orders=numbers))

    def action_help(self) -> None:
        """The keys that work now."""
        from csdesk.ui.screens.help import HelpScreen

        self.push_screen(HelpScreen(live(self.screen, self.rights)))

    def action_palette(self) -> None:
        """Find a command by its name."""
        from csdesk.ui.screens.palette import PaletteScreen

        def run(chosen: Callable[[], Awaitable[object]] | None) -> None:
            if chosen is not None:
                self.call_later(chosen)

        self.push_screen(PaletteScreen(live(self.screen, self.rights)), run)

    async def action_quit(self) -> None:
        """Leave; a person who is writing is asked first."""
        writing = any(s.unsaved for s in self.screen_stack if isinstance(s, DeskScreen))
        if not writing and (await self.drafts.flush() or self.drafts.safe):
            self.leave(0)
            return
        from csdesk.ui.screens.question import Question

        def answer(yes: bool | None) -> None:
            if yes:
                self.leave(0)

        text = _("A remark is not saved. Leave and keep it as a draft?")
        if not self.drafts.safe:
            text = _("A draft could not be kept and will be lost. Leave all the same?")
        self.push_screen(Question(text), answer)

    def action_chinese(self) -> None:
        """Speak Chinese from now on."""
        self._speak("zh")

    def action_english(self) -> None:
        """Speak English from now on."""
        self._speak("en")

    def _speak(self, wish: str) -> None:
        use_language(wish)
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                screen.language_changed()


def run(
    open_desk: Callable[[], Desk],
    settings: DeskSettings,
    *,
    title: str = "",
    lang: str = "",
    mouse: bool = True,
    then: Callable[[], int | None] = lambda: None,
    counter: Counter | None = None,
) -> int:
    """Run one session in this terminal, which can show it, until the person leaves.

    At a counter one follows another until somebody leaves the question who they are. Each is a
    program of its own, so that nothing of the one before is left.

    Args:
        open_desk: opens the desk; called in a thread once the first frame stands.
        settings: of desk.toml.
        title: what the desk is called in the header line.
        lang: ``zh``, ``en``, or empty for desk.toml's and then the locale's.
        mouse: let the program see the mouse; without it the terminal selects text as ever.
        then: what the session needs besides; called in a thread after the first page.
        counter: where people say who they are.

    Returns:
        Exit status: 0; the status of why the desk could not be opened; 128 + the number of the
        signal that ended it; 1 after a defect.
    """
    use_language(lang, settings.lang)
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    while True:
        app = CsdeskApp(open_desk, settings, title=title, then=then, counter=counter)
        app.run(mouse=mouse)
        if not app.next_please:
            return app.return_code or 0
        app.goes_on()
