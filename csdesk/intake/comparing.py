"""Remarks are held against the marketplace's when orders have come; no file fails by that."""

from __future__ import annotations

from csdesk.faults import note_fault
from csdesk.model.desk import Actor
from csdesk.model.errors import DeskError
from csdesk.model.settings import DeskSettings
from csdesk.services.mirror import Mirror
from csdesk.store.engine import Store


def compare_remarks(store: Store, settings: DeskSettings, actor: Actor) -> None:
    """Count what differs, where nobody has since an import ended.

    A fault of csdesk's is noted, and whoever imports next tries again.

    Args:
        store: of the desk.
        settings: its settings.
        actor: who imports.

    Raises:
        StoreUnusable: the store does not take it.
    """
    check = Mirror(store, settings, actor)
    try:
        if check.counted() is None:
            check.count()
    except (DeskError, OSError):
        raise
    except Exception as fault:
        note_fault(fault)
