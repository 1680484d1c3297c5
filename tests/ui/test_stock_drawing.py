"""How the stock is drawn: the matrix in 80 columns, whole words, and no hostile text."""

from __future__ import annotations

from datetime import date

import pytest
from textual.app import App

from csdesk.model.status import ItemStatus
from csdesk.ui.screens.affected import customer_lines
from csdesk.ui.screens.can_ship import line_lines, verdict_lines
from csdesk.ui.screens.item_rows import card_entries
from csdesk.ui.screens.shortage_rows import sheet_entries, sheet_heading
from csdesk.ui.screens.stock_alarms import alarm_lines, slip_lines
from csdesk.ui.screens.stock_rows import (
    formula_words,
    item_entries,
    list_heading,
    product_entries,
    status_mark,
)
from csdesk.ui.signs import sign
from csdesk.ui.themes import themes
from csdesk.ui.widgets.matrix import Matrix
from csdesk.words import named, use_language
from tests import stock_answers as answers
from tests.hostile import PAYLOADS, forbidden
from tests.ui.conftest import screen_lines, screen_text, until

ZONE = "Asia/Shanghai"
WIDTHS = pytest.mark.parametrize("width", [38, 138])
LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])


class Stage(App[None]):
    """Nothing but a matrix."""

    CSS = "Matrix { height: 1fr; }"

    def __init__(self, product, number="available"):
        super().__init__()
        self.product, self.number = product, number
        for theme in themes():
            self.register_theme(theme)
        self.theme = "dark"

    def compose(self):
        yield Matrix()

    def on_mount(self):
        self.query_one(Matrix).show(self.product, self.number)


async def test_twelve_colours_by_eight_sizes_are_read_at_a_glance():
    product = answers.product(without={("白", "M")})
    async with Stage(product).run_test(size=(80, 13)) as pilot:
        await until(pilot, lambda: "红" in screen_text(pilot.app))
        heads, *rows = screen_lines(pilot.app)
        assert heads.split() == list(answers.SIZES)
        assert len(rows) == 12
        for row, (color, line) in enumerate(zip(answers.COLORS, rows, strict=True)):
            name, *cells = line.replace(">", " ").split()
            assert color.startswith(name.rstrip("~"))
            for column, cell in enumerate(cells):
                item = product.cells.get((color, answers.SIZES[column]))
                told = f"{row * 10 + column - 5}{sign(item.status).letter}" if item else "."
                assert cell == told


async def test_the_cursor_walks_over_every_colour_and_size():
    product = answers.product()
    async with Stage(product).run_test(size=(80, 13)) as pilot:
        matrix = pilot.app.query_one(Matrix)
        await until(pilot, lambda: matrix.item is not None)
        await pilot.press("right", "right", "j", "down")
        assert matrix.pair == ("白", "M")
        await pilot.press("end", "up", "k")
        assert matrix.pair == ("红", "4XL")
        await pilot.press("up", "home", "left")
        assert matrix.pair == ("红", "XS")
        marked = next(line for line in screen_lines(pilot.app) if ">" in line)
        assert marked.startswith("红")


async def test_what_does_not_fit_scrolls_with_the_cursor():
    product = answers.product(sizes=[str(size) for size in range(34, 60)])
    async with Stage(product).run_test(size=(40, 6)) as pilot:
        matrix = pilot.app.query_one(Matrix)
        await until(pilot, lambda: matrix.item is not None)
        assert matrix.beyond > (0, 0)
        await pilot.press(*["down"] * 11, "end")
        assert matrix.pair == (answers.COLORS[-1], "59")
        await until(pilot, lambda: "59" in screen_lines(pilot.app)[0])
        assert ">" in screen_lines(pilot.app)[-1]


async def test_the_cursor_stays_on_its_item_when_the_numbers_change():
    async with Stage(answers.product()).run_test(size=(80, 13)) as pilot:
        matrix = pilot.app.query_one(Matrix)
        await until(pilot, lambda: matrix.item is not None)
        await pilot.press("down", "right")
        matrix.show(answers.product(colors=answers.COLORS[1:]), "demand")
        assert matrix.pair == ("黑", "S")
        await until(pilot, lambda: ">  11" in screen_text(pilot.app))


