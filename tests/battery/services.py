"""The services of a box under a real systemd: ``python -m tests.battery.services`` (a minute).

They start, shut in as they are, do their work, and an importer that is killed or hangs comes back
(G10: within 60 seconds). It takes root; nothing stays.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from csdesk.box.plan import STARTED
from tests.box.bare import Bare

JOBS = ("csdesk-backup.service", "csdesk-purge.service", "csdesk-anchor.service")
SYNC = "csdesk-sync.service"
PATIENCE = 120.0


def until(so: Callable[[], bool]) -> float:
    """Seconds until something is so.

    Raises:
        TimeoutError: it never was.
    """
    begun = time.monotonic()
    while not so():
        if time.monotonic() - begun > PATIENCE:
            raise TimeoutError
        time.sleep(0.2)
    return time.monotonic() - begun


def booted(box: Bare) -> None:
    """Wait until systemd is up.

    Units of a box see neither /home nor the common /tmp; csdesk is only tried from there.
    """
    until(
        lambda: box.run("systemctl", "is-system-running").stdout.strip() in ("running", "degraded")
    )
    for unit in (SYNC, *JOBS):
        folder = f"/etc/systemd/system/{unit}.d"
        box.done("mkdir", "-p", folder)
        seen = "[Service]\nProtectHome=no\nPrivateTmp=no\n"
        box.done("sh", "-ec", f"cat > {folder}/tried-from-anywhere.conf", given=seen)


def main_process(box: Bare) -> str:
    """The number of the importer's process; 0 where none runs."""
    return box.done("systemctl", "show", "-p", "MainPID", "--value", SYNC).strip()


def back_after(box: Bare, number: str) -> float:
    """Seconds until another importer is ready after a signal to this one."""
    before = main_process(box)
    box.done("kill", number, before)

    def other() -> bool:
        active = box.run("systemctl", "is-active", "--quiet", SYNC).returncode == 0
        return active and main_process(box) not in (before, "0")

    return until(other)


def main() -> int:
    """Try, and print."""
    with tempfile.TemporaryDirectory() as folder, Bare(Path(folder), systemd=True) as box:
        booted(box)
        box.set_up()
        running = [
            unit for unit in STARTED if not box.run("systemctl", "is-active", unit).returncode
        ]
        print(f"services that run: {len(running)}/{len(STARTED)}")
        for job in JOBS:
            told = box.run("systemctl", "start", job)
            print(f"{job}: {'done' if told.returncode == 0 else 'FAILED'}")
        print(f"importer killed: the next one after {back_after(box, '-KILL'):.1f} s")
        print(f"importer stopped: the next one after {back_after(box, '-STOP'):.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
