"""Correcting orders: recipient, address, carrier, flag, lines (S7, S18 to S20, F14, F15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csdesk.model.changes import Changed, Revalued
from csdesk.model.desk import Actor
from csdesk.model.errors import NotFound, NotUnderstood, Refused
from csdesk.model.intake import Value
from csdesk.model.items import Item
from csdesk.model.owed import OwedReason
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.status import OrderStatus
from csdesk.rules import editing
from csdesk.rules.kept_words import kept_words
from csdesk.services import differences
from csdesk.services.acting import Act, Acting
from csdesk.services.item_numbers import one_item, variants
from csdesk.services.telling import tell_carrier, tell_line, tell_recipient
from csdesk.store import exchanged, items, log
from csdesk.store.changing import Rewrite, Standing, standing
from csdesk.store.engine import Store

_LONGEST_REASON = _LONGEST_ATTRIBUTES = 200
_MOST = 9_999
"""Pieces of one line."""


class Editing:
    """Changing what an order says, as long as it has not left."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)

    def set(
        self,
        number: str,
        field: str,
        value: str,
        *,
        reason: str = "",
        seen: int | None = None,
        client_id: str = "",
    ) -> Changed:
        """Give a field of an order another value.

        Shipping is told by a remark of its own where the carrier changes, and where the
        recipient changes after approval.

        Args:
            number: any of the order's numbers.
            field: one of ``rules.editing.EDITABLE``.
            value: as typed.
            reason: why; a carrier needs one (S19).
            seen: the version that the person had before their eyes.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotUnderstood: there is no such field.
            NotFound: the order is not imported.
            Refused: the value cannot be one, the reason lacks, or the order has left.
            Conflict: somebody changed the order since ``seen``.
            NotAllowed: the person has no right to.
        """
        if field not in editing.EDITABLE:
            raise NotUnderstood(
                "{field} cannot be set. Choose from {fields}.",
                field=field, fields=editing.EDITABLE,
            )  # fmt: skip
        why = kept_words(reason, _LONGEST_REASON)
        values = editing.cleaned(field, value)
        if field == "carrier" and not why:
            raise Refused("Another carrier needs a reason: what does the customer want?")
        with self._acting.change(Action.EDIT, number) as act:
            now, sent = act.order_once(number, seen, client_id)
            if sent:
                return changed(now)
            status = OrderStatus(now.order["order_status"])
            if field != "flag":
                editing.check_open(now.order_no, status)
            new = Rewrite(now, values)
            if not new.after:
                return changed(now)
            act.write("order.set", [new], client_id=client_id, **({"reason": why} if why else {}))
            if field == "carrier":
                tell_carrier(act, now, values["carrier"], why)
            tell_recipient(act, now, values)
            return changed(act.order(now.order_no))

    def check_lines(self, number: str) -> None:
        """Refuse to correct items before anything is asked for it.

        Raises:
            NotFound: the order is not imported.
            Refused: it has left, be it in part, was split, or has come to its end.
        """
        with self._store.read() as c:
            now = Act(c, self._actor).order(number)
        editing.check_lines_open(now.order_no, OrderStatus(now.order["order_status"]))

    def set_line(
        self,
        number: str,
        line_no: int,
        *,
        sku: str | None = None,
        attributes: str | None = None,
        quantity: int | None = None,
        reason: str = "",
        seen: int | None = None,
        client_id: str = "",
    ) -> Revalued:
        """Correct a line: what it should have said from the beginning (S18).

        Its price stays: another item that costs something else is an exchange, and so is what
        takes the place of an exchanged item, for the money follows it. What other pieces cost more
        is to be collected, what they cost less is owed, as it is of an exchange. Where the order
        is approved it stays so, and shipping is told by a remark of its own.

        Args:
            number: any of the order's numbers.
            line_no: which line, as the order shows it.
            sku: full or short item number that past orders or the stock know.
            attributes: colour and size; where the item number has several, one of them.
            quantity: pieces, at least 1.
            reason: why, for the log; may be empty.
            seen: the version that the person had before their eyes.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: the order, the line or the item number is not known; the nearest are named.
            Refused: the item number is ambiguous, the quantity no quantity or that of an order
                made from another, the item came by an exchange, or the order has left.
            Conflict, NotAllowed: as ``set``.
        """
        why = kept_words(reason, _LONGEST_REASON)
        with self._acting.change(Action.EDIT, number) as act:
            now, sent = act.order_once(number, seen, client_id)
            if sent:
                step = log.sent(act.connection, client_id)
                return differences.told(act, now, int(str((step.after or {}).get("difference", 0))))
            editing.check_lines_open(now.order_no, OrderStatus(now.order["order_status"]))
            values, difference = _corrected(act, now, line_no, sku, attributes, quantity)
            new = Rewrite(now, lines={line_no: values})
            if new.after:
                notes: dict[str, object] = {"reason": why} if why else {}
                if difference:
                    notes["difference"] = difference
                act.write("line.set", [new], client_id=client_id, **notes)
                differences.enter(act, now, difference, OwedReason.PIECES)
                tell_line(act, now, line_no, values)
            return differences.told(act, act.order(now.order_no), difference)

    def preview_pieces(self, number: str, line_no: int, quantity: int) -> Revalued:
        """What ``set_line`` would come to with so many pieces; nothing is changed.

        Raises:
            NotFound: the order or the line is not known.
            Refused: the quantity is none, or the pieces of the order stay.
        """
        with self._store.read() as c:
            act = Act(c, self._actor)
            now = act.order(number)
            editing.check_lines_open(now.order_no, OrderStatus(now.order["order_status"]))
            _, difference = _pieces(now, line_no, quantity)
            return differences.told(act, now, difference, ahead=True)

    def items(self, typed: str) -> tuple[Item, ...]:
        """The variants that past orders and the stock know under an item number (S15).

        Args:
            typed: the number, full or short.

        Raises:
            NotFound: nothing has it; the nearest are named.
        """
        with self._store.read() as c:
            return variants(c, typed)


