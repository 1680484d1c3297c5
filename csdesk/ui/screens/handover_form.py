"""An item for the next shift: urgency by its number, what it says, Enter (W25)."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Grid
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from csdesk.model.errors import NeedsYes
from csdesk.model.handover import (
    Beginning,
    DraftKind,
    HandoverDraft,
    HandoverItem,
    NewItem,
    Owner,
    Urgency,
)
from csdesk.model.roles import Action
from csdesk.plain import plain
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import refusal
from csdesk.ui.screens.handover_drafts import HandoverPlace, packed
from csdesk.ui.screens.handover_rows import STYLES, owner_words
from csdesk.ui.screens.questioning import Questioning
from csdesk.ui.signs import GOOD, WARN
from csdesk.ui.widgets.line_input import LineInput
from csdesk.ui.widgets.paragraphs import paragraph, short
from csdesk.words import N_, _, named, when

LABELS = {
    "topic": N_("About"),
    "summary": N_("What is it?"),
    "action": N_("What is to be done"),
    "owner": N_("by whom"),
    "due": N_("by when"),
    "what_if": N_("if it turns out otherwise"),
}
"""Boxes and what they ask, from top to bottom."""

MOST_OTHERS = 3
"""Items of the same order that are named."""


class UrgencyField(Static, can_focus=True):
    """The three urgencies; its number, or Left and Right, chooses one."""

    ALLOW_SELECT = False

    class Chosen(Message):
        """A number was typed: on to the text."""

    class Typed(Message):
        """Something else was typed: it belongs to the text."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, chosen: Urgency) -> None:
        super().__init__(id="item-urgency", markup=False)
        self.chosen = chosen

    def render(self) -> Content:
        """``1 critical  2 urgent  >3 routine``."""
        return Content("  ").join(
            Content.styled(
                f"{'>' if each is self.chosen else ' '}{n} {named(each)}",
                f"bold {STYLES[each]}" if each is self.chosen else "",
            )
            for n, each in enumerate(Urgency, 1)
        )

    def on_key(self, event: events.Key) -> None:
        """A number chooses and goes on; other text is for the next field."""
        urgencies = list(Urgency)
        place = urgencies.index(self.chosen)
        if event.key in ("left", "right"):
            event.stop()
            self.chosen = urgencies[(place + (1 if event.key == "right" else -1)) % len(urgencies)]
        elif event.key.isdigit() and 1 <= int(event.key) <= len(urgencies):
            event.stop()
            self.chosen = urgencies[int(event.key) - 1]
            self.post_message(self.Chosen())
        elif event.character and event.is_printable:
            event.stop()
            self.post_message(self.Typed(event.character))
        self.refresh()

    def on_paste(self, event: events.Paste) -> None:
        """Text is for the next field."""
        event.stop()
        self.post_message(self.Typed(plain(event.text)))


