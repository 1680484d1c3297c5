"""The imports screen, over what the real importer made of real export files."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from csdesk.intake.by_hand import take_in
from csdesk.intake.importer import run_importer
from csdesk.model.intake import Progress
from csdesk.model.orders import Settlement
from csdesk.model.settings import DeskSettings
from csdesk.model.status import BatchState, Choice
from csdesk.plain import cell_width, plain
from csdesk.services.conflicts import Conflicts
from csdesk.services.imports import Imports
from csdesk.services.log import Log
from csdesk.store import batches, columns
from csdesk.ui.screens.batch import BatchScreen
from csdesk.ui.screens.found import FoundScreen
from csdesk.ui.screens.imports import ImportsScreen
from csdesk.ui.screens.imports_news import ImportNews
from csdesk.ui.screens.imports_rows import running, utc_now
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.screens.order_value import ValuePrompt
from csdesk.ui.screens.palette import PaletteScreen
from csdesk.ui.widgets.entries import Entries
from tests.golden import check
from tests.hostile import PAYLOADS, forbidden
from tests.house.rooms import HOUSE
from tests.services.desks import person
from tests.ui.conftest import UNMASKED, press, screen_lines, screen_text, session, until
from tests.ui.order_sample import PLACED, conflict
from tests.ui.typist import Typist

SAMPLES = HOUSE / "data"
DAY_NAMES = SAMPLES / "imported" / "taobao-day-names"
PAIR = (DAY_NAMES / "2011-2-15-1.csv", DAY_NAMES / "2011-2-15-2.csv")
BAD_CELLS = SAMPLES / "partly" / "taobao-bad-cells"
HALF = SAMPLES / "waiting" / "taobao-orders-only"
LOCKED = SAMPLES / "quarantined"

SETTINGS = DeskSettings(zone="Asia/Shanghai")


@pytest.fixture
def empty(orders):
    """A desk that has no batch yet."""
    with orders.store.change() as c:
        c.execute(columns.batches.delete())
    return orders


def taken(orders, folder, *files):
    """Take files in as the importer does; the batches."""
    return take_in(folder, orders.store, SETTINGS, person(), [*files])


def set_clock(orders):
    """Let every batch have come at the same known moment."""
    with orders.store.change() as c:
        c.execute(update(columns.batches).values(received_at=PLACED))
        finished = columns.batches.c.finished_at
        c.execute(update(columns.batches).where(finished.is_not(None)).values(finished_at=PLACED))


async def listed(pilot):
    await press(pilot, "g", "i")
    await until(pilot, lambda: isinstance(pilot.app.screen, ImportsScreen))
    await until(pilot, lambda: "[" in screen_lines(pilot.app)[2])


def all_kinds(orders, folder):
    """A batch of every state a finished one can have."""
    taken(orders, folder, *PAIR)
    taken(orders, folder, *sorted(BAD_CELLS.iterdir()))
    taken(orders, folder, *sorted(HALF.iterdir()))
    taken(orders, folder, *PAIR)
    taken(orders, folder, sorted(LOCKED.glob("*/*.xls*"))[0])
    set_clock(orders)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
async def test_the_screens_look_as_they_are_kept(empty, folder, size, lang):
    all_kinds(empty, folder)
    partly = next(b.id for b in empty.service(Imports).batches() if b.state is BatchState.PARTLY)
    async with session(folder, size=size, lang=lang) as pilot:
        await listed(pilot)
        check(f"imports-{lang}-{size[0]}x{size[1]}", screen_text(pilot.app))
        pilot.app.push_screen(BatchScreen(partly))
        await until(pilot, lambda: "[1 " in screen_text(pilot.app))
        check(f"batch-{lang}-{size[0]}x{size[1]}", screen_text(pilot.app))


async def test_w3_looking_at_an_import_and_taking_note_takes_four_keys(empty, folder):
    """W3: ``g`` ``i`` ``Enter`` ``y``, of six allowed."""
    taken(empty, folder, *PAIR)
    async with session(folder) as pilot:
        await press(pilot, "g", "i")
        await until(pilot, lambda: "2011-2-15-1.csv" in screen_text(pilot.app))
        text = screen_text(pilot.app)
        for wanted in ("2011-2-15-2.csv", "[I] imported", "import 1 of the day", "2011-02-15"):
            assert wanted in text
        await press(pilot, "enter")
        await until(pilot, lambda: "rows in the file" in screen_text(pilot.app))
        await press(pilot, "y")
        await until(pilot, lambda: "noted by 李雷 20" in screen_text(pilot.app))
    noted = [each.accepted_by for each in empty.service(Imports).batches()]
    assert noted == ["李雷", "李雷"], "of both halves"


async def test_the_same_pair_again_changes_nothing_and_says_so(empty, folder):
    taken(empty, folder, *PAIR)
    taken(empty, folder, *PAIR)
    async with session(folder) as pilot:
        await listed(pilot)
        assert screen_text(pilot.app).count("[D] duplicate") == 2
        assert "taken in before, as 2011-2-15" in screen_text(pilot.app)


async def test_a_file_that_comes_is_seen_over_the_others_without_a_key(empty, folder):
    for _ in range(10):
        taken(empty, folder, *PAIR)
    (half,) = HALF.iterdir()
    async with session(folder) as pilot:
        await listed(pilot)
        first = pilot.app.screen.query_one(Entries).current.key
        await asyncio.to_thread(taken, empty, folder, half)
        await until(pilot, lambda: "[W] waiting" in screen_text(pilot.app))
        assert pilot.app.screen.query_one(Entries).current.key == first


async def test_half_a_pair_waits_and_can_be_taken_in_alone(empty, folder):
    (half,) = HALF.iterdir()
    taken(empty, folder, half)
    async with session(folder) as pilot:
        await listed(pilot)
        assert "[W] waiting" in screen_text(pilot.app)
        assert "waits for the item report" in screen_text(pilot.app)
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, BatchScreen))
        await until(pilot, lambda: "waits for" in screen_text(pilot.app))
        await press(pilot, "A")
        await until(pilot, lambda: "Take it in without it?" in screen_text(pilot.app))
        await press(pilot, "n")
        assert empty.service(Imports).batches()[0].state is BatchState.WAITING
        await press(pilot, "A", "y")
        await until(pilot, lambda: "takes it in now" in screen_text(pilot.app))
        await asyncio.to_thread(run_importer, folder, SETTINGS, once=True)
        await until(pilot, lambda: "[I] imported" in screen_text(pilot.app))


async def test_rejects_say_row_column_value_and_reason_and_where_the_copy_lies(empty, folder):
    made = taken(empty, folder, *sorted(BAD_CELLS.iterdir()))
    partly = next(each for each in made if each.state is BatchState.PARTLY)
    first = empty.service(Imports).rejects(partly.id)[0]
    async with session(folder) as pilot:
        pilot.app.push_screen(BatchScreen(partly.id))
        await until(pilot, lambda: "refused rows" in screen_text(pilot.app))
        text = " ".join(screen_text(pilot.app).split())
        assert f"row {first.row} column {first.column.strip()} value “{first.value}”" in text
        assert f"quarantine/{partly.id}/" in text
    assert list((folder / "quarantine" / str(partly.id)).glob("*.rejected.csv"))


async def test_the_orders_of_an_import_are_one_key_away(empty, folder):
    first, items = taken(empty, folder, *PAIR)
    async with session(folder) as pilot:
        pilot.app.push_screen(BatchScreen(items.id))
        await until(pilot, lambda: "rows in the file" in screen_text(pilot.app))
        await press(pilot, "v")
        found, query = pilot.app.screen, f"batch:{items.id},{first.id}"
        assert found.box.value == query
        await until(
            pilot, lambda: found.answered and len(found.table.window.rows) == first.orders_new
        )
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, BatchScreen), "Esc goes one step back"


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_w17_only_what_came_since_noon_and_its_orders_with_one_key(empty, folder, lang):
    """The afternoon's pair alone: ``g i``, ``t`` 13:00 ``Enter``, ``y``; its orders with ``v``."""
    morning, _ = taken(empty, folder, *PAIR)
    with empty.store.change() as c:
        c.execute(update(columns.batches).values(received_at=PLACED))
    taken(empty, folder, *sorted(BAD_CELLS.iterdir()))
    since = datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(minutes=2)
    async with session(folder, lang=lang) as pilot:
        typist = Typist(pilot)
        await typist.press("g i")
        await typist.sees("2011-2-15-1.csv")
        await typist.press("t")
        await typist.on(ValuePrompt)
        await typist.type("soon")
        await typist.press("enter")
        await typist.sees("13:00..15:00")
        await typist.on(ValuePrompt)
        await press(pilot, *["backspace"] * 4)
        await typist.type(f"{since:%m-%dT%H:%M}..")
        await typist.press("enter")
        await typist.sees({"en": "Came in", "zh": "到达时间"}[lang])
        assert "2011-2-15-1.csv" not in screen_text(pilot.app)
        await typist.press("t")
        await typist.on(ValuePrompt)
        await press(pilot, "backspace")
        await typist.press("enter")
        await typist.sees("2011-2-15-1.csv")
        await press(pilot, "end", "v")
        await until(pilot, lambda: isinstance(pilot.app.screen, FoundScreen))
        assert pilot.app.screen.box.value.startswith("batch:")
        assert str(morning.id) in pilot.app.screen.box.value
        table = pilot.app.screen.table
        await until(pilot, lambda: table.window.rows)
        await press(pilot, "enter")
        await typist.on(OrderScreen)
        await press(pilot, ":")
        await typist.on(PaletteScreen)
        await press(pilot, {"en": "its import", "zh": "所属导入"}[lang], "enter")
        await typist.on(BatchScreen)
        await typist.sees("2011-2-15-1.csv")


