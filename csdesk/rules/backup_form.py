"""What backups are called, and the manifest beside each as JSON."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from csdesk.model.audit import ChainHead
from csdesk.model.backups import Manifest, Why
from csdesk.rules.anchors import anchor

FORM = 1
"""Of the document; whoever reads one that is newer takes what they know of it."""

_name = re.compile(r"desk-[0-9]{8}T[0-9]{6}Z\.db").fullmatch


def backup_name(at: datetime) -> str:
    """``desk-20261122T190000Z.db``; names in their order are backups in theirs."""
    return f"desk-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.db"


def is_backup_name(name: str) -> bool:
    """Whether a file of a backup folder is a backup, going by its name."""
    return bool(_name(name))


def manifest_text(manifest: Manifest) -> str:
    """The manifest as JSON; ``anchor`` is the head in the form of every other anchor."""
    told: dict[str, Any] = {
        "form": FORM,
        **asdict(manifest),
        "made_at": manifest.made_at.astimezone(UTC).isoformat(),
        "why": manifest.why.value,
        "anchor": anchor(manifest.head),
    }
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_manifest(text: str) -> Manifest:
    """The manifest that stands in a text of ``manifest_text``.

    Raises:
        ValueError: it is none.
    """
    try:
        told = json.loads(text)
        return Manifest(
            made_at=datetime.fromisoformat(told["made_at"]).astimezone(UTC),
            why=Why(told["why"]),
            csdesk=str(told["csdesk"]),
            schema=int(told["schema"]),
            size=int(told["size"]),
            sha256=str(told["sha256"]),
            rows={str(name): int(count) for name, count in told["rows"].items()},
            head=ChainHead(int(told["head"]["seq"]), str(told["head"]["hash"])),
            goes_on=bool(told["goes_on"]),
            settings=str(told["settings"]),
        )
    except (LookupError, TypeError, AttributeError) as fault:
        raise ValueError(f"no manifest of a backup: {fault}") from fault
