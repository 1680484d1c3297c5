"""Where else the person is signed in, and ending that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.model.sessions import Session
from csdesk.plain import plain
from csdesk.ui.notices import notice
from csdesk.words import _, named, when

if TYPE_CHECKING:
    from csdesk.ui.sitting import Sitting

TOLD = 8
"""Characters of a session's id that are shown."""


async def end_one(app: Sitting) -> None:
    """Ask which of the person's other sessions is to end, and whether; only a ``job`` may wait."""
    from csdesk.ui.screens.choosing import Choosing
    from csdesk.ui.screens.question import Question

    service = app.desk.sessions
    others = [each for each in await app.ask(service.on) if not each.mine]
    if not others:
        notice(app, _("You are signed in nowhere else."))
        return
    zone = app.settings.zone
    lines = [_line(each, zone) for each in others]
    place: int | None = await app.push_screen_wait(
        Choosing(_("End which of your other sessions?"), lines)
    )
    if place is None:
        return
    asked = _("End the session {session}? What is typed in it is kept as a draft.")
    sure: bool | None = await app.push_screen_wait(Question(asked.format(session=lines[place])))
    if sure:
        over = await app.ask(service.end, others[place].id)
        told = _("The session {id} ends within seconds; what was typed in it is kept as a draft.")
        notice(app, told.format(id=over.id[:TOLD]))


def _line(session: Session, zone: str) -> str:
    """A session for people: since when, through which door, from where."""
    visit = session.visit
    where = plain(visit.address or visit.tty)
    return "  ".join(filter(None, [when(session.began, zone), named(visit.door), where]))
