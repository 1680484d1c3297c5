"""What is asked, drawn: the rows of the inboxes, of my queue and of the board (W33, I9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from csdesk.model.status import RemarkState, Tab
from csdesk.plain import plain
from csdesk.ui.signs import BAD, GOOD, INFO, WARN, sign
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import LABEL, Fact, flow, paragraph
from csdesk.words import _, age, lasting, money, named, when

if TYPE_CHECKING:
    from csdesk.model.asks import Ask, Call
    from csdesk.model.remarks import Answer, Remark

MOST_TEXT = 3
"""Lines of a text that a row shows; the order shows it whole."""


def ask_entries(asks: Iterable[Ask], *, board: bool = False) -> list[Entry]:
    """Rows of things that are asked.

    Args:
        asks: in their order.
        board: say whom each waits on, for lists over departments.
    """
    now = datetime.now(UTC)
    return [Entry(f"ask {each.remark.id}", partial(_ask, each, now, board)) for each in asks]


def _ask(ask: Ask, now: datetime, board: bool, width: int) -> list[Content]:
    remark, order = ask.remark, ask.order
    state = sign(remark.state)
    waits_on = named(ask.waits_on) if ask.waits_on else remark.author
    facts = [
        Fact("", _("HOLD") if ask.is_hold else "", f"bold {BAD}"),
        Fact("", f"[{state.letter}] {named(remark.state)}", state.style),
        Fact("", ask.order_no, "bold"),
        Fact("", _since(ask, now)),
        Fact(_("waits on"), waits_on if board else "", f"bold {WARN}"),
        Fact(_("asked by"), remark.author),
        Fact("", "" if order else _("not imported"), WARN),
    ]
    if order:
        facts.append(Fact("", order.name))
        if remark.tab is Tab.FINANCE:
            facts.append(Fact("", money(order.total, order.currency)))
            facts.append(Fact("", named(order.payment_status)))
        else:
            facts.append(Fact("", "" if ask.is_hold else named(order.order_status)))
            flag = sign(order.flag)
            facts.append(Fact(_("flag"), f"[{flag.letter}]" if order.flag else "", flag.style))
        facts.append(Fact("", _("[black]") if order.blacklisted else "", BAD))
    lines = flow(facts, width)
    lines += paragraph(" ", remark.text, width, most=MOST_TEXT)
    if ask.said_last:
        lines += answer_lines(ask.said_last, width, most=MOST_TEXT)
    return lines


def _since(ask: Ask, now: datetime) -> str:
    waits = ask.waits_on or ask.remark.state is RemarkState.QUERY  # a question back waits on asker
    return waiting(ask.since, now) if waits else age(ask.since, now)


def waiting(since: datetime, now: datetime) -> str:
    """How long somebody has been waiting."""
    return _("waiting {time}").format(time=lasting(since, now))


def answer_lines(answer: Answer, width: int, *, most: int) -> list[Content]:
    """One answer under its remark: who says what, with the state that it made."""
    letter, style = sign(answer.state)
    label = f"  -> [{letter}] {plain(answer.author)}:"
    return paragraph(label, answer.text, width, style=style, most=most)


def moves(remark: Remark, width: int, zone: str) -> list[Content]:
    """How a remark went on: each move with words, and how long it stands as it stands now."""
    lines: list[Content] = []
    for each in remark.answers:
        if each.text:
            lines += answer_lines(each, width, most=40)
    last = remark.answers[-1] if remark.answers else None
    if last is not None and remark.state is not RemarkState.ASKED:
        told = f"  {named(last.state)} {plain(last.author)} {when(last.at, zone)}"
        lines += paragraph("", told, width, style=LABEL)
    return lines


def call_entries(calls: Sequence[Call]) -> list[Entry]:
    """Rows of where somebody is called, or has an answer to read (F32)."""
    now = datetime.now(UTC)
    return [
        Entry(f"call {each.ask.remark.id} {n}", partial(_call, each, now))
        for n, each in enumerate(calls)
    ]


def _call(call: Call, now: datetime, width: int) -> list[Content]:
    kind = _("answer") if call.is_answer else _("@ you are called")
    head = flow(
        [
            Fact("", kind, GOOD if call.is_answer else INFO),
            Fact("", call.ask.order_no, "bold"),
            Fact("", call.author),
            Fact("", age(call.at, now)),
            Fact("", named(call.ask.remark.tab)),
        ],
        width,
    )
    text = call.text or call.ask.remark.text
    return [*head, *paragraph(" ", text, width, most=MOST_TEXT)]


def heading(title: str, count: int, note: str = "") -> Content:
    """A heading with its count."""
    return Content.assemble((f" {title} ", "bold"), (f"{count}", "bold"), (f"  {note}", LABEL))


def section(key: str, title: str, count: int) -> Entry:
    """A heading among the rows."""
    return Entry(f"section {key}", lambda width: [heading(title, count).truncate(width)])
