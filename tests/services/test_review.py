"""The review gate on real imports: queue, decisions, marked tables, and who may decide."""

from __future__ import annotations

import csv
import hashlib
import multiprocessing

import openpyxl
import pytest
from sqlalchemy import select, update

from csdesk.model.bulk import BulkAction
from csdesk.model.errors import Conflict, DeskError, NotAllowed, NotFound, Refused
from csdesk.model.review import Outcome
from csdesk.model.settings import Check, DeskSettings, ReviewSettings, Weight
from csdesk.model.status import Tab
from csdesk.sample.records import State
from csdesk.services.blacklist import Blacklist
from csdesk.services.bulk import Bulk
from csdesk.services.desk import Desk
from csdesk.services.gate import Gate
from csdesk.services.undo import Undo
from csdesk.store import columns, index
from tests.hostile import PAYLOADS
from tests.intake.desks import (
    AGENT,
    changed_cells,
    make_desk,
    order,
    rows,
    sample,
    take,
    write_pair,
)
from tests.services.desks import person


def paid(count, seed, days=2):
    """Paid orders of as many buyers."""
    made = (each for each in sample(120, seed, days=days) if each.state is State.PAID)
    return list({each.buyer.account: each for each in made}.values())[:count]


PAID = paid(12, 11)
BAD, FINE = PAID[0], PAID[1]


@pytest.fixture
def desk(tmp_path):
    """Twelve paid orders; of one the address lacks its district, row 2 of the order report."""
    desk = make_desk(tmp_path / "desk")
    paths = write_pair(tmp_path / "x", PAID, "2026-11-22-1.csv", "2026-11-22-2.csv")
    changed_cells(paths[0], {BAD.number: {"收货地址": "浙江省 杭州市 文三路 1 号(310012)"}})
    take(desk, *paths)
    yield desk
    desk.close()


def number(desk, sample_order):
    return order(desk, sample_order.number)["order_no"]


def status(desk, sample_order):
    return order(desk, sample_order.number)["order_status"]


def test_the_queue_has_every_paid_order_once_the_oldest_first(desk):
    queue = [each.order_no for each in desk.review.queue()]
    placed = {row["order_no"]: row["id"] for row in rows(desk, "orders")}
    assert queue == sorted(placed, key=placed.__getitem__)
    newest = [each.order_no for each in desk.review.queue(newest_first=True)]
    assert newest == queue[::-1]
    counts = desk.review.counts()
    assert (counts.waiting, counts.clean, counts.problems) == (12, 11, 1)


def test_a_check_says_which_cell_of_which_row_of_which_file_it_judged(desk):
    (failed,) = desk.review.check(BAD.number).failed
    (cell,) = failed.cells
    assert failed.check is Check.ADDRESS
    assert (cell.file, cell.row, cell.column) == ("2026-11-22-1.csv", 2, "收货地址")
    assert cell.value == "***", "a buyer's cell is masked"
    item = next(c for c in desk.review.check(FINE.number).checks if c.check is Check.ITEM)
    assert [cell.value for cell in item.cells] == [line.item.sku for line in FINE.lines]
    assert {cell.file for cell in item.cells} == {"2026-11-22-2.csv"}


def test_the_queue_of_one_import_takes_either_half(desk, tmp_path):
    later = paid(3, 12, days=1)
    take(desk, *write_pair(tmp_path / "y", later, "2026-11-22-11.csv", "2026-11-22-22.csv"))
    batches = {each.file: each.id for each in desk.imports.batches()}
    for half in ("2026-11-22-11.csv", "2026-11-22-22.csv"):
        found = {each.order_no for each in desk.review.queue(batches[half])}
        assert found == {number(desk, each) for each in later}
    with pytest.raises(NotFound):
        list(desk.review.queue(99))


def test_approving_keeps_the_moment_and_the_order_leaves_the_queue(desk):
    card = desk.review.card()
    changed = desk.gate.approve(card.reviewed.order_no, card.reviewed.version)
    assert changed.order_status == "approved"
    approved = desk.orders.order(changed.order_no)
    assert approved.approved_at is not None
    assert approved.version == changed.version
    following = desk.review.card(at=card.place)
    assert following.reviewed.order_no != changed.order_no


def test_an_approval_is_made_against_the_version_seen(desk):
    seen = desk.review.check(FINE.number).version
    desk.gate.hold(FINE.number, "1")
    with pytest.raises(Conflict):
        desk.gate.approve(FINE.number, seen)
    with pytest.raises(Refused, match="does not await review: it is held"):
        desk.gate.approve(FINE.number)


