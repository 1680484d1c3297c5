"""Gifts, and goods taken from what the shop owes (S13, S14, F10, W21)."""

from __future__ import annotations

from csdesk.model.desk import Actor
from csdesk.model.errors import NotAllowed
from csdesk.model.family import GiftKind, Given, Offer
from csdesk.model.items import Item
from csdesk.model.owed import OwedReason
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.status import OrderStatus, Tab
from csdesk.rules import family as rules
from csdesk.rules import prices
from csdesk.rules.permissions import may, who_may
from csdesk.services.acting import Act, Acting
from csdesk.services.editing import whole_pieces
from csdesk.services.family import bear
from csdesk.services.item_numbers import one_item
from csdesk.services.remark_writing import put_remark
from csdesk.store import derived, items, log, owed
from csdesk.store.changing import Rewrite, Standing
from csdesk.store.engine import Store
from csdesk.words import N_, money, named, tell

GIFT = "order.gift"
"""The kind of the step."""

MOST_PIECES = 999

_GOES_ALONG = N_("{kind}: {sku} x{quantity} goes along as {number}.")
"""The shipping remark that the desk writes by itself (S25)."""


class Gifts:
    """Giving goods for nothing, or against what is owed."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)

    def offer(self, number: str, sku: str, attributes: str | None = None) -> Offer:
        """The goods that an item number stands for, with what they cost.

        Args:
            number: any of the numbers of the order they are to go with.
            sku: full or short item number (S15).
            attributes: colour and size, where the number has several.

        Raises:
            NotFound: nothing has the item number, or the order is not imported.
            Refused: several items have the number.
        """
        with self._store.read() as c:
            now = Act(c, self._actor).order(number)
            found = items.known(c, sku)
            return _offer(one_item(c, found, sku, attributes), found, now)

    def give(
        self,
        number: str,
        kind: GiftKind,
        sku: str,
        quantity: int,
        *,
        attributes: str | None = None,
        price: int | None = None,
        seen: int | None = None,
        client_id: str = "",
    ) -> Given:
        """Give goods with an order: an order ``G-`` that costs nothing and awaits review.

        A rebate takes their price from what the shop owes the buyer; more than that only a lead
        gives, and it is entered as granted. Where the order has not left, shipping is told.

        Args:
            number: any of the order's numbers.
            kind: gift, or rebate (返点).
            sku: full or short item number that past orders or the stock know.
            quantity: pieces.
            attributes: colour and size, where the number has several.
            price: of one piece in minor units, where no order tells it; a lead may say another.
            seen: the version that the person had before their eyes.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: the order is not imported, or nothing has the item number.
            Refused: several items have the number; no price is known; the order is split, fraud
                or not paid.
            Conflict: somebody changed the order since ``seen``.
            NotAllowed: the person has no right to, or the rebate is more than is owed.
        """
        kind, quantity = GiftKind(kind), whole_pieces(quantity, most=MOST_PIECES)
        with self._acting.change(Action.EDIT, number) as act:
            now, sent = act.order_once(number, seen, client_id)
            if sent:
                return _sent(act, client_id)
            rules.check_gift(now.order)
            found = items.known(act.connection, sku)
            offer = _offer(one_item(act.connection, found, sku, attributes), found, now)
            lead = may(act.actor.roles, Action.DECIDE)
            price = (
                prices.of_piece(offer.sku, offer.unit_price, price, lead=lead)
                if kind is GiftKind.REBATE
                else 0
            )
            refusal = None if lead else _too_much(act, now, price * quantity)
            if refusal is None:
                return _give(act, now, kind, offer, quantity, price, client_id)
        with self._store.change() as c:  # the other change was left without a step
            Act(c, self._actor).log(
                log.REFUSED, order_no=now.order_no, after={"action": Action.DECIDE}, personal=False
            )
        raise refusal


def _give(
    act: Act,
    now: Standing,
    kind: GiftKind,
    offer: Offer,
    quantity: int,
    price: int,
    client_id: str,
) -> Given:
    """Make the order, and the entries of a rebate."""
    made_before = [each.order_no for each in derived.children(act.connection, now.id)]
    goods = {"sku": offer.sku, "title": offer.title, "attributes": offer.attributes}
    born = rules.given(now.order, goods, quantity, made_before)
    value, currency = price * quantity, str(now.order["currency"])
    notes: dict[str, object] = {"gift_kind": kind, "made": born.order_no}
    if value:
        notes["difference"] = value
    act.write(GIFT, [Rewrite(now)], client_id=client_id, **notes)
    made = bear(act, now, GIFT, born, gift_kind=kind)
    event = act.seqs[-1]
    if value:
        granted = value - owed.balance(act.connection, now.id, currency)
        if granted > 0:
            owed.enter(act.connection, made.id, granted, currency, OwedReason.GRANT, event)
        owed.enter(act.connection, made.id, -value, currency, OwedReason.REBATE, event)
    if not rules.has_left(now.order) and now.order["order_status"] != OrderStatus.CLOSED:
        facts = {
            "kind": named(kind), "sku": offer.sku, "quantity": quantity, "number": made.order_no
        }  # fmt: skip
        put_remark(act, now.id, now.order_no, Tab.SHIPPING, tell(_GOES_ALONG, facts))
    return _given(act, made, value)


def _offer(item: Item, found: tuple[Item, ...], now: Standing) -> Offer:
    """An item with the price that orders of the same currency tell, the newest that is one."""
    price = prices.told((item, *found), item.sku, str(now.order["currency"]))
    return Offer(item.sku, item.title, item.attributes, price)


def _too_much(act: Act, now: Standing, value: int) -> NotAllowed | None:
    """Why an agent may not give so much; None where they may."""
    currency = str(now.order["currency"])
    there = owed.balance(act.connection, now.id, currency)
    if value <= max(there, 0):
        return None
    return NotAllowed(
        "{owed} is owed to this customer, and that would take {value}. Who may give more: {roles}.",
        owed=money(there, currency), value=money(value, currency), roles=who_may(Action.DECIDE),
    )  # fmt: skip


def _given(act: Act, made: Standing, value: int) -> Given:
    currency = str(made.order["currency"])
    line = next(iter(made.lines.values()))
    return Given(
        made.order_no, OrderStatus(made.order["order_status"]), line["sku"], value,
        owed.balance(act.connection, made.id, currency), currency,
    )  # fmt: skip


def _sent(act: Act, client_id: str) -> Given:
    """What the same sending made before."""
    made = act.order(derived.made_by(act.connection, client_id))
    taken = sum(
        -each.amount
        for event in derived.steps(act.connection, made.id)
        for each in owed.by_event(act.connection, event.seq)
        if each.reason == OwedReason.REBATE
    )
    return _given(act, made, taken)
