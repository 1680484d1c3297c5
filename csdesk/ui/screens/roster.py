"""The roster by week and the swaps of shifts; one swap and its decision (S54, W29)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import ClassVar, NamedTuple
from uuid import uuid4

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.roles import Action
from csdesk.model.roster import Duty, Swap, SwapState, Week
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.screens.inbox_rows import heading, section
from csdesk.ui.screens.listing import Listing, WaitingOrAll
from csdesk.ui.screens.roster_rows import (
    duty_words,
    swap_entries,
    swap_lines,
    week_entries,
    weekday,
)
from csdesk.ui.screens.shift_words import kind_word
from csdesk.ui.widgets.entries import Entry
from csdesk.words import _, age, named

_WEEK = timedelta(days=7)


class Plans(NamedTuple):
    """What is shown."""

    week: Week
    swaps: tuple[Swap, ...]


class RosterScreen(WaitingOrAll[Plans]):
    """Swaps that wait, then who is to work when; the cursor begins on the first swap."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("roster"))

    _day: date | None = None
    """A day of the week that is shown; None for this week."""

    async def fetch(self) -> Plans:
        """Ask for the week and the swaps."""
        ask, desk = self.desk_app.ask, self.desk_app.desk
        swaps = desk.swaps.newest if self.everything else desk.swaps.waiting
        return Plans(await ask(desk.roster.week, self._day), await ask(swaps))

    def heading(self, answer: Plans) -> Content:
        """Which week, and how many swaps."""
        first, last = answer.week.days[0], answer.week.days[-1]
        title = _("Roster {first} to {last}").format(first=first, last=last[5:])
        count = len(answer.swaps)
        label = _("all swaps:") if self.everything else _("swaps that wait:")
        return heading(f"{title}  {label}", count)

    def rows(self, answer: Plans) -> Sequence[Entry]:
        """Swaps, then the week."""
        shifts = self.desk_app.settings.shifts
        entries = swap_entries(answer.swaps, shifts, datetime.now(UTC))
        if entries:
            entries = [section("swaps", _("Swaps"), len(entries)), *entries]
        return [*entries, *week_entries(answer.week, shifts, self._me)]

    @property
    def _me(self) -> str:
        return self.desk_app.desk.actor.login

    def draw(self, answer: Plans) -> None:
        """To begin with the cursor stands on the first swap, or on one's own row."""
        begun = self.key
        super().draw(answer)
        if not begun:
            self.entries.go(f"swap {answer.swaps[0].id}" if answer.swaps else f"person {self._me}")

    @property
    def _person(self) -> str:
        """Login of the row under the cursor; empty where that is nobody's."""
        what, _blank, login = self.key.partition(" ")
        return login if what == "person" else ""

    def action_open(self) -> None:
        """Look at the swap, ask for one on one's own row, set a day on another's."""
        if self.key.startswith("swap "):
            self.app.push_screen(SwapCard(self.number))
        elif self._person == self._me:
            self.action_swap()
        elif self._person:
            self.action_set()

    def action_before(self) -> None:
        """The week before."""
        self._turn(-_WEEK)

    def action_after(self) -> None:
        """The week after."""
        self._turn(_WEEK)

    def _turn(self, by: timedelta) -> None:
        if self.answer is not None:
            self._day = date.fromisoformat(self.answer.week.days[0]) + by
            self.ask_anew()

    # Asking a colleague

    @job("swap", needs=Action.SWAP)
    async def action_swap(self) -> None:
        """Ask a colleague to take a shift of mine."""
        ask, desk, shifts = self.desk_app.ask, self.desk_app.desk, self.desk_app.settings.shifts
        mine = await ask(desk.roster.ahead)
        if not mine:
            notice(self, _("The roster has no shift of yours to come."), warning=True)
            return
        what = await self._duty(_("Which of your shifts?"), mine)
        if what is None:
            return
        own = mine[what]
        colleagues = await ask(desk.swaps.colleagues, own.kind)
        if not colleagues:
            notice(self, _("Nobody else works in such shifts: ask a lead."), warning=True)
            return
        head = _("Who is to take {shift}?").format(shift=duty_words(own, shifts))
        who = await self.choose(head, [each.name for each in colleagues])
        if who is None:
            return
        peer = colleagues[who]
        theirs = await ask(desk.swaps.given_by, peer)
        head = _("What does {name} give for it?").format(name=peer.name)
        place = await self._duty(head, theirs, _("nothing, only takes over"))
        if place is None:
            return
        back = date.fromisoformat(theirs[place - 1].day) if place else None
        reason = await self.write(_("Why? It may stay empty."), may_be_empty=True)
        if reason is None:
            return
        day = date.fromisoformat(own.day)
        await ask(desk.swaps.ask, day, peer.login, back, reason, client_id=uuid4().hex)
        self.load()
        notice(self, _("Asked: {name} is told.").format(name=peer.name))

    async def _duty(self, head: str, duties: Sequence[Duty], *more: str) -> int | None:
        shifts = self.desk_app.settings.shifts
        return await self.choose(head, [*more, *(duty_words(each, shifts) for each in duties)])

    # Setting

    @job("set", needs=Action.ROSTER)
    async def action_set(self) -> None:
        """Set a day of the person under the cursor."""
        week = self.answer.week if self.answer else None
        row = next((r for r in week.rows if r.login == self._person), None) if week else None
        if week is None or row is None:
            notice(self, _("Go to the row of a person first."), warning=True)
            return
        shifts, free = self.desk_app.settings.shifts, _("free")
        days = [
            " ".join((day, weekday(day), kind_word(kind, shifts) if kind else free))
            for day, kind in zip(week.days, row.kinds, strict=True)
        ]
        at = week.days.index(week.today) if week.today in week.days else 0
        place = await self.choose(_("Which day of {name}?").format(name=row.name), days, at)
        if place is None:
            return
        codes = ["", *(each.code for each in shifts.kinds)]
        names = [free, *(kind_word(code, shifts) for code in codes[1:])]
        now = row.kinds[place]
        kind = await self.choose(
            days[place], names, codes.index(now) if now in codes else 0
        )  # fmt: skip
        if kind is None:
            return
        ask, roster = self.desk_app.ask, self.desk_app.desk.roster
        day = date.fromisoformat(week.days[place])
        await ask(roster.set, row.login, day, codes[kind], client_id=uuid4().hex)
        self.load()
        text = _("{name}, {day}: {kind}.")
        notice(self, text.format(name=row.name, day=week.days[place], kind=names[kind]))


