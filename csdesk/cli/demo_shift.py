"""What colleagues did on a sample desk before it is opened, done through the real services."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from csdesk.cli.opening import open_desk
from csdesk.intake.by_hand import take_in
from csdesk.model.amazon import EvidenceKind, NoticeKind, Section
from csdesk.model.cases import CaseKind, CaseLine, Rating
from csdesk.model.desk import Actor
from csdesk.model.handover import NewItem, Urgency
from csdesk.model.intake import Value
from csdesk.model.promises import PromiseKind
from csdesk.model.requests import RequestKind
from csdesk.model.roles import Action
from csdesk.model.roster import SwapState
from csdesk.model.settings import DeskSettings
from csdesk.model.status import OrderStatus, Tab
from csdesk.sample import shift
from csdesk.sample.demo import (
    worked_orders,
    write_demo_stock,
    write_pair_again,
    write_worked_pair,
)
from csdesk.sample.notices import NOTICES
from csdesk.sample.shift import Colleague, Handed
from csdesk.services.acting import Acting
from csdesk.services.desk import Desk
from csdesk.store.changing import Rewrite
from csdesk.words import when


def work_a_shift(folder: Path, settings: DeskSettings, now: datetime) -> None:
    """Take yesterday morning's orders in, work on them, and put their next download into inbox/.

    Afterwards there are approved and held orders, remarks of several people in all tabs, some
    that wait for their order, and a blacklisted customer; and as soon as the importer comes,
    conflicts.

    Args:
        folder: of a new desk, on which nobody imports yet.
        settings: its settings.
        now: aware.
    """
    numbers = [order.number for order in worked_orders(now)]
    with ExitStack() as closing:
        own = open_desk(folder, settings, joins=True)
        closing.callback(own.close)
        for each in shift.COLLEAGUES:
            own.people.add(each.login, each.name, [each.role])

        @cache
        def desk_of(who: Colleague) -> Desk:
            actor = Actor(who.login, who.name, who.login[:4].upper(), frozenset({who.role}),
                          who.shift)  # fmt: skip
            desk = Desk(folder, settings, actor)
            closing.callback(desk.close)
            return desk

        today = now.astimezone(ZoneInfo(settings.zone)).date()
        yesterday = (today - timedelta(days=1)).isoformat()
        desk = desk_of(shift.LI)
        desk.shifts.open("early", day=yesterday)
        desk_of(shift.CHEN).shifts.join("early")
        desk_of(shift.HAN).shifts.join("late")
        with tempfile.TemporaryDirectory(dir=folder) as place:
            pair = write_worked_pair(Path(place), now)
            for batch in take_in(folder, desk.store, settings, desk.actor, pair):
                desk.imports.accept(batch.id)
            stock = write_demo_stock(Path(place), now)
            take_in(folder, desk.store, settings, desk.actor, stock)
        _work(desk_of, numbers)
        nth, who, day, answer, pieces = shift.CALLED
        sku = worked_orders(now)[nth].lines[0].item.sku
        desk_of(who).purchasing.call([sku], day, answer, quantity=pieces)
        _hand_over(desk_of, numbers, yesterday)
        _plan(desk_of, today)
        desk.shifts.open("early", day=today.isoformat())
    write_pair_again(folder / "inbox", now)


def _plan(desk_of: Callable[[Colleague], Desk], today: date) -> None:
    """The roster of this week and the next, a swap that waits for a lead, and a notice."""
    monday = today - timedelta(days=today.weekday())
    days = [(monday + timedelta(days=n)).isoformat() for n in range(14)]
    rows = [[each.login, *weeks.split(), *weeks.split()] for each, weeks in shift.ROSTER]
    desk_of(shift.CHEN).roster.take([["login", *days], *rows])
    who, given, peer, back, why = shift.SWAP
    next_week = monday + timedelta(days=7)
    asked = desk_of(who).swaps.ask(
        next_week + timedelta(days=given), peer.login, next_week + timedelta(days=back), why
    )
    desk_of(peer).swaps.move(asked.id, SwapState.ACCEPTED)
    writer, text, whom = shift.NOTICE
    desk_of(writer).notices.send(text, [whom])


def _work(desk_of: Callable[[Colleague], Desk], numbers: list[str]) -> None:
    for place, who, column, value in shift.EDITS:
        desk_of(who).editing.set(numbers[place], column, value)
    for place, who, colour in shift.FLAGS:
        desk_of(who).editing.set(numbers[place], "flag", colour)
    approved: dict[str, Value] = {
        "order_status": OrderStatus.APPROVED.value, "approved_at": int(time.time()),
    }  # fmt: skip
    _review(
        desk_of(shift.LI), "order.approve", [numbers[each] for each in shift.APPROVED], approved
    )
    for place, who, why in shift.HELD:
        held: dict[str, Value] = {"order_status": OrderStatus.HELD.value, "hold_reason": why}
        _review(desk_of(who), "order.hold", [numbers[place]], held)
    place, who, reason, evidence = shift.BLACKLISTED
    desk_of(who).blacklist.add(numbers[place], reason, evidence=evidence)
    for place, who, tab, text in shift.REMARKS:
        desk_of(who).remarks.add(numbers[place], Tab(tab), text)
    for number, who, tab, text in shift.WAITING:
        desk_of(who).remarks.add(number, Tab(tab), text)
    place, who, why = shift.STOPPED
    desk_of(who).gate.hold(numbers[place], why)
    for place, who, by, text in shift.PROMISED:
        desk_of(who).promises.make(numbers[place], PromiseKind.SHIP, by, text)
    for place, who, kind, why in shift.REQUESTS:
        desk_of(who).requests.ask(numbers[place], RequestKind(kind), why)
    for place, who, kind, fen, why, told in shift.CASES:
        lines = [CaseLine(0, 0, fen)] if fen else []
        rating = Rating.NONE if fen else Rating.NEUTRAL
        desk_of(who).cases.open(
            numbers[place], CaseKind(kind), why, lines, rating=rating, told=told
        )
    _answer_amazon(desk_of)


def _answer_amazon(desk_of: Callable[[Colleague], Desk]) -> None:
    """Put Amazon's notices in and write their plans; one is sent too early."""
    for each in NOTICES:
        desk = desk_of(each.who)
        case_id = desk.amazon.open(
            NoticeKind(each.kind), each.text, received=_ago(desk, each.hours), due=each.due,
            account=each.account, reference=each.reference,
        ).id  # fmt: skip
        for entry in each.plan:
            desk.amazon.write(
                case_id, Section(entry.section), entry.text, day=entry.day, owner=entry.owner
            )
        for proof in each.proofs:
            desk.amazon.attach(
                case_id, EvidenceKind(proof.kind), proof.title, about=proof.about, day="today"
            )
        if each.sent:
            desk.submissions.submit(case_id, _ago(desk, each.sent), yes=True)


