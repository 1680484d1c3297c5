"""``csdesk can-ship``: whether an order can leave, and why not (S40, W11)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli import output, stock_records
from csdesk.cli.output import Column
from csdesk.model.can_ship import CanShip
from csdesk.model.status import Verdict
from csdesk.model.stock import Reason
from csdesk.rules.item_codes import numbered
from csdesk.words import _, named, when


def description() -> str:
    """What the command is for."""
    return _("Tell whether an order can leave: from stock, on which day, or why not.")


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("number", metavar="NO", help=_("any of the order's numbers"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Print the verdict."""
    from csdesk.cli.opening import opened

    with opened(args) as desk:
        told, zone = desk.stock.can_ship(args.number), desk.settings.zone
    record = stock_records.can_ship_record(told, zone)
    output.put_answer(args.json, record, record["lines"], lambda: _show(told, zone))
    return 0


def _show(told: CanShip, zone: str) -> None:
    said = [told.order_no, named(told.verdict)]
    if told.expected and told.verdict is Verdict.EXPECTED:
        said.append(told.expected.isoformat())
    if told.reason is not Reason.IN_STOCK:
        said.append(named(told.reason))
    if told.place:
        said.append(_("place {place} in the queue").format(place=told.place))
    if told.priority:
        said.append(_("priority {level}").format(level=told.priority))
    output.put(output.plain_line("  ".join(said)))
    if told.parts:
        output.put(output.plain_line(" ".join(told.parts)))
    if told.taken_at:
        output.put(_("Stock of {time}").format(time=when(told.taken_at, zone)))
    if told.lines:
        output.put()
        output.put_table(_columns(), told.lines)


def _columns() -> list[Column]:
    return [
        Column(_("item"), lambda line: numbered(line.sku, line.key) or "?"),
        Column(_("pieces"), lambda line: str(line.quantity), right=True),
        Column(_("there"), lambda line: str(line.covered), right=True),
        Column(_("verdict"), lambda line: named(line.verdict)),
        Column(_("expected"), lambda line: line.expected.isoformat() if line.expected else ""),
        Column(_("Why"), lambda line: named(line.reason), least=10),
        Column(_("place"), lambda line: str(line.place or "-"), right=True),
        Column(_("title"), lambda line: line.title, least=8),
    ]
