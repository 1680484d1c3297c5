"""A screen that asks the person something in between, and goes on with the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from csdesk.model.errors import DeskError
from csdesk.model.money import minor_units
from csdesk.ui.desk_screen import DeskScreen, Result
from csdesk.ui.notices import refusal

if TYPE_CHECKING:
    from csdesk.ui.screens.order_value import LinePlace

Answer = TypeVar("Answer")


class Questioning(DeskScreen[Result], inherit_bindings=False):
    """What is asked stands over the screen until it is answered. Only a ``job`` may wait for it.

    The search screen is one of these, so the questions are loaded when they are first asked.
    """

    async def choose(self, heading: str, options: Sequence[str], chosen: int = 0) -> int | None:
        """Ask for one of a few; its place, or None where the person went back."""
        from csdesk.ui.screens.choosing import Choosing

        return await self.app.push_screen_wait(Choosing(heading, options, chosen=chosen))

    async def choose_and_write(
        self,
        heading: str,
        options: Sequence[str],
        asks: Mapping[int, tuple[str, str]],
        chosen: int = 0,
    ) -> tuple[int, str] | None:
        """As ``choose``, with a box under some of them.

        Args:
            heading: what is asked.
            options: the few.
            asks: place -> what its box asks, and the text to begin with.
            chosen: where the cursor stands at first.

        Returns:
            The place and what stands in its box; None where the person went back.
        """
        from csdesk.ui.screens.choosing import Choosing

        screen = Choosing(heading, options, chosen=chosen, asks=asks)
        place: int | None = await self.app.push_screen_wait(screen)
        return None if place is None else (place, screen.written)

    async def write(
        self,
        label: str,
        value: str = "",
        *,
        over: bool = False,
        may_be_empty: bool = False,
        place: LinePlace | None = None,
    ) -> str | None:
        """Ask for one line of text; None where the person went back.

        Args:
            label: what is asked.
            value: to begin with.
            over: what is typed takes its place.
            may_be_empty: nothing typed is an answer, too; else the question stays and says so.
            place: where the line will go, to keep it as a draft meanwhile.
        """
        from csdesk.ui.screens.order_value import ValuePrompt

        prompt = ValuePrompt(label, value, over=over, may_be_empty=may_be_empty, place=place)
        return await self.app.push_screen_wait(prompt)

    async def agree(self, sentence: str) -> bool:
        """Ask whether to do it."""
        from csdesk.ui.screens.question import Question

        answer: bool | None = await self.app.push_screen_wait(Question(sentence))
        return answer is True

    async def write_amount(self, label: str, value: str, currency: str) -> int | None:
        """Ask for an amount of money until it is one: minor units, None where the person went back.

        Args:
            label: what is asked.
            value: to begin with.
            currency: ISO code.
        """

        async def read(typed: str) -> int:
            return minor_units(typed, currency)

        return await self.write_right(label, value, read)

    async def write_right(
        self,
        label: str,
        value: str,
        read: Callable[[str], Awaitable[Answer]],
        *,
        over: bool = False,
        may_be_empty: bool = False,
        place: LinePlace | None = None,
    ) -> Answer | None:
        """Ask for one line until it can be read; None where the person went back.

        What is wrong is told while the question stays: the next keys are for it.

        Args:
            label: what is asked.
            value: to begin with.
            read: makes the answer of what was typed; a ``DeskError`` tells why it cannot.
            over: what is typed takes the place of ``value``.
            may_be_empty: nothing typed is an answer, too.
            place: where the line will go, to keep it as a draft until it is read.
        """
        asked = partial(self.write, over=over, may_be_empty=may_be_empty, place=place)
        while (typed := await asked(label, value)) is not None:
            try:
                answer = await read(typed)
            except DeskError as error:
                refusal(self, error)
                value = typed
            else:
                if place is not None:
                    await self.desk_app.drafts.forget(place)
                return answer
        return None