class Chosen(NamedTuple):
    """A swap, and what the person may make of it."""

    swap: Swap
    moves: tuple[SwapState, ...]


_Ways = Mapping[SwapState, tuple[SwapState, ...]]

_YES: _Ways = {SwapState.ASKED: (SwapState.ACCEPTED,), SwapState.ACCEPTED: (SwapState.APPROVED,)}
_NO: _Ways = {
    SwapState.ASKED: (SwapState.DECLINED, SwapState.REFUSED),
    SwapState.ACCEPTED: (SwapState.REFUSED, SwapState.DECLINED),
}
_OUT: _Ways = dict.fromkeys((SwapState.ASKED, SwapState.ACCEPTED), (SwapState.WITHDRAWN,))
"""What keys make of a swap, by its state; the first that the person may."""


class SwapCard(Listing[None, Chosen]):
    """One swap: both shifts, whether the colleague agrees, the rules that it breaks."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("swap"))
    CURSOR = False

    def __init__(self, swap_id: int) -> None:
        """Show a swap.

        Args:
            swap_id: of the swap.
        """
        super().__init__()
        self._swap_id = swap_id

    async def fetch(self) -> Chosen:
        """Ask for it, and for what may be done."""
        ask, swaps = self.desk_app.ask, self.desk_app.desk.swaps
        swap = await ask(swaps.one, self._swap_id)
        return Chosen(swap, await ask(swaps.moves, swap))

    def heading(self, answer: Chosen) -> Content:
        """Who asks whom, and how far it is."""
        swap = answer.swap
        title = _("Swap {id}: {name} asks {peer}.").format(
            id=swap.id, name=swap.asked.name, peer=swap.peer
        )
        told = f"{named(swap.state)}, {age(swap.at, datetime.now(UTC))}"
        return Content.assemble((f" {title} ", "bold"), told)

    def rows(self, answer: Chosen) -> Sequence[Entry]:
        """All there is to know."""
        shifts = self.desk_app.settings.shifts
        return [Entry("swap", partial(swap_lines, answer.swap, shifts))]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the person may make of the swap as it stands."""
        ways = {"yes": _YES, "no": _NO, "withdraw": _OUT}.get(action)
        if ways is not None:
            return self._becomes(ways) is not None
        return super().check_action(action, parameters)

    def _becomes(self, ways: _Ways) -> SwapState | None:
        if self.answer is None:
            return None
        swap, moves = self.answer
        return next((each for each in ways.get(swap.state, ()) if each in moves), None)

    @job("decide")
    async def action_yes(self) -> None:
        """Agree; a lead who passes over a rule that must be kept says why."""
        swap, to = self.answer.swap if self.answer else None, self._becomes(_YES)
        if swap is None or to is None:
            return
        words = ""
        if to is SwapState.APPROVED and swap.hard and not swap.obstacle:
            rules = ", ".join(dict.fromkeys(named(f.rule) for f in swap.failures if f.hard))
            head = _("It breaks what must be kept: {rules}. Why all the same?")
            words = await self.write(head.format(rules=rules)) or ""
            if not words:
                return
        await self._move(swap, to, words)

    @job("decide")
    async def action_no(self) -> None:
        """Ask why, then say no: what is typed behind the key is the reason (W29)."""
        swap, to = self.answer.swap if self.answer else None, self._becomes(_NO)
        if swap is None or to is None:
            return
        words = await self.write(_("No. Why? It may stay empty."), may_be_empty=True)
        if words is not None:
            await self._move(swap, to, words)

    @job("decide")
    async def action_withdraw(self) -> None:
        """It is not asked any more."""
        swap, to = self.answer.swap if self.answer else None, self._becomes(_OUT)
        if swap is not None and to is not None:
            await self._move(swap, to, "")

    async def _move(self, swap: Swap, to: SwapState, words: str) -> None:
        app = self.desk_app
        try:
            await app.ask(
                app.desk.swaps.move, swap.id, to, words, seen=swap.version, client_id=uuid4().hex
            )
        finally:
            self.load()
            await app.count_unread()
        text = _("Swap {id}: {state}. Everybody concerned is told.")
        notice(self, text.format(id=swap.id, state=named(to)))
        self.dismiss(None)
