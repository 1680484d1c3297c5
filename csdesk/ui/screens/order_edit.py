"""Changing an order from its screen: fields, items, flag, blacklist (W15, W28)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.fields import field_word
from csdesk.model.requests import RequestKind
from csdesk.model.roles import Action
from csdesk.model.status import Flag
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.keys import offered
from csdesk.ui.notices import notice
from csdesk.ui.screens.order_acting import OrderActing
from csdesk.words import N_, _, named

if TYPE_CHECKING:
    from csdesk.model.orders import OrderDetail

EDITABLE = ("name", "phone", "address", "carrier", "flag")


class Correcting(OrderActing, inherit_bindings=False):
    """Correcting the order that is shown; each action asks what it needs to know."""

    @job("edit", needs=Action.EDIT)
    async def action_edit(self) -> None:
        """Correct a field: choose it, write it, and for a carrier say why."""
        detail = self.detail
        if detail is None:
            return
        options = [field_word(field) for field in EDITABLE]
        if detail.lines:
            options.append(_("an item: number, colour and size, pieces"))
        place = await self.choose(_("What is to be corrected?"), options)
        if place is None:
            return
        if place == len(EDITABLE):
            await self._line(detail)
            return
        field = EDITABLE[place]
        if field == "flag":
            await self._flag(detail)
            return
        hidden = field in detail.masked  # a mask is no beginning: what is typed takes its place
        was, editing = "" if hidden else _now(detail, field), self.desk_app.desk.editing
        label = (
            f"{field_word(field)} ({plain(_now(detail, field))})" if hidden else field_word(field)
        )

        async def put(value: str) -> bool:
            if value == was:
                return False
            reason = await self.write(_("Why another carrier?")) if field == "carrier" else ""
            if reason is None:
                return False
            done = N_("Corrected; u takes it back.")
            await self.change(detail, done, editing.set, field, value, reason=reason)
            return True

        await self.write_right(label, was, put, may_be_empty=True)

    async def _line(self, detail: OrderDetail) -> None:
        """Correct an item: choose it, then number, colour and size, pieces in one dialog."""
        await self.desk_app.ask(self.desk_app.desk.editing.check_lines, detail.row.order_no)
        line = await self.choose_line(detail)
        if line is None:
            return
        from csdesk.ui.screens.order_line import LineDialog

        corrected: bool | None = await self.app.push_screen_wait(LineDialog(detail, line))
        if corrected:
            notice(self, _("Corrected; u takes it back."))
            self.store_changed()

    @job("edit", needs=Action.EDIT)
    async def action_flag(self) -> None:
        """Give the order another flag."""
        if self.detail is not None:
            await self._flag(self.detail)

    async def _flag(self, detail: OrderDetail) -> None:
        flags = list(Flag)
        words = self.desk_app.settings.flag_words
        options = [
            f"{named(flag)}  {plain(words[flag.value])}" if flag.value in words else named(flag)
            for flag in flags
        ]
        place = await self.choose(_("Which flag?"), options, flags.index(detail.row.flag))
        if place is not None and flags[place] is not detail.row.flag:
            editing = self.desk_app.desk.editing
            word = flags[place].value or "none"
            await self.change(detail, N_("Flagged; u takes it back."), editing.set, "flag", word)

    @job("edit")
    @offered(Action.BLACKLIST, Action.UNBLACKLIST)
    async def action_blacklist(self) -> None:
        """Put the customer on the blacklist, or as a lead take them off (W15, W28)."""
        detail = self.detail
        if detail is None:
            return
        if detail.row.blacklisted:
            await self._off_blacklist(detail)
            return
        await self.check(Action.BLACKLIST)
        blacklist = self.desk_app.desk.blacklist
        reasons = blacklist.reasons()
        place = await self.choose(_("Why is the customer put on the blacklist?"), reasons)
        if place is not None:
            done = N_("The customer is on the blacklist: every order of theirs is red.")
            await self.change(detail, done, blacklist.add, reasons[place])

    async def _off_blacklist(self, detail: OrderDetail) -> None:
        """Take the customer off, or where one may not, ask a lead to."""
        takes = await self.may(Action.UNBLACKLIST)
        if not takes:
            await self.check(Action.ASK)
        desk = self.desk_app.desk
        there = await self.desk_app.ask(desk.blacklist.of, detail.row.order_no)
        why = f"{plain(there.reason)} ({plain(there.by)})" if there else ""
        label = _("On the blacklist: {why}. Why shall a lead take the customer off?")
        if takes:
            label = _("On the blacklist: {why}. Why take the customer off?")
        reason = await self.write(label.format(why=why))
        if not reason:
            return
        if takes:
            done = N_("The customer is off the blacklist.")
            await self.change(detail, done, desk.blacklist.remove, reason)
        else:
            done = N_("A lead is asked. g m shows how it goes on.")
            await self.change(detail, done, desk.requests.ask, RequestKind.UNBLACKLIST, reason)


def _now(detail: OrderDetail, field: str) -> str:
    """What stands in a field, as a person corrects it."""
    if field == "address":
        row = detail.row
        parts = (row.province, row.city, detail.district, detail.address)
        return " ".join(filter(None, parts))
    return str(getattr(detail.row, field))
