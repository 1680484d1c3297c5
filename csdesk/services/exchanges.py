"""Exchanging items before they leave: the line, the money, what shipping reads (S7, F7, W14)."""

from __future__ import annotations

from collections.abc import Sequence

from csdesk.model.changes import Exchanged
from csdesk.model.desk import Actor, DeskSettings
from csdesk.model.errors import Refused
from csdesk.model.items import Item
from csdesk.model.roles import Action
from csdesk.model.status import OrderStatus, Tab
from csdesk.rules import editing
from csdesk.rules.exchange import Exchange, exchange
from csdesk.services.acting import Act, Acting
from csdesk.services.editing import line_of, one_item, whole_pieces
from csdesk.services.remarks import put_remark
from csdesk.store import items, owed
from csdesk.store.changing import Rewrite, Standing
from csdesk.store.engine import Store
from csdesk.words import N_, tell

EXCHANGE = "line.exchange"
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
            account = owed.balance(c, now.id, str(now.order["currency"]))
            return _told(now, item, planned, quantity or _pieces(now, line_no),
                         account + max(-planned.difference, 0))  # fmt: skip

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
            sku: full or short item number that past orders know.
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
                now = act.order(number)
                item = one_item(items.known(act.connection, sku), sku, attributes)
                return _told(now, item, Exchange({}, 0), quantity or 0, _account(act, now))
            now = act.order(number, seen)
            item, planned = _planned(act, now, line_no, sku, quantity, attributes, price)
            pieces = quantity or _pieces(now, line_no)
            old = now.lines[line_no]["sku"]
            act.write(EXCHANGE, [Rewrite(now, lines=planned.lines)], client_id=client_id,
                      difference=planned.difference)  # fmt: skip
            if planned.difference < 0:
                owed.enter(act.connection, now.id, -planned.difference,
                           str(now.order["currency"]), "exchange", act.seqs[-1])  # fmt: skip
            text = tell(_TOLD, {"sku": item.sku, "attributes": item.attributes,
                                "quantity": pieces, "old": old})  # fmt: skip
            put_remark(act, now.id, now.order_no, Tab.SHIPPING, text)
            after = act.order(now.order_no)
            return _told(after, item, planned, pieces, _account(act, after))


def _planned(
    act: Act,
    now: Standing,
    line_no: int,
    sku: str,
    quantity: int | None,
    attributes: str | None,
    price: int | None,
) -> tuple[Item, Exchange]:
    status = OrderStatus(now.order["order_status"])
    editing.check_open(now.order_no, status)
    if status is OrderStatus.PARTLY_SHIPPED:
        raise Refused(
            "Part of {number} has left. Split it first, then exchange what has not.",
            number=now.order_no,
        )
    line = line_of(now, line_no)
    pieces = whole_pieces(line["quantity"] if quantity is None else quantity, most=line["quantity"])
    found = items.known(act.connection, sku)
    item = one_item(found, sku, line["attributes"] if attributes is None else attributes)
    if (item.sku, item.attributes) == (line["sku"], line["attributes"]):
        raise Refused("That is what line {line} has already.", line=line_no)
    return item, exchange(now.lines, line_no, pieces, item, _price(found, item, now, price))


def _price(found: Sequence[Item], item: Item, now: Standing, said: int | None) -> int:
    """What one piece costs: as said, else as orders of the same currency tell.

    Raises:
        Refused: nobody knows.
    """
    if said is not None:
        return said
    same = [each for each in (item, *found)
            if (each.sku, each.currency) == (item.sku, now.order["currency"])]  # fmt: skip
    told = [each.unit_price for each in same if each.unit_price is not None]
    if not told:
        raise Refused("No order tells a price of {sku}. Say what one piece costs.", sku=item.sku)
    return told[0]


def _pieces(now: Standing, line_no: int) -> int:
    return int(now.lines[line_no]["quantity"])


def _account(act: Act, now: Standing) -> int:
    return owed.balance(act.connection, now.id, str(now.order["currency"]))


def _told(now: Standing, item: Item, planned: Exchange, pieces: int, account: int) -> Exchanged:
    return Exchanged(
        order_no=now.order_no,
        order_status=OrderStatus(now.order["order_status"]),
        version=now.version,
        item=item,
        quantity=pieces,
        difference=planned.difference,
        owed=account,
        currency=str(now.order["currency"]),
    )
