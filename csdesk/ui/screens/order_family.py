"""Splitting, sending again, giving, from the order's screen (W21 to W24); and its family."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from textual.content import Content

from csdesk.model.errors import NeedsYes
from csdesk.model.roles import Action
from csdesk.model.status import OrderStatus, Verdict
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.notices import notice
from csdesk.ui.screens.order_acting import OrderActing
from csdesk.ui.screens.stock_rows import leaves
from csdesk.ui.signs import BAD, shown
from csdesk.ui.widgets.paragraphs import paragraph, short
from csdesk.words import _, money, named, say

if TYPE_CHECKING:
    from csdesk.model.can_ship import CanShip, LineVerdict
    from csdesk.model.family import Child, Given, Split
    from csdesk.model.orders import OrderDetail, Relative
    from csdesk.ui.screens.pieces import Chosen

Made = TypeVar("Made")


class Relating(OrderActing, inherit_bindings=False):
    """What is made from the order that is shown."""

    @job("edit", needs=Action.EDIT)
    async def action_split(self) -> None:
        """Say what cannot ship; a split order is put together again instead."""
        detail = self.detail
        if detail is None:
            return
        if detail.row.order_status is OrderStatus.SPLIT:
            await self._join(detail)
            return
        number, family = detail.row.order_no, self.desk_app.desk.family
        await self.desk_app.ask(family.check_split, number)

        async def look(waits: Chosen, width: int) -> Sequence[Content]:
            split = await self.desk_app.ask(family.preview, number, waits)
            return outcome(split, width, await stock())

        async def stock() -> CanShip:
            return await self.desk_app.ask(self.desk_app.desk.stock.can_ship, number)

        heading = _("{number}: tick what can NOT be shipped, or type how many pieces of it.")
        from csdesk.ui.screens.pieces import PiecesDialog

        dialog = PiecesDialog(heading.format(number=number), _("cannot ship"), detail, look, stock)
        waits: Chosen | None = await self.app.push_screen_wait(dialog)
        if waits is None:
            return
        send = partial(family.split, number, waits, seen=detail.version, client_id=uuid4().hex)
        split = await self._sent(send)
        if split is None:
            return
        numbers = [child.order_no for child in split.children]
        text = _("{ships} ships, {waits} waits. 5 opens them, u takes it back.")
        notice(self, text.format(ships=numbers[0], waits=numbers[1]))
        self.store_changed()

    @job("edit", needs=Action.EDIT)
    async def action_unsplit(self) -> None:
        """Put a split order together again."""
        if self.detail is not None:
            await self._join(self.detail)

    async def _join(self, detail: OrderDetail) -> None:
        number = detail.row.order_no
        text = _("{number} is split. Put it together again?").format(number=plain(number))
        if not await self.agree(text):
            return
        split = await self.desk_app.ask(
            self.desk_app.desk.family.unsplit, number, seen=detail.version, client_id=uuid4().hex
        )
        text = _("{number} is whole again; it is {status}.")
        notice(self, text.format(number=split.original, status=named(split.order_status)))
        self.store_changed()

    @job("edit", needs=Action.EDIT)
    async def action_reship(self) -> None:
        """Send lines again; lines that were sent again before are asked about."""
        detail = self.detail
        if detail is None:
            return
        family = self.desk_app.desk.family
        reasons = family.reasons()
        heading = _("{number}: tick what is sent again, and type the number of the reason.")
        heading = heading.format(number=detail.row.order_no)
        from csdesk.ui.screens.pieces import ReasonedDialog

        dialog = ReasonedDialog(heading, _("again"), detail, reasons)
        chosen: Chosen | None = await self.app.push_screen_wait(dialog)
        if chosen is None:
            return
        if dialog.reason:
            reason: str | None = reasons[dialog.reason - 1]
        else:
            reason = await self.write(_("Why is it sent again?"))
        if not reason:
            return
        send = partial(
            family.reship, detail.row.order_no, reason, chosen,
            seen=detail.version, client_id=uuid4().hex,
        )  # fmt: skip
        made = await self._sent(send)
        if made is None:
            return
        text = _("{number} awaits review. 5 opens it, u takes it back.")
        if not made.left:
            text = _("{number} awaits review; the order itself has not left yet. u takes it back.")
        notice(self, text.format(number=made.order_no), warning=not made.left)
        self.store_changed()

    async def _sent(self, send: Callable[..., Made]) -> Made | None:
        """Send it; where the desk asks whether it is meant, the person says; None for no."""
        try:
            return await self.desk_app.ask(send)
        except NeedsYes as asks:
            if not await self.agree(say(asks)):
                return None
            return await self.desk_app.ask(send, again=True)

    @job("edit", needs=Action.EDIT)
    async def action_gift(self) -> None:
        """Give goods, for nothing or against what is owed."""
        from csdesk.ui.screens.gift import GiftDialog

        detail = self.detail
        if detail is None:
            return
        account = await self.desk_app.ask(self.desk_app.desk.accounts.of, detail.row.order_no)
        given: Given | None = await self.app.push_screen_wait(GiftDialog(detail, account))
        if given is None:
            return
        text = _("{number} awaits review. Owed to the customer now: {owed}. u takes it back.")
        owed = money(given.owed, given.currency)
        notice(self, text.format(number=given.order_no, owed=owed))
        self.store_changed()

    @job("family")
    async def action_family(self) -> None:
        """Open another order of the family."""
        detail = self.detail
        if detail is None or not detail.relatives:
            return
        place: int | None = 0
        if len(detail.relatives) > 1:
            options = [f"{each.order_no}  {_how(each)}" for each in detail.relatives]
            place = await self.choose(_("Which order of the family?"), options)
        if place is not None:
            self.desk_app.open_order(detail.relatives[place].order_no)


def _how(relative: Relative) -> str:
    """How far an order of the family is."""
    return _("taken back") if relative.undone else named(relative.order_status)


def outcome(split: Split, width: int, told: CanShip) -> list[Content]:
    """Both parts of a split, as it would be, as lines for a width; when each can leave."""
    lines: list[Content] = []
    ships = split.children[0]
    for child in split.children:
        amount = Content(money(child.total, split.currency))
        head = [Content.styled(short(child.order_no, 40), "bold"), shown(child.order_status)]
        when = _at_once(child, told) if child is ships else _later(child, told)
        lines.append(Content("  ").join([*head, amount, *when]))
        lines += paragraph("  ", _pieces(child), width, most=3)
    return lines


def _verdicts(child: Child, told: CanShip) -> list[LineVerdict]:
    lines = {piece.line_no for piece in child.pieces}
    return [each for each in told.lines if each.line_no in lines]


def _at_once(child: Child, told: CanShip) -> list[Content]:
    """Whether what ships now is there."""
    there = {each.line_no: each.covered for each in told.lines}
    if any(there.get(piece.line_no, 0) < piece.quantity for piece in child.pieces):
        return []
    return [shown(Verdict.AVAILABLE)]


def _later(child: Child, told: CanShip) -> list[Content]:
    """The day on which the last of what waits is expected, or that nobody told one."""
    waits = [e for e in _verdicts(child, told) if e.verdict is not Verdict.AVAILABLE]
    days = [each.expected for each in waits if each.expected]
    if not waits:
        return [shown(Verdict.AVAILABLE)] if child.pieces else []
    if len(days) < len(waits):
        return [Content.styled(_("no day told"), BAD)]
    return [leaves(Verdict.EXPECTED, max(days))]


def _pieces(child: Child) -> str:
    return ", ".join(
        f"{short(piece.sku or piece.title, 40)} x{piece.quantity}" for piece in child.pieces
    )
