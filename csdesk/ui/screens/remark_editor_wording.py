"""Help while a remark is written: templates with slots, and hints at saving (F27, I7)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from textual.widgets.text_area import Selection

from csdesk.model.remarks import SavedRemark
from csdesk.model.status import Tab
from csdesk.model.wording import Hint
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.screens.questioning import Questioning
from csdesk.ui.screens.text_editor import TextEditor
from csdesk.words import N_, _, language, named, tell

_slots = re.compile(r"\{[^{}\n]{1,20}\}").finditer


async def chosen_template(screen: Questioning[Any], number: str, tab: Tab) -> str | None:
    """The text of a template that the person chooses, or None where they went back.

    Args:
        screen: that asks.
        number: of the order, imported or not.
        tab: whose templates are offered.
    """
    app = screen.desk_app
    chinese = language() == "zh"
    found = await app.ask(app.desk.wording.templates, tab, number, chinese=chinese)
    heading = _("Templates for {tab}").format(tab=named(tab))
    place = await screen.choose(heading, [plain(each.text) for each in found])
    return None if place is None else found[place].text


def _place(text: str, index: int) -> tuple[int, int]:
    """Row and column of a character of a text."""
    return text.count("\n", 0, index), index - text.rfind("\n", 0, index) - 1


def _index(text: str, place: tuple[int, int]) -> int:
    """The other way round."""
    rows = text.split("\n")
    return sum(len(row) + 1 for row in rows[: place[0]]) + place[1]


class Worded(TextEditor[SavedRemark], Questioning[SavedRemark], inherit_bindings=False):
    """An editor that knows slots and hints."""

    elsewhere: Tab | None = None
    """The tab that the last hint named: one key saves the text there."""

    slotted = False
    """Whether the text has slots to fill: then the key line names the key to the next."""

    _pointed_out: Sequence[Hint] = ()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A text can go to another tab once a hint has named one."""
        if action == "move":
            return self.elsewhere is not None
        if action == "next_slot":
            return self.slotted
        return super().check_action(action, parameters)

    # Slots

    @property
    def has_slots(self) -> bool:
        """Whether a slot stands in the text."""
        return next(_slots(self.box.text), None) is not None

    def to_slot(self, *, first: bool = False) -> bool:
        """Select the next slot, so that what is typed takes its place.

        Args:
            first: the first of all, not the next behind the cursor.

        Returns:
            Whether there is one.
        """
        text, box = self.box.text, self.box
        spans = [found.span() for found in _slots(text)]
        if not spans:
            return False
        at = _index(text, max(box.selection))
        behind = [span for span in spans if span[0] >= at]
        start, end = (spans if first or not behind else behind)[0]
        box.selection = Selection(_place(text, start), _place(text, end))
        return True

    def action_next_slot(self) -> None:
        """To the next slot of a template."""
        self.to_slot()

    async def add_template(self, number: str, tab: Tab) -> None:
        """Put a template below what is written; templates can be stacked."""
        text = await chosen_template(self, number, tab)
        if text is None:
            return
        box = self.box
        begin = len(box.text)
        box.move_cursor(box.document.end)
        box.insert(f"\n{text}" if box.text.strip() else text)
        box.move_cursor(_place(box.text, begin))
        if not self.to_slot():
            box.move_cursor(box.document.end)

    # Hints

    async def held_back(self, text: str, tab: Tab, *, movable: bool) -> str:
        """What is to be pointed out before a text is saved; told once, then it is the person's.

        Args:
            text: as it would be saved.
            tab: where.
            movable: whether the text can go to another tab.

        Returns:
            A sentence with the keys; empty where the text can be saved.
        """
        app = self.desk_app
        found = await app.ask(app.desk.wording.hints, tab, text)
        told = [each for each in found if movable or each.tab is None]
        if all(each in self._pointed_out for each in told):
            return ""
        self._pointed_out = told
        self.elsewhere = next((each.tab for each in told if each.tab), None)
        self.refresh_bindings()
        sentences = [tell(each.message, each.facts) for each in told]
        if self.elsewhere is not None:
            keys = N_("Ctrl+R saves it in {there}, Enter here.")
            sentences.append(tell(keys, {"there": self.elsewhere}))
        else:
            sentences.append(_("Enter saves it as it is."))
        return " ".join(sentences)

    @job("template")
    async def action_template(self) -> None:
        """Put a template below what is written."""
        await self.add_template(*self.writing_on)

    @property
    def writing_on(self) -> tuple[str, Tab]:
        """Number and tab of the remark."""
        raise NotImplementedError
