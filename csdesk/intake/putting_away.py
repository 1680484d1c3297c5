"""After a file was taken in or refused: reports, archive or quarantine, and the original's end.

Each step may be done again; the copy in ``staging/`` goes last, so that as long as it lies there
the whole is done again after a crash.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from csdesk.intake import reports
from csdesk.intake.shelves import ARCHIVE, QUARANTINE, put, safe_name
from csdesk.intake.staging import STAGING, source
from csdesk.model.settings import DeskSettings
from csdesk.model.sight import CLEAR
from csdesk.model.status import BatchState
from csdesk.store import batches
from csdesk.store.engine import Store


def put_away(folder: Path, store: Store, settings: DeskSettings, row: dict[str, Any]) -> None:
    """Put a file where it belongs now that its batch is closed.

    Args:
        folder: the desk.
        store: its store.
        settings: its settings, for the day.
        row: of the ledger; imported, partly, duplicate or quarantined.
    """
    staged, name = folder / STAGING / row["sha256"], safe_name(row["file"])
    if row["rejected"]:
        _report_rejects(folder, store, row, name)
    if not staged.exists():
        return
    if row["state"] == BatchState.QUARANTINED:
        place = put(staged, folder / QUARANTINE, name)
        reports.write_refusal(place, row["file"], row["reason"], json.loads(row["facts"]))
    elif row["state"] != BatchState.DUPLICATE:
        received = datetime.fromtimestamp(row["received_at"], ZoneInfo(settings.zone))
        put(staged, folder / ARCHIVE / received.date().isoformat(), name)
    clear_inbox(store, row)
    staged.unlink(missing_ok=True)


def _report_rejects(folder: Path, store: Store, row: dict[str, Any], name: str) -> None:
    with store.read() as c:
        found = batches.rejects(c, row["id"], seen=CLEAR)
    place = folder / QUARANTINE / str(row["id"])
    reports.write_rejects(place, name, row["rows"], json.loads(row["header"] or "[]"), found)


def clear_inbox(store: Store, row: dict[str, Any], *, lingered: bool = False) -> None:
    """Remove the original from the inbox, unless it must linger there for a writer.

    Args:
        store: of the desk.
        row: of the ledger.
        lingered: it has lain there long enough.
    """
    if not row["source"]:
        return
    original = source(row["source"])
    if original.linger and not lingered and original.there():
        return
    original.remove()
    with store.change() as c:
        batches.keep(c, row["id"], source="")
