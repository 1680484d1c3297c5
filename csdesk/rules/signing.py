"""Who signs a shift's report as what, and what keeps them from it (F47, W2, W30)."""

from __future__ import annotations

from csdesk.model.errors import Refused
from csdesk.model.shifts import Shift, ShiftState, Side


def sides_of(login: str, closed: Shift, on: Shift | None, leads: bool) -> tuple[Side, ...]:
    """As what somebody could sign a closed shift's report, the likeliest first.

    A lead who worked in the shift, such as by taking it over, signs it as a lead before all.

    Args:
        login: of the person.
        closed: the shift.
        on: the shift that is on.
        leads: whether the person is a lead.
    """
    if any(each.login == login for each in closed.signatures):
        return ()
    here = on is not None and on.present(login) is not None
    fits = {
        Side.RECEIVES: here and closed.state is ShiftState.CLOSED and not gave(login, closed),
        Side.LEAD: leads,
        Side.GIVES: any(each.login == login for each in closed.people),
    }
    return tuple(side for side, fitting in fits.items() if fitting)


def gave(login: str, closed: Shift) -> bool:
    """Whether somebody handed a shift over, so that they cannot receive it."""
    signed = (each.login for each in closed.signatures if each.side is Side.GIVES)
    return login == closed.closed_login or login in signed


def check(login: str, side: Side, closed: Shift, on: Shift | None, unacknowledged: int) -> None:
    """Refuse a signature that would prove nothing.

    Args:
        login: of whoever signs; a lead where ``side`` is that.
        side: as what.
        closed: the shift.
        on: the shift that is on.
        unacknowledged: how many of its items nobody has acknowledged.

    Raises:
        Refused: with what to do instead.
    """
    before = next((each for each in closed.signatures if each.login == login), None)
    if before is not None:
        if side is Side.RECEIVES and before.side is Side.GIVES:
            raise Refused("You handed this shift over yourself: somebody else receives it.")
        raise Refused("You signed this report already: {side}.", side=before.side)
    if side is Side.GIVES:
        if all(each.login != login for each in closed.people):
            raise Refused("Only who worked in this shift signs as the one who gives.")
    elif side is Side.RECEIVES:
        _check_receives(login, closed, on, unacknowledged)


def _check_receives(login: str, closed: Shift, on: Shift | None, unacknowledged: int) -> None:
    if closed.state is ShiftState.RECEIVED:
        receiver = next(e.name for e in closed.signatures if e.side is Side.RECEIVES)
        raise Refused("{who} has received this shift already.", who=receiver)
    if gave(login, closed):
        raise Refused("You handed this shift over yourself: somebody else receives it.")
    if on is None or on.present(login) is None:
        raise Refused("Who receives works in the shift that is on. Open it, or join it.")
    if on.after_seq != closed.cutoff_seq:
        raise Refused(
            "Another shift was closed since: receive that one. What was open came along with it."
        )
    if unacknowledged:
        raise Refused(
            "Not acknowledged yet: {n}. Acknowledge each item (g h), then sign.",
            n=unacknowledged,
        )
