"""Sessions that somebody ends from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.model.errors import NotAllowed
from csdesk.model.sessions import Ended
from csdesk.plain import plain
from csdesk.words import N_, _

if TYPE_CHECKING:
    from csdesk.ui.app import CsdeskApp

_TOLD = {
    Ended.CLOSED: N_("{who} ended this session. What was typed is kept as a draft."),
    Ended.SHUT_OUT: N_("{who} took your way in away. What was typed is kept as a draft."),
}


async def leave_if_put_out(app: CsdeskApp) -> None:
    """Leave with a sentence, drafts kept, where the session was ended; asked with every change."""
    over = await app.ask(app.desk.sessions.ended)
    if over is not None and over.why is not None and not app.leaving:
        sentence = _(_TOLD[over.why]).format(who=plain(over.ended_by))
        app.leave(NotAllowed.exit_status, sentence)
