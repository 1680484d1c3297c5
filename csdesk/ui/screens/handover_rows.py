"""What is handed over, drawn (F46 to F48)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from csdesk.model.handover import (
    THIRD,
    DraftKind,
    Handed,
    HandoverDraft,
    HandoverItem,
    ItemState,
    Owner,
    Proposal,
    Urgency,
)
from csdesk.plain import plain
from csdesk.ui.screens.shift_words import day_and_kind
from csdesk.ui.signs import BAD, GOOD, INFO, MUTED, WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import LABEL, Fact, flow, paragraph
from csdesk.words import _, age, named, ngettext, when, when_short

if TYPE_CHECKING:
    from csdesk.model.settings import ShiftSettings
    from csdesk.model.shifts import Shift

STYLES = {Urgency.CRITICAL: BAD, Urgency.URGENT: WARN, Urgency.ROUTINE: INFO}

MOST_TEXT = 3
"""Lines of a text that a row shows."""


def owner_words(owner: str) -> str:
    """Who is to act, in the language spoken now."""
    return named(Owner(owner)) if owner in set(Owner) else plain(owner)


def item_entries(
    items: Iterable[HandoverItem], zone: str, *, order: bool = True, most: int = MOST_TEXT
) -> list[Entry]:
    """Items as rows.

    Args:
        items: in their order.
        zone: of the desk.
        order: name the order and its customer, for lists over many.
        most: lines of a text.
    """
    now = datetime.now(UTC)
    return [
        Entry(f"item {each.id}", partial(item_lines, each, now, zone, order=order, most=most))
        for each in items
    ]


def item_lines(
    each: HandoverItem, now: datetime, zone: str, width: int, *, order: bool, most: int = MOST_TEXT
) -> list[Content]:
    """One item: how urgent, about what, by when, how old, what to do, what if, who knows of it."""
    style = STYLES[each.urgency]
    head = flow(
        [
            Fact("", f"[{named(each.urgency)}]", f"bold {style}"),
            *(_about(each.order_no, each.order.name if each.order else "") if order else ()),
            Fact("", each.topic, "bold"),
            Fact("", "" if each.state is ItemState.OPEN else _settled(each), GOOD),
            _due(each, now, zone),
            *_carried(each),
            Fact(_("from"), each.author),
            Fact("", age(each.at, now)),
            *_known_to(each, zone, now),
        ],
        width,
    )
    if each.age_shifts > 1:
        head += paragraph("  " + _("known to:"), _history(each, zone, now), width, most=2)
    lines = head + paragraph(" ", each.summary, width, most=most)
    who = f"  -> {owner_words(each.owner)}:" if each.action else "  ->"
    lines += paragraph(who, each.action or owner_words(each.owner), width, style=INFO, most=most)
    if each.what_if:
        lines += paragraph("  " + _("if not:"), each.what_if, width, most=most)
    read_back = each.receipts[-1].read_back if each.acknowledged else ""
    if read_back:
        lines += paragraph("  " + _("read back:"), read_back, width, style=GOOD, most=most)
    return lines


def _settled(each: HandoverItem) -> str:
    return f"{named(each.state)} {plain(each.settled_by)}"


def _about(number: str, name: str) -> tuple[Fact, ...]:
    return Fact("", number, "bold"), Fact("", name)


def _due(each: HandoverItem, now: datetime, zone: str) -> Fact:
    text = f"{when_short(each.due, zone, now)} ({age(each.due, now)})"
    return Fact(_("due by"), text, BAD if each.due <= now else "")


def _carried(each: HandoverItem) -> list[Fact]:
    """How often it was handed on; the third time it is the lead's, too."""
    times = each.age_shifts
    if times < 2:
        return []
    text = _("handed on {n} times").format(n=times)
    if each.for_lead:
        text += ", " + _("for the lead")
    return [Fact("", text, f"bold {BAD}" if times >= THIRD else WARN)]


def _known_to(each: HandoverItem, zone: str, now: datetime) -> list[Fact]:
    last = each.receipts[-1] if each.receipts else None
    if each.known_before:
        text = _("changed since {who} acknowledged it").format(who=plain(each.known_before))
        return [Fact("", text, WARN)]
    if last is None or last.received_at is None or each.age_shifts > 1:
        return []  # the line of its history tells
    at = when_short(last.received_at, zone, now)
    return [Fact(_("acknowledged by"), f"{plain(last.received_by)} {at}", GOOD)]


def _history(each: HandoverItem, zone: str, now: datetime) -> str:
    """Who of each shift that received it knew of it: ``1 韩梅梅 11-21 16:40, 2 -``."""
    return ", ".join(
        f"{one.nth} {one.received_by} {when_short(one.received_at, zone, now)}"
        if one.received_at is not None
        else f"{one.nth} -"
        for one in each.receipts
    )


def proposal_entries(proposals: Iterable[Proposal], zone: str) -> list[Entry]:
    """What the desk proposes, as rows."""
    now = datetime.now(UTC)
    return [
        Entry(f"proposal {each.origin} {each.source_id}", partial(proposal_lines, each, now, zone))
        for each in proposals
    ]