class ItemForm(DeskDialog[HandoverItem], Questioning[HandoverItem], inherit_bindings=False):
    """Asks for an item and keeps it; what is refused can be typed anew."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("item_form"))
    CSS_PATH = "handover_form.tcss"
    AUTO_FOCUS = "UrgencyField"

    def __init__(
        self,
        beginning: Beginning,
        item: HandoverItem | None = None,
        draft: HandoverDraft | None = None,
    ) -> None:
        """Ask for an item.

        Args:
            beginning: what a new one begins with.
            item: to correct; None for a new one.
            draft: what the person typed here before and did not send.
        """
        super().__init__()
        self._beginning = beginning
        self._item = item
        self._draft = draft
        self._place = place_of(beginning, item)
        self._due_offered = ""
        """The usual time of a new item."""
        self._stored: dict[str, str] = {}
        """Field -> what stands there before anything is typed."""
        self._noted = packed(draft.words) if draft else ""
        """The words as they were when they were last put into the drafts."""
        self._known = {each.id for each in beginning.others}
        """Items of the same order that the person was told of."""
        self._asked = ""
        """What was asked before it is written twice."""
        self._client_id = uuid4().hex

    def compose_body(self) -> ComposeResult:
        """What it is about, urgency, and the boxes."""
        item = self._item
        urgency = item.urgency if item else Urgency.ROUTINE
        self._stored = {
            "urgency": urgency.value,
            "topic": self._beginning.topic, "summary": item.summary if item else "",
            "action": item.action if item else "",
            "owner": owner_words(item.owner if item else Owner.NEXT_SHIFT),
            "due": when(item.due if item else self._beginning.due[urgency], self._zone),
            "what_if": item.what_if if item else "",
        }  # fmt: skip
        typed = self._draft.words if self._draft else {}
        values = {**self._stored, **typed}
        urgency = Urgency(values["urgency"])
        if item is None:
            self._due_offered = when(self._beginning.due[urgency], self._zone)
            values["due"] = typed.get("due", self._due_offered)
        yield Static(id="item-head", markup=False)
        with Grid(id="item-fields"):
            yield Label(_("How urgent?"), markup=False)
            yield UrgencyField(urgency)
            for name, label in LABELS.items():
                if name == "topic" and (self._beginning.order_no or item):
                    continue
                yield Label(_(label), markup=False)
                yield LineInput(plain(values[name]), id=f"item-{name}", classes="item-box")

    def on_mount(self) -> None:
        """Say what it is about."""
        self._show_head()
        if self._draft is not None:
            self._box("summary").focus()

    def on_resize(self) -> None:
        """Other line breaks."""
        self._show_head()

    @property
    def _zone(self) -> str:
        return self.desk_app.settings.zone

    def _box(self, name: str) -> LineInput:
        return self.query_one(f"#item-{name}", LineInput)

    def _typed(self, name: str) -> str:
        boxes = self.query(f"#item-{name}")
        return plain(boxes.first(LineInput).value).strip() if boxes else ""

    def _show_head(self) -> None:
        """The order, and what is handed over of it already (F46: duplicates are pointed out)."""
        width = max(20, self.size.width - 2)
        about, order = self._beginning.order_no, self._beginning.order
        if self._item is not None:
            about = self._item.order_no or self._item.topic or "-"
            order = self._item.order
        name = f"  {short(order.name, 30)}" if order else ""
        text = _("For the next shift: {what}").format(what=short(about, 40) if about else "-")
        lines = [Content.styled(f"{text}{name}", "bold"), *self._draft_lines(width)]
        others = self._beginning.others
        for each in others[:MOST_OTHERS]:
            label = _("Handed over already by {who}:").format(who=short(each.author, 20))
            lines += paragraph(label, each.summary, width, style=WARN, most=2)
        if len(others) > MOST_OTHERS:
            more = _("and {n} more").format(n=len(others) - MOST_OTHERS)
            lines.append(Content.styled(more, WARN))
        if self._asked:
            lines += paragraph("", self._asked, width, style=WARN, most=3)
            lines.append(Content.styled(_("Enter once more writes it all the same."), WARN))
        self.query_one("#item-head", Static).update(Content("\n").join(lines))

    def _draft_lines(self, width: int) -> list[Content]:
        """That a draft goes on; where the item was changed since, what it says now."""
        draft, item = self._draft, self._item
        if draft is None:
            return []
        at = _("Your draft of {time}.").format(time=when(draft.at, self._zone))
        lines = [Content.styled(at, GOOD)]
        if item is not None and draft.seen not in (0, item.version):
            text = _("The item was changed since. It says now: {text}")
            now = "; ".join(each for each in (item.summary, item.action) if each)
            lines += paragraph("", text.format(text=plain(now)), width, style=WARN, most=3)
        return lines

    # Drafts

    def _words(self) -> dict[str, str]:
        """Fields that say something else than what stood there."""
        words = {"urgency": self.query_one(UrgencyField).chosen.value}
        words |= {name: box.value for name in LABELS for box in self.query(f"#item-{name}")
                  if isinstance(box, LineInput)}  # fmt: skip
        if self._item is None and words["due"] == self._due_offered:
            del words["due"]
        changed = {name: text for name, text in words.items() if text != self._stored[name]}
        nothing = self._item is None and set(changed) <= {"urgency"}
        return {} if nothing else changed

    def _keep(self) -> None:
        """Put what is typed so far into the drafts."""
        words = self._words()
        text = packed(words) if words else ""
        if text != self._noted:
            self._noted = text
            self.desk_app.drafts.typed(self._place, text)

    async def keep_drafts(self) -> None:
        """The session is about to end: put the words into the drafts now."""
        self._keep()
        await self.desk_app.drafts.flush()

    @property
    def unsaved(self) -> bool:
        """Whether something is typed that is not handed over."""
        return bool(self._words())

    # Moving

    def _fields(self) -> list[Widget]:
        return [self.query_one(UrgencyField), *self.query(".item-box")]

    def _step(self, by: int) -> None:
        fields = self._fields()
        place = fields.index(self.focused) if self.focused in fields else 0
        fields[(place + by) % len(fields)].focus()

    def action_down(self) -> None:
        """The next field."""
        self._step(1)

    def action_up(self) -> None:
        """The field above."""
        self._step(-1)

    @on(UrgencyField.Chosen)
    def _on_urgency(self) -> None:
        """On to the text; the usual time is another, where nobody has typed one."""
        self._keep()
        box = self._box("due")
        if self._item is None and box.value == self._due_offered:
            urgency = self.query_one(UrgencyField).chosen
            box.value = self._due_offered = when(self._beginning.due[urgency], self._zone)
        self._box("summary").focus()

    @on(UrgencyField.Typed)
    def _on_text(self, event: UrgencyField.Typed) -> None:
        box = self._box("summary")
        box.focus()
        box.insert_text_at_cursor(event.text)

    @on(Input.Changed)
    def _changed(self) -> None:
        """Something else is to be written: keep it, and ask anew."""
        self._keep()
        self._known = {each.id for each in self._beginning.others}
        if self._asked:
            self._asked = ""
            self._show_head()

    # Keeping

    def _new(self) -> NewItem:
        return NewItem(
            self.query_one(UrgencyField).chosen, self._typed("summary"), self._beginning.order_no,
            self._typed("topic"), self._typed("action"), self._typed("owner"), self._typed("due"),
            self._typed("what_if"),
        )  # fmt: skip

    @job("take")
    async def action_take(self) -> None:
        """Keep it."""
        ask, handover = self.desk_app.ask, self.desk_app.desk.handover
        if self._item is not None:
            await self._correct(self._item)
            return
        try:
            made = await ask(
                handover.add, self._new(), despite=frozenset(self._known),
                client_id=self._client_id,
            )  # fmt: skip
        except NeedsYes as asks:
            refusal(self, asks)
            self._known |= set(asks.facts["ids"])  # type: ignore[call-overload]  # ids of items
            self._asked = _("Somebody has handed over something about this meanwhile.")
            self._show_head()
            return
        await self._leave(made)

    async def _leave(self, made: HandoverItem) -> None:
        """It is sent: the draft is not needed any more."""
        await self.desk_app.drafts.forget(self._place)
        self.dismiss(made)

    async def _correct(self, item: HandoverItem) -> None:
        """Keep the item; a lead who opens the work queue by it says why."""
        ask, handover = self.desk_app.ask, self.desk_app.desk.handover
        new = self._new()

        async def edited(reason: str) -> HandoverItem:
            return await ask(
                handover.edit, item.id, new, reason, seen=item.version, client_id=self._client_id
            )

        softer = item.keeps_queue and new.urgency is not Urgency.CRITICAL
        if softer and await self.may(Action.PASS_OVER):
            label = _("Nobody has acknowledged it. Why is it less urgent?")
            changed = await self.write_right(label, "", edited)
        else:
            changed = await edited("")
        if changed is not None:
            await self._leave(changed)

    @job("back")
    async def action_back(self) -> None:
        """Hand nothing over; what was typed stays as a draft."""
        await self.keep_drafts()
        self.dismiss(None)


def place_of(beginning: Beginning, item: HandoverItem | None = None) -> HandoverPlace:
    """Where the words of an item will go."""
    if item is not None:
        return HandoverPlace(DraftKind.ITEM, "", item.id, item.version)
    return HandoverPlace(DraftKind.ITEM, plain(beginning.order_no or beginning.topic))
