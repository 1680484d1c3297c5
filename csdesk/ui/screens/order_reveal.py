"""Seeing one masked field of the order that is shown, for half a minute (F71)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from textual.timer import Timer

from csdesk.model.roles import Action
from csdesk.ui.copying import copy_out
from csdesk.ui.jobs import job
from csdesk.ui.notices import notice
from csdesk.ui.screens.order_acting import OrderActing
from csdesk.words import _, named

if TYPE_CHECKING:
    from csdesk.model.orders import OrderDetail
    from csdesk.model.privacy import Revealed


class Revealing(OrderActing, inherit_bindings=False):
    """``v``, the field, the reason; ``v`` again copies it. Whatever is copied is noted, too."""

    _revealed: Revealed | None = None
    _hides: Timer | None = None

    @job("reveal", needs=Action.REVEAL)
    async def action_reveal(self) -> None:
        """Show a masked field whole for a while, or copy the one that is shown."""
        detail, app = self.detail, self.desk_app
        if detail is None:
            return
        if self._revealed and self._revealed.order_no == detail.row.order_no:
            await app.ask(app.desk.privacy.copied, self._revealed.order_no, self._revealed.field,
                          client_id=uuid4().hex)  # fmt: skip
            await copy_out(self, self._revealed.text, self._revealed.field.value)
            return
        if not detail.masked:
            notice(self, _("Nothing of this order's buyer is masked here."))
            return
        place = await self.choose(
            _("Which field is to be seen whole?"), [named(each) for each in detail.masked]
        )
        if place is None:
            return
        reasons = app.desk.privacy.reasons()
        other = len(reasons)
        answer = await self.choose_and_write(
            _("Why? It is noted."), [*reasons, _("another reason")], {other: (_("Which?"), "")}
        )
        if answer is None:
            return
        why = answer[1] if answer[0] == other else reasons[answer[0]]
        shown = await app.ask(app.desk.privacy.reveal, detail.row.order_no, detail.masked[place],
                              why, client_id=uuid4().hex)  # fmt: skip
        self._show(shown)
        await self.show_changed()
        notice(
            self,
            _("Shown for {n} seconds; v copies it. Fields you revealed today: {today}.").format(
                n=shown.seconds, today=shown.today
            ),
        )

    def _show(self, revealed: Revealed) -> None:
        self.mask_again()
        self._revealed = revealed
        self._hides = self.set_timer(revealed.seconds, self._over)

    async def _over(self) -> None:
        self.mask_again()
        await self.show_changed()

    def mask_again(self) -> None:
        """From here on nothing is shown whole, once the order is asked for anew."""
        if self._hides is not None:
            self._hides.stop()
        self._revealed = self._hides = None

    def as_revealed(self, detail: OrderDetail) -> OrderDetail:
        """An order with the field that its person may see just now."""
        told = self._revealed
        if told is None or told.order_no != detail.row.order_no:
            return detail
        sides = {each.conflict_id: each for each in told.disputed}
        conflicts = tuple(
            replace(each, base=sides[each.id].base, ours=sides[each.id].ours,
                    theirs=sides[each.id].theirs, masked=False)
            if each.id in sides else each
            for each in detail.conflicts
        )  # fmt: skip
        masked = tuple(each for each in detail.masked if each is not told.field)
        return with_values(replace(detail, masked=masked, conflicts=conflicts), dict(told.values))


def with_values(detail: OrderDetail, values: Mapping[str, str]) -> OrderDetail:
    """An order with other values in some fields, whether its list tells them or it alone does."""
    of_row: dict[str, Any] = {k: v for k, v in values.items() if hasattr(detail.row, k)}
    own: dict[str, Any] = {k: v for k, v in values.items() if k not in of_row}
    return replace(detail, row=replace(detail.row, **of_row), **own)
