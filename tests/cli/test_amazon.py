"""Amazon cases from the command line: from the notice to the answer, and what goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from csdesk.rules.plan_text import INCOMPLETE
from tests.hostile import PAYLOADS, forbidden

ASIN = "B0CSDESK01"
NOTICE = f"Your listing ASIN {ASIN} was removed. Answer within 72 hours."


@pytest.fixture
def team(csdesk, desk):
    """A desk with an agent, a lead and a viewer; a way to call ``csdesk amazon``."""
    for role in ("agent", "lead", "viewer"):
        csdesk("people", "add", role, role, "--role", role, desk=desk)

    def call(*words, who="agent", json=True, **how):
        more = ("--json",) if json else ()
        return csdesk("--as", who, "amazon", *words, *more, desk=desk, **how)

    return call


def answer(told):
    assert told.status == 0, told.err
    return told.answer


@pytest.fixture
def case(team):
    """The id of a case about the quality of goods."""
    return str(answer(team("new", "quality", "--text", NOTICE, "--due", "72h"))["id"])


def write_plan(team, case, folder):
    proof = folder / "inspection.txt"
    proof.write_text("200 checked", encoding="utf-8")
    for words in (
        ("set", case, "cause", f"Our packaging of {ASIN} let the goods get scratched."),
        ("set", case, "action", "We sorted the stock and checked 200 pieces at random.",
         "--on", "yesterday", "--for", "1"),
        ("set", case, "prevention", "20 samples and the page are compared before each restock.",
         "--on", "tomorrow", "--owner", "陈姐", "--every", "weekly", "--for", "1"),
        ("evidence", case, "inspection", "Report of the inspection", "--about", "all",
         "--file", str(proof)),
    ):  # fmt: skip
        answer(team(*words))


def test_from_the_notice_to_the_answer(team, case, tmp_path):
    opened = answer(team("show", case))
    assert (opened["state"], opened["due_source"], opened["due_words"]) == (
        "draft", "notice", "72h",
    )  # fmt: skip
    assert opened["subjects"] == [ASIN]
    bare = team("lint", case)
    assert bare.status == 1
    assert [each["fault"] for each in bare.answer["findings"]][:3] == [
        "no_cause", "no_action", "no_prevention",
    ]  # fmt: skip
    draft = answer(team("export", case))
    assert INCOMPLETE in Path(draft["file"]).read_text("utf-8-sig")
    write_plan(team, case, tmp_path)
    checked = team("lint", case)
    assert (checked.status, checked.answer["findings"]) == (0, [])
    assert answer(team("show", case))["state"] == "draft", "nothing is sent by itself"
    assert INCOMPLETE not in Path(answer(team("export", case))["file"]).read_text("utf-8-sig")
    assert answer(team("export", case, "--pack"))["file"].endswith(".zip")
    assert team("submit", case).status == 4
    sent = answer(team("submit", case, who="lead"))
    assert (sent["state"], sent["due_kind"], sent["due_source"]) == (
        "submitted", "verdict", "manual",
    )  # fmt: skip
    assert team("submit", case, who="lead").status == 1
    refused = answer(team("answer", case, "refused", "Not enough.", "--due", "17d", who="lead"))
    assert (refused["state"], refused["due_words"]) == ("refused", "17d")
    assert team("lint", case).answer["findings"][0]["fault"] == "same_text"
    assert answer(team("submit", case, who="lead"))["submissions"][1]["number"] == 2
    done = answer(team("answer", case, "已恢复", who="lead"))
    assert (done["state"], done["due"]) == ("restored", None)
    assert answer(team("list"))["cases"] == []
    assert [each["id"] for each in answer(team("list", "--all"))["cases"]] == [int(case)]
    assert answer(team("reopen", case, "again"))["state"] == "draft"
    assert answer(team("close", case, "double"))["state"] == "closed"


def test_what_is_missing_is_asked_before_it_is_noted_as_sent(team, case):
    told = team("submit", case, who="lead")
    assert told.status == 1
    assert "Yes is --yes." in told.err
    assert answer(team("submit", case, "--on", "today", "--yes", who="lead"))["missing"] > 0


def test_a_notice_is_read_out_of_a_file_and_entries_are_corrected(team, tmp_path):
    notice = tmp_path / "notice.txt"
    notice.write_text(f"\ufeff{NOTICE}\nSecond line.", encoding="utf-8")
    one = answer(team("new", "知识产权投诉", "--text-file", str(notice), "--account", "US"))
    assert one["notice"] == f"{NOTICE}\nSecond line."
    assert one["deadlines"] == [], "no deadline is made up"
    case = str(one["id"])
    answer(team("set", case, "根本原因", "We listed goods without a licence."))
    changed = answer(team("set", case, "cause", "We listed goods of a brand.", "--entry", "1"))
    assert changed["plan"][0]["text"] == "We listed goods of a brand."
    assert answer(team("set", case, "cause", "--entry", "1", "--remove"))["plan"] == []
    proof = answer(team("evidence", case, "retraction", "Letter"))["evidence"][0]
    assert (proof["kind"], proof["sha256"]) == ("retraction", "")
    named = answer(team("evidence", case, "--entry", "1", "--about", ASIN, "--on", "2026-01-02"))
    assert (named["evidence"][0]["subjects"], named["evidence"][0]["day"]) == (
        [ASIN], "2026-01-02",
    )  # fmt: skip
    assert answer(team("evidence", case, "--entry", "1", "--remove"))["evidence"] == []
    assert answer(team("set", case, "due", "17d"))["due_words"] == "17d"
    assert team("set", case, "account", "UK", "--version", "1").status == 5


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("new",), 2),
        (("new", "gold", "--text", "x"), 2),
        (("new", "late"), 1),
        (("new", "late", "--text", "x", "--due", "soon"), 2),
        (("new", "late", "--text-file", "/nowhere"), 1),
        (("show",), 2),
        (("show", "99"), 3),
        (("lint", "x"), 2),
        (("sing", "1"), 2),
        (("set", "{id}"), 2),
        (("set", "{id}", "state", "submitted"), 2),
        (("set", "{id}", "action", "x", "--for", "9"), 3),
        (("set", "{id}", "cause", "--remove"), 2),
        (("evidence", "{id}"), 2),
        (("evidence", "{id}", "invoice"), 1),
        (("evidence", "{id}", "invoice", "x", "--file", "/nowhere"), 1),
        (("answer", "{id}", "restored"), 4),
        (("close", "{id}"), 1),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_a_status(team, case, words, status):
    told = team(*(word.format(id=case) for word in words))
    assert told.status == status, told.err
    assert told.err.count("\n") == 1
    assert answer(team("show", case))["version"] == 2


def test_a_viewer_looks_and_changes_nothing(team, case):
    assert answer(team("list", who="viewer"))["cases"][0]["id"] == int(case)
    assert team("set", case, "account", "x", who="viewer").status == 4


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_people_read_tables_and_programs_lines(team, case, tmp_path, lang):
    write_plan(team, case, tmp_path)
    for step in (("list",), ("show", case), ("lint", case)):
        shown = team("--lang", lang, *step, json=False, terminal=True)
        assert shown.status == 0
        assert shown.out.strip()
    listed = team("list", json=False).rows
    assert listed[0][:3] == ["id", "kind", "form"]
    shown = team("show", case, "--lang", lang, json=False, terminal=True).out
    for words in (ASIN, "72h", "陈姐", "inspection.txt"):
        assert words in shown


def test_hostile_text_reaches_no_terminal(team):
    for payload in PAYLOADS[::5]:
        one = answer(team("new", "late", "--text", f"x {payload}"[:20_000].replace("\0", "")))
        case = str(one["id"])
        team("set", case, "cause", "--text", f"y {payload}"[:4_000].replace("\0", ""))
        for step in (("list",), ("show", case), ("lint", case)):
            for how in ({"terminal": True}, {}):
                assert forbidden(team(*step, json=False, **how).out.replace("\t", "")) == []
