"""The words of the search language in both tongues: fields, values, and what agents say for them.

Design §9 names the fields; values are the vocabularies of ``model.status`` with the manual's
words (S2, S22) and its misprints (C1), which people still type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from csdesk.model.sorting import Sort
from csdesk.model.status import Flag, OrderStatus, PaymentStatus


@dataclass(frozen=True, slots=True)
class Field:
    """One field: ``name`` is what the code calls it, the rest is what people may type."""

    name: str
    chinese: str
    others: tuple[str, ...] = ()


_FIELDS = (
    Field("status", "状态", ("订单状态",)),
    Field("pay", "付款", ("款项", "款项状态", "付款状态", "payment")),
    Field("site", "网站", ("平台", "站点")),
    Field("shop", "店铺", ("店", "店名")),
    Field("place", "位置", ("支付位置", "付款位置")),
    Field("method", "方式", ("支付方式", "付款方式")),
    Field("after", "之后", (
        "开始日期", "开始", "从", "since", "from",
    )),
    Field("before", "之前", ("以前",)),
    Field("until", "截止", ("结束日期", "结束", "到", "至", "to")),
    Field("on", "日期", ("当天", "下单日期", "下单时间", "date")),
    Field("flag", "旗", ("旗帜", "旗子", "插旗")),
    Field("sku", "货号", (
        "产品编号", "产品型号", "型号", "商家编码", "itemno", "tiemno", "item",
    )),
    Field("tn", "单号", (
        "快递单号", "运单号", "运单", "物流单号", "trackno", "tracking",
    )),
    Field("remark", "备注", ("留言备注", "note")),
    Field("by", "作者", ("备注人", "客服", "author")),
    Field("is", "是"),
    Field("name", "姓名", ("收货人", "收件人", "收货人姓名", "名字")),
    Field("phone", "电话", (
        "手机", "手机号", "手机号码", "电话号码", "联系电话", "联系手机", "tel",
    )),
    Field("account", "账户", (
        "帐户", "账号", "帐号", "支付宝", "支付宝账号", "支付宝账户", "邮箱",
        "email", "mail", "alipay",
    )),
    Field("nick", "昵称", ("旺旺", "会员名", "买家会员名", "买家昵称")),
    Field("buyer", "买家", ("客户",)),
    Field("address", "地址", ("收货地址",)),
    Field("no", "订单号", ("订单编号", "订单", "order", "number")),
    Field("batch", "批次", ("导入批次",)),
    Field("sort", "排序", ("顺序", "排列")),
)  # fmt: skip

FIELDS: Mapping[str, Field] = MappingProxyType({field.name: field for field in _FIELDS})
"""By the code's name, in the order in which they are offered."""

FIELD_NAMED: Mapping[str, Field] = MappingProxyType(
    {word: field for field in _FIELDS for word in (field.name, field.chinese, *field.others)}
)
"""By anything that people may type, folded."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field with a closed vocabulary."""

    name: str
    chinese: str
    others: tuple[str, ...] = ()


STATUS = (
    Value(OrderStatus.AWAITING_PAYMENT, "等待付款", ("待付款", "等待买家付款")),
    Value(OrderStatus.AWAITING_REVIEW, "等待审核", ("待审核", "未审核")),
    Value(OrderStatus.APPROVED, "审核通过", ("已审核", "通过", "待发货")),
    Value(OrderStatus.HELD, "暂停", ("挂起", "暂停发货")),
    Value(OrderStatus.PARTLY_SHIPPED, "部分发货", ()),
    Value(OrderStatus.SHIPPED, "已发货", ("发货",)),
    Value(OrderStatus.COMPLETED, "交易成功", ("成功", "完成", "已完成")),
    Value(OrderStatus.CLOSED, "已关闭", ("关闭", "交易关闭")),
    Value(OrderStatus.SPLIT, "已拆分", ("拆分",)),
    Value(OrderStatus.FRAUD, "欺诈", ()),
)
PAY = (
    Value(PaymentStatus.UNPAID, "未付费", ("未付款", "未支付")),
    Value(PaymentStatus.PAID, "已付费", ("已付款", "已支付", "付费")),
    Value(PaymentStatus.REFUND_REQUESTED, "申请退款", ("退款中", "退款申请")),
    Value(PaymentStatus.PARTLY_REFUNDED, "部分退款", ()),
    Value(PaymentStatus.REFUNDED, "退款", ("已退款", "退款成功")),
    Value(PaymentStatus.CHARGEBACK, "拒付", ("拒付款", "据付款")),
    Value(PaymentStatus.FRAUD, "欺诈", ()),
)
NO_FLAG = "none"
FLAG = (
    Value(Flag.RED, "红", ("红旗", "红色")),
    Value(Flag.YELLOW, "黄", ("黄旗", "黄色")),
    Value(Flag.GREEN, "绿", ("绿旗", "绿色")),
    Value(Flag.BLUE, "蓝", ("蓝旗", "蓝色")),
    Value(Flag.PURPLE, "紫", ("紫旗", "紫色")),
    Value(NO_FLAG, "无", ("没有", "无旗")),
)
IS = (
    Value("blacklisted", "黑名单", ("红名",)),
    Value("conflict", "冲突", ()),
    Value("late", "超时", ("逾期",)),
    Value("soon", "快超时", ("即将超时", "将超时", "快到期")),
    Value("due", "待发货", ("有期限",)),
    Value("held", "暂停", ("挂起",)),
    Value("unmirrored", "未双备注", ("未双备", "双备注")),
    Value("waiting", "等待", ("未导入", "等待导入")),
    Value("paid", "已收款", ("已付费", "已付款")),
    Value("derived", "派生", ("派生单", "子单", "补发")),
)
SITES = (
    Value("TB", "淘宝", ("taobao", "天猫", "tmall")),
    Value("AM", "亚马逊", ("amazon",)),
)
"""Sites that csdesk brings profiles for; a shop's own profile has a code of its own."""
SORT = (
    Value(Sort.NEWEST, "最新", ("最近", "倒序")),
    Value(Sort.OLDEST, "最早", ("最旧", "正序")),
    Value(Sort.AMOUNT, "金额", ("总额", "总价", "实付", "价格", "total")),
    Value(Sort.PAID, "付款时间", ("付款", "支付时间")),
    Value(Sort.DUE, "发货期限", ("最晚发货", "期限", "deadline")),
    Value(Sort.NAME, "姓名", ("收货人", "收件人", "名字")),
)
"""What a list can be sorted by."""

VALUES: Mapping[str, tuple[Value, ...]] = MappingProxyType(
    {"status": STATUS, "pay": PAY, "flag": FLAG, "is": IS, "site": SITES, "sort": SORT}
)
"""Fields whose values can be told from the language alone."""

SOON = 24 * 3_600
"""Seconds before the moment to ship by in which an order counts as soon late (``is:soon``)."""

PAID = (PaymentStatus.PAID, PaymentStatus.REFUND_REQUESTED, PaymentStatus.PARTLY_REFUNDED)
"""``is:paid`` and the second history counter (S6): the money came, and has not all gone back."""
