"""What happens at the door, told to the system's journal: outside the desk's reach, no values."""

from __future__ import annotations

import syslog

from csdesk.door.asking import Asked


def open_journal() -> None:
    """Name the door; where there is no journal, nothing is told."""
    syslog.openlog("csdesk-door", syslog.LOG_PID, syslog.LOG_AUTH)


def told(asked: Asked) -> None:
    """Somebody came in; of a command its name only, since the rest may tell of a buyer."""
    if asked.refused is not None:
        syslog.syslog(syslog.LOG_WARNING, f"refused a command of {_who(asked)}")
        return
    wanted = "the screens" if asked.words is None else asked.command
    syslog.syslog(syslog.LOG_INFO, f"{_who(asked)} asks for {wanted}")


def turned(why: str) -> None:
    """Nobody came in."""
    syslog.syslog(syslog.LOG_WARNING, f"turned away: {why}")


def warned(sentence: str) -> None:
    """Something that the keeper of the box should know."""
    syslog.syslog(syslog.LOG_WARNING, sentence)


def _who(asked: Asked) -> str:
    visit = asked.visit
    return " ".join(
        [visit.login, f"by {visit.door.value}", visit.credential, f"from {visit.address or 'here'}"]
    )
