"""A shop describes its own stock list in desk.toml, and is told what is wrong with that."""

from __future__ import annotations

import pytest

from csdesk.intake.reading import Unreadable, open_export
from csdesk.intake.reading.catalogue import packaged_stock, profiles, stock_profiles
from csdesk.intake.reading.opening import open_file
from csdesk.intake.reading.stock_file import StockFile
from csdesk.model.errors import NotUnderstood
from csdesk.model.settings import DeskSettings
from csdesk.sample.workbook import Workbook

OURS = {
    "id": "hamburg", "tells": "stock", "known_by": [["Artikel"], ["Bestand"]],
    "warehouse": "Hamburg", "delimiter": ";", "decimal": ",", "currency": "EUR",
    "fields": {
        "sku": "Artikel", "on_hand": "Bestand", "cost": "EK",
        "spec": {"first": ["Farbe"], "empty": ["keine"]},
    },
    "sums": {"inbound": ["Bestellt", "Unterwegs"]},
    "status": {"Auslauf": "discontinued"},
}  # fmt: skip
LIST = "Artikel;Farbe;Bestand;EK;Bestellt;Unterwegs\nA-1;rot;5;1.234,50;2;3\nA-2;keine;0;2,00;;\n"


def settings(**more):
    return DeskSettings(profiles=({**OURS, **more},))


def opened(path, known):
    """The file, which tells of the stock."""
    file = open_file(path, known)
    assert isinstance(file, StockFile)
    return file


def test_an_own_stock_list_is_read_as_its_profile_says(tmp_path):
    path = tmp_path / "bestand.csv"
    path.write_text(LIST, encoding="cp1252")
    with opened(path, settings()) as file:
        first, second = file.rows
        assert (file.profile.id, first.warehouse, file.rejects) == ("hamburg", "Hamburg", [])
    assert first.fields["cost"] == 123_450
    assert (first.fields["inbound"], first.fields["color"]) == (5, "rot")
    assert second.fields["inbound"] is None


def test_order_profiles_and_stock_profiles_do_not_meet():
    assert {profile.id for profile in profiles(settings())} & {"hamburg", "own-stock"} == set()
    assert stock_profiles(settings())[0].id == "hamburg"
    mine = stock_profiles(settings(id="own-stock"))
    assert [profile.id for profile in mine].count("own-stock") == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"tells": "orders"}, "tells"),
        ({"fields": {"on_hand": "Bestand"}}, "sku"),
        ({"fields": {"sku": "A", "colour": "B"}}, "colour"),
        ({"sums": {"price": ["A"]}}, "price"),
        ({"status": {"x": "gone"}}, "gone"),
        ({"zone": "Mars/Base"}, "Mars/Base"),
        ({"ships": "yes"}, "ships"),
        ({"site": "TB"}, "site"),
        ({"carried": ["colour"]}, "colour"),
    ],
)
def test_what_is_wrong_in_a_profile_is_named(wrong, told):
    with pytest.raises(NotUnderstood, match=told):
        stock_profiles(settings(**wrong))


def test_a_list_without_the_column_of_the_item_number_names_that_column(tmp_path):
    path = tmp_path / "bestand.csv"
    path.write_text("Artikelname;Bestand\nA-1;5\n", encoding="utf-8")
    with pytest.raises(Unreadable) as refusal:
        open_file(path, settings(known_by=[["Artikelname"], ["Bestand"]]))
    assert "'artikel'" in str(refusal.value)
    assert "sku" in str(refusal.value)


def test_a_stock_list_is_no_order_report(tmp_path):
    path = tmp_path / "bestand.csv"
    path.write_text(LIST, encoding="utf-8")
    with pytest.raises(Unreadable, match="not of orders"):
        open_export(path, settings())


def test_a_workbook_with_titles_above_its_header(tmp_path):
    path = tmp_path / "stock.xlsx"
    with Workbook(path) as book:
        book.row(["库存表 2026-11-22"])
        book.row([])
        book.row(["货号", "实存数", "盘点时间"])
        book.row(["A-1", "5", "45983.5"])
        book.row(["A-2", "5.5", ""])
    with opened(path, DeskSettings()) as file:
        (row,) = file.rows
        (reject,) = file.rejects
        assert (row.row_no, file.encoding) == (4, "xlsx")
        assert file.taken_at == {"主仓": 1_763_784_000}
    assert (reject.row, reject.column, reject.value) == (5, "实存数", "5.5")


def test_no_two_packaged_profiles_claim_one_header():
    for profile in packaged_stock():
        header = frozenset().union(*profile.known_by)
        best = max(packaged_stock(), key=lambda each: each.fits(profile.columns() | header))
        assert best.id == profile.id
