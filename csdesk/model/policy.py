"""What nobody may write to a buyer about reviews (F23, S49)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PolicyWords:
    """``[policy]`` of desk.toml: the words that ``rules.policy`` looks for."""

    review: tuple[str, ...] = (
        "评价", "评论", "好评", "差评", "中评", "改评", "review", "feedback", "rating",
    )  # fmt: skip
    change: tuple[str, ...] = (
        "修改", "更改", "改成", "改为", "改一下", "改下", "改评", "改好评", "改掉", "改了", "删",
        "撤", "去掉", "remove", "delete", "change", "revise", "edit", "update", "take down",
        "withdraw",
    )  # fmt: skip
    money: tuple[str, ...] = (
        "返现", "红包", "返钱", "补偿", "退款", "退您", "优惠券", "赠送", "转账", "现金", "免单",
        "refund", "cash", "gift card", "coupon", "voucher", "discount", "free gift", "pay you",
        "money back", "compensat",
    )  # fmt: skip
    stars: tuple[str, ...] = (
        "五星", "5星", "满星", "全五分", "给好评", "给个好评", "求好评", "打个好评", "five star",
        "5 star", "leave a positive", "leave us a positive", "leave a good review",
    )  # fmt: skip
