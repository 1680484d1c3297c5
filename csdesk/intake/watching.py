"""A nudge when something happens in the inbox, so that nobody waits for the next look.

Signals of the file system get lost (a burst of files, a network disk, a folder that was deleted
and made again), so they say nothing but "look now"; ``intake.inbox`` finds out what is there.
"""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from watchdog.events import FileSystemEvent, FileSystemEventHandler

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver


class _Nudge(FileSystemEventHandler):
    """Sets an event and can do nothing wrong: an exception here would end the watching."""

    def __init__(self, something: Event) -> None:
        self._something = something

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Somebody wrote, moved or made something; that we read a file is no news."""
        if event.event_type not in ("opened", "closed_no_write"):
            self._something.set()


class Watch:
    """Watches one folder with everything below, also after it was deleted and made again."""

    def __init__(self, folder: Path, *, poll: bool = False) -> None:
        """Watch nothing yet: the first ``wait`` begins.

        Args:
            folder: the inbox.
            poll: list the folder again and again instead of waiting for signals, for disks that
                send none.
        """
        self._folder = folder
        self._poll = poll
        self._something = Event()
        self._observer: BaseObserver | None = None
        self._inode = 0

    def wait(self, seconds: float) -> bool:
        """Wait until something happens, at most so long.

        Returns:
            Whether something happened. Where the system gives no watch, the time runs out.
        """
        self._follow_folder()
        happened = self._something.wait(seconds)
        self._something.clear()
        return happened

    def nudge(self) -> None:
        """End the waiting, from any thread or signal handler."""
        self._something.set()

    def stop(self) -> None:
        """Stop watching."""
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None

    def _follow_folder(self) -> None:
        """Begin, or begin again where the folder is another one than before."""
        try:
            inode = self._folder.stat().st_ino
        except OSError:
            inode = 0
        alive = self._observer is not None and self._observer.is_alive()
        if inode == self._inode and (alive or not inode):
            return
        self.stop()
        self._inode = inode
        if inode:
            self._begin()

    def _begin(self) -> None:
        from watchdog.observers import Observer
        from watchdog.observers.polling import PollingObserver

        try:
            observer: BaseObserver = PollingObserver(timeout=2) if self._poll else Observer()
            folder = str(self._folder.resolve())  # on a box the inbox is a link
            observer.schedule(_Nudge(self._something), folder, recursive=True)
            observer.start()
        except OSError:
            # No watch left for this user, or the folder is gone again: the timer looks.
            self._inode = 0
            return
        self._observer = observer
        self._something.set()
