"""``csdesk account``: what a customer has yet to pay, what is owed to them, and its end (S14)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime

from csdesk.cli import output
from csdesk.cli.changing import order_arguments
from csdesk.cli.output import Column
from csdesk.model.errors import NotUnderstood
from csdesk.model.money import minor_units
from csdesk.model.owed import Account, Due, Settlement
from csdesk.words import _, meant, money, named, names_of, when_short

_WAYS = ", ".join(Settlement)


def description() -> str:
    """What the command is for."""
    return _(
        "List what customers have yet to pay for exchanges and other pieces. With a number: of\n"
        "that order, what is owed to its buyer, and how that came about. HOW notes its end:\n"
        "  collected   the customer paid it: finance notes it, others ask for it with --ask\n"
        "  paid_out    what was owed went to the customer: the same\n"
        "  waived      a lead lets the customer off, for a reason"
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    order_arguments(parser, optional=True)
    add = parser.add_argument
    add("how", metavar="HOW", nargs="?", default="", help=_WAYS)
    add("--amount", metavar="AMOUNT", default="",
        help=_("such as 19.90; all that is open by default"))  # fmt: skip
    add("--reason", metavar="TEXT", default="", help=_("why"))
    add("--ask", metavar="REASON", default="", help=_("ask finance to note it"))


def run(args: Namespace) -> int:
    """Show the account, or note and print the receipt."""
    from csdesk.cli.opening import opened

    if not args.number:
        if args.amount or args.reason or args.ask:
            raise NotUnderstood("Give the number of an order.")
        with opened(args) as desk:
            _list(args, desk.accounts.due(), desk.settings.zone)
        return 0
    if not args.how:
        if args.amount or args.reason or args.ask:
            raise NotUnderstood("Say what happened: {ways}.", ways=_WAYS)
        with opened(args) as desk:
            _show(args, desk.accounts.of(args.number), desk.settings.zone)
        return 0
    how = meant(args.how, names_of(Settlement))
    if how is None:
        raise NotUnderstood(
            'There is no way "{how}". Choose: {ways}.', how=args.how, ways=_WAYS
        )  # fmt: skip
    with opened(args, joins=True) as desk:
        if args.ask:
            desk.accounts.ask(args.number, how, args.ask)
            _show(args, desk.accounts.of(args.number), desk.settings.zone)
            return 0
        stands = desk.accounts.of(args.number)
        amount = minor_units(args.amount, stands.currency) if args.amount else None
        done = desk.accounts.settle(
            args.number, how, amount=amount, reason=args.reason, seen=args.seen,
            shown=stands.owed if how is Settlement.PAID_OUT else stands.collect,
        )  # fmt: skip
    record: dict[str, object] = {
        "order_no": done.order_no, "amount": done.amount, "collect": done.collect,
        "owed": done.owed, "currency": done.currency, "version": done.version,
    }  # fmt: skip
    told = _("{number}: {what}, {amount}. Still to collect: {collect}. Owed now: {owed}.").format(
        number=done.order_no, what=named(how), amount=money(done.amount, done.currency),
        collect=money(done.collect, done.currency), owed=money(done.owed, done.currency),
    )  # fmt: skip
    output.put_receipt(args.json, record, told)
    return 0


def _list(args: Namespace, due: Sequence[Due], zone: str) -> None:
    """What is still to be collected."""
    now = datetime.now(UTC)
    records: list[dict[str, object]] = [
        {
            "order_no": each.order_no, "name": each.name, "amount": each.amount,
            "currency": each.currency, "since": output.instant(each.since, zone),
        }
        for each in due
    ]  # fmt: skip
    columns = (
        Column(_("order"), lambda each: each.order_no),
        Column(_("name"), lambda each: each.name, least=6),
        Column(_("to collect"), lambda each: money(each.amount, each.currency), right=True),
        Column(_("since"), lambda each: when_short(each.since, zone, now)),
    )
    output.put_answer(
        args.json, {"due": records}, records,
        lambda: output.put_table(columns, due, _("Nothing is to be collected.")),
    )  # fmt: skip


def _show(args: Namespace, account: Account, zone: str) -> None:
    now = datetime.now(UTC)
    entries: list[dict[str, object]] = [
        {
            "order_no": each.order_no, "amount": each.amount, "currency": each.currency,
            "reason": each.reason.value, "by": each.by, "at": output.instant(each.at, zone),
        }
        for each in account.entries
    ]  # fmt: skip
    document: dict[str, object] = {
        "order_no": account.order_no, "collect": account.collect, "owed": account.owed,
        "currency": account.currency, "entries": entries,
    }  # fmt: skip

    def show() -> None:
        output.put(
            _("{number}: {collect} to be collected, {owed} owed to the customer").format(
                number=output.plain_line(account.order_no),
                collect=money(account.collect, account.currency),
                owed=money(account.owed, account.currency),
            )
        )
        columns = (
            Column(_("at"), lambda each: when_short(each.at, zone, now)),
            Column(_("order"), lambda each: each.order_no),
            Column(_("amount"), lambda each: money(each.amount, each.currency), right=True),
            Column(_("reason"), lambda each: named(each.reason), least=8),
            Column(_("by"), lambda each: each.by, least=4),
        )
        output.put_table(columns, account.entries, _("Nothing was entered yet."))

    output.put_answer(args.json, document, entries, show)
