"""``csdesk case``: after-sale cases and bad reviews (F18, F19, F23, S48, S49)."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.model.cases import Breach, Case, CaseKind, CaseLine, CaseState, Rating
from csdesk.model.counting import whole_number
from csdesk.model.errors import NotUnderstood
from csdesk.model.money import minor_units
from csdesk.words import _, age, meant, money, named, names_of

if TYPE_CHECKING:
    from enum import StrEnum

    from csdesk.services.desk import Desk

Word = TypeVar("Word", bound="StrEnum")

_line = re.compile(r"([0-9]{1,6})(?:x([0-9]{1,6}))?(?:=([0-9.,]{1,20}))?").fullmatch


def description() -> str:
    """What the command is for."""
    return _(
        "List after-sale cases, open one on an order, or take one on.\n"
        "  case                                         what waits, the longest first\n"
        "  case NO                                      of one order\n"
        "  case NO --open refund --amount 12 --reason TEXT [--told TEXT]\n"
        "  case NO --open return --line 1x2=40.00 --reason TEXT\n"
        "  case NO --open exchange | reship --line 1x1 --reason TEXT\n"
        "  case NO --open feedback --rating negative --reason TEXT\n"
        "  case --step ID --as-is STATE [--text TEXT] [--told TEXT]\n"
        "States: agreed, goods_back, settled, closed, refused; of a review solved, explained,\n"
        "removal (with --breach), closed."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("number", metavar="NO", nargs="?", default="", help=_("any of the order's numbers"))
    add("--open", metavar="KIND", default="",
        help=_("refund, return, exchange, reship or feedback"))  # fmt: skip
    add("--line", metavar="K[xN][=AMOUNT]", action="append", default=[],
        help=_("a line, how many pieces of it, and how much is paid back for them"))  # fmt: skip
    add("--amount", metavar="AMOUNT", default="",
        help=_("what is paid back on the order as a whole"))  # fmt: skip
    add("--reason", metavar="TEXT", default="", help=_("what the customer wants, and why"))
    add("--rating", metavar="WORD", default="", help=_("neutral or negative, of a review"))
    add("--step", metavar="ID", type=whole_number, default=None, help=_("take this case on"))
    add("--as-is", metavar="STATE", default="", help=_("what it becomes"))
    add("--text", metavar="TEXT", default="", help=_("what was done, or why"))
    add("--told", metavar="TEXT", default="", help=_("what the customer was told"))
    add("--refund", metavar="AMOUNT", default="",
        help=_("what was paid back altogether, such as 19.90"))  # fmt: skip
    add(
        "--breach",
        metavar="WORD",
        default="",
        help=_("which rule the review breaks: insult, private, advertising, blackmail, unrelated"),
    )
    add("--version", metavar="N", type=whole_number, default=None, dest="seen",
        help=_("refuse if the order, or the case, has another version by now"))  # fmt: skip
    add("--all", action="store_true", help=_("closed ones too, the newest first"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """List, open or take on."""
    from csdesk.cli.opening import opened

    kind = _word(args.open, CaseKind)
    state = _word(args.as_is, CaseState)
    if kind is not None and not args.number:
        raise NotUnderstood("Say about which order.")
    if (args.step is None) != (state is None):
        raise NotUnderstood("Say which case and what it becomes: --step 12 --as-is agreed.")
    changes = kind is not None or state is not None
    with opened(args, joins=changes) as desk:
        zone = desk.settings.zone
        found = _answer(desk, args, kind, state)
    now = datetime.now(UTC)
    records = [case_record(each, zone, now) for each in found]
    document = records[0] if changes else {"cases": records}
    output.put_answer(args.json, document, records, lambda: _show(found, now))
    return 0


def _answer(
    desk: Desk, args: Namespace, kind: CaseKind | None, state: CaseState | None
) -> Sequence[Case]:
    cases = desk.cases
    if state is not None:
        refund = None
        if args.refund:
            refund = minor_units(args.refund, cases.one(args.step).currency)
        breach = _word(args.breach, Breach) or Breach.NONE
        return [cases.step(args.step, state, args.text, told=args.told, refund=refund,
                           breach=breach, seen=args.seen)]  # fmt: skip
    if kind is not None:
        currency = desk.orders.order(args.number).row.currency
        lines = [_claim(text, currency) for text in args.line]
        if args.amount:
            lines.append(CaseLine(0, 0, minor_units(args.amount, currency)))
        rating = _word(args.rating, Rating) or Rating.NONE
        return [cases.open(args.number, kind, args.reason, lines, rating=rating, told=args.told,
                           seen=args.seen)]  # fmt: skip
    if args.number:
        return cases.of(args.number)
    return cases.newest() if args.all else cases.waiting()


def _word(typed: str, words: type[Word]) -> Word | None:
    """What a person means by a word of a vocabulary; None where they typed nothing."""
    if not typed:
        return None
    found = meant(typed, names_of([each for each in words if each.value]))
    if found is None:
        raise NotUnderstood(
            '"{typed}" is none of: {words}.',
            typed=typed, words=[each.value for each in words if each.value],
        )  # fmt: skip
    return found


def _claim(text: str, currency: str) -> CaseLine:
    found = _line(text)
    if found is None or not int(found[1]):
        raise NotUnderstood('"{text}" is no line. Examples: 1, 1x2, 1x2=40.00.', text=text)
    amount = minor_units(found[3], currency) if found[3] else 0
    return CaseLine(int(found[1]), int(found[2] or 0), amount)


def case_record(each: Case, zone: str, now: datetime) -> dict[str, object]:
    """One case with its lines and steps."""
    return {
        "id": each.id,
        "order_no": each.order_no,
        "age": int((now - each.since).total_seconds()),
        "waiting_for": each.waits_on.value,
        "kind": each.kind.value,
        "state": each.state.value,
        "rating": each.rating.value,
        "breach": each.breach.value,
        "amount": each.amount,
        "currency": each.currency,
        "reason": each.reason,
        "told": each.told,
        "opened_by": each.author,
        "at": output.instant(each.at, zone),
        "since": output.instant(each.since, zone),
        "lines": [
            {"line_no": line.line_no, "quantity": line.quantity, "amount": line.amount}
            for line in each.lines
        ],
        "steps": [
            {
                "state": step.state.value, "text": step.text, "told": step.told,
                "author": step.author, "at": output.instant(step.at, zone),
            }
            for step in each.steps
        ],
        "version": each.version,
    }  # fmt: skip


def _show(found: Sequence[Case], now: datetime) -> None:
    output.put_table(
        [
            Column(_("No."), lambda k: str(k.id), right=True),
            Column(_("Order"), lambda k: k.order_no),
            Column(_("What"), lambda k: named(k.kind)),
            Column(_("State"), lambda k: named(k.state)),
            Column(_("Waits on"), lambda k: named(k.waits_on)),
            Column(_("Since"), lambda k: age(k.since, now)),
            Column(_("Amount"), lambda k: money(k.amount, k.currency) if k.amount else "",
                   right=True),
            Column(_("Reason"), lambda k: " ".join(k.reason.split()), least=10),
        ],
        found,
        _("No case."),
    )  # fmt: skip
