"""Whoever edits desk.toml is told what is wrong, where, and what is allowed."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.errors import NotUnderstood
from csdesk.model.settings import (
    Check,
    DeskSettings,
    Need,
    PolicyWords,
    ShopSettings,
    SwapRule,
    Template,
    Weight,
)
from csdesk.model.status import Tab
from csdesk.settings import desk_folder, first_settings, read_settings
from csdesk.words import say


def written(folder, text, encoding="utf-8"):
    (folder / "desk.toml").write_bytes(text.encode(encoding))
    return folder


def fault(folder, text):
    with pytest.raises(NotUnderstood) as caught:
        read_settings(written(folder, text))
    assert caught.value.exit_status == 2
    return say(caught.value)


def test_a_desk_without_the_file_has_the_defaults(tmp_path):
    assert read_settings(tmp_path) == DeskSettings()


def test_the_first_file_says_what_the_defaults_say(tmp_path):
    assert read_settings(written(tmp_path, first_settings())) == DeskSettings()


def test_the_first_file_keeps_the_zone_and_the_language_asked_for(tmp_path):
    read = read_settings(written(tmp_path, first_settings("Europe/London", "zh")))
    assert (read.zone, read.lang) == ("Europe/London", "zh")


def test_every_setting_that_the_first_file_comments_out_is_understood(tmp_path):
    lines = first_settings().split("\n# A file that")[0].splitlines()
    off = re.compile(r'# (\[\[[\w.]+\]\]|[\w."]+ = )').match
    text = "\n".join(line[2:] if off(line) else line for line in lines)
    read = read_settings(written(tmp_path, text))
    assert read.shops == (ShopSettings("TB", "My shop"),)
    assert read.flag_words["purple"] == "VIP"
    assert read.keys == {"search.filter": "F, f7"}
    assert read.scan_seconds == 30
    assert read.templates == (Template(Tab.SHIPPING, 1, "客户要求发{快递}"),)
    assert [rule.needs for rule in read.hints or ()] == [None, Need.AMOUNT]
    assert read.clipboard
    assert [kind.code for kind in read.shifts.kinds] == ["early"]


def test_what_a_swap_must_keep_to_is_set(tmp_path):
    text = """
    [shifts.rules]
    rest = "soft"
    skills = "off"
    rest_hours = 8.5
    """
    rules = read_settings(written(tmp_path, text)).shifts.rules
    assert (rules.strengths[SwapRule.REST], rules.strengths[SwapRule.SKILLS]) == ("soft", "off")
    assert rules.strengths[SwapRule.NIGHTS] == "hard"
    assert (rules.rest_hours, rules.free_days) == (8.5, 2)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('rest = "maybe"', '"hard", "soft", "off"'),
        ("rest_hours = 99", "0 to 48"),
        ('sleep = "hard"', "rest_hours"),
        ("free_days = 1.5", "a whole number"),
    ],
)
def test_a_wrong_rule_for_swaps_is_refused(tmp_path, line, told):
    with pytest.raises(NotUnderstood) as refused:
        read_settings(written(tmp_path, f"[shifts.rules]\n{line}\n"))
    assert "shifts.rules" in str(refused.value)
    assert told in str(refused.value)


def test_everything_can_be_set(tmp_path):
    text = """
    zone = "America/New_York"
    theme = "contrast"
    [[shops]]
    site = "TB"
    name = "旗舰店"
    [[shops]]
    site = "AM"
    name = "US"
    [flags]
    red = "急"
    [inbox]
    size_limit_mb = 80
    quiet_seconds = 0.5
    poll = true
    [[profiles]]
    id = "mine"
    """
    read = read_settings(written(tmp_path, text))
    assert read.shops[0] == ShopSettings("TB", "旗舰店")
    assert read.shops[1] == ShopSettings("AM", "US")
    assert (read.size_limit_mb, read.quiet_seconds, read.poll) == (80, 0.5, True)
    assert read.profiles == ({"id": "mine"},)
    assert read.flag_words == {"red": "急"}


def test_urging_and_the_words_of_the_guard_are_set(tmp_path):
    text = """
    [urging]
    most = 2
    quiet_from = "21:30"
    quiet_until = "8:00"
    zones = { AM = "America/Los_Angeles" }
    texts = ["亲，{order} 未付款"]
    [policy]
    stars = ["小红花"]
    """
    read = read_settings(written(tmp_path, text))
    assert (read.urging.most, read.urging.hours) == (2, 24)
    assert (read.urging.quiet_from, read.urging.quiet_until) == (time(21, 30), time(8))
    assert read.urging.zones == {"AM": "America/Los_Angeles"}
    assert read.urging.texts == ("亲，{order} 未付款",)
    assert read.policy == PolicyWords(stars=("小红花",))


def test_a_byte_order_mark_of_an_editor_is_no_fault(tmp_path):
    assert read_settings(written(tmp_path, 'lang = "zh"\n', "utf-8-sig")).lang == "zh"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('zonee = "Asia/Shanghai"', ['"zonee"', 'Did you mean "zone"', "desk.toml"]),
        ("[inbox]\nscan = 3", ['"inbox.scan"', "scan_seconds"]),
        ("[inbox]\nscan_seconds = 0", ["inbox.scan_seconds", "0", "1 to 3600"]),
        ("[inbox]\nscan_seconds = nan", ["nan", "1 to 3600"]),
        ("[inbox]\nsize_limit_mb = 1.5", ["1.5", "a whole number"]),
        ("[inbox]\nsize_limit_mb = true", ["true", "a whole number"]),
        ('[inbox]\npoll = "yes"', ['"yes"', "true or false"]),
        ("inbox = 3", ["inbox", "a table"]),
        ("[urging]\nmost = 0", ["urging.most", "1 to 100"]),
        ('[urging]\nquiet_from = "25:00"', ["urging.quiet_from", "25:00", "22:00"]),
        ('[urging]\nzones = { AM = "Mars" }', ["urging.zones.AM", "Mars"]),
        ('[urging]\nzones = { amazon = "UTC" }', ["urging.zones.amazon", "capitals"]),
        ("[policy]\nstars = 5", ["policy.stars", "5", "a list"]),
        ('zone = "Mars/Olympus"', ["Mars/Olympus", "Asia/Shanghai"]),
        ('zone = "../../etc/passwd"', ["passwd", "Asia/Shanghai"]),
        ("zone = 8", ["zone", "8", "text in quotes"]),
        ('lang = "fr"', ['"fr"', '"zh"', '"en"']),
        ('theme = "pink"', ['"pink"', '"contrast"']),
        ('[flags]\norange = "x"', ['"flags.orange"', "red"]),
        ("[flags]\nred = 1", ["flags.red", "text in quotes"]),
        ('[flags]\nred = ""', ["flags.red", "1 to 20"]),
        ('shops = ["a"]', ["shops[1]", "a table"]),
        ('[[shops]]\nname = "x"', ["shops[1]", '"site"']),
        ('[[shops]]\nsite = "tb"\nname = "x"', ["shops[1].site", "TB"]),
        ('[[shops]]\nsite = "RE"\nname = "x"', ["shops[1].site", '"RE"', "re-shipped"]),
        ('[[shops]]\nsite = "OSP"\nname = "x"', ["shops[1].site", '"OSP"', "split"]),
        ('[[shops]]\nsite = "G"\nname = "x"', ["shops[1].site", '"G"']),
        ('[[shops]]\nsite = "RETB"\nname = "x"', ["shops[1].site", '"RETB"']),
        ('[[shops]]\nsite="TB"\nname="x"\n[[shops]]\nsite="TB"\nname="x"', ["shops[2]", "x"]),
        ('[keys]\n"search.fiter" = "f"', ["search.fiter"]),
        ('[keys]\n"search.filter" = "ctrl+s"', ["desk.toml", "ctrl+s"]),
        ("[keys]\n'search.filter' = 5", ["keys.search.filter", "text in quotes"]),
        ('lang = "zh"\nzone = x', ["desk.toml", "line 2"]),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(tmp_path, text, said):
    sentence = fault(tmp_path, text)
    assert all(word in sentence for word in said), sentence


def test_a_file_in_another_encoding_is_named(tmp_path):
    (tmp_path / "desk.toml").write_bytes('lang = "中文"'.encode("gb18030"))
    with pytest.raises(NotUnderstood, match=r"desk\.toml"):
        read_settings(tmp_path)


@given(st.text(max_size=200))
def test_no_text_ends_in_anything_but_settings_or_a_sentence(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("desk")
    (folder / "desk.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    said = "desk.toml"
    try:
        read_settings(folder)
    except NotUnderstood as refused:
        said = say(refused)
    assert "desk.toml" in said


def test_a_new_file_is_not_written_for_a_zone_that_does_not_exist():
    with pytest.raises(NotUnderstood, match="Mars"):
        first_settings("Mars/Olympus")


def test_the_option_wins_over_the_environment_over_the_persons_own_folder(tmp_path):
    environment = {"CSDESK_DESK": str(tmp_path / "two")}
    assert desk_folder(str(tmp_path / "one"), environment) == tmp_path / "one"
    assert desk_folder("", environment) == tmp_path / "two"
    assert desk_folder("", {}).name == "csdesk"
    assert desk_folder("~/desk", {}) == Path.home() / "desk"


def test_the_review_is_set_check_by_check(tmp_path):
    (tmp_path / "desk.toml").write_text(
        '[review]\ndiscount_percent = 10\nhold_reasons = ["地址不全", "缺货"]\n'
        'checks = { message = "fail", stock = "off" }\n',
        encoding="utf-8",
    )
    review = read_settings(tmp_path).review
    assert (review.discount_percent, review.hold_reasons) == (10, ("地址不全", "缺货"))
    assert review.weights[Check.MESSAGE] is Weight.FAIL
    assert review.weights[Check.STOCK] is Weight.OFF
    assert review.weights[Check.PHONE] is Weight.FAIL


@pytest.mark.parametrize(
    "wrong",
    ["checks = { mesage = 'fail' }", "checks = { message = 'perhaps' }", "discount_percent = 101",
     "hold_reasons = ['']", "hold_reasons = 'x'", "most_pieces = 1", "tolerance = true"],
)  # fmt: skip
def test_a_wrong_setting_of_the_review_is_named(tmp_path, wrong):
    (tmp_path / "desk.toml").write_text(f"[review]\n{wrong}\n", encoding="utf-8")
    with pytest.raises(NotUnderstood, match="review"):
        read_settings(tmp_path)
