"""Anchors: where the log's chain ends, as a line of text for places that csdesk cannot reach.

One form for all of them, so that a journal, a file, a report and the manifest of a backup can each
be held against the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from csdesk.model.audit import ChainHead

# Markdown has a sign before each "=".
_FORM = re.compile(r"\bseq\\?=([0-9]{1,18}) hash\\?=([0-9a-f]{64})\b")


def anchor(head: ChainHead) -> str:
    """``seq=2040 hash=9f…``."""
    return f"seq={head.seq} hash={head.hash}"


def anchors(lines: Iterable[str]) -> tuple[ChainHead, ...]:
    """All anchors that stand anywhere in some lines, each once, the earliest step first."""
    found = {ChainHead(int(seq), digest) for line in lines for seq, digest in _FORM.findall(line)}
    return tuple(sorted(found, key=lambda each: (each.seq, each.hash)))
