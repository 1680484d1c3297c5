"""``csdesk audit``: is the log as it was written, are reports as they were signed (S28, F77)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli import output
from csdesk.model.errors import Refused
from csdesk.words import _


def description() -> str:
    """What the command is for."""
    return _(
        "Check the operation log: every step must follow from the one before it, and every report\n"
        "of a shift must be what was signed."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("step", metavar="verify", choices=("verify",))
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Verify the chain.

    Raises:
        Refused: the chain is broken, and the first link that does not fit is named; or a report
            is not what was signed.
    """
    from csdesk.cli.opening import opened

    with opened(args) as desk:
        steps, broken = desk.log.length(), desk.log.verify()
        tampered = desk.shift_reports.tampered()
    if args.json:
        wrong = [{"shift": each.id, "seal": seal.value} for each, seal in tampered]
        output.put_document(
            {"ok": broken is None and not wrong, "events": steps, "first_broken": broken,
             "reports": wrong}
        )  # fmt: skip
    elif broken is None:
        output.put(_("{count:,} steps, unbroken").format(count=steps))
    if broken is not None:
        raise Refused(
            "Somebody changed the log at step {seq}. Keep the store, tell a lead, and compare it"
            " with a backup.",
            seq=broken,
        )
    if tampered:
        shift, seal = tampered[0]
        raise Refused(
            "The report of shift {id} of {day} is not what was signed: {seal}. Keep the store, tell"
            " a lead, and compare it with a backup.",
            id=shift.id, day=shift.day, seal=seal,
        )  # fmt: skip
    return 0
