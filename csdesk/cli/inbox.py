"""``csdesk inbox``: what is asked of finance and shipping, and who waits on whom (W32, W33, I9)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.cli.records import ask_record
from csdesk.model.asks import Ask, Asks, Call
from csdesk.model.errors import NotUnderstood
from csdesk.model.status import RemarkState, Tab
from csdesk.words import _, age, meant, named, names_of

_DEPARTMENTS: tuple[Tab, ...] = (Tab.FINANCE, Tab.SHIPPING)
_WHOSE = ("mine", "all")


def description() -> str:
    """What the command is for."""
    return _(
        "List what finance or shipping is asked: held orders first, then the oldest.\n"
        "  inbox finance | shipping    the inbox of a department\n"
        "  inbox mine                  what I asked, questions to me, where I am called\n"
        "  inbox all                   who waits on whom, for leads\n"
        "csdesk answer answers."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("inbox", metavar="finance|shipping|mine|all", nargs="?", default="mine",
                        help=_("whose inbox; my own where it is left out"))  # fmt: skip
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Print the inbox."""
    from csdesk.cli.opening import opened

    tab = meant(args.inbox, names_of(_DEPARTMENTS))
    if tab is None and args.inbox not in _WHOSE:
        raise NotUnderstood(
            'There is no inbox "{inbox}". Choose: {inboxes}.',
            inbox=args.inbox, inboxes=[*(each.value for each in _DEPARTMENTS), *_WHOSE],
        )  # fmt: skip
    calls: tuple[Call, ...] = ()
    with opened(args) as desk:
        zone = desk.settings.zone
        if tab is not None:
            found = desk.inboxes.of_department(tab)
        elif args.inbox == "all":
            found = desk.inboxes.everybody()
        else:
            queue = desk.inboxes.mine()
            found = Asks((*queue.queries, *queue.asked), len(queue.queries) + len(queue.asked))
            calls = queue.calls
    now = datetime.now(UTC)
    records = [ask_record(each, zone, now) for each in found.asks]
    document: dict[str, object] = {
        "inbox": tab.value if tab else args.inbox, "total": found.total, "asks": records,
    }  # fmt: skip
    if args.inbox == "mine":
        document["calls"] = [call_record(each, zone, now) for each in calls]
    output.put_answer(args.json, document, records, lambda: _show(found.asks, calls, now))
    return 0


def call_record(call: Call, zone: str, now: datetime) -> dict[str, object]:
    """Somebody who was called, or has an answer to read."""
    return {
        "id": call.ask.remark.id,
        "order_no": call.ask.order_no,
        "age": int((now - call.at).total_seconds()),
        "tab": call.ask.remark.tab.value,
        "answer": call.is_answer,
        "text": call.text,
        "author": call.author,
        "at": output.instant(call.at, zone),
    }


def _show(asks: Sequence[Ask], calls: Sequence[Call], now: datetime) -> None:
    columns = [
        Column(_("No."), lambda r: str(r[0]), right=True),
        Column(_("Order"), lambda r: r[1]),
        Column(_("Since"), lambda r: r[2]),
        Column(_("Waits on"), lambda r: r[3], least=8),
        Column(_("State"), lambda r: r[4]),
        Column(_("Asked by"), lambda r: r[5], least=6),
        Column(_("Text"), lambda r: r[6], least=12),
    ]
    output.put_table(columns, [_cells(each, now) for each in asks])
    if not asks:
        output.put(_("Nothing waits here."))
    for call in calls:
        told = (
            _("{who} answered on {order}: {text}")
            if call.is_answer
            else _("{who} calls you on {order}: {text}")
        )
        text = " ".join(call.text.split())
        output.put(output.plain_line(told.format(who=call.author, order=call.ask.order_no,
                                                 text=text)))  # fmt: skip


def _cells(ask: Ask, now: datetime) -> tuple[Any, ...]:
    remark = ask.remark
    words = " ".join(remark.text.split())
    if remark.state is RemarkState.QUERY and ask.said_last:
        words = f"{' '.join(ask.said_last.text.split())} <- {words}"
    waits_on = named(ask.waits_on) if ask.waits_on else remark.author
    state = _("HOLD") if ask.is_hold else named(remark.state)
    return remark.id, ask.order_no, age(ask.since, now), waits_on, state, remark.author, words
