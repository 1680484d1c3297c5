"""desk.toml as the desk holds it: what its owner has set (design §2).

It is read before the first frame, so nothing else of the trade stands here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from csdesk.model.roles import Role

if TYPE_CHECKING:
    from csdesk.model.status import Tab


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """One shop of desk.toml; a file that names no shop belongs to the only one of its site."""

    site: str
    name: str


@dataclass(frozen=True, slots=True)
class PeopleSettings:
    """How people sit down at the desk and get up (W1, W16)."""

    sign_in: bool = False
    """Whether whoever opens the screens says who they are, by name and PIN."""
    lock_minutes: float = 5.0
    """Without a key for so long the screen is hidden; 0 for never."""
    exit_minutes: float = 30.0
    """Hidden for so long the session ends where a PIN brings it back; 0 for never."""


class Check(StrEnum):
    """What is looked at line by line, in the order of the manual (S44)."""

    ORDER_TIME = "order_time"
    AMOUNT = "amount"
    ITEM = "item"
    QUANTITY = "quantity"
    RECIPIENT = "recipient"
    ADDRESS = "address"
    PHONE = "phone"
    BLACKLIST = "blacklist"
    SAME_BUYER = "same_buyer"
    MESSAGE = "message"
    REFUND = "refund"
    STOCK = "stock"
    CONFLICT = "conflict"


class Weight(StrEnum):
    """What it means for an order that a check finds something."""

    FAIL = "fail"
    NOTE = "note"
    OFF = "off"


WEIGHTS: Mapping[Check, Weight] = MappingProxyType(
    {
        check: Weight.NOTE if check in (Check.MESSAGE, Check.STOCK) else Weight.FAIL
        for check in Check
    }
)
"""What desk.toml changes check by check."""

HOLD_REASONS = (
    "地址不全 address incomplete",
    "产品编号有误 item number wrong",
    "金额不符 amount wrong",
    "数量有误 quantity wrong",
    "电话有误 phone wrong",
    "可能重复下单 perhaps ordered twice",
    "等买家回复 waiting for the buyer",
    "缺货 out of stock",
    "疑似欺诈 perhaps fraud",
)
"""Why an order is held, by number; kept text, so in both languages."""


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """``[review]`` of desk.toml."""

    weights: Mapping[Check, Weight] = field(default_factory=lambda: WEIGHTS)
    discount_percent: int = 30
    """How much less than its lines an order may cost before somebody must look."""
    tolerance: int = 1
    """Minor units by which sums may differ through rounding."""
    most_pieces: int = 50
    """Pieces of one line from which somebody must look."""
    hold_reasons: tuple[str, ...] = HOLD_REASONS


WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Days of the week as desk.toml names them, Monday first as ``date.weekday`` counts."""

_OF_SHIFTS = (Role.AGENT, Role.LEAD, Role.PURCHASING, Role.MARKET)


@dataclass(frozen=True, slots=True)
class ShiftKind:
    """One of ``[[shifts.kinds]]``; times are the desk's wall clock."""

    code: str
    """What the store keeps: ``early``."""
    name: str
    """What people call it: ``早班``."""
    start: time
    end: time
    """Not after ``start``: the shift ends on the next day."""
    name_en: str = ""
    """What English readers call it; empty for ``name``."""
    days: tuple[str, ...] = WEEK
    """On which days it begins (S58: Amazon's customers write at weekends, too)."""
    heads: int = 1
    """How many people it needs."""
    duties: tuple[str, ...] = ()
    """What this shift does besides the orders, such as the call to purchasing (S39, S57)."""
    duties_en: tuple[str, ...] = ()
    """What English readers are told of these; empty for ``duties``."""
    skills: tuple[str, ...] = ()
    """Roles of which it needs somebody each; empty for those that a swap would take from it."""

    def counts(self, roles: Collection[str]) -> bool:
        """Whether somebody with these roles is one of the people that it needs.

        Accountants and packers are not, unless its ``skills`` name them: they stand in the roster,
        and answer no buyer.
        """
        return not {*_OF_SHIFTS, *self.skills}.isdisjoint(roles)

    def called(self, language: str) -> str:
        """Its name for readers of ``zh`` or ``en``."""
        return self.name_en if language == "en" and self.name_en else self.name

    def does(self, language: str) -> tuple[str, ...]:
        """What it does besides the orders, for readers of ``zh`` or ``en``."""
        return self.duties_en if language == "en" and self.duties_en else self.duties