def changed(now: Standing) -> Changed:
    """The receipt for an order as it stands."""
    return Changed(now.order_no, OrderStatus(now.order["order_status"]), now.version)


def line_of(now: Standing, line_no: int) -> Mapping[str, Any]:
    """A line of an order.

    Raises:
        NotFound: it has no such line; those that it has are named.
    """
    if line_no not in now.lines:
        raise NotFound(
            "{number} has no line {line}. It has: {lines}.",
            number=now.order_no, line=line_no, lines=list(now.lines),
        )  # fmt: skip
    return now.lines[line_no]


def _corrected(
    act: Act,
    now: Standing,
    line_no: int,
    sku: str | None,
    attributes: str | None,
    quantity: int | None,
) -> tuple[dict[str, Value], int]:
    """The columns of a line that change, and what it costs more by that.

    Raises:
        NotFound, Refused: as ``set_line``.
    """
    line = line_of(now, line_no)
    values: dict[str, Value] = {}
    difference = 0
    if sku is not None:
        wanted = line["attributes"] if attributes is None else attributes
        item = one_item(act.connection, items.known(act.connection, sku), sku, wanted)
        if item.sku != line["sku"]:
            _check_not_exchanged(act, now, line_no)
        values |= {"sku": item.sku, "title": item.title, "attributes": item.attributes}
    if attributes is not None:
        values["attributes"] = kept_words(attributes, _LONGEST_ATTRIBUTES)
    if quantity is not None:
        values["quantity"], difference = _pieces(now, line_no, quantity)
    return values, difference


def _pieces(now: Standing, line_no: int, quantity: int) -> tuple[int, int]:
    """Another number of pieces, and what they cost more.

    Raises:
        NotFound: there is no such line.
        Refused: it is no quantity, or the order's pieces stay.
    """
    line = line_of(now, line_no)
    more = whole_pieces(quantity, most=_MOST) - int(line["quantity"])
    if more:
        editing.check_pieces_open(now.order)
    return quantity, more * int(line["unit_price"] or 0)


def _check_not_exchanged(act: Act, now: Standing, line_no: int) -> None:
    """Whether the item of a line may be corrected: what an exchange brought has its price with it.

    Raises:
        Refused: the line was exchanged, here or before the order was split.
    """
    line, of = now.lines[line_no], now
    while not exchanged.stands(act.connection, of.id, line_no, line):
        parent = int(of.order["parent_id"])
        if not parent or not line["unit_price"]:  # sent again or given: no money hangs on it
            return
        of = standing(act.connection, [parent])[parent]
    raise Refused(
        "Line {line} of {number} came by an exchange, and its price with it. Use the exchange (e)"
        " for another item: then the difference is reckoned.",
        line=line_no, number=of.order_no,
    )  # fmt: skip


def whole_pieces(quantity: int, *, most: int) -> int:
    """A number of pieces.

    Raises:
        Refused: it is less than one, or more than there are.
    """
    if not 1 <= quantity <= most:
        raise Refused("{quantity} pieces cannot be; 1 to {most}.", quantity=quantity, most=most)
    return quantity
