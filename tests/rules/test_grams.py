"""Every fragment that may be looked for has its tokens among those of the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.rules.folding import facet, fold, join_hyphens, squeeze
from csdesk.rules.grams import order_grams, order_text, sought, whole
from csdesk.rules.masking import names_of
from tests.hostile import PAYLOADS

ALPHABET = st.sampled_from(
    "上海浦东新区路号弄室T恤カタ한글 -_/.,'@()*0123456789abcXYZäÜßñéЖ１２Ａ（）㈱①ﾊﾟ"
)
TEXT = st.text(ALPHABET, min_size=2, max_size=24)


BEHIND_A_MASK = ("address", "nick", "account", "phone", "email", "zip")


def tokens(**fields):
    return order_grams(fields)


def stands_in(asked, **fields):
    """Whether all that is asked of the index stands in an order with one text."""
    (field,) = fields
    form = 1 if field in BEHIND_A_MASK else 0
    return {places[form] for places in asked.tokens} <= tokens(**fields)


@given(TEXT, st.data())
def test_a_fragment_of_a_text_asks_only_for_tokens_that_the_text_has(text, data):
    text = fold(text)
    start = data.draw(st.integers(0, len(text) - 1))
    fragment = text[start : start + data.draw(st.integers(1, 12))].strip(" -")
    asked = sought(fragment)
    if asked is None or re.fullmatch("(?:-*[0-9]){3}|.", fragment):
        return
    for field in ("address", "title", "nick", "account", "buyer_message", "market_remark", "name"):
        assert stands_in(asked, **{field: text}), field


@given(TEXT, st.data())
def test_the_same_holds_for_numbers_and_codes(text, data):
    folded = squeeze(fold(text))
    start = data.draw(st.integers(0, max(len(folded) - 1, 0)))
    fragment = folded[start : start + data.draw(st.integers(1, 12))].strip("-")
    asked = sought(fragment)
    if asked is None or re.fullmatch("[0-9]{3}|.", fragment):
        return
    national = folded.removeprefix("+86").removeprefix("0086")
    if fragment in national:
        assert stands_in(asked, phone=text)
    assert stands_in(asked, market_no=text)
    assert stands_in(asked, tracking_no=text)


@given(TEXT, st.data(), st.sampled_from(["name", "remark"]))
def test_the_same_holds_for_marked_tokens(text, data, field):
    text = fold(text)
    start = data.draw(st.integers(0, len(text) - 1))
    fragment = text[start : start + data.draw(st.integers(1, 12))].strip(" -")
    asked = sought(fragment, field)
    if asked is None or re.fullmatch("(?:-*[0-9]){3}", fragment):
        return
    column = {"name": "name", "remark": "market_remark"}[field]
    assert stands_in(asked, **{column: text})


@given(TEXT, st.data(), st.sampled_from(["phone", "account", "nick"]))
def test_the_same_holds_for_what_a_mask_hides(text, data, field):
    folded = squeeze(fold(text))
    start = data.draw(st.integers(0, max(len(folded) - 1, 0)))
    fragment = folded[start : start + data.draw(st.integers(1, 12))].strip("-")
    asked = sought(fragment, field)
    if asked is None or re.fullmatch("[0-9]{3}", fragment):
        return
    national = folded.removeprefix("+86").removeprefix("0086")
    if field != "phone" or fragment in national:
        assert stands_in(asked, **{field: text})


@given(st.sampled_from(BEHIND_A_MASK), TEXT)
def test_whoever_sees_a_mask_finds_by_what_names_the_text_and_by_nothing_else(field, text):
    held = tokens(**{field: text})
    named = {whole(each) for each in names_of(squeeze(fold(text))) if len(each) > 2}
    assert named <= held
    region = tokens(province="上海")
    seen = {token for token in held - tokens() - region if not token.startswith("x")}
    assert not seen, "a part stands where everybody may look"


@given(st.one_of(st.text(), TEXT))
def test_what_two_chinese_three_letters_or_four_digits_ask_is_never_too_short(fragment):
    runs = re.findall(r"[^\W_]+", join_hyphens(fold(fragment)))
    chinese = any(re.search("[一-鿿]", run) and len(run) > 1 for run in runs)
    letters = any(re.search("[a-z]", run) and len(run) > 2 and run.isascii() for run in runs)
    if chinese or letters or re.search("[0-9]{4}", "\n".join(runs)):
        assert sought(fold(fragment)) is not None


@pytest.mark.parametrize("fragment", ["", "a", "1", "12", "t1", "-", "*", "😀", "a b", "()"])
def test_what_is_too_short_asks_for_nothing(fragment):
    assert sought(fragment) is None


@pytest.mark.parametrize(
    ("fragment", "field", "exact"),
    [
        ("浦东", "", True), ("王", "", True), ("王", "name", True), ("王", "address", False),
        ("1098", "", True), ("qu1", "", True), ("路18", "", True), ("138", "phone", True),
        ("1098", "sku", True), ("wly", "sku", False), ("圆通", "remark", True),
        ("smi", "name", True), ("浦东", "address", False), ("浦东新", "", False),
    ],
)  # fmt: skip
def test_what_is_told_by_tokens_alone(fragment, field, exact):
    asked = sought(fragment, field)
    assert (asked is not None and asked.exact) is exact


def test_one_chinese_character_stands_for_a_name_only():
    assert sought("王", "phone") is None
    assert "王" in tokens(name="王小明")
    assert "王" not in tokens(address="王府井", nick="王", title="王")


def test_three_digits_stand_for_the_start_of_a_number_or_a_number_alone():
    asked = sought("138")
    assert asked is not None
    assert asked.one_will_do
    places = {token for forms in asked.tokens for token in forms if token}
    for found in (
        tokens(phone="13812345678"), tokens(phone="+86 138 1234 5678"),
        tokens(market_no="1381111"), tokens(tracking_no="SF1380000"),
        tokens(address="长宁路138号"), tokens(tracking_no="9,1387"),
    ):  # fmt: skip
        assert found & places
    for found in (tokens(phone="21381111111"), tokens(address="路1380号"), tokens(title="a21380")):
        assert not found & places


@given(TEXT)
def test_case_and_width_do_not_matter(text):
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert order_grams({"address": text}) == order_grams({"address": wide})
    assert order_grams({"name": text}) == order_grams({"name": wide})
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("text", PAYLOADS)
def test_every_token_is_small_letters_digits_and_other_scripts_only(text):
    for field in ("name", "address", "phone", "order_no", "method", "flag", "market_remark"):
        for token in order_grams({field: text}, [{"sku": text, "title": text}], [{"text": text}]):
            assert not re.search(r"[\x00-/:-`{-\x7f]", token)


def test_facts_have_tokens_of_their_own():
    found = order_grams(
        {
            "order_status": "awaiting_review", "payment_status": "paid", "shop_id": 3,
            "batch_id": 12, "method": "支付宝", "place": "手机 App", "flag": "red", "conflicts": 1,
            "blacklisted": 1, "order_no": "RETB261122-0041",
        },
        [{"sku": "WLY0QU1098-BK", "title": ""}],
        [{"text": "急", "login": "li", "author": "李 雷", "in_market": 0}],
    )  # fmt: skip
    assert {
        "xstatusawaitingreview", "xpaypaid", "xshop3", "xbatch12", "xmethod支付宝",
        "xplace手机app", "xflagred", "xisconflict", "xisblacklisted", "xfamilytb2611220041",
        "xcode1098", "xskuwly0qu1098bk", "xbyli", "xby李雷", "xisunmirrored",
    } <= found  # fmt: skip
    assert facet("status", "awaiting_review") == "xstatusawaitingreview"
    assert not {"xisconflict", "xisunmirrored"} & order_grams(
        {"conflicts": 0}, (), [{"text": "", "login": "", "author": "", "in_market": 1}]
    )


@given(st.text(), st.text(), st.text())
def test_no_text_looks_like_a_fact(a, b, c):
    """A buyer cannot write a status into the index."""
    plain = order_grams({"address": a, "nick": b, "buyer_message": c})
    empty = order_grams({})
    marked = {token for token in plain - empty if token.startswith("x") and len(token) > 4}
    assert not {token for token in marked if token[:2] not in ("xh", "xw", "xv")}


def test_a_token_may_stand_twice_but_means_one():
    values = {"phone": "13812345678", "account": "13812345678@qq.com"}
    text = order_text(values)
    assert text.split().count("xh1381") == 2
    assert order_grams(values) == frozenset(text.split())