@pytest.fixture
def disputed(empty, folder, tmp_path):
    """Two orders whose address both the shop and the market have changed; their numbers."""
    taken(empty, folder, *PAIR)
    o = columns.orders
    with empty.store.change() as c:
        rows = c.execute(select(o.c.id, o.c.order_no, o.c.address).order_by(o.c.id).limit(2)).all()
        for row in rows:
            c.execute(update(o).where(o.c.id == row.id).values(address=f"{row.address} 二号楼"))
    text = PAIR[0].read_bytes().decode("gb18030")
    for row in rows:
        street = row.address.split()[-1].split("(")[0]
        assert street in text
        text = text.replace(street, f"{street}平台改")
    later = tmp_path / "later" / "2011-2-15-11.csv"
    later.parent.mkdir()
    later.write_bytes(text.encode("gb18030"))
    take_in(folder, empty.store, SETTINGS, person(), [later], alone=True)
    return [row.order_no for row in rows]


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_w4_conflicts_of_an_import_are_settled_with_one_key_each(
    empty, folder, disputed, lang
):
    """W4: ``Enter``, then ``o`` or ``t`` per conflict."""
    o = columns.orders
    base, left = {
        "en": ("as last imported", "2 open conflicts: {}"),
        "zh": ("上次导入", "2 未处理冲突：{}"),
    }[lang]
    async with session(folder, settings=UNMASKED, lang=lang) as pilot:
        typist = Typist(pilot)
        await typist.press("g i")
        await until(pilot, lambda: "2011-2-15-11.csv" in screen_lines(pilot.app)[2])
        typist.keys = 0
        await typist.press("enter")
        await typist.sees(f"[{left.format(2)}]", disputed[0], base, "二号楼", "平台改")
        assert typist.keys == 1
        await typist.press("o")
        await typist.sees(left.format(1))
        await typist.press("t")
        await typist.sees(left.format(0))
        assert typist.keys == 3
    with empty.store.read() as c:
        found = c.execute(select(o.c.address).where(o.c.order_no.in_(disputed)).order_by(o.c.id))
        ours, theirs = found.scalars()
    assert ours.endswith("二号楼")
    assert "平台改" in theirs
    steps = empty.service(Log).events(disputed[1])
    assert steps[-1].kind == "conflict.settled"


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_w4_where_masks_hide_the_difference_the_way_to_see_it_is_told(
    empty, folder, disputed, lang
):
    assert disputed
    async with session(folder, lang=lang) as pilot:
        typist = Typist(pilot)
        await typist.press("g i")
        await until(pilot, lambda: "2011-2-15-11.csv" in screen_lines(pilot.app)[2])
        await typist.press("enter")
        await typist.sees({"en": "masked: Enter, then v shows it", "zh": "按 Enter 再按 v"}[lang])
        await typist.press("enter")
        await typist.on(OrderScreen)
        await typist.press("4")
        await typist.sees({"en": "masked: v shows it", "zh": "已遮住：按 v"}[lang])


