"""Handing over: what the shift before left, item by item, and what goes to the next (W2, F47)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, NamedTuple
from uuid import uuid4

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.errors import DeskError
from csdesk.model.handover import (
    DraftKind,
    Handed,
    HandoverDraft,
    HandoverItem,
    ItemOrigin,
    ItemState,
    Proposal,
    Urgency,
)
from csdesk.model.roles import Action
from csdesk.model.shifts import Shift, Side
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.screens.handover_drafts import READ_BACK, HandoverPlace, draft_at
from csdesk.ui.screens.handover_form import ItemForm, place_of
from csdesk.ui.screens.handover_rows import (
    handed_heading,
    item_entries,
    owner_words,
    proposal_entries,
    report_entries,
)
from csdesk.ui.screens.inbox_rows import section
from csdesk.ui.screens.listing import WaitingOrAll
from csdesk.ui.screens.shift_words import day_and_kind
from csdesk.ui.widgets.entries import Entry
from csdesk.words import N_, _, ngettext

REPORTS = 20
"""Shifts that are looked through for closed ones."""


class Standing(NamedTuple):
    """What is shown: what was handed over, open items or all, what the desk proposes, reports."""

    handed: Handed
    items: tuple[HandoverItem, ...]
    proposals: tuple[Proposal, ...]
    closed: tuple[Shift, ...]
    """The newest first."""


class HandoverScreen(WaitingOrAll[Standing]):
    """What waits to be acknowledged, what goes to the next shift, what could; and reports."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("handover"))
    NOTHING = N_("Nothing is handed over. H writes something down for the next shift.")

    def __init__(self, draft: HandoverDraft | None = None) -> None:
        """Show it all.

        Args:
            draft: go on with what was typed for an item and not sent.
        """
        super().__init__()
        self._draft = draft

    _go_to = ""
    """Key of the row that the cursor is to stand on when the next answer comes."""

    _giver = 0
    """Id of the shift that handed over when it was drawn last; 0 for none."""

    async def fetch(self) -> Standing:
        """Ask for all of it."""
        ask, desk = self.desk_app.ask, self.desk_app.desk
        shifts = await ask(partial(desk.shifts.newest, limit=REPORTS))
        return Standing(
            await ask(desk.receiving.handed),
            await ask(desk.handover.newest if self.everything else desk.handover.waiting),
            await ask(desk.handover.proposals),
            tuple(each for each in shifts if each.cutoff_seq is not None),
        )

    def heading(self, answer: Standing) -> Content:
        """From whom it comes, how far it is received, who is on."""
        settings = self.desk_app.settings
        return handed_heading(answer.handed, settings.shifts, settings.zone, self.size.width)

    def rows(self, answer: Standing) -> Sequence[Entry]:
        """The report of the shift before; then headings, each with what stands under it."""
        settings = self.desk_app.settings
        reports = report_entries(answer.closed, settings.shifts, settings.zone)
        if self.everything:
            head = section("all", _("All items, the newest first"), len(answer.items))
            return [head, *item_entries(answer.items, settings.zone)]
        waiting = [each for each in answer.items if each.waits]
        others = [each for each in answer.items if not each.waits]
        parts = (
            ("waiting", N_("To be acknowledged"), item_entries(waiting, settings.zone)),
            ("next", N_("Goes to the next shift"), item_entries(others, settings.zone)),
            (
                "proposals", N_("The desk proposes to hand over"),
                proposal_entries(answer.proposals, settings.zone),
            ),
            ("reports", N_("Earlier reports"), reports[1:]),
        )  # fmt: skip
        entries: list[Entry] = reports[:1]
        for key, title, rows in parts:
            if rows:
                entries += [section(key, _(title), len(rows)), *rows]
        return entries

    def draw(self, answer: Standing) -> None:
        """Show all; to begin with the cursor stands on what the person has to acknowledge.

        For whom nothing waits it stands on the last report, or below the first heading.
        """
        giver = answer.handed.giver.id if answer.handed.giver else 0
        begun, changed = not self.key, self._giver not in (0, giver)
        on_report, self._giver = self.key.startswith("shift "), giver
        super().draw(answer)
        if self._go_to:
            self.entries.go(self._go_to)
            self._go_to = ""
        elif changed and on_report:  # that report stands among the earlier ones now
            waiting = answer.handed.waiting
            self.entries.go(f"item {waiting[0].id}" if waiting else f"shift {giver}")
        elif begun and answer.handed.waiting and self._receives(answer.handed):
            self.entries.go(f"item {answer.handed.waiting[0].id}")
        elif begun and not answer.closed:
            self.entries.put(1)

    def drawn(self) -> None:
        """The first answer is shown: go on with the draft that the screen was opened for."""
        draft, self._draft = self._draft, None
        if draft is None:
            return
        self.entries.go(f"item {draft.item_id}")
        if self.item is not None and self.item.id == draft.item_id:
            read_back = draft.kind is DraftKind.READ_BACK
            (self.action_acknowledge if read_back else self.action_edit)()

    def _receives(self, handed: Handed) -> bool:
        """Whether the person works in the shift that is on."""
        login = self.desk_app.desk.actor.login
        return handed.on is not None and handed.on.present(login) is not None

    # The row under the cursor

    @property
    def item(self) -> HandoverItem | None:
        """The item under the cursor."""
        if self.answer is None or not self.key.startswith("item "):
            return None
        return next((each for each in self.answer.items if each.id == self.number), None)

    @property
    def proposal(self) -> Proposal | None:
        """The proposal under the cursor."""
        if self.answer is None or not self.key.startswith("proposal "):
            return None
        _word, origin, source = self.key.split(" ")
        wanted = (ItemOrigin(origin), int(source))
        found = (e for e in self.answer.proposals if (e.origin, e.source_id) == wanted)
        return next(found, None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done with the row under the cursor."""
        handed = self.answer.handed if self.answer else None
        still_open = self.item is not None and self.item.state is ItemState.OPEN
        fits: dict[str, object] = {
            "acknowledge": self.item is not None and self.item.waits,
            "done": still_open, "drop": still_open, "edit": still_open,
            "take": self.proposal,
            "sign": handed and handed.giver,
            "comment": handed and handed.giver,
            "close": handed and handed.on,
            "open_queue": handed and handed.queue_closed,
        }  # fmt: skip
        if action in fits:
            return bool(fits[action])
        return super().check_action(action, parameters)

    def action_open(self) -> None:
        """Open the order of this row, or the report."""
        if self.key.startswith("shift "):
            self.desk_app.open_shift_report(self.number)
            return
        about = self.item or self.proposal
        if about is not None and about.order is not None:
            self.desk_app.open_order(about.order_no)

    def action_comment(self) -> None:
        """Comment on the report of this row, or else of the shift that handed over (W30)."""
        giver = self.answer.handed.giver if self.answer else None
        if self.key.startswith("shift "):
            self.desk_app.open_shift_report(self.number, comment=True)
        elif giver is not None:
            self.desk_app.open_shift_report(giver.id, comment=True)

    def action_close(self) -> None:
        """Look at what would be reported, then close the shift (W26)."""
        self.desk_app.close_shift()

    # Receiving

    @job("acknowledge", needs=Action.SHIFT)
    async def action_acknowledge(self) -> None:
        """Acknowledge the item; the cursor goes to the next that waits (W2)."""
        each = self.item
        if each is None or not each.waits:
            return
        if each.urgency is not Urgency.CRITICAL:
            await self._acknowledge(each, "")
            return
        await self.desk_app.ask(self.desk_app.desk.receiving.check)
        label = _("{what} -> {who}: {action} Say in your own words what is to be done:")
        text = label.format(
            what=each.summary, who=owner_words(each.owner), action=each.action or "-"
        )
        place = HandoverPlace(DraftKind.READ_BACK, "", each.id, each.version)
        draft = await draft_at(self.desk_app, place)
        words = draft.words.get(READ_BACK, "") if draft else ""
        await self.write_right(text, words, partial(self._acknowledge, each), place=place)

    async def _acknowledge(self, each: HandoverItem, words: str) -> HandoverItem:
        app, following = self.desk_app, self._next_after(each)
        try:
            now = await app.ask(
                app.desk.receiving.acknowledge, each.id, words, seen=each.version,
                client_id=uuid4().hex,
            )  # fmt: skip
        except DeskError:
            self.load()
            raise
        self._go_to = following
        await self.load_now()
        await app.count_unread()
        if not following:
            notice(self, _("All is acknowledged. S signs as the one who receives."))
        return now

    def _next_after(self, each: HandoverItem) -> str:
        """Key of the item that waits behind this one, else of the first that does."""
        waiting = [e.id for e in self.answer.items if e.waits] if self.answer else []
        place = waiting.index(each.id) if each.id in waiting else 0
        rest = waiting[place + 1 :] + waiting[:place]
        return f"item {rest[0]}" if rest else ""

    @job("sign", needs=Action.SHIFT)
    async def action_sign(self) -> None:
        """Sign the report as the one who receives (W2)."""
        handed = self.answer.handed if self.answer else None
        if handed is None or handed.giver is None:
            return
        app, reports = self.desk_app, self.desk_app.desk.shift_reports
        await app.ask(reports.check_sign, handed.giver.id, Side.RECEIVES)
        shift = day_and_kind(handed.giver, app.settings.shifts)
        text = ngettext(
            "You sign for {shift}: {n} item is handed over, {known} acknowledged.",
            "You sign for {shift}: {n} items are handed over, {known} acknowledged.",
            len(handed.items),
        ).format(shift=shift, n=len(handed.items), known=handed.acknowledged)
        if not await self.agree(text):
            return
        try:
            await app.ask(reports.sign, handed.giver.id, Side.RECEIVES, client_id=uuid4().hex)
        finally:
            self.load()
        notice(self, _("Signed: {shift}.").format(shift=shift))

    @job("open queue", needs=Action.PASS_OVER)
    async def action_open_queue(self) -> None:
        """As a lead, let orders be reviewed although critical items wait."""
        label = _("Critical items wait. Why are orders reviewed all the same?")
        app = self.desk_app

        async def opened(words: str) -> Handed:
            return await app.ask(app.desk.receiving.open_queue, words, client_id=uuid4().hex)

        if await self.write_right(label, "", opened):
            notice(self, _("Orders are reviewed. The items go on waiting."))
            self.load()

    # Items

    @job("take", needs=Action.SHIFT)
    async def action_take(self) -> None:
        """Make an item of what the desk proposes."""
        each, app = self.proposal, self.desk_app
        if each is None:
            return
        try:
            await app.ask(
                app.desk.handover.take, each.origin, each.source_id, client_id=uuid4().hex
            )
        finally:
            self.load()
        notice(self, _("It goes to the next shift."))

    @job("edit", needs=Action.SHIFT)
    async def action_edit(self) -> None:
        """Correct the item."""
        each, app = self.item, self.desk_app
        if each is not None:
            beginning = await app.ask(app.desk.handover.beginning)
            draft = await draft_at(app, place_of(beginning, each))
            await self.app.push_screen_wait(ItemForm(beginning, each, draft))
            self.load()

    @job("settle", needs=Action.SHIFT)
    async def action_done(self) -> None:
        """The item is done."""
        if self.item is not None:
            await self._settle(self.item, ItemState.DONE, "")

    @job("settle", needs=Action.SHIFT)
    async def action_drop(self) -> None:
        """The item is not needed any more."""
        each = self.item
        words = await self.write(_("Why is it not needed any more?")) if each else None
        if each is not None and words:
            await self._settle(each, ItemState.DROPPED, words)

    async def _settle(self, each: HandoverItem, to: ItemState, words: str) -> None:
        app = self.desk_app
        try:
            await app.ask(
                app.desk.handover.settle, each.id, to, words, seen=each.version,
                client_id=uuid4().hex,
            )  # fmt: skip
        finally:
            self.load()
            await app.count_unread()
        text = _("Item {n} is done.") if to is ItemState.DONE else _("Item {n} is dropped.")
        notice(self, text.format(n=each.id))
