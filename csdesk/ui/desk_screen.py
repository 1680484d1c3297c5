"""What every screen of the desk has: header line, key line, live refresh, drafts, one way back."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import events
from textual._styles_cache import StylesCache
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.worker import Worker

from csdesk.model.roles import Action
from csdesk.ui.keys import live
from csdesk.ui.widgets.lines import HeaderLine, KeyLine

if TYPE_CHECKING:
    from csdesk.ui.app import CsdeskApp
    from csdesk.ui.wire import Wire

Result = TypeVar("Result")

FOCUS_KEYS: list[BindingType] = [
    Binding("tab", "app.focus_next", show=False),
    Binding("shift+tab", "app.focus_previous", show=False),
]


class DeskScreen(Screen[Result], inherit_bindings=False):
    """A full screen. Subclasses give ``BINDINGS = bindings("place")`` and ``compose_body``."""

    BINDINGS = FOCUS_KEYS
    ESCAPE_TO_MINIMIZE: ClassVar[bool | None] = False
    TYPING_WAITS: ClassVar[bool] = False
    """Whether letters for a box wait for ``answered`` too, as other keys do."""

    HIDES: ClassVar[bool] = False
    """Whether it shows nothing of the desk, so that it may come over a hidden screen."""

    SEATS: ClassVar[bool] = False
    """Whether it lets somebody sit down at the desk."""

    FOLLOWS_IMPORTS: ClassVar[bool] = False
    """Whether each step of a running import counts as a change; its orders come with the last."""

    refused = False
    """Whether what was asked for last was refused: no answer will come, and no key waits for it."""

    _seen_change = 0
    _ground: tuple[Wire, int, Strip] | None = None

    @property
    def desk_app(self) -> CsdeskApp:
        """The app, by its own type."""
        return cast("CsdeskApp", self.app)

    @property
    def answered(self) -> bool:
        """Whether what is shown is the answer to what was asked; keys wait for it."""
        return True

    def render_lines(self, crop: Region) -> list[Strip]:
        """The ground under the widgets, drawn at every key: one line for all."""
        if self.is_modal:
            return super().render_lines(crop)
        wire = self.desk_app.wire
        if self._ground is None or self._ground[:2] != (wire, crop.width):
            style = wire.style(self.visual_style.rich_style)
            self._ground = (wire, crop.width, Strip.blank(crop.width, style))
        return [self._ground[2]] * crop.height

    def compose(self) -> ComposeResult:
        """Header line, the screen's own widgets, key line."""
        yield HeaderLine()
        yield from self.compose_body()
        yield KeyLine()

    def compose_body(self) -> ComposeResult:
        """The screen's own widgets."""
        yield from ()

    def on_mount(self) -> None:
        """Keep both lines up to date from now on."""
        self.bindings_updated_signal.subscribe(self, lambda _: self.show_keys())
        self._seen_change = self._changes
        self.show_facts()

    def on_screen_resume(self, _: events.ScreenResume) -> None:
        """Back on top: catch up with what has changed meanwhile."""
        self.show_facts()
        self.show_keys()
        self.catch_up()

    def on_unmount(self) -> None:
        """Forget what was drawn here.

        Textual keeps one table of colours for all screens, and with each colour a widget's drawn
        lines: most of a megabyte for every order that was opened.
        """
        StylesCache.get_inner_outer.cache_clear()

    def catch_up(self) -> None:
        """Call ``store_changed`` if the store has changed since it was last called."""
        if self._seen_change != self._changes:
            self._seen_change = self._changes
            self.store_changed()

    @property
    def _changes(self) -> int:
        return self.desk_app.steps if self.FOLLOWS_IMPORTS else self.desk_app.changes

    def store_changed(self) -> None:
        """Somebody changed something: ask again for what is shown. For subclasses."""

    @cached_property
    def at_work(self) -> set[Worker[None]]:
        """Jobs that keys asked for on this screen; the done ones are left out when it is asked."""
        return set()

    @property
    def order_no(self) -> str:
        """The order that is open here, for colleagues to see; empty where none is."""
        return ""

    @property
    def acting_on(self) -> str:
        """Number of the order that commands are about, for the log to tell; empty where none is."""
        return self.order_no

    async def check(self, action: Action) -> None:
        """Ask whether the person may do something, before anything is asked of them for it.

        Raises:
            NotAllowed: they may not, and who may; that is logged.
        """
        app = self.desk_app
        await app.ask(app.desk.rights.check, action, self.acting_on)

    async def may(self, action: Action) -> bool:
        """Whether the person may do something."""
        return await self.desk_app.ask(self.desk_app.desk.rights.may, action)

    def colleagues_changed(self) -> None:
        """Others opened or left orders: show it. For subclasses."""

    def language_changed(self) -> None:
        """Another language is spoken: subclasses that keep words add to it."""
        self.show_facts()
        self.show_keys()
        self.refresh(layout=True)

    def begin_search(self) -> bool:
        """Let the person type into this screen's own search box; whether there is one."""
        return False

    async def keep_drafts(self) -> None:
        """Put what is being typed into the drafts: the session is about to end. For subclasses."""

    @property
    def unsaved(self) -> bool:
        """Whether a person should be asked before the desk is left. For subclasses."""
        return False

    def show_facts(self) -> None:
        """Bring the header line up to date."""
        for line in self.query(HeaderLine):
            line.show(*self.desk_app.facts(), self.desk_app.footing.halted)

    def show_keys(self) -> None:
        """Bring the key line up to date, or what stands in its place."""
        if self.is_attached and self.is_current:
            for line in self.query(KeyLine):
                app = self.desk_app
                line.show(live(self, app.rights), app.pending_key, app.notices.now)


class DeskDialog(ModalScreen[Result], DeskScreen[Result], inherit_bindings=False):
    """A dialog over another screen: no header of its own, its keys in a key line."""

    BINDINGS = FOCUS_KEYS

    def compose(self) -> ComposeResult:
        """The dialog's own widgets and the key line."""
        yield from self.compose_body()
        yield KeyLine()
