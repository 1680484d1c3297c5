"""What the desk says: in the person's language, with facts that cannot harm the terminal."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk import model, words
from csdesk.model import status
from csdesk.model.cases import CaseState
from csdesk.model.changes import FieldName
from csdesk.model.errors import DeskError, NotFound, NotUnderstood, Refused
from csdesk.model.requests import RequestState
from csdesk.model.roles import Action
from csdesk.model.status import BatchState
from csdesk.ui.screens.order_words import value_words
from csdesk.vocabulary import NAMES
from tests.hostile import CASES, forbidden

NOW = datetime(2026, 11, 22, 2, 32, tzinfo=UTC)
NO_STORE = "There is no store at {path}. Run `csdesk init` to make one; nothing was created."


@pytest.fixture(params=["en", "zh"])
def spoken(request):
    words.use_language(request.param)
    return request.param


@pytest.fixture
def chinese():
    words.use_language("zh")


def test_a_request_is_turned_down_and_a_file_is_set_aside(chinese):
    assert words.named(RequestState.REFUSED) == words.named(CaseState.REFUSED) == "已拒绝"
    assert words.named(BatchState.QUARANTINED) == "已隔离"


@pytest.mark.parametrize("action", list(Action))
def test_the_log_names_every_right_that_was_missing(chinese, action):
    said = value_words("action", action.value, "Asia/Shanghai")
    assert said == words.named(action)
    assert not said.isascii()


@pytest.mark.parametrize(
    ("wishes", "locale", "chosen"),
    [
        (("zh", "en"), {"LANG": "en_US.UTF-8"}, "zh"),
        (("", "zh"), {"LANG": "en_US.UTF-8"}, "zh"),
        (("", ""), {"LANG": "zh_CN.UTF-8"}, "zh"),
        (("", ""), {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        (("", ""), {"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW.UTF-8"}, "zh"),
        (("", ""), {"LC_ALL": "", "LANG": "zh_CN.GB18030"}, "zh"),
        (("zh-Hans",), {}, "zh"),
        (("中文",), {}, "zh"),
        (("英文",), {"LANG": "zh_CN"}, "en"),
        (("en_GB.UTF-8",), {"LANG": "zh_CN"}, "en"),
        ((), {"LANG": "de_DE.UTF-8"}, "en"),
        ((), {}, "en"),
    ],
)
def test_the_strongest_wish_chooses_the_language(wishes, locale, chosen):
    assert words.preferred(*wishes, environ=locale) == chosen


def test_a_language_the_desk_does_not_speak_is_refused(spoken):
    with pytest.raises(NotUnderstood) as error:
        words.use_language("fr")
    assert "fr" in words.say(error.value)
    assert words.language() == spoken


def test_without_a_wish_the_locale_is_asked():
    said = subprocess.run(
        [sys.executable, "-c", "from csdesk.words import _; print(_('approved'))"],
        env={"LC_ALL": "zh_CN.UTF-8", "PYTHONUTF8": "1"},
        capture_output=True,
        check=True,
    )
    assert said.stdout.decode().strip() == "审核通过"


def test_the_language_changes_while_the_desk_is_open():
    words.use_language("zh")
    assert words._("awaiting review") == "等待审核"
    words.use_language("en")
    assert words._("awaiting review") == "awaiting review"
    assert words._("") == ""


def test_other_threads_hear_either_language_and_nothing_else():
    heard, stop = set(), threading.Event()

    def listen():
        while not stop.is_set():
            heard.add(words._("approved"))

    listeners = [threading.Thread(target=listen) for _ in range(3)]
    for listener in listeners:
        listener.start()
    for _ in range(200):
        words.use_language("zh")
        words.use_language("en")
    stop.set()
    for listener in listeners:
        listener.join()
    assert heard <= {"approved", "审核通过"}


def test_every_word_of_the_vocabularies_has_a_name(spoken):
    modules = [import_module(found.name) for found in iter_modules(model.__path__, "csdesk.model.")]
    found = {
        each for module in modules for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, StrEnum) and each is not StrEnum
    }  # fmt: skip
    named = {name for name, _ in NAMES}
    assert {
        each.__name__ for each in vars(status).values() if isinstance(each, type) and each in found
    } <= named
    of_named = [m for v in found if v.__name__ in named for m in v]
    members = [m for m in of_named if m.value or (type(m).__name__, "") in NAMES]
    assert len(members) > 100
    assert {(type(m).__name__, m.value) for m in members} == set(NAMES)
    if spoken == "zh":
        assert [m for m in members if words.named(m).isascii()] == []


def test_an_error_is_said_with_its_facts(chinese):
    assert words.say(Refused(NO_STORE, path="/srv/desk")).startswith("/srv/desk 没有数据库")


@pytest.mark.parametrize("text", CASES)
def test_hostile_facts_are_shown_not_obeyed(spoken, text):
    said = words.say(NotFound(NO_STORE, path=text))
    assert forbidden(said, lines=False) == []
    assert len(said) < 200 + len(NO_STORE)


def test_facts_keep_what_they_are(chinese):
    said = words.tell(
        "{rows:,} {share:.0%} {state} {tab} {names}",
        {
            "rows": 12_345,
            "share": 0.5,
            "state": status.OrderStatus.HELD,
            "tab": status.Tab.FINANCE,
            "names": ["a\x1b", 2],
        },
    )
    assert said == "12,345 50% 暂停 财务 a␛, 2"


def test_a_sentence_without_facts_may_have_braces(spoken):
    assert words.say(DeskError("{ is no key")) == "{ is no key"


@pytest.mark.parametrize("message", ["{missing} in {path}", "{path.x}", "{path:d}", "{", "{0}"])
def test_a_broken_template_still_says_its_facts(spoken, message):
    assert "/srv/desk" in words.tell(message, {"path": "/srv/desk"})


def test_moments_are_told_in_the_desks_zone():
    assert words.when(NOW, "Asia/Shanghai") == "2026-11-22 10:32"
    assert words.when(NOW, timezone(timedelta(hours=-8))) == "2026-11-21 18:32"
    assert words.when(None, "Asia/Shanghai") == "-"


def test_moments_have_one_form_in_chinese_too(chinese):
    assert words.when(NOW, "Asia/Shanghai") == "2026-11-22 10:32"


@given(at=st.integers(0, 4_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)))
def test_a_moment_in_a_table_has_eleven_cells_at_most(at):
    assert len(words.when_short(at, "Asia/Shanghai", NOW)) <= 11


def test_another_year_is_said():
    zone = "Asia/Shanghai"
    assert words.when_short(NOW, zone, NOW) == "11-22 10:32"
    # New Year's Eve in UTC is New Year in Shanghai.
    assert words.when_short(datetime(2025, 12, 31, 16, 5, tzinfo=UTC), zone, NOW) == "01-01 00:05"
    assert words.when_short(datetime(2025, 12, 31, 15, 5, tzinfo=UTC), zone, NOW) == "2025-12-31"


@pytest.mark.parametrize(
    ("past", "english", "chinese_"),
    [
        (timedelta(seconds=59), "just now", "刚刚"),
        (timedelta(seconds=-59), "just now", "刚刚"),
        (timedelta(minutes=3), "3 min ago", "3 分钟前"),
        (timedelta(minutes=-3), "in 3 min", "3 分钟后"),
        (timedelta(hours=2, minutes=59), "2 h ago", "2 小时前"),
        (timedelta(hours=-5), "in 5 h", "5 小时后"),
        (timedelta(days=1), "1 day ago", "1 天前"),
        (timedelta(days=30), "30 days ago", "30 天前"),
        (timedelta(days=-2), "in 2 days", "2 天后"),
    ],
)
def test_ages(spoken, past, english, chinese_):
    assert words.age(NOW - past, NOW) == (english if spoken == "en" else chinese_)


@pytest.mark.parametrize(
    ("past", "english", "chinese_"),
    [
        (timedelta(seconds=59), "less than 1 min", "不到 1 分钟"),
        (timedelta(seconds=-5), "less than 1 min", "不到 1 分钟"),
        (timedelta(minutes=11), "11 min", "11 分钟"),
        (timedelta(hours=2, minutes=59), "2 h", "2 小时"),
        (timedelta(days=1), "1 day", "1 天"),
        (timedelta(days=30), "30 days", "30 天"),
    ],
)
def test_how_long_something_lasts(spoken, past, english, chinese_):
    assert words.lasting(NOW - past, NOW) == (english if spoken == "en" else chinese_)
    assert words.lasting(None, NOW) == "-"


@pytest.mark.parametrize(
    ("minor", "currency", "shown", "bare"),
    [
        (123_450, "CNY", "¥1,234.50", "1,234.50"),
        (-1, "CNY", "-¥0.01", "-0.01"),
        (0, "CNY", "¥0.00", "0.00"),
        (123_456, "JPY", "JP¥123,456", "123,456"),
        (1_200, "EUR", "EUR 12.00", "12.00"),
        (1_234, "KWD", "KWD 1.234", "1.234"),
        (5, "", "0.05", "0.05"),
        (5, "\x1b]0;x", "␛]0;x 0.05", "0.05"),
        (None, "CNY", "-", "-"),
    ],
)
def test_amounts(spoken, minor, currency, shown, bare):
    assert words.money(minor, currency) == shown
    assert words.amount(minor, currency) == bare


@given(minor=st.integers(-(10**15), 10**15), currency=st.sampled_from(["CNY", "JPY", "KWD"]))
def test_an_amount_loses_nothing(minor, currency):
    assert int(words.amount(minor, currency).translate({44: None, 46: None})) == minor


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "quantity of item 2, difference"), ("zh", "数量")]
)
def test_a_sentence_gives_fields_in_words(lang, told):
    words.use_language(lang)
    names = [FieldName("line 2 quantity"), FieldName("difference"), FieldName("x\x1b[2J")]
    said = words.tell("{who} changed {number} meanwhile ({what}). Look at it again, then decide.",
                {"who": "li", "number": "TB1", "what": names})  # fmt: skip
    assert told in said
    assert "line 2" not in said
    assert "\x1b" not in said
