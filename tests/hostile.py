"""Hostile text as buyers, marketplaces and spreadsheets send it, for the tests of every room.

``PAYLOADS`` are strings to put into any field; ``CASES`` are the same with names, for
``pytest.mark.parametrize``. ``HUGE`` are too long to draw in every test. ``forbidden`` says what
of a text must never reach a terminal.
"""

from __future__ import annotations

import unicodedata

import pytest

ESC = "\x1b"

_NAMED = {
    # Markup of Rich and Textual: crashes the app, or runs an action at a click.
    "close-nothing": "[/]",
    "close-unknown": "QQ[/foo]",
    "close-red": "[/red]",
    "open-only": "[b",
    "colour": "[red]refund[/red]",
    "click-quit": "[@click=app.quit]boo[/]",
    "click-bell": "[@click='app.bell']free gift[/]",
    "link": "[link=http://x.example]parcel[/link]",
    "unclosed-quote": "[x='",
    "variable": "$name [b]$name[/b] ${HOME}",
    "backslash": "C:\\[b]\\",
    "json": '{"a": ["[/]", null], "b": "[bold]"}',
    "emoji-code": ":smiley: :pile_of_poo:",
    "braces": "{number} {0} {} %s %(x)s %",
    # What a terminal obeys.
    "sgr": f"{ESC}[31mred{ESC}[0m",
    "clear-screen": f"{ESC}[2J{ESC}[HOWNED",
    "leave-alternate-screen": f"{ESC}[?1049l",
    "report-cursor": f"{ESC}[6n",
    "device-attributes": f"{ESC}[c",
    "mouse-off": f"{ESC}[?1000l{ESC}[?1006l",
    "reset": f"{ESC}c",
    "osc-title": f"{ESC}]0;OWNED\x07",
    "osc-title-st": f"{ESC}]2;OWNED{ESC}\\",
    "osc-clipboard": f"{ESC}]52;c;T1dORUQ=\x07",
    "osc-link": f"{ESC}]8;;http://x.example{ESC}\\parcel{ESC}]8;;{ESC}\\",
    "osc-unterminated": f"{ESC}]0;swallows the rest",
    "dcs": f"{ESC}P+q544e{ESC}\\",
    "apc": f"{ESC}_Gf=100;AAAA{ESC}\\",
    "c1-csi": "\x9b31mred\x9b2J",
    "c1-osc": "\x9d52;c;T1dORUQ=\x9c",
    "shift-out": "abc\x0edef\x0f",
    "backspaces": "1,000.00" + "\b" * 8 + "9",
    "bell": "ding\a\a\a",
    "nul": "before\0after",
    "del": "a\x7fb",
    # Line breaks of every kind.
    "newline": "first\nsecond",
    "carriage-return": "paid 100\rpaid 999",
    "crlf": "first\r\nsecond\r\n",
    "vertical-tab-form-feed": "a\vb\fc",
    "next-line": "a\x85b",
    "line-separator": "a\u2028b\u2029c",
    "tabs": "a\tb\tc",
    # What is not seen, or seen the wrong way round.
    "bidi-override": "invoice\u202egpj.exe\u202c",
    "bidi-isolate": "\u2066order \u2067 8888\u2069\u2069",
    "bidi-marks": "\u200e1234\u200f5678\u061c",
    "zero-width": "8\u200b8\u200c8\u200d8\u20608\ufeff8",
    "byte-order-mark": "\ufeff订单编号",
    "soft-hyphen": "re\xadfund",
    "tags": "hi\U000e0001\U000e0068\U000e0069\U000e007f",
    "hangul-filler": "\u3164\u115f\u1160\uffa0",
    "variation-selectors": "葛\U000e0100城\ufe00\ufe01",
    "interlinear": "\ufff9漢\ufffakan\ufffb",
    # What cannot be encoded, or means nothing.
    "lone-surrogate": "a\ud800b\udfffc",
    "surrogate-escape": b"\xd5\xc5.csv".decode("utf-8", "surrogateescape"),
    "non-character": "\ufffe\uffff\U0001fffe\ufdd0",
    "private-use": "\ue000\uf8ff\U000f0000\U0010fffd",
    "unassigned": "\u0378\u0379",
    # Towers and families.
    "combining-tower": "Z" + "\u0301\u0316\u0334\u0489" * 50 + "algo",
    "combining-first": "\u0301\u0301\u20e3leads",
    "combining-5000": "e" + "\u0301" * 5000,
    "zwj-family": "👨\u200d👩\u200d👧\u200d👦 家",
    "zwj-chain": "👩\u200d" * 40 + "👩",
    "zwj-dangling": "\u200d👩\u200d \u200dX\ufe0f\ufe0f",
    "skin-tones": "👍🏽 A🏽 🏽",
    "flags": "🇨🇳🇩 🏳️\u200d🌈 🏴\U000e0067\U000e0062\U000e007f",
    "keycaps": "1️⃣2️⃣#️⃣\u20e3",
    "wide": "　ＡＢＣ１２３，。！？～￥㈱①",
    "thai-arabic-hebrew": "น้ำ مرحبا שָׁלוֹם हिन्दी",
    "rare-ideograph": "𠮷野家 𪚥 \U00031350",
    # What a spreadsheet runs, and what a parser takes for its own.
    "formula-cmd": "=cmd|'/C calc'!A0",
    "formula-plus": "+1+1",
    "formula-at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula-minus-tab": "\t-2+3",
    "formula-wide": '＝HYPERLINK("http://x.example","go")',
    "sql": "'; DROP TABLE orders; --",
    "like": "100%_\\",
    "fts": '"NEAR( AND OR NOT * ^ :" -x',
    "csv": 'a,"b""c",\'d\';e|f',
    "path": "../../etc/passwd",
    "option": "--help",
    "html": "<script>alert(1)</script>&amp;&#27;",
    "empty": "",
    "blank": " \u00a0\u3000\u2003 ",
    "long-word": "W" * 20_000,
    "long-chinese": "订" * 20_000,
}

PAYLOADS: tuple[str, ...] = tuple(_NAMED.values())
"""Every payload, some of them up to 20,000 characters long."""

CASES = [pytest.param(text, id=name) for name, text in _NAMED.items()]
"""The payloads with names, for ``@pytest.mark.parametrize("text", CASES)``."""

HUGE: tuple[str, ...] = ("x" * 1_000_000, "订" * 1_000_000, "行\n" * 100_000, f"{ESC}[2J" * 50_000)
"""For what must cope with any length: intake, ``plain()``, the command line."""


def forbidden(text: str, *, lines: bool = True) -> list[str]:
    """Characters of ``text`` that must not reach a terminal, as ``U+001B`` with their category.

    Joiners and the emoji selector are let through: where they may stand is told by the tests of
    ``plain()``. New signs that this Python does not know yet are let through in the ideographic
    planes and the emoji block.
    """
    return [
        f"U+{ord(c):04X} {unicodedata.category(c)}"
        for c in text
        if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        and not (c == "\n" and lines)
        and c != "\u200d"
        and not _newer(ord(c))
    ]


def _newer(code: int) -> bool:
    return (0x1F000 <= code <= 0x1FAFF) or (0x20000 <= code <= 0x3FFFD and code & 0xFFFE != 0xFFFE)
