"""An order as it stood at an instant, and what is different since (I5)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, NamedTuple

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.as_of import Difference, Moment, PastOrder
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.inbox_rows import section
from csdesk.ui.screens.listing import Listing
from csdesk.ui.screens.past_words import changes, facts
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import Fact, flow, paragraph
from csdesk.words import _, when


class Past(NamedTuple):
    """What is shown."""

    was: PastOrder
    now: PastOrder
    differences: tuple[Difference, ...]


class PastScreen(Listing[None, Past]):
    """What is different first, then all that was told of it."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("past"))
    CURSOR = False

    def __init__(self, number: str, moment: Moment) -> None:
        """Show an order as it stood.

        Args:
            number: desk number.
            moment: the instant.
        """
        super().__init__()
        self._number, self._moment = number, moment

    async def fetch(self) -> Past:
        """Ask for the order then and now."""
        ask, as_of = self.desk_app.ask, self.desk_app.desk.as_of
        now = await ask(as_of.moment, "now")
        return Past(*await ask(as_of.compare, self._number, self._moment, now))

    def heading(self, answer: Past) -> Content:
        """Which order, as of when."""
        zone = self.desk_app.settings.zone
        text = _("{number} as of {when} (after step {seq})")
        title = text.format(number=plain(answer.was.order_no), seq=answer.was.moment.seq,
                            when=when(answer.was.moment.at, zone))  # fmt: skip
        told = [Content.styled(f" {title}", "bold")]
        if not answer.was.there:
            told.append(Content(" " + _("The desk did not have this order yet.")))
        return Content("\n").join(told)

    def rows(self, answer: Past) -> Sequence[Entry]:
        """The differences, then the facts."""
        zone = self.desk_app.settings.zone
        currency = answer.now.currency or answer.was.currency
        told = list(changes(answer.differences, zone, currency))
        entries = [section("differences", _("Different now"), len(told))]
        entries += [
            Entry(f"change {nth}", partial(_change, *each)) for nth, each in enumerate(told)
        ]
        known = list(facts(answer.was, zone))
        if known:
            entries.append(section("facts", _("As it stood"), len(known)))
        entries += [Entry(f"fact {nth}", partial(_fact, *each)) for nth, each in enumerate(known)]
        return entries

    @job("as_of")
    async def action_when(self) -> None:
        """Look at another instant."""
        label = _("As of when? 09:00, yesterday 17:00, 8h, last-shift, #step")
        app = self.desk_app
        of = app.desk.as_of.moment
        moment = await self.write_right(label, "", lambda typed: app.ask(of, typed))
        if moment is not None:
            self._moment = moment
            self.ask_anew()


def _change(label: str, before: str, after: str, width: int) -> list[Content]:
    facts = [Fact(label, f"{_one(before)} -> {_one(after)}")]
    return [" " + line for line in flow(facts, width - 1)]


def _fact(label: str, text: str, width: int) -> list[Content]:
    return [" " + line for line in paragraph(label, text, width - 1)]


def _one(text: str) -> str:
    return " ".join(text.split())
