"""``csdesk as-of``: an order, a queue or all counts as of an instant (I5)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.model.as_of import Difference, Moment, PastOrder, PastQueue, PastRemark, Queue, Told
from csdesk.model.errors import NotUnderstood
from csdesk.model.intake import INSTANTS
from csdesk.plain import plain
from csdesk.words import _, meant, when

if TYPE_CHECKING:
    from csdesk.services.as_of import AsOf

_TIMES = INSTANTS | {"approved_at"}


def description() -> str:
    """What the command is for."""
    return _(
        "Show how something stood at an instant, and what is different since.\n"
        "  as-of 09:00 order NO             an order, and what changed until now\n"
        '  as-of "yesterday 17:00" order NO --until 09:00\n'
        "  as-of last-shift counts          how many stood in every queue\n"
        "  as-of #1234 queue review         who stood in one, after step 1234 of the log\n"
        "An instant is a time, a day, 8h, last-shift, my-last-shift, #STEP or now. Where the log\n"
        "does not tell what stood there, that is said; nothing is guessed."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("time", metavar="TIME", help=_("the instant"))
    add("what", metavar="order|queue|counts", choices=("order", "queue", "counts"),
        help=_("what to look at"))  # fmt: skip
    add("which", metavar="NO|NAME", nargs="?", default="", help=_("the order, or the queue"))
    add("--until", metavar="TIME", default="now", help=_("compare with this instant (now)"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Print it."""
    from csdesk.cli.opening import opened

    if bool(args.which) != (args.what != "counts"):
        raise NotUnderstood(
            "Say which order or which queue: as-of 09:00 order NO, as-of 09:00 queue {queues}.",
            queues=[each.value for each in Queue],
        )
    queue = _queue(args.which) if args.what == "queue" else None
    with opened(args) as desk:
        zone, as_of = desk.settings.zone, desk.as_of
        then, until = as_of.moment(args.time), as_of.moment(args.until)
        if args.what == "order":
            was, now, told = as_of.compare(args.which, then, until)
            _put_order(args.json, was, now, told, zone)
        elif queue is not None:
            _put_queue(args.json, as_of.queue(queue, then), zone)
        else:
            _put_counts(args.json, as_of, then, until, zone)
    return 0


def _queue(typed: str) -> Queue:
    from csdesk.ui.screens.past_words import QUEUES

    found = meant(typed, {**QUEUES})
    if found is None:
        raise NotUnderstood(
            '"{typed}" is none of: {words}.', typed=typed, words=[each.value for each in Queue]
        )
    return found


def _instant(moment: Moment, zone: str) -> dict[str, object]:
    return {"at": output.instant(moment.at, zone), "seq": moment.seq}


def _put_order(
    as_json: bool, was: PastOrder, now: PastOrder, told: tuple[Difference, ...], zone: str
) -> None:
    changes: list[dict[str, object]] = [
        {
            "field": each.field,
            "before": _value(each.field, each.before, zone),
            "after": _value(each.field, each.after, zone),
        }
        for each in told
    ]
    record = order_record(was, zone) | {"until": _instant(now.moment, zone), "changes": changes}
    if as_json:
        output.put_document(record)
    elif output.for_people():
        _show_order(was, now, told, zone)
    else:
        output.put_pairs(record)


def order_record(was: PastOrder, zone: str) -> dict[str, object]:
    """An order as it stood; ``not_known`` names what the log does not tell."""
    lines: dict[int, dict[str, object]] = {}
    fields: dict[str, object] = {}
    from csdesk.rules.merge import field_named

    for key, value in was.fields.items():
        line_no, name = field_named(key)
        of = lines.setdefault(line_no, {"line_no": line_no}) if line_no else fields
        of[name] = _value(name, value, zone)
    return {
        "order_no": was.order_no,
        "as_of": _instant(was.moment, zone),
        "there": was.there,
        "fields": fields,
        "lines": [lines[line_no] for line_no in sorted(lines)],
        "remarks": [_remark(each, zone) for each in was.remarks],
        "conflicts": list(was.conflicts),
        "not_known": sorted(was.not_known),
    }


