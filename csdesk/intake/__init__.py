"""Reads export files, loads them into the store, and watches the inbox (design §3)."""

from __future__ import annotations

from csdesk.intake.locks import session_presence
from csdesk.intake.starting import ensure_importer

__all__ = ["ensure_importer", "session_presence"]
