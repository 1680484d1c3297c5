"""What nobody may write to a buyer about reviews (F23, S49)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.errors import Refused
from csdesk.model.settings import PolicyWords
from csdesk.rules.policy import check
from tests.hostile import PAYLOADS

WORDS = PolicyWords()

FORBIDDEN = [
    ("亲，麻烦您把差评删了好吗", "change or remove"),
    ("可以修改一下评价吗？", "change or remove"),
    ("改 评 后联系我", "change or remove"),
    ("Could you please remove your review?", "change or remove"),
    ("would you UPDATE the feedback for us", "change or remove"),
    ("好评返现 5 元", "money or goods"),
    ("Leave us feedback and we send a gift card", "money or goods"),
    ("晒图评价送您红包", "money or goods"),
    ("给个五星吧", "stars"),
    ("We guarantee 5-star service, just give us 5 stars", "stars"),
    ("请给好评哦", "stars"),
]
ALLOWED = [
    "",
    "非常抱歉，衣服有线头，我们今天给您重发一件。",
    "谢谢您的好评，欢迎再来。",
    "We are sorry. A new one leaves today.",
    "您的退款已经处理，三天内到账。感谢您的评价。",
    "Thank you for your review.",
    "We changed the packing. Thank you for telling us in your review.",
    "地址已经修改好了",
]


@pytest.mark.parametrize(("text", "why"), FORBIDDEN)
def test_it_is_refused_with_the_reason(text, why):
    with pytest.raises(Refused, match=why):
        check(text, WORDS)


@pytest.mark.parametrize("text", ALLOWED)
def test_what_helps_the_buyer_may_be_said(text):
    check(text, WORDS)


@given(st.sampled_from([text for text, _ in FORBIDDEN]), st.sampled_from([" ", "*", "\u200b", "-"]))
def test_spacing_a_word_does_not_hide_it(text, sign):
    with pytest.raises(Refused):
        check(sign.join(text.rstrip("?？")), WORDS)


@given(st.sampled_from([text for text, _ in FORBIDDEN]), st.text(max_size=20))
def test_nothing_around_it_makes_it_right(text, more):
    with pytest.raises(Refused):
        check(f"{more}\n{text}\n{more}", WORDS)


def test_a_desk_has_words_of_its_own():
    own = PolicyWords(stars=("小红花",))
    check("给个五星吧", own)
    with pytest.raises(Refused, match="小红花"):
        check("给朵小红花", own)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_any_text_can_be_checked(payload):
    check(payload, WORDS)
