"""Coming to work: which shift, its times, who is there, what waits (W1)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar
from uuid import uuid4

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.errors import NeedsYes
from csdesk.model.roles import Action
from csdesk.model.shifts import Arrival, Shift
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.screens.listing import Listing
from csdesk.ui.screens.shift_words import (
    day_and_kind,
    offer_lines,
    present_lines,
    waiting_words,
)
from csdesk.ui.signs import BAD, WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.words import _, language, say, when


class ArrivalScreen(Listing[None, Arrival]):
    """The shift that is on, or what may be opened; Enter opens or joins it."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("arrival"))

    async def fetch(self) -> Arrival:
        """Ask what there is to come to."""
        return await self.desk_app.ask(self.desk_app.desk.shifts.arrival)

    def heading(self, answer: Arrival) -> Content:
        """Who, when, which shift is on, and what waits."""
        app = self.desk_app
        zone = app.settings.zone
        name = plain(app.desk.actor.name)
        lines = [Content.styled(f" {name}  {when(answer.now, zone)} {zone}", "bold")]
        if answer.on is None:
            lines.append(Content(" " + _("No shift is on.")))
        else:
            text = _("{shift} is on since {time}; {who} opened it.").format(
                shift=day_and_kind(answer.on, app.settings.shifts),
                time=when(answer.on.opened_at, zone), who=plain(answer.on.opened_by),
            )  # fmt: skip
            lines.append(Content(f" {text}"))
            lines.append(Content(" " + _("In it: {people}").format(people=_people(answer))))
        if answer.stuck and answer.on:
            text = _("It should have ended at {time}. Where its people have gone, a lead takes it"
                     " over (T).")  # fmt: skip
            lines.append(Content.styled(
                f" {text.format(time=when(answer.on.planned_end, zone))}", WARN
            ))  # fmt: skip
        if answer.before is not None:
            text = _("{shift} was handed over by {who} at {time}.").format(
                shift=day_and_kind(answer.before, app.settings.shifts),
                who=plain(answer.before.closed_by), time=when(answer.before.cutoff_at, zone),
            )  # fmt: skip
            lines.append(Content(f" {text}"))
        style = BAD if answer.waiting.critical else WARN if answer.waiting.items else ""
        lines.append(Content.styled(f" {waiting_words(answer.waiting)}", style))
        return Content("\n").join(lines)

    def rows(self, answer: Arrival) -> Sequence[Entry]:
        """What may be opened or joined; for who is in the shift, its people."""
        settings, zone = self.desk_app.settings.shifts, self.desk_app.settings.zone
        if answer.mine is not None and answer.on is not None:
            return [
                Entry(f"person {each.login}", partial(present_lines, each, settings, zone))
                for each in answer.on.people
            ]
        return [
            Entry(f"offer {each.kind.code}",
                  partial(offer_lines, each, answer.now, zone,
                          rostered=answer.on_roster and nth == 0))
            for nth, each in enumerate(answer.offers)
        ]  # fmt: skip

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done as it stands."""
        answer = self.answer
        if answer is None:
            return super().check_action(action, parameters)
        if action == "begin":
            return answer.mine is None and bool(answer.offers)
        if action in ("leave", "close"):
            return answer.mine is not None
        if action == "take_over":
            return answer.on is not None and (answer.stuck or answer.mine is None)
        return super().check_action(action, parameters)

    @job("begin", needs=Action.SHIFT)
    async def action_begin(self) -> None:
        """Open or join the shift of this row."""
        answer, kind = self.answer, self.key.removeprefix("offer ")
        if answer is None or not kind:
            return
        app = self.desk_app
        shifts = app.desk.shifts
        begin = shifts.open if answer.on is None else shifts.join
        try:
            shift = await app.ask(begin, kind, client_id=uuid4().hex)
        except NeedsYes as question:
            if not await self.agree(say(question)):
                return
            shift = await app.ask(shifts.open, kind, yes=True, client_id=uuid4().hex)
        finally:
            self.load()
        await self._told(shift, answer)

    async def _told(self, shift: Shift, answer: Arrival) -> None:
        app = self.desk_app
        await app.look_at_shift()
        await app.count_unread()
        text = _("You are in {shift}. {waiting}")
        waiting = waiting_words(answer.waiting)
        if answer.waiting.items:
            waiting += " " + _("g h shows them.")
        duties = [each for kind in app.settings.shifts.kinds if kind.code == app.working
                  for each in kind.does(language())]  # fmt: skip
        if duties:
            colon = "：" if language() == "zh" else ": "
            waiting += " " + _("Besides the orders") + colon + ", ".join(duties)
        shown = day_and_kind(shift, app.settings.shifts)
        notice(app, text.format(shift=shown, waiting=waiting))
        self.dismiss(None)

    @job("leave", needs=Action.SHIFT)
    async def action_leave(self) -> None:
        """Go home while others stay."""
        if not await self.agree(_("Leave the shift? Others stay in it.")):
            return
        app = self.desk_app
        shift = await app.ask(app.desk.shifts.leave, client_id=uuid4().hex)
        await app.look_at_shift()
        text = _("You have left {shift}.")
        notice(app, text.format(shift=day_and_kind(shift, app.settings.shifts)))
        self.dismiss(None)

    @job("take over", needs=Action.TAKE_OVER)
    async def action_take_over(self) -> None:
        """As a lead, go on with a shift whose people have gone; who is there is asked about."""
        app, answer = self.desk_app, self.answer
        if answer is None or answer.on is None:
            return
        take_over = app.desk.shifts.take_over

        async def taken(why: str) -> Shift | None:
            try:
                return await app.ask(take_over, why, client_id=uuid4().hex)
            except NeedsYes as question:
                if not await self.agree(say(question)):
                    return None
            return await app.ask(take_over, why, yes=True, client_id=uuid4().hex)

        label = _("Take over {shift} from {people}: why?").format(
            shift=day_and_kind(answer.on, app.settings.shifts), people=_people(answer)
        )
        shift = await self.write_right(label, "", taken)
        if shift is None:
            return
        await app.look_at_shift()
        text = _("{shift} is yours. Close it, then the next one can be opened.")
        notice(app, text.format(shift=day_and_kind(shift, app.settings.shifts)))
        self.load()

    def action_close(self) -> None:
        """Look at what would be reported."""
        self.desk_app.close_shift()


def _people(answer: Arrival) -> str:
    """Who works in the shift that is on, and whether they have a session open."""
    here = answer.on.here if answer.on else ()
    told = {True: _("connected"), False: _("not connected")}
    return ", ".join(
        f"{plain(each.name)} ({told[each.login in answer.connected]})" for each in here
    )