KINDS = (
    ShiftKind("early", "早班", time(8, 30), time(16, 30), "early shift",
              duties=("早上导入订单", "打缺货电话给采购"),
              duties_en=("the morning's import", "call purchasing about shortages")),
    ShiftKind("late", "晚班", time(16, 30), time(0, 30), "late shift"),
)  # fmt: skip
"""The kinds of a desk that sets none."""


class SwapRule(StrEnum):
    """What a swap of shifts must keep to, each after its name in ``[shifts.rules]``."""

    REST = "rest"
    """So many hours between two shifts of a person, as after a late one."""
    NIGHTS = "nights"
    """So many free days after nights."""
    NOTICE = "notice"
    """So many hours between asking and the first shift that changes."""
    HEADS = "heads"
    """No shift has fewer people than it needs."""
    SKILLS = "skills"
    """No shift loses a role that it needs."""


class Strength(StrEnum):
    """How much a rule counts."""

    HARD = "hard"
    """A lead passes over it with a reason only."""
    SOFT = "soft"
    """It is listed."""
    OFF = "off"


STRENGTHS: Mapping[SwapRule, Strength] = {
    SwapRule.REST: Strength.HARD,
    SwapRule.NIGHTS: Strength.HARD,
    SwapRule.NOTICE: Strength.SOFT,
    SwapRule.HEADS: Strength.HARD,
    SwapRule.SKILLS: Strength.SOFT,
}
"""How much each rule counts at a desk that does not say."""


@dataclass(frozen=True, slots=True)
class SwapRules:
    """``[shifts.rules]`` of desk.toml."""

    strengths: Mapping[SwapRule, Strength] = field(default_factory=lambda: STRENGTHS)
    rest_hours: float = 11
    free_days: int = 2
    """Days without a shift after the last of some nights; a night is what is worked at 03:00."""
    notice_hours: float = 24


@dataclass(frozen=True, slots=True)
class ShiftSettings:
    """``[shifts]`` of desk.toml."""

    kinds: tuple[ShiftKind, ...] = KINDS
    early_handover: bool = True
    """Whether a shift may be closed before its planned end."""
    late_handover: bool = True
    """Whether a shift may be closed long after its planned end without a lead."""
    late_minutes: int = 60
    """How long after its planned end a shift counts as stuck."""
    rules: SwapRules = field(default_factory=SwapRules)
    """What a swap of shifts must keep to (F50)."""

    def kind(self, code: str) -> ShiftKind | None:
        """The kind with this code; None where desk.toml no longer has it."""
        return next((each for each in self.kinds if each.code == code), None)

    def called(self, code: str, language: str) -> str:
        """What a kind is called; the code itself where desk.toml no longer has it.

        Rows from before there were kinds hold people's own words, which are shown as they are.
        """
        found = self.kind(code)
        return found.called(language) if found else code


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """``[backups]`` of desk.toml: which backups are kept."""

    hours: int = 24
    """Every backup that is not older."""
    days: int = 14
    """The last one of each day that is not longer ago."""


@dataclass(frozen=True, slots=True)
class PurgeSettings:
    """How long buyers' data are kept after delivery."""

    days: int = 30
    """After delivery, for shops that say nothing else; 0 keeps them for ever."""
    shops: dict[str, int] = field(default_factory=dict)
    """Name of a shop -> its own days; 0 keeps them for ever."""


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """``[privacy]`` of desk.toml."""

    mask: bool = True
    """Whether personal data is masked; only somebody who works alone has a reason not to."""
    reveal_seconds: int = 30
    """How long a revealed field stands on the screen."""
    reveals_a_day: int = 60
    """From one more on, leads are told."""
    reveal_reasons: tuple[str, ...] = ()
    """By number; empty for the usual ones."""
    export_rows: int = 500
    """Orders of one export at most."""
    export_rows_lead: int = 5_000
    """The same for leads."""
    export_hours: int = 24
    """How long an export is kept."""