def proposal_lines(each: Proposal, now: datetime, zone: str, width: int) -> list[Content]:
    """One proposal: why, about what, since when; whether the order is handed over already."""
    others = ngettext(
        "{n} item of this order is there already", "{n} items of this order are there already",
        each.others,
    ).format(n=each.others)  # fmt: skip
    head = flow(
        [
            Fact("", f"[{named(each.origin)}]", STYLES[each.urgency]),
            *_about(each.order_no, each.order.name if each.order else ""),
            Fact(_("since"), f"{when_short(each.since, zone, now)} ({age(each.since, now)})"),
            Fact("", others if each.others else "", WARN),
        ],
        width,
    )
    who = f" -> {owner_words(each.owner)}:"
    return head + paragraph(who, each.summary, width, most=2)


def handed_heading(handed: Handed, settings: ShiftSettings, zone: str, width: int) -> Content:
    """From whom it comes and how far it is received; who is on; whether orders are reviewed."""
    width = max(2, width - 1)
    lines = _giver(handed, settings, zone, width)
    lines += paragraph("", _on(handed.on, settings, zone), width, style=LABEL, most=2)
    if handed.critical:
        count = len(handed.critical)
        if handed.override is None:
            text = ngettext(
                "{n} critical item waits: orders are reviewed once it is acknowledged.",
                "{n} critical items wait: orders are reviewed once they are acknowledged.", count,
            ).format(n=count)  # fmt: skip
            style = f"bold {BAD}"
        else:
            text = _("{n} critical wait. {who} lets orders be reviewed all the same: {reason}")
            text = text.format(n=count, who=handed.override.name, reason=handed.override.reason)
            style = WARN
        lines += paragraph("", text, width, style=style, most=3)
    return Content("\n").join(Content(" ") + each for each in lines)


def _giver(handed: Handed, settings: ShiftSettings, zone: str, width: int) -> list[Content]:
    giver = handed.giver
    if giver is None:
        return flow([Fact("", _("No shift has handed over yet."), "bold")], width)
    text = _("From {shift}, {who} {time}:").format(
        shift=day_and_kind(giver, settings), who=plain(giver.closed_by),
        time=when(giver.cutoff_at, zone),
    )  # fmt: skip
    counted = _("{n} of {all} acknowledged").format(n=handed.acknowledged, all=len(handed.items))
    style = GOOD if handed.acknowledged == len(handed.items) else WARN
    added = ngettext("{n} comment added", "{n} comments added", handed.notes)
    return flow(
        [
            Fact("", text, "bold"),
            Fact("", counted, f"bold {style}"),
            Fact("", f"+ {added.format(n=handed.notes)}" if handed.notes else "", WARN),
        ],
        width,
    )


def _on(on: Shift | None, settings: ShiftSettings, zone: str) -> str:
    if on is None:
        return _("No shift is on.")
    return _("On: {shift} since {time}, {people}").format(
        shift=day_and_kind(on, settings), time=when(on.opened_at, zone),
        people=", ".join(each.name for each in on.here) or "-",
    )  # fmt: skip


def report_entries(shifts: Iterable[Shift], settings: ShiftSettings, zone: str) -> list[Entry]:
    """Closed shifts as rows that open their reports."""
    return [
        Entry(f"shift {each.id}", partial(_report_line, each, settings, zone)) for each in shifts
    ]


def _report_line(each: Shift, settings: ShiftSettings, zone: str, width: int) -> list[Content]:
    signed = ", ".join(f"{named(s.side)} {plain(s.name)}" for s in each.signatures)
    return flow(
        [
            Fact(_("Report"), day_and_kind(each, settings), "bold"),
            Fact("", when(each.cutoff_at, zone)),
            Fact("", named(each.state), MUTED),
            Fact(_("signed"), signed),
        ],
        width,
    )


def draft_lines(draft: HandoverDraft, zone: str, width: int) -> list[Content]:
    """What somebody typed for the hand-over and did not send: what it is for, and the words."""
    read_back, item = draft.kind is DraftKind.READ_BACK, draft.item
    kind = _("read-back") if read_back else _("correction") if draft.item_id else ""
    if draft.kind is DraftKind.NOTICE:
        head = [
            Fact("", _("notice"), WARN), Fact(_("for"), draft.words.get("to", ""), "bold"),
            Fact("", when(draft.at, zone)),
        ]  # fmt: skip
        text = draft.words.get("text", "")
        return [*flow(head, width), *paragraph("", text, width, most=MOST_TEXT)]
    about = (item.order_no or item.topic) if item else draft.about
    facts = [
        Fact("", _("for the next shift"), WARN), Fact("", about, "bold"),
        Fact("", when(draft.at, zone)), Fact("", kind),
        Fact("", "" if draft.fits else _("settled meanwhile"), WARN),
    ]  # fmt: skip
    urgency = draft.words.get("urgency", "")
    told = [text for name, text in draft.words.items() if name != "urgency" and text.strip()]
    if urgency in list(Urgency):
        facts.insert(1, Fact("", named(Urgency(urgency)), STYLES[Urgency(urgency)]))
    return [*flow(facts, width), *paragraph("", "; ".join(told), width, most=MOST_TEXT)]