async def test_all_conflicts_of_a_file_are_settled_after_one_question(empty, folder, disputed):
    async with session(folder) as pilot:
        await press(pilot, "g", "i")
        await until(pilot, lambda: "2011-2-15-11.csv" in screen_lines(pilot.app)[2])
        await press(pilot, "enter")
        await until(pilot, lambda: "[2 open conflicts: 2]" in screen_text(pilot.app))
        await press(pilot, ">")
        await until(
            pilot, lambda: "take theirs in all of them? (address 2)" in screen_text(pilot.app)
        )
        await press(pilot, "n")
        await press(pilot, "<", "y")
        await until(pilot, lambda: "2 conflicts settled" in screen_text(pilot.app))
    assert empty.service(Conflicts).open() == ()


async def test_an_order_opens_on_its_conflicts_and_one_can_write_the_value(empty, folder, disputed):
    o = columns.orders
    async with session(folder, settings=UNMASKED) as pilot:
        pilot.app.open_order(disputed[0])
        await until(pilot, lambda: "[4 conflicts 1]" in screen_text(pilot.app))
        await press(pilot, "e")
        await until(pilot, lambda: "二号楼" in screen_lines(pilot.app)[-2])
        await press(pilot, *" B", "enter")
        await until(pilot, lambda: "[1 internal 0]" in screen_text(pilot.app))
        assert pilot.app.focused.id == "remarks"
    with empty.store.read() as c:
        address = c.execute(select(o.c.address).where(o.c.order_no == disputed[0])).scalar_one()
    assert address.endswith("二号楼 B")


