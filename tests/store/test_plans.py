"""What a desk is asked all day looks things up; it does not read whole tables."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from csdesk.rules import stock_query
from csdesk.store import (
    amazon,
    as_of,
    asks,
    closing,
    derived,
    downloads,
    handover,
    handover_drafts,
    keys,
    mirror,
    notices,
    order_detail,
    performance,
    promises,
    remaining,
    report,
    report_ranges,
    roster,
    sessions,
    shifts,
    ssh_keys,
    stock_search,
    stuck,
    swaps,
    tables,
)

ORDERS = tables.Order.metadata.tables["orders"]
POINTING = [
    table
    for table in tables.Order.metadata.sorted_tables
    if any(each.column.table is ORDERS for each in table.foreign_keys)
]


@pytest.fixture
def plans(store):
    """How SQLite does what is asked inside: a function from a question to the steps of its plan."""

    def planned(asked):
        said = []

        def hear(_connection, _cursor, statement, parameters, _context, _many):
            said.append((statement, parameters))

        with store.read() as c:
            event.listen(store.engine, "before_cursor_execute", hear)
            asked(c)
            event.remove(store.engine, "before_cursor_execute", hear)
            return [
                row[3]
                for statement, parameters in said
                if statement.startswith("SELECT")
                for row in c.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            ]

    return planned


@pytest.mark.parametrize(
    ("asked", "how"),
    [
        (lambda c: derived.files_with(c, 1), "ix_downloaded_orders_order"),
        (lambda c: downloads.changed(c, 1), "ix_events_changed"),
        (lambda c: asks.call(c, [], [1], 2), "SEARCH mentions USING"),
        (promises.shipped, "ix_promises_open"),
        (lambda c: stuck.stuck(c, 1, "x"), "ix_former_keys_order"),
        (lambda c: keys.ever(c, 1), "ix_former_keys_order"),
        (lambda c: as_of.later(c, 1), "SEARCH events USING INTEGER PRIMARY KEY"),
        (lambda c: as_of.past_their_day(c, 1), "ix_orders_unshipped"),
        (order_detail.open_conflicts, "ix_orders_conflicts"),
        (amazon.count_due, "ix_amazon_cases_open"),
        (lambda c: amazon.waiting(c, 9), "ix_amazon_cases_open"),
        (lambda c: promises.not_kept(c, 1, 9), "ix_promises_broken"),
        (lambda c: handover.waiting(c, 9), "ix_handover_items_open"),
        (lambda c: handover.of_shift(c, 1), "SEARCH handover_receipts USING PRIMARY KEY"),
        (lambda c: handover.kept_from(c, 1), "SEARCH handover_receipts USING PRIMARY KEY"),
        (lambda c: handover.carried(c, 3, 9), "ix_handover_receipts_item"),
        (shifts.current, "ux_shifts_open"),
        (shifts.last_closed_id, "ux_shifts_after"),
        (lambda c: shifts.kind_worked(c, "li"), "ux_shifts_open"),
        (lambda c: shifts.rostered(c, "li", ["2026-11-22"]), "USING PRIMARY KEY"),
        (lambda c: closing.notes(c, 1), "ix_shift_notes_shift"),
        (lambda c: closing.drafts_of(c, ["li"]), "SEARCH drafts"),
        (lambda c: handover_drafts.kept(c, "li"), "SEARCH handover_drafts"),
        (lambda c: list(mirror.texts_in_work(c)), "ix_orders_to_mirror"),
        (lambda c: stock_search.found(c, stock_query.read("连衣裙 红"), 9), "ux_items_doc"),
        (lambda c: stock_search.found(c, stock_query.read("is:negative"), 9), "_totals_oversold"),
        (lambda c: stock_search.found(c, stock_query.read("short:"), 9), "ix_stock_totals_short"),
        (lambda c: stock_search.found(c, stock_query.read("status:out"), 9), "_totals_available"),
        (lambda c: stock_search.found(c, stock_query.read("status:停产"), 9), "_discontinued"),
        (lambda c: report.counted(c, 1, 9), "SEARCH events USING INTEGER PRIMARY KEY"),
        (lambda c: report.read_steps(c, 1, 9, 5), "SEARCH events USING INTEGER PRIMARY KEY"),
        (lambda c: report_ranges.of_days(c, "2026-11-22", "2026-11-23"), "ix_shifts_day"),
        (lambda c: performance.answer_minutes(c, 1, 9), "SEARCH answers USING PRIMARY KEY"),
        (lambda c: remaining.asks(c, 9), "ix_remarks_asked (tab=?)"),
        (lambda c: remaining.promises(c, 9, 9), "ix_promises_open (due<?)"),
        (lambda c: remaining.conflicts(c, 9), "ix_orders_conflicts"),
        (lambda c: remaining.shortages(c, datetime.now(UTC), 9), "ix_stock_totals_short"),
        (remaining.open_items, "ix_handover_items_open"),
        (lambda c: notices.count_unread(c, "li"), "ix_notice_readers_unread"),
        (lambda c: notices.unread(c, "li", 5), "ix_notice_readers_unread"),
        (lambda c: swaps.count(c, "li", lead=True), "ix_swaps_open"),
        (swaps.waiting, "ix_swaps_open"),
        (lambda c: sessions.on(c, "li"), "ix_sessions_on (login=?)"),
        (lambda c: sessions.of(c, "x"), "SEARCH sessions USING PRIMARY KEY"),
        (lambda c: ssh_keys.good(c, "li"), "ix_ssh_keys_login"),
        (lambda c: ssh_keys.by_fingerprint(c, "x"), "SEARCH ssh_keys USING INDEX"),
        (lambda c: roster.plan(c, "2026-11-23", "2026-11-29"), "SEARCH roster USING"),
    ],
)
def test_a_question_uses_its_index(plans, asked, how):
    plan = plans(asked)
    assert any(how in step for step in plan), plan
    whole = [f"SCAN {name}" for name in ORDERS.metadata.tables]
    assert not [step for step in plan if step in whole]


@pytest.mark.parametrize("table", POINTING, ids=lambda table: table.name)
def test_an_order_s_key_is_moved_without_reading_a_whole_table(plans, table):
    """SQLite looks for rows that point at an order whenever its key changes."""
    plan = plans(
        lambda c: c.exec_driver_sql(f"SELECT 1 FROM {table.name} WHERE order_id = 1")  # noqa: S608 - names of our tables
    )
    assert plan
    assert all(step.startswith("SEARCH") for step in plan)
