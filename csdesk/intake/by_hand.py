"""Files that a person names (``csdesk import FILE…``), whether an importer runs or not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from csdesk.intake.locks import IMPORT_LOCK, Lock
from csdesk.intake.sequence import exported
from csdesk.intake.staging import StillChanging, check_named
from csdesk.intake.taking import Intake
from csdesk.model.desk import Actor
from csdesk.model.errors import Refused
from csdesk.model.intake import Batch, Progress
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.services.acting import Acting
from csdesk.store import batches
from csdesk.store.engine import Store

_LOOKS = 5
"""At a file that changes while it is copied."""


@contextmanager
def import_lock(
    folder: Path, store: Store, waits: Callable[[str], None] = lambda _: None
) -> Iterator[None]:
    """Be the one who imports into a desk.

    Args:
        folder: the desk.
        store: its store.
        waits: told once, with ``host:pid`` of the process that imports now.
    """
    lock = Lock(folder / IMPORT_LOCK)
    if not lock.take(wait=False):
        with store.read() as c:
            name = batches.importer(c)
        waits(name)
        lock.take()
    try:
        yield
    finally:
        lock.give_back()


def take_in(
    folder: Path,
    store: Store,
    settings: DeskSettings,
    actor: Actor,
    paths: Sequence[Path],
    *,
    alone: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
    waits: Callable[[str], None] = lambda _: None,
) -> tuple[Batch, ...]:
    """Take files in now, after whatever is being imported.

    The files stay where they are. Of what an earlier import left unfinished the rest goes in first.

    Args:
        folder: the desk.
        store: its store.
        settings: its settings.
        actor: in whose name the log has it.
        paths: files; a half of a download finds the other among them, or where it waits.
        alone: do not wait for other halves.
        progress: told after each piece how far the running import is.
        waits: told once if another process imports, with its ``host:pid``.

    Returns:
        The batches that were touched as they are at the end, in the order of their numbers. An
        older export goes in before a newer one, whatever the order of ``paths``.

    Raises:
        NotAllowed: the person has no right to take files in.
        NotFound: one of the files is not there; nothing was done.
        Refused: one is no ordinary file; nothing was done. Or one cannot be read, or is still
            being written; the ones before it are in.
        StoreUnusable: the store takes no changes; what was begun is taken up later.
    """
    Acting(store, actor).check(Action.IMPORT)
    with store.change():
        pass  # takes down the person's session, of which the import's own store knows nothing
    for path in paths:
        check_named(path)
    touched: list[int] = []
    with (
        import_lock(folder, store, waits),
        # Read into caches of its own: what is mapped would count as memory of this process.
        closing(Store(store.path, mapped=False)) as own,
    ):
        intake = Intake(folder, own, settings, actor, progress=progress)
        intake.recover()
        for path in sorted(paths, key=partial(exported, zone=ZoneInfo(settings.zone))):
            touched += _taken(intake, path, alone=alone)
    with store.read() as c:
        return batches.chosen(c, sorted(set(touched)))


def _taken(intake: Intake, path: Path, *, alone: bool) -> list[int]:
    for _ in range(_LOOKS):
        try:
            return intake.take(path, alone=alone)
        except StillChanging:
            time.sleep(0.2)
        except OSError as fault:
            raise Refused(
                "{file} was not taken in ({cause}). Give yourself the right to read it, or free"
                " space on the disk, then try again.",
                file=str(path),
                cause=fault.strerror or fault,
            ) from fault
    raise Refused("{file} is still being written; try again when it is finished.", file=str(path))
