"""``csdesk handover``: what one shift hands over to the next, item by item (F46 to F48)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.model.counting import whole_number
from csdesk.model.errors import NotUnderstood
from csdesk.model.handover import (
    Handed,
    HandoverItem,
    ItemState,
    NewItem,
    Owner,
    Proposal,
    Receipt,
    Urgency,
)  # fmt: skip
from csdesk.words import _, age, meant, named, names_of, when

if TYPE_CHECKING:
    from csdesk.model.reports import Report
    from csdesk.model.shifts import Shift
    from csdesk.services.desk import Desk

Record = dict[str, Any]

_STEPS = ("show", "open", "proposals", "add", "ack", "done", "drop", "open-queue")
_LOOKS = ("show", "open", "proposals")


def description() -> str:
    """What the command is for."""
    return _(
        "Show what the last shift handed over, or write, acknowledge and settle items.\n"
        "  handover [--shift ID]             what was handed over, and who knows of it\n"
        "  handover open                     everything that is open and goes to the next shift\n"
        "  handover proposals                what the desk would hand over besides\n"
        "  handover add [NO] --summary TEXT --owner WHO --due WHEN [--urgency U] [--action TEXT]\n"
        "               [--if TEXT] [--topic TEXT] [--yes]\n"
        "  handover ack ID [--read-back TEXT]\n"
        "  handover done ID [--reason TEXT] | drop ID --reason TEXT\n"
        "  handover open-queue --reason TEXT   as a lead, although critical items wait"
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("step", metavar="STEP", nargs="?", default="show", choices=_STEPS, help="|".join(_STEPS))
    add("about", metavar="NO|ID", nargs="?", default="",
        help=_("any number of an order, or the number of an item"))  # fmt: skip
    add("--shift", metavar="ID", type=whole_number, default=None, help=_("number of a shift"))
    add("--urgency", metavar="U", default=Urgency.ROUTINE.value,
        help=_("critical, urgent or routine"))  # fmt: skip
    add("--topic", metavar="TEXT", default="", help=_("what it is about, where it is no order"))
    add("--summary", metavar="TEXT", default="", help=_("what the next shift must know"))
    add("--action", metavar="TEXT", default="", help=_("what is to be done"))
    add("--owner", metavar="WHO", default="",
        help=_("next_shift, lead, finance, shipping, purchasing, or a colleague"))  # fmt: skip
    add("--due", metavar="WHEN", default="", help=_("by when: 18, fri 17:00, 3d, 48h"))
    add("--if", metavar="TEXT", default="", dest="what_if",
        help=_("what to do if it turns out otherwise"))  # fmt: skip
    add("--read-back", metavar="TEXT", default="", help=_("a critical item in your own words"))
    add("--reason", metavar="TEXT", default="", help=_("why, or what was done"))
    add("--version", metavar="N", type=whole_number, default=None, dest="seen",
        help=_("refuse if somebody changed the item since"))  # fmt: skip
    add("--yes", action="store_true", help=_("write it although the order has an item already"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Look, or take a step and print the item."""
    from csdesk.cli.opening import opened

    now = datetime.now(UTC)
    with opened(args, joins=args.step not in _LOOKS) as desk:
        zone = desk.settings.zone
        if args.step in ("show", "open-queue"):
            if args.step == "open-queue":
                desk.receiving.open_queue(args.reason)
            handed = desk.receiving.handed(args.shift)
            document = _document(desk, handed)
            show = partial(_show, handed, document, zone, now)
            output.put_answer(args.json, document, document["items"], show)
            return 0
        if args.step == "proposals":
            found = desk.handover.proposals()
            records = [_proposal_record(each, zone) for each in found]
            proposed = partial(_show_proposals, found, zone)
            output.put_answer(args.json, {"proposals": records}, records, proposed)
            return 0
        changes = args.step != "open"
        items = [_taken(desk, args)] if changes else list(desk.handover.waiting())
    records = [_item_record(each, _last(each), zone) for each in items]
    whole = records[0] if changes else {"items": records}
    output.put_answer(args.json, whole, records, partial(_show_items, items, zone, now))
    return 0


def _taken(desk: Desk, args: Namespace) -> HandoverItem:
    """The item after the step that was asked for."""
    if args.step == "add":
        urgency = meant(args.urgency, names_of(Urgency))
        if urgency is None:
            raise NotUnderstood(
                'Nothing is "{urgency}". Choose: {urgencies}.',
                urgency=args.urgency, urgencies=[each.value for each in Urgency],
            )  # fmt: skip
        new = NewItem(
            urgency, args.summary, args.about, args.topic, args.action, args.owner, args.due,
            args.what_if,
        )  # fmt: skip
        return desk.handover.add(new, despite=None if args.yes else ())
    item_id = _number(args.about)
    if args.step == "ack":
        return desk.receiving.acknowledge(item_id, args.read_back, seen=args.seen)
    to = ItemState.DONE if args.step == "done" else ItemState.DROPPED
    return desk.handover.settle(item_id, to, args.reason, seen=args.seen)


def _number(typed: str) -> int:
    number = typed.removeprefix("#")
    if not (number.isascii() and number.isdecimal()):
        raise NotUnderstood(
            '"{typed}" is no number of an item. `csdesk handover open` tells them.', typed=typed
        )
    return int(number)


