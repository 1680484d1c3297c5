"""What stands in the way of splitting an order, and of taking a member of a family back."""

from __future__ import annotations

from collections.abc import Sequence

from csdesk.model.errors import NeedsYes, Refused
from csdesk.model.log import Event
from csdesk.model.status import OrderStatus
from csdesk.rules import cases as money
from csdesk.rules import family as rules
from csdesk.services.acting import Act
from csdesk.store import cases, derived, stops
from csdesk.store.changing import Standing


def check_packing(act: Act, now: Standing) -> None:
    """Whether shipping may be packing the whole of an order that is to be split.

    Raises:
        NeedsYes: it stands in an approved-order file, and nobody has said that it was stopped.
    """
    files = derived.files_with(act.connection, now.id)
    if files and not stops.stopped(act.connection, now.id):
        raise NeedsYes(
            "{number} stands in {file}: shipping may be packing all of it. Hold it and wait for"
            ' "stopped", or split it all the same?',
            number=now.order_no, file=f"{files[-1]}.csv",
        )  # fmt: skip


def check_claims_settled(act: Act, now: Standing) -> None:
    """Whether what cases pay back is settled on an order that is to be split: parts share it.

    Raises:
        Refused: a case is open, or more was paid back than the payment status says.
    """
    there = [each for each in cases.of_order(act.connection, now.id) if money.claims(each)]
    for each in there:
        if each.amount and not money.is_paid(each):
            raise Refused(
                "Case {id} is to pay money back on {number}: settle or refuse it, then split.",
                id=each.id, number=now.order_no,
            )  # fmt: skip
    if sum(each.amount for each in there) > int(now.order["refund"] or 0):
        raise Refused(
            "Cases of {number} paid more back than its payment status says. Set that first.",
            number=now.order_no,
        )


def check_no_claims(act: Act, members: Sequence[Standing]) -> None:
    """Whether no money was claimed on a split order or its parts, which are to be one again.

    Raises:
        Refused: a case pays money back on one of them, or has done so.
    """
    for member in members:
        for each in cases.of_order(act.connection, member.id):
            if each.amount and money.claims(each):
                raise Refused(
                    "Case {id} pays money back on {number}: it is not put together again.",
                    id=each.id, number=member.order_no,
                )  # fmt: skip


def check_alone(act: Act, made: Standing, kind: str) -> None:
    """Whether nothing depends on a member of a family, so that it can be taken back.

    Args:
        act: the change.
        made: the member.
        kind: of the step that made it.

    Raises:
        Refused: it was changed, downloaded, or has orders made from it.
    """
    for each in derived.children(act.connection, made.id):
        if OrderStatus(each.order["order_status"]) is not OrderStatus.CLOSED:
            raise Refused(
                "{child} was made from {number}; take that back first.",
                child=each.order_no, number=made.order_no,
            )  # fmt: skip
    rules.check_untouched(made.order, _since(act, made, kind))
    if derived.files_with(act.connection, made.id):
        raise Refused(
            "{number} stands in an approved-order file; shipping may be packing it.",
            number=made.order_no,
        )


def _since(act: Act, made: Standing, kind: str) -> Sequence[Event]:
    """The steps since an order was made, or made anew; not since others were made from it."""
    steps = derived.steps(act.connection, made.id)
    births = [n for n, each in enumerate(steps) if each.kind == kind and "parent" in _after(each)]
    return steps[births[-1] + 1 :] if births else steps


def _after(step: Event) -> dict[str, object]:
    return dict(step.after or {})
