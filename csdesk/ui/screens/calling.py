"""Logging what a supplier said, and discontinuing items (S39, W10, W34, I10)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from csdesk.model.errors import DeskError
from csdesk.model.purchasing import Affected, Called, Discontinued
from csdesk.model.stock import ItemRow, Supplier
from csdesk.plain import plain
from csdesk.ui.notices import notice, refusal
from csdesk.ui.screens.affected import AffectedScreen
from csdesk.ui.screens.listing import Answer, Listing
from csdesk.ui.screens.stock_rows import day, item_name
from csdesk.words import N_, _, ngettext

MOST_NAMED = 5
"""Orders that are named before an item is discontinued."""


class Calling(Listing[None, Answer], inherit_bindings=False):
    """A screen from which suppliers are called."""

    async def log_call(
        self, keys: Sequence[str], supplier: Supplier | None, *, only_day: bool = False
    ) -> None:
        """Ask what was said, and note it for these items; the question stays until it is read.

        Args:
            keys: of the items that the call was about.
            supplier: who was called.
            only_day: ask for nothing but the day.
        """
        label, typed = _label(len(keys), supplier, only_day=only_day), ""
        while typed := await self.write(label, typed) or "":
            try:
                await self._log(keys, typed)
            except DeskError as error:
                refusal(self, error)
                continue
            return

    async def _log(self, keys: Sequence[str], typed: str) -> None:
        app = self.desk_app
        purchasing = app.desk.purchasing
        told = await app.ask(purchasing.read, typed)
        called = await app.ask(
            purchasing.call, tuple(keys), day(told.expected) if told.expected else "", told.words,
            quantity=told.quantity, client_id=uuid4().hex,
        )  # fmt: skip
        self.load()
        notice(self, called_words(called))

    def _show_customers(self, title: str, note: str, customers: Sequence[Affected]) -> None:
        async def asked() -> Sequence[Affected]:
            return customers

        self.app.push_screen(AffectedScreen(title, note, asked))

    async def discontinue(self, item: ItemRow) -> None:
        """Show which orders get none of what is left; do it, and list them."""
        app, purchasing = self.desk_app, self.desk_app.desk.purchasing
        told = await app.ask(purchasing.would_discontinue, item.key)
        if not await self.agree(discontinue_words(told)):
            return
        try:
            done = await app.ask(purchasing.discontinue, item.key, client_id=uuid4().hex)
        finally:
            self.load()
        notice(
            self, _("{item} is discontinued; X says that it is not.").format(item=item_name(item))
        )
        if done.short:
            self._show_customers(N_("Exchange or refund:"), item_name(item), done.short)

    async def resume(self, item: ItemRow) -> None:
        """The item is bought again, if the person says so."""
        if not await self.agree(_("{item} is bought again?").format(item=item_name(item))):
            return
        app = self.desk_app
        try:
            await app.ask(app.desk.purchasing.resume, item.key, client_id=uuid4().hex)
        finally:
            self.load()
        notice(self, _("{item} is bought again.").format(item=item_name(item)))


def _label(items: int, supplier: Supplier | None, *, only_day: bool) -> str:
    who = _("the supplier")
    if supplier is not None:
        who = " ".join(filter(None, (supplier.name, supplier.phone, supplier.contact))) or who
    about = ngettext("{n} item", "{n} items", items).format(n=items)
    text = _("{who}, {about}: which day? Then pieces (50 pcs) and what was said. ? for no day")
    if items > 1:
        text = _("{who}, {about}: which day? Then what was said. ? for no day")
    if only_day:
        text = _("{who}, {about}: on which day do the goods come?")
    return plain(text.format(who=who, about=about))


def called_words(called: Called) -> str:
    """What a call has changed."""
    call = called.calls[0] if called.calls else None
    n = len(called.calls)
    parts = [ngettext("Noted for {n} item:", "Noted for {n} items:", n).format(n=n)]
    if call is not None and call.quantity is not None:
        text = ngettext("{n:,} piece,", "{n:,} pieces,", call.quantity)
        parts.append(text.format(n=call.quantity))
    if call is None or call.expected is None:
        parts.append(_("no day told."))
    else:
        parts.append(_("expected {day}.").format(day=day(call.expected)))
    if called.sooner:
        text = ngettext("{n} order gets a day.", "{n} orders get a day.", called.sooner)
        parts.append(text.format(n=called.sooner))
    if called.later:
        text = ngettext("{n} order waits longer.", "{n} orders wait longer.", called.later)
        parts.append(text.format(n=called.later))
    if called.to_tell:
        n = len(called.to_tell)
        text = ngettext("{n} customer to tell: t.", "{n} customers to tell: t.", n)
        parts.append(text.format(n=n))
    return " ".join(parts)


def discontinue_words(told: Discontinued) -> str:
    """What becomes of the orders, as a question."""
    lines = [_("{item} is not bought any more?").format(item=item_name(told.item))]
    served = ngettext("{n} order still gets its goods.", "{n} orders still get their goods.",
                      told.served)  # fmt: skip
    lines.append(served.format(n=told.served))
    n = len(told.short)
    if n:
        text = ngettext(
            "To exchange or refund: {n} order.", "To exchange or refund: {n} orders.", n
        )
        lines.append(text.format(n=n))
    for each in told.short[:MOST_NAMED]:
        words = (each.waiting.order_no, each.waiting.name, each.phone, f"x{each.waiting.quantity}")
        lines.append("  " + plain(" ".join(filter(None, words))))
    if n > MOST_NAMED:
        lines.append(_("and {n} more").format(n=n - MOST_NAMED))
    return "\n".join(lines)
