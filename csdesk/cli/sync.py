"""``csdesk sync``: the importer without a session."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from csdesk.cli import output
from csdesk.model.errors import Refused
from csdesk.model.intake import Batch
from csdesk.model.roles import Action
from csdesk.model.status import BatchState
from csdesk.plain import plain
from csdesk.words import _, named, tell


def description() -> str:
    """What the command is for."""
    return _(
        "Take in what lies in the desk's inbox/, then watch it until Ctrl-C or SIGTERM.\n"
        "For a service, or where no session is open. A line tells of every file."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    once = _("end when the inbox is empty; exit 1 if not all went in")
    parser.add_argument("--once", action="store_true", help=once)


def run(args: Namespace) -> int:
    """Import until told to end."""
    from csdesk.cli.intake import DONE
    from csdesk.cli.opening import opened
    from csdesk.intake.importer import Listener, run_importer
    from csdesk.intake.service_notice import ServiceNotice
    from csdesk.services.acting import Acting

    states: dict[int, BatchState] = {}
    troubles: list[str] = []
    with opened(args, joins=True) as desk:
        Acting(desk.store, desk.actor).check(Action.IMPORT)

        def told(batch_id: int) -> None:
            batch = desk.imports.batch(batch_id)
            states[batch_id] = batch.state
            _tell(batch)

        def trouble(message: str, facts: dict[str, object]) -> None:
            troubles.append(message)
            print(tell(message, facts), file=sys.stderr, flush=True)

        manager = ServiceNotice()
        listener = Listener(batch=told, trouble=trouble, alive=manager.alive, ready=manager.ready)
        leads = run_importer(
            desk.folder, desk.settings, once=args.once, stay=not args.once, listener=listener
        )
        manager.ending()
    if not leads:
        raise Refused("Another process watches this desk's inbox already, so there is no need.")
    all_in = set(states.values()) <= DONE and not troubles
    return 0 if all_in or not args.once else 1


def _tell(batch: Batch) -> None:
    """A line for one file, at once."""
    counts = _("{new:,} new, {changed:,} changed, {rejected:,} rejected").format(
        new=batch.orders_new, changed=batch.orders_changed, rejected=batch.rejected
    )
    if output.for_people():
        reason = tell(batch.reason, batch.facts)
        told = f"{batch.id} {batch.file}: {named(batch.state)}, {counts}. {reason}"
        output.put(plain(told).strip())
    else:
        facts = (
            batch.id, batch.file, batch.state.value, batch.rows, batch.orders_new,
            batch.orders_changed, batch.orders_unchanged, batch.rejected,
            tell(batch.reason, batch.facts),
        )  # fmt: skip
        output.put("\t".join(plain(str(fact)) for fact in facts))
    sys.stdout.flush()
