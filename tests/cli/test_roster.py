"""The roster, swaps and notices from the command line."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from openpyxl import Workbook

from csdesk.words import use_language
from tests.hostile import forbidden

TODAY = date.today()  # noqa: DTZ011  # the week after next, wherever that begins
MONDAY = TODAY + timedelta(days=14 - TODAY.weekday())
DAYS = [(MONDAY + timedelta(days=n)).isoformat() for n in range(7)]


@pytest.fixture
def team(csdesk, new_desk):
    """A desk of its owner, 李雷 and 韩梅."""
    for login, name, role in (("li", "李雷", "agent"), ("han", "韩梅", "agent")):
        assert csdesk("people", "add", login, name, "--role", role, desk=new_desk).status == 0
    return new_desk


def names(told):
    return {row["login"]: row["kinds"] for row in told.answer["people"]}


@pytest.fixture
def roster(csdesk, team):
    def rows():
        return names(csdesk("roster", "show", "--week", DAYS[0], "--json", desk=team))

    return rows


def test_a_day_is_set_and_shown(csdesk, team, roster):
    told = csdesk("roster", "set", "李雷", DAYS[0], "早班", "--json", desk=team)
    assert told.answer == {"day": DAYS[0], "login": "li", "name": "李雷", "kind": "early"}
    assert roster()["li"] == ["early", *[""] * 6]
    shown = csdesk("roster", "show", "--week", DAYS[3], desk=team, terminal=True)
    assert "early shift" in shown.out
    assert csdesk("roster", "set", "li", DAYS[0], "off", desk=team).status == 0
    assert roster()["li"] == [""] * 7


@pytest.mark.parametrize("form", ["csv", "gbk", "xlsx"])
def test_a_roster_file_is_taken_in(csdesk, team, roster, tmp_path, form):
    rows = [
        ["客服排班", "", "", ""], ["姓名", *DAYS[:3]],
        ["李雷", "早班", "晚班", "休"], ["没有人", "早班", "", ""],
    ]  # fmt: skip
    path = tmp_path / f"roster.{form}"
    if form == "xlsx":
        book = Workbook()
        for row in rows:
            book.active.append([date.fromisoformat(each) if each in DAYS else each for each in row])
        book.save(path)
    else:
        text = "\r\n".join(",".join(row) for row in rows)
        path.write_bytes(text.encode("gb18030" if form == "gbk" else "utf-8-sig"))
    told = csdesk("roster", "import", str(path), "--json", desk=team)
    assert told.status == 1
    assert (told.answer["set"], told.answer["rejected"]) == (2, 1)
    (error,) = told.answer["errors"]
    assert (error["row"], error["value"]) == (4, "没有人")
    assert "csdesk people" in error["reason"]
    assert roster()["li"] == ["early", "late", *[""] * 5]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "no roster"),
        (b"PK\x03\x04 broken", ""),
        (b'\xe5\xa7\x93\xe5\x90\x8d,2026-11-23\n"unclosed', "quotation"),
        (b"\0\0\0", ""),
    ],
)
def test_a_file_that_is_no_roster_is_refused_in_a_sentence(csdesk, team, tmp_path, content, word):
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    told = csdesk("roster", "import", str(path), desk=team)
    assert told.status in (1, 2)
    assert told.err.count("\n") == 1
    assert word in told.err
    assert csdesk("roster", "import", str(tmp_path / "none.csv"), desk=team).status == 2


def test_a_swap_from_wish_to_roster(csdesk, team, roster):
    csdesk("roster", "set", "li", DAYS[0], "early", desk=team)
    csdesk("roster", "set", "han", DAYS[1], "late", desk=team)
    told = csdesk(
        "--as", "li", "swap", "ask", "--day", DAYS[0], "--with", "韩梅", "--for", DAYS[1],
        "--reason", "牙医", "--json", desk=team,
    )  # fmt: skip
    assert (told.answer["state"], told.answer["peer_day"]) == ("asked", DAYS[1])
    assert csdesk("swap", "approve", "1", desk=team).status == 1
    assert csdesk("--as", "li", "swap", "accept", "1", desk=team).status == 4
    assert csdesk("--as", "han", "swap", "accept", "1", desk=team).status == 0
    assert csdesk("--as", "han", "swap", "approve", "1", desk=team).status == 4
    shown = csdesk("swap", desk=team, terminal=True)
    assert "colleague agrees" in shown.out
    assert csdesk("swap", "approve", "1", "--version", "1", desk=team).status == 5
    assert csdesk("swap", "approve", "1", "--version", "2", desk=team).status == 0
    assert roster()["han"] == ["early", *[""] * 6]
    assert roster()["li"] == ["", "late", *[""] * 5]
    assert csdesk("swap", "--json", desk=team).answer == {"swaps": []}
    assert csdesk("swap", "--all", "--json", desk=team).answer["swaps"][0]["state"] == "approved"


def test_what_a_swap_breaks_is_listed_and_wants_a_reason(csdesk, team):
    csdesk("roster", "set", "li", DAYS[0], "late", desk=team)
    csdesk("roster", "set", "han", DAYS[1], "early", desk=team)
    told = csdesk("--as", "li", "swap", "ask", "--day", DAYS[0], "--with", "han", "--json",
                  desk=team)  # fmt: skip
    (failure,) = told.answer["failures"]
    assert (failure["rule"], failure["hard"]) == ("rest", True)
    assert failure["told"] == (
        f"韩梅 would rest 8 h between late shift of {DAYS[0]} and early shift of {DAYS[1]}; at"
        " least 11 h are due."
    )
    csdesk("--as", "han", "swap", "accept", "1", desk=team)
    refused = csdesk("swap", "approve", "1", desk=team)
    assert (refused.status, "rest between shifts" in refused.err) == (1, True)
    told = csdesk("swap", "approve", "1", "--reason", "nobody else", desk=team)
    assert told.status == 0


def test_a_notice_is_sent_read_and_receipted(csdesk, team):
    told = csdesk("notice", "send", "双十一不调班", "--to", "agent", "--json", desk=team)
    assert {each["login"] for each in told.answer["readers"]} == {"li", "han"}
    mine = csdesk("--as", "li", "notice", "--json", desk=team).answer["notices"]
    assert [(each["text"], each["readers"]) for each in mine] == [("双十一不调班", [])]
    assert csdesk("--as", "li", "notice", "read", desk=team).status == 0
    assert csdesk("--as", "li", "notice", "--json", desk=team).answer == {"notices": []}
    (sent,) = csdesk("notice", "--all", "--json", desk=team).answer["notices"]
    assert {each["login"]: bool(each["read_at"]) for each in sent["readers"]} == {
        "li": True, "han": False,
    }  # fmt: skip
    shown = csdesk("notice", "--all", desk=team, terminal=True)
    assert "1 of 2" in shown.out
    assert csdesk("--as", "li", "notice", "send", "x", "--to", "all", desk=team).status == 4


@pytest.mark.parametrize(
    "words",
    [
        ("roster", "set", "li"), ("roster", "show", "x"), ("swap", "ask"), ("swap", "accept"),
        ("swap", "accept", "x"), ("notice", "x"), ("notice", "send", "x"), ("notice", "read", "x"),
        ("roster", "set", "li", "someday", "early"), ("roster", "show", "--week", "x"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_said(csdesk, team, words):
    told = csdesk(*words, desk=team)
    assert told.status in (1, 2, 3)
    assert told.err.count("\n") == 1


def test_it_is_told_in_chinese_too(csdesk, team):
    csdesk("roster", "set", "li", DAYS[0], "late", desk=team)
    csdesk("roster", "set", "han", DAYS[1], "early", desk=team)
    csdesk("--as", "li", "swap", "ask", "--day", DAYS[0], "--with", "han", desk=team)
    told = csdesk("--lang", "zh", "--as", "han", "notice", desk=team, terminal=True)
    use_language("en")
    assert f"李雷请您代上 {DAYS[0]} 的晚班" in told.out
    assert forbidden(told.out) == []
