"""A list of open conflicts that are settled where they stand, one key each (W4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast
from uuid import uuid4

from textual.binding import BindingType
from textual.message import Message

from csdesk.fields import field_word
from csdesk.model.intake import INSTANTS, MONEY
from csdesk.model.orders import OpenConflict, Settlement
from csdesk.model.roles import Action
from csdesk.model.status import Choice
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings, offered
from csdesk.ui.notices import notice
from csdesk.ui.widgets.entries import Entries, Entry
from csdesk.words import N_, _, tell

if TYPE_CHECKING:
    from csdesk.ui.screens.questioning import Questioning

TYPED = INSTANTS | MONEY | {"quantity"}
"""Fields that are numbers: one side or the other is taken, nothing is typed."""

MOST_LEFT = 3
"""Conflicts left open that a notice names."""

DONE = {
    Choice.OURS: N_("{field}: ours stays."),
    Choice.THEIRS: N_("{field}: theirs is taken."),
    Choice.EDIT: N_("{field}: what you wrote is taken."),
}


class ConflictList(Entries):
    """Open conflicts; ``o`` keeps ours, ``t`` takes theirs, ``e`` writes something else."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("conflicts"))

    class Settled(Message):
        """One conflict is settled; the cursor stands on the next."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._conflicts: dict[str, OpenConflict] = {}

    def show_conflicts(self, conflicts: Sequence[OpenConflict], entries: Sequence[Entry]) -> None:
        """Show these conflicts.

        Args:
            conflicts: in the order they are settled.
            entries: the same, drawn.
        """
        self._conflicts = {
            entry.key: conflict for entry, conflict in zip(entries, conflicts, strict=True)
        }
        self.show(entries)

    @property
    def conflict(self) -> OpenConflict | None:
        """The one under the cursor."""
        return self._conflicts.get(self.current.key) if self.current else None

    @property
    def _asking(self) -> Questioning[None]:
        """The screen that asks the person."""
        return cast("Questioning[None]", self.screen)

    @offered(Action.SETTLE, Action.PAY)
    def action_ours(self) -> None:
        """Keep what the desk has."""
        if self.conflict:
            self._settle(self.conflict, Choice.OURS, "")

    @offered(Action.SETTLE, Action.PAY)
    def action_theirs(self) -> None:
        """Take what the market says."""
        if self.conflict:
            self._settle(self.conflict, Choice.THEIRS, "")

    @job("write")
    @offered(Action.SETTLE, Action.PAY)
    async def action_edit(self) -> None:
        """Write a value of one's own."""
        conflict = self.conflict
        if conflict is None:
            return
        word = field_word(conflict.field)
        if conflict.field in TYPED:
            notice(self, _("{field}: take ours or theirs.").format(field=word), warning=True)
            return
        screen = self._asking
        await screen.desk_app.ask(screen.desk_app.desk.conflicts.check, conflict.id)
        value = await screen.write(word, "" if conflict.masked else conflict.ours)
        if value is not None:
            self._settle(conflict, Choice.EDIT, value)

    @job("settle", needs=Action.SETTLE)
    async def action_all_ours(self) -> None:
        """Keep what the desk has in every conflict that is listed."""
        await self._settle_all(Choice.OURS, N_("{n} conflicts: keep ours in all of them?"))

    @job("settle", needs=Action.SETTLE)
    async def action_all_theirs(self) -> None:
        """Take what the market says in every conflict that is listed."""
        await self._settle_all(Choice.THEIRS, N_("{n} conflicts: take theirs in all of them?"))

    async def _settle_all(self, choice: Choice, question: str) -> None:
        """Tell what would be settled, and on yes settle all that nothing stands in the way of."""
        listed = list(self._conflicts.values())
        if not listed:
            return
        counts = Counter(field_word(each.field) for each in listed)
        told = ", ".join(f"{word} {count}" for word, count in counts.most_common())
        sentence = f"{_(question).format(n=len(listed))} ({told})"
        if not await self._asking.agree(sentence):
            return
        app = self._asking.desk_app
        ids = [each.id for each in listed]
        left = await app.ask(app.desk.conflicts.settle_all, ids, choice, uuid4().hex)
        text = _("{n} conflicts settled.").format(n=len(ids) - len(left))
        for each in left[:MOST_LEFT]:
            text += " " + _("Left: {order}, {reason}.").format(
                order=plain(each.order_no), reason=_(each.reason)
            )
        notice(self, text, warning=bool(left))
        self.post_message(self.Settled())

    @job("settle")
    async def _settle(self, conflict: OpenConflict, choice: Choice, value: str) -> None:
        app = self._asking.desk_app
        settlement = Settlement(conflict.id, choice, value)
        await app.ask(app.desk.conflicts.settle, settlement, client_id=uuid4().hex)
        notice(self, tell(DONE[choice], {"field": field_word(conflict.field)}))
        self.post_message(self.Settled())
