"""The lead's screen: requests to decide, and one request with all there is to know (W28)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar
from uuid import uuid4

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.requests import Request, RequestKind, RequestState
from csdesk.model.roles import Action
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings, offered
from csdesk.ui.notices import notice
from csdesk.ui.screens.inbox_rows import heading
from csdesk.ui.screens.listing import Listing, WaitingOrAll
from csdesk.ui.screens.request_rows import decided, request_entries, request_lines
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import Fact, flow
from csdesk.words import N_, _, money, named


class LeadScreen(WaitingOrAll[Sequence[Request]]):
    """What waits for a lead, the oldest first; or all requests, the newest first."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("lead"))
    NOTHING = N_("Nothing waits for a lead.")

    async def fetch(self) -> Sequence[Request]:
        """Ask for the requests."""
        requests = self.desk_app.desk.requests
        return await self.desk_app.ask(requests.newest if self.everything else requests.waiting)

    def heading(self, answer: Sequence[Request]) -> Content:
        """How many wait."""
        title = _("All requests:") if self.everything else _("Requests that wait for a lead:")
        return heading(title, len(answer))

    def rows(self, answer: Sequence[Request]) -> Sequence[Entry]:
        """The requests."""
        return request_entries(answer)

    @property
    def acting_on(self) -> str:
        """The order of the request."""
        found = (each.order_no for each in self.answer or () if each.id == self.number)
        return next(found, "")

    def action_open(self) -> None:
        """Look at the request under the cursor."""
        if self.number:
            self.app.push_screen(RequestCard(self.number))


class RequestCard(Listing[None, Request]):
    """One request: order, customer, prices, reason, evidence, who asked; and the decision."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("request"))
    CURSOR = False

    def __init__(self, request_id: int) -> None:
        """Show a request.

        Args:
            request_id: of the request.
        """
        super().__init__()
        self._request_id = request_id

    async def fetch(self) -> Request:
        """Ask for it; whoever asked has seen the decision then."""
        app = self.desk_app
        request = await app.ask(app.desk.requests.one, self._request_id)
        if request.news:
            await app.ask(app.desk.requests.seen, self._request_id)
            await app.count_unread()
        return request

    def heading(self, answer: Request) -> Content:
        """What it is about."""
        return Content.styled(f" {named(answer.kind)}  {answer.order_no}", "bold")

    def rows(self, answer: Request) -> Sequence[Entry]:
        """All there is to know."""
        return [Entry("request", partial(self._lines, answer))]

    def _lines(self, each: Request, width: int) -> list[Content]:
        row = each.order
        lines = request_lines(each, datetime.now(UTC), width, order=True, most=20)
        if row is not None:
            lines += flow(
                [
                    Fact("", row.market_no),
                    Fact(_("amount"), money(row.total, row.currency)),
                    Fact("", named(row.order_status)),
                    Fact("", named(row.payment_status)),
                    Fact(_("account"), row.account),
                    Fact("", row.title),
                ],
                width,
            )
        zone = self.desk_app.settings.zone
        return lines + flow([Fact(_("decided by"), decided(each, zone))], width)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can become of the request as it stands."""
        each = self.answer
        if action in _BECOMES and each is not None:
            open_now = each.state is RequestState.ASKED
            if action in ("yes", "no"):
                return open_now
            return each.state is RequestState.APPROVED or (action == "withdraw" and open_now)
        return super().check_action(action, parameters)

    @job("decide", needs=Action.DECIDE)
    async def action_yes(self) -> None:
        """Say yes, with a reason."""
        await self._decide(RequestState.APPROVED)

    @job("decide", needs=Action.DECIDE)
    async def action_no(self) -> None:
        """Say no, with a reason."""
        await self._decide(RequestState.REFUSED)

    @job("decide")
    @offered(Action.ASK, Action.OVERSEE)
    async def action_done(self) -> None:
        """What was approved is done, such as in the marketplace."""
        if self.answer is not None:
            await self._move(self.answer, RequestState.DONE, "")

    @job("decide")
    @offered(Action.ASK, Action.OVERSEE)
    async def action_withdraw(self) -> None:
        """It is not asked any more."""
        if self.answer is not None:
            await self._move(self.answer, RequestState.WITHDRAWN, "")

    async def _decide(self, to: RequestState) -> None:
        label = {
            RequestState.APPROVED: N_("Yes. Why?"), RequestState.REFUSED: N_("No. Why?"),
        }[to]  # fmt: skip
        each = self.answer  # what was read before the question, not what stands there after it
        words = await self.write(_(label))
        if words and each:
            await self._move(each, to, words)

    async def _move(self, each: Request, to: RequestState, words: str) -> None:
        app = self.desk_app
        try:
            now = await app.ask(
                app.desk.requests.move, each.id, to, words, seen=each.version,
                client_id=uuid4().hex,
            )  # fmt: skip
        finally:
            self.load()
            await app.count_unread()
        text = _("{what} of {number}: {state}. {who} is told.")
        if now.kind is RequestKind.PRICE and to is RequestState.APPROVED:
            text = _("{what} of {number}: {state}. {who} is told and changes it in the market.")
        notice(self, text.format(what=named(now.kind), number=now.order_no, state=named(now.state),
                                 who=now.author))  # fmt: skip
        self.dismiss(None)

    @property
    def acting_on(self) -> str:
        """The order of the request."""
        return self.answer.order_no if self.answer else ""

    def action_open(self) -> None:
        """Open the order."""
        if self.answer is not None:
            self.desk_app.open_order(self.answer.order_no)


_BECOMES = ("yes", "no", "done", "withdraw")
