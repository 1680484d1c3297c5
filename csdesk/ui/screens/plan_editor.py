"""Writing a notice or an entry of a plan: several lines, nothing typed is ever lost (F74, W31)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static, TextArea

from csdesk.model.amazon import AmazonCase
from csdesk.model.errors import Conflict, DeskError
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.text_editor import TextEditor
from csdesk.ui.signs import BAD, GOOD, WARN
from csdesk.ui.widgets.text_box import TextBox
from csdesk.words import _, say, when

if TYPE_CHECKING:
    from csdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class PlanPlace:
    """Where a text of a case will go; each has one draft."""

    case_id: int
    """0 for a case that is not opened yet."""
    part: str
    """``notice``, or section and number: ``cause 0`` for a new root cause."""
    seen: int = field(default=0, compare=False)
    """The version of the case that the person had before their eyes."""

    def keep(self, desk: Desk, text: str) -> None:
        """Put a text into the drafts of Amazon cases."""
        desk.amazon.keep_draft(self.case_id, self.part, text, self.seen)

    def kept_at(self, desk: Desk) -> float:
        """When the draft in the store was typed."""
        kept = desk.amazon.drafts(self.case_id)
        return max((each.at.timestamp() for each in kept if each.part == self.part), default=0.0)


MOST_NEWER = 6
"""Lines of what somebody else wrote meanwhile."""


@dataclass(frozen=True, slots=True)
class Base:
    """What the person had before their eyes when they wrote."""

    seen: int
    """The version of the case."""
    text: str | None
    """What stood in the place of theirs; None where they did not look."""


Save = Callable[[str, Base, str], Awaitable[AmazonCase]]
"""Text, what it was written upon, id of the change."""


class PlanEditor(TextEditor[AmazonCase], inherit_bindings=False):
    """Answers with the case as saved, or with None where the person went back: a draft is kept."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("plan"))
    CSS_PATH = "plan_editor.tcss"
    NEWER, SAID = "#plan-newer", "#plan-said"

    def __init__(self, title: str, place: PlanPlace, text: str, most: int, save: Save) -> None:
        """Write a text.

        Args:
            title: what it is, in the person's language.
            place: where it will go.
            text: stored text to begin with.
            most: characters that it may have.
            save: sends it.
        """
        super().__init__()
        self._title = title
        self._place = place
        self._stored = plain(text, lines=True)
        self._noted = self._stored
        """The text as it was when it was last put into the drafts, or loaded."""
        self._most = most
        self._save = save
        self._base = Base(place.seen, text)
        self._sent = ("", uuid4().hex)

    def compose_body(self) -> ComposeResult:
        """What it is, the box, and what there is to be told."""
        yield Static(id="plan-title", markup=False)
        yield Static(id="plan-newer", markup=False)
        yield TextBox(self._stored, most=self._most)
        yield Static(id="plan-said", markup=False)

    def on_mount(self) -> None:
        """Go on with what was typed before."""
        self.box.move_cursor(self.box.document.end)
        self._show_title()
        self.fetch_draft()

    @job("draft")
    async def fetch_draft(self) -> None:
        """Put in what was typed before and not saved."""
        app = self.desk_app
        held = app.drafts.held(self._place)
        if held is not None:
            self._continue(held)
            return
        for draft in await app.ask(app.desk.amazon.drafts, self._place.case_id):
            if draft.part == self._place.part:
                if draft.seen != self._place.seen:
                    self._base = Base(draft.seen, None)
                self._continue(draft.text)
                at = when(draft.at, app.settings.zone)
                self.say(_("Your draft of {time}.").format(time=at), GOOD)

    def _continue(self, text: str) -> None:
        """Put an earlier text in; what was typed in the meantime stands below it."""
        typed = self.box.text
        begun = typed.strip() and typed != self._noted
        self._noted = typed if begun else text
        self.box.text = plain(f"{text}\n{typed}" if begun else text, lines=True)
        self.box.move_cursor(self.box.document.end)

    @on(TextArea.Changed)
    def _typed(self) -> None:
        text = self.box.text
        self._show_title()
        if text != self._noted:
            self._noted = text
            self.desk_app.drafts.typed(self._place, "" if text == self._stored else text)

    @property
    def unsaved(self) -> bool:
        """Whether something is typed that is not saved."""
        return self.box.text.strip() != self._stored.strip()

    def language_changed(self) -> None:
        """Say it anew."""
        super().language_changed()
        self._show_title()

    def _show_title(self) -> None:
        left = self._most - len(self.box.text)
        room = ""
        if left < 0:
            room = _("{n} characters too many").format(n=-left)
        elif left < self._most // 5:
            room = _("room for {n} more characters").format(n=left)
        parts = (f" {plain(self._title)}  ", (room, BAD if left < 0 else WARN))
        self.query_one("#plan-title", Static).update(Content.assemble(*parts))

    # Commands

    @job("save")
    async def save(self) -> None:
        """Send the text; sent again after a broken line it is saved once."""
        text = self.box.text
        if self._sent[0] != text:
            self._sent = (text, uuid4().hex)
        try:
            case = await self._save(text, self._base, self._sent[1])
        except Conflict as newer:
            self._show_newer(newer)
        except DeskError as error:
            self.say(say(error), BAD)
        else:
            await self.desk_app.drafts.forget(self._place)
            self.dismiss(case)
        finally:
            self.saving = False

    def _show_newer(self, newer: Conflict) -> None:
        """Somebody else wrote there meanwhile: show it; Enter replaces what was shown only."""
        theirs = str(newer.facts["text"])
        self._base = Base(int(str(newer.facts["version"])), theirs)
        said, end = say(newer), _("Enter saves yours after it.")
        if theirs:
            end = _("Enter puts yours in its place, Esc keeps yours as a draft.")
        self.show_newer(_("It says now:"), theirs, MOST_NEWER)
        self.say(f"{said} {end}")