def test_an_approval_sent_twice_is_one(desk):
    seen = desk.review.check(FINE.number).version
    first = desk.gate.approve(FINE.number, seen, "click")
    again = desk.gate.approve(FINE.number, seen, "click")
    assert again == first
    assert [e["kind"] for e in rows(desk, "events")].count("order.approve") == 1


def test_what_is_not_paid_is_not_approved(desk):
    with desk.store.change() as c, index.in_step(c, [order(desk, FINE.number)["id"]]):
        o = columns.orders
        c.execute(update(o).where(o.c.market_no == FINE.number).values(payment_status="unpaid"))
    with pytest.raises(Refused, match="not paid"):
        desk.gate.approve(FINE.number)
    assert number(desk, FINE) not in [each.order_no for each in desk.review.queue()]


def test_approving_in_spite_of_a_failed_check_is_told_in_the_log(desk):
    desk.gate.approve(BAD.number)
    step = desk.log.events(BAD.number)[-1]
    assert step.after["despite"] == ["address"]


# All that are clean


def test_exactly_the_clean_ones_are_approved_and_u_restores_them_all(desk):
    preview = desk.review.preview()
    assert len(preview.ready) == 11
    (skipped,) = preview.skipped
    assert skipped.order_no == number(desk, BAD)
    assert "district" in skipped.reason
    done = desk.bulk.do(BulkAction.APPROVE, preview.ready, client_id="bulk")
    assert len(done.order_nos) == 11
    assert status(desk, BAD) == "awaiting_review"
    assert desk.review.counts().waiting == 1
    assert len(desk.undo.take_back().order_nos) == 11
    assert desk.review.counts().waiting == 12
    assert {row["approved_at"] for row in rows(desk, "orders")} == {None}


def test_what_changed_since_the_preview_is_skipped_and_named(desk):
    preview = desk.review.preview()
    desk.remarks.add(FINE.number, Tab.SHIPPING, "do not ship")
    other = preview.ready[0 if preview.ready[0].order_no != number(desk, FINE) else 1]
    desk.gate.hold(other.order_no, "customer called")
    done = desk.bulk.do(BulkAction.APPROVE, preview.ready)
    assert {each.order_no for each in done.skipped} == {number(desk, FINE), other.order_no}
    assert len(done.order_nos) == 9
    assert status(desk, FINE) == "awaiting_review"


def test_more_than_are_approved_at_once_come_with_the_next(desk):
    preview = desk.review.preview(most=5)
    assert (len(preview.ready), preview.more) == (5, True)
    desk.bulk.do(BulkAction.APPROVE, preview.ready)
    preview = desk.review.preview(most=500)
    assert (len(preview.ready), preview.more) == (6, False)


# Holding


def test_a_problem_order_is_held_marked_in_its_table_and_remarked_with_import_and_row(desk):
    desk.gate.problem(BAD.number, "1")
    assert status(desk, BAD) == "held"
    held = desk.orders.order(BAD.number)
    assert held.hold_reason == ReviewSettings().hold_reasons[0]
    (remark,) = desk.remarks.of(BAD.number)
    batch = next(b.id for b in desk.imports.batches() if b.file == "2026-11-22-1.csv")
    assert remark.tab is Tab.INTERNAL
    assert f"#{batch} 2026-11-22-1.csv 行 row 2" in remark.text
    (path,) = (desk.folder / "exports").glob("*.csv")
    header, row, last = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    assert row[header.index("row")] == "2"
    assert f"for {AGENT.name} ({AGENT.login})" in last[0]
    marked = [cell for cell in row if cell.startswith("【")]
    assert marked == [row[header.index("收货地址 ")]]
    sheet = openpyxl.load_workbook(path.with_suffix(".xlsx")).active
    cell = sheet.cell(2, header.index("收货地址 ") + 1)
    assert cell.value == marked[0]
    assert cell.fill.fgColor.rgb == "00FFC7CE"
    assert {c.data_type for row in sheet.iter_rows() for c in row} <= {"inlineStr", "s", "n"}


def test_a_problem_that_is_taken_back_leaves_the_table_and_strikes_its_remark(desk):
    desk.gate.problem(BAD.number, "1")
    desk.gate.problem(FINE.number, "something else")
    undone = desk.undo.take_back()
    assert undone.order_nos == (number(desk, FINE),)
    assert status(desk, FINE) == "awaiting_review"
    (path,) = (desk.folder / "exports").glob("*.csv")
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 3
    assert desk.remarks.of(FINE.number)[0].text.startswith("【已撤销")


def test_the_table_of_a_file_without_marked_rows_is_no_more(desk):
    desk.gate.problem(BAD.number, "1")
    desk.undo.take_back()
    assert list((desk.folder / "exports").iterdir()) == []


