"""Taobao's address in one cell, ``省 市 区 街道…(邮编)``, taken apart where it fits."""

from __future__ import annotations

import re

FIELDS = ("province", "city", "district", "address", "zip")

_MUNICIPALITIES = ("北京", "天津", "上海", "重庆")
_PLAIN_PROVINCES = (
    "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东",
    "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾",
)  # fmt: skip
_REGIONS = {
    "内蒙古": "自治区",
    "广西": "壮族自治区",
    "西藏": "自治区",
    "宁夏": "回族自治区",
    "新疆": "维吾尔自治区",
    "香港": "特别行政区",
    "澳门": "特别行政区",
}
_PROVINCES = frozenset(
    {
        *_MUNICIPALITIES,
        *(name + "市" for name in _MUNICIPALITIES),
        *_PLAIN_PROVINCES,
        *(name + "省" for name in _PLAIN_PROVINCES),
        *_REGIONS,
        *(name + kind for name, kind in _REGIONS.items()),
    }
)
_CITY_ENDS = ("市", "州", "盟", "地区", "县", "区", "岛", "界", "省直辖县级行政区划")
_DISTRICT_ENDS = ("区", "县", "市", "旗", "岛", "新城", "林区")
_zip = re.compile(r"\s*[(（](\d{6}|null)?[)）]$").search


def take_apart(address: str) -> tuple[str, str, str, str, str]:
    """Province, city, district, the rest and the postal code of a Taobao address.

    An address that does not begin with a province of China and a city is kept whole as the rest;
    ``000000`` is Taobao's word for no postal code.

    Args:
        address: cleaned text.
    """
    found = _zip(address) if address[-1:] in ")）" else None
    rest = address[: found.start()] if found else address
    code = (found[1] or "") if found else ""
    if code in ("000000", "null"):
        code = ""
    parts = rest.split(None, 2)
    if len(parts) < 3 or parts[0] not in _PROVINCES or not parts[1].endswith(_CITY_ENDS):
        return "", "", "", rest, code
    province, city, rest = parts
    district, _, street = rest.partition(" ")
    if street and district.endswith(_DISTRICT_ENDS):
        return province, city, district, street.strip(), code
    return province, city, "", rest, code
