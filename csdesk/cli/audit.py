"""``csdesk audit``: is the log as it was written (S28, F77)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli import output
from csdesk.model.errors import Refused
from csdesk.words import _


def description() -> str:
    """What the command is for."""
    return _("Check the operation log: every step must follow from the one before it.")


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("step", metavar="verify", choices=("verify",))
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Verify the chain.

    Raises:
        Refused: the chain is broken; the first link that does not fit is named.
    """
    from csdesk.cli.opening import opened

    with opened(args) as desk:
        steps, broken = desk.log.length(), desk.log.verify()
    if args.json:
        output.put_document({"ok": broken is None, "events": steps, "first_broken": broken})
    elif broken is None:
        output.put(_("{count:,} steps, unbroken").format(count=steps))
    if broken is not None:
        raise Refused(
            "Somebody changed the log at step {seq}. Keep the store, tell a lead, and compare it"
            " with a backup.",
            seq=broken,
        )
    return 0
