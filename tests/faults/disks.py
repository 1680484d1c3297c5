"""Small real disks that can be filled, and made read-only; only where this process may mount."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager, suppress

import pytest


class Disk:
    """A disk in memory."""

    def __init__(self, folder):
        self.folder = folder

    def fill(self):
        """Leave no room at all."""
        file = os.open(self.folder / "filler", os.O_WRONLY | os.O_CREAT, 0o600)
        with suppress(OSError):
            while True:
                os.write(file, bytes(4096))
        os.close(file)

    def free(self):
        """Give the room back."""
        (self.folder / "filler").unlink()

    def read_only(self, wanted=True):
        """Take no change any more, or take them again."""
        options = f"remount,{'ro' if wanted else 'rw'}"
        subprocess.run(["mount", "-o", options, str(self.folder)], check=True)


@contextmanager
def disk(folder, megabytes=8):
    """A disk of so many megabytes in a folder."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("this process may not mount a disk")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
