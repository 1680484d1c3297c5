"""Whatever stands in a cell, reading it gives a value or a reject, and the same value again."""

from __future__ import annotations

import csv
import io
import string
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.intake.reading import BadCell, cells, packaged
from csdesk.intake.reading.columns import Columns, Usage
from csdesk.intake.reading.instants import Clock
from csdesk.intake.reading.plan import Plan
from csdesk.intake.reading.workbook_child import as_text
from csdesk.model.intake import INSTANTS, MONEY, LineDraft, OrderDraft
from csdesk.plain import plain
from csdesk.rules.addresses import take_apart
from csdesk.sample.columns import (
    AMAZON_ALL_ORDERS,
    AMAZON_NEW_ORDERS,
    AMAZON_UNSHIPPED,
    TAOBAO_ITEMS,
    TAOBAO_ORDERS,
)
from tests.hostile import CASES, forbidden
from tests.intake.reading.exports import NUMBER, order_report, read

_MARKED = st.text(alphabet="'=\"nulNUL-#! 0123456789.,;:No/，；eE+年月日")
ANYTHING = st.one_of(st.text(), _MARKED, st.from_regex(r'="[^"]{0,9}"', fullmatch=True))

CLOCKS = [Clock(zone) for zone in ("Asia/Shanghai", "Europe/London", "America/Los_Angeles", "UTC")]


@given(ANYTHING, st.booleans())
def test_text_is_harmless_stripped_and_settled(cell, lines):
    said = cells.text(cell, lines=lines)
    assert plain(said, lines=lines) == said == said.strip()
    assert said not in cells.NOTHING or not said
    assert cells.text(said, lines=lines) == said


@given(ANYTHING)
def test_marks_are_settled(cell):
    said = cells.mark(cell)
    assert cells.mark(said) == said
    assert not said.startswith("'")


@given(ANYTHING)
def test_numbers_are_a_settled_text_or_a_reject(cell):
    try:
        said = cells.number(cell)
    except BadCell:
        return
    assert cells.number(said) == said
    assert len(said) <= cells.NUMBER_LIMIT


@given(ANYTHING)
def test_waybills_are_a_settled_text_or_a_reject(cell):
    try:
        said = cells.tracking(cell)
    except BadCell:
        return
    assert cells.tracking(said) == said


MOMENTS = st.one_of(
    ANYTHING,
    st.datetimes(timezones=st.just(UTC)).map(lambda when: f"{when:%Y-%m-%d %H:%M:%S}"),
    st.integers(0, 99_999).map(lambda at: f"2026-03-{at % 31 + 1:02d} 01:{at % 60:02d}:00"),
    st.sampled_from(["", "2026-11-22T09:30:00", "2026-11-22 09:30:00+00:00"]),
)
DIGITS = st.text("0123456789", max_size=20)
ONE_BY_ONE = {
    "title": (cells.text, ANYTHING),
    "buyer_message": (lambda cell: cells.text(cell, lines=True), ANYTHING),
    "phone": (cells.mark, st.one_of(ANYTHING, DIGITS, DIGITS.map("'{}".format))),
    "market_line_no": (cells.number, st.one_of(ANYTHING, DIGITS, DIGITS.map('="{}"'.format))),
    "tracking_no": (cells.tracking, st.one_of(ANYTHING, DIGITS, st.text("SF12eE", max_size=9))),
    "quantity": (cells.whole, st.one_of(ANYTHING, DIGITS)),
    "unit_price": (lambda cell: 0 if cell == "0元" else cells.money(cell, 2), ANYTHING),
    "placed_at": (CLOCKS[1].read, MOMENTS),
    "ship_by": (CLOCKS[1].earliest, MOMENTS),
}


def _outcome(read, *given):
    """What it returns, or what people are told."""
    try:
        return read(*given)
    except BadCell as error:
        return error.reason


@pytest.mark.parametrize("field", ONE_BY_ONE)
@given(st.data())
def test_a_column_says_what_its_cells_say(field, data):
    """Cells are looked at together; that changes nothing about what one of them says."""
    reader, kind = ONE_BY_ONE[field]
    column = data.draw(st.lists(kind, min_size=1, max_size=6))
    usage = Usage(CLOCKS[1], 2, False, frozenset({"0元"}))
    wanted = [_outcome(reader, cell) for cell in column]
    found = _outcome(lambda: list(Columns({field: 0}).read([column], usage)[field]))
    assert found == wanted or found in wanted


