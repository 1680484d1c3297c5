"""Words that a plan of action is read for, in English and Chinese; folded, as texts are.

An English word is found as a whole, with ``*`` behind it also as the beginning of one; a Chinese
one wherever it stands. The lists follow what Amazon often refuses (manual 3C, S76-S79).
"""

from __future__ import annotations

import re
from functools import cache

from csdesk.model.amazon import EvidenceKind, Measure, NoticeKind

_K, _E, _M = NoticeKind, EvidenceKind, Measure

OTHERS = (
    "buyer*", "customer*", "amazon*", "carrier*", "courier*", "ups", "usps", "fedex", "dhl",
    "post office", "postal service", "logistics compan*", "marketplace", "买家", "客户", "顾客",
    "消费者", "亚马逊", "平台", "快递", "物流", "承运", "邮局", "货代",
)  # fmt: skip
"""Whom a root cause must not blame."""

BLAMING = (
    "fault*", "blam*", "responsib*", "lied", "lying", "liar*", "dishonest*", "malicious*",
    "careless*", "unreasonable", "abus*", "的错", "过错", "责任", "恶意", "故意", "无理",
)  # fmt: skip
"""What says so outright; whoever else is named in the same clause."""

FAULTS = (
    "caused by", "because of", "due to", "mistake*", "did not", "didn't", "failed", "fails",
    "refuse*", "delay*", "lost", "wrong*", "造成", "导致", "延误", "延迟", "丢件", "丢失", "没有",
    "弄错", "不看", "的问题", "的原因",
)  # fmt: skip
"""What they would have done; beside the shop's own part in the same clause it blames nobody."""

OURSELVES = (
    "we", "our", "us", "ourselves", "i", "my", "in-house", "internal*", "我们", "我方", "我司",
    "本店", "本公司", "内部", "员工", "自己", "仓库人员", "客服人员",
)  # fmt: skip
"""Who was at fault instead."""

ONE_ORDER = (
    "this order", "the order in question", "that order", "this buyer", "this customer",
    "the buyer of this", "该订单", "此订单", "这个订单", "这笔订单", "这一单", "此单", "该买家",
    "这位买家", "这个客户", "该客户",
)  # fmt: skip
"""A text with these speaks of one order only (S79)."""

VAGUE = (
    "more careful*", "be careful", "more attention", "pay attention", "do better", "try our best",
    "do our best", "various reasons", "some problem*", "some issue*", "certain issue*",
    "human error", "strengthen* management", "as soon as possible", "in the future",
    "improve* our service", "improve* our quality", "加强管理", "提高意识", "加强意识", "更加注意",
    "多加注意", "多注意", "认真对待", "引以为戒", "尽快", "尽力", "努力", "一些问题", "各种原因",
    "某些原因", "疏忽", "人为失误", "今后注意", "提高服务", "提升服务",
)  # fmt: skip
"""What says nothing unless something that can be checked stands beside it."""

TO_COME = (
    "will", "we'll", "going to", "plan to", "plans to", "planning to", "intend to", "shall",
    "are about to", "want to", "hope to", "将会", "将在", "将要", "将于", "会在", "准备",
    "打算", "计划", "即将", "下周", "下个月", "以后会", "今后会",
)  # fmt: skip
"""What is not done yet, where something must be done already."""

SO_THAT = (
    "so that",
    "so",
    "in order",
    "to ensure",
    "which",
    "以便",
    "使得",
    "从而",
    "确保",
    "避免",
)
"""Behind these words stands what an action is for."""

PROMISES = (
    "never again", "never happen*", "not happen again", "won't happen again", "guarantee*",
    "100%", "100 percent", "we promise", "i promise", "we swear", "绝不再", "绝不会", "保证不再",
    "保证不会", "再也不会", "绝对不会", "百分之百", "我们承诺", "我保证",
)  # fmt: skip
"""Promises that nobody can keep."""

EMOTION = (
    "beg", "begging", "please please", "livelihood", "unfair*", "ridiculous*", "angry", "furious",
    "desperate*", "heartbroken", "feed my family", "our only income", "idiot*", "stupid*",
    "scammer*", "fraudster*", "liar*", "求求", "恳求", "跪求", "不公平", "冤枉", "生计", "可笑",
    "无语", "愤怒", "绝望", "养家", "骗子", "垃圾", "无耻", "混蛋", "白痴", "恶心",
)  # fmt: skip
"""Feelings and insults."""

