"""Before a shift is closed: what would be reported, and what keeps it from being closed (W26)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar
from uuid import uuid4

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.closing import Blocking, Closing, Obstacle
from csdesk.model.errors import DeskError, Refused
from csdesk.model.handover import THIRD
from csdesk.model.roles import Action
from csdesk.model.shifts import Shift
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.screens.listing import Listing
from csdesk.ui.screens.report_rows import report_entries
from csdesk.ui.screens.shift_words import day_and_kind, span_words
from csdesk.ui.signs import BAD, WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import Fact, flow, paragraph
from csdesk.words import _, named, ngettext

_NAMED = 3
"""Items that a sentence names."""


class ClosingScreen(Listing[None, Closing]):
    """The report as it stands now; ``S`` closes the shift with it and signs."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("closing"))

    closed = False
    """Whether it was closed, so that there is nothing to ask any more."""

    async def fetch(self) -> Closing:
        """Ask what would be reported; where somebody else closed the shift, say so."""
        try:
            return await self.desk_app.ask(self.desk_app.desk.shift_reports.preview)
        except Refused:
            if self.answer is not None:
                self.closed = True
                self.redraw()
            raise

    def store_changed(self) -> None:
        """Somebody did something that would be in the report."""
        if not self.closed:
            super().store_changed()

    def heading(self, answer: Closing) -> Content:
        """Which shift, its people, and whether it can be closed."""
        app = self.desk_app
        shift, zone = answer.shift, app.settings.zone
        width = max(2, self.size.width - 1)
        lines = flow(
            [
                Fact(_("Close"), day_and_kind(shift, app.settings.shifts), "bold"),
                Fact("", span_words(shift.planned_start, shift.planned_end, zone)),
                Fact(_("people"), ", ".join(each.name for each in shift.people)),
            ],
            width,
        )
        if self.closed:
            text = _("Somebody has closed it meanwhile: g h shows its report.")
            lines += paragraph("", text, width, style=BAD)
        elif answer.blocked:
            text = _("It cannot be closed yet. A lead may close it all the same, with a reason.")
            lines += paragraph("", text, width, style=BAD)
        else:
            text = _("S closes the shift with this report: from then on it only gains additions.")
            lines += paragraph("", text, width)
        if third := _third(answer):
            lines += paragraph("", third, width, style=WARN, most=3)
        return Content("\n").join(Content(" ") + each for each in lines)

    def rows(self, answer: Closing) -> Sequence[Entry]:
        """What blocks, then the report."""
        blocked = [
            Entry(f"blocked {each.obstacle}", partial(_blocked, each)) for each in answer.blocked
        ]
        return [*blocked, *report_entries(answer.report, self.desk_app.settings.zone)]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is closed is not closed again."""
        if action == "sign" and self.closed:
            return False
        return super().check_action(action, parameters)

    @job("sign", needs=Action.SHIFT)
    async def action_sign(self) -> None:
        """Close the shift, once the person has said yes; a lead says why where it is blocked."""
        answer = self.answer
        if answer is None:
            return
        if answer.blocked and answer.may_pass:
            label = _why(answer)
            shift = await self.write_right(label, "", partial(self._close, answer))
        elif answer.blocked or await self.agree(_question(answer)):
            shift = await self._close(answer, "")
        else:
            return
        if shift is None:
            return
        app = self.desk_app
        self.closed = True
        await app.look_at_shift()
        await app.count_unread()
        text = _("{shift} is closed and signed (hash {hash}). What is done now belongs to the"
                 " next shift.")  # fmt: skip
        shown = day_and_kind(shift, app.settings.shifts)
        notice(app, text.format(shift=shown, hash=shift.report_hash[:12]))
        self.dismiss(None)

    async def _close(self, seen: Closing, why: str) -> Shift:
        app = self.desk_app
        try:
            return await app.ask(
                app.desk.shift_reports.close, why, seen=seen.shift, shown=seen.blocked,
                client_id=uuid4().hex,
            )  # fmt: skip
        except DeskError:  # something is different by now: show it beside the refusal
            self.load()
            raise

    async def action_open(self) -> None:
        """Go to what blocks, the count ledger or the drafts; or to the order of an item."""
        app = self.desk_app
        if self.key == f"blocked {Obstacle.DIFFERENCES}":
            from csdesk.ui.screens.ledger import LedgerScreen

            app.push_screen(LedgerScreen(at_difference=True))
        elif self.key == f"blocked {Obstacle.DRAFTS}":
            app.action_drafts()
        elif self.key == f"blocked {Obstacle.ITEMS}":
            await app.action_handover()
        elif self.key.startswith("item ") and self.answer and self.answer.report.remaining:
            items = self.answer.report.remaining.items
            if number := next((each.order_no for each in items if each.id == self.number), ""):
                app.open_order(number)


def _why(answer: Closing) -> str:
    """What is passed over, and the question why."""
    over = ", ".join(f"{named(each.obstacle)}: {_number(each)}" for each in answer.blocked)
    lost = any(each.obstacle is Obstacle.ITEMS for each in answer.blocked)
    text = _("Passed over: {obstacles}.").format(obstacles=over)
    if lost:
        text += " " + _("The report of the shift before can then never be received.")
    return text + " " + _("Close it all the same: why?")


def _third(answer: Closing) -> str:
    """Which items go on for the third time, of which leads are told (F48)."""
    items = answer.report.remaining.items if answer.report.remaining else ()
    third = [each.order_no or each.topic or each.summary for each in items
             if each.age_shifts == THIRD - 1]  # fmt: skip
    if not third:
        return ""
    text = ngettext(
        "{n} item goes on for the third time, leads are told: {items}.",
        "{n} items go on for the third time, leads are told: {items}.", len(third),
    )  # fmt: skip
    more = " ..." if len(third) > _NAMED else ""
    return text.format(n=len(third), items=", ".join(map(plain, third[:_NAMED])) + more)


def _question(answer: Closing) -> str:
    items = len(answer.report.remaining.items) if answer.report.remaining else 0
    text = ngettext(
        "Close the shift and sign its report? {n} item goes to the next shift.",
        "Close the shift and sign its report? {n} items go to the next shift.", items,
    )  # fmt: skip
    return " ".join(filter(None, (text.format(n=items), _third(answer))))


def _number(each: Blocking) -> str:
    if each.obstacle in (Obstacle.EARLY, Obstacle.LATE):
        return ngettext("{n} minute", "{n} minutes", each.count).format(n=each.count)
    return f"{each.count:,}"


def _blocked(each: Blocking, width: int) -> list[Content]:
    named_ones = ", ".join(each.named) + (" ..." if each.count > len(each.named) > 0 else "")
    obstacle = Fact("", f"! {named(each.obstacle)}: {_number(each)}", f"bold {BAD}")
    return flow([obstacle, Fact("", named_ones)], width)
