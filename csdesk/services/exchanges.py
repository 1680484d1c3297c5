"""Exchanging items before they leave: the line, the money, what shipping reads (S7, F7, W14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from csdesk.model.changes import Exchanged
from csdesk.model.desk import Actor
from csdesk.model.errors import Refused
from csdesk.model.items import Item
from csdesk.model.owed import OwedReason
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.status import OrderStatus, Tab
from csdesk.rules import editing, prices
from csdesk.rules.exchange import Exchange, exchange
from csdesk.rules.permissions import may
from csdesk.services import differences
from csdesk.services.acting import Act, Acting
from csdesk.services.editing import line_of, whole_pieces
from csdesk.services.item_numbers import one_item
from csdesk.services.remark_writing import put_remark
from csdesk.store import exchanged, items, log
from csdesk.store.changing import Rewrite, Standing
from csdesk.store.engine import Store
from csdesk.words import N_, tell

EXCHANGE = exchanged.EXCHANGE
"""The kind of the step."""

_TOLD = N_("Exchanged to {sku} {attributes} x{quantity}, instead of {old}")


class Exchanges:
    """Another item instead of the one ordered; the difference in price is kept in the account."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)

    def preview(
        self,
        number: str,
        line_no: int,
        sku: str,
        *,
        quantity: int | None = None,
        attributes: str | None = None,
        price: int | None = None,
    ) -> Exchanged:
        """What ``exchange`` would do; nothing is changed. Arguments and refusals are the same."""
        with self._store.read() as c:
            act = Act(c, self._actor)
            now = act.order(number)
            item, planned = _planned(act, now, line_no, sku, quantity, attributes, price)
            pieces = quantity or _pieces(now, line_no)
            return _told(act, now, item, pieces, planned.difference, ahead=True)

    def exchange(
        self,
        number: str,
        line_no: int,
        sku: str,
        *,
        quantity: int | None = None,
        attributes: str | None = None,
        price: int | None = None,
        seen: int | None = None,
        client_id: str = "",
    ) -> Exchanged:
        """Have the customer get another item; shipping reads it in a remark of its own.

        Args:
            number: any of the order's numbers.
            line_no: the line that is exchanged.
            sku: full or short item number that past orders or the stock know.
            quantity: how many pieces; all of the line by default.
            attributes: colour and size, where the item number has several.
            price: of one piece in minor units, where no order tells it.
            seen: the version that the person had before their eyes.
            client_id: made by the front end; sent twice it is done once.

        Returns:
            The difference for all pieces and what the shop owes the customer then.

        Raises:
            NotFound: the order, the line or the item number is not known.
            Refused: the item number is ambiguous, the pieces are not there, nobody knows the
                price, or the order has left.
            Conflict: somebody changed the order since ``seen``.
            NotAllowed: the person has no right to.
        """
        with self._acting.change(Action.EDIT, number) as act:
            if act.sent(client_id):
                return self._sent(act, client_id)
            now = act.order(number, seen)
            item, planned = _planned(act, now, line_no, sku, quantity, attributes, price)
            pieces = quantity or _pieces(now, line_no)
            old = now.lines[line_no]["sku"]
            act.write(EXCHANGE, [Rewrite(now, lines=planned.lines)], client_id=client_id,
                      difference=planned.difference, item=item.sku, pieces=pieces)  # fmt: skip
            differences.enter(act, now, planned.difference, OwedReason.EXCHANGE)
            text = tell(_TOLD, {"sku": item.sku, "attributes": item.attributes,
                                "quantity": pieces, "old": old})  # fmt: skip
            put_remark(act, now.id, now.order_no, Tab.SHIPPING, text)
            return _told(act, act.order(now.order_no), item, pieces, planned.difference)

    @staticmethod
    def _sent(act: Act, client_id: str) -> Exchanged:
        """The receipt for an exchange that was sent before."""
        step = log.sent(act.connection, client_id)
        note: dict[str, Any] = dict(step.after or {})
        found = items.known(act.connection, note["item"])
        item = found[0] if found else Item(note["item"], "", "", None, "")
        now = act.order(step.order_no)
        return _told(act, now, item, note["pieces"], note["difference"])


def _planned(
    act: Act,
    now: Standing,
    line_no: int,
    sku: str,
    quantity: int | None,
    attributes: str | None,
    price: int | None,
) -> tuple[Item, Exchange]:
    editing.check_lines_open(now.order_no, OrderStatus(now.order["order_status"]))
    line = line_of(now, line_no)
    pieces = whole_pieces(line["quantity"] if quantity is None else quantity, most=line["quantity"])
    found = items.known(act.connection, sku)
    wanted = line["attributes"] if attributes is None else attributes
    item = one_item(act.connection, found, sku, wanted)
    if (item.sku, item.attributes) == (line["sku"], line["attributes"]):
        raise Refused("That is what line {line} has already.", line=line_no)
    if now.order["parent_id"] and not line["unit_price"]:  # sent again or given: it stays free
        return item, exchange(now.lines, line_no, pieces, item, 0)
    return item, exchange(now.lines, line_no, pieces, item, _price(act, found, item, now, price))


def _price(act: Act, found: Sequence[Item], item: Item, now: Standing, said: int | None) -> int:
    """What one piece costs, as ``rules.prices`` has it."""
    known = prices.told((item, *found), item.sku, str(now.order["currency"]))
    lead = may(act.actor.roles, Action.DECIDE)
    return prices.of_piece(item.sku, known, said, lead=lead)


def _pieces(now: Standing, line_no: int) -> int:
    return int(now.lines[line_no]["quantity"])


def _told(
    act: Act, now: Standing, item: Item, pieces: int, difference: int, *, ahead: bool = False
) -> Exchanged:
    """The receipt; ``ahead`` where it is not done yet."""
    revalued = differences.told(act, now, difference, ahead=ahead)
    return Exchanged(**asdict(revalued), item=item, quantity=pieces)