TEMPLATES = (
    "as an ai", "language model", "lorem ipsum", "insert here", "your company name",
    "your store name", "sample plan of action", "takes this matter very seriously",
    "take this matter very seriously", "to whom it may concern", "作为人工智能", "语言模型",
    "此处填写", "在此填写", "您的公司名", "贵公司名称",
)  # fmt: skip
"""What shows that the text is not the shop's own."""

SLOTS = re.compile(
    r"\{[^{}\n]{1,40}\}|\[(?:insert|your|name|date|asin|order)[^\]\n]{0,40}\]|<(?:insert|your)[^>\n]"
    r"{0,40}>|\b(?:todo|tbd|xxx+)\b|【(?:待|填|请)[^】\n]{0,40}】|待补充|待填"
)
"""Places of a template that nobody filled; of folded text."""

NEEDED: dict[NoticeKind, tuple[tuple[str, tuple[EvidenceKind, ...]], ...]] = {
    _K.PREMIUM: (("S68", (_E.METRICS,)),),
    _K.CONDITION: (
        ("S69", (_E.TEST_REPORT,)),
        ("S69", (_E.INVOICE, _E.AUTHORISATION)),
        ("S69", (_E.UNDERTAKING,)),
    ),
    _K.LINKED: (("S70", (_E.RECORD,)),),
    _K.PROPERTY: (("S71", (_E.LISTING, _E.RETRACTION, _E.AUTHORISATION, _E.COURT)),),
    _K.COUNTERFEIT: (("S77", (_E.INVOICE, _E.AUTHORISATION)), ("S77", (_E.INSPECTION,))),
    _K.SAFETY: (("S77", (_E.TEST_REPORT, _E.INSPECTION)), ("S77", (_E.LISTING,))),
    _K.QUALITY: (("S77", (_E.INSPECTION,)),),
    _K.EXPIRED: (("S77", (_E.INSPECTION,)),),
}
"""Kind of case -> evidence that the manual wants, one of each group, and where it says so."""

MEASURES: dict[NoticeKind, tuple[tuple[str, Measure, tuple[str, ...]], ...]] = {
    _K.DEFECTS: (
        ("S76", _M.MESSAGES,
         ("message*", "repl*", "answer*", "respon*", "消息", "回复", "留言", "站内信", "邮件")),
    ),
    _K.LATE: (
        ("S76", _M.HANDLING,
         ("handling time*", "processing time*", "lead time*", "处理时间", "备货", "发货时间")),
    ),
    _K.CANCELLED: (
        ("S76", _M.STOCK, ("stock*", "inventor*", "库存", "缺货")),
    ),
    _K.COUNTERFEIT: (
        ("S77", _M.GENUINE,
         ("authentic*", "genuine*", "verif*", "正品", "真伪", "验真", "授权")),
    ),
    _K.PROPERTY: (
        ("S77", _M.RELISTING,
         ("relist*", "re-list*", "list* again", "before listing", "listing check*", "重新上架",
          "再次上架", "上架前", "刊登前")),
    ),
    _K.SAFETY: (
        ("S77", _M.DEFECT, ("defect*", "hazard*", "缺陷", "隐患")),
        ("S77", _M.WARNINGS, ("warning*", "警告", "警示")),
    ),
    _K.QUALITY: (
        ("S77", _M.PAGE,
         ("listing*", "page*", "description*", "页面", "详情", "描述", "listing")),
        ("S77", _M.PACKING, ("packag*", "packing", "packed", "包装")),
        ("S77", _M.SAMPLES, ("random*", "sampl*", "spot check*", "抽检", "抽查", "抽样")),
    ),
    _K.EXPIRED: (
        ("S77", _M.SHELF_LIFE,
         ("shelf life", "expir*", "best before", "保质期", "有效期", "过期", "效期")),
    ),
    _K.MEDIA: (
        ("S78", _M.COPIES,
         ("remov*", "took down", "taken down", "下架", "删除", "移除")),
        ("S78", _M.INBOUND,
         ("inbound", "incoming", "receiv*", "inspect*", "入库", "收货", "来货", "检查")),
    ),
}  # fmt: skip
"""Kind of case -> what the manual's examples have in such a plan: where, what, its words."""


def found(folded: str, words: tuple[str, ...]) -> str:
    """The first of these words in a folded text, as it stands there; empty where there is none."""
    match = _expression(words).search(folded)
    return match[0] if match else ""


@cache
def _expression(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_one, sorted(words, key=len, reverse=True))))


def _one(word: str) -> str:
    if not word.isascii():
        return re.escape(word)
    parts = [re.escape(part) for part in word.split("*")]
    end = "" if word.endswith("*") else "(?![a-z0-9])"
    return "(?<![a-z0-9])" + "[a-z]*".join(parts) + end
