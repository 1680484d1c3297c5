"""Stock files go in like orders do, and orders and stock meet whichever came first."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import delete, select, text, update

from csdesk.intake.importer import run_importer
from csdesk.model.status import BatchState
from csdesk.rules.demand import Stage
from csdesk.sample.exports import write_taobao_pair
from csdesk.sample.orders import generate
from csdesk.sample.records import CHINA, State
from csdesk.store import batches as ledger
from csdesk.store import columns, demand
from csdesk.store.sqlite import touching, turns
from tests.intake import stock_files as files
from tests.intake.desks import make_desk, take


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path / "desk")
    yield made
    made.close()


def all_of(desk, table):
    with desk.store.read() as c:
        return [dict(row) for row in c.execute(select(table)).mappings()]


def totals(desk):
    return {row["key"]: row for row in all_of(desk, columns.stock_totals)}


def put(folder, name, text, encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("name", "text", "encoding", "profile", "rows"),
    [
        ("商品库存.csv", files.JUSHUITAN, "gb18030", "jushuitan-stock", 2),
        ("库存.csv", files.WANGDIANTONG, "gb18030", "wangdiantong-stock", 2),
        ("马帮.csv", files.MABANG, "gb18030", "mabang-stock", 3),
        ("listings.txt", files.OPEN_LISTINGS, "utf-8", "amazon-open-listings", 1),
        ("afn.txt", files.AFN, "cp1252", "amazon-afn", 2),
        ("myi.txt", files.FBA_MYI, "cp1252", "amazon-fba-myi", 1),
        ("products.csv", files.SHOPIFY, "utf-8", "shopify-products", 2),
    ],
)
def test_every_program_s_stock_file_is_known_by_its_header(
    desk, tmp_path, name, text, encoding, profile, rows
):
    path = put(tmp_path, name, text, encoding)
    (batch,) = take(desk, path)
    assert (batch.state, batch.profile) == (BatchState.IMPORTED, profile)
    assert (batch.rows, batch.rows_new, batch.rejected) == (rows, rows, 0)
    (again,) = take(desk, path)
    assert again.state is BatchState.DUPLICATE


def test_what_the_files_tell(desk, tmp_path):
    take(desk, put(tmp_path, "a.csv", files.JUSHUITAN, "gb18030"))
    take(desk, put(tmp_path, "b.csv", files.MABANG, "gb18030"))
    take(desk, put(tmp_path, "c.txt", files.FBA_MYI))
    found = totals(desk)
    dress = found["wly0qu1098-bk-m"]
    assert (dress["on_hand"], dress["sellable"], dress["told_available"]) == (5, 5, -2)
    bag = found["m-1"]
    assert (bag["on_hand"], bag["inbound"], bag["told_available"]) == (11, 6, 3)
    assert found["s1"]["on_hand"] is None  # Amazon ships that itself
    items = {row["key"]: row for row in all_of(desk, columns.items)}
    assert items["wly0qu1098-bk-m"]["short"] == "1098"
    assert (items["m-1"]["cost"], items["m-1"]["told_status"]) == (320, "normal")
    levels = {row["key"]: row for row in all_of(desk, columns.stock_levels)}
    assert levels["s1"]["inbound"] == 7


def test_wrong_cells_are_told_with_row_and_value(desk, tmp_path):
    path = files.own(tmp_path, "a.csv", "A-1,5,, A-2,-1,, A-3,1.5,, A-1,4,, ,4,, A-4,,,")
    (batch,) = take(desk, path)
    assert batch.state is BatchState.PARTLY
    assert (batch.rows, batch.rows_new, batch.rejected) == (6, 1, 5)
    told = [(each.row, each.column, each.value) for each in desk.imports.rejects(batch.id)]
    assert told == [
        (3, "on_hand", "-1"), (4, "on_hand", "1.5"), (5, "sku", "A-1"), (6, "sku", ""), (7, "", ""),
    ]  # fmt: skip


def test_a_file_replaces_the_numbers_of_its_warehouse_and_of_nothing_else(desk, tmp_path):
    take(desk, files.own(tmp_path, "stock 2026-11-20 08_00.csv", "A,5,,北 B,6,,北 A,7,,南"))
    take(desk, files.own(tmp_path, "stock 2026-11-21 08_00.csv", "A,4,,北"))
    found = totals(desk)
    assert (found["a"]["on_hand"], found["a"]["missing"]) == (11, 0)
    assert (found["b"]["on_hand"], found["b"]["missing"]) == (None, 1)
    take(desk, files.own(tmp_path, "stock 2026-11-22 08_00.csv", "B,2,,北"))
    assert totals(desk)["b"]["on_hand"] == 2


def test_older_numbers_are_refused_with_both_times(desk, tmp_path):
    take(desk, files.own(tmp_path, "stock 2026-11-21 08_00.csv", "A,5,,"))
    (batch,) = take(desk, files.own(tmp_path, "stock 2026-11-20 08_00.csv", "A,9,,"))
    assert batch.state is BatchState.QUARANTINED
    assert (batch.facts["this"], batch.facts["there"]) == (
        "2026-11-20 08:00:00", "2026-11-21 08:00:00",
    )  # fmt: skip
    assert batch.facts["file"] == "stock 2026-11-21 08_00.csv"
    assert totals(desk)["a"]["on_hand"] == 5


COUNTED = "sku,on_hand,warehouse,counted_at"


def test_a_time_that_has_not_come_is_rejected_with_its_cell(desk, tmp_path):
    rows = "A,5,北,2062-11-22T09:00:00 B,6,北,"
    (batch,) = take(desk, files.own(tmp_path, "a.csv", rows, head=COUNTED))
    (reject,) = desk.imports.rejects(batch.id)
    assert (reject.row, reject.column, reject.value) == (2, "counted_at", "2062-11-22T09:00:00")
    (later,) = take(desk, files.own(tmp_path, "b.csv", "A,7,北,", head=COUNTED))
    assert later.state is BatchState.IMPORTED
    assert totals(desk)["a"]["on_hand"] == 7


def test_a_clock_that_is_some_hours_fast_refuses_no_later_list(desk, tmp_path):
    soon = (datetime.now(CHINA) + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M:%S")
    take(desk, files.own(tmp_path, "a.csv", f"A,5,北,{soon}", head=COUNTED))
    (later,) = take(desk, files.own(tmp_path, "b.csv", "A,7,北,", head=COUNTED))
    assert later.state is BatchState.IMPORTED
    assert totals(desk)["a"]["on_hand"] == 7


def test_goods_cannot_move_in_years_to_come(desk, tmp_path):
    path = put(tmp_path, "m.csv", "sku,moved_at,kind,quantity\nA,2062-11-20 08:00,in,5\n")
    take(desk, path)
    assert all_of(desk, columns.movements) == []


def test_each_warehouse_of_a_list_has_its_own_time(desk, tmp_path):
    rows = "A,5,北,2026-11-18T09:00:00 A,5,南,2026-11-20T09:00:00"
    take(desk, files.own(tmp_path, "a.csv", rows, head=COUNTED))
    newer = files.own(tmp_path, "b.csv", "A,7,北,2026-11-19T09:00:00", head=COUNTED)
    (batch,) = take(desk, newer)
    assert batch.state is BatchState.IMPORTED
    older = files.own(tmp_path, "c.csv", "A,9,南,2026-11-19T09:00:00", head=COUNTED)
    (batch,) = take(desk, older)
    assert (batch.state, batch.facts["warehouse"]) == (BatchState.QUARANTINED, "南")
    assert totals(desk)["a"]["on_hand"] == 12


@pytest.mark.parametrize("way", [(0, 1), (1, 0)])
def test_of_two_lists_each_warehouse_gets_its_newer_numbers(tmp_path, way):
    made = make_desk(tmp_path / "desk")
    rows = (
        "A,5,北,2026-11-18T09:00:00 A,5,南,2026-11-20T09:00:00 B,1,南,2026-11-20T09:00:00",
        "A,7,北,2026-11-19T09:00:00 A,9,南,2026-11-19T09:00:00 B,2,南,2026-11-19T09:00:00",
    )
    paths = [files.own(tmp_path, f"{n}.csv", each, head=COUNTED) for n, each in enumerate(rows)]
    take(made, paths[way[0]])
    (batch,) = take(made, paths[way[1]])
    places = {row["id"]: row["name"] for row in all_of(made, columns.warehouses)}
    found = {
        (row["key"], places[row["warehouse_id"]]): row["on_hand"]
        for row in all_of(made, columns.stock_levels)
    }
    told = [(each.row, each.column, each.value) for each in made.imports.rejects(batch.id)]
    made.close()
    assert found == {("a", "北"): 7, ("a", "南"): 5, ("b", "南"): 1}
    assert batch.state is BatchState.PARTLY
    assert (
        told == [[(3, "warehouse", "南"), (4, "warehouse", "南")], [(2, "warehouse", "北")]][way[0]]
    )


def test_rows_add_up_when_the_same_list_comes_again(desk, tmp_path):
    take(desk, files.own(tmp_path, "stock 2026-11-20 08_00.csv", "A,5,, B,6,, C,7,,"))
    (batch,) = take(desk, files.own(tmp_path, "stock 2026-11-21 08_00.csv", "A,5,, B,1,, D,x,,"))
    assert (batch.rows_new, batch.rows_changed, batch.rows_unchanged, batch.rejected) == (
        0,
        1,
        1,
        1,
    )
    assert batch.rows == 3


def test_movements_told_twice_are_kept_once(desk, tmp_path):
    head = "sku,moved_at,kind,quantity,warehouse,reference,note\n"
    one = "A,2026-11-20 08:00,in,5,北,PO1,\nA,2026-11-20 09:00,出库,1,北,T1,\n"
    two = one + "A,2026-11-20 09:00,出库,1,北,T1,\nA,45982.5,盘点,-2,北,,坏了\n"
    take(desk, put(tmp_path, "m1.csv", head + one))
    (batch,) = take(desk, put(tmp_path, "m2.csv", head + two))
    assert (batch.rows, batch.rows_new, batch.rows_unchanged) == (4, 2, 2)
    assert [row["quantity"] for row in all_of(desk, columns.movements)] == [5, 1, 1, -2]


def test_suppliers_are_told_anew_by_a_newer_file(desk, tmp_path):
    head = "供应商,电话,联系人,采购员,交货天数\n"
    take(desk, put(tmp_path, "s1.csv", head + "杭州一厂,0571-1,王,小李,7\n"))
    take(desk, put(tmp_path, "s2.csv", head + "杭州一厂,0571-2,王,小李,\n"))
    (row,) = all_of(desk, columns.suppliers)
    assert (row["phone"], row["lead_days"]) == ("0571-2", None)


def test_amounts_have_the_decimals_of_their_currency(desk, tmp_path):
    head = "sku,on_hand,price,cost,currency"
    rows = "A,1,1980,900,JPY B,1,19.80,9,USD C,1,1.234,,KWD D,1,19.80,,"
    take(desk, files.own(tmp_path, "stock 2026-11-20 08_00.csv", rows, head=head))
    found = {row["key"]: row for row in all_of(desk, columns.items)}
    told = {key: (row["price"], row["cost"], row["currency"]) for key, row in found.items()}
    assert told == {
        "a": (1_980, 900, "JPY"), "b": (1_980, 900, "USD"), "c": (1_234, None, "KWD"),
        "d": (1_980, None, "CNY"),
    }  # fmt: skip


def test_amounts_of_two_currencies_are_never_mixed(desk, tmp_path):
    head = "sku,on_hand,price,cost,currency"
    take(desk, files.own(tmp_path, "stock 2026-11-20 08_00.csv", "S1,1,300,45,CNY", head=head))
    take(desk, put(tmp_path, "listings.txt", files.OPEN_LISTINGS))
    (item,) = all_of(desk, columns.items)
    assert (item["price"], item["cost"], item["currency"]) == (30_000, 4_500, "CNY")
    take(desk, files.own(tmp_path, "stock 2026-11-21 08_00.csv", "S1,1,,900,JPY", head=head))
    (item,) = all_of(desk, columns.items)
    assert (item["price"], item["cost"], item["currency"]) == (None, 900, "JPY")


# --- orders and stock ------------------------------------------------------------------------


def orders(folder):
    """A download with paid and shipped orders, and a stock list that was made before some left."""
    until = datetime.now(CHINA).replace(microsecond=0)
    some = [o for o in generate(400, 5, until=until, days=4) if o.state is not State.CLOSED][-80:]
    pair = [folder / f"Export{kind}List202611220930.xlsx" for kind in ("Order", "Item")]
    write_taobao_pair(some, *pair, vintage="2026")
    skus = sorted({line.item.sku for order in some for line in order.lines})
    head = "sku,on_hand,held,warehouse,counted_at"
    day = (until.timestamp() - 3 * 86_400) // 1
    moment = datetime.fromtimestamp(day, CHINA).strftime("%Y-%m-%dT%H:%M:%S")
    rows = " ".join(f"{sku},{n % 4},0,主仓,{moment}" for n, sku in enumerate(skus))
    return [pair, [files.own(folder, "stock.csv", rows, head=head)]]


def state_of(desk):
    kept = all_of(desk, columns.demand)
    for row in kept:
        row.pop("order_id"), row.pop("order_no")
    return sorted(map(repr, kept)), totals(desk)


def test_the_order_of_imports_does_not_matter(tmp_path):
    steps = orders(tmp_path)
    seen = []
    for n, way in enumerate(permutations(steps)):
        made = make_desk(tmp_path / f"desk{n}")
        for paths in way:
            take(made, *paths)
        seen.append(state_of(made))
        with made.store.read() as c:
            assert not touching.anything(c)
        made.close()
    assert seen[0] == seen[1]
    assert any(row["left"] for row in seen[0][1].values())
    assert any(row["awaiting"] for row in seen[0][1].values())


def test_orders_count_when_their_import_has_finished(desk, tmp_path, monkeypatch):
    (pair, stock) = orders(tmp_path)
    take(desk, *stock)
    seen = []
    batches = columns.batches.c
    importing = select(batches.id).where(text(columns.IMPORTING))

    def look(_store):
        with desk.store.read() as c:
            if c.execute(importing).first() is not None:
                seen.append(c.execute(select(columns.demand)).first())

    monkeypatch.setattr(turns, "stand_back", look)
    take(desk, *pair)
    assert set(seen) == {None}
    assert len(all_of(desk, columns.demand)) > 20


def test_many_orders_of_an_import_count_a_few_at_a_time(desk, tmp_path, monkeypatch):
    (pair, stock) = orders(tmp_path)
    take(desk, *stock)
    monkeypatch.setattr(demand, "_AT_ONCE", 7)
    monkeypatch.setattr(demand, "_FEW", 7)
    take(desk, *pair)
    kept = state_of(desk)
    assert len(kept[0]) > 20
    assert all_of(desk, columns.stock_touched) == []
    assert recomputed(desk) == kept


def test_an_importer_that_died_while_it_counted_is_made_up_for(desk, tmp_path, monkeypatch):
    (pair, stock) = orders(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(demand, "_FEW", 7)
        patched.setattr("csdesk.intake.loading.follow", lambda store: None)
        take(desk, *pair)
    waiting = [row["order_id"] for row in all_of(desk, columns.stock_touched)]
    assert len(waiting) > 5
    with desk.store.change() as c:  # what a person changes meanwhile counts at once
        o = columns.orders
        c.execute(update(o).where(o.c.id == waiting[0]).values(version=o.c.version + 1))
    assert waiting[0] in {row["order_id"] for row in all_of(desk, columns.demand)}
    take(desk, *stock)
    assert all_of(desk, columns.stock_touched) == []
    kept = state_of(desk)
    assert recomputed(desk) == kept


def test_a_store_that_had_no_stock_is_counted_by_the_next_importer(desk, tmp_path):
    for paths in orders(tmp_path):
        take(desk, *paths)
    kept = state_of(desk)
    with desk.store.change() as c:
        c.execute(delete(columns.demand))
        c.execute(delete(columns.stock_totals))
        touching.touch_all(c)
    assert all_of(desk, columns.demand) == []  # whoever opens it first waits for nothing
    run_importer(desk.folder, desk.settings, once=True)
    assert all_of(desk, columns.stock_touched) == []
    assert state_of(desk)[0] == kept[0]


def test_what_a_file_leaves_out_is_missing_some_items_at_a_time(desk, tmp_path, monkeypatch):
    skus = "ABCDEFGHIJ"
    first = " ".join(f"{sku},5,," for sku in skus)
    take(desk, files.own(tmp_path, "stock 2026-11-20 08_00.csv", first))
    monkeypatch.setattr(demand, "_AT_ONCE", 4)
    pieces = []
    real = demand.refresh_stale

    def refresh(c):
        if count := len(c.execute(select(columns.stock_stale)).all()):
            pieces.append(count)
        return real(c)

    monkeypatch.setattr(demand, "refresh_stale", refresh)
    take(desk, files.own(tmp_path, "stock 2026-11-21 08_00.csv", "A,5,,"))
    assert pieces == [9, 5, 1]
    assert {key for key, row in totals(desk).items() if row["missing"]} == set(skus.lower()) - {"a"}
    pieces.clear()
    take(desk, files.own(tmp_path, "stock 2026-11-22 08_00.csv", "A,4,,"))
    assert pieces == []  # those that were missing before stay so


def test_an_importer_that_died_before_items_were_missing_is_made_up_for(
    desk, tmp_path, monkeypatch
):
    take(desk, files.own(tmp_path, "stock 2026-11-20 08_00.csv", "A,5,, B,5,,"))

    def dies(store):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("csdesk.intake.stock_loading.follow", dies)
        with pytest.raises(KeyboardInterrupt):
            take(desk, files.own(tmp_path, "stock 2026-11-21 08_00.csv", "A,5,,"))
    run_importer(desk.folder, desk.settings, once=True)
    assert totals(desk)["b"]["missing"] == 1


def dies_at(nth, real):
    """As ``real``, but the process dies instead of the nth time."""
    calls = []

    def dying(*args):
        calls.append(1)
        if len(calls) == nth:
            raise KeyboardInterrupt
        return real(*args)

    return dying


def test_many_rejected_rows_go_in_piece_by_piece_and_are_told_once(desk, tmp_path, monkeypatch):
    from csdesk.intake import stock_loading

    monkeypatch.setattr(stock_loading, "AT_ONCE", 2)
    path = files.own(tmp_path, "a.csv", "A,5,, B,x,, C,x,, D,x,, E,x,, F,x,,")
    with monkeypatch.context() as patched:
        patched.setattr(stock_loading._Loader, "take", dies_at(3, stock_loading._Loader.take))
        with pytest.raises(KeyboardInterrupt):
            take(desk, path)
    take(desk, path)
    with desk.store.read() as c:
        done = next(b for b in ledger.newest(c, 9) if b.state is BatchState.PARTLY)
    assert (done.rows, done.rows_new, done.rejected) == (6, 1, 5)
    assert [each.row for each in desk.imports.rejects(done.id)] == [3, 4, 5, 6, 7]


def recomputed(desk):
    """What demand and totals would be if they were worked out from nothing."""
    with desk.store.change() as c:
        keys = set(c.execute(select(columns.stock_totals.c.key)).scalars())
        c.execute(delete(columns.demand))
        c.execute(delete(columns.stock_totals))
        touching.touch_all(c)
        while demand.settle_shown(c):
            pass
        demand.refresh(c, keys)
    return state_of(desk)


def test_what_is_kept_is_what_a_full_pass_would_find(desk, tmp_path):
    for paths in orders(tmp_path):
        take(desk, *paths)
    kept = state_of(desk)
    assert recomputed(desk) == kept


def test_one_number_for_several_colours(desk, tmp_path):
    """The number on the order's line is the product's; colour and size are beside it."""
    (pair, _) = orders(tmp_path)
    take(desk, *pair)
    asked = [row for row in all_of(desk, columns.demand) if row["stage"] == Stage.AWAITING]
    sku = asked[0]["key"]
    with desk.store.read() as c:
        line = c.execute(
            select(columns.lines.c.attributes).where(
                columns.lines.c.order_id == asked[0]["order_id"],
                columns.lines.c.line_no == asked[0]["line_no"],
            )
        ).scalar_one()
    values = [part.split("：")[1] for part in line.split("；")]
    head = "sku,color,size,on_hand"
    color, size = [*values, ""][:2]
    take(
        desk, files.own(tmp_path, "s.csv", f"{sku},{color},{size},3 {sku},别的,{size},4", head=head)
    )
    found = totals(desk)
    mine = [key for key in found if key.startswith(sku) and color in key]
    assert found[mine[0]]["demand"] > 0
    assert found.get(sku, {"demand": 0})["demand"] == 0
    kept = state_of(desk)
    assert recomputed(desk)[0] == kept[0]


RED = "A100,red,北,5"
BOTH = "A100,red,南,5 A100,blue,南,4"
MOVED = "sku,color,moved_at,quantity,kind\nA100,red,2026-11-18 10:00,1,out\n"


def told_apart(desk):
    """What each item has where, what orders ask of it, and what moved of it."""
    places = {row["id"]: row["name"] for row in all_of(desk, columns.warehouses)}
    levels = all_of(desk, columns.stock_levels)
    asked = {row["key"]: (row["on_hand"], row["demand"]) for row in totals(desk).values()}
    moved = [row["key"] for row in all_of(desk, columns.movements)]
    there = {(row["key"], places[row["warehouse_id"]]): row["on_hand"] for row in levels}
    colors = {row["key"]: row["color"] for row in all_of(desk, columns.items)}
    return there, {key: each for key, each in asked.items() if any(each)}, colors, moved


@pytest.mark.parametrize("way", list(permutations(range(3))))
def test_colours_are_told_apart_whichever_list_comes_first(tmp_path, way):
    made = make_desk(tmp_path / "desk")
    head = "sku,color,warehouse,on_hand"
    files_of = [
        files.own(tmp_path, "stock 2026-11-20 08_00.csv", RED, head=head),
        files.own(tmp_path, "stock 2026-11-20 09_00.csv", BOTH, head=head),
        put(tmp_path, "moves.csv", MOVED),
    ]
    for n in way:
        take(made, files_of[n])
    there, asked, colors, moved = told_apart(made)
    made.close()
    assert there == {("a100 red", "北"): 5, ("a100 red", "南"): 5, ("a100 blue", "南"): 4}
    assert asked == {"a100 red": (10, 0), "a100 blue": (4, 0)}
    assert colors == {"a100 red": "red", "a100 blue": "blue"}
    assert moved == ["a100 red"]


def test_a_row_that_leaves_the_colour_empty_is_the_same_item(desk, tmp_path):
    rows = "A100,red,北,5 A100,,南,4"
    take(desk, files.own(tmp_path, "a.csv", rows, head="sku,color,warehouse,on_hand"))
    assert {key: row["on_hand"] for key, row in totals(desk).items()} == {"a100": 9}
    assert [row["color"] for row in all_of(desk, columns.items)] == ["red"]


def test_an_import_that_was_killed_goes_on(desk, tmp_path, monkeypatch):
    from csdesk.intake import stock_loading

    take(desk, files.own(tmp_path, "stock 2026-11-20 08_00.csv", "A,1,, Z,1,,"))
    monkeypatch.setattr(stock_loading, "AT_ONCE", 2)
    path = files.own(tmp_path, "stock 2026-11-21 08_00.csv", "A,5,, B,6,, C,7,, D,8,, E,x,,")
    with monkeypatch.context() as patched:
        patched.setattr(stock_loading._Loader, "take", dies_at(2, stock_loading._Loader.take))
        with pytest.raises(KeyboardInterrupt):
            take(desk, path)
    assert totals(desk)["z"]["missing"] == 0  # the newer list is not whole yet
    take(desk, path)
    with desk.store.read() as c:
        done = next(b for b in ledger.newest(c, 9) if b.state is BatchState.PARTLY)
    assert (done.rows, done.rows_new, done.rows_changed, done.rejected) == (5, 3, 1, 1)
    found = totals(desk)
    assert [found[key]["on_hand"] for key in "abcd"] == [5, 6, 7, 8]
    assert found["z"]["missing"] == 1
