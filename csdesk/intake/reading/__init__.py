"""Reads an export file: which kind it is, and its rows as drafts (design §3).

``open_export(path, settings)`` gives an ``Export`` with the file's profile, header and records, or
raises ``Unreadable`` with the sentence for quarantine.
"""

from csdesk.intake.reading.catalogue import packaged, profile_by_id, profiles
from csdesk.intake.reading.errors import BadCell, BadRow, Unreadable
from csdesk.intake.reading.export import Export, ItemDraft
from csdesk.intake.reading.opening import open_export
from csdesk.intake.reading.profile import Profile

__all__ = [
    "BadCell",
    "BadRow",
    "Export",
    "ItemDraft",
    "Profile",
    "Unreadable",
    "open_export",
    "packaged",
    "profile_by_id",
    "profiles",
]
