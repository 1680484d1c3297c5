"""The log of an order: its steps, by person, kind and words, each to be opened (S28, F21)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from csdesk.fields import field_word
from csdesk.model.log import Event, LogPart, LogSteps
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.order_words import value_words
from csdesk.ui.signs import INFO
from csdesk.ui.widgets.entries import Entries, Entry
from csdesk.ui.widgets.paragraphs import LABEL, Fact, flow, paragraph
from csdesk.vocabulary.steps import step_word
from csdesk.words import _, language, ngettext, when

if TYPE_CHECKING:
    from csdesk.model.settings import DeskSettings
    from csdesk.ui.app import CsdeskApp

MOST_CLOSED = 3
"""Lines of changes that a step has while it is not opened."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Whose steps of which kind are shown; empty for all."""

    by: str = ""
    """Login."""
    name: str = ""
    """The same, as colleagues read it."""
    kind: str = ""
    refused: bool = False
    """Whether attempts that were refused stand among them."""

    @property
    def words(self) -> str:
        """What is shown, in the person's language."""
        return ", ".join(filter(None, (plain(self.name), self.kind and step_word(self.kind))))


ALL = Narrowed()

REFUSED = "refused"
"""Key of the line that stands for attempts that were refused."""


class LogList(Entries):
    """The steps of the log."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("log"))

    class Narrow(Message):
        """Other steps are to be shown."""

        def __init__(self, to: Narrowed) -> None:
            super().__init__()
            self.to = to

    def __init__(self, settings: DeskSettings) -> None:
        super().__init__(id="log")
        self._settings = settings
        self._steps = LogSteps()
        self._number = self._currency = self._words = ""
        self._narrowed = ALL
        self._opened: frozenset[str] = frozenset()

    def show_log(
        self, number: str, steps: LogSteps, currency: str, words: str, narrowed: Narrowed
    ) -> None:
        """Show the steps of an order, newest first, those that hold every word typed.

        Args:
            number: of the order.
            steps: of the order.
            currency: of the order.
            words: what to look for in them; empty for all.
            narrowed: which steps were asked for.
        """
        self._number, self._steps, self._narrowed = number, steps, narrowed
        self._currency, self._words = currency, words
        self._show_steps()

    def _show_steps(self) -> None:
        entries = log_entries(
            self._steps.steps, self._settings, self._currency, self._words, self._opened
        )
        if self._steps.refused:
            entries.insert(0, _attempts(self._steps))
        self.show(entries, empty=_("No step holds these words."))

    def action_open(self) -> None:
        """Show the step under the cursor whole, field by field, or close it again."""
        if self.current is not None and self.current.key == REFUSED:
            shown = not self._narrowed.refused
            self.post_message(self.Narrow(replace(self._narrowed, refused=shown)))
        elif self.current is not None:
            self._opened ^= {self.current.key}
            self._show_steps()

    def action_filter(self) -> None:
        """Type what to look for in the log."""
        box = self.screen.query_one("#log-words", Input)
        box.display = True
        box.focus()

    @job("narrow")
    async def action_person(self) -> None:
        """Choose whose steps are shown."""
        counts, names = Counter[str](), {}
        for part in await self._parts():
            if part.kind == self._narrowed.kind or not self._narrowed.kind:
                counts[part.login] += part.steps
                names[part.login] = part.name
        chosen = await self._choose(_("Whose steps?"), _("everybody"), counts, names)
        if chosen is not None:
            to = replace(self._narrowed, by=chosen, name=names.get(chosen, ""))
            self.post_message(self.Narrow(to))

    @job("narrow")
    async def action_kind(self) -> None:
        """Choose which kind of steps is shown."""
        counts = Counter[str]()
        for part in await self._parts():
            if part.login == self._narrowed.by or not self._narrowed.by:
                counts[part.kind] += part.steps
        names = {kind: step_word(kind) for kind in counts}
        chosen = await self._choose(_("Which steps?"), _("all kinds"), counts, names)
        if chosen is not None:
            self.post_message(self.Narrow(replace(self._narrowed, kind=chosen)))

    async def _parts(self) -> Sequence[LogPart]:
        app = cast("CsdeskApp", self.app)
        return await app.ask(app.desk.log.parts, self._number)

    async def _choose(
        self, heading: str, everything: str, counts: Counter[str], names: dict[str, str]
    ) -> str | None:
        """One of those that are counted, empty for all; None where the person went back."""
        values = ["", *(each for each, _n in counts.most_common())]
        options = [f"{names.get(each, everything)}  {counts[each]:,}" for each in values[1:]]
        options.insert(0, f"{everything}  {counts.total():,}")
        from csdesk.ui.screens.choosing import Choosing

        place: int | None = await self.app.push_screen_wait(Choosing(heading, options))
        return None if place is None else values[place]


def _attempts(log: LogSteps) -> Entry:
    """The line that stands for attempts that were refused."""
    count = ngettext("{n:,} refused attempt", "{n:,} refused attempts", log.refused)
    told = _("Enter shows them") if log.folded else _("Enter folds them")
    line = f"{count.format(n=log.refused)}  ({told})"
    return Entry(REFUSED, lambda _width: [Content.styled(line, LABEL)])


def log_entries(
    events: Iterable[Event],
    settings: DeskSettings,
    currency: str,
    words: str,
    opened: frozenset[str] = frozenset(),
) -> list[Entry]:
    """The steps of the log, newest first, those that hold every word typed (S28).

    Args:
        events: newest last.
        settings: for the zone, and what shifts are called.
        currency: of the order.
        words: what to look for in them; empty for all.
        opened: keys of the steps that are shown whole.
    """
    wanted = plain(words).casefold().split()
    entries = [_step(event, settings, currency, opened) for event in reversed(list(events))]
    return [entry for entry, text in entries if all(word in text.casefold() for word in wanted)]


@dataclass(frozen=True, slots=True)
class _Change:
    """What a step says of one field; a value that it does not tell is None."""

    field: str
    before: str | None
    after: str | None

    @property
    def words(self) -> str:
        """Both values in one line."""
        values = [each for each in (self.before, self.after) if each is not None]
        return " -> ".join(dict.fromkeys(values))


def _step(
    event: Event, settings: DeskSettings, currency: str, opened: frozenset[str]
) -> tuple[Entry, str]:  # fmt: skip
    """A step as an entry, and its text for the filter."""
    key, zone = f"step {event.seq}", settings.zone
    shift = settings.shifts.called(event.shift, language())
    head = [
        Fact("", f"#{event.seq}"),
        Fact("", when(event.at, zone)),
        Fact("", " ".join(filter(None, (event.actor, shift))), "bold"),
        Fact("", step_word(event.kind), INFO),
    ]
    changes = _changes(event, zone, currency)
    told = [each for each in changes if each.before != each.after]
    text = " ".join([*(fact.value for fact in head), *(f"{e.field} {e.words}" for e in told)])

    def closed(width: int) -> list[Content]:
        facts = [Fact(each.field, each.words.replace("\n", " ")) for each in told]
        lines = ["  " + line for line in flow(facts, width - 2)]
        if len(lines) > MOST_CLOSED:
            note = _("+{n} lines: Enter").format(n=len(lines) - MOST_CLOSED)
            lines[MOST_CLOSED:] = [Content.styled(f"  {note}", LABEL)]
        return [*flow(head, width), *lines]

    def whole(width: int) -> list[Content]:
        lines = flow(head, width)
        for each in changes:
            lines += paragraph("", each.field, width, style="bold")
            for label, value in ((_("old value"), each.before), (_("new value"), each.after)):
                if value is not None:
                    lines += paragraph(f"  {label}", value, width)
        return lines

    return Entry(key, whole if key in opened else closed), text


def _changes(event: Event, zone: str, currency: str) -> list[_Change]:
    """Field by field what stood there before and what stands there now."""
    before, after = event.before or {}, event.after or {}
    return [
        _Change(
            field_word(name),
            *(value_words(name, each[name], zone, currency) if name in each else None
              for each in (before, after)),
        )
        for name in dict.fromkeys((*after, *before))
    ]  # fmt: skip
