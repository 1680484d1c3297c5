"""Made-up goods: products with full codes such as WLY0QU1098, their items, how they sell."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random

from csdesk.sample.tables import words

_CATALOGUE_SEED = 20110215
_PRODUCTS = 1_200
_ZIPF = 0.8
_ONE_SIZE = "均码"
_TITLE_MIN, _TITLE_MAX = 15, 30


@dataclass(frozen=True, slots=True)
class Item:
    """What is sold: one colour and size of a product.

    ``code`` is the product's full code (WLY0QU1098), whose closing digits are the short code that
    agents say (1098, S15); ``sku`` the item's own code (WLY0QU1098-BK-M); ``price`` is in fen.
    """

    code: str
    sku: str
    title: str
    title_en: str
    colour: str
    colour_en: str
    size: str
    price: int
    product_id: str
    sku_id: str
    asin: str

    @property
    def attributes(self) -> str:
        """Colour and size as Taobao writes them, with full-width punctuation."""
        size = f"；尺码：{self.size}" if self.size else ""
        return f"颜色分类：{self.colour}{size}"

    @property
    def listing_en(self) -> str:
        """The title of the English listing, with colour and size."""
        size = "One Size" if self.size == _ONE_SIZE else self.size
        return f"{self.title_en}, {self.colour_en} {size}".rstrip()


@dataclass(frozen=True, slots=True)
class _Kind:
    prefix: str
    noun: str
    noun_en: str
    sizes: tuple[str, ...]
    low: int
    high: int


def _kind(prefix: str, noun: str, noun_en: str, sizes: str, low: int, high: int) -> _Kind:
    return _Kind(prefix, noun, noun_en, words(sizes), low, high)


_KINDS = (
    _kind("WLY0QU", "连衣裙女", "Women's Midi Dress", "S M L XL", 79, 399),
    _kind("WXZ0KU", "西装裤女", "Women's Suit Trousers", "S M L XL 2XL", 69, 259),
    _kind("WTX0SA", "短袖T恤女", "Women's Cotton Tee", "S M L XL", 29, 129),
    _kind("WMY0SA", "毛衣针织衫女", "Women's Knit Jumper", "均码 M L", 69, 329),
    _kind("WYR0FU", "羽绒服女", "Women's Down Jacket", "S M L XL 2XL", 199, 899),
    _kind("WBZ0QU", "半身裙女", "Women's Pleated Skirt", "S M L", 49, 199),
    _kind("MCS0SA", "衬衫男", "Men's Oxford Shirt", "38 39 40 41 42 43", 59, 299),
    _kind("MNZ0KU", "牛仔裤男", "Men's Slim Jeans", "29 30 31 32 33 34 36", 79, 359),
    _kind("MJK0FU", "夹克外套男", "Men's Bomber Jacket", "M L XL 2XL 3XL", 129, 599),
    _kind("XPX0XE", "小白鞋女", "Leather Sneakers", "35 36 37 38 39 40", 89, 299),
    _kind("BSB0BA", "双肩包", '14" Laptop Rucksack', "", 59, 269),
    _kind("SWJ0PJ", "围巾披肩", 'Wool Scarf 70x28"', "", 29, 159),
)
_COLOURS = (
    ("黑色", "Black", "BK"),
    ("白色", "White", "WH"),
    ("藏青色", "Navy", "NV"),
    ("酒红色", "Wine", "WI"),
    ("卡其色", "Khaki", "KH"),
    ("浅灰色", "Light Grey", "LG"),
    ("军绿色", "Olive", "OL"),
    ("粉色", "Pink", "PK"),
    ("天蓝色", "Sky Blue", "SB"),
    ("姜黄色", "Mustard", "MU"),
)
_SEASONS = ("春季新款", "夏季薄款", "秋冬加厚", "新款", "早春", "秋装新款", "冬季保暖", "四季款")
_STYLES = words(
    "韩版 欧美 复古 简约 文艺 日系 法式 学院风 港风 通勤 休闲 气质 百搭 宽松 修身 显瘦 高腰 "
    "中长款 大码"
)
_MATERIALS = words(
    "纯棉 真丝 亚麻 羊毛 雪纺 牛仔 针织 加绒 条纹 格子 碎花 印花 刺绣 蕾丝 灯芯绒 真皮 防水 透气"
)
_STYLES_EN = (
    "Classic",
    "Casual",
    "Vintage",
    "Relaxed",
    "Slim",
    "Office",
    "Floral",
    "Striped",
    "Soft",
)


def _title(rng: Random, kind: _Kind) -> str:
    """Search words strung together until a marketplace title has 15 to 30 characters."""
    words = [*rng.sample(_STYLES, 6), *rng.sample(_MATERIALS, 5)]
    rng.shuffle(words)
    wanted = rng.randint(_TITLE_MIN, _TITLE_MAX)
    title = rng.choice(_SEASONS)
    for word in words:
        length = len(title) + len(kind.noun)
        if length >= wanted:
            break
        if length + len(word) <= _TITLE_MAX:
            title += word
    return title + kind.noun


def _product(rng: Random, kind: _Kind, number: int) -> tuple[Item, ...]:
    code = f"{kind.prefix}{number}"
    title, title_en = _title(rng, kind), f"{rng.choice(_STYLES_EN)} {kind.noun_en}"
    price = rng.randint(kind.low, kind.high) * 100 + rng.choice((0, 0, 80, 90))
    product_id = str(rng.randint(500_000_000_000, 719_999_999_999))
    items = []
    for colour, colour_en, short in rng.sample(_COLOURS, rng.randint(2, 4)):
        for size in kind.sizes or ("",):
            sku = "-".join(
                part for part in (code, short, "F" if size == _ONE_SIZE else size) if part
            )
            items.append(
                Item(
                    code,
                    sku,
                    title,
                    title_en,
                    colour,
                    colour_en,
                    size,
                    price,
                    product_id,
                    sku_id=str(rng.randint(4_000_000_000_000, 5_899_999_999_999)),
                    asin="B0" + "".join(rng.choices("0123456789BCDFGHJKLMNPQRSTVWXYZ", k=8)),
                )
            )
    return tuple(items)


@cache
def catalogue() -> tuple[tuple[Item, ...], ...]:
    """Every product of the sample shop as its items, best seller first.

    It does not depend on an order seed: several files of one desk talk about the same goods. The
    first two products carry the codes that the manual uses as examples, 1098 and 1122 (S15).
    """
    rng = Random(_CATALOGUE_SEED)
    examples = [(_KINDS[0], 1098), (_KINDS[1], 1122)]
    others = rng.sample(range(1_200, 10_000), _PRODUCTS - len(examples))
    numbered = examples + [(rng.choice(_KINDS), number) for number in others]
    return tuple(_product(rng, kind, number) for kind, number in numbered)


@cache
def _popularity() -> list[float]:
    return list(accumulate((rank + 1) ** -_ZIPF for rank in range(_PRODUCTS)))


def pick(place: float, variant: float) -> Item:
    """The item at ``place`` of the sales curve, ``variant`` of its colours and sizes, in [0, 1)."""
    curve = _popularity()
    items = catalogue()[bisect_right(curve, place * curve[-1])]
    return items[int(variant * len(items))]
