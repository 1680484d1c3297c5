"""Hints on the wording of a remark: words of another tab, and what is missing (I7).

Suggestions only: whoever writes decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from csdesk.model.settings import HintRule, Need
from csdesk.model.status import Tab
from csdesk.model.wording import Hint
from csdesk.rules.folding import fold
from csdesk.words import N_

DEFAULTS = (
    HintRule(
        (
            "圆通", "申通", "中通", "顺丰", "韵达", "百世", "极兔", "EMS", "YTO", "STO", "ZTO",
            "SF Express", "换款成", "送小礼", "送礼品", "加急发", "拦截", "合并发货", "暂停发货",
            "courier", "ship together", "do not ship", "add a gift", "add a small gift",
        ),
        tab=Tab.SHIPPING,
    ),
    HintRule(
        ("退款", "退差价", "打款", "到账", "补差价", "返现", "refund", "pay back"), tab=Tab.FINANCE
    ),
    HintRule(
        ("退款", "退差价", "打款", "补差价", "refund", "pay back"), needs=Need.AMOUNT
    ),
    HintRule(("换款", "exchange to"), needs=Need.SKU),
    HintRule(
        ("再联系", "之前要到", "延期到", "改期", "call again", "must arrive"), needs=Need.DATE
    ),
)  # fmt: skip
"""What a desk without rules of its own uses; the manual's warnings (S24, S25)."""

_NEEDS_IN = {Need.AMOUNT: Tab.FINANCE, Need.SKU: Tab.SHIPPING}
"""A need is told only where its department would miss it; a date is missed anywhere."""

_amount = re.compile(r"(?<![0-9a-z-])[0-9]{1,6}(?:[.,][0-9]{1,2})?(?![0-9*@-])").search
_sku = re.compile(r"(?<![0-9])(?=[a-z0-9-]*[0-9]{3})[a-z0-9-]{3,20}(?![0-9])").search
_date = re.compile(
    r"[0-9]{1,2}\s*[-/.月日号点:]|今天|明天|后天|今晚|周[一二三四五六日天]|星期[一二三四五六日天]"
    r"|today|tomorrow|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
).search

_FOUND = {Need.AMOUNT: _amount, Need.SKU: _sku, Need.DATE: _date}

_MISSING = {
    Need.AMOUNT: N_('"{word}" is written without an amount.'),
    Need.SKU: N_('"{word}" is written without an item number.'),
    Need.DATE: N_('"{word}" is written without a date.'),
}


def hints(text: str, tab: Tab, rules: Sequence[HintRule] = DEFAULTS) -> tuple[Hint, ...]:
    """What looks wrong in a remark; nothing where nothing does.

    Args:
        text: as it would be saved.
        tab: where it would stand.
        rules: of the desk.
    """
    folded = fold(text)
    found: list[Hint] = []
    at_home = any(rule.tab is tab and _word_of(rule, folded) for rule in rules)
    for rule in rules:
        word = _word_of(rule, folded)
        if not word:
            continue
        if rule.tab is not None and rule.tab is not tab and not at_home:
            belongs = N_('"{word}" belongs to {tab}: they do not read it here.')
            found.append(Hint(belongs, {"word": word, "tab": rule.tab}, rule.tab))
        needs = rule.needs
        if needs and _NEEDS_IN.get(needs, tab) is tab and not _FOUND[needs](folded):
            found.append(Hint(_MISSING[needs], {"word": word}))
    return tuple(found)


def _word_of(rule: HintRule, folded: str) -> str:
    """The first word of a rule that a text holds; letters count as whole words only."""
    for word in rule.words:
        wanted = fold(word)
        if wanted not in folded:
            continue
        if not wanted.isascii() or re.search(
            rf"(?<![a-z0-9]){re.escape(wanted)}(?![a-z0-9])", folded
        ):
            return word
    return ""