@given(ANYTHING)
def test_quantities_are_whole_or_a_reject(cell):
    try:
        said = cells.whole(cell)
    except BadCell:
        return
    assert said is None or said >= 0


@given(ANYTHING, st.sampled_from([0, 2, 3]), st.booleans())
def test_amounts_are_whole_or_a_reject(cell, digits, comma):
    try:
        said = cells.money(cell, digits, comma)
    except BadCell:
        return
    assert said is None or isinstance(said, int)


@given(st.integers(-(10**12), 10**12), st.sampled_from([0, 2, 3]), st.booleans())
def test_an_amount_that_was_written_is_read_back(units, digits, comma):
    value = abs(units)
    head, tail = divmod(value, 10**digits)
    written = f"{head:,}" + (f".{tail:0{digits}d}" if digits else "")
    if comma:
        written = written.translate({44: ".", 46: ","})
    sign = "-" if units < 0 else ""
    assert cells.money(sign + written, digits, comma) == units


@given(ANYTHING)
def test_moments_are_seconds_or_a_reject(cell):
    for clock in CLOCKS:
        try:
            said = clock.earliest(cell)
        except BadCell:
            continue
        assert said is None or 946_684_800 <= said < 4_102_444_800


@given(
    st.datetimes(datetime(2000, 1, 3), datetime(2099, 12, 29)),  # noqa: DTZ001 - wall-clock times
    st.sampled_from(CLOCKS),
    st.sampled_from(["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]),
)
def test_a_wall_clock_time_is_read_as_the_zone_says(wall, clock, form):
    wall = wall.replace(microsecond=0)
    wanted = int(wall.replace(tzinfo=clock.zone).timestamp())
    # Twice: the second time the day is known already.
    assert clock.read(wall.strftime(form)) == wanted
    assert clock.read(wall.strftime(form)) == wanted


@given(st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1)), st.integers(-47, 56))  # noqa: DTZ001 - made aware below
def test_a_time_with_its_offset_is_that_instant(wall, quarters):
    offset = timedelta(minutes=15 * quarters)
    sign, minutes = "+-"[quarters < 0], abs(15 * quarters)
    cell = f"{wall:%Y-%m-%dT%H:%M:%S}{sign}{minutes // 60:02d}:{minutes % 60:02d}"
    wanted = int((wall.replace(microsecond=0, tzinfo=UTC) - offset).timestamp())
    assert CLOCKS[0].read(cell) == wanted