async def test_a_product_without_colours_and_sizes_is_one_number():
    async with Stage(answers.product(colors=[""], sizes=[""])).run_test(size=(80, 13)) as pilot:
        matrix = pilot.app.query_one(Matrix)
        await until(pilot, lambda: matrix.item is not None)
        assert "-5N" in screen_text(pilot.app)


async def test_no_colour_and_no_size_breaks_the_matrix():
    texts = [text[:300] for text in PAYLOADS]
    product = answers.product(colors=texts, sizes=texts[:20])
    async with Stage(product).run_test(size=(80, 24)) as pilot:
        matrix = pilot.app.query_one(Matrix)
        await until(pilot, lambda: matrix.item is not None)
        for _ in range(len(texts) // 20):
            assert forbidden(screen_text(pilot.app)) == []
            await pilot.press(*["down"] * 20, "right")


def drawn(text, width):
    """Everything that is drawn of answers with this text, as lines."""
    entries = [
        *item_entries([answers.item(text)]),
        *product_entries([answers.product().row]),
        *card_entries(answers.card(text), ZONE),
        *sheet_entries(answers.sheet(text).suppliers, ZONE, whole=True),
    ]
    now = answers.AT
    lines = [line for entry in entries for line in entry.draw(width)]
    lines += customer_lines(answers.affected(text), now, ZONE, width)
    lines += alarm_lines(answers.card(text).alarms[0], width)
    lines += slip_lines(answers.slip(text), now, ZONE, width)
    lines += verdict_lines(answers.verdict(text), ZONE, width)
    lines += line_lines(answers.verdict(text).lines[0], ZONE, now, width)
    sheet = answers.sheet(text)
    lines += sheet_heading(sheet, sheet.suppliers, ZONE, width).split("\n")
    return [*lines, status_mark(ItemStatus.NORMAL, text)]


@WIDTHS
def test_no_text_of_a_file_reaches_the_terminal_as_it_is(width):
    for text in PAYLOADS:
        lines = drawn(text, width)
        assert [line.plain for line in lines if forbidden(line.plain)] == []
        assert [line.plain for line in lines[:-1] if line.cell_length > width] == []


@LANGUAGES
def test_rows_stand_under_their_headings(lang):
    use_language(lang)
    for items in (True, False):
        head = list_heading(items=items, width=78).plain
        rows = item_entries([answers.item("x")]) if items else product_entries(
            [answers.product().row])  # fmt: skip
        line = rows[0].draw(78)[0].plain
        assert named(ItemStatus.NORMAL if items else ItemStatus.PARTIAL) in line
        assert len(head) > 0
        assert "10" in line.split()


@LANGUAGES
def test_a_formula_is_printed_with_its_terms(lang):
    use_language(lang)
    told = [formula_words(each) for each in answers.card("x").formulas]
    assert told == {
        "en": ["available 3 = on hand 10 - defective 1 - allocated 6",
               "short 2 = demand 11 - to give out 9 (at least 0)"],
        "zh": ["可用 3 = 库存 10 - 次品 1 - 已占用 6",
               "缺 2 = 需求 11 - 可分配 9 （最少为 0）"],
    }[lang]  # fmt: skip


@LANGUAGES
@pytest.mark.parametrize("status", ItemStatus)
def test_a_state_is_told_by_letter_and_word(lang, status):
    use_language(lang)
    mark = status_mark(status).plain
    assert mark == f"[{sign(status).letter}] {named(status)}"
    assert len({sign(each).letter for each in ItemStatus}) == len(ItemStatus)
    assert len({sign(each).style for each in ItemStatus}) == len(ItemStatus)


def test_a_day_is_told_with_the_call_that_it_comes_from():
    lines = line_lines(answers.verdict("x").lines[0], ZONE, answers.AT, 78)
    text = "\n".join(line.plain for line in lines)
    assert date(2026, 11, 28).isoformat() in text
    assert "50 pieces" in text
