"""Which backups are kept, what stands beside them, and anchors as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.audit import ChainHead
from csdesk.model.backups import Manifest, Why
from csdesk.model.settings import BackupSettings
from csdesk.rules.anchors import anchor, anchors
from csdesk.rules.backup_form import backup_name, is_backup_name, manifest_text, read_manifest
from csdesk.rules.retention import superseded

NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
ZONE = "Asia/Shanghai"

heads = st.builds(
    ChainHead, st.integers(0, 10**12), st.binary(min_size=32, max_size=32).map(bytes.hex)
)
moments = st.integers(-50_000, 400_000).map(lambda minutes: NOW - timedelta(minutes=minutes))


def hourly(days):
    return {f"b{n}": NOW - timedelta(hours=n) for n in range(days * 24)}


def test_a_fortnight_of_hourly_backups_comes_down_to_a_day_of_them_and_one_a_day():
    made = hourly(40)
    left = set(made) - superseded(made, NOW, BackupSettings(hours=24, days=14), ZONE)
    assert {f"b{n}" for n in range(25)} <= left
    older = sorted(made[name] for name in left if made[name] < NOW - timedelta(hours=24))
    assert len(older) == 13
    # The last backup of a day of Shanghai is that of 23:00 there.
    assert {each.hour for each in older} == {15}


@given(st.lists(moments, max_size=40), st.integers(0, 72), st.integers(1, 40))
def test_the_newest_stays_and_what_goes_is_old_enough(times, hours, days):
    made = {f"b{n}": at for n, at in enumerate(times)}
    kept = BackupSettings(hours=hours, days=days)
    gone = superseded(made, NOW, kept, ZONE)
    left = {name: at for name, at in made.items() if name not in gone}
    assert bool(left) == bool(made)
    if made:
        newest = max(made.values())
        now = max(NOW, newest)
        assert all(now - made[name] > timedelta(hours=hours) for name in gone)
        assert newest in left.values()
        rest = [at for at in left.values() if at != newest]
        assert all(now - at <= max(timedelta(days=days), timedelta(hours=hours)) for at in rest)
    assert superseded(left, NOW, kept, ZONE) == frozenset(), "twice is once"


@given(st.lists(moments, min_size=1, max_size=60))
def test_every_day_that_had_a_backup_still_has_its_last_one(times):
    made = {f"b{n}": at for n, at in enumerate(times)}
    gone = superseded(made, NOW, BackupSettings(hours=1, days=14), ZONE)
    now = max(NOW, *made.values())
    recent = [at for at in made.values() if now - at < timedelta(days=14)]
    shanghai = timedelta(hours=8)
    for day in {(at + shanghai).date() for at in recent}:
        last = max(at for at in made.values() if (at + shanghai).date() == day)
        assert last in {at for name, at in made.items() if name not in gone}


@given(st.lists(heads, max_size=5), st.text(max_size=20))
def test_anchors_are_found_in_whatever_text_they_stand(found, around):
    lines = [f"{around}\t{anchor(each)} {around}" for each in found]
    assert set(anchors(lines)) == {*found, *anchors([around])}
    seqs = [each.seq for each in anchors(lines)]
    assert seqs == sorted(seqs)


@pytest.mark.parametrize(
    "line", ["", "seq=1", "seq=1 hash=ab", "seq=x hash=" + "a" * 64, "seq=1 hash=" + "A" * 64,
             "seq=" + "9" * 30 + " hash=" + "a" * 64, "seq=1 hash=" + "a" * 65]
)  # fmt: skip
def test_what_is_no_anchor_is_not_taken_for_one(line):
    assert anchors([line]) == ()


@given(heads, st.dictionaries(st.text(max_size=8), st.integers(0, 10**9), max_size=4), st.text())
def test_a_manifest_reads_as_it_was_written(head, rows, settings):
    text = settings.encode("utf-8", "replace").decode()
    rows = {name.encode("utf-8", "replace").decode(): count for name, count in rows.items()}
    told = Manifest(NOW, Why.ASKED, "0.1.0", 6, 4_096, "ab" * 32, rows, head, True, text)
    written = manifest_text(told)
    assert read_manifest(written) == told
    assert head in anchors(written.splitlines())


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", "null", '{"made_at": 1}', '{"made_at": "x"}', "1" * 5_000]
)
def test_what_is_no_manifest_says_so(text):
    with pytest.raises(ValueError):
        read_manifest(text)


def test_names_of_backups_stand_in_the_order_of_their_times():
    names = [backup_name(NOW + timedelta(seconds=n)) for n in (0, 1, 59, 3_600, 86_400)]
    assert names == sorted(names)
    assert all(map(is_backup_name, names))
    assert not any(map(is_backup_name, ("desk.db", f"{names[0]}.part", "damaged-x.db", "../x.db")))
