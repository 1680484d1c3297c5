"""Whether a desk may be opened where it lies: on a local disk, and nobody else's to write."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from csdesk.intake.mounts import NETWORK, filesystem_of
from csdesk.model.errors import Refused, StoreUnusable

STORE = ("desk.db", "desk.db-wal", "desk.db-shm")
"""The files of the store, inside the desk's folder."""


def check_place(folder: Path, mounts: str | None = None) -> None:
    """Refuse a desk that others could change behind csdesk's back, or whose locks do not hold.

    Args:
        folder: the desk.
        mounts: as for ``filesystem_of``.

    Raises:
        StoreUnusable: its folder is on a network disk, or the rights of its files are wrong.
    """
    kind = filesystem_of(folder, mounts)
    if NETWORK(kind):
        raise StoreUnusable(
            "{path} is on a network disk ({kind}): the store must be local, as locks do not hold"
            " there. Only inbox/ may be a network folder.",
            path=folder,
            kind=kind,
        )
    strangers = sorted(foreign(folder))
    if strangers:
        raise StoreUnusable(
            "{names} of the desk in {path} belong to somebody else. Run csdesk as their owner, or"
            " as root: csdesk doctor --mend.",
            names=strangers,
            path=folder,
        )
    loose = sorted(open_to_others(folder))
    if loose:
        raise StoreUnusable(
            "Others may read or change {names} of the desk in {path}. csdesk doctor --mend takes"
            " these rights away.",
            names=loose,
            path=folder,
        )


def foreign(folder: Path) -> Iterator[str]:
    """Files of the store that belong to another user than the one who runs csdesk."""
    for name in STORE:
        state = _state(folder / name)
        if state is not None and state.st_uid != os.geteuid():
            yield name


def open_to_others(folder: Path) -> Iterator[str]:
    """Files of the store that others may read, and the folder where they may change it."""
    for name in STORE:
        state = _state(folder / name)
        if state is not None and state.st_mode & 0o077:
            yield name
    state = _state(folder)
    if state is not None and state.st_mode & 0o022 and not state.st_mode & 0o1000:
        yield "./"


def _state(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def mend(folder: Path, names: Iterable[str]) -> list[str]:
    """Take away what rights others have on files of a desk; as root, give them to its owner, too.

    Args:
        folder: the desk; whoever owns it is to own all.
        names: inside it, ``.`` for the folder itself; what is not there is passed over.

    Returns:
        The names of what was changed.

    Raises:
        Refused: one belongs to somebody else, and only root may change that.
    """
    owner = folder.stat()
    changed = []
    for name in names:
        path = folder / name
        state = _state(path)
        if state is None or path.is_symlink():
            continue
        foreign = state.st_uid != owner.st_uid
        if foreign or state.st_mode & 0o077:
            try:
                if foreign:
                    os.chown(path, owner.st_uid, owner.st_gid)
                path.chmod(state.st_mode & 0o700)
            except OSError as fault:
                raise Refused(
                    "The rights of {path} cannot be mended ({cause}). Run csdesk doctor --mend as"
                    " root.",
                    path=path, cause=fault.strerror,
                ) from fault  # fmt: skip
            changed.append(name)
    return changed
