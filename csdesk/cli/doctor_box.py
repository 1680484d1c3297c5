"""What ``csdesk doctor`` looks at on a box that a team shares."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.box.layout import box_of
from csdesk.model.errors import DeskError
from csdesk.words import N_, _, say

if TYPE_CHECKING:
    from csdesk.box.layout import Box
    from csdesk.box.pieces import Finding
    from csdesk.cli.doctor import Check

NAMES = {
    "box": N_("whose desk it is"),
    "box-kernel": N_("locks of the kernel"),
    "encryption": N_("encryption of the disk"),
}


def names() -> dict[str, str]:
    """Names of the checks of this module, to be translated."""
    from csdesk.box.pieces import PARTS

    return NAMES | {f"box-{part.value}": name for part, name in PARTS.items()}


def examine(folder: Path) -> Iterator[Check]:
    """Look at everything of the system that leads to the desk.

    Args:
        folder: the desk.
    """
    from csdesk.cli.doctor import Check

    try:
        box = box_of(folder)
    except DeskError as fault:
        remedy = _("As root: csdesk --desk {folder} setup box --apply.").format(folder=folder)
        yield Check("box", False, say(fault), remedy)
        return
    if box is None:
        told = _("a personal desk: neither SSH nor sudo leads here")
        yield Check("box", True, told)
        return
    doors = ", ".join(box.doors)
    told = _("kept by {account} for a team; doors: {doors}")
    yield Check("box", True, told.format(account=box.account, doors=doors))
    yield from _parts(box)
    yield _kernel()
    yield _encryption(folder)


def _parts(box: Box) -> Iterator[Check]:
    from csdesk.box.pieces import Part, State
    from csdesk.box.plan import pieces
    from csdesk.cli.doctor import Check

    found: dict[Part, list[Finding]] = {}
    for piece in pieces(box):
        found.setdefault(piece.part, []).append(piece.look())
    for part, findings in found.items():
        wrong = [each.detail for each in findings if each.state in (State.MISSING, State.OTHER)]
        unseen = [each.detail for each in findings if each.state is State.UNKNOWN]
        name = f"box-{part.value}"
        if wrong:
            yield Check(name, False, "; ".join(wrong), _REMEDIES.get(part, _mend)())
        elif unseen:
            yield Check(name, True, "; ".join(dict.fromkeys(unseen)))
        else:
            yield Check(name, True, _("sound"))


def _kernel() -> Check:
    """Advice, never a failure: the door works without, and the kernel is not ours to change."""
    from csdesk.cli.doctor import Check
    from csdesk.door.confining import lacking

    sound = _("behind the door no program is started, and nothing written outside the desk")
    return Check("box-kernel", True, " ".join(map(_, lacking())) or sound)


def _mend() -> str:
    return _("As root: csdesk setup box --apply, which first shows what it does.")


def _services() -> str:
    return _("As root: csdesk setup box --apply; `journalctl -u csdesk-sync` tells why one ended.")


def _sshd() -> str:
    return _(
        "As root: csdesk setup box --apply. Where it refuses, another file of sshd's settings says"
        " otherwise: mend that one."
    )


_REMEDIES = {"services": _services, "ssh": _sshd}


def _encryption(folder: Path) -> Check:
    """Advice, never a failure: a rented computer may be encrypted where nobody here can see it."""
    from csdesk.box.system import encrypted
    from csdesk.cli.doctor import Check

    found = encrypted(folder)
    if found:
        return Check("encryption", True, _("encrypted (LUKS)"))
    told = _("not seen: whoever takes the disk reads customers' data")
    return Check(
        "encryption", True, told, _("Encrypt the disk (LUKS), unless whoever runs it does.")
    )


def is_shared(folder: Path) -> bool:
    """Whether the desk is that of a box; a note that cannot be read is told elsewhere."""
    with suppress(DeskError):
        return box_of(folder) is not None
    return False


def become_its_keeper(folder: Path) -> None:
    """Go on as the account that keeps a box's desk, for good; only root has anything to give up.

    What follows is seen with its eyes, and nothing that root opens is left behind in the desk.

    Args:
        folder: the desk.
    """
    with suppress(DeskError):
        if os.geteuid() == 0 and (box := box_of(folder)):
            with suppress(KeyError):
                entry = pwd.getpwnam(box.account)
                os.initgroups(box.account, entry.pw_gid)
                os.setresgid(entry.pw_gid, entry.pw_gid, entry.pw_gid)
                os.setresuid(entry.pw_uid, entry.pw_uid, entry.pw_uid)
