"""Writing remarks and reading the log from the command line."""

from __future__ import annotations

import pytest

from tests.cli.conftest import HOSTILE
from tests.hostile import forbidden


@pytest.fixture
def number(csdesk, desk):
    """The desk number of an order."""
    return csdesk("search", "--json", desk=desk).answer["orders"][0]["order_no"]


def test_a_remark_on_an_order_gives_a_receipt(csdesk, desk, number):
    told = csdesk("remark", number, "--tab", "shipping", "要圆通", "--json", desk=desk)
    assert (told.status, told.err) == (0, "")
    receipt = told.answer
    assert set(receipt) >= {"order_no", "id", "attached"}
    assert (receipt["order_no"], receipt["attached"]) == (number, True)
    order = csdesk("order", number, "--json", desk=desk).answer
    assert order["remarks"]["shipping"] == 1
    (remark,) = order["remark_list"]
    assert set(remark) >= {"tab", "text", "author", "at", "state"}
    assert (remark["tab"], remark["text"], remark["state"]) == ("shipping", "要圆通", "asked")


def test_a_remark_on_a_number_not_imported_waits(csdesk, desk):
    told = csdesk("remark", "4444333322221111000", "--tab", "internal", "先别发", desk=desk)
    assert told.rows[1][0] == "4444333322221111000"
    assert told.rows[1][2] == "0"
    people = csdesk(
        "remark", "4444333322221111000", "--tab", "internal", "x", desk=desk, terminal=True
    )
    assert "not imported" in people.out


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("wrong", "status"), [("TB261122-9999", 3), ("123", 1)])
def test_a_number_that_no_order_can_come_under_is_refused(csdesk, desk, wrong, status, lang):
    told = csdesk("--lang", lang, "remark", wrong, "--tab", "internal", "x", "--json", desk=desk)
    assert (told.status, told.out) == (status, "")
    assert wrong in told.err
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("tab", ["shipping", "Shipping", "3", "发货"])
def test_a_tab_goes_by_name_key_or_chinese_in_either_language(csdesk, desk, number, tab, lang):
    assert csdesk("--lang", lang, "remark", number, "--tab", tab, "x", desk=desk).status == 0
    assert csdesk("order", number, "--json", desk=desk).answer["remarks"]["shipping"] == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_help_and_the_refusal_of_a_tab_name_both_words(csdesk, desk, number, lang):
    told = csdesk("--lang", lang, "remark", "--help")
    refused = csdesk("--lang", lang, "remark", number, "--tab", "财物", "x", desk=desk)
    assert refused.status == 2
    for text in (told.out, refused.err):
        for word in ("internal", "内部", "finance", "财务", "shipping", "发货"):
            assert word in text


def test_the_text_may_come_on_standard_input_with_its_lines(csdesk, desk, number):
    csdesk("remark", number, "--tab", "finance", "-", desk=desk, given="退差价\n20 元\n")
    order = csdesk("order", number, "--json", desk=desk).answer
    assert order["remark_list"][0]["text"] == "退差价\n20 元"


@pytest.mark.parametrize(
    ("arguments", "given", "status", "said"),
    [
        (["", "--tab", "internal", "x"], None, 2, "not an order number"),
        (["NUMBER", "--tab", "internal", " "], None, 1, "empty"),
        (["NUMBER", "--tab", "internal", "-"], "", 1, "empty"),
        (["NUMBER", "--tab", "internal", "-"], "长" * 4001, 1, "4,001"),
    ],
)
def test_a_refused_remark_leaves_nothing(csdesk, desk, number, arguments, given, status, said):
    arguments = [number if each == "NUMBER" else each for each in arguments]
    told = csdesk("remark", *arguments, "--json", desk=desk, given=given)
    assert (told.status, told.out) == (status, "")
    assert said in told.err
    assert csdesk("order", number, "--json", desk=desk).answer["remark_list"] == []


def test_the_log_tells_every_step(csdesk, desk, number):
    csdesk("remark", number, "--tab", "internal", "一", desk=desk)
    csdesk("remark", number, "--tab", "internal", "二", desk=desk)
    answer = csdesk("log", number, "--json", desk=desk).answer
    steps = answer["events"]
    assert set(steps[-1]) >= {"seq", "at", "actor", "kind", "before", "after"}
    assert [each["after"]["text"] for each in steps[-2:]] == ["一", "二"]
    head, *rows = csdesk("log", number, desk=desk).rows
    assert head[:2] == ["seq", "at"]
    assert len(rows) == len(steps)
    shown = csdesk("log", number, desk=desk, terminal=True)
    assert "二" in shown.out


def test_the_log_of_an_unknown_number_is_status_3(csdesk, desk):
    assert csdesk("log", "987654321987", desk=desk).status == 3


def test_hostile_remarks_are_shown_and_not_obeyed(csdesk, desk, number):
    written = 0
    for payload in HOSTILE:
        told = csdesk("remark", number, "--tab", "internal", "--", payload, desk=desk)
        assert told.status in (0, 1)
        assert ("order_no" in told.out) is (told.status == 0), "not taken for an option"
        assert forbidden((told.out + told.err).replace("\t", "")) == []
        written += told.status == 0
    shown = [
        csdesk(command, number, *flag, desk=desk, terminal=terminal)
        for command in ("order", "log")
        for flag in ([], ["--json"])
        for terminal in (False, True)
    ]
    for each in shown:
        assert (each.status, each.err) == (0, "")
        assert forbidden(each.out.replace("\t", "")) == []
    order = csdesk("order", number, "--json", desk=desk).answer
    assert len(order["remark_list"]) == written > len(HOSTILE) * 0.9
