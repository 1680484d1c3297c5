"""What follows from the text of a remark: who is called, who is asked, where else it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from csdesk.model.remarks import Remark
from csdesk.model.roles import Action
from csdesk.model.status import RemarkState, Tab
from csdesk.rules.asks import DEPARTMENTS
from csdesk.rules.mentions import handles, mentioned
from csdesk.rules.mirror import stands_in
from csdesk.rules.permissions import may
from csdesk.services.acting import Act
from csdesk.store import asks, people
from csdesk.store.mirror import market_remarks


def call_from(act: Act, text: str, remark_ids: Sequence[int], step: int = 0) -> None:
    """Let everybody know whom remarks or an answer call, but not the one who writes them.

    Args:
        act: the change that writes them.
        text: as it is stored, of all of them.
        remark_ids: of the remarks.
        step: of the answer; 0 for the remark itself.
    """
    if "@" not in text and "＠" not in text:
        return
    logins, _nobody = mentioned(text, handles(people.everyone(act.connection)))
    asks.call(act.connection, logins - {act.actor.login}, remark_ids, step)


def ask_anew(act: Act, corrected: Remark, order_id: int | None) -> None:
    """A corrected text is not what the department has seen: it is asked again (F31).

    Args:
        act: the change that corrects it.
        corrected: the remark as it stood before.
        order_id: the order it is attached to.
    """
    if corrected.state not in (RemarkState.SEEN, RemarkState.DOING, RemarkState.DONE):
        return
    asks.move(act.connection, corrected, RemarkState.ASKED, "", act.actor)
    act.log(
        "remark.state", order_id=order_id, order_no=corrected.order_no,
        before={"state": corrected.state},
        after={"remark": corrected.id, "tab": corrected.tab, "state": RemarkState.ASKED},
    )  # fmt: skip


def first_state(act: Act, tab: Tab) -> RemarkState:
    """What a new remark is: one for a department asks it, unless it is that department's own."""
    department = DEPARTMENTS.get(tab)
    roles = act.actor.roles
    if department is None or (may(roles, department) and not may(roles, Action.REVIEW)):
        return RemarkState.NOTED
    return RemarkState.ASKED


def stand_in_market(act: Act, order_ids: Iterable[int], text: str) -> set[int]:
    """The orders whose remark in the marketplace says a text already, as last exported (I3)."""
    said = market_remarks(act.connection, list(order_ids))
    return {order_id for order_id, market in said.items() if stands_in(text, market)}
