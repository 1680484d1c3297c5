"""What the colleagues of a demo desk did before it is opened: on which order, who, what.

Orders are named by their place in ``csdesk.sample.demo.worked_orders``. Everybody is invented.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works at the demo desk."""

    login: str
    name: str
    role: str
    shift: str = ""


LI = Colleague("xiaoli", "小李", "agent", "早班")
HAN = Colleague("hanmei", "韩梅梅", "agent", "晚班")
WANG = Colleague("wangkj", "王会计", "finance")
ZHOU = Colleague("laozhou", "老周", "shipping")
CHEN = Colleague("chenjie", "陈姐", "lead", "早班")
QIAN = Colleague("xiaoqian", "小钱", "purchasing")
COLLEAGUES = (LI, HAN, WANG, ZHOU, CHEN, QIAN)

EDITS = (
    (0, LI, "address", "上海 上海市 徐汇区 漕溪北路 88 号 12 楼前台（200030）"),
    (1, HAN, "address", "浙江省 杭州市 西湖区 文三路 199 号 2 幢 301 室（310012）"),
    (2, HAN, "phone", "13900001234"),
)
"""Order, who, field, what the customer asked for. The marketplace changes the same fields."""

FLAGS = ((3, HAN, "red"), (16, HAN, "yellow"), (18, CHEN, "red"))
APPROVED = tuple(range(3, 15))
HELD = (
    (15, LI, "地址只有小区名，等客户回复门牌"),
    (16, HAN, "客户要求先别发，周三再定"),
    (17, LI, "1122 黑色 L 缺货，已问采购"),
)
BLACKLISTED = (18, LI, "恶意留差评", "2026-11-03 差评截图")

REMARKS = (
    (0, LI, "internal", "客户来电改地址，已核对姓名和电话"),
    (1, HAN, "internal", "客户旺旺改地址，平台还没改"),
    (3, LI, "shipping", "客户要圆通"),
    (3, ZHOU, "internal", "圆通单已打，今天下午走"),
    (4, HAN, "shipping", "加小礼物一份，老客户"),
    (5, LI, "finance", "差价 12 元未返，请退到原支付宝"),
    (5, WANG, "finance", "已退，流水号在财务表"),
    (6, HAN, "shipping", "换款成 1122 黑色 M"),
    (15, LI, "internal", "已留言两次，16:00 再打一次电话"),
    (16, HAN, "internal", "晚班跟进：周三上午问客户"),
    (17, LI, "shipping", "缺货先别发，到货再通知"),
    (17, CHEN, "internal", "采购答复后天到，超期找我"),
    (18, CHEN, "internal", "红名客户，发货前找我确认"),
    (19, HAN, "finance", "客户重复付款一次，请核对后退回"),
)
"""Order, who, tab, text, in the sequence in which they were written."""

STOPPED = (8, HAN, "客户要换款，先别发")
"""An approved order of which shipping is asked whether the parcel was stopped."""

CALLED = (9, LI, "5d", "王厂长说五天后到 20 件", 20)
"""An approved order of whose goods there is none: who telephoned, when they come, what was said,
pieces."""
UNCALLED = 10
"""Another one, about whose goods nobody has called."""
PROMISED = ((9, HAN, "3d", "三天内发出"), (10, LI, "2d", "后天发货"), (4, LI, "4d", "本周发出"))
"""Order, who, by when its customer was told that it ships: the first two will not be kept."""

REQUESTS = (
    (18, HAN, "unblacklist", "客户来电道歉，差评是家人误发，请核实"),
    (4, LI, "priority", "周五婚礼要穿，请优先配货"),
)
"""Order, who, kind, reason of what a lead is asked."""

CASES = (
    (5, LI, "refund", 1_200, "换款差价", "差价 12 元今天退回原支付宝"),
    (19, HAN, "feedback", 0, "发货慢，包装压坏", ""),
)
"""Order, who, kind, amount in fen, why, what the customer was told."""

WAITING = (
    ("4321432143214321001", LI, "shipping", "改发顺丰到付，客户同意"),
    ("4321432143214321002", HAN, "internal", "客户说明天付款，付了优先发"),
)
"""Marketplace numbers that no file has brought yet (S27)."""

EXPLAINED = "出货前客户要换款，已通知老周拦下"
"""Why an order stands in a file for shipping and is held by now."""

READ_BACK = "先打电话问清新地址，没确认之前不发"
"""The critical item in the words of whoever received it first."""


@dataclass(frozen=True, slots=True)
class Handed:
    """Something that a shift hands over to the next."""

    order: int
    who: Colleague
    urgency: str
    summary: str
    action: str
    due: str
    what_if: str = ""


CARRIED = Handed(
    0, LI, "critical", "客户改了收货地址，平台上还是旧的，发错就收不到", "打电话确认新地址再发",
    "1d", "联系不上就先暂停订单",
)  # fmt: skip
"""Written in the early shift; nobody reached the customer, so the late shift hands it on."""

HANDED = (
    Handed(9, HAN, "urgent", "厂长答应五天后到货，客户等着穿", "到货当天优先配货并通知客户", "2d",
           "到不了就换款或退款"),
    Handed(19, HAN, "routine", "客户重复付款，财务还没退完", "问王会计进度，告诉客户", "1d"),
)  # fmt: skip
"""Written in the late shift."""

ROSTER = (
    (LI, "early early early early early - -"),
    (HAN, "late late late - late late -"),
    (CHEN, "early early early early early - -"),
    (QIAN, "early - early - early - -"),
)
"""Who works in which kind of shift on a Monday, a Tuesday and so on; ``-`` is a free day."""

SWAP = (HAN, 5, LI, 3, "周六家里有事")
"""Who gives away their shift of which day of next week (0 is Monday), to whom, for which of
theirs, why. The colleague agrees; what it breaks is the rest before Thursday's early shift."""

NOTICE = (CHEN, "双十一售后高峰：这周每班结束前把自己的待办清一遍，有交不完的写进交接。", "agent")
"""Who writes what to whom."""
