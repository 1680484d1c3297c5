"""On which kind of disk a folder lies: locks and signals of the file system depend on it."""

from __future__ import annotations

import re
from pathlib import Path

NETWORK = re.compile(
    "nfs4?|cifs|smb3|smbfs|9p|afs|ceph|glusterfs|lustre|beegfs|gfs2|ocfs2|vboxsf|davfs"
    r"|fuse\.(sshfs|rclone|s3fs|gcsfuse|glusterfs|davfs2|juicefs|cephfs|vmhgfs-fuse)"
).fullmatch
"""File systems that send no signals, and on which SQLite's locks seem to work and do not."""


def filesystem_of(folder: Path, mounts: str | None = None) -> str:
    """The kind of file system under a folder, ``ext4``; empty where it cannot be told.

    Args:
        folder: it may be a symbolic link.
        mounts: the text of /proc/self/mountinfo; read there by default.
    """
    if mounts is None:
        try:
            mounts = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
        except OSError:
            return ""
    place, best, kind = folder.resolve(), -1, ""
    for line in mounts.splitlines():
        before, dash, after = line.partition(" - ")
        fields = before.split()
        if not dash or len(fields) < 5:
            continue
        point = Path(fields[4].replace("\\040", " ").replace("\\011", "\t"))
        if len(point.parts) >= best and (place == point or point in place.parents):
            best, kind = len(point.parts), after.split()[0]
    return kind
