"""``csdesk promises``: what customers were told, and by when (I4)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.model.counting import whole_number
from csdesk.model.errors import NotUnderstood
from csdesk.model.promises import Promise, PromiseKind, PromiseState
from csdesk.words import _, age, meant, named, names_of, when

_DECISIONS: tuple[PromiseState, ...] = (
    PromiseState.KEPT, PromiseState.BROKEN, PromiseState.WITHDRAWN, PromiseState.OPEN,
)  # fmt: skip


def description() -> str:
    """What the command is for."""
    return _(
        "List what customers were promised and nobody has decided, the overdue first;\n"
        "or keep and decide promises.\n"
        "  promises                              what is open, due, overdue\n"
        "  promises NO                           of one order\n"
        "  promises NO --by WHEN [--told TEXT]   keep what the customer was told\n"
        "  promises --settle ID --as-is STATE    kept, broken, withdrawn, open again"
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("number", metavar="NO", nargs="?", default="", help=_("any of the order's numbers"))
    add("--by", metavar="WHEN", default="", help=_("by when: 18, fri 17:00, 3d, 48h"))
    add("--told", metavar="TEXT", default="", help=_("what the customer was told"))
    add("--kind", metavar="KIND", default=PromiseKind.SHIP.value,
        help=_("ship, refund, answer or other (ship)"))  # fmt: skip
    add("--settle", metavar="ID", type=whole_number, default=None, help=_("decide this promise"))
    add("--as-is", metavar="STATE", default="", help=_("kept, broken, withdrawn or open"))
    add("--version", metavar="N", type=whole_number, default=None, dest="seen",
        help=_("refuse if somebody decided it since"))  # fmt: skip
    add("--all", action="store_true", help=_("decided ones too, the newest first"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """List, keep or decide."""
    from csdesk.cli.opening import opened

    kind = meant(args.kind, names_of(PromiseKind))
    if kind is None:
        raise NotUnderstood(
            'There is no promise "{kind}". Choose: {kinds}.',
            kind=args.kind, kinds=[each.value for each in PromiseKind],
        )  # fmt: skip
    state = meant(args.as_is, names_of(_DECISIONS))
    if (args.settle is None) != (state is None):
        raise NotUnderstood(
            "Say which promise and how it stands: --settle 12 --as-is kept. Choose: {states}.",
            states=[each.value for each in _DECISIONS],
        )
    changes = bool(args.by) or args.settle is not None
    with opened(args, joins=changes) as desk:
        zone = desk.settings.zone
        if args.settle is not None and state is not None:
            found: Sequence[Promise] = [desk.promises.settle(args.settle, state, seen=args.seen)]
        elif args.by:
            found = [desk.promises.make(args.number, kind, args.by, args.told)]
        elif args.number:
            found = desk.promises.of(args.number)
        else:
            found = desk.promises.newest() if args.all else desk.promises.waiting()
    now = datetime.now(UTC)
    records = [_record(each, zone, now) for each in found]
    document = records[0] if changes else {"promises": records}
    output.put_answer(args.json, document, records, lambda: _show(found, zone, now))
    return 0


def _record(each: Promise, zone: str, now: datetime) -> dict[str, object]:
    return {
        "id": each.id,
        "order_no": each.order_no,
        "age": int((now - each.at).total_seconds()),
        "waiting_for": each.kind.value,
        "due": output.instant(each.due, zone),
        "state": each.state.value,
        "text": each.text,
        "author": each.author,
        "at": output.instant(each.at, zone),
        "settled_by": each.settled_by,
        "slips": each.slip
        and {
            "expected": each.slip.expected.isoformat() if each.slip.expected else None,
            "sku": each.slip.sku,
            "key": each.slip.key,
            "missing": each.slip.quantity - each.slip.covered,
        },
        "version": each.version,
    }


def _goods(each: Promise) -> str:
    """When goods come too late, that is a day, or that nobody knows."""
    if each.slip is None:
        return ""
    return each.slip.expected.isoformat() if each.slip.expected else _("nobody knows")


def _show(found: Sequence[Promise], zone: str, now: datetime) -> None:
    output.put_table(
        [
            Column(_("No."), lambda p: str(p.id), right=True),
            Column(_("Order"), lambda p: p.order_no),
            Column(_("State"), lambda p: named(p.state)),
            Column(_("What"), lambda p: named(p.kind)),
            Column(_("Due"), lambda p: when(p.due, zone)),
            Column("", lambda p: age(p.due, now)),
            Column(_("goods come"), _goods),
            Column(_("Promised by"), lambda p: p.author, least=6),
            Column(_("Text"), lambda p: " ".join(p.text.split()), least=10),
        ],
        found,
        _("No promise is open."),
    )
