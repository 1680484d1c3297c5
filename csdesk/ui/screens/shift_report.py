"""The report of a closed shift: whether it is what was signed, who signed, what was added (W30)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar
from uuid import uuid4

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.closing import ClosedShift, Seal, ShiftNote
from csdesk.model.roles import Action
from csdesk.model.shifts import Side
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.screens.listing import Listing
from csdesk.ui.screens.report_rows import report_entries
from csdesk.ui.screens.shift_words import day_and_kind, present_lines
from csdesk.ui.signs import BAD, GOOD, WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import Fact, flow, paragraph
from csdesk.words import _, named, when


class ShiftReportScreen(Listing[None, ClosedShift]):
    """A report as it was signed; it only gains comments and signatures."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("reported"))
    CURSOR = False

    def __init__(self, shift_id: int, *, comment: bool = False) -> None:
        """Show a report.

        Args:
            shift_id: of the closed shift.
            comment: whether to ask for a comment at once.
        """
        super().__init__()
        self._shift_id = shift_id
        self._comment = comment

    async def fetch(self) -> ClosedShift:
        """Ask for it."""
        return await self.desk_app.ask(self.desk_app.desk.shift_reports.closed, self._shift_id)

    def drawn(self) -> None:
        """The report stands behind the comment that somebody came to write."""
        if self._comment:
            self._comment = False
            self.action_note()

    def heading(self, answer: ClosedShift) -> Content:
        """Which shift, whether its report holds, and who signed."""
        app = self.desk_app
        shift, zone = answer.shift, app.settings.zone
        width = max(2, self.size.width - 1)
        holds = answer.seal is Seal.HOLDS
        waits = f"{answer.unacknowledged}" if answer.unacknowledged else ""
        lines = flow(
            [
                Fact("", day_and_kind(shift, app.settings.shifts), "bold"),
                Fact("", named(shift.state)),
                Fact(_("cut off"), when(shift.cutoff_at, zone)),
                Fact(_("not acknowledged"), waits, WARN),
            ],
            width,
        )
        state = Fact(_("hash"), f"{shift.report_hash[:12]} {named(answer.seal)}",
                     GOOD if holds else f"bold {BAD}")  # fmt: skip
        signed = [
            Fact(named(each.side), f"{each.name} {when(each.at, zone)}")
            for each in shift.signatures
        ]
        lines += flow([state, *signed], width)
        if not holds:
            text = _("This is not what was signed. csdesk audit tells where the log was changed.")
            lines += paragraph("", text, width, style=f"bold {BAD}")
        return Content("\n").join(Content(" ") + each for each in lines)

    def rows(self, answer: ClosedShift) -> Sequence[Entry]:
        """What was added, who was there, the report."""
        settings, zone = self.desk_app.settings.shifts, self.desk_app.settings.zone
        received = next(
            (each.at for each in answer.shift.signatures if each.side is Side.RECEIVES), None
        )
        entries = [
            Entry(f"note {each.id}", partial(_note, each, zone, received)) for each in answer.notes
        ]
        entries += [
            Entry(f"person {each.login}", partial(present_lines, each, settings, zone))
            for each in answer.shift.people
        ]
        if answer.report is None:
            return [*entries, Entry("text", lambda width: paragraph("", answer.text, width))]
        return [*entries, *report_entries(answer.report, zone)]

    @job("note", needs=Action.SHIFT)
    async def action_note(self) -> None:
        """Add a comment, or what was found out later."""
        app = self.desk_app

        async def added(words: str) -> ShiftNote:
            note = app.desk.shift_reports.note
            return await app.ask(note, words, self._shift_id, client_id=uuid4().hex)

        if await self.write_right(_("Comment"), "", added) is None:
            return
        self.load()
        notice(app, _("Added. The report stays as it was signed."))

    @job("sign", needs=Action.SHIFT)
    async def action_sign(self) -> None:
        """Put one's name under it, once the person has said yes, and as what."""
        app = self.desk_app
        sign, check = app.desk.shift_reports.sign, app.desk.shift_reports.check_sign
        sides = self.answer.sides if self.answer else ()
        if len(sides) < 2:
            await app.ask(check, self._shift_id, next(iter(sides), None))
        side = await self._side(sides)
        if side is None:
            return
        try:
            shift = await app.ask(sign, self._shift_id, side, client_id=uuid4().hex)
        finally:
            self.load()
        await app.count_unread()
        last = next(each for each in shift.signatures if each.login == app.desk.actor.login)
        text = _("Signed: {side}.")
        notice(app, text.format(side=named(last.side)))

    async def _side(self, sides: Sequence[Side]) -> Side | None:
        """As what the person signs; None where they would not."""
        if self.answer is None or not sides:  # somebody came or went: show it
            self.load()
            return None
        shift = day_and_kind(self.answer.shift, self.desk_app.settings.shifts)
        if len(sides) > 1:
            heading = _("Sign the report of {shift} as").format(shift=shift)
            place = await self.choose(heading, [named(each) for each in sides])
            return None if place is None else sides[place]
        text = _("Sign the report of {shift}? You sign as: {side}.")
        agreed = await self.agree(text.format(shift=shift, side=named(sides[0])))
        return sides[0] if agreed else None


def _note(
    each: ShiftNote, zone: str, received: datetime | None, width: int
) -> list[Content]:  # fmt: skip
    late = received is not None and each.at > received
    after = _("added after it was received") if late else ""
    head = flow(
        [
            Fact("", f"+ {each.author}", "bold"), Fact("", when(each.at, zone)),
            Fact("", after, WARN),
        ],
        width,
    )  # fmt: skip
    return [*head, *paragraph(" ", each.text, width, most=40)]
