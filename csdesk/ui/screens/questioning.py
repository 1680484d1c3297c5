"""A screen that asks the person something in between, and goes on with the answer."""

from __future__ import annotations

from collections.abc import Sequence

from csdesk.ui.desk_screen import DeskScreen, Result
from csdesk.ui.screens.choosing import Choosing
from csdesk.ui.screens.order_value import ValuePrompt
from csdesk.ui.screens.question import Question


class Questioning(DeskScreen[Result], inherit_bindings=False):
    """What is asked stands over the screen until it is answered. Only a ``job`` may wait for it."""

    async def choose(self, heading: str, options: Sequence[str], chosen: int = 0) -> int | None:
        """Ask for one of a few; its place, or None where the person went back."""
        return await self.app.push_screen_wait(Choosing(heading, options, chosen=chosen))

    async def write(self, label: str, value: str = "") -> str | None:
        """Ask for one line of text; None where the person went back."""
        return await self.app.push_screen_wait(ValuePrompt(label, value))

    async def agree(self, sentence: str) -> bool:
        """Ask whether to do it."""
        answer: bool | None = await self.app.push_screen_wait(Question(sentence))
        return answer is True
