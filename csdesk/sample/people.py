"""Made-up buyers: names, nicknames, accounts, telephones and addresses.

A buyer is a pure function of a number, so a stream can come back to an old buyer without keeping
any list of them. Names of places and roads are public; which person lives where is invented, and
mail addresses end in the reserved ``.example``.
"""

from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from struct import unpack

from csdesk.sample import places
from csdesk.sample.tables import words

# Family names with their share of a thousand people.
_SURNAMES = words(
    "王70 李72 张66 刘52 陈46 杨31 黄22 赵22 周21 吴21 徐17 孙16 胡13 朱13 高12 林12 何12 郭12 "
    "马11 罗10 梁9 宋8 郑8 谢7 韩7 唐7 冯6 于6 董6 萧6 程6 曹6 袁5 邓5 许5 傅5 沈5 曾5 彭5 吕5 "
    "苏5 卢5 蒋5 蔡5 贾4 丁4 魏4 薛4 叶4 阎4 余4 潘4 杜4 戴4 夏4 钟4 汪4 田4 任4 姜4 范3 方3 石3 "
    "姚3 谭3 廖3 邹3 熊3 金3 陆3 郝3 孔3 白3 崔3 康3 毛3 邱3 秦3 江3 史3 顾3 侯3 邵3 孟3 龙3 万3 "
    "段3 雷3 钱2 汤2 尹2 黎2 易2 常2 武2 乔2 贺2 赖2 龚2 文2 齐3 洪3 翁3 申3 翟3 庞3 柯3 阮2 蓝2 "
    "闵2 凌2 游2 詹2 辛2 管2 祝2 左2 涂2 谷2 祁2 时2 舒2 耿2 牟2 卜2 詹2 关2 苗2 费2 纪2 童2 欧2 "
    "甄2 封2 芦2 解2 车2 温2 柴2 尚2 鲍2 裴2 柳2 岳2 冉2 植2 褚2 娄2 穆2 窦2 边2 米2 吉2 冷2 虞2 "
    "戚2 佟1 沙1 麦1 蒲1 鞠1 盛1 单1 欧阳1 司马1 诸葛1 上官1"
)
_WOMEN = (
    "芳娜敏静丽娟艳玲婷雪倩颖慧琳璐欣怡梦洁莹佳悦蕾薇"
    "岚菲珊妍瑶琪涵萱语彤诗雅馨月云霞燕红梅兰竹秋晓文思"
)
_MEN = (
    "伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆"
    "峰龙林海洋志远建国庆东阳晨晖博文轩子豪泽天昊然睿"
)
# Not in GB2312, some not in GBK either: decoding an export as anything but gb18030 breaks on them.
_RARE = ("犇", "喆", "堃", "淼", "䶮", "㛃", "𠮷", "𬭚")
_NICK_WORDS = words(
    "小兔子 快乐 阳光 糖糖 蓝色海 爱笑的猫 木子 北方 大白 豆豆妈 向日葵 风筝 樱桃 花开 星空 雨后 "
    "橘子 柠檬 慢慢走 淘淘 悠悠 一米 安静 果果妈咪 胖胖 青草地 海边 麦兜 可可 晴天 sunny lily "
    "candy momo happy"
)
_FIRST = words(
    "Olivia Amelia Emily Grace Sophie Hannah Laura Claire Megan Alice Julia Rachel Oliver George "
    "Harry Thomas James Daniel Samuel Peter Martin Stephen Andrew Kevin Brian Patricia"
)
_LAST = words(
    "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Wright Walker White Edwards "
    "Hughes Green Hall Lewis Harris Clarke Jackson Wood Turner Martin Cooper Hill Morris O'Brien"
)
_DE_FIRST = words("Anna Lena Sabine Jürgen Jörg Björn Klaus Stefan Käthe Monika Uwe Ursula")
_DE_LAST = words(
    "Müller Schmidt Schneider Fischer Weber Bäcker Groß Köhler Krüger Schäfer Vogel Böhm"
)
_JP_LAST = words("佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤")
_JP_FIRST = words("陽子 健太 美咲 翔 さくら 大輔 直美 誠")
_CHINESE_MAIL = ("qq.example", "163.example", "126.example", "sina.example")
_MOBILE = words("130 131 133 135 136 137 138 139 150 151 158 159 177 186 189")
_DIGEST = 48
_WORDS = f"<{_DIGEST // 2}H"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a parcel goes; ``country`` is an ISO code, ``state`` a province or prefecture too."""

    country: str
    state: str
    city: str
    district: str
    street: str
    postcode: str

    @property
    def one_line(self) -> str:
        """The address as Taobao writes it in one cell: blank-separated, postcode in brackets."""
        postcode = f"({self.postcode})" if self.postcode else ""
        return f"{self.state} {self.city} {self.district} {self.street}".rstrip() + postcode


@dataclass(frozen=True, slots=True)
class Buyer:
    """One made-up buyer.

    ``account`` is the Alipay account (mail address or mobile) of a Taobao buyer, the relay mail
    address of an Amazon buyer; ``tail`` the six digits that end each of a Taobao buyer's order
    numbers.
    """

    nick: str
    account: str
    name: str
    mobile: str
    landline: str
    address: Address
    tail: str


def masked(buyer: Buyer) -> Buyer:
    """The buyer whose data the marketplace protects: 张**, 1******6198, 上海 上海市 ***."""
    return replace(
        buyer,
        nick=f"{buyer.nick[:1]}**",
        account=f"{buyer.account[:3]}***",
        name=f"{buyer.name[:1]}**",
        mobile=f"{buyer.mobile[:1]}******{buyer.mobile[-4:]}",
        landline="",
        address=replace(buyer.address, district="***", street="", postcode=""),
    )


@cache
def _surnames() -> tuple[str, ...]:
    weighted = ((entry.rstrip("0123456789"), entry) for entry in _SURNAMES)
    return tuple(name for name, entry in weighted for _ in range(int(entry[len(name) :])))


def _numbers(kind: bytes, number: int) -> tuple[int, ...]:
    """24 independent numbers below 65,536 that belong to this buyer and no other."""
    return unpack(_WORDS, blake2b(b"%d" % number, digest_size=_DIGEST, person=kind).digest())


def chinese_buyer(number: int) -> Buyer:
    """The Taobao buyer with this number (any whole number; the same number is the same person)."""
    n = _numbers(b"taobao", number)
    surnames = _surnames()
    pool = _WOMEN if n[1] % 10 < 6 else _MEN
    given = pool[n[2] % len(pool)]
    if n[3] % 100 < 72:
        given += pool[n[4] % len(pool)]
    elif n[3] % 100 == 99:
        given += _RARE[n[4] % len(_RARE)]
    mobile = f"{_MOBILE[n[5] % len(_MOBILE)]}{(n[6] << 16 | n[7]) % 100_000_000:08d}"
    word = _NICK_WORDS[n[8] % len(_NICK_WORDS)]
    serial = (n[9] << 16 | n[10]) % 1_000_000_000
    if n[11] % 10 < 4:
        account = mobile
    elif n[11] % 10 < 7:
        account = f"{serial}@{_CHINESE_MAIL[0]}"
    else:
        account = (
            f"{_FIRST[n[12] % len(_FIRST)].lower()}{serial % 10_000}@{_CHINESE_MAIL[n[12] % 4]}"
        )
    return Buyer(
        nick=f"{word}{serial % 10_000}"
        if n[13] % 4
        else f"{word}_{_NICK_WORDS[n[9] % len(_NICK_WORDS)]}{serial % 100}",
        account=account,
        name=surnames[n[0] % len(surnames)] + given,
        mobile=mobile,
        landline=f"021-{n[14] % 5 + 5}{n[15] * 16 + n[14] % 16:07d}" if n[16] % 12 == 0 else "",
        address=_chinese_address(n),
        tail=f"{(number * 7_919 + 104_729) % 1_000_000:06d}",
    )


def _chinese_address(n: tuple[int, ...]) -> Address:
    city = places.SHANGHAI if n[17] % 10 < 3 else places.CITIES[n[18] % len(places.CITIES)]
    district = city.districts[n[19] % len(city.districts)]
    if city is places.SHANGHAI:
        road = places.SHANGHAI_ROADS[n[20] % len(places.SHANGHAI_ROADS)]
    else:
        road = (
            places.ROAD_NAMES[n[20] % len(places.ROAD_NAMES)]
            + places.ROAD_KINDS[n[21] % len(places.ROAD_KINDS)]
        )
    house = n[22] % 1_990 + 1
    flat = n[23]
    form = flat % 8
    if form < 3:
        door = f"{house}弄{flat % 60 + 1}号{flat % 17 + 1}{flat % 4 + 1:02d}室"
    elif form < 5:
        estate = places.ESTATES[flat % len(places.ESTATES)]
        room = f"{flat % 18 + 1}0{flat % 4 + 1}"
        door = f"{house}号{estate}{flat % 28 + 1}栋{flat % 6 + 1}单元{room}"
    elif form < 7:
        door = f"{house}号{places.BUILDINGS[flat % len(places.BUILDINGS)]}{flat % 25 + 1}楼"
    else:
        door = f"{house}号"
    return Address(
        "CN",
        city.province,
        city.name,
        district,
        road + door,
        f"{city.zip_head}{n[19] % 40:02d}0"[:6],
    )


def amazon_buyer(number: int, country: str) -> Buyer:
    """The Amazon buyer with this number in ``country``: US, GB, DE or JP.

    Raises:
        KeyError: another country.
    """
    n = _numbers(b"amazon", number)
    town, state, postcode = places.ABROAD[country][n[1] % len(places.ABROAD[country])]
    roads = places.ABROAD_ROADS[country]
    road, house = roads[n[2] % len(roads)], n[3] % 280 + 1
    if country == "JP":
        name = f"{_JP_LAST[n[4] % len(_JP_LAST)]} {_JP_FIRST[n[5] % len(_JP_FIRST)]}"
        street = f"{road}{n[6] % 6 + 1}-{n[7] % 20 + 1}-{n[8] % 30 + 1}"
        mobile = f"0{n[9] % 3 + 7}0-{n[10] % 10_000:04d}-{n[11] % 10_000:04d}"
    elif country == "DE":
        name = f"{_DE_FIRST[n[4] % len(_DE_FIRST)]} {_DE_LAST[n[5] % len(_DE_LAST)]}"
        street, mobile = f"{road} {house}", f"+49 15{n[9] % 10} {n[10]:05d}{n[11] % 1_000:03d}"
    else:
        name = f"{_FIRST[n[4] % len(_FIRST)]} {_LAST[n[5] % len(_LAST)]}"
        street = f"{house} {road}"
        # 555-01xx and 07700 900xxx are set aside for fiction.
        mobile = (
            f"+1 206-555-01{n[9] % 100:02d}"
            if country == "US"
            else f"+44 7700 900{n[9] % 1_000:03d}"
        )
    district = f"Apt {n[12] % 90 + 1}" if country in ("US", "GB") and n[13] % 5 == 0 else ""
    relay = f"{n[14]:04x}{n[15]:04x}{n[16]:04x}@marketplace.amazon.example"
    return Buyer(
        "", relay, name, mobile, "", Address(country, state, town, district, street, postcode), ""
    )
