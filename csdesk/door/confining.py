"""Both locks of the kernel, put on before anything is loaded that strangers' text goes through."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from csdesk.door import landlock, seccomp
from csdesk.words import N_

NO_LANDLOCK = N_(
    "This kernel has no Landlock: that nothing is written outside the desk rests on csdesk alone."
)
NO_SECCOMP = N_(
    "This kernel has no filter for system calls: that no program is started rests on csdesk alone."
)


def confine(folders: Sequence[Path], devices: Sequence[str] = ()) -> tuple[str, ...]:
    """From now on write inside some folders only, and start nothing.

    Args:
        folders: where files may be made and written.
        devices: paths that may be written to besides.

    Returns:
        What the kernel cannot do, in sentences; empty where all holds.

    Raises:
        OSError: the kernel can, and did not.
    """
    filtered = seccomp.restrict()  # also gives up new rights, without which Landlock refuses
    walled = landlock.restrict(folders, devices)
    return tuple([NO_LANDLOCK] * (not walled) + [NO_SECCOMP] * (not filtered))


def lacking() -> tuple[str, ...]:
    """What this kernel cannot do, in sentences; nothing is put on."""
    return tuple([NO_LANDLOCK] * (not landlock.version()) + [NO_SECCOMP] * (not seccomp.known()))
