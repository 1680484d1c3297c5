"""The steps of coming in, in the order that makes each of them safe.

1. Who comes and what they ask for is read from what root wrote and what sshd or sudo told.
2. The process leaves the folder, the limits and the environment that it was started with.
3. What cannot be shown or may not be asked for is refused.
4. The kernel's locks are put on: nothing is started, nothing is written outside the desk.
5. Only now is the desk's code loaded, and with it Textual.
"""

from __future__ import annotations

import io
import os
import pwd
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from csdesk.announcing import announce
from csdesk.door import journal
from csdesk.door.asking import Asked, Turned, asked
from csdesk.door.confining import confine
from csdesk.door.surroundings import charset, settle, state_of
from csdesk.model.errors import DeskError, NotUnderstood
from csdesk.model.sessions import Visit
from csdesk.words import N_, _, say, use_language

REFUSED = 2

TURNED_AWAY = N_("This door is not set up rightly, and nobody comes in. Ask who keeps the box.")
_NOT_THE_OWNER = N_(
    "The desk in {folder} belongs to another account than the one that this door runs as; nobody"
    " comes in. csdesk doctor, as root, tells what to mend."
)
_CHARSET = N_(
    "This terminal is set to {encoding}; Chinese needs UTF-8. Set LANG, for example to C.UTF-8 or"
    " zh_CN.UTF-8."
)


def enter(
    argv: Sequence[str],
    environ: Mapping[str, str],
    run: Callable[[Sequence[str], Visit], int],
    check_terminal: Callable[[], None],
) -> int:
    """Let somebody in, for the screens or for one command.

    Args:
        argv: as ``asking.asked`` takes it.
        environ: of this process as it was started; it is replaced by what is kept of it.
        run: runs the desk with arguments, in the name of who comes.
        check_terminal: raises ``NotUnderstood`` where the screens cannot be shown.

    Returns:
        The exit status: that of the command or of the screens, 2 where nobody is let in.
    """
    journal.open_journal()
    said = charset(environ)
    try:
        who = asked(argv, environ, _login_of)
    except Turned as why:
        journal.turned(str(why))
        use_language()
        return _refuse(_(TURNED_AWAY))
    desk = Path(who.desk)
    settle(environ, desk)
    _speak_utf8()
    use_language()
    journal.told(who)
    try:
        _check_owner(desk)
        tty = "" if who.words is not None else _terminal(said, check_terminal)
        for lack in confine(_places(desk), [tty] if tty else []):
            journal.warned(lack)
        if who.refused is not None:
            _log_refusal(who, desk, who.refused)
            raise who.refused
    except DeskError as refused:
        _refuse(say(refused))
        return refused.exit_status
    visit = replace(who.visit, tty=tty)
    if who.words is None:
        announce()
    return run(["--desk", str(desk), *(who.words or ())], visit)


def _login_of(number: int) -> str | None:
    """The login of one of this box's accounts."""
    try:
        return pwd.getpwuid(number).pw_name
    except (KeyError, OverflowError):
        return None


def _check_owner(desk: Path) -> None:
    try:
        owner = desk.stat().st_uid
    except OSError:
        owner = -1
    if owner != os.geteuid():
        raise NotUnderstood(_NOT_THE_OWNER, folder=desk)


def _terminal(said: str, check: Callable[[], None]) -> str:
    """The terminal that the screens are shown in.

    Raises:
        NotUnderstood: there is none, or one that cannot show them.
    """
    if said:
        raise NotUnderstood(_CHARSET, encoding=said[:20])
    check()
    return os.ttyname(0)


def _places(desk: Path) -> list[Path]:
    """Where a session may write."""
    state = state_of(desk)
    with suppress(OSError):  # a full or read-only disk: faults are told without a note then
        state.mkdir(mode=0o700, exist_ok=True)
    return [desk, *([state] if state.is_dir() else [])]


def _speak_utf8() -> None:
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            wrong = "replace" if stream is sys.stdin else "backslashreplace"
            stream.reconfigure(encoding="utf-8", errors=wrong)


def _log_refusal(who: Asked, desk: Path, why: DeskError) -> None:
    """The desk's log tells who asked for what; a store that takes nothing changes no refusal."""
    from csdesk.services.sessions import note_refused

    with suppress(DeskError, OSError):
        note_refused(desk, who.visit, why.message)


def _refuse(sentence: str) -> int:
    if sys.stderr:
        print(sentence, file=sys.stderr)
    return REFUSED
