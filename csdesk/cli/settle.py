"""``csdesk settle``: settle a conflict with ours, theirs, or a value of one's own (W4)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli import output
from csdesk.model.counting import whole_number
from csdesk.model.errors import NotUnderstood
from csdesk.model.orders import Settlement
from csdesk.model.status import Choice
from csdesk.words import _, meant, names_of

_SIDES: tuple[Choice, ...] = (Choice.OURS, Choice.THEIRS)


def description() -> str:
    """What the command is for."""
    return _("Settle a conflict: ours stays, theirs is taken, or --value is written.")


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("id", metavar="ID", type=whole_number, help=_("as csdesk conflicts numbers it"))
    add("choice", metavar="ours|theirs", nargs="?", default="", help=_("which of the two stays"))
    add("--value", metavar="V", default=None, help=_("something else"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Settle it and tell so."""
    from csdesk.cli.opening import opened

    choice = Choice.EDIT if args.value is not None else meant(args.choice, names_of(_SIDES))
    if choice is None or (args.value is not None and args.choice):
        raise NotUnderstood("Say ours, theirs, or --value with what it is to be.")
    with opened(args, joins=True) as desk:
        desk.conflicts.settle(Settlement(args.id, choice, args.value or ""))
    receipt: dict[str, object] = {"id": args.id, "choice": choice.value}
    output.put_receipt(args.json, receipt, _("Conflict {id} is settled.").format(id=args.id))
    return 0