def _remark(each: PastRemark, zone: str) -> dict[str, object]:
    return {
        "id": each.id,
        "tab": each.tab.value,
        "text": each.text,
        "author": each.author,
        "at": output.instant(each.at, zone),
        "shift": each.shift,
        "state": each.state.value,
        "in_market": each.in_market,
        "version": each.version,
    }


def _value(name: str, value: object, zone: str) -> object:
    """A value for programs; what is not known, or was not there, as ``{"told": ...}``."""
    from datetime import UTC, datetime

    if isinstance(value, Told):
        return {"told": value.value}
    if isinstance(value, PastRemark):
        return _remark(value, zone)
    if name in _TIMES and isinstance(value, int):
        return output.instant(datetime.fromtimestamp(value, UTC), zone)
    return value


def _show_order(was: PastOrder, now: PastOrder, told: tuple[Difference, ...], zone: str) -> None:
    from csdesk.ui.screens.past_words import changes, facts

    head = _("{number} as of {when} (after step {seq})")
    output.put(plain(head.format(number=was.order_no, when=when(was.moment.at, zone),
                                 seq=was.moment.seq)))  # fmt: skip
    if not was.there:
        output.put(_("The desk did not have this order yet."))
    for label, text in facts(was, zone):
        output.put(f"  {label}: {output.plain_line(text)}")
    output.put()
    until = _("Different at {when} (after step {seq}): {n}")
    output.put(until.format(when=when(now.moment.at, zone), seq=now.moment.seq, n=len(told)))
    for label, before, after in changes(told, zone, now.currency or was.currency):
        output.put(f"  {label}: {output.plain_line(before)} -> {output.plain_line(after)}")


def _put_queue(as_json: bool, found: PastQueue, zone: str) -> None:
    record: dict[str, object] = {
        "queue": found.count.queue.value,
        "as_of": _instant(found.moment, zone),
        "total": found.count.total,
        "not_known": found.count.not_known,
        "orders": list(found.order_nos),
    }
    records: list[dict[str, object]] = [{"order_no": each} for each in found.order_nos]

    def show() -> None:
        from csdesk.ui.screens.past_words import QUEUES

        head = _("{queue} as of {when}: {n}")
        output.put(head.format(queue=_(QUEUES[found.count.queue]), n=found.count.total,
                               when=when(found.moment.at, zone)))  # fmt: skip
        for each in found.order_nos:
            output.put(f"  {plain(each)}")
        if left := found.count.total - len(found.order_nos):
            output.put(_("  and {n} more").format(n=left))
        if found.count.not_known:
            output.put(_("  not known of {n} orders").format(n=found.count.not_known))

    output.put_answer(as_json, record, records, show)


@dataclass(frozen=True, slots=True)
class _Row:
    queue: Queue
    then: int
    until: int
    not_known: int


def _put_counts(as_json: bool, as_of: AsOf, then: Moment, until: Moment, zone: str) -> None:
    pairs = zip(as_of.counts(then), as_of.counts(until), strict=True)
    rows = [_Row(a.queue, a.total, b.total, a.not_known + b.not_known) for a, b in pairs]
    records: list[dict[str, Any]] = [
        {"queue": e.queue.value, "then": e.then, "until": e.until, "not_known": e.not_known}
        for e in rows
    ]
    document = {
        "as_of": _instant(then, zone), "until": _instant(until, zone), "counts": records,
    }  # fmt: skip

    def show() -> None:
        from csdesk.ui.screens.past_words import QUEUES

        columns = [
            Column(_("Queue"), lambda each: _(QUEUES[each.queue])),
            Column(when(then.at, zone), lambda each: str(each.then), right=True),
            Column(when(until.at, zone), lambda each: str(each.until), right=True),
            Column(_("difference"), lambda each: f"{each.until - each.then:+d}", right=True),
            Column(_("not known"), lambda each: str(each.not_known or ""), right=True),
        ]
        output.put_table(columns, rows)

    output.put_answer(as_json, document, records, show)
