"""``csdesk log``: every step of an order, who did it, before and after (S28)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from csdesk.cli import output
from csdesk.cli.records import event_record
from csdesk.model.counting import whole_number
from csdesk.model.errors import NotUnderstood
from csdesk.model.log import LogSteps
from csdesk.model.settings import DeskSettings
from csdesk.plain import plain
from csdesk.words import _, language, meant, ngettext, when_short


def description() -> str:
    """What the command is for."""
    return _(
        "Show what was done to an order, the newest step last.\n"
        "--kind takes a kind as --json tells it (order.approve), what several begin with\n"
        "(remark), or its word in either language."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("number", metavar="NO", help=_("any of the order's numbers"))
    parser.add_argument("--by", metavar="LOGIN", default="",
                        help=_("only the steps of this person"))  # fmt: skip
    parser.add_argument("--kind", metavar="KIND", default="", help=_("only steps of this kind"))
    parser.add_argument("--limit", metavar="N", type=whole_number, default=500,
                        help=_("how many steps at most (500)"))  # fmt: skip
    parser.add_argument("--refused", action="store_true",
                        help=_("also what was refused, for want of a right"))  # fmt: skip
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Print the steps."""
    from csdesk.cli.opening import opened

    with opened(args) as desk:
        told = desk.log.steps(
            args.number, by=args.by, kind=_kind(args.kind), limit=args.limit,
            refused=args.refused or args.json or not output.for_people(),
        )  # fmt: skip
        settings = desk.settings
    records = [event_record(event, settings.zone) for event in told.steps]
    lines = (
        record | {"before": _told(record["before"]), "after": _told(record["after"])}
        for record in records
    )
    output.put_answer(args.json, {"events": records}, lines, lambda: _show(told, settings))
    return 0


def _kind(word: str) -> str:
    """A kind of steps, or several with one beginning, by its id or its word in either language.

    Raises:
        NotUnderstood: there is no such kind.
    """
    from csdesk.vocabulary.steps import STEPS

    if not word:
        return ""
    beginnings = {begin: begin for begin in (kind.partition(".")[0] for kind in STEPS)}
    kind = meant(word, beginnings | STEPS)
    if kind is None:
        raise NotUnderstood(
            'There is no kind of steps "{kind}". Choose one of {kinds}, or what they begin with.',
            kind=word, kinds=list(STEPS),
        )  # fmt: skip
    return kind


def _show(told: LogSteps, settings: DeskSettings) -> None:
    """Each step on a line, and below it each field: what it was, and what it became."""
    from csdesk.fields import field_word
    from csdesk.ui.screens.order_words import value_words
    from csdesk.vocabulary.steps import step_word

    now, zone = datetime.now(UTC), settings.zone
    if told.folded:
        count = ngettext("{n:,} refused attempt", "{n:,} refused attempts", told.refused)
        output.put(f"{count.format(n=told.refused)}  (--refused)")
    for event in told.steps:
        shift = settings.shifts.called(event.shift, language())
        who = " ".join(filter(None, [event.actor, shift]))
        head = [str(event.seq), when_short(event.at, zone, now), who, step_word(event.kind)]
        output.put(plain("  ".join(head)))
        before, after = event.before or {}, event.after or {}
        for name in dict.fromkeys([*before, *after]):
            values = [each[name] for each in (before, after) if name in each]
            words = " -> ".join(value_words(name, value, zone) for value in values)
            output.put(plain(f"    {field_word(name)}: {words}"))


def _told(values: object) -> str | None:
    import json

    return None if values is None else json.dumps(values, ensure_ascii=False)
