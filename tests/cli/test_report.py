"""csdesk report: which period, as what, beside what, and what is refused."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from csdesk.model.reports import Done, Figure, Left
from tests.hostile import forbidden

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()


def reported(csdesk, desk, *arguments):
    told = csdesk("report", *arguments, "--json", desk=desk)
    assert (told.status, told.err) == (0, "")
    return told.answer


def test_without_a_choice_it_is_today_and_everything_is_told(csdesk, desk):
    told = reported(csdesk, desk)
    assert (told["unit"], told["first"], told["running"], told["by_clock"]) == (
        "day", TODAY.isoformat(), True, True,
    )  # fmt: skip
    assert set(told["figures"]) == set(Figure)
    assert set(told["done"]) == set(Done)
    assert set(told["remaining"]["left"]) == set(Left)
    assert told["figures"]["orders_new"] > 0
    assert sum(told["kinds"].values()) == told["cutoff_seq"] - told["after_seq"]
    ledger = csdesk("ledger", "--json", desk=desk).answer["batches"]
    taken = [each for each in ledger if each["state"] in ("imported", "partly")]
    assert told["figures"]["files"] == len(taken)
    assert told["figures"]["rows"] == sum(each["rows"] for each in taken)


def test_days_weeks_months_and_spans(csdesk, desk):
    day = TODAY.isoformat()
    today = reported(csdesk, desk, "--day", "today")
    assert reported(csdesk, desk, "today")["first"] == today["first"]
    for choice in (["--day", day], ["--week", day], ["--month", "today"], ["--from", "-3"],
                   ["--from", "yesterday", "--to", day]):  # fmt: skip
        told = reported(csdesk, desk, *choice)
        assert told["first"] <= day <= told["last"]
        assert told["figures"] == today["figures"]
    before = reported(csdesk, desk, "--day", (TODAY - timedelta(days=1)).isoformat())
    assert not any(before["figures"].values())
    assert before["remaining"] is None


def test_two_periods_and_a_trend(csdesk, desk):
    told = reported(csdesk, desk, "--day", "today", "--against", "before", "--trend", "3")
    assert told["against"]["first"] == (TODAY - timedelta(days=1)).isoformat()
    assert [each["first"] for each in told["trend"]] == [
        (TODAY - timedelta(days=back)).isoformat() for back in (2, 1, 0)
    ]
    assert told["trend"][-1]["figures"] == told["figures"]
    span = reported(csdesk, desk, "--from", "-1", "--against", "-8")["against"]
    assert span["first"] == (TODAY - timedelta(days=8)).isoformat()
    shown = csdesk("report", "--against", "before", "--trend", "3", desk=desk)
    assert "more or less" in shown.out
    assert "Trend" in shown.out


def test_people_are_told_to_leads(csdesk, desk):
    told = reported(csdesk, desk, "--people")  # whoever made the desk leads it
    assert set(told["median"]) >= {"reviewed", "remarks", "answered", "answer_minutes"}
    assert all({"name", "roles", "reviewed"} <= set(each) for each in told["people"])
    csdesk("people", "add", "kid", "Kid", "--role", "agent", desk=desk)
    refused = csdesk("report", "--people", "--as", "kid", desk=desk)
    assert refused.status == 4
    assert "may not see the figures of single people" in refused.err


@pytest.mark.parametrize("form", ["text", "md", "csv", "html", "xlsx"])
def test_files_are_the_same_each_time_and_harmless(csdesk, desk, tmp_path, form):
    day = (TODAY - timedelta(days=1)).isoformat()
    files = [tmp_path / f"one.{form}", tmp_path / f"two.{form}"]
    for file in files:
        told = csdesk("report", "--day", day, f"--{form}", str(file), desk=desk)
        assert (told.status, told.out) == (0, f"Written: {file}\n")
    assert files[0].read_bytes() == files[1].read_bytes()
    if form != "xlsx":
        csdesk("report", f"--{form}", str(files[0]), desk=desk)
        assert not forbidden(files[0].read_text(encoding="utf-8-sig").replace("\n", ""))


def test_steps_are_told_in_words(csdesk, desk):
    csdesk("people", "add", "kim", "金", "--role", "agent", desk=desk)
    csdesk("people", "role", "kim", "--role", "finance", desk=desk)
    for lang, words in (
        ("zh", ("加入人员", "更改角色")),
        ("en", ("person let in", "roles changed")),
    ):
        shown = csdesk("--lang", lang, "report", desk=desk, terminal=True).out
        assert all(word in shown for word in words)
        assert re.findall(r"^ *[a-z]+\.[a-z_]+  ", shown, re.MULTILINE) == []


def test_a_terminal_obeys_nothing_of_it(csdesk, desk):
    for lang in ("zh", "en"):
        shown = csdesk("--lang", lang, "report", desk=desk, terminal=True)
        assert not forbidden(shown.out.replace("\n", ""))


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--shift", "9"], 3, "There is no shift 9"),
        (["--day", "soon"], 2, '"soon" is no day'),
        (["--to", "today"], 2, "--to goes with --from"),
        (["--from", "today", "--to", "-3"], 2, "is before the first"),
        (["--day", "today", "--week", "today"], 2, "Choose one of --shift"),
        (["today", "--week", "today"], 2, "Choose one of --shift"),
        (["--md", "/proc/nowhere/x.md"], 1, "cannot be written"),
    ],
)
def test_what_is_not_understood_is_a_sentence(csdesk, desk, arguments, status, words):
    told = csdesk("report", *arguments, desk=desk)
    assert told.status == status
    assert words in told.err
    assert told.out == ""
