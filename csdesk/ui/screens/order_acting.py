"""What the jobs of the order screen share: the order, asking anew, sending a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from csdesk.plain import plain
from csdesk.ui.notices import notice
from csdesk.ui.screens.questioning import Questioning
from csdesk.words import _

if TYPE_CHECKING:
    from csdesk.model.orders import Line, OrderDetail


class OrderActing(Questioning[None], inherit_bindings=False):
    """A screen of one order. The jobs that change it inherit from here, one file each."""

    @property
    def detail(self) -> OrderDetail | None:
        """The order that is shown; None where there is none."""
        raise NotImplementedError

    @property
    def acting_on(self) -> str:
        """The order that is shown."""
        return self.detail.row.order_no if self.detail else ""

    async def choose_line(self, detail: OrderDetail) -> Line | None:
        """The item that is meant: the only one, or the one chosen; None for none."""
        if len(detail.lines) < 2:
            return detail.lines[0] if detail.lines else None
        place = await self.choose(_("Which item?"), [line_words(line) for line in detail.lines])
        return None if place is None else detail.lines[place]

    async def change(
        self,
        seen: OrderDetail,
        done: str,
        question: Callable[..., object],
        *args: Any,
        **more: Any,
    ) -> None:
        """Send a change in the person's name, and say that it is done.

        Args:
            seen: the order as it stood when the person began: while they answer questions the
                screen behind goes on, and another version, or another order, may come there.
            done: the sentence for when it is; a message id.
            question: of a service; it takes the number, the version seen and a client's id.
            *args: for it, behind the number.
            **more: for it.
        """
        await self.desk_app.ask(
            question, seen.row.order_no, *args, seen=seen.version, client_id=uuid4().hex, **more
        )
        await self.show_changed()
        notice(self, _(done))

    async def show_changed(self) -> None:
        """Show what was changed before the next key acts on it. For screens that stay."""


def line_words(line: Line) -> str:
    """An item of an order in a few words: number or title, colour and size, pieces."""
    words = (line.sku or line.title, line.attributes, f"x{line.quantity}")
    return plain(" ".join(filter(None, words)))
