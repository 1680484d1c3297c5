"""What is said of Amazon cases, on screens and on the command line (W31)."""

from __future__ import annotations

from datetime import datetime

from csdesk.model.amazon import Checked, Deadline, Finding, Gravity, MomentSource
from csdesk.vocabulary.steps import AMAZON
from csdesk.words import N_, _, age, named, tell, when

QUESTIONS = (
    N_("Is the handling time realistic?"),
    N_("Are messages answered promptly, politely, and so that it helps?"),
    N_("Are goods out of stock again and again?"),
    N_("Do the product pages tell what the goods are like?"),
)
"""What the shop should ask itself before it writes (S76)."""

NO_DEADLINE = N_("no deadline told: neither the notice nor the manual names one")


def moment_words(each: Deadline, zone: str, now: datetime) -> str:
    """What is by when: ``answer Amazon by 2026-11-25 09:00 (in 2 days)``.

    Args:
        each: a moment of a case.
        zone: of the desk.
        now: aware.
    """
    told = f"{named(each.kind)} {when(each.at, zone)} ({age(each.at, now)})"
    return f"{told} " + _("OVERDUE") if each.is_overdue(now) else told


def source_words(each: Deadline) -> str:
    """Who says so: ``the notice: 72h``; stored text, as it was typed."""
    between = " " if each.source is MomentSource.PERSON else ": "
    if each.source is MomentSource.MANUAL:
        return f"{named(each.source)} ({each.words})"
    return f"{named(each.source)}{between}{each.words}"


def finding_words(each: Finding) -> str:
    """A finding with its number: ``05 Root cause 1 blames others ...``."""
    return f"{each.fault.number:02} {tell(each.message, each.facts)}"


def check_words(checked: Checked) -> str:
    """How a plan stands: ``missing 4, read again 2``; or that nothing was found."""
    if not checked.findings:
        return _("nothing missing")
    counts = ((Gravity.MISSING, checked.missing), (Gravity.LOOK, checked.looks))
    return ", ".join(f"{named(gravity)} {n}" for gravity, n in counts if n)


def step_words(kind: str) -> str:
    """What people call a step of a case."""
    return _(AMAZON[kind]) if kind in AMAZON else kind
