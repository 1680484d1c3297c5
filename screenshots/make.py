"""Take the pictures of this folder anew: ``make screenshots``.

The real app runs on the sample desk, is given keys as a person gives them, and what it draws is
written as PNG. Needs a font with Chinese signs (Debian: ``apt install fonts-noto-cjk libcairo2``).
"""

from __future__ import annotations

import asyncio
import html
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

import cairosvg
from PIL import Image
from rich.cells import cell_len

from csdesk.cli.demo_shift import work_a_shift
from csdesk.model.desk import Actor
from csdesk.sample.demo import write_demo_exports
from csdesk.services.desk import Desk
from csdesk.services.heartbeat import beat
from csdesk.settings import read_settings
from csdesk.ui.app import CsdeskApp
from csdesk.ui.desk_screen import DeskScreen
from csdesk.words import use_language

HERE = Path(__file__).parent
FONT = "Noto Sans Mono CJK SC"
TIME = datetime.now(ZoneInfo("Asia/Shanghai"))
"""Shifts are opened by the clock, so the pictures are of the day on which they are taken."""

PERSON = Actor("lilei", "李雷", "LILE", frozenset({"agent"}), "早班")
WIDE, NARROW = (140, 40), (80, 24)
SPLIT = f"TB{TIME - timedelta(days=2):%y%m%d}-0022"

Keys = tuple[str, ...]

PICTURES: tuple[tuple[str, str, str, tuple[int, int], Keys], ...] = (
    ("search-zh", "zh", "dark", WIDE, ("down", "down", "down")),
    ("search-en", "en", "dark", WIDE, ("down", "down", "down")),
    ("search-80x24-zh", "zh", "dark", NARROW, ("/", *"马女士", "down")),
    ("complete-zh", "zh", "dark", NARROW, ("/", *"状态:")),
    ("filter-en", "en", "light", NARROW, ("F", "right", "right", "down", "down")),
    ("order-zh", "zh", "dark", WIDE, ("/", *"马女士", "enter")),
    ("order-80x24-zh", "zh", "dark", NARROW, ("/", *"马女士", "enter")),
    ("order-en", "en", "light", WIDE, ("/", *"马女士", "enter")),
    ("imports-zh", "zh", "dark", WIDE, ("g", "i")),
    ("imports-en", "en", "contrast", NARROW, ("g", "i")),
    ("handover-80x24-zh", "zh", "dark", NARROW, ("g", "h")),
    ("handover-en", "en", "dark", WIDE, ("g", "h")),
    ("review-zh", "zh", "dark", NARROW,
        ("g", "h", "a", *"打电话确认新地址再发货", "enter", "escape", "g", "r", "j")),
    ("review-en", "en", "light", WIDE, ("g", "r")),
    ("conflict-zh", "zh", "dark", NARROW, ("/", *"is:conflict", "enter", "4")),
    ("inbox-zh", "zh", "dark", NARROW, ("g", "d")),
    ("inbox-en", "en", "light", WIDE, ("g", "f")),
    ("ledger-zh", "zh", "dark", NARROW, ("g", "i", "l")),
    ("matrix-80x24-zh", "zh", "dark", NARROW, ("g", "s", *"1122", "enter", "right", "down")),
    ("shortages-80x24-zh", "zh", "dark", NARROW, ("g", "p")),
    ("shortages-en", "en", "light", WIDE, ("g", "p", "enter")),
    ("board-zh", "zh", "dark", NARROW, ("g", "l")),
    ("roster-zh", "zh", "dark", NARROW, ("g", "t")),
    ("report-en", "en", "light", WIDE, ("g", "j")),
    ("amazon-en", "en", "dark", WIDE, ("g", "a", "enter", "l")),
    ("help-en", "en", "dark", NARROW, ("?",)),
    ("commands-zh", "zh", "dark", NARROW, (":",)),
    ("remark-zh", "zh", "dark", NARROW, ("/", *"马女士", "enter", "3", "n", *"要圆通 加小礼物")),
    ("family-zh", "zh", "dark", WIDE,
        ("/", *SPLIT, "enter", "x", "space", "enter", "enter")),
)  # fmt: skip
"""Name, language, theme, columns and lines, keys that are pressed. Work begins once what is
critical was read back; the last two leave a draft and change an order."""


