"""From an order: asking a lead, after-sale cases, saying that it has left (W19, F18, F23, W33)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from csdesk.model.cases import Case, CaseKind, CaseLine, Party, Rating
from csdesk.model.requests import RequestKind
from csdesk.model.roles import Action
from csdesk.ui.jobs import job
from csdesk.ui.keys import offered
from csdesk.ui.notices import notice
from csdesk.ui.screens.order_acting import OrderActing
from csdesk.words import N_, _, amount, money, named

if TYPE_CHECKING:
    from csdesk.model.orders import OrderDetail
    from csdesk.ui.screens.pieces import Chosen


class Claiming(OrderActing, inherit_bindings=False):
    """What an order screen asks of leads, and what customers claim."""

    # Leads

    @job("request", needs=Action.ASK)
    async def action_price(self) -> None:
        """Ask a lead for another price: the old one, the new one, why, who may say yes (W19)."""
        await self._ask_price()

    async def _ask_price(self) -> None:
        detail = self.detail
        if detail is None:
            return
        row, who = detail.row, await self._deciders()
        old = money(row.total, row.currency)
        label = _("Price of {number}: {old}. Which one is asked of {who}?")
        text = label.format(number=row.order_no, old=old, who=who)
        new = await self.write_amount(text, "", row.currency)
        if new is None:
            return
        label = _("{old} -> {new}, asked of {who}. Why?")
        text = label.format(old=old, new=money(new, row.currency), who=who)
        reason = await self.write(text)
        if reason:
            await self._ask_a_lead(detail, RequestKind.PRICE, reason, new)

    def action_batch(self) -> None:
        """The import that brought the order (W17)."""
        if self.detail is not None:
            from csdesk.ui.screens.batch import BatchScreen

            self.app.push_screen(BatchScreen(self.detail.batch_id))

    @job("request", needs=Action.ASK)
    async def action_ask_lead(self) -> None:
        """Ask a lead for something: a price, off the blacklist, goods before others."""
        detail = self.detail
        if detail is None:
            return
        kinds = list(RequestKind)
        place = await self.choose(_("What is asked of a lead?"), [named(each) for each in kinds])
        if place is None:
            return
        if kinds[place] is RequestKind.PRICE:
            await self._ask_price()
            return
        label = _("{what}: why? {who} decides.")
        who = await self._deciders()
        reason = await self.write(label.format(what=named(kinds[place]), who=who))
        if reason:
            await self._ask_a_lead(detail, kinds[place], reason)

    async def _deciders(self) -> str:
        names = await self.desk_app.ask(self.desk_app.desk.requests.deciders)
        return ", ".join(names) or _("a lead")

    async def _ask_a_lead(
        self, detail: OrderDetail, kind: RequestKind, reason: str, new: int | None = None
    ) -> None:
        app = self.desk_app
        await app.ask(
            app.desk.requests.ask, detail.row.order_no, kind, reason, new=new,
            seen=detail.version, client_id=uuid4().hex,
        )  # fmt: skip
        notice(self, _("A lead is asked. g m shows how it goes on."))
        self.store_changed()

    # After sale

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases of the order that is shown."""
        raise NotImplementedError

    @job("case")
    @offered(Action.CASE, Action.RECEIVE, Action.PAY, Action.ANSWER_SHIPPING)
    async def action_case(self) -> None:
        """Open an after-sale case, or look at one that is there (F18, F23)."""
        detail = self.detail
        if detail is None:
            return
        there = [each for each in self.cases if each.waits_on is not Party.NOBODY]
        kinds = list(CaseKind) if await self.may(Action.CASE) else []
        if not (there or kinds):
            await self.check(Action.CASE)
        looks = [
            _("case {n} {kind}: {state}").format(
                n=each.id, kind=named(each.kind), state=named(each.state)
            )
            for each in there
        ]
        opens = [_("open: {kind}").format(kind=named(each)) for each in kinds]
        place = await self.choose(_("After-sale cases"), [*looks, *opens])
        if place is None:
            return
        if place < len(there):
            from csdesk.ui.screens.cases import CaseCard

            self.app.push_screen(CaseCard(there[place].id))
        else:
            await self._open(detail, kinds[place - len(there)])

    async def _open(self, detail: OrderDetail, kind: CaseKind) -> None:
        rating = Rating.NONE
        lines: list[CaseLine] | None = []
        if kind is CaseKind.FEEDBACK:
            ratings = [each for each in Rating if each]
            place = await self.choose(_("What did the buyer give?"), [named(r) for r in ratings])
            if place is None:
                return
            rating = ratings[place]
        else:
            lines = await self._claims(detail, kind)
        if lines is None:
            return
        label = N_("What did the buyer write?") if rating else N_("What does the customer want?")
        reason = await self.write(_(label))
        if not reason:
            return
        app = self.desk_app
        case = await app.ask(
            app.desk.cases.open, detail.row.order_no, kind, reason, lines, rating=rating,
            seen=detail.version, client_id=uuid4().hex,
        )  # fmt: skip
        notice(self, _("Case {n} is opened. A takes it on, g c lists all.").format(n=case.id))
        self.store_changed()

    async def _claims(self, detail: OrderDetail, kind: CaseKind) -> list[CaseLine] | None:
        """Which lines, how many pieces, and what is paid back for them."""
        from csdesk.ui.screens.cases import MONEY
        from csdesk.ui.screens.pieces import PiecesDialog

        pieces: Chosen | None = {e.line_no: e.quantity for e in detail.lines}
        if len(detail.lines) != 1 or detail.lines[0].quantity > 1:
            heading = _("{number}, {kind}: tick what it is about, or type how many pieces.")
            text = heading.format(number=detail.row.order_no, kind=named(kind))
            dialog = PiecesDialog(text, named(kind), detail, None)
            pieces = await self.app.push_screen_wait(dialog)
        if pieces is None:
            return None
        if kind not in MONEY:
            return [CaseLine(n, count, 0) for n, count in pieces.items()]
        app, currency = self.desk_app, detail.row.currency
        room = await app.ask(app.desk.cases.room, detail.row.order_no)
        claimed = []
        for n, count in pieces.items():
            line = next(each for each in detail.lines if each.line_no == n)
            most = [m for m in (room.lines.get(n), room.total) if m is not None]
            offer = min([(line.unit_price or 0) * count, *most])
            label = _("How much is paid back for line {n}, {item} x{count}? At most {most}.")
            text = label.format(
                n=n, item=line.sku or line.title, count=count,
                most=money(min(most) if most else None, currency),
            )  # fmt: skip
            typed = amount(offer, currency).replace(",", "")
            paid_back = await self.write_amount(text, typed, currency)
            if paid_back is None:
                return None
            claimed.append(CaseLine(n, count, paid_back))
        return claimed

    # Shipping

    @job("ship", needs=Action.SHIP)
    async def action_ship(self) -> None:
        """Shipping says that the order has left, with its parcel's number."""
        detail = self.detail
        if detail is None:
            return
        number = await self.write(_("Which parcel number has left?"), detail.row.tracking_no)
        if number:
            shipping = self.desk_app.desk.shipping
            done = N_("The order has left; u takes it back.")
            await self.change(detail, done, shipping.ship, number)
