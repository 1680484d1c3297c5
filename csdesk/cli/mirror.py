"""``csdesk mirror``: our remarks against the marketplace's own (S26, W9, I3)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import UTC, datetime

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.model.mirror import Mismatch, Unmirrored
from csdesk.words import _, named


def description() -> str:
    """What the command is for."""
    return _(
        "Compare the remarks of orders in work with the marketplace's own, as last\n"
        "exported: what is missing there, different, or only there.\n"
        "With a number: one order, in whatever state, and the text to paste there."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("number", metavar="NO", nargs="?", default="",
                        help=_("any number of an order; without it, of all orders"))  # fmt: skip
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Print what differs."""
    from csdesk.cli.opening import opened

    with opened(args) as desk:
        if args.number:
            found: tuple[Unmirrored, ...] = (desk.mirror.of(args.number),)
            checked, counts = 1, {}
        else:
            report = desk.mirror.report()
            found, checked = report.orders, report.checked
            counts = {"counts": {fault.value: n for fault, n in report.counts.items()}}
    now = datetime.now(UTC)
    output.put_answer(
        args.json,
        {"checked": checked, "orders": [_record(each, now) for each in found], **counts},
        (record for each in found for record in _lines(each, now)),
        lambda: _show(found, checked, paste=bool(args.number)),
    )
    return 0


def _record(each: Unmirrored, now: datetime) -> dict[str, object]:
    return {
        "order_no": each.order.order_no,
        "age": age_of(each, now),
        "waiting_for": sorted({fault.fault.value for fault in each.mismatches}),
        "market_remark": each.market_remark,
        "paste": each.paste,
        "mismatches": [_fault(fault) for fault in each.mismatches],
    }


def age_of(each: Unmirrored, now: datetime) -> int | None:
    """Seconds since the oldest remark that ought to stand in the marketplace; None without one."""
    oldest = min((remark.at for remark in each.remarks), default=None)
    return None if oldest is None else int((now - oldest).total_seconds())


def _fault(fault: Mismatch) -> dict[str, object]:
    return {
        "fault": fault.fault.value,
        "ours": fault.ours,
        "theirs": fault.theirs,
        "remark": fault.remark_id or None,
    }


def _lines(each: Unmirrored, now: datetime) -> Iterator[dict[str, object]]:
    for fault in each.mismatches:
        yield {"order_no": each.order.order_no, "age": age_of(each, now), **_fault(fault)}


def _show(found: tuple[Unmirrored, ...], checked: int, *, paste: bool) -> None:
    rows = [(each, fault) for each in found for fault in each.mismatches]
    if not rows:
        told = _("{n} orders were compared; both sides say the same.")
        output.put(told.format(n=checked))
        return
    output.put_table(
        [
            Column(_("Order"), lambda r: r[0].order.order_no),
            Column(_("What"), lambda r: named(r[1].fault)),
            Column(_("Ours"), lambda r: " ".join(r[1].ours.split()), least=10),
            Column(_("Market"), lambda r: r[1].theirs, least=10),
        ],
        rows,
    )
    if paste:
        output.put(_("To paste: {text}").format(text=output.plain_line(found[0].paste)))