def sample_desk(folder: Path) -> None:
    """The desk of ``csdesk demo`` as it is on one certain morning, everything taken in."""
    csdesk = [sys.executable, "-m", "csdesk"]
    init = [*csdesk, "init", str(folder), "--lang", "zh"]
    subprocess.run(init, check=True, stdout=subprocess.PIPE)
    work_a_shift(folder, read_settings(folder), TIME)
    write_demo_exports(folder / "inbox", TIME)
    sync = [*csdesk, "--desk", str(folder), "sync", "--once"]
    subprocess.run(sync, check=False, stdout=subprocess.PIPE)
    let_in = ["people", "add", PERSON.login, PERSON.name, "--role", "agent"]
    for words in (let_in, ["shift", "join", "--as", PERSON.login]):
        subprocess.run([*csdesk, "--desk", str(folder), *words], check=True, stdout=subprocess.PIPE)


async def picture(
    folder: Path, name: str, lang: str, theme: str, size: tuple[int, int], keys: Keys
) -> None:
    """Take one picture."""
    use_language(lang)
    settings = read_settings(folder)
    app = CsdeskApp(lambda: Desk(folder, settings, PERSON), settings, title="demo")
    async with app.run_test(size=size) as pilot:
        app.theme = theme
        await _quiet(pilot)
        for key in keys:
            await pilot.press(key)
            beat(folder)  # as the importer would, which is no part of the pictures
            await _quiet(pilot)
        svg = app.export_screenshot(title="csdesk")
    svg = re.sub(r'font-family: ?[^;"]+', f"font-family: {FONT}", svg)
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = svg.replace("✗", "x")  # the font of the pictures has no such sign
    svg = svg.replace("font-size: 20px", "font-size: 23px")  # fills the cell of 12.2 by 24.4
    svg = TEXT.sub(_on_the_grid, svg)
    png = cairosvg.svg2png(svg.encode(), output_width=size[0] * 10)
    few_colours = (
        Image.open(io.BytesIO(png)).convert("RGB").quantize(96, Image.Quantize.MAXCOVERAGE)
    )
    few_colours.save(HERE / f"{name}.png", optimize=True)
    print(f"{name}.png")


TEXT = re.compile(r'x="([\d.]+)"( y="[\d.]+") textLength="[\d.]+"([^>]*)>([^<]*)</text>')
CELL = 12.2
"""Width of a cell in Rich's pictures."""


def _on_the_grid(match: re.Match[str]) -> str:
    """Each sign of a text in its own cell: Rich counts a Chinese sign as one."""
    start, y, more, text = match.groups()
    at, places = float(start), []
    for sign in html.unescape(text):
        places.append(f"{at:g}")
        at += CELL * cell_len(sign)
    return f'x="{" ".join(places)}"{y}{more}>{text}</text>'


WATCHES = ("pulse", "company", "footing", "watch")
"""Jobs of a session that last as long as it does."""


async def _quiet(pilot) -> None:  # type: ignore[no-untyped-def]  # Pilot[object]
    """Wait until every answer has come and been drawn."""
    app, end = pilot.app, monotonic() + 20
    while monotonic() < end:
        await pilot.pause()
        screen = app.screen
        # What waits beneath a dialog waits for the next key.
        here = [w for w in app.workers if w.node in (app, screen) and w.group not in WATCHES]
        busy = any(not each.is_finished for each in here)
        if not busy and (not isinstance(screen, DeskScreen) or screen.answered):
            break
        await asyncio.sleep(0.02)
    await pilot.pause()


def main(wanted: list[str]) -> None:
    """Take the pictures that are named, or all."""
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
    os.environ.pop("NO_COLOR", None)
    fonts = subprocess.run(["fc-list"], capture_output=True, text=True, check=False).stdout
    if FONT not in fonts:
        sys.exit(f"The font {FONT} is missing (Debian: apt install fonts-noto-cjk).")
    root = Path(tempfile.mkdtemp(prefix="csdesk-pictures-"))
    try:
        sample_desk(root / "demo")
        for each in PICTURES:
            if not wanted or each[0] in wanted:
                asyncio.run(picture(root / "demo", *each))
    finally:
        shutil.rmtree(root)


if __name__ == "__main__":
    main(sys.argv[1:])