def _ago(desk: Desk, hours: int) -> str:
    """So many hours ago, as a person types it."""
    return when(datetime.now(UTC) - timedelta(hours=hours), desk.settings.zone)


def _hand_over(desk_of: Callable[[Colleague], Desk], numbers: list[str], yesterday: str) -> None:
    """The early shift of yesterday gives to the late one, which signs, works and gives in turn."""
    early, late = desk_of(shift.LI), desk_of(shift.HAN)
    for ready in early.downloads.ready():
        early.downloads.download(ready.batch_id)
    carried = _write_down(desk_of, numbers, shift.CARRIED)
    early.shift_reports.close()
    late.shifts.open("late", day=yesterday)
    late.receiving.acknowledge(carried, shift.READ_BACK)
    late.shift_reports.sign()
    for each in shift.HANDED:
        _write_down(desk_of, numbers, each)
    late.shift_reports.close()


def _write_down(
    desk_of: Callable[[Colleague], Desk], numbers: list[str], each: Handed
) -> int:  # fmt: skip
    new = NewItem(Urgency(each.urgency), each.summary, numbers[each.order], action=each.action,
                  due=each.due, what_if=each.what_if)  # fmt: skip
    return desk_of(each.who).handover.add(new).id


def _review(desk: Desk, kind: str, numbers: Iterable[str], values: dict[str, Value]) -> None:
    with Acting(desk.store, desk.actor).change(Action.REVIEW) as act:
        act.write(kind, [Rewrite(act.order(number), values) for number in numbers])
