"""No work and no news is lost when a newer export meets an order that people changed."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from csdesk.rules.masking import withheld
from csdesk.rules.merge import Clash, Fields, Told, ToldLines, merge_fields, merge_lines

TEXTS = st.sampled_from(["", "张伟", "李娜", "张**", "王芳"])
NUMBERS = st.sampled_from([None, 0, 990, 1500])
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "name": TEXTS,
        "market_remark": TEXTS,
        "tracking_no": st.sampled_from(["", "SF1", "SF2"]),
        "total": NUMBERS,
        "paid_at": NUMBERS,
    },
)
OURS = st.fixed_dictionaries(
    {"name": TEXTS, "market_remark": TEXTS, "tracking_no": TEXTS, "total": NUMBERS,
     "paid_at": NUMBERS}
)  # fmt: skip
EXPORTS = st.lists(st.builds(Told, st.booleans(), FIELDS), max_size=3)


def one(base, ours, theirs, field="name"):
    merged = merge_fields([Told(True, {field: base})], {field: ours}, {field: theirs})
    return merged.taken.get(field, ours), merged.clashes


def test_the_three_ways():
    assert one("张伟", "李娜", "张伟") == ("李娜", []), "theirs as before: ours stays"
    assert one("张伟", "张伟", "王芳") == ("王芳", []), "ours as before: theirs is taken"
    assert one("张伟", "王芳", "王芳") == ("王芳", []), "both the same: nothing to do"
    assert one("张伟", "李娜", "王芳") == ("李娜", [Clash("name", "张伟", "李娜", "王芳")])


def test_a_masked_value_never_overwrites_a_full_one():
    assert one("张伟", "张伟", "张**") == ("张伟", [])
    assert one("张伟", "李娜", "张**") == ("李娜", [])
    assert one("张**", "张**", "张伟") == ("张伟", []), "but a full one replaces a masked one"


def test_a_blank_price_or_name_is_no_news_and_a_removed_flag_is():
    assert one(990, 990, None, "total") == (990, [])
    assert one("张伟", "张伟", "") == ("张伟", [])
    assert one("red", "red", "", "flag") == ("", [])


def test_a_value_nobody_told_yet_fills_the_blank():
    merged = merge_fields(
        [Told(False, {"name": "张伟"})], {"tracking_no": ""}, {"tracking_no": "1"}
    )
    assert merged.taken == {"tracking_no": "1"}


def test_a_value_a_person_took_away_does_not_come_back_in_silence():
    assert one("SF1", "", "SF2", "tracking_no") == (
        "",
        [Clash("tracking_no", "SF1", "", "SF2")],
    )


def test_two_kinds_of_export_in_turn_do_not_push_an_order_back_and_forth():
    """Panse's 202 flip-flopping orders: one kind says 交易关闭 for a line, the other goes on."""
    ours: Fields = {"total": 990}
    a: Fields = {"total": 1500}
    b: Fields = {"total": 990}
    assert not merge_fields([Told(False, b), Told(True, a)], ours, a).taken
    assert not merge_fields([Told(False, a), Told(True, b)], ours, b).taken


def test_a_change_on_top_of_the_other_kinds_value_is_no_conflict():
    merged = merge_fields(
        [Told(False, {"name": "李娜"}), Told(True, {"name": "张伟"})],
        {"name": "李娜娜"},
        {"name": "李娜"},
    )
    assert not merged.taken
    assert not merged.clashes


@given(EXPORTS, OURS, FIELDS)
def test_no_field_is_lost_without_being_taken_kept_or_listed(told, ours, theirs):
    merged = merge_fields(told, ours, theirs)
    listed = {clash.field for clash in merged.clashes}
    assert not listed & set(merged.taken), "one fate for each field"
    assert set(merged.taken) | listed <= set(theirs)
    for name, new in theirs.items():
        if name in merged.taken:
            assert merged.taken[name] == new
            assert not withheld(name, new)
        elif name in listed:
            clash = next(each for each in merged.clashes if each.field == name)
            assert (clash.ours, clash.theirs) == (ours[name], new)
        else:  # kept: the export brings nothing new
            said = [export.fields[name] for export in told if name in export.fields]
            assert new == ours[name] or withheld(name, new) or new in said


