"""``csdesk order``: everything about one order."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.cli.records import detail_record
from csdesk.model.errors import DeskError, NotFound
from csdesk.model.orders import Line, OrderDetail
from csdesk.model.remarks import Remark
from csdesk.plain import cell_width, plain
from csdesk.words import _, language, money, named, say, when

if TYPE_CHECKING:
    from csdesk.model.settings import DeskSettings
    from csdesk.services.remarks import Remarks


def description() -> str:
    """What the command is for."""
    return _("Show an order with its lines, remarks and the customer's history.")


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("number", metavar="NO", help=_("any of the order's numbers"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Print the order."""
    from csdesk.cli.opening import opened

    with opened(args) as desk:
        try:
            order = desk.orders.order(args.number)
        except NotFound as lost:
            raise _with_remarks(lost, desk.remarks, args.number) from lost
        settings = desk.settings
    record = detail_record(order, settings.zone)
    if args.json:
        output.put_document(record)
    elif output.for_people():
        _show(order, settings)
    else:
        output.put_pairs(record)
    return 0


def _with_remarks(lost: NotFound, remarks: Remarks, number: str) -> NotFound:
    """What was not found, with the remarks that wait on the number for an import (S27)."""
    try:
        waiting = remarks.of(number)
    except DeskError:  # what is no number has none
        return lost
    if not waiting:
        return lost
    return NotFound(
        "{sentence} Remarks that wait for it to be imported: {n}.",
        sentence=say(lost), n=len(waiting),
    )  # fmt: skip


def _show(order: OrderDetail, settings: DeskSettings) -> None:
    row, zone = order.row, settings.zone
    counts = _("orders: {orders}, paid: {paid}").format(
        orders=order.history.orders, paid=order.history.paid_orders
    )
    first = [row.order_no, when(row.placed_at, zone), money(row.total, row.currency), counts]
    output.put(plain("   ".join(first)))
    output.put()
    facts = [(label, plain(text)) for label, text in _facts(order, zone) if text]
    widest = max(cell_width(label) for label, _text in facts)
    for label, text in facts:
        output.put(f"{label}{' ' * (widest - cell_width(label) + 2)}{text}")
    if order.lines:
        output.put()
        output.put_table(_line_columns(row.currency), order.lines)
    for remark in order.remarks:
        output.put()
        _show_remark(remark, settings)


def _facts(order: OrderDetail, zone: str) -> Iterator[tuple[str, str]]:
    row = order.row
    yield _("market number"), row.market_no
    yield _("shop"), f"{row.site} {row.shop}"
    yield _("order status"), " · ".join(filter(None, [named(row.order_status), row.market_status]))
    yield _("payment status"), named(row.payment_status)
    yield _("paid"), when(row.paid_at, zone) if row.paid_at else ""
    yield _("approved"), when(order.approved_at, zone) if order.approved_at else ""
    yield _("ship by"), when(order.row.ship_by, zone) if order.row.ship_by else ""
    yield _("shipped"), when(order.shipped_at, zone) if order.shipped_at else ""
    yield _("held because"), order.hold_reason
    yield _("closed because"), order.closed_reason
    yield _("name"), row.name
    yield _("account"), " ".join(dict.fromkeys(filter(None, [row.account, row.nick, order.email])))
    yield _("blacklisted"), _("yes") if row.blacklisted else ""
    yield _("phone"), row.phone
    around = [order.country, row.province, row.city, order.district]
    place = [part for part in around if part and part not in order.address]
    place += [order.address, "" if order.zip in order.address else order.zip]
    yield _("address"), " ".join(filter(None, place))
    yield _("carrier"), " ".join(filter(None, [row.carrier, row.tracking_no]))
    yield _("payment"), " ".join(filter(None, [order.method, order.place]))
    yield _("postage"), money(order.postage, row.currency) if order.postage else ""
    yield _("refund"), money(order.refund, row.currency) if order.refund else ""
    yield _("to collect"), money(order.to_collect, row.currency) if order.to_collect else ""
    yield _("owed to the customer"), money(order.owed, row.currency) if order.owed else ""
    yield _("buyer's message"), order.buyer_message
    yield _("flag"), named(row.flag) if row.flag else ""
    yield _("marketplace remark"), order.market_remark
    family = [f"{each.order_no} {named(each.order_status)}" for each in order.relatives]
    yield _("family"), ", ".join(family)
    for conflict in order.conflicts:
        told = _("{field}: ours {ours}, theirs {theirs}")
        yield (
            _("conflict"),
            told.format(field=conflict.field, ours=conflict.ours, theirs=conflict.theirs),
        )


def _line_columns(currency: str) -> list[Column]:
    def status(line: Line) -> str:
        return " · ".join(filter(None, [line.line_status, line.refund_status]))

    return [
        Column(_("item number"), lambda line: line.sku, least=12),
        Column(_("pieces"), lambda line: str(line.quantity), right=True),
        Column(_("unit price"), lambda line: money(line.unit_price, currency), right=True),
        Column(_("attributes"), lambda line: line.attributes, least=8),
        Column(_("title"), lambda line: line.title, least=12),
        Column(_("status"), status, least=6),
    ]


def _show_remark(remark: Remark, settings: DeskSettings) -> None:
    shift = settings.shifts.called(remark.shift, language())
    head = [named(remark.tab), remark.author, shift, when(remark.at, settings.zone)]
    head.append(named(remark.state) if remark.state != "noted" else "")
    head.append(_("version {n}").format(n=remark.version) if remark.version > 1 else "")
    head.append(_("also in the marketplace") if remark.in_market else "")
    output.put(plain(" · ".join(filter(None, head))))
    for line in plain(remark.text, lines=True).split("\n"):
        output.put(f"  {line}")
