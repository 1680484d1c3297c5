"""From an order: templates, answers to what is asked, promises, what customers are told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from csdesk.model.promises import PromiseKind
from csdesk.model.roles import Action
from csdesk.ui.copying import copy_out
from csdesk.ui.jobs import job
from csdesk.ui.notices import notice
from csdesk.ui.screens.answering import Answering
from csdesk.ui.screens.order_acting import OrderActing
from csdesk.words import _, named, when

if TYPE_CHECKING:
    from csdesk.model.remarks import Remark
    from csdesk.model.status import Tab


class Asking(OrderActing, Answering, inherit_bindings=False):
    """What an order screen has to say to departments and customers."""

    @property
    def remark(self) -> Remark | None:
        """The remark under the cursor."""
        raise NotImplementedError

    @property
    def writing_on(self) -> tuple[str, Tab] | None:
        """Number and tab that a new remark would stand in; None where none can be written."""
        raise NotImplementedError

    def write_with(self, text: str) -> None:
        """Begin a new remark with a text. For the screen."""
        raise NotImplementedError

    # Answers

    @property
    def asked(self) -> Remark | None:
        """The remark under the cursor."""
        return self.remark

    async def read_calls(self, number: str) -> None:
        """Whoever looks at an order has read where they are called in it (F32)."""
        app = self.desk_app
        called = app.unread is not None and app.unread.mine
        if called and await app.ask(app.desk.inboxes.read, number):
            await app.count_unread()

    # Templates

    @job("template", needs=Action.REMARK)
    async def action_template(self) -> None:
        """Choose a template by its number and begin a remark with it (W12, W20)."""
        place = self.writing_on
        if place is None:
            return
        from csdesk.ui.screens.remark_editor_wording import chosen_template

        text = await chosen_template(self, *place)
        if text is not None:
            self.write_with(text)

    # Customers

    @job("copy")
    async def action_copy(self) -> None:
        """Copy what the customer may be told, in their language; or the waiting remarks."""
        if self.detail is not None:
            await self._copy_card()
        elif self.numbered:
            await copy_out(self, self.numbered, "remarks")

    @job("copy")
    async def action_speak(self) -> None:
        """Copy it in the other language."""
        await self._copy_card(other=True)

    async def _copy_card(self, *, other: bool = False) -> None:
        from csdesk.ui.screens.speaking import copy_card

        if self.detail is not None:
            await copy_card(self, self.detail, other=other)

    @property
    def numbered(self) -> str:
        """The waiting remarks as the shipping group wants them posted (W13)."""
        raise NotImplementedError

    # Promises

    @job("promise", needs=Action.PROMISE)
    async def action_promise(self) -> None:
        """Keep what the customer is told, and by when (I4)."""
        if self.detail is None:
            return
        number, promises = self.detail.row.order_no, self.desk_app.desk.promises
        kinds = list(PromiseKind)
        place = await self.choose(_("What is promised?"), [named(each) for each in kinds])
        if place is None:
            return
        label = _("By when, and what is said? Such as: fri 17:00, 3d, 18; then the words")
        typed = ""
        while typed := await self.write(label, typed) or "":
            by, words = await self.desk_app.ask(promises.split, typed)
            if by:
                break
            notice(self, _("That begins with no time to come."), warning=True)
        if not typed:
            return
        made = await self.desk_app.ask(
            promises.make, number, kinds[place], by, words, client_id=uuid4().hex
        )
        text = _("Promised: {what} by {time}. g k lists what is promised.")
        due = when(made.due, self.desk_app.settings.zone)
        notice(self, text.format(what=named(made.kind), time=due))
        self.load()