@given(EXPORTS, OURS, FIELDS)
def test_a_full_value_of_a_person_is_never_replaced_by_a_mask(told, ours, theirs):
    now = {**ours, **merge_fields(told, ours, theirs).taken}
    if ours["name"] and not withheld("name", ours["name"]):
        assert not withheld("name", now["name"])


@given(EXPORTS, OURS, FIELDS)
def test_the_same_export_twice_changes_nothing_more(told, ours, theirs):
    merged = merge_fields(told, ours, theirs)
    now = {**ours, **merged.taken}
    again = merge_fields([Told(True, theirs), *told], now, theirs)
    assert not again.taken
    assert not again.clashes, "a conflict that is listed is not listed again"


LINE = st.fixed_dictionaries(
    {"sku": st.sampled_from(["A", "B", ""]), "title": st.sampled_from(["裙", "衫"])},
    optional={"quantity": st.integers(0, 2)},
)
NUMBERED = st.lists(LINE, max_size=5).flatmap(
    lambda lines: st.permutations(range(len(lines))).map(
        lambda order: [
            {**line, "market_line_no": str(n)} for line, n in zip(lines, order, strict=True)
        ]
    )
)
LINES = st.lists(LINE, max_size=5) | NUMBERED


def applied(ours, merged):
    lines = [dict(line) for line in ours]
    for place, line in merged.changed.items():
        lines[place].update(line.taken)
    return lines + [dict(line) for line in merged.added]


@given(LINES)
def test_lines_of_the_same_file_are_known_again(lines):
    merged = merge_lines([ToldLines(True, lines)], lines, lines)
    assert not merged.changed
    assert not merged.added


@given(LINES, LINES)
def test_no_line_goes_away_and_each_new_one_is_there(old, new):
    merged = merge_lines([ToldLines(True, old)], old, new)
    now = applied(old, merged)
    assert len(now) >= max(len(old), len(new))
    missing = Counter(line["sku"] for line in new) - Counter(line["sku"] for line in now)
    assert not missing


@given(LINES, LINES)
def test_the_same_lines_twice_change_nothing_more(old, new):
    now = applied(old, merge_lines([ToldLines(True, old)], old, new))
    again = merge_lines([ToldLines(True, new), ToldLines(True, old)], now, new)
    assert not again.added
    assert not any(line.taken for line in again.changed.values())


def test_legitimate_identical_rows_stay_apart():
    twice: list[Fields] = [{"sku": "A", "quantity": 1}, {"sku": "A", "quantity": 1}]
    assert len(merge_lines([], [], twice).added) == 2
    merged = merge_lines([ToldLines(True, twice)], twice, [*twice, {"sku": "A", "quantity": 1}])
    assert len(merged.added) == 1


def test_an_exchanged_line_is_still_the_line_that_the_export_tells():
    told: list[Fields] = [{"sku": "A", "quantity": 1}, {"sku": "C", "quantity": 1}]
    ours: list[Fields] = [{"sku": "B", "quantity": 1}, {"sku": "C", "quantity": 1}]
    merged = merge_lines([ToldLines(True, told)], ours, told)
    assert not merged.added
    assert not merged.changed
    newer: list[Fields] = [{"sku": "A", "quantity": 2}, {"sku": "C", "quantity": 1}]
    assert applied(ours, merge_lines([ToldLines(True, told)], ours, newer))[0] == {
        "sku": "B",
        "quantity": 2,
    }


def test_line_numbers_that_come_later_find_the_lines_without():
    """The item report has line numbers since 2020; older ones are known by SKU and place."""
    old: list[Fields] = [{"sku": "A"}, {"sku": "A"}, {"sku": "B"}]
    new: list[Fields] = [{"sku": "B", "market_line_no": "3"}, {"sku": "A", "market_line_no": "1"}]
    merged = merge_lines([ToldLines(True, old)], old, new)
    assert not merged.added
    assert {place: line.taken for place, line in merged.changed.items()} == {
        0: {"market_line_no": "1"},
        2: {"market_line_no": "3"},
    }


def test_an_order_of_five_thousand_lines_is_merged_at_once():
    lines: list[Fields] = [{"sku": "A", "quantity": 1}] * 5_000
    assert not merge_lines([ToldLines(True, lines)], lines, lines).added