def test_a_marked_table_hides_what_is_not_wrong_and_goes_as_exports_do(desk):
    """Only the cell that is wrong is whole; the files are noted with hash and end."""
    desk.gate.problem(BAD.number, "1")
    (path,) = (desk.folder / "exports").glob("*.csv")
    header, row, _mark = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    cells = dict(zip(header, row, strict=True))
    with desk.store.read() as c:
        o = columns.orders.c
        bad = c.execute(select(o.name, o.phone, o.account, o.address)
                        .where(o.market_no == BAD.number)).one()  # fmt: skip
    for whole in (bad.name, bad.phone, bad.account):
        assert whole
        assert whole not in "".join(row)
    assert bad.address in cells["收货地址 "]
    for _ in range(2):
        desk.gate.problem(FINE.number, "1")
        desk.undo.take_back()
    there = {each.file: each for each in desk.exports.list() if not each.gone}
    files = {each.name: each for each in (desk.folder / "exports").iterdir()}
    assert there.keys() == files.keys()
    for name, each in there.items():
        assert hashlib.sha256(files[name].read_bytes()).hexdigest() == each.sha256
    with desk.store.change() as c:
        c.execute(update(columns.exports).values(until=1))
    assert desk.exports.take_away() == 2
    assert list((desk.folder / "exports").iterdir()) == []
    desk.gate.problem(FINE.number, "1")
    (again,) = (desk.folder / "exports").glob("*.csv")
    assert len(again.read_text(encoding="utf-8-sig").splitlines()) == 4


def test_a_table_that_cannot_be_written_is_told_and_the_decision_stands(desk):
    (desk.folder / "exports").write_text("a file where the folder should be")
    with pytest.raises(Refused, match="What was decided is kept"):
        desk.gate.problem(BAD.number, "1")
    assert status(desk, BAD) == "held"


@pytest.mark.parametrize("first", ["=cmd|'/C calc'!A0", "+1+1", "@SUM(1)", "-2+3"])
def test_no_cell_of_a_marked_table_is_a_formula(tmp_path, first):
    desk = make_desk(tmp_path / "desk")
    paths = write_pair(tmp_path / "x", PAID[:2])
    changed_cells(paths[0], {BAD.number: {"买家留言": first, "收货地址": first}})
    take(desk, *paths)
    desk.gate.problem(BAD.number, first)
    for path in (desk.folder / "exports").glob("*.csv"):
        for row in csv.reader(path.read_text(encoding="utf-8-sig").splitlines()):
            assert not [c for c in row if c[:1] in ("=", "+", "-", "@") and c[:2] != '="']
    for path in (desk.folder / "exports").glob("*.xlsx"):
        for cells in openpyxl.load_workbook(path).active.iter_rows():
            assert not [
                c for c in cells if c.data_type == "f" or str(c.value)[:1] in ("=", "+", "-", "@")
            ]
    desk.close()


def test_held_and_released_an_order_goes_on_where_it_was(desk):
    desk.gate.hold(FINE.number, "3")
    assert desk.gate.release(FINE.number).order_status == "awaiting_review"
    desk.gate.approve(FINE.number)
    desk.gate.hold(FINE.number, "the buyer called")
    assert desk.gate.release(FINE.number).order_status == "approved"
    told = [each.text for each in desk.remarks.of(FINE.number) if each.tab is Tab.SHIPPING]
    assert ["HOLD" in told[0], "go on" in told[1], len(told)] == [True, True, 2]
    with pytest.raises(Refused, match="is not held"):
        desk.gate.release(FINE.number)


def test_the_receipt_has_the_version_that_a_remark_by_itself_left(desk):
    changed = desk.gate.problem(BAD.number, "1")
    assert desk.gate.release(BAD.number, changed.version).order_status == "awaiting_review"


@pytest.mark.parametrize("reason", ["", "  ", "0", "10", "x" * 201])
def test_a_reason_that_is_none_changes_nothing(desk, reason):
    with pytest.raises(Refused):
        desk.gate.hold(FINE.number, reason)
    assert status(desk, FINE) == "awaiting_review"


def test_a_closed_order_is_not_held(desk):
    with desk.store.change() as c:
        o = columns.orders
        c.execute(update(o).where(o.c.market_no == FINE.number).values(order_status="shipped"))
    with pytest.raises(Refused, match="can no longer be held"):
        desk.gate.hold(FINE.number, "1")


# What stands around


def test_a_blacklisted_buyer_and_a_second_open_order_are_no_clean_orders(desk):
    Blacklist(desk.store, desk.settings, AGENT).add(FINE.number, "恶意留差评")
    failed = {each.check for each in desk.review.check(FINE.number).failed}
    assert Check.BLACKLIST in failed
    twin = next(each for each in PAID[2:] if each is not FINE)
    o, one = columns.orders, order(desk, FINE.number)
    same = {name: one[name] for name in ("buyer", "province", "city", "district", "address")}
    with desk.store.change() as c:
        c.execute(update(o).where(o.c.market_no == twin.number).values(same))
    check = next(c for c in desk.review.check(twin.number).failed if c.check is Check.SAME_BUYER)
    assert check.facts == {"numbers": [number(desk, FINE)]}