async def test_what_somebody_settled_meanwhile_is_told(empty, folder, disputed):
    conflicts = empty.service(Conflicts, person("han", "韩梅梅"))
    async with session(folder) as pilot:
        pilot.app.open_order(disputed[0])
        await until(pilot, lambda: "[4 conflicts 1]" in screen_text(pilot.app))
        conflicts.settle(Settlement(conflicts.open(disputed[0])[0].id, Choice.OURS))
        await press(pilot, "t")
        await until(
            pilot,
            lambda: (
                "has settled this conflict" in screen_text(pilot.app)
                or "[1 internal 0]" in screen_text(pilot.app)
            ),
        )
        await until(pilot, lambda: "[1 internal 0]" in screen_text(pilot.app))


async def test_an_import_that_ends_is_told_and_opened_with_its_key(empty, folder):
    async with session(folder) as pilot:
        await until(pilot, lambda: pilot.app._news._known == {})
        await asyncio.to_thread(taken, empty, folder, *PAIR)
        await until(pilot, lambda: "2011-2-15-1.csv: " in screen_text(pilot.app))
        assert "new, 0 changed, 0 conflicts, 0 rejected. g b opens it." in screen_text(pilot.app)
        await press(pilot, "g", "b")
        await until(pilot, lambda: isinstance(pilot.app.screen, BatchScreen))


def test_news_are_told_once_and_many_together(empty, folder):
    news = ImportNews()
    assert news.look((), 78) == []
    first = taken(empty, folder, *PAIR)
    (told,) = news.look(first[::-1], 78)
    new = first[0].orders_new
    assert told.startswith(f"2011-2-15-1.csv: {new} new, 0 changed, "), "a pair is one download"
    assert told.endswith("g b opens it.")
    assert news.look(first[::-1], 78) == []
    many = [replace(first[0], id=n, pair=None, conflicts=1) for n in range(3, 9)]
    assert news.look([*many[::-1], *first[::-1]], 78) == [
        f"6 files: {6 * new} new, 0 changed, 6 conflicts, 0 rejected. g i lists them."
    ]


