"""Wrong arguments get a sentence and exit status 2; help is in both languages and fits."""

from __future__ import annotations

import re
import sqlite3

import pytest

from csdesk.cli.parsing import COMMANDS
from csdesk.plain import cell_width


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serch", "x"], 'Did you mean "search"'),
        (["frobnicate"], "There are: demo"),
        (["search", "--limit", "0"], "not a number"),
        (["search", "--limit", "9" * 5000], "not a number"),
        (["search", "--limit", "-3"], "not a number"),
        (["search", "--what"], "--what"),
        (["order"], "required"),
        (["remark", "123456", "x"], "--tab"),
        (["remark", "123456", "x", "--tab", "sales"], "internal 内部, finance"),
        (["--lang", "fr", "search"], '"fr"'),
        (["--theme", "pink", "search"], '"pink"'),
        (["--desk"], "--desk"),
        (["--what"], "--what"),
        (["import"], "required"),
    ],
)
def test_wrong_arguments_are_refused_in_a_sentence(csdesk, arguments, said):
    told = csdesk(*arguments)
    assert told.status == 2
    assert said in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


@pytest.mark.parametrize("theme", ["light", "浅色", "高对比度", "Dark"])
def test_a_theme_goes_by_its_english_or_chinese_word(csdesk, desk, theme):
    assert csdesk("--theme", theme, "search", "", desk=desk).status == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_help_that_fits_the_screen(csdesk, lang, command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    told = csdesk("--lang", lang, *filter(None, [command]), "--help")
    assert told.status == 0
    assert told.err == ""
    assert f"csdesk {command}".strip() in told.out
    assert ("用法" in told.out) is (lang == "zh")
    assert [line for line in told.out.splitlines() if cell_width(line) > 80] == []


def test_the_language_may_be_asked_for_before_and_after_the_command(csdesk):
    assert "用法" in csdesk("search", "--help", "--lang", "zh").out
    assert "用法" in csdesk("--lang=zh", "search", "--help").out
    assert "缺少参数" in csdesk("--lang", "zh", "order").err


def test_the_locale_tells_the_language_where_nobody_does(csdesk, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "用法" in csdesk("--help").out


def test_without_a_terminal_the_screens_are_refused(csdesk, taken_in):
    told = csdesk(desk=taken_in)
    assert told.status == 2
    assert "terminal" in told.err
    assert csdesk("demo").status == 2


def test_without_a_desk_there_is_a_sentence_and_nothing_is_made(csdesk, tmp_path):
    for arguments in (
        ["search"],
        ["remark", "1234567", "x", "--tab", "internal"],
        ["log", "123456"],
    ):
        told = csdesk(*arguments, desk=tmp_path / "nowhere")
        assert told.status == 6
        assert "nowhere" in told.err
        assert "csdesk init" in told.err
    assert not (tmp_path / "nowhere").exists()


def test_a_wrong_desk_toml_stops_every_command(csdesk, desk):
    (desk / "desk.toml").write_text("zonee = 1")
    told = csdesk("search", desk=desk)
    assert (told.status, told.out) == (2, "")
    assert "zonee" in told.err


def test_who_no_longer_works_here_is_not_let_in(csdesk, desk):
    number = csdesk("search", "--json", desk=desk).answer["orders"][0]["order_no"]
    store = sqlite3.connect(desk / "desk.db")
    store.execute("UPDATE people SET active = 0")
    store.commit()
    store.close()
    for command in (["search"], ["remark", number, "--tab", "internal", "x"]):
        told = csdesk(*command, desk=desk)
        assert (told.status, told.out) == (4, "")
        assert "lead" in told.err


def test_a_wrong_profile_is_told_before_its_first_file_comes(csdesk, desk):
    with (desk / "desk.toml").open("a") as file:
        file.write('\n[[profiles]]\nid = "x"\nsite = "WS"\n')
    for command in (["search"], ["sync", "--once"], ["import", str(desk / "desk.toml")]):
        told = csdesk(*command, desk=desk)
        assert (told.status, told.out) == (2, "")
        assert "profile 1" in told.err
    assert csdesk("doctor", "--json", desk=desk).status == 6


def test_a_fault_of_csdesk_is_a_reference_and_no_traceback(csdesk, desk, tmp_path):
    # A store whose tables are gone cannot come from csdesk: whatever happens is told short.
    store = sqlite3.connect(desk / "desk.db")
    store.execute("DROP TABLE lines")
    store.commit()
    store.close()
    number = csdesk("search", "--json", desk=desk).answer["orders"][0]["order_no"]
    told = csdesk("order", number, "--json", desk=desk)
    assert (told.status, told.out) == (70, "")
    assert "Traceback" not in told.err
    assert told.err.count("\n") == 1
    (reference,) = re.findall(r"reference ([0-9a-f]{8})", told.err)
    noted = (tmp_path / "state" / "csdesk" / "faults.log").read_text()
    assert reference in noted
    assert number not in noted


def test_the_desks_language_is_spoken_unless_another_is_asked_for(csdesk, desk):
    (desk / "desk.toml").write_text('lang = "zh"')
    assert "没有订单" in csdesk("order", "987654321987", desk=desk).err
    assert "No order" in csdesk("--lang", "en", "order", "987654321987", desk=desk).err