def _last(each: HandoverItem) -> Receipt | None:
    return each.receipts[-1] if each.receipts else None


def _document(desk: Desk, handed: Handed) -> Record:
    """What a shift handed over; of a desk where none was closed, what the one that is on would."""
    zone, giver = desk.settings.zone, handed.giver
    report: Report | None = None
    items: Sequence[HandoverItem] = handed.items
    if giver is not None:
        report = desk.shift_reports.closed(giver.id).report
    elif handed.on is not None:
        report, items = desk.shift_reports.preview().report, desk.handover.waiting()
    shift = giver or handed.on
    return {
        "shift": shift.id if shift else None,
        "cutoff": output.instant(giver.cutoff_at, zone) if giver else None,
        "counts": _counts(handed, items) | _reported(report),
        "items": [_item_record(each, _receipt(each, giver), zone) for each in items],
        "signed": [
            {"side": s.side.value, "login": s.login, "name": s.name,
             "at": output.instant(s.at, zone), "hash": s.hash}
            for s in (giver.signatures if giver else ())
        ],
        "hash": giver.report_hash if giver else "",
        "queue_closed": handed.queue_closed,
    }  # fmt: skip


def _receipt(each: HandoverItem, giver: Shift | None) -> Receipt | None:
    """How a shift handed an item on."""
    return next((one for one in each.receipts if giver and one.shift_id == giver.id), None)


def _counts(handed: Handed, items: Sequence[HandoverItem]) -> Record:
    return {
        "items": len(items),
        "acknowledged": handed.acknowledged,
        "waiting": len(handed.waiting),
        "critical_waiting": len(handed.critical),
    }


def _reported(report: Report | None) -> Record:
    """The figures of the report: what was done by name, what was left with ``left_`` before it."""
    if report is None:
        return {}
    left = report.remaining.left if report.remaining else {}
    done = {each.value: count for each, count in report.figures.items()}
    return done | {f"left_{each.value}": found.count for each, found in left.items()}


def _item_record(each: HandoverItem, receipt: Receipt | None, zone: str) -> Record:
    return {
        "id": each.id,
        "urgency": each.urgency.value,
        "order_no": each.order_no,
        "topic": each.topic,
        "summary": each.summary,
        "action": each.action,
        "owner": each.owner,
        "due": output.instant(each.due, zone),
        "what_if": each.what_if,
        "author": each.author,
        "at": output.instant(each.at, zone),
        "state": each.state.value,
        "age_shifts": receipt.nth if receipt else each.age_shifts,
        "acknowledged_by": receipt.received_by if receipt and receipt.received_at else "",
        "acknowledged_at": output.instant(receipt.received_at, zone) if receipt else None,
        "read_back": receipt.read_back if receipt and receipt.received_at else "",
        "version": each.version,
    }


def _proposal_record(each: Proposal, zone: str) -> Record:
    return {
        "origin": each.origin.value,
        "urgency": each.urgency.value,
        "order_no": each.order_no,
        "summary": each.summary,
        "owner": each.owner,
        "since": output.instant(each.since, zone),
        "other_items": each.others,
    }


# For people


def _show(handed: Handed, document: Record, zone: str, now: datetime) -> None:
    if handed.giver is None:
        output.put(_("No shift has handed over yet."))
    else:
        text = _("#{id} {day}, cut off {time} by {who}: {n} of {all} acknowledged").format(
            id=handed.giver.id, day=handed.giver.day, time=when(handed.giver.cutoff_at, zone),
            who=output.plain_line(handed.giver.closed_by), n=handed.acknowledged,
            all=len(handed.items),
        )  # fmt: skip
        output.put(text)
    if document["queue_closed"]:
        output.put(_("Critical items wait: orders are not reviewed before."))
    _show_items(handed.items, zone, now)


def _owner(each: HandoverItem) -> str:
    return named(Owner(each.owner)) if each.owner in set(Owner) else each.owner


def _show_items(items: Sequence[HandoverItem], zone: str, now: datetime) -> None:
    output.put_table(
        [
            Column(_("No."), lambda i: str(i.id), right=True),
            Column(_("Urgency"), lambda i: named(i.urgency)),
            Column(_("Order"), lambda i: i.order_no or i.topic, least=8),
            Column(_("Due"), lambda i: when(i.due, zone)),
            Column(_("Since"), lambda i: age(i.at, now)),
            Column(_("Handed on"), lambda i: str(i.age_shifts), right=True),
            Column(_("Known to"), _known_to, least=6),
            Column(_("By whom"), _owner, least=6),
            Column(_("Text"), lambda i: " ".join(filter(None, (i.summary, i.action))), least=10),
        ],
        items,
        _("Nothing is handed over."),
    )


def _known_to(each: HandoverItem) -> str:
    if each.state is not ItemState.OPEN:
        return named(each.state)
    last = _last(each)
    if each.known_before:
        return _("changed since {who} acknowledged it").format(who=each.known_before)
    return last.received_by if last and last.received_at else "-"


def _show_proposals(found: Sequence[Proposal], zone: str) -> None:
    output.put_table(
        [
            Column(_("Why"), lambda p: named(p.origin)),
            Column(_("Order"), lambda p: p.order_no, least=8),
            Column(_("Since"), lambda p: when(p.since, zone)),
            Column(_("Text"), lambda p: p.summary, least=10),
        ],
        found,
        _("The desk proposes nothing."),
    )