@given(st.datetimes(datetime(2000, 1, 3), datetime(2099, 12, 29)))  # noqa: DTZ001 - wall-clock times
def test_a_serial_day_of_excel_is_the_time_it_shows(wall):
    wall = wall.replace(microsecond=0)
    serial = (wall - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001 - wall-clock times
    clock = CLOCKS[0]
    assert clock.read(f"{serial:.9f}") == int(wall.replace(tzinfo=clock.zone).timestamp())


@given(ANYTHING.map(cells.text))
def test_no_character_of_an_address_is_lost(address):
    province, city, district, rest, code = take_apart(address)
    parts = "".join(f"{province}{city}{district}{rest}{code}".split())
    left = "".join(address.split())
    for bracket in ("(", ")", "（", "）", "000000", "null"):
        parts, left = parts.replace(bracket, ""), left.replace(bracket, "")
    assert parts == left


@given(st.integers(-(10**20), 10**20) | st.floats())
def test_a_number_of_a_workbook_is_never_passed_off_as_an_id(value):
    said = as_text(value)
    if abs(value) >= 10**15 and said:
        with pytest.raises(BadCell, match="lost digits"):
            cells.number(said.lstrip("-"))


# --- whole rows --------------------------------------------------------------------------------

_HEADERS = {
    "taobao-orders": [TAOBAO_ORDERS[v] for v in ("2011", "2017", "2021", "2026")],
    "taobao-items": [TAOBAO_ITEMS[v] for v in ("2011", "2021", "2026")],
    "amazon-all-orders": list(AMAZON_ALL_ORDERS.values()),
    "amazon-unshipped": list(AMAZON_UNSHIPPED.values()),
    "amazon-new-orders": [AMAZON_NEW_ORDERS],
}
PLANS = [Plan(profile, header) for profile in packaged() for header in _HEADERS[profile.id]]


def _content(draft: OrderDraft) -> tuple[object, ...]:
    lines = None if draft.lines is None else [(line.fields, line.raw) for line in draft.lines]
    return (
        draft.market_no, draft.fields, draft.order_status, draft.payment_status, lines, draft.raw,
        draft.shop,
    )  # fmt: skip


@st.composite
def _files(draw):
    """A header and rows of it, most of which can be read."""
    plan = draw(st.sampled_from(PLANS))
    amazon = plan.profile.site == "AM"
    numbers = ["026-1234567-1234567", "026-7654321-7654321"] if amazon else [NUMBER, NUMBER[::-1]]
    times = st.sampled_from(["2026-11-22 09:30:05", "2026/1/2 9:30", "", "null", "昨天"])
    amounts = st.sampled_from(["12.50", "0.00", "", "0元", "1,200.00", "x"])
    free = st.one_of(st.text(alphabet=string.ascii_letters + " 张三,;\"'=\x1f\x1e\u202e"), ANYTHING)
    kinds = {}
    sources = {**plan.profile.order, **plan.profile.line}
    for field, source in sources.items():
        for column in source.columns:
            if field == "market_no":
                kinds[column] = st.sampled_from(numbers)
            elif field in INSTANTS:
                kinds[column] = times
            elif field in MONEY or field == "line_total":
                kinds[column] = amounts
            elif field == "quantity":
                kinds[column] = st.sampled_from(["1", "3", "0", "1.0", "两"])
    for parts in plan.profile.sums.values():
        kinds.update((column, amounts) for _, column in parts)
    from csdesk.intake.reading.header import header_key

    row = st.tuples(*[kinds.get(header_key(title), free) for title in plan.layout.header])
    return plan.layout.header, draw(st.lists(row, max_size=4))


@given(_files())
def test_every_draft_can_be_read_again_from_its_raw_cells(file):
    header, rows = file
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes(
            b"\xef\xbb\xbf" + text.getvalue().replace("\0", "").encode("utf-8", "replace")
        )
        found = read(path)
    profile = found.export.profile
    for order in found.orders:
        assert _content(profile.reread(found.export.header, order.raw)) == _content(order)
    for item in found.items:
        again = profile.reread(found.export.header, item.line.raw)
        assert (again.market_no, again.fields) == (item.market_no, item.order)
        assert again.lines == [LineDraft(item.line.fields, 1, item.line.raw)]
    told = [row for order in found.orders for row in order.raw.split("\x1e") if row]
    assert found.export.rows_total == len(told) + len(found.items) + len(found.rejects)


@pytest.mark.parametrize("mark", ["\x1f", "\x1e"])
def test_the_separators_of_kept_cells_mean_nothing_in_a_file(tmp_path, mark):
    """Not in the number, the shop or a text: what is read again is what was read."""
    row = {"店铺名称": f"甲{mark}乙", "收货人姓名": mark, "买家留言": f"{mark}{mark}好"}
    found = read(order_report(tmp_path / "o.csv", row, {"订单编号": f"{NUMBER[:-1]}{mark}"}))
    (order,) = found.orders
    again = found.export.profile.reread(found.export.header, order.raw)
    assert (again.shop, again.fields) == (order.shop, order.fields)
    assert (order.shop, order.fields["buyer_message"]) == (
        "甲\ufffd乙",
        "\ufffd\ufffd好",
    )
    assert [reject.row for reject in found.rejects] == [3]


@pytest.mark.parametrize("text", CASES)
def test_hostile_text_in_every_field_comes_in_harmless(tmp_path, text):
    text = text[:5_000]  # thirty times in one row, and a row has a limit
    header = TAOBAO_ORDERS["2026"]
    fixed = {"订单编号": NUMBER, "订单状态": text, "订单创建时间": "2026-11-22 09:30:00"}
    money = {title for title in header if "金额" in title or "应付" in title or "时间" in title}
    row = [fixed.get(title, "" if title in money else text) for title in header]
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([header, row])
    path = tmp_path / "o.csv"
    path.write_bytes(stream.getvalue().replace("\0", "").encode("utf-8", "replace"))
    found = read(path)
    for order in found.orders:
        for field, value in order.fields.items():
            assert not forbidden(str(value), lines=field in ("buyer_message", "market_remark"))
    for reject in found.rejects:
        assert not forbidden(reject.value + reject.column, lines=False)
        assert len(reject.value) <= 201
    assert len(found.orders) + len(found.rejects) == 1
