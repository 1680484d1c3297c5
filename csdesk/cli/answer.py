"""``csdesk answer``: take what is asked of a department a step on (W32, W33, F31)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli import output
from csdesk.model.counting import whole_number
from csdesk.model.errors import NotUnderstood
from csdesk.model.status import RemarkState, StopOutcome
from csdesk.words import _, meant, named, names_of

_OUTCOMES: tuple[StopOutcome, ...] = (StopOutcome.STOPPED, StopOutcome.TOO_LATE)
_STEPS: tuple[RemarkState, ...] = (
    RemarkState.SEEN, RemarkState.DOING, RemarkState.DONE, RemarkState.QUERY, RemarkState.ASKED,
)  # fmt: skip


def description() -> str:
    """What the command is for."""
    return _(
        "Answer what csdesk inbox lists.\n"
        "  answer ID seen | doing          by the department\n"
        "  answer ID done [TEXT]           by the department\n"
        "  answer ID query TEXT            the department asks back\n"
        "  answer ID asked TEXT            whoever asked answers the question\n"
        "  answer ID stopped               the parcel of a held order is stopped\n"
        "  answer ID too_late NUMBER       it could not be stopped: its number"
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("id", metavar="ID", type=whole_number, help=_("as csdesk inbox numbers it"))
    add("state", metavar="seen|doing|done|query|asked|stopped|too_late", help=_("what it becomes"))
    add("text", metavar="TEXT", nargs="*", help=_("what is said with it"))
    add("--version", metavar="N", type=whole_number, default=None, dest="seen",
        help=_("refuse if it was moved or corrected since"))  # fmt: skip
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Make the step and print what it is now."""
    from csdesk.cli.opening import opened

    state, outcome = meant(args.state, names_of(_STEPS)), meant(args.state, names_of(_OUTCOMES))
    if state is None and outcome is None:
        raise NotUnderstood(
            '"{state}" is no answer. Choose: {states}.',
            state=args.state, states=[*(s.value for s in _STEPS), *(o.value for o in _OUTCOMES)],
        )  # fmt: skip
    with opened(args, joins=True) as desk:
        words = " ".join(args.text)
        if state is not None:
            remark = desk.inboxes.move(args.id, state, words, seen=args.seen)
        elif outcome is not None:
            remark = desk.shipping.answer_stop(args.id, outcome, words, seen=args.seen)
    receipt: dict[str, object] = {
        "id": remark.id, "order_no": remark.order_no, "tab": remark.tab.value,
        "state": remark.state.value, "version": remark.moved,
    }  # fmt: skip
    told = _("Remark {id} on {number} is {state} now.").format(
        id=remark.id, number=remark.order_no, state=named(remark.state)
    )
    output.put_receipt(args.json, receipt, told)
    return 0
