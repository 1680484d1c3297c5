"""Since my last shift: what others did to my orders while I was away (I5)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.log import Event
from csdesk.model.since import Changed, WhileAway
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.listing import Listing
from csdesk.ui.screens.past import PastScreen
from csdesk.ui.screens.past_words import changes
from csdesk.ui.signs import INFO
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import LABEL, Fact, flow, paragraph
from csdesk.vocabulary.steps import step_word
from csdesk.words import N_, _, named, ngettext, when, when_short

MOST_STEPS = 4
"""Steps that a row names."""


class SinceScreen(Listing[None, WhileAway]):
    """The orders, the one that changed last first; each with who did what, and what it came to."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("since"))
    NOTHING = N_("Nobody else has changed your orders since.")

    _typed = ""
    """Since when the person wants to know; empty for their last shift."""

    async def fetch(self) -> WhileAway:
        """Ask for it."""
        return await self.desk_app.ask(self.desk_app.desk.since.away, self._typed)

    def heading(self, answer: WhileAway) -> Content:
        """Since when, and how many orders others changed."""
        at = when(answer.since.at, self.desk_app.settings.zone)
        if answer.shift:
            since = _("Since your last shift ended, {when}:").format(when=at)
        elif self._typed:
            since = _("Since {when}:").format(when=at)
        else:
            since = _("You have ended no shift yet. Since {when}:").format(when=at)
        count = ngettext("{n} order changed by others", "{n} orders changed by others",
                         answer.total).format(n=answer.total)  # fmt: skip
        facts = [Fact("", since, "bold"), Fact("", count)]
        if left := answer.total - len(answer.orders):
            facts.append(Fact("", _("{n} more are not listed").format(n=left)))
        return Content("\n").join(flow(facts, self.size.width))

    def rows(self, answer: WhileAway) -> Sequence[Entry]:
        """The orders."""
        zone = self.desk_app.settings.zone
        return [
            Entry(each.order_no, partial(_changed, each, answer, zone)) for each in answer.orders
        ]

    def action_open(self) -> None:
        """Open the order under the cursor."""
        if self.key:
            self.desk_app.open_order(self.key)

    def action_as_of(self) -> None:
        """The order under the cursor as I left it."""
        if self.key and self.answer is not None:
            self.app.push_screen(PastScreen(self.key, self.answer.since))

    @job("as_of")
    async def action_when(self) -> None:
        """Ask since another instant."""
        label = _("Since when? 09:00, yesterday 17:00, 8h, last-shift, #step")
        app = self.desk_app

        async def read(typed: str) -> str:
            if typed:
                await app.ask(app.desk.as_of.moment, typed)
            return typed

        typed = await self.write_right(label, "", read, may_be_empty=True)
        if typed is not None:
            self._typed = typed
            self.ask_anew()


def _changed(each: Changed, answer: WhileAway, zone: str, width: int) -> list[Content]:
    row, until = each.order, answer.until.at
    currency = row.currency if row else ""
    facts = [Fact("", each.order_no, "bold")]
    if row is not None:
        facts += [Fact("", named(row.order_status)), Fact("", row.name)]
    lines = flow(facts, width)
    told = [
        Fact(label, f"{_one(before)} -> {_one(after)}")
        for label, before, after in changes(each.differences, zone, currency)
    ]
    lines += ["  " + line for line in flow(told, width - 2)]
    for step in each.steps[-MOST_STEPS:]:
        head = " ".join(filter(None, (when_short(step.at, zone, until), plain(step.actor),
                                      step_word(step.kind), _words(step))))  # fmt: skip
        lines += paragraph(" ", head, width, most=2, style=INFO)
    if (more := len(each.steps) - MOST_STEPS) > 0:
        note = ngettext("{n} earlier step", "{n} earlier steps", more).format(n=more)
        lines.append(Content.styled(f"  {note}", LABEL))
    return lines


def _words(step: Event) -> str:
    """What somebody wrote with a step."""
    text = (step.after or {}).get("text", "")
    return f"“{_one(plain(str(text)))}”" if text else ""


def _one(text: str) -> str:
    return " ".join(text.split())
