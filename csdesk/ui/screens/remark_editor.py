"""Writing a remark, or correcting one: several lines, Enter saves, nothing typed is ever lost.

Used over an order and over the list of orders, for numbers imported or not (W12, W13, F69, F74).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import uuid4

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static, TextArea

from csdesk.model.errors import Conflict, DeskError
from csdesk.model.remarks import REMARK_LIMIT, Remark, RemarkDraft, SavedRemark
from csdesk.model.status import Tab
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.screens.remark_editor_drafts import Slot
from csdesk.ui.screens.remark_editor_wording import Worded
from csdesk.ui.signs import BAD, GOOD, WARN, sign
from csdesk.ui.widgets.text_box import TextBox
from csdesk.words import N_, _, named, say, tell, when

NEAR = 0.8
"""Part of the limit from which the room left is told."""

SLOW = 0.7
"""Seconds after which a person is told that the store has not answered yet."""

MOST_NEWER = 4
"""Lines of somebody else's newer text that are shown."""


class RemarkEditor(Worded, inherit_bindings=False):
    """Answers with the receipt, or with None where the person went back and the draft is kept."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("remark"))
    CSS_PATH = "remark_editor.tcss"
    NEWER, SAID = "#remark-newer", "#remark-said"

    def __init__(
        self, number: str, tab: Tab, *, remark: Remark | None = None, template: str = ""
    ) -> None:
        """Write on a number.

        Args:
            number: any of an order's numbers, imported or not.
            tab: where a new remark will stand.
            remark: correct this one instead, in its own tab.
            template: begin with this text, in its first slot.
        """
        super().__init__()
        self._remark = remark
        self._tab = remark.tab if remark else tab
        version = remark.version if remark else 0
        self._slot = Slot(number, self._tab, remark.id if remark else 0, version)
        self._in_market = remark.in_market if remark else False
        self._noted = remark.text if remark else ""
        """The text as it was when it was last put into the drafts, or loaded."""
        self._template = template
        self._empty: Sequence[str] = ()
        """The slots that the sentence below the box warns of."""
        self._title = Content("")
        self._sent = ("", False, self._tab, "")
        """What was sent last, and its id: the same text sent again is saved once."""

    def compose_body(self) -> ComposeResult:
        """Where it goes, the box, the mark, and what there is to be told."""
        yield Static(id="remark-title", markup=False)
        yield Static(id="remark-newer", markup=False)
        yield TextBox(plain(self._template or self._noted, lines=True), most=REMARK_LIMIT)
        yield Static(id="remark-market", markup=False)
        yield Static(id="remark-said", markup=False)

    def language_changed(self) -> None:
        """Say it anew."""
        super().language_changed()
        self._show_title()
        self._show_market()

    def on_mount(self) -> None:
        """Say where the remark will stand; then fetch what was typed before."""
        self.box.move_cursor(self.box.document.end)
        self._to_first_slot()
        self._show_title()
        self._show_market()
        self.say("")
        self.fetch_draft()

    # Drafts

    @job("draft")
    async def fetch_draft(self) -> None:
        """Go on with what was typed before, on this number and tab (F74)."""
        app = self.desk_app
        held = app.drafts.held(self._slot)
        if held is not None:
            self._continue(held)
            return
        slot = self._slot
        for draft in await app.ask(app.desk.drafts.kept_for, slot.number):
            if (draft.tab, draft.remark_id) == (slot.tab, slot.remark_id):
                self._offer(draft)

    def _offer(self, draft: RemarkDraft) -> None:
        self._slot = Slot(
            self._slot.number, self._slot.tab, self._slot.remark_id, draft.seen_version
        )
        self._continue(draft.text)
        at = when(draft.at, self.desk_app.settings.zone)
        self.say(_("Your draft of {time}.").format(time=at), GOOD)

    def _continue(self, text: str) -> None:
        """Put an earlier text in; what was typed in the meantime stands below it."""
        typed = self.box.text
        begun = typed.strip() and typed != self._noted
        whole = f"{text}\n{typed}" if begun else text
        self._noted = typed if begun else text
        self.box.text = plain(whole, lines=True)
        self.box.move_cursor(self.box.document.end)
        self._to_first_slot()

    def _note_slots(self) -> None:
        if self.slotted != (slotted := self.has_slots):
            self.slotted = slotted
            self.refresh_bindings()

    def _to_first_slot(self) -> None:
        self._note_slots()
        if self._template:
            self.to_slot(first=True)

    @property
    def writing_on(self) -> tuple[str, Tab]:
        """Number and tab of the remark."""
        return self._slot.number, self._tab

    @on(TextArea.Changed)
    def _typed(self) -> None:
        text = self.box.text
        if self._empty and not any(slot in text for slot in self._empty):
            self._empty = ()
            self.say("")
        self._note_slots()
        self._show_title()
        if text != self._noted:
            self._noted = text
            unchanged = self._remark is not None and text == self._remark.text
            self.desk_app.drafts.typed(self._slot, "" if unchanged else text)

    @property
    def unsaved(self) -> bool:
        """Whether something is typed."""
        return bool(self.box.text.strip())

    # Showing

    def _show_title(self) -> None:
        letter, style = sign(self._tab)
        what = _("Correction of") if self._remark else _("New remark for")
        left = len(self.box.text) if self.is_mounted else 0
        if left > REMARK_LIMIT:
            room = _("{n} characters too many").format(n=left - REMARK_LIMIT)
        elif left > NEAR * REMARK_LIMIT:
            room = _("room for {n} more characters").format(n=REMARK_LIMIT - left)
        else:
            room = ""
        parts = [
            Content(f" {what} "),
            Content.styled(f"[{letter}] {named(self._tab)}", f"bold {style}"),
            Content(f"  {plain(self._slot.number)}"),
            Content.styled(f"  {room}", BAD if left > REMARK_LIMIT else WARN),
        ]
        title = Content("").join(parts)
        if title != self._title:  # a key more need not draw it again
            self._title = title
            self.query_one("#remark-title", Static).update(title)

    def _show_market(self) -> None:
        mark = _("[x] also in the marketplace's own remark (Ctrl+T)")
        blank = _("[ ] also in the marketplace's own remark (Ctrl+T)")
        line = Content.styled(f" {mark}", GOOD) if self._in_market else Content(f" {blank}")
        self.query_one("#remark-market", Static).update(line)

    # Commands

    def action_in_market(self) -> None:
        """Say, or take back, that it also stands in the marketplace's own remark (S26)."""
        self._in_market = not self._in_market
        self._show_market()

    def action_move(self) -> None:
        """Save the text in the tab that the hint named."""
        if self.elsewhere is not None and not self.saving:
            self._tab = self.elsewhere
            self._show_title()
            self.action_save()

    @job("save")
    async def save(self) -> None:
        """Send the text; on success the editor closes with the receipt."""
        text = self.box.text
        if self._sent[:3] != (text, self._in_market, self._tab):
            self._sent = (text, self._in_market, self._tab, uuid4().hex)
        patience = self.set_timer(SLOW, lambda: self.say(_("Saving ...")))
        try:
            hint = await self.held_back(text, self._tab, movable=self._remark is None)
            if hint:
                self.say(hint)
                return
            receipt = await self._send(text, self._sent[3])
        except Conflict as newer:
            self._show_newer(newer)
        except DeskError as error:
            self.say(say(error), BAD)
            slots = error.facts.get("slots")
            self._empty = tuple(map(str, slots)) if isinstance(slots, list) else ()
            self._to_first_slot()
        else:
            await self.desk_app.drafts.forget(self._slot)
            self._receipt(receipt)
            self.dismiss(receipt)
        finally:
            patience.stop()
            self.saving = False

    async def _send(self, text: str, client_id: str) -> SavedRemark:
        app, remarks, slot = self.desk_app, self.desk_app.desk.remarks, self._slot
        if self._remark is None:
            return await app.ask(
                remarks.add, slot.number, self._tab, text,
                in_market=self._in_market, client_id=client_id,
            )  # fmt: skip
        saved = await app.ask(
            remarks.revise, slot.remark_id, text,
            seen_version=slot.seen_version, in_market=self._in_market, client_id=client_id,
        )  # fmt: skip
        return SavedRemark(saved.order_no, saved.id, saved.attached)

    def _show_newer(self, newer: Conflict) -> None:
        """Somebody corrected it meanwhile: show theirs above, keep the own text (F69)."""
        facts = newer.facts
        slot = self._slot
        version = int(str(facts["version"]))
        self._slot = Slot(slot.number, slot.tab, slot.remark_id, version)
        label = f"{plain(str(facts['author']))} v{version}:"
        self.show_newer(label, str(facts["text"]), MOST_NEWER)
        sentence = N_("{author} changed it meanwhile, see above. Enter saves yours after it.")
        self.say(tell(sentence, {"author": facts["author"]}))

    def _receipt(self, receipt: SavedRemark) -> None:
        facts = {"tab": self._tab, "number": receipt.order_no, "id": receipt.id}
        sentence = (
            N_("Saved in {tab}: {number}, remark no. {id}.")
            if receipt.attached
            else N_("Saved in {tab}: remark no. {id} waits for {number} to be imported.")
        )
        told = tell(sentence, facts)
        if receipt.case:
            told += " " + _("After-sale case {n} is opened.").format(n=receipt.case)
        notice(self, told)