def test_a_second_import_knows_the_items_of_the_first(desk, tmp_path):
    later = paid(2, 12, days=1)
    paths = write_pair(tmp_path / "y", later, "2026-11-23-1.csv", "2026-11-23-2.csv")
    sold, unknown = FINE.lines[0].item.sku, "ZZZ9ZZ0007-BK-M"
    changed_cells(paths[1], {
        later[0].number: {"外部系统编号": sold, "商家编码": sold},
        later[1].number: {"外部系统编号": unknown, "商家编码": unknown},
    })  # fmt: skip
    take(desk, *paths)
    outcomes = [next(c for c in desk.review.check(each.number).checks if c.check is Check.ITEM)
                for each in later]  # fmt: skip
    assert [each.outcome for each in outcomes] == [Outcome.OK, Outcome.FAILED]


def test_what_desk_toml_turns_off_is_not_checked(desk):
    off = ReviewSettings(weights=dict.fromkeys(Check, Weight.OFF))
    quiet = Desk(desk.folder, DeskSettings(review=off), AGENT)
    assert quiet.review.check(BAD.number).checks == ()
    assert quiet.review.preview().skipped == ()
    quiet.close()


@pytest.mark.parametrize("role", ["finance", "shipping", "purchasing", "market", "viewer", "admin"])
def test_only_agents_and_leads_decide_and_a_refusal_is_logged(desk, role):
    who = person("x", "某某", roles=(role,))
    other = Gate(desk.store, desk.settings, who)
    bulk = Bulk(desk.store, desk.settings, who)
    seen = desk.review.preview().ready
    for attempt in (
        lambda: other.approve(FINE.number),
        lambda: bulk.do(BulkAction.APPROVE, seen),
        lambda: other.hold(FINE.number, "1"),
        lambda: other.problem(FINE.number, "1"),
        lambda: other.release(FINE.number),
    ):
        with pytest.raises(NotAllowed, match="Who may: agent, lead"):
            attempt()
    assert [e["kind"] for e in rows(desk, "events")].count("refused") == 5
    assert desk.review.counts().waiting == 12


def test_a_lead_may_and_nobody_takes_back_what_another_did(desk):
    lead = person("wang", "王", roles=("lead",))
    Gate(desk.store, desk.settings, lead).approve(FINE.number)
    with pytest.raises(Refused):
        desk.undo.take_back()
    Undo(desk.store, desk.settings, lead).take_back()
    assert status(desk, FINE) == "awaiting_review"


def test_hostile_text_goes_through_review_and_marked_tables(tmp_path):
    desk = make_desk(tmp_path / "desk")
    take(desk, *write_pair(tmp_path / "x", PAID[:1]))
    key = order(desk, BAD.number)["id"]
    for payload in PAYLOADS:
        with desk.store.change() as c, index.in_step(c, [key]):
            o = columns.orders
            safe = payload.encode("utf-8", "replace").decode().replace("\0", "")[:2_000]
            hostile = dict.fromkeys(("name", "phone", "address", "buyer_message", "city"), safe)
            c.execute(update(o).where(o.c.id == key).values(hostile))
        desk.review.check(BAD.number)
    desk.gate.problem(BAD.number, "[/] \x1b[2J")
    assert "\x1b" not in desk.orders.order(BAD.number).hold_reason
    desk.close()


# Two people at once


def _approve(folder, market_no, seen, start, told):
    desk = Desk(folder, DeskSettings(), AGENT)
    start.wait()
    try:
        told.put(desk.gate.approve(market_no, seen).version)
    except DeskError as refused:
        told.put(str(refused))
    desk.close()


def test_of_two_processes_that_approve_one_order_one_wins_and_the_other_is_told(desk):
    fork = multiprocessing.get_context("spawn")
    start, told = fork.Event(), fork.Queue()
    seen = desk.review.check(FINE.number).version
    arguments = (desk.folder, FINE.number, seen, start, told)
    both = [fork.Process(target=_approve, args=arguments) for _ in range(2)]
    for each in both:
        each.start()
    start.set()
    answers = [told.get(timeout=60) for _ in both]
    for each in both:
        each.join(60)
    assert sorted(isinstance(answer, int) for answer in answers) == [False, True]
    assert any("changed" in str(answer) and "meanwhile" in str(answer) for answer in answers)
    assert [e["kind"] for e in rows(desk, "events")].count("order.approve") == 1
