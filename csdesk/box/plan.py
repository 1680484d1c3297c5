"""Everything that makes a box, in the order in which it is made."""

from __future__ import annotations

from csdesk.box import sshd
from csdesk.box.accounts import Account, Group
from csdesk.box.layout import NOTE, Box
from csdesk.box.pieces import File, Folder, Link, Part, Piece
from csdesk.box.system import Packages, Program, Service, Store

UNITS = "/etc/systemd/system"
STARTED = (
    "csdesk-sync.service",
    "csdesk-backup.timer",
    "csdesk-purge.timer",
    "csdesk-anchor.timer",
)
_STARTED_BY_TIMERS = ("csdesk-backup.service", "csdesk-purge.service", "csdesk-anchor.service")

SSHD_SETTINGS = "/etc/ssh/sshd_config.d/50-csdesk.conf"
SUDO_RULE = "/etc/sudoers.d/csdesk"


def pieces(box: Box, zone: str = "Asia/Shanghai") -> list[Piece]:
    """What a box is made of; later pieces need the earlier ones.

    Args:
        box: where it lies and how it is called.
        zone: the desk's time zone, where the desk is made anew.
    """
    return [
        *_ground(box),
        *_desk(box, zone),
        *(_ssh(box) if "ssh" in box.doors else ()),
        *(_sudo(box) if "sudo" in box.doors else ()),
        *_services(box),
        File(Part.SCRIPTS, str(NOTE), box.note()),
    ]


def _ground(box: Box) -> list[Piece]:
    needed = [("useradd", "passwd"), ("runuser", "util-linux")]
    needed += [("sshd", "openssh-server")] if "ssh" in box.doors else []
    needed += [("visudo", "sudo")] if "sudo" in box.doors else []
    return [
        Program(Part.PROGRAM, box.python),
        Packages(Part.PACKAGES, tuple(needed)),
        Group(Part.ACCOUNT, box.group),
        Account(Part.ACCOUNT, box.account, box.home),
    ]


def _desk(box: Box, zone: str) -> list[Piece]:
    def own(path: str) -> Folder:
        return Folder(Part.FOLDERS, path, box.account, box.account, 0o700)

    return [
        Folder(Part.FOLDERS, box.home),
        own(box.desk),
        own(box.state),
        Store(Part.FOLDERS, box.desk, box.account, box.python, zone),
        # Whoever is in the group may put files in, and neither list nor take away others'.
        Folder(Part.FOLDERS, box.inbox, owner=box.account, group=box.group, mode=0o3730),
        Link(Part.FOLDERS, f"{box.desk}/inbox", box.inbox),
        Folder(Part.SCRIPTS, "/etc/csdesk"),
        Folder(Part.SCRIPTS, "/usr/lib/csdesk"),
        File(Part.SCRIPTS, box.door, box.text("door"), 0o755),
        File(Part.SCRIPTS, "/usr/local/sbin/csdesk-box", box.text("csdesk-box"), 0o755),
    ]


def _ssh(box: Box) -> list[Piece]:
    return [
        File(Part.SCRIPTS, box.keys, box.text("keys"), 0o755),
        File(Part.SSH, SSHD_SETTINGS, box.text("sshd.conf"), proof=sshd.check),
        sshd.Sshd(Part.SSH, box),
    ]


def _sudo(box: Box) -> list[Piece]:
    return [
        File(Part.SUDO, SUDO_RULE, box.text("sudoers"), 0o440, trial=("visudo", "-cqf")),
        File(Part.SCRIPTS, "/usr/local/bin/csdesk-open", box.text("csdesk-open"), 0o755),
    ]


def _services(box: Box) -> list[Piece]:
    units = sorted({*STARTED, *_STARTED_BY_TIMERS})
    files = [File(Part.SERVICES, f"{UNITS}/{unit}", box.text(unit)) for unit in units]
    return [*files, *(Service(Part.SERVICES, unit) for unit in STARTED)]
