"""Whether name, address and telephone are such that a parcel can arrive (S44), and line states."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from csdesk.words import N_

_CHINA = ("", "CN", "CHN", "CHINA", "中国")
_NO_DISTRICTS = ("东莞", "中山", "儋州", "嘉峪关")
"""Cities of China that are not divided: addresses name a town or a road next."""

_LEAST_DETAIL = 4
"""Characters of a street, house or shop that can be found."""

_extension = re.compile(r"\s*(?:-|转|ext\.?|x|,)\s*[0-9]{1,6}$", re.IGNORECASE)
_mobile = re.compile(r"1[3-9][0-9]{9}").fullmatch
_landline = re.compile(r"0[1-9][0-9]{1,2}[2-9][0-9]{6,7}").fullmatch
_short_line = re.compile(r"(?:400|800)[0-9]{7}").fullmatch
_local = re.compile(r"[2-9][0-9]{6,7}").fullmatch
_around = re.compile(r"(?:\+|00)?(?:852|853|886)0?[0-9]{8,9}").fullmatch
_abroad = re.compile(r"\+?[0-9]{7,15}").fullmatch
# Hyphens and dashes of any length.
_writing = re.compile(r"[\s().\-/‐-―]+")
_all_alike = re.compile(r"(.)\1+").fullmatch

_CLOSED = ("关闭", "cancel", "退款成功")
_NO_REFUND = ("", "没有申请退款", "无退款申请", "退款关闭", "none", "no")


def name_fault(name: str) -> str:
    """What is wrong with a recipient's name: an English sentence; empty where nothing is."""
    letters = [sign for sign in name if unicodedata.category(sign)[0] == "L"]
    if not name.strip():
        return N_("the file tells none")
    if not letters:
        return N_("it has no letter")
    if len(letters) < 2 and letters[0].isascii():
        return N_("it is one letter")
    return ""


def address_fault(order: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """What an address lacks: an English sentence, and the fields; empty where nothing.

    In China it has province, city, district and detail; elsewhere city, detail and postcode.

    Args:
        order: columns of ``orders``.
    """
    at = {name: str(order[name]).strip()
          for name in ("province", "city", "district", "address", "zip")}  # fmt: skip
    if not any(at.values()):
        return N_("the file tells none"), ("address",)
    if str(order["country"]).strip().upper() not in _CHINA:
        missing = [name for name in ("city", "address", "zip") if not at[name]]
    else:
        missing = [name for name in ("province", "city", "district", "address") if not at[name]]
        if "district" in missing and at["city"].startswith(_NO_DISTRICTS):
            missing.remove("district")
    if missing:
        return _LACKS[missing[0]], tuple(missing)
    if len("".join(at["address"].split())) < _LEAST_DETAIL:
        return N_("street and house are too short to be found"), ("address",)
    return "", ()


_LACKS = {
    "province": N_("the province is missing"),
    "city": N_("the city is missing"),
    "district": N_("the district is missing"),
    "address": N_("street and house are missing"),
    "zip": N_("the postcode is missing"),
}


def is_plausible_phone(phone: str, country: str = "") -> bool:
    """Whether a text can be a telephone number: a Chinese mobile or landline, or one abroad.

    Several numbers with commas or wide blanks between them are looked at one by one; one must do.

    Args:
        phone: as the file has it, perhaps with an extension.
        country: where the parcel goes; numbers without a country's code are of there.
    """
    abroad = country.strip().upper() not in _CHINA
    texts = [phone, *re.split(r"[,;，；]|\s{2,}", phone)]
    return any(_one_phone(unicodedata.normalize("NFKC", text), abroad) for text in texts)


def _one_phone(text: str, abroad: bool) -> bool:
    number = _writing.sub("", text)
    main = _writing.sub("", _extension.sub("", text.strip()))
    return any(_known_form(each, abroad) for each in (number, main))


def _known_form(number: str, abroad: bool) -> bool:
    national = re.sub(r"^(?:\+|00)?86(?=[0-9]{10,})", "", number)
    if _all_alike(national):
        return False
    if any(form(national) for form in (_mobile, _landline, _local, _short_line, _around)):
        return True
    return (abroad or number.startswith(("+", "00"))) and _abroad(number) is not None


def closed(line: Mapping[str, Any]) -> bool:
    """Whether a line was cancelled or given back whole: it is not shipped and costs nothing."""
    if line["quantity"] == 0 and line["line_status"]:
        return True
    return any(word in str(line["line_status"]).lower() for word in _CLOSED)


def refund_asked(line: Mapping[str, Any]) -> bool:
    """Whether the marketplace says that money is asked back for a line that is still open."""
    return str(line["refund_status"]).strip().lower() not in _NO_REFUND and not closed(line)
