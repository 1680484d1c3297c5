"""``csdesk setup box``: make this computer a box that a team shares over SSH or sudo."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from csdesk.cli import output
from csdesk.model.errors import NotAllowed, NotUnderstood, Refused
from csdesk.plain import plain
from csdesk.words import N_, _

if TYPE_CHECKING:
    from csdesk.box.layout import Box
    from csdesk.box.pieces import Finding, Piece

_STATES = {
    "sound": N_("ok"),
    "missing": N_("missing"),
    "other": N_("differs"),
    "unknown": N_("unknown"),
    "made": N_("now done"),
}


def description() -> str:
    """What the command is for."""
    return _(
        "Set up this computer as a box that a team shares: an account that keeps the desk, a door\n"
        "for SSH keys, one for sudo, and services that import, back up and purge. Without --apply\n"
        "it shows what is missing, every command and every line of every file, and does nothing."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("what", metavar="box", choices=("box",))
    add("--apply", action="store_true", help=_("do it, as root; safe to be run again"))
    add("--account", metavar="NAME", default="", help=_("who keeps the desk (csdesk)"))
    add("--group", metavar="NAME", default="",
        help=_("who may open it through sudo (csdesk-people)"))  # fmt: skip
    add("--without", metavar="ssh|sudo", action="append", default=[], choices=("ssh", "sudo"),
        help=_("leave out one of the doors"))  # fmt: skip
    add("--zone", default="Asia/Shanghai", metavar="ZONE",
        help=_("the desk's time zone (Asia/Shanghai)"))  # fmt: skip
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Show what a box needs, or make it.

    Returns:
        0; without ``--apply`` also where much is missing.

    Raises:
        NotUnderstood: a name or path cannot be used.
        NotAllowed: ``--apply`` without being root.
        Refused: a piece cannot be made; what was made before it stays, and can be run again.
    """
    from csdesk.box.plan import pieces

    box = _box(args)
    if args.apply and os.geteuid() != 0:
        raise NotAllowed("Only root can set up a box. Run this again with sudo.")
    told = _Told(args.json)
    for piece in pieces(box, args.zone):
        told.piece(piece, _made(piece, told) if args.apply else piece.look())
    if args.apply:
        _afterwards(told)
    told.end(box, applied=args.apply)
    return 0


def _box(args: Namespace) -> Box:
    """The box that was set up before, with what the arguments want otherwise."""
    from csdesk.box.layout import ACCOUNT, DESK, DOORS, GROUP, Box, noted

    try:
        before = noted()
    except NotUnderstood:
        if not args.desk:
            raise
        before = None  # a new note is written for the desk that was named
    doors = before.doors if before and not args.without else DOORS
    return Box(
        desk=args.desk or (before.desk if before else DESK),
        account=args.account or (before.account if before else ACCOUNT),
        group=args.group or (before.group if before else GROUP),
        doors=tuple(door for door in doors if door not in args.without),
    )


def _made(piece: Piece, told: _Told) -> Finding:
    """Make a piece where it is not as it should be, after showing what is done."""
    from csdesk.box.pieces import State

    found = piece.look()
    if found.state in (State.SOUND, State.UNKNOWN):
        return found
    told.about_to(piece, found)
    piece.make()
    after = piece.look()
    if after.state in (State.MISSING, State.OTHER):
        raise Refused("{what} could not be made: {cause}.", what=piece.told(), cause=after.detail)
    return after


def _afterwards(told: _Told) -> None:
    """Have sshd and systemd take up what changed."""
    from csdesk.box import sshd, system
    from csdesk.box.pieces import Part, call

    if Part.SSH in told.changed:
        sshd.reload()
    if Part.SERVICES in told.changed and system.RUNNING.is_dir():
        call("systemctl", "daemon-reload")
        call("systemctl", "try-restart", "csdesk-sync.service")


class _Told:
    """What was found and done, as it is printed."""

    def __init__(self, as_json: bool) -> None:
        self._silent = as_json or not output.for_people()
        self._as_json = as_json
        self._records: list[dict[str, Any]] = []
        self._announced = False
        self.changed: set[str] = set()
        """Parts of which something was made."""

    def about_to(self, piece: Piece, found: Finding) -> None:
        """A piece that will be made now."""
        self._announced = True
        self.changed.add(piece.part)
        self._steps(piece, found)

    def piece(self, piece: Piece, found: Finding) -> None:
        """A piece as it is now."""
        made, self._announced = self._announced, False
        state = "made" if made else found.state.value
        wrong = state in ("missing", "other")
        self._records.append(
            {"part": piece.part.value, "what": piece.told(), "state": state,
             "detail": found.detail, "steps": piece.shown() if wrong else []}
        )  # fmt: skip
        if self._silent:
            return
        if made:
            output.put(f"  {_(_STATES['made'])}")
        elif wrong:
            self._steps(piece, found)
        else:
            detail = f": {found.detail}" if found.detail else ""
            output.put(plain(f"[{_(_STATES[state])}] {piece.told()}{detail}"))

    def _steps(self, piece: Piece, found: Finding) -> None:
        if self._silent:
            return
        # What is missing is said by the word before it.
        detail = "" if found.state.value == "missing" else f": {found.detail}"
        output.put(plain(f"[{_(_STATES[found.state.value])}] {piece.told()}{detail}"))
        for line in piece.shown():
            output.put(plain(f"    {line}"))

    def end(self, box: Box, *, applied: bool) -> None:
        """How many pieces are not as they should be, and what comes next."""
        wrong = [each for each in self._records if each["state"] in ("missing", "other")]
        if self._as_json:
            output.put_document({"sound": not wrong, "applied": applied, "pieces": self._records})
        elif self._silent:
            output.put_tabbed(
                [each | {"steps": "; ".join(each["steps"])} for each in self._records]
            )
        elif not wrong and applied:
            for line in _next(box):
                output.put(line)
        elif not wrong:
            output.put(_("Everything that can be seen is as it should be."))
        else:
            told = _("{count} things are missing or differ. `csdesk setup box --apply` as root does"
                     " what stands under them.")  # fmt: skip
            output.put(told.format(count=len(wrong)))


def _next(box: Box) -> list[str]:
    lines = ["", _("The box is ready. Next, as root:")]
    lines += ["  csdesk-box people add LOGIN NAME --role lead"]
    if "ssh" in box.doors:
        lines += [
            "  csdesk-box people key LOGIN - < KEY.pub",
            "    " + _("then: ssh {account}@COMPUTER"),
        ]
    if "sudo" in box.doors:
        lines += [
            f"  usermod -aG {box.group} LOGIN",
            "    " + _("then, signed in on this computer: csdesk-open"),
        ]
    lines += ["  csdesk-box doctor", ""]
    lines += [_("Export files go into {inbox}.")]
    return [line.format(account=box.account, inbox=box.inbox) for line in lines]
