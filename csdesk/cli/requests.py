"""``csdesk requests``: what leads are asked; asking, and deciding (F16, W19, W28)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.model.counting import whole_number
from csdesk.model.errors import NotUnderstood
from csdesk.model.money import minor_units
from csdesk.model.requests import Request, RequestKind, RequestState
from csdesk.words import _, age, meant, money, named, names_of

if TYPE_CHECKING:
    from csdesk.services.desk import Desk

_DECISIONS: tuple[RequestState, ...] = (
    RequestState.APPROVED, RequestState.REFUSED, RequestState.DONE, RequestState.WITHDRAWN,
)  # fmt: skip


def description() -> str:
    """What the command is for."""
    return _(
        "List what waits for a lead; or ask, or decide.\n"
        "  requests                                     what leads have to decide\n"
        "  requests NO                                  of one order\n"
        "  requests NO --ask price --new 88 --reason TEXT\n"
        "  requests NO --ask unblacklist | priority --reason TEXT\n"
        "  requests --decide ID --as-is approved | refused --reason TEXT\n"
        "  requests --decide ID --as-is done | withdrawn    by whoever asked"
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("number", metavar="NO", nargs="?", default="", help=_("any of the order's numbers"))
    add("--ask", metavar="KIND", default="", help=_("price, unblacklist or priority"))
    add("--new", metavar="AMOUNT", default="", help=_("the price asked for, such as 88.00"))
    add("--reason", metavar="TEXT", default="", help=_("why"))
    add("--decide", metavar="ID", type=whole_number, default=None, help=_("decide this request"))
    add("--as-is", metavar="STATE", default="", help=_("approved, refused, done or withdrawn"))
    add("--version", metavar="N", type=whole_number, default=None, dest="seen",
        help=_("refuse if the order, or the request, has another version by now"))  # fmt: skip
    add("--all", action="store_true", help=_("decided ones too, the newest first"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """List, ask or decide."""
    from csdesk.cli.opening import opened

    kind = meant(args.ask, names_of(RequestKind)) if args.ask else None
    state = meant(args.as_is, names_of(_DECISIONS)) if args.as_is else None
    if args.ask and (kind is None or not args.number):
        raise NotUnderstood(
            "Say about which order, and what is asked: {kinds}.",
            kinds=[each.value for each in RequestKind],
        )
    if (args.decide is None) != (state is None):
        raise NotUnderstood(
            "Say which request and what becomes of it: --decide 12 --as-is approved. Choose:"
            " {states}.",
            states=[each.value for each in _DECISIONS],
        )
    changes = kind is not None or state is not None
    with opened(args, joins=changes) as desk:
        zone = desk.settings.zone
        found = _answer(desk, args, kind, state)
    now = datetime.now(UTC)
    records = [_record(each, zone, now) for each in found]
    document = records[0] if changes else {"requests": records}
    output.put_answer(args.json, document, records, lambda: _show(found, now))
    return 0


def _answer(
    desk: Desk, args: Namespace, kind: RequestKind | None, state: RequestState | None
) -> Sequence[Request]:
    requests = desk.requests
    if state is not None:
        return [requests.move(args.decide, state, args.reason, seen=args.seen)]
    if kind is not None:
        new = None
        if args.new:
            new = minor_units(args.new, desk.orders.order(args.number).row.currency)
        return [requests.ask(args.number, kind, args.reason, new=new, seen=args.seen)]
    if args.number:
        return requests.of(args.number)
    return requests.newest() if args.all else requests.waiting()


def _record(each: Request, zone: str, now: datetime) -> dict[str, object]:
    return {
        "id": each.id,
        "order_no": each.order_no,
        "age": int((now - each.at).total_seconds()),
        "waiting_for": "lead" if each.state is RequestState.ASKED else each.login,
        "kind": each.kind.value,
        "state": each.state.value,
        "old": each.old,
        "new": each.new,
        "currency": each.currency,
        "reason": each.reason,
        "grounds": each.grounds,
        "asked_by": each.author,
        "at": output.instant(each.at, zone),
        "decided_by": each.decided_by,
        "decided_at": output.instant(each.decided_at, zone),
        "decision": each.decision,
        "version": each.version,
    }


def _show(found: Sequence[Request], now: datetime) -> None:
    output.put_table(
        [
            Column(_("No."), lambda r: str(r.id), right=True),
            Column(_("Order"), lambda r: r.order_no),
            Column(_("What"), lambda r: named(r.kind)),
            Column(_("State"), lambda r: named(r.state)),
            Column(_("Price"), _price),
            Column(_("Since"), lambda r: age(r.at, now)),
            Column(_("Asked by"), lambda r: r.author, least=6),
            Column(_("Reason"), lambda r: r.decision or r.reason, least=10),
        ],
        found,
        _("Nothing waits for a lead."),
    )


def _price(each: Request) -> str:
    if each.new is None:
        return ""
    return f"{money(each.old, each.currency)} -> {money(each.new, each.currency)}"
