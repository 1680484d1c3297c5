"""The message catalogue: what the source says, merged with the Chinese, and compiled.

``python -m tests.house.catalogue`` (``make words``) rewrites ``csdesk.po`` and ``csdesk.mo``:
new messages come in untranslated, messages that nobody says any more go, the order is
alphabetical, so that two people's additions merge.
"""

from __future__ import annotations

import io
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.house.rooms import PACKAGE

PO = PACKAGE / "locale" / "zh" / "LC_MESSAGES" / "csdesk.po"
MO = PO.with_suffix(".mo")

SPOKEN_BY = (
    "DeskError", "Refused", "NeedsYes", "NotFound", "Conflict", "NotAllowed", "StoreUnusable",
    "NotUnderstood", "tell", "Unreadable", "BadCell", "Damaged", "DiskFull", "DiskRefuses",
    "ReadOnly", "Replaced", "NewerStore",
)  # fmt: skip
"""Calls, besides gettext's own, whose first argument is a message."""

KEYWORDS: dict[str, Any] = {**DEFAULT_KEYWORDS, **dict.fromkeys(SPOKEN_BY)}


def extracted() -> Catalog:
    """Every message of the source, untranslated."""
    catalogue = Catalog()
    for file, _, message, notes, _ in extract_from_dir(
        PACKAGE, [("**.py", "python")], keywords=KEYWORDS, comment_tags=["In translations"]
    ):
        del file
        catalogue.add(message, auto_comments=notes)
    return catalogue


def translated() -> Catalog:
    """The Chinese catalogue as it lies in the package."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh", domain="csdesk", abort_invalid=True)


def merged() -> Catalog:
    """The messages of the source with the Chinese that is there for them."""
    chinese = translated()
    catalogue = Catalog(
        locale="zh",
        domain="csdesk",
        project="csdesk",
        fuzzy=False,
        header_comment="# The Chinese of csdesk: add your messages anywhere, `make words` sorts.",
        creation_date=chinese.creation_date,
        revision_date=chinese.revision_date,
        last_translator="csdesk contributors",
        language_team="zh",
    )
    for message in extracted():
        if message.id:
            known = chinese.get(message.id)
            catalogue.add(
                message.id,
                known.string if known else None,
                auto_comments=message.auto_comments,
                user_comments=known.user_comments if known else [],
            )
    return catalogue


def po_bytes(catalogue: Catalog) -> bytes:
    """``catalogue`` as csdesk.po, sorted, without line numbers."""
    file = io.BytesIO()
    write_po(file, catalogue, width=100, sort_output=True, no_location=True, ignore_obsolete=True)
    return file.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """``catalogue`` compiled."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


if __name__ == "__main__":
    PO.write_bytes(po_bytes(merged()))
    MO.write_bytes(mo_bytes(translated()))
    untranslated = [message.id for message in translated() if message.id and not message.string]
    print(f"{PO.name}: {len(translated())} messages, {len(untranslated)} without Chinese")
    for message_id in untranslated:
        print(f"  {message_id!r}")
