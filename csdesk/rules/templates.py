"""Templates of remarks and their slots (F27, W12, W20)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from csdesk.model.settings import Template
from csdesk.model.status import Tab

_slot = re.compile(r"\{([^{}\n]{1,20})\}")

_DEFAULTS: Mapping[Tab, Sequence[tuple[str, str]]] = {
    Tab.INTERNAL: (
        ("客户来电：{内容}", "Customer called: {what}"),
        ("已和客户确认：{内容}", "Confirmed with the customer: {what}"),
        ("客户投诉：{内容}，已答复：{答复}", "Complaint: {what}; answered: {answer}"),
        ("等客户回复：{内容}，{日期}再联系", "Waiting for the customer: {what}; ask again {date}"),
        ("请下一班跟进：{内容}", "Next shift please follow up: {what}"),
    ),
    Tab.FINANCE: (
        (
            "退款 {金额} 元，原因：{原因}，退回账户：{账户}",
            "Refund {amount}, reason: {reason}, to account {account}",
        ),
        ("退差价 {金额} 元，原因：{原因}", "Refund the difference of {amount}, reason: {reason}"),
        ("换款补差价 {金额} 元，请确认到账", "Exchange, {amount} to collect: please confirm"),
        ("请核实付款：{金额} 元，{日期}", "Please check the payment of {amount} on {date}"),
        ("返点 {金额} 元，原因：{原因}", "Credit of {amount} owed, reason: {reason}"),
    ),
    Tab.SHIPPING: (
        ("客户要求发圆通", "Customer wants YTO"),
        ("客户要求发{快递}", "Customer wants {carrier}"),
        ("送小礼品", "Add a small gift"),
        ("换款成 {货号} {颜色尺码}", "Exchange to {sku} {colour and size}"),
        ("暂停发货，原因：{原因}", "Hold, do not ship, reason: {reason}"),
        ("加急，{日期}前要到", "Urgent: must arrive by {date}"),
        ("与订单 {另一订单} 合并发货", "Ship together with order {other order}"),
        ("改地址：{新地址}", "New address: {new address}"),
    ),
}
"""Chinese and English; the manual's examples for shipping come first (S25)."""


def slots(text: str) -> tuple[str, ...]:
    """Names of the slots in a text, in their order."""
    return tuple(dict.fromkeys(_slot.findall(text)))


def of_tab(own: Iterable[Template], tab: Tab, *, chinese: bool) -> tuple[Template, ...]:
    """The templates of a tab, by number: the desk's own where it has any, else the usual ones.

    Args:
        own: of desk.toml.
        tab: for which remarks.
        chinese: have the usual ones in Chinese.
    """
    found = [each for each in own if each.tab is tab]
    if not found:
        texts = enumerate(_DEFAULTS[tab], 1)
        found = [Template(tab, n, zh if chinese else en) for n, (zh, en) in texts]
    return tuple(sorted(found, key=lambda each: each.number))


def filled(text: str, facts: Mapping[str, str]) -> str:
    """A template with the slots filled that the order itself answers; the others stay."""
    return _slot.sub(lambda found: facts.get(found[1].strip().casefold()) or found[0], text)


def empty_slots(text: str, own: Iterable[Template]) -> tuple[str, ...]:
    """Slots of the tab's templates that stand in a text unfilled; other braces are just text.

    Args:
        text: of a remark.
        own: of desk.toml; the usual ones count for tabs that have none.
    """
    if "{" not in text:
        return ()
    desk = list(own)
    known = {
        name
        for tab in Tab
        for chinese in (True, False)
        for each in of_tab(desk, tab, chinese=chinese)
        for name in slots(each.text)
    }
    return tuple(name for name in slots(text) if name in known)
