"""Whether the marketplace's own remark says what ours say (S26, F29, I3).

Both sides are made comparable (width, case, blanks and punctuation away). Ours stands there where
all its lines are contained; where something near it stands there, it is different; else missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from csdesk.model.mirror import MirrorFault, Mismatch
from csdesk.model.remarks import Remark
from csdesk.model.status import Tab
from csdesk.rules.folding import fold

ALIKE = 0.45
"""Share of common neighbouring letters from which two texts mean the same thing, said otherwise."""

TELLING = 3
"""Letters of ours that explain a longer part: who wrote it and when often stands behind."""

SEPARATOR = "；"
"""Between the parts of what is to be pasted: a marketplace's box has one line."""

_not_letter = re.compile(r"[\W_]+").sub
_parts_of = re.compile(r"[\n;；。|]+").split


def comparable(text: str) -> str:
    """A text as it is compared."""
    return _not_letter("", fold(text))


def stands_in(ours: str, market: str) -> bool:
    """Whether every line of our remark stands in the marketplace's remark."""
    there = comparable(market)
    lines = [comparable(line) for line in ours.split("\n")]
    return any(lines) and all(line in there for line in lines)


def alike(one: str, other: str) -> float:
    """How much two comparable texts have in common, 0 to 1 (neighbouring letters, Dice)."""
    if one == other:
        return 1.0
    first, second = ({t[n : n + 2] for n in range(len(t) - 1)} for t in (one, other))
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def ought_to_stand(remark: Remark) -> bool:
    """Whether a remark belongs into the marketplace: one for shipping, or one said to be there."""
    return remark.in_market or remark.tab is Tab.SHIPPING


def compare(market: str, remarks: Sequence[Remark]) -> tuple[Mismatch, ...]:
    """What stands on one side only, or otherwise.

    Args:
        market: the marketplace's own remark.
        remarks: all of the order, oldest first; those that need not stand there explain what
            stands there.
    """
    parts = [part.strip() for part in _parts_of(market) if part.strip()]
    found: list[Mismatch] = []
    for each in remarks:
        if not ought_to_stand(each) or not comparable(each.text) or stands_in(each.text, market):
            continue
        ours = comparable(each.text)
        near = max(parts, key=lambda part: alike(ours, comparable(part)), default="")
        if near and alike(ours, comparable(near)) >= ALIKE:
            found.append(Mismatch(MirrorFault.DIFFERENT, each.text, near, each.id))
        else:
            found.append(Mismatch(MirrorFault.MISSING, each.text, "", each.id))
    known = [comparable(line) for each in remarks for line in (each.text, *each.text.split("\n"))]
    for part in parts:
        if not _explained(comparable(part), [each for each in known if each]):
            found.append(Mismatch(MirrorFault.ONLY_THERE, "", part))
    return tuple(found)


def _explained(part: str, known: Sequence[str]) -> bool:
    return not part or any(
        part in each
        or (each in part and (len(each) >= TELLING or 2 * len(each) >= len(part)))
        or alike(part, each) >= ALIKE
        for each in known
    )


def pasted(market: str, remarks: Sequence[Remark]) -> str:
    """What the marketplace's remark should say: what only it says, then what ours say.

    Args:
        market: its remark now.
        remarks: all of the order.
    """
    alone = [
        each.theirs for each in compare(market, remarks) if each.fault is MirrorFault.ONLY_THERE
    ]
    ours = [" ".join(each.text.split()) for each in remarks if ought_to_stand(each)]
    return SEPARATOR.join(dict.fromkeys(filter(None, (*alone, *ours))))
