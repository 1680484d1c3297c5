"""Saying who one is: a name, then a PIN or password (W1, W16)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from csdesk.model.desk import Actor
from csdesk.model.errors import DeskError
from csdesk.model.sign_in import Candidate, SignedIn
from csdesk.plain import plain
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.jobs import LOAD, job
from csdesk.ui.keys import bindings
from csdesk.ui.signs import BAD, MUTED
from csdesk.ui.widgets.line_input import LineInput
from csdesk.ui.widgets.pin_box import PinBox
from csdesk.words import _, say

if TYPE_CHECKING:
    from collections.abc import Callable


class Stage(Enum):
    """What is asked now."""

    NAME = "name"
    PIN = "pin"
    NEW = "new"
    AGAIN = "again"


class SignInScreen(DeskDialog[Actor], inherit_bindings=False):
    """Covers everything until somebody has proved who they are; the answer is who.

    Where nobody sits at the desk Esc answers None: whoever came goes again. Where somebody left
    it for a moment it stays, and only who is among ``candidates`` is let in.
    """

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("sign_in"))
    CSS_PATH = "sign_in.tcss"
    HIDES = True
    SEATS = True
    AUTO_FOCUS = ""
    TYPING_WAITS = True

    def __init__(
        self,
        candidates: Callable[[], Sequence[Candidate]],
        prove: Callable[[str, str], SignedIn],
        choose: Callable[[str, str, str], None],
        *,
        heading: Callable[[], str],
        away: str = "",
    ) -> None:
        """Ask who it is.

        Args:
            candidates: asks for those who may be let in; called in a thread, as are the others.
            prove: login and secret -> who it is.
            choose: login, secret that counts, and the one from now on.
            heading: what stands above, in the language that is spoken.
            away: login of who left the desk for a moment; empty where nobody sits there.
        """
        super().__init__()
        self._ask_candidates = candidates
        self._prove = prove
        self._choose = choose
        self._heading = heading
        self._away = away
        self._candidates: tuple[Candidate, ...] | None = None
        self._stage = Stage.NAME
        self._one: Candidate | None = None
        self._proved: SignedIn | None = None
        self._old = self._new = ""
        self._told = ""

    @property
    def answered(self) -> bool:
        """Keys wait until it is known who may be let in."""
        return self._candidates is not None

    def compose(self) -> ComposeResult:
        """No line of keys with its notices: they would show what colleagues and imports tell."""
        yield Static(markup=False, id="sign-in-head")
        yield Static(markup=False, id="sign-in-label")
        yield LineInput(id="sign-in-name")
        people = OptionList(id="sign-in-list", markup=False)
        people.can_focus = False  # Enter is the screen's
        yield people
        yield PinBox(id="sign-in-pin")
        yield Static(markup=False, id="sign-in-told")
        yield Static(markup=False, id="sign-in-keys")

    def on_mount(self) -> None:
        """Ask who may come in."""
        self.draw()
        self.load()

    @job(LOAD)
    async def load(self) -> None:
        """Learn who may be let in."""
        try:
            found = await self.desk_app.ask(self._ask_candidates)
        except DeskError as error:
            if not self.is_attached:
                return
            self.refused = True  # no key waits for it; Enter asks again
            self._say(say(error))
            return
        if not self.is_attached:  # the session ended meanwhile
            return
        self._candidates = tuple(sorted(found, key=lambda each: not each.ready))
        self._told = ""
        away = [each for each in found if each.login == self._away]
        self._to(Stage.PIN if away else Stage.NAME, away[0] if away else None)

    @property
    def _fitting(self) -> list[Candidate]:
        """Who has what is typed in the name, the login or the code."""
        typed = self.query_one("#sign-in-name", LineInput).value.strip().casefold()
        everybody = self._candidates or ()
        if not typed:
            return list(everybody)
        same = [each for each in everybody if typed in _called(each)]
        return same or [
            each for each in everybody if any(typed in called for called in _called(each))
        ]

    # What is shown

    def _to(self, stage: Stage, one: Candidate | None = None) -> None:
        """Ask for something else."""
        self._stage, self._one = stage, one
        self.query_one("#sign-in-pin", PinBox).value = ""
        if stage is Stage.NAME:
            self._proved, self._old, self._new = None, "", ""
            self.query_one("#sign-in-name", LineInput).value = ""
        self.draw()

    def draw(self) -> None:
        """Show what is asked, in the language that is spoken."""
        naming = self._stage is Stage.NAME
        box, pin = self.query_one("#sign-in-name", LineInput), self.query_one(PinBox)
        people = self.query_one("#sign-in-list", OptionList)
        box.display = people.display = naming
        pin.display = not naming
        name = plain(self._one.name) if self._one else ""
        label = {
            Stage.NAME: _("Who are you? Type a part of your name, or choose."),
            Stage.PIN: _("PIN or password of {name}"),
            Stage.NEW: _("Somebody else chose your PIN. Your own, {name}: 6 digits or more"),
            Stage.AGAIN: _("The same again, {name}"),
        }[self._stage]
        self._update("head", self._heading())
        self._update("label", label.format(name=name))
        self._update("keys", self._keys())
        self._show_told()
        if naming:
            self._list()
        self.set_focus(box if naming else pin)

    def _keys(self) -> str:
        if self._stage is Stage.NAME:
            back = _("Esc back") if self._away else _("Esc leave")
        elif self._away and len(self._candidates or ()) < 2:
            return _("Enter go on")
        else:
            back = _("Esc somebody else")
        return _("Enter go on") + "  " + back

    def _list(self) -> None:
        people = self.query_one("#sign-in-list", OptionList)
        people.clear_options()
        people.add_options([Option(_line(each)) for each in self._fitting])
        people.highlighted = 0 if people.option_count else None

    def _update(self, part: str, text: str) -> None:
        self.query_one(f"#sign-in-{part}", Static).update(plain(text, lines=True))

    def _say(self, sentence: str) -> None:
        self._told = sentence
        self._show_told()

    def _show_told(self) -> None:
        told = plain(self._told, lines=True)
        self.query_one("#sign-in-told", Static).update(Content.styled(told, BAD))

    def language_changed(self) -> None:
        """Ask in other words."""
        super().language_changed()
        self.draw()

    @on(Input.Changed, "#sign-in-name")
    def _typed_name(self) -> None:
        if self._stage is Stage.NAME:
            self._list()

    # Keys

    def action_down(self) -> None:
        """The next person."""
        self.query_one("#sign-in-list", OptionList).action_cursor_down()

    def action_up(self) -> None:
        """The person above."""
        self.query_one("#sign-in-list", OptionList).action_cursor_up()

    def action_back(self) -> None:
        """One step back: somebody else, or who left the desk; from there nobody."""
        self._told = ""
        if self._stage is not Stage.NAME:
            if not self._away or len(self._candidates or ()) > 1:
                self._to(Stage.NAME)
        elif self._away:
            self.load()
        else:
            self.dismiss(None)

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_take()

    @job("take")
    async def action_take(self) -> None:
        """Go on with the person, or with what was typed."""
        if self._candidates is None:
            self.load()
            return
        self._told = ""
        if self._stage is Stage.NAME:
            self._take_name()
            return
        pin = self.query_one(PinBox)
        typed, pin.value = pin.value, ""
        if not typed:
            return
        try:
            await self._take(typed)
        except DeskError as error:
            if not self.is_attached:
                return
            if self._stage is Stage.AGAIN:
                self._to(Stage.NEW, self._one)
            self._say(say(error))

    def _take_name(self) -> None:
        place, fitting = self.query_one("#sign-in-list", OptionList).highlighted, self._fitting
        if place is None or place >= len(fitting):
            self._say(_("Nobody here is called that."))
            return
        one = fitting[place]
        if not one.ready:
            text = _("{name} has no PIN yet. A lead gives one: csdesk people pin {login}.")
            self._say(text.format(name=one.name, login=one.login))
            return
        self._to(Stage.PIN, one)

    async def _take(self, typed: str) -> None:
        one, app = self._one, self.desk_app
        assert one is not None
        if self._stage is Stage.PIN:
            self._proved = await app.ask(self._prove, one.login, typed)
            if not self.is_attached:
                return
            if not self._proved.must_change:
                self.dismiss(self._proved.actor)
                return
            self._old = typed
            self._to(Stage.NEW, one)
        elif self._stage is Stage.NEW:
            self._new = typed
            self._to(Stage.AGAIN, one)
        elif typed != self._new:
            self._to(Stage.NEW, one)
            self._say(_("The two are not the same. Once more."))
        else:
            await app.ask(self._choose, one.login, self._old, typed)
            if self._proved:
                self.dismiss(self._proved.actor)


def _called(one: Candidate) -> tuple[str, ...]:
    return one.name.casefold(), one.login.casefold(), one.code.casefold()


def _line(one: Candidate) -> Content:
    """A person of the list, and what keeps them from signing in."""
    line = f"{plain(one.name)}  {plain(one.login)}"
    if one.locked:
        return Content.assemble(line, ("  " + _("locked: a lead unlocks"), BAD))
    if not one.ready:
        return Content.assemble(line, ("  " + _("no PIN yet"), MUTED))
    return Content(line)
