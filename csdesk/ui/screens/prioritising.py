"""Giving an order its goods before others, with a reason, after seeing who waits longer (F42)."""

from __future__ import annotations

from uuid import uuid4

from csdesk.model.purchasing import Prioritised, Pushed
from csdesk.model.roles import Action
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.notices import notice
from csdesk.ui.screens.listing import Answer, Listing
from csdesk.ui.screens.stock_rows import day
from csdesk.words import _, ngettext

MOST_PUSHED = 8
"""Orders that are named before a lead says yes."""


class Prioritising(Listing[None, Answer], inherit_bindings=False):
    """A screen on which an order can be put first. ``BINDINGS`` has a key for ``first``."""

    @property
    def order_now(self) -> str:
        """The order that keys act on; empty where there is none."""
        raise NotImplementedError

    @property
    def is_first(self) -> bool:
        """Whether that order was put first already."""
        raise NotImplementedError

    @property
    def acting_on(self) -> str:
        """The order that keys act on, for the log to tell."""
        return self.order_now

    @job("first", needs=Action.PRIORITY)
    async def action_first(self) -> None:
        """Show who waits longer for it, ask why, and put it first; or no longer."""
        number = self.order_now
        if number and self.is_first:
            text = _("{number} is put first now. Is it to wait for its turn again?")
            if await self.agree(text.format(number=plain(number))):
                await self._put(number, "", 0)
                notice(self, _("{number} waits for its turn again.").format(number=plain(number)))
        elif number:
            told = await self.desk_app.ask(self.desk_app.desk.priorities.preview, number)
            if not await self.agree(pushed_words(told)):
                return
            if reason := await self.write(_("Why does it come first?")):
                await self._put(number, reason, told.priority)
                text = _("{number} comes first; P lets it wait for its turn again.")
                notice(self, text.format(number=plain(number)))

    async def _put(self, number: str, reason: str, level: int) -> None:
        app = self.desk_app
        try:
            await app.ask(
                app.desk.priorities.put_first, number, reason, level, client_id=uuid4().hex
            )
        finally:
            self.load()


def pushed_words(told: Prioritised) -> str:
    """Who waits longer if the order comes first, as a question."""
    lines = [_("{number} before all others?").format(number=plain(told.order_no))]
    n = len(told.pushed)
    if not n:
        lines.append(_("Nobody waits longer for it."))
    else:
        text = ngettext("{n} order waits longer:", "{n} orders wait longer:", n)
        lines.append(text.format(n=n))
    lines += [_pushed(each) for each in told.pushed[:MOST_PUSHED]]
    if n > MOST_PUSHED:
        lines.append(_("and {n} more").format(n=n - MOST_PUSHED))
    return "\n".join(lines)


def _pushed(each: Pushed) -> str:
    text = _("{number} {item}: place {was} -> {then}, day {before} -> {after}")
    line = text.format(
        number=plain(each.order_no), item=plain(each.sku), was=each.place, then=each.place_then,
        before=day(each.expected), after=day(each.expected_then),
    )  # fmt: skip
    if each.loses:
        text = ngettext("loses {n} piece", "loses {n} pieces", each.loses)
        line += ", " + text.format(n=each.loses)
    return line