@dataclass(frozen=True, slots=True)
class UrgingSettings:
    """``[urging]`` of desk.toml."""

    most: int = 3
    """Urges of one order within ``hours``."""
    hours: float = 24.0
    quiet_from: time = time(22)
    quiet_until: time = time(9)
    """Nobody is urged between these times of the buyer's day; equal times: there are none."""
    zones: Mapping[str, str] = field(default_factory=dict)
    """Site -> zone that its buyers live in; the desk's own for others."""
    texts: tuple[str, ...] = ()
    """What is sent, by number; empty for the usual ones."""


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


@dataclass(frozen=True, slots=True)
class Template:
    """A text to begin a remark with; ``{amount}`` is a slot that a person must fill."""

    tab: Tab
    number: int
    text: str


class Need(StrEnum):
    """What a remark ought to name."""

    AMOUNT = "amount"
    DATE = "date"
    SKU = "sku"


@dataclass(frozen=True, slots=True)
class HintRule:
    """One rule of desk.toml: where words belong, or what must stand beside them."""

    words: tuple[str, ...]
    tab: Tab | None = None
    """The tab that they belong to."""
    needs: Need | None = None
    """What must stand beside them."""


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """desk.toml, read and checked; every value has a default."""

    zone: str = "Asia/Shanghai"
    lang: str = ""
    """``zh``, ``en`` or empty for the locale's."""
    theme: str = "dark"
    shops: tuple[ShopSettings, ...] = ()
    flag_words: dict[str, str] = field(default_factory=dict)
    """Flag colour -> the shop's word for it (F26)."""
    blacklist_reasons: tuple[str, ...] = ()
    """Why a customer may be put on the blacklist, by number (S9); empty for the manual's two."""
    templates: tuple[Template, ...] = ()
    """For remarks, by tab and number (F27); a tab without any has the usual ones."""
    hints: tuple[HintRule, ...] | None = None
    """On the wording of remarks (I7); None for the usual ones."""
    clipboard: bool = True
    """Whether copies go to the terminal's clipboard; else they are files in exports/."""
    review: ReviewSettings = field(default_factory=ReviewSettings)
    """What is checked before an order may be shipped."""
    reship_reasons: tuple[str, ...] = ()
    """Why something may be sent again, by number (S12); empty for the usual ones."""
    stuck_hours: float = 24.0
    """How long orders made from others may wait before they count as stuck (I8)."""
    urging: UrgingSettings = field(default_factory=UrgingSettings)
    """How often and when buyers are urged to pay (F17)."""
    policy: PolicyWords = field(default_factory=PolicyWords)
    """What nobody may write to a buyer about reviews (F23)."""
    shifts: ShiftSettings = field(default_factory=ShiftSettings)
    """Kinds of shifts, and when they may be handed over (design §8)."""
    people: PeopleSettings = field(default_factory=PeopleSettings)
    """Signing in, and what happens when nobody is at the keys."""
    backups: BackupSettings = field(default_factory=BackupSettings)
    """How long backups are kept."""
    purge: PurgeSettings = field(default_factory=PurgeSettings)
    """How long buyers' personal data are kept."""
    privacy: PrivacySettings = field(default_factory=PrivacySettings)
    """What is masked, and what revealing and exporting take (F71)."""
    keys: dict[str, str] = field(default_factory=dict)
    """Command id -> keys, checked against the command table."""
    profiles: tuple[dict[str, object], ...] = ()
    """Profiles written by the shop itself, in the form of the packaged ones."""
    size_limit_mb: int = 50
    """Largest file that is read."""
    scan_seconds: float = 30.0
    quiet_seconds: float = 2.0
    """How long a file must have stopped changing before it is read."""
    poll: bool = False
    """Poll the inbox even where inotify exists (network folders)."""