def test_a_long_name_gives_way_to_the_counts(empty, folder):
    news = ImportNews()
    news.look((), 78)
    (batch, _items) = taken(empty, folder, *PAIR)
    name = "ExportOrderList202611220915中文店铺的很长的名字.csv"
    (told,) = news.look([replace(batch, file=name, orders_new=2_934, orders_changed=120)], 78)
    assert cell_width(told) <= 78
    assert "2934 new, 120 changed, 0 conflicts, 0 rejected. g b opens it." in told
    assert told.startswith("Expo")


async def test_a_running_import_shows_file_rows_and_rate(empty, folder):
    with empty.store.change() as c:
        batches.add(
            c,
            {
                "file": "ExportOrderList.csv", "sha256": "x", "size": 1, "state": "importing",
                "rows": 100_000, "rows_done": 12_000, "received_at": PLACED,
            },
        )  # fmt: skip
        batches.keep_importer(c, "desk-1:4711")
    async with session(folder) as pilot:
        await press(pilot, "g", "i")
        await until(pilot, lambda: "12,000 / 100,000" in screen_text(pilot.app))
        text = screen_text(pilot.app)
        for wanted in ("ExportOrderList.csv", "12 %", "rows a second", "desk-1:4711"):
            assert wanted in text


def test_the_rate_of_an_import_that_has_just_begun_is_no_division_by_zero():
    now = utc_now()
    assert running(Progress("a.csv", 10, 0, now, "x:1"), now, 80)


async def test_hostile_names_rejects_and_conflicts_are_shown_and_not_obeyed(empty, folder):
    payloads = [each for each in PAYLOADS if plain(each).strip()]
    hostile = [each.encode("utf-8", "replace").decode() for each in payloads]
    key = empty.order(placed_at=PLACED)
    with empty.store.change() as c:
        rejects = []
        for text in hostile:
            values = {
                "file": text, "sha256": "x", "size": 1, "state": "partly", "profile": text,
                "reason": text, "facts": "{}", "day": text, "accepted_by": text, "rejected": 1,
                "received_at": PLACED, "rows": 1,
            }  # fmt: skip
            batch_id = batches.add(c, values)
            rejects.append({
                "batch_id": batch_id, "row": 2, "column": text, "value": text, "reason": text,
                "facts": "{}", "cells": "[]",
            })  # fmt: skip
        c.execute(columns.rejects.insert(), rejects)
    for n, text in enumerate(hostile):
        conflict(empty, key, "address", ours=text, theirs=text, base=text, changed_by=text,
                 batch_id=n + 1)  # fmt: skip
    async with session(folder) as pilot:
        await listed(pilot)
        await walk(pilot, "#imports-list", len(hostile))
        for batch_id in range(1, len(hostile), 9):
            pilot.app.push_screen(BatchScreen(batch_id))
            await until(pilot, lambda: "refused rows: 1" in screen_text(pilot.app))
            await harmless(pilot)
            await press(pilot, "1")
            await harmless(pilot)
        pilot.app.open_order("TB261122-0001")
        await until(pilot, lambda: "[4 conflicts" in screen_text(pilot.app))
        await walk(pilot, "#conflicts", len(hostile))


async def walk(pilot, name, count):
    """Look at every entry of a list."""
    entries = pilot.app.screen.query_one(name, Entries)
    for n in range(count):
        entries.put(n)
        await pilot.pause()
        await harmless(pilot)


async def harmless(pilot):
    lines = screen_lines(pilot.app)
    assert [forbidden(line) for line in lines if forbidden(line)] == []
    assert all(cell_width(line) <= 80 for line in lines)
    assert len(lines) == 24


async def test_what_is_never_taken_in_stands_on_the_imports_screen_with_its_reason(empty, folder):
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    (inbox / "0昨天.csv").symlink_to("/etc/hostname")
    for n in range(4):
        os.mkfifo(inbox / f"[b]{n}.csv")
    run_importer(folder, DeskSettings(), once=True)
    async with session(folder) as pilot:
        await press(pilot, "g", "i")
        await until(pilot, lambda: "is a link" in screen_text(pilot.app))
        text = screen_text(pilot.app)
        assert "! inbox/[b]0.csv: It is no ordinary file" in text
        assert "2 more things in the inbox are not taken in." in text
